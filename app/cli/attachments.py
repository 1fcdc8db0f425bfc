"""``attachment``: the photos, scans and other files of a case."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.output import Answer, table

if TYPE_CHECKING:
    from app.cli.main import Call


def add_commands(commands: Any, add: Any) -> None:
    """Put the commands of this module into the parser."""
    group = add(commands, "attachment", "投诉的附件：照片、扫描件、PDF").add_subparsers(dest="action", required=True)
    made = add(group, "add", "把文件存进一件投诉", put)
    made.add_argument("id", help="投诉编号")
    made.add_argument("files", nargs="+", metavar="FILE")
    made.add_argument("--note", default="", help="这些文件是什么")
    add(group, "list", "列出一件投诉的附件", listed).add_argument("id", help="投诉编号")
    made = add(group, "save", "把附件存成文件", save)
    made.add_argument("attachment", help="附件编号")
    made.add_argument("--out", required=True, metavar="FILE")
    made = add(group, "note", "写附件的说明", note)
    made.add_argument("attachment", help="附件编号")
    made.add_argument("words", help="说明")
    add(group, "remove", "拿掉附件，三十天里可以放回来", remove).add_argument("attachment", help="附件编号")
    add(group, "restore", "把拿掉的附件放回来", restore).add_argument("attachment", help="附件编号")


def _data(face: Any) -> dict[str, Any]:
    return asdict(face)


def _line(face: Any) -> str:
    return f"  {face.id}  {face.name}，{face.kind}，{face.size_words}"


def put(call: Call) -> Answer:
    """Add files to a case."""
    paths = [Path(name) for name in call.files]
    done = call.services.attachments.add(call.id, paths, by=call.by, note=call.note, progress=call.progress)
    lines = [f"存好了 {len(done.added)} 个附件", *map(_line, done.added)]
    data = {"attachments": [_data(face) for face in done.added], "issues": list(done.issues)}
    return Answer(data, lines, done.issues)


def listed(call: Call) -> Answer:
    """List the files of a case."""
    found = call.services.attachments.of(call.id)
    shown = [
        (face.id, face.name, face.kind, face.pages or "—", face.size_words, face.at.astimezone().date(), face.note)
        for face in found
    ]
    head = ["附件", "文件名", "种类", "页", "大小", "存入", "说明"]
    return Answer({"attachments": [_data(face) for face in found]}, table(head, shown) if shown else ["没有附件"])


def save(call: Call) -> Answer:
    """Write a file's bytes to a path."""
    path = Path(call.out)
    face = call.services.attachments.save_as(call.attachment, path)
    return Answer({"attachment": _data(face), "file": path}, [f"存好了：{path}"])


def note(call: Call) -> Answer:
    """Say what a file is."""
    return _one(call.services.attachments.put_note(call.attachment, call.words, by=call.by), "写好了")


def remove(call: Call) -> Answer:
    """Take a file away from its case."""
    return _one(call.services.attachments.remove(call.attachment, by=call.by), "拿掉了")


def restore(call: Call) -> Answer:
    """Put a file back."""
    return _one(call.services.attachments.restore(call.attachment, by=call.by), "放回来了")


def _one(face: Any, words: str) -> Answer:
    return Answer({"attachment": _data(face)}, [f"{words}：{face.name}"])
