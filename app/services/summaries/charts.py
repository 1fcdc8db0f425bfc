"""Which charts a summary can have, and the figures they are drawn from, which are taken down like those of the text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.services.indicators.evaluate import Evaluator
from app.services.keys import Key
from app.services.summaries import words
from app.services.summaries.ledger import Ledger
from app.services.summaries.lists import Line, Lister

if TYPE_CHECKING:
    from app.services.indicators.derive import Derivation
    from app.services.periods import Period
    from app.services.reports.summary_word import Chart

#: Their names in templates, and what they show.
CHARTS = {"性质图": "各性质的受理件数", "类别图": "件数前十的类别", "月度图": "各月的受理件数"}
#: The width of the text of official papers is 156 mm.
_WIDE = 150.0
_MOST = 10


def drawn(name: str, ledger: Ledger, months: Callable[[Period], Derivation]) -> Chart:
    """The chart called ``name``: its picture, and all it says in words."""
    from app.services.reports.summary_word import Chart

    png, alt = _over_months(ledger, months) if name == "月度图" else _bars(name, ledger)
    return Chart(png, _WIDE, alt)


def _bars(name: str, ledger: Ledger) -> tuple[bytes, str]:
    from app.services.reports import summary_charts

    lists = Lister(ledger, ())
    lines = lists.ranked("性质排名" if name == "性质图" else "类别排名")[:_MOST]
    span = ledger.options.compare
    rows = []
    told = []
    for line in lines:
        now, before = _taken(name, ledger, line, "current"), _taken(name, ledger, line, span)
        rows.append((line.name, now or 0.0, before))
        told.append(f"{line.name}{int(now or 0)}件")
    title = f"{ledger.period.label}{'投诉性质' if name == '性质图' else '投诉类别'}分布"
    png = summary_charts.bars(summary_charts.Bars(title, rows, ledger.period.label, ledger.period.span(span).label))
    return png, f"{title}：{'，'.join(told) or '没有投诉'}。"


def _taken(name: str, ledger: Ledger, line: Line, span: str) -> float | None:
    key = line.key.at(span)
    figure = ledger.value(key)
    if figure.value.number is None:
        return None
    field = "件数" if span == "current" else "对比期"
    ledger.take(f"{name}.{line.name}.{field}", key, words.cell(figure.value, "件"), figure)
    return float(figure.value.number)


def _over_months(ledger: Ledger, months: Callable[[Period], Derivation]) -> tuple[bytes, str]:
    from app.services.reports import summary_charts

    found = ledger.period.months
    now: list[float | None] = []
    before: list[float | None] = []
    told = []
    for month in found:
        judge = months(month)
        if isinstance(judge, Evaluator):
            judge.prepare([Key("accepted"), Key("accepted", (), "last-year")])
        for span, numbers in (("current", now), ("last-year", before)):
            key = Key("accepted", (), span)
            figure = judge.figure(key)
            number = figure.value.number
            numbers.append(None if number is None else float(number))
            if number is None:
                continue
            field = "件数" if span == "current" else "上年同期"
            text = words.cell(figure.value, "件")
            ledger.take(f"月度图.{month.start.month}月.{field}", key, text, figure, period=month)
            if span == "current":
                told.append(f"{month.start.month}月{text}件")
    year = ledger.period.end.year
    title = f"{ledger.period.label}各月受理投诉"
    png = summary_charts.months(
        summary_charts.Months(
            title, [f"{month.start.month}月" for month in found], now, before, f"{year}年", f"{year - 1}年"
        )
    )
    return png, f"{title}：{'，'.join(told) or '没有数'}。"
