"""``complaint move``, ``take-back``, ``moves``, ``story``, ``members``: the way of a case."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from app.cli import late
from app.cli.output import Answer, table
from app.errors import EXIT_USAGE, AppError
from app.services.complaints.standing import EVENT_WORDS, STATE_WORDS

if TYPE_CHECKING:
    from app.cli.main import Call

_KINDS = {"event": "办理", "paper": "文书", "letter": "函件", "file": "附件", "archive": "档案", "link": "关联"}
_COLUMNS = {
    "name": "姓名",
    "phone": "电话",
    "address": "地址",
    "amount": "金额",
    "recovered": "挽回",
    "note": "备注",
}


def add_to_complaint(group: Any, add: Any) -> None:
    """Put the commands on the way of a case under ``complaint``."""
    made = add(group, "move", "办一步", move)
    made.add_argument("id")
    made.add_argument("state", metavar="STATE", help="办什么，例如 accepted、settled；moves 列出现在能办的")
    made.add_argument("fields", nargs="*", metavar="栏=值")
    late.add_option(made)
    add(group, "moves", "现在能办什么", moves).add_argument("id")
    made = add(group, "take-back", "撤回一步", take_back)
    made.add_argument("id")
    made.add_argument("event", nargs="?", help="办理经过（story）里的编号；不写就是最近一步")
    made.add_argument("--reason", required=True, help="为什么撤回")
    add(group, "story", "办理经过", story).add_argument("id")
    made = add(group, "members", "群体投诉的成员", members)
    made.add_argument("id")
    made.add_argument("rows", nargs="*", metavar="栏=值;栏=值", help="每人一个，例如 name=王建国;amount=500")
    made.add_argument("--clear", action="store_true", help="清空名单")


def move(call: Call) -> Answer:
    """Make one move of a case."""
    from app.cli.cases import pairs

    key = next((event for event, word in EVENT_WORDS.items() if word == call.state), call.state)
    if key not in EVENT_WORDS:
        raise AppError("cli.usage", exit_code=EXIT_USAGE, usage="complaint move ID STATE 栏=值…", why=call.state)
    before = call.services.complaints.timeline(call.id)
    moved = call.services.casework.move(call.id, key, pairs(call.fields), today=call.today, by=call.by, late=call.late)
    told = late.told(call, before, call.services.complaints.timeline(moved.record.id))
    return _moved(replace(moved, issues=(*moved.issues, *told)), EVENT_WORDS[key])


def take_back(call: Call) -> Answer:
    """Take a step back."""
    moved = call.services.casework.take_back(call.id, call.event, reason=call.reason, today=call.today, by=call.by)
    return _moved(moved, "撤回了")


def _moved(moved: Any, words: str) -> Answer:
    record = moved.record
    data = {
        "id": record.id,
        "number": record.number,
        "state": record.state,
        "event": moved.event,
        "issues": list(moved.issues),
    }
    return Answer(data, [f"{words}：{record.number} {STATE_WORDS[record.state]}"], moved.issues)


def moves(call: Call) -> Answer:
    """What fits a case now."""
    found = call.services.casework.moves(call.id, today=call.today)
    shown = [
        (
            one.key,
            one.verb,
            "另记" if one.beside else "",
            " ".join(f"{ask.name}{'*' if ask.required else ''}" for ask in one.asks),
            one.explains,
        )
        for one in found
    ]
    lines = table(["办什么", "叫法", "", "栏（* 必填）", "说明"], shown) if shown else ["没有可以办的了"]
    return Answer({"moves": [asdict(one) for one in found]}, lines)


def story(call: Call) -> Answer:
    """The whole story of a case."""
    told = call.services.casework.story(call.id)
    shown = [
        (
            one.at,
            _KINDS[one.kind],
            one.words + ("（推定）" if one.by_rule else ""),
            one.who,
            one.detail.replace("\n", " "),
            f"撤回：{one.taken_back}" if one.taken_back else "",
            one.id,
        )
        for one in told
    ]
    lines = table(["日期", "", "经过", "谁", "详情", "", "编号"], shown)
    return Answer({"story": [asdict(one) for one in told]}, lines)


def members(call: Call) -> Answer:
    """The people of a group complaint: listed, or stored as a whole."""
    if call.rows or call.clear:
        from app.cli.cases import pairs

        rows = [pairs([part for part in row.replace("；", ";").split(";") if part.strip()]) for row in call.rows]
        found = call.services.casework.put_members(call.id, rows, today=call.today, by=call.by)
    else:
        found = call.services.casework.members(call.id)
    shown = [
        (one.position, one.name, one.phone, one.address, _yuan(one.amount), _yuan(one.recovered), one.note)
        for one in found
    ]
    lines = table(["", *_COLUMNS.values()], shown) if shown else ["没有成员名单"]
    return Answer({"members": [asdict(one) for one in found], "total": len(found)}, lines)


def _yuan(fen: int | None) -> str:
    from app.services.parsing.money import format_yuan

    return "" if fen is None else format_yuan(fen)
