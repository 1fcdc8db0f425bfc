"""``roster``: the network, volunteers, titles; who stood when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.output import Answer, table

if TYPE_CHECKING:
    from app.cli.main import Call
    from app.services.rosters import Entry, Kept

# The names of the service, without loading it for every call.
_REGISTERS = ("network", "volunteer", "title")
_STATES = ("standing", "closed", "deleted")
_STATE_WORDS = {"new": "新增", "changed": "改动", "unchanged": "没有变", "rejected": "没有收"}


def add_commands(commands: Any, add: Any) -> None:
    """Put ``roster`` into the parser."""
    group = add(commands, "roster", "名册：网络、志愿者、称号").add_subparsers(dest="action", required=True)
    made = add(group, "add", "登记一个", write)
    made.add_argument("register", choices=_REGISTERS)
    made.add_argument("fields", nargs="+", metavar="栏=内容")
    made = add(group, "change", "改一个", change)
    made.add_argument("id")
    made.add_argument("fields", nargs="+", metavar="栏=内容")
    made = add(group, "close", "撤销、退出", close)
    made.add_argument("id")
    made.add_argument("--on", default="", metavar="DATE")
    made.add_argument("--reason", default="")
    made = add(group, "event", "记一件事：培训、星级、复核", event)
    made.add_argument("id")
    made.add_argument("fields", nargs="+", metavar="kind=、on=、value=")
    add(group, "drop-event", "去掉记错的一件事", drop_event).add_argument("id")
    made = add(group, "list", "清单", listed)
    made.add_argument("register", choices=_REGISTERS)
    made.add_argument("text", nargs="*")
    made.add_argument("--state", choices=_STATES, default="")
    made.add_argument("--kind", help="种类")
    made.add_argument("--on", metavar="DATE", help="看哪一天")
    made.add_argument("--limit", type=int, default=1000)
    made = add(group, "count", "哪一天有多少，一段时间里有什么变化", count)
    made.add_argument("register", choices=_REGISTERS)
    made.add_argument("--on", metavar="DATE")
    made.add_argument("--since", metavar="DATE")
    made = add(group, "import", "收一份名单", take_in)
    made.add_argument("register", choices=_REGISTERS)
    made.add_argument("file")
    made.add_argument("--dry-run", action="store_true", help="只看看，不写")
    for name, words, command in (
        ("show", "看一个", show),
        ("delete", "删掉一个", delete),
        ("restore", "放回来", restore),
        ("take-back", "撤销最后一次改动", take_back),
    ):
        add(group, name, words, command).add_argument("id")


def write(call: Call) -> Answer:
    """Enter one."""
    from app.cli.cases import pairs

    kept = call.services.rosters.add(call.register, pairs(call.fields), today=call.today, by=call.by)
    return _kept(kept, "登记好了")


def change(call: Call) -> Answer:
    """Change one."""
    from app.cli.cases import pairs

    kept = call.services.rosters.change(call.id, pairs(call.fields), today=call.today, by=call.by)
    return _kept(kept, "改好了")


def close(call: Call) -> Answer:
    """Close one."""
    kept = call.services.rosters.close(call.id, on=call.on, reason=call.reason, today=call.today, by=call.by)
    return _kept(kept, "撤销了")


def event(call: Call) -> Answer:
    """Write down what happened to one."""
    from app.cli.cases import pairs

    kept = call.services.rosters.event(call.id, pairs(call.fields), today=call.today, by=call.by)
    return _kept(kept, "记下了")


def drop_event(call: Call) -> Answer:
    """Take out what was written down to have happened."""
    return _one(call.services.rosters.drop_event(call.id, by=call.by), "去掉了")


def listed(call: Call) -> Answer:
    """Entries that fit."""
    day = _day(call, call.on)
    kind = ""
    if call.kind:
        from app.services import codelists
        from app.services.rosters import KIND_LISTS

        kind = codelists.required(call.services.lists, KIND_LISTS[call.register], call.kind)
    found = call.services.rosters.find(
        call.register,
        " ".join(call.text),
        state=call.state or ("standing" if call.on else ""),
        kind=kind,
        day=day,
        limit=max(1, min(call.limit, 100_000)),
    )
    shown = [
        (row.id, row.kind_name, row.name, row.person, row.phone, row.opened_on, row.closed_on or "")
        for row in found.rows
    ]
    head = ["编号", "种类", "名称", "负责人", "电话", "设立", "撤销"]
    lines = [f"共 {found.total}", *(table(head, shown) if shown else [])]
    return Answer({"rows": [_data(row) for row in found.rows], "total": found.total}, lines)


def count(call: Call) -> Answer:
    """How many stood on a day."""
    from app.services.rosters import REGISTER_WORDS, words_of

    day, since = _day(call, call.on), _day(call, call.since) if call.since else None
    tally = call.services.rosters.tally(call.register, day, since)
    words = words_of(call.register)
    told = [
        f"{day}{REGISTER_WORDS[call.register]} {tally.standing} {words.measure}；"
        f"{tally.since} 以来{words.new} {tally.opened}，{words.gone} {tally.closed}"
    ]
    told += [f"  {name} {many}" for _, name, many in tally.kinds]
    told += [f"  {name} {many} 次" for _, name, many in tally.events]
    data = {
        "register": tally.register,
        "on": tally.day,
        "since": tally.since,
        "standing": tally.standing,
        "people": tally.people,
        "opened": tally.opened,
        "closed": tally.closed,
        "kinds": [{"code": code, "name": name, "n": many} for code, name, many in tally.kinds],
        "events": [{"code": code, "name": name, "n": many} for code, name, many in tally.events],
    }
    return Answer(data, told)


def take_in(call: Call) -> Answer:
    """Take in a list, or only say what it would do."""
    rosters = call.services.rosters
    plan = rosters.plan_file(call.register, Path(call.file), today=call.today, progress=call.progress)
    issues = tuple(issue for row in plan.rows for issue in row.issues)
    counts = {state: plan.many(state) for state in _STATE_WORDS}
    if not call.dry_run:
        taken = rosters.apply(plan, today=call.today, by=call.by)
        counts = {
            "new": len(taken.new),
            "changed": len(taken.changed),
            "unchanged": taken.unchanged,
            "rejected": taken.rejected,
        }
        issues = taken.issues
    told = "，".join(f"{_STATE_WORDS[state]} {many}" for state, many in counts.items())
    words = "看过了，还没有写" if call.dry_run else "收好了"
    return Answer({**counts, "issues": list(issues)}, [f"{words}：{told}"], issues)


def show(call: Call) -> Answer:
    """One entry with its history."""
    entry, history = call.services.rosters.show(call.id), call.services.rosters.history(call.id)
    edits = [
        {"at": each.at, "by": each.by, "label": each.label, "before": each.before, "after": each.after}
        for each in history
    ]
    told = [f"  {each.label}：{each.before or '空'} → {each.after or '空'}" for each in history]
    return Answer(_data(entry) | {"history": edits}, [*_lines(entry), *told])


def delete(call: Call) -> Answer:
    """Delete one."""
    return _one(call.services.rosters.delete(call.id, by=call.by), "删掉了")


def restore(call: Call) -> Answer:
    """Have one back."""
    return _one(call.services.rosters.restore(call.id, by=call.by), "放回来了")


def take_back(call: Call) -> Answer:
    """Undo the latest change of one."""
    return _one(call.services.rosters.take_back(call.id, by=call.by), "撤销了")


def _day(call: Call, text: str | None) -> Any:
    from app.services.parsing.dates import parse_date

    return (parse_date(text, call.today).require() if text else None) or call.today


def _kept(kept: Kept, words: str) -> Answer:
    return Answer(_data(kept.entry) | {"issues": list(kept.issues)}, [words, *_lines(kept.entry)], kept.issues)


def _one(entry: Entry, words: str) -> Answer:
    return Answer(_data(entry), [words, *_lines(entry)])


def _data(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "register": entry.register,
        "kind": entry.kind,
        "kind_name": entry.kind_name,
        "name": entry.name,
        "person": entry.person,
        "phone": entry.phone,
        "address": entry.address,
        "note": entry.note,
        "opened_on": entry.opened_on,
        "closed_on": entry.closed_on,
        "closed_reason": entry.closed_reason,
        "star": entry.star,
        "events": [
            {"id": each.id, "kind": each.kind, "name": each.kind_name, "on": each.on, "value": each.value}
            for each in entry.happenings
        ],
        "by": entry.by,
        "version": entry.version,
        "deleted": entry.deleted,
    }


def _lines(entry: Entry) -> list[str]:
    until = f"，{entry.closed_on} 撤销 {entry.closed_reason}".rstrip() if entry.closed_on else ""
    told = [f"  {entry.kind_name} {entry.name}（{entry.id}）：{entry.opened_on} 起{until}"]
    if entry.person or entry.phone:
        told.append(f"  {entry.person} {entry.phone}".rstrip())
    return told + [f"  {each.on} {each.kind_name} {each.value}".rstrip() for each in entry.happenings]
