"""``complaint``, ``bin``, ``enquiry``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.cli import casework, finding, knowing, late
from app.cli.output import Answer, table
from app.errors import EXIT_USAGE, AppError
from app.services.complaints.standing import EVENT_WORDS, STATE_WORDS

if TYPE_CHECKING:
    from app.cli.main import Call


def add_commands(commands: Any, add: Any) -> None:
    """Put the commands of this module into the parser."""
    group = add(commands, "complaint", "投诉、举报、建议").add_subparsers(dest="action", required=True)
    made = add(group, "add", "登记一件", register)
    made.add_argument("fields", nargs="+", metavar="栏=值")
    late.add_option(made)
    add(group, "show", "看一件", show).add_argument("id")
    finding.add_commands(group, add)
    made = add(group, "change", "改一件", change)
    made.add_argument("id")
    made.add_argument("fields", nargs="+", metavar="栏=值")
    late.add_option(made)
    add(group, "delete", "放进回收站", delete).add_argument("id")
    add(group, "restore", "从回收站恢复", restore).add_argument("id")
    add(group, "history", "改动经过", history).add_argument("id")
    made = add(group, "undo", "撤销一次改动", undo)
    made.add_argument("id")
    made.add_argument("revision", nargs="?", help="改动经过里的编号；不写就是最近一次")
    casework.add_to_complaint(group, add)
    knowing.add_to_complaint(group, add)
    group = add(commands, "bin", "回收站").add_subparsers(dest="action", required=True)
    add(group, "list", "列出", binned).add_argument("--limit", type=int, default=300)
    add(group, "restore", "恢复一件", unbin).add_argument("id")
    add(group, "erase", "彻底删除一件", erase).add_argument("id")
    add(group, "purge", "清理放满三十天的", purge)
    group = add(commands, "enquiry", "咨询").add_subparsers(dest="action", required=True)
    made = add(group, "add", "记一次咨询", enquiry)
    made.add_argument("fields", nargs="*", metavar="栏=值")
    late.add_option(made)


def pairs(words: list[str]) -> dict[str, str]:
    """``FIELD=VALUE`` words as a mapping; raises ``cli.usage`` for a word without ``=``."""
    found: dict[str, str] = {}
    for word in words:
        name, mark, value = word.partition("=")
        if not mark or not name:
            raise AppError("cli.usage", exit_code=EXIT_USAGE, usage="栏=值", why=word)
        found[name.strip()] = value
    return found


def register(call: Call) -> Answer:
    """Take a case in; a clock that seems wrong is asked about, since the number carries the day."""
    from app.services.clock import clock_doubt

    doubt = clock_doubt(call.services.database, call.today)
    complaints = call.services.complaints
    saved = complaints.register(pairs(call.fields), today=call.today, by=call.by, late=call.late)
    told = late.told(call, (), complaints.timeline(saved.record.id))
    return _saved(saved.record, (*saved.issues, *([doubt] if doubt else []), *told), "登记好了")


def change(call: Call) -> Answer:
    """Change a case."""
    complaints = call.services.complaints
    before = complaints.timeline(call.id)
    saved = complaints.change(call.id, pairs(call.fields), today=call.today, by=call.by, late=call.late)
    told = late.told(call, before, complaints.timeline(saved.record.id))
    return _saved(saved.record, (*saved.issues, *told), "改好了")


def _saved(record: Any, issues: Any, words: str) -> Answer:
    data = {"id": record.id, "number": record.number, "state": record.state, "issues": list(issues)}
    return Answer(data, [f"{words}：{record.number} {STATE_WORDS[record.state]}"], tuple(issues))


def delete(call: Call) -> Answer:
    """Put a case into the bin."""
    record = call.services.complaints.delete(call.id, by=call.by)
    return _saved(record, (), "放进回收站了")


def restore(call: Call) -> Answer:
    """Take a case out of the bin."""
    record = call.services.complaints.restore(call.id, by=call.by)
    return _saved(record, (), "恢复了")


def show(call: Call) -> Answer:
    """Show a case with its timeline."""
    from app.services.complaints.changing import words
    from app.services.complaints.fields import FIELDS

    record = call.services.complaints.show(call.id)
    lists = call.services.lists
    lines = [f"{record.number}  {STATE_WORDS[record.state]}{'（在回收站）' if record.deleted else ''}"]
    for name, spec in FIELDS.items():
        text = words(name, getattr(record, name, None), lists)
        if text and name != "kind":
            lines.append(f"  {spec.label}：{text}")
    for event in call.services.complaints.timeline(call.id):
        note = "（推定）" if event.assumed else ""
        gone = "（已撤回）" if event.revoked_on else ""
        lines.append(f"  {event.on} {EVENT_WORDS[event.kind]}{note}{gone}")
    return Answer({"rows": [case_data(record, call)], "total": 1}, lines)


def case_data(record: Any, call: Call) -> dict[str, Any]:
    """A case as scripts get it: codes, their names beside them, money in fen."""
    data = asdict(record)
    data["events"] = [event._asdict() for event in record.events]
    lists = call.services.lists
    for name in ("category", "nature", "channel", "source", "buying", "result"):
        data[f"{name}_name"] = lists.label(name, data[name]) or None
    return data


def history(call: Call) -> Answer:
    """Every change of a case, and the revisions that can be taken back."""
    edits = call.services.complaints.history(call.id)
    revisions = call.services.complaints.revisions(call.id)
    rows = [asdict(edit) for edit in edits]
    shown = [
        (
            one.at.astimezone().strftime("%Y-%m-%d %H:%M"),
            one.by,
            edit.label,
            edit.before or "（空）",
            edit.after or "（空）",
            "已撤销" if one.taken_back else one.id,
        )
        for one in reversed(revisions)
        for edit in one.edits
    ]
    data = {"changes": rows, "revisions": [asdict(one) for one in revisions]}
    head = ["时间", "谁", "栏目", "原来", "改成", "这次改动的编号"]
    return Answer(data, table(head, shown) if shown else ["没有改动过"])


def undo(call: Call) -> Answer:
    """Take a change back."""
    saved = call.services.complaints.take_back(call.id, call.revision, by=call.by)
    return _saved(saved.record, saved.issues, "撤销了")


def binned(call: Call) -> Answer:
    """What is in the bin."""
    page = call.services.bin.listed(max(1, call.limit))
    shown = [
        (
            row.number or f"咨询 {row.people} 人次",
            row.on,
            row.complainant or row.note,
            row.trader,
            row.at.astimezone().strftime("%Y-%m-%d %H:%M"),
            row.by,
            row.goes_on or (f"{row.kept} 已封存，一直留着" if row.kept else "一直留着"),
            row.id,
        )
        for row in page.rows
    ]
    head = ["编号", "日期", "投诉人", "被投诉方", "删除时间", "谁删的", "哪天清理", "恢复用的编号"]
    lines = [f"回收站里有 {page.total} 件", *(table(head, shown) if shown else [])]
    return Answer({"rows": [asdict(row) for row in page.rows], "total": page.total}, lines)


def unbin(call: Call) -> Answer:
    """Take something out of the bin."""
    kind = call.services.bin.restore(call.id, by=call.by)
    return Answer({"id": call.id, "kind": kind}, ["恢复了"])


def erase(call: Call) -> Answer:
    """Remove one thing in the bin for good."""
    kind = call.services.bin.erase(call.id, by=call.by)
    return Answer({"id": call.id, "kind": kind}, ["彻底删除了"])


def purge(call: Call) -> Answer:
    """Remove for good what has been in the bin for thirty days."""
    gone = call.services.bin.purge(today=call.today, by=call.by, progress=call.progress)
    kept = f"，{gone.kept} 件算在封存的报表里，留着" if gone.kept else ""
    return Answer(asdict(gone), [f"清理了投诉 {gone.complaints} 件、咨询 {gone.enquiries} 条{kept}"])


def enquiry(call: Call) -> Answer:
    """Note an enquiry."""
    noted = call.services.enquiries.add(pairs(call.fields), today=call.today, by=call.by, late=call.late)
    on = noted.enquiry.on
    asked = call.services.returns.late(on) if call.late == "late-report" else None
    issues = (*noted.issues, *late.told_of(call, [(on, asked.counts_on if asked else on)]))
    data = {"id": noted.enquiry.id, "on": on, "people": noted.enquiry.people, "issues": list(issues)}
    return Answer(data, [f"记下了：{on} {noted.enquiry.people} 人次"], issues)
