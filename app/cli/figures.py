"""``table``, ``figures``, ``history``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.cases import pairs
from app.cli.output import Answer, table
from app.errors import EXIT_USAGE, AppError

if TYPE_CHECKING:
    from app.cli.main import Call
    from app.services.periods import Period


def add_commands(commands: Any, add: Any) -> None:
    """Put the commands of this module into the parser."""
    made = add(commands, "table", "统计表", make)
    made.add_argument("name")
    made.add_argument("--period", required=True)
    made.add_argument("--office")
    made.add_argument("--from", dest="source", choices=["records", "returns"], default="records")
    made.add_argument("--basis", choices=["flow", "cohort"], default="flow")
    made.add_argument("--compare", choices=["last-year", "previous"], default="last-year")
    made.add_argument("--decimals", type=int, choices=range(9), metavar="N", default=2)
    made.add_argument("--denominator", choices=["all", "group"], default="all")
    made.add_argument("--share-change", dest="share_change", choices=["rounded", "unrounded"], default="rounded")
    made.add_argument("--rounding", choices=["half-up", "truncate", "balance-last"], default="half-up")
    group = add(commands, "figures", "要填的数").add_subparsers(dest="action", required=True)
    add(group, "list", "列出", listed).add_argument("--period", required=True)
    made = add(group, "set", "填数", set_figures)
    made.add_argument("--period", required=True)
    made.add_argument("figures", nargs="+", metavar="指标=数")
    group = add(commands, "history", "台账开始之前的数").add_subparsers(dest="action", required=True)
    made = add(group, "adopt", "沿用历史数", adopt)
    made.add_argument("--period", required=True)
    made.add_argument("figures", nargs="+", metavar="文件或 指标=数")


def make(call: Call) -> Answer:
    """Make a table."""
    from app.services.indicators.tables import Options, ShareTable
    from app.services.periods import parse_period
    from app.services.statistics import ensure_table, make_table

    options = Options(call.compare, call.decimals, call.denominator, call.share_change, call.rounding)
    made = make_table(
        call.services.database,
        ensure_table(call.name),
        parse_period(call.period),
        office=call.office,
        source=call.source,
        basis=call.basis,
        options=options,
    )
    days = parse_period(call.period)
    head = {"period": made.period, "office": made.office}
    if isinstance(made.table, ShareTable):
        rows = [asdict(row) for row in made.table.rows]
        total = asdict(made.table.total)
        shown = [
            (r.name, r.n, r.share, r.n_before, r.share_before, r.change, r.change_pp)
            for r in (*made.table.rows, made.table.total)
        ]
        before = "上年同期" if call.compare == "last-year" else "上期"
        lines = table(
            ["项目", "本期（件）", "比重（%）", f"{before}（件）", "比重（%）", "增减（%）", "比重变化（百分点）"],
            shown,
        )
        return Answer({**head, "rows": rows, "total": total}, [*lines, _days(days)])
    wide = made.table
    data = {
        **head,
        "columns": [asdict(column) for column in wide.columns],
        "rows": [{"code": r.code, "name": r.name, "unit": r.unit, "cells": _cells(wide, r, made)} for r in wide.rows],
    }
    shown_rows = [(r.name, *(str(v) or "—" for v in r.cells)) for r in wide.rows]
    return Answer(data, [*table(["项目", *(c.name for c in wide.columns)], shown_rows), _days(days)])


def _days(period: Period) -> str:
    """Which days are meant: a template may end its months earlier, what is counted here never does."""
    first, last = (f"{day.year}年{day.month}月{day.day}日" for day in (period.start, period.end))
    return f"统计 {first}至{last}，按日历上的月份，不按表样的截止日。"


def _cells(wide: Any, row: Any, made: Any) -> list[Any]:
    """Counts as numbers, money in fen, rates and changes as decimal strings, undefined as null."""
    out: list[Any] = []
    for column, value in zip(wide.columns, row.cells, strict=True):
        unit = column.unit or row.unit
        if value.number is None:
            out.append(None)
        elif unit == "元":
            out.append(int(value.number * 100))
        elif unit in ("%", "百分点"):
            out.append(format(value.number, "f"))
        else:
            out.append(int(value.number) if value.number == int(value.number) else format(value.number, "f"))
    return out


def listed(call: Call) -> Answer:
    """List typed-in figures."""
    from app.services.periods import parse_period

    period = parse_period(call.period)
    found = call.services.figures.listed(period)
    rows = [_figure(f) for f in found]
    shown = [(f.key, f.name, f.unit, str(f.value) or "没填", _whence(f)) for f in found]
    lines = [*table(["代号", "指标", "单位", "数", "来历"], shown), _days(period)]
    return Answer({"period": call.period, "start": period.start, "end": period.end, "figures": rows}, lines)


def _whence(figure: Any) -> str:
    """Where a figure comes from, in words; what ledger or roster say beside a typed one."""
    if figure.value.state == "blank":
        return ""
    if figure.origin in ("ledger", "roster"):
        return str(figure.source)
    word = "沿用" if figure.origin == "adopted" else "填写"
    return word if figure.noted is None else f"{word}（台账或名册里是 {figure.noted}）"


def _figure(figure: Any) -> dict[str, Any]:
    return {
        "key": figure.key,
        "name": figure.name,
        "unit": figure.unit,
        "group": figure.group,
        "value": str(figure.value) if figure.value.state == "value" else figure.value.state,
        "state": figure.value.state,
        "number": figure.value.number,
        "approx": figure.value.approx,
        "origin": figure.origin,
        "source": figure.source,
        "noted": None if figure.noted is None else str(figure.noted),
    }


def set_figures(call: Call) -> Answer:
    """Type figures in."""
    from app.services.periods import parse_period

    kept = call.services.figures.set(parse_period(call.period), pairs(call.figures), by=call.by)
    data = {"period": call.period, "figures": [_figure(f) for f in kept.figures], "issues": list(kept.issues)}
    return Answer(data, [f"填好了 {len(kept.figures)} 个数"], kept.issues)


def adopt(call: Call) -> Answer:
    """Adopt figures from before the records: typed, or read from last year's workbook."""
    from app.services.periods import parse_period

    period = parse_period(call.period)
    words = call.figures
    if all("=" in word for word in words):
        kept = call.services.figures.adopt(period, pairs(words), by=call.by)
    elif len(words) == 1:
        from app.services.adopting import adopt_file

        kept = adopt_file(call.services.database, period, Path(words[0]), by=call.by)
    else:
        raise AppError(
            "cli.usage", exit_code=EXIT_USAGE, usage="history adopt --period P (文件 | 指标=数 …)", why=words[0]
        )
    data = {"period": call.period, "figures": [_figure(f) for f in kept.figures], "issues": list(kept.issues)}
    return Answer(data, [f"沿用了 {len(kept.figures)} 个历史数"], kept.issues)
