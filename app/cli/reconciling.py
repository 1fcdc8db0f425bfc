"""``reconciliation``: what traders' service points settled by themselves."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.cli import late
from app.cli.cases import pairs
from app.cli.output import Answer, table

if TYPE_CHECKING:
    from app.cli.main import Call


def add_commands(commands: Any, add: Any) -> None:
    """Put the commands of this module into the parser."""
    group = add(commands, "reconciliation", "和解登记").add_subparsers(dest="action", required=True)
    made = add(group, "add", "登记一件和解", note)
    made.add_argument("fields", nargs="+", metavar="栏=值")
    late.add_option(made)
    made = add(group, "list", "一段时间的和解", listed)
    made.add_argument("--period", required=True)
    made.add_argument("--limit", type=int, default=300)


def note(call: Call) -> Answer:
    """Write one down."""
    saved = call.services.reconciliations.add(pairs(call.fields), today=call.today, by=call.by, late=call.late)
    record = saved.record
    issues = (*saved.issues, *late.told(call, (), call.services.complaints.timeline(record.id)))
    data = {"id": record.id, "number": record.number, "state": record.state, "issues": list(issues)}
    return Answer(data, [f"登记好了：{record.number} 和解"], issues)


def listed(call: Call) -> Answer:
    """The reconciliations of a period with their sums."""
    from app.services.parsing.money import format_yuan
    from app.services.periods import parse_period

    period = parse_period(call.period)
    service, lists = call.services.reconciliations, call.services.lists
    rows, tally = service.latest(period, max(1, call.limit)), service.tally(period)
    shown = [
        (
            row.number,
            row.on,
            row.point,
            lists.label("category", row.category) if row.category else "",
            "" if row.recovered is None else format_yuan(row.recovered),
            row.complainant,
        )
        for row in rows
    ]
    split = "、".join(f"{word} {many}" for word, many in tally.split)
    rest = f"、没有分类 {tally.unclassified}" if tally.unclassified else ""
    head = ["编号", "日期", "服务点", "类别", "挽回（元）", "消费者"]
    lines = [
        f"{period.label}和解 {tally.many} 件：{split}{rest}，挽回 {format_yuan(tally.recovered)} 元",
        *(table(head, shown) if shown else []),
    ]
    data = {
        "period": period.text,
        "rows": [asdict(row) for row in rows],
        "total": tally.many,
        "recovered": tally.recovered,
        "split": [{"name": word, "n": many} for word, many in tally.split],
        "unclassified": tally.unclassified,
        "points": [asdict(point) for point in tally.points],
    }
    return Answer(data, lines)
