"""``worklog``: what the office did, line by line; the lines add up to typed-in figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli import late
from app.cli.output import Answer, table

if TYPE_CHECKING:
    from app.cli.main import Call
    from app.services.worklog import Kept, WorkLine


def add_commands(commands: Any, add: Any) -> None:
    """Put ``worklog`` into the parser."""
    group = add(commands, "worklog", "工作台账").add_subparsers(dest="action", required=True)
    made = add(group, "add", "记一笔", write)
    made.add_argument("fields", nargs="+", metavar="栏=内容")
    late.add_option(made)
    made = add(group, "change", "改一笔", change)
    made.add_argument("id")
    made.add_argument("fields", nargs="+", metavar="栏=内容")
    late.add_option(made)
    made = add(group, "list", "清单和合计", listed)
    made.add_argument("text", nargs="*")
    made.add_argument("--period")
    made.add_argument("--kind", help="工作种类")
    made.add_argument("--key", help="只看记了这个指标的")
    made.add_argument("--bin", action="store_true", help="删掉的")
    made.add_argument("--limit", type=int, default=500)
    for name, words, command in (
        ("show", "看一笔", show),
        ("delete", "删掉一笔", delete),
        ("restore", "放回来", restore),
        ("take-back", "撤销最后一次改动", take_back),
    ):
        add(group, name, words, command).add_argument("id")
    made = add(group, "export", "导出成表格", export)
    made.add_argument("--period", required=True)
    made.add_argument("--out", required=True)
    add(group, "kinds", "有哪些种类", kinds)
    add(group, "add-kind", "加一种", add_kind).add_argument("label")


def write(call: Call) -> Answer:
    """Write a line."""
    from app.cli.cases import pairs

    kept = call.services.worklog.add(pairs(call.fields), today=call.today, by=call.by, late=call.late)
    return _kept(_decided(call, kept, None), "记下了")


def change(call: Call) -> Answer:
    """Change a line."""
    from app.cli.cases import pairs

    before = call.services.worklog.show(call.id)
    kept = call.services.worklog.change(call.id, pairs(call.fields), today=call.today, by=call.by, late=call.late)
    return _kept(_decided(call, kept, before), "改好了")


def _decided(call: Call, kept: Kept, before: WorkLine | None) -> Kept:
    """``kept`` with what ``--late`` did about a line of a sealed month."""
    days = (kept.line.on, kept.line.counts_on)
    if not call.late or (before is not None and days == (before.on, before.counts_on)):
        return kept
    issues = tuple(issue for issue in kept.issues if call.late != "reopen" or issue.code != "work.sealed_month")
    return replace(kept, issues=(*issues, *late.told_of(call, [days])))


def listed(call: Call) -> Answer:
    """Lines that fit, and what they add up to when a period is named."""
    from app.services.periods import parse_period

    worklog = call.services.worklog
    period = parse_period(call.period) if call.period else None
    kind = ""
    if call.kind:
        from app.services import codelists

        kind = codelists.required(call.services.lists, "work_kind", call.kind)
    words = " ".join(call.text)
    found = worklog.find(
        words, period=period, kind=kind, key=call.key or "", deleted=call.bin, limit=max(1, min(call.limit, 10_000))
    )
    sums = worklog.sums(period, words=words, kind=kind) if period is not None and not call.bin else ()
    shown = [
        (row.id, row.on, row.kind_name, row.what, row.place, "，".join(m.words for m in row.measures))
        for row in found.rows
    ]
    lines = table(["编号", "日期", "种类", "做了什么", "地点", "数"], shown) if shown else ["没有这样的一笔"]
    if sums:
        lines += ["", *table(["合计", "数", "笔数"], [(each.name, each.words, each.lines) for each in sums])]
    data = {
        "period": period.text if period else None,
        "rows": [_data(row) for row in found.rows],
        "total": found.total,
        "sums": [
            {
                "key": each.key,
                "name": each.name,
                "unit": each.unit,
                "value": str(each.value),
                "number": each.value.number,
                "approx": each.value.approx,
                "lines": each.lines,
            }
            for each in sums
        ],
    }
    return Answer(data, lines)


def show(call: Call) -> Answer:
    """One line with its history."""
    line, history = call.services.worklog.show(call.id), call.services.worklog.history(call.id)
    edits = [
        {"at": each.at, "by": each.by, "label": each.label, "before": each.before, "after": each.after}
        for each in history
    ]
    told = [f"  {each.label}：{each.before or '空'} → {each.after or '空'}" for each in history]
    return Answer(_data(line) | {"history": edits}, [*_lines(line), *told])


def delete(call: Call) -> Answer:
    """Delete a line."""
    return _one(call.services.worklog.delete(call.id, by=call.by), "删掉了")


def restore(call: Call) -> Answer:
    """Have a line back."""
    return _one(call.services.worklog.restore(call.id, by=call.by), "放回来了")


def take_back(call: Call) -> Answer:
    """Undo the latest change of a line."""
    return _one(call.services.worklog.take_back(call.id, by=call.by), "撤销了")


def export(call: Call) -> Answer:
    """Write the lines of a period to a workbook."""
    from app.services.periods import parse_period

    period = parse_period(call.period)
    many = call.services.worklog.export(period, Path(call.out))
    return Answer({"out": str(call.out), "lines": many}, [f"{period.label}工作台账 {many} 笔，存到了 {call.out}"])


def kinds(call: Call) -> Answer:
    """The kinds of work, and the figures that go with each."""
    worklog = call.services.worklog
    rows: list[dict[str, Any]] = []
    for each in worklog.kinds(call.today):
        figures = [{"key": p.key, "name": p.name} for p in worklog.proposals(each.code)]
        rows.append({"code": each.code, "label": each.label, "figures": figures})
    shown = [(row["code"], row["label"], "、".join(f["name"] for f in row["figures"])) for row in rows]
    return Answer({"kinds": rows}, table(["代号", "种类", "一般记哪些数"], shown))


def add_kind(call: Call) -> Answer:
    """Add a kind of the office's own."""
    code = call.services.worklog.add_kind(call.label, by=call.by)
    return Answer({"code": code, "label": call.label}, [f"加了一种：{call.label}（{code}）"])


def _kept(kept: Kept, words: str) -> Answer:
    return Answer(_data(kept.line) | {"issues": list(kept.issues)}, [words, *_lines(kept.line)], kept.issues)


def _one(line: WorkLine, words: str) -> Answer:
    return Answer(_data(line), [words, *_lines(line)])


def _data(line: WorkLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "on": line.on,
        "counts_on": line.counts_on,
        "kind": line.kind,
        "kind_name": line.kind_name,
        "what": line.what,
        "place": line.place,
        "note": line.note,
        "measures": [
            {
                "key": each.key,
                "name": each.name,
                "unit": each.unit,
                "value": str(each.value),
                "number": each.value.number,
                "approx": each.value.approx,
            }
            for each in line.measures
        ],
        "by": line.by,
        "version": line.version,
        "deleted": line.deleted,
    }


def _lines(line: WorkLine) -> list[str]:
    counted = f"（统计在 {line.counts_on}）" if line.counts_on != line.on else ""
    told = [f"  {line.on}{counted} {line.kind_name}：{line.what}{f'，{line.place}' if line.place else ''}（{line.id}）"]
    return told + [f"  {each.words}" for each in line.measures]
