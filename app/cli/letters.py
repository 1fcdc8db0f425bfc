"""``letter``: queries, letters that ask to put things right, warnings; their answers."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.cli.output import Answer, table

if TYPE_CHECKING:
    from app.cli.main import Call
    from app.services.letters import Kept, Letter

# The words of the service, without loading it for every call.
_KINDS = ("query", "rectification", "warning")
_STATES = ("overdue", "waiting", "answered", "none")


def add_commands(commands: Any, add: Any) -> None:
    """Put ``letter`` into the parser."""
    group = add(commands, "letter", "函件").add_subparsers(dest="action", required=True)
    add(group, "add", "记一份发出的函件", write).add_argument("fields", nargs="+", metavar="栏=内容")
    made = add(group, "answer", "记下答复", answer)
    made.add_argument("id")
    made.add_argument("fields", nargs="*", metavar="on=、answer=")
    made = add(group, "change", "改一份函件", change)
    made.add_argument("id")
    made.add_argument("fields", nargs="+", metavar="栏=内容")
    made = add(group, "list", "函件清单", listed)
    made.add_argument("text", nargs="*")
    made.add_argument("--state", choices=_STATES)
    made.add_argument("--kind", choices=_KINDS)
    made.add_argument("--trader", help="经营者，哪个写法都行")
    made.add_argument("--case", help="哪一件投诉")
    made.add_argument("--bin", action="store_true", help="删掉的")
    made.add_argument("--limit", type=int, default=200)
    for name, words, command in (
        ("show", "看一份", show),
        ("delete", "删掉一份", delete),
        ("restore", "放回来", restore),
        ("take-back", "撤销最后一次改动", take_back),
    ):
        add(group, name, words, command).add_argument("id")


def write(call: Call) -> Answer:
    """Keep a letter."""
    return _kept(call, call.services.letters.write(_fields(call), today=call.today, by=call.by), "存好了")


def answer(call: Call) -> Answer:
    """Write down an answer."""
    given = _fields(call)
    letters = call.services.letters
    kept = letters.answered(
        call.id, on=given.get("on", ""), answer=given.get("answer", ""), today=call.today, by=call.by
    )
    return _kept(call, kept, "答复记下了")


def change(call: Call) -> Answer:
    """Change a letter."""
    return _kept(call, call.services.letters.change(call.id, _fields(call), today=call.today, by=call.by), "改好了")


def listed(call: Call) -> Answer:
    """Letters that fit."""
    case = call.services.complaints.show(call.case).id if call.case else ""
    found = call.services.letters.find(
        " ".join(call.text),
        today=call.today,
        state=call.state or "",
        kind=call.kind or "",
        trader=call.trader or "",
        case=case,
        deleted=call.bin,
        limit=max(1, min(call.limit, 1000)),
    )
    rows = [_data(call, each) for each in found.rows]
    from app.services.letters.face import KIND_WORDS

    shown = [
        (each.id, KIND_WORDS[each.kind], each.sent_on, each.to_whom, each.subject, each.standing(call.today))
        for each in found.rows
    ]
    lines = table(["函件", "种类", "发出", "发给谁", "事由", "状态"], shown) if shown else ["没有这样的函件"]
    return Answer({"rows": rows, "total": found.total, "counts": found.counts}, lines)


def show(call: Call) -> Answer:
    """One letter with its history."""
    letter = call.services.letters.show(call.id)
    history = call.services.letters.history(call.id)
    data = _data(call, letter) | {"history": [asdict(each) for each in history]}
    return Answer(
        data, [*_lines(call, letter), *(f"  {e.label}：{e.before or '空'} → {e.after or '空'}" for e in history)]
    )


def delete(call: Call) -> Answer:
    """Put a letter into the bin."""
    return _one(call, call.services.letters.delete(call.id, by=call.by), "删掉了")


def restore(call: Call) -> Answer:
    """Take a letter out of the bin."""
    return _one(call, call.services.letters.restore(call.id, by=call.by), "放回来了")


def take_back(call: Call) -> Answer:
    """Undo the latest change of a letter."""
    return _one(call, call.services.letters.take_back(call.id, by=call.by), "撤销了")


def _fields(call: Call) -> dict[str, str]:
    from app.cli.cases import pairs

    given: dict[str, str] = pairs(call.fields)
    return given


def _kept(call: Call, kept: Kept, words: str) -> Answer:
    data = _data(call, kept.letter) | {"issues": list(kept.issues)}
    return Answer(data, [words, *_lines(call, kept.letter)], kept.issues)


def _one(call: Call, letter: Letter, words: str) -> Answer:
    return Answer(_data(call, letter), [words, *_lines(call, letter)])


def _data(call: Call, letter: Letter) -> dict[str, Any]:
    return asdict(letter) | {"state": letter.state(call.today)}


def _lines(call: Call, letter: Letter) -> list[str]:
    from app.services.letters.face import KIND_WORDS

    standing = letter.standing(call.today)
    lines = [f"{KIND_WORDS[letter.kind]}（{letter.id}）：{letter.sent_on} 发给{letter.to_whom}，{standing}"]
    facts = (("文号", letter.number), ("事由", letter.subject), ("经营者", letter.trader), ("投诉", letter.case_number))
    lines += [f"  {label}：{words}" for label, words in facts if words]
    if letter.answered_on:
        lines.append(f"  答复：{letter.answered_on} {letter.answer}")
    return lines
