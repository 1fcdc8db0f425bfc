"""Evaluating figures: from keys to values, with where each value comes from.

``Evaluator.prepare`` takes all keys of a return at once and runs the counting queries they need; ``figure``
then only looks up and computes. The number of queries depends on spans and dimensions, not on cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.errors import AppError
from app.services.codelists import UNCLASSIFIED
from app.services.indicators import arithmetic, counting, formula
from app.services.indicators.arithmetic import Rounding, ShareChange
from app.services.indicators.catalogue import Indicator, Resolved, catalogue
from app.services.indicators.counting import Counts, Scope
from app.services.indicators.sources import Origin, Standing, StandingFigures
from app.services.keys import Key
from app.services.periods import Period
from app.services.values import BLANK, NA, Value, add

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: What a change is measured against: the span asked for → the span of «now».
NOW_OF = {"last-year": "current", "previous": "current", "current": "current", "ytd": "ytd", "last-ytd": "ytd"}
BEFORE_OF = {
    "last-year": "last-year",
    "previous": "previous",
    "current": "last-year",
    "ytd": "last-ytd",
    "last-ytd": "last-ytd",
}


@dataclass(frozen=True, slots=True)
class Style:
    """How a figure is to be computed where that is a matter of choice (a property of its column)."""

    decimals: int = 2
    rounding: Rounding = "half-up"
    denominator: str = "all"
    share_change: ShareChange = "rounded"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value in base units (unrounded), where it comes from, and its source in words."""

    value: Value
    origin: Origin
    source: str = ""


MISSING = Figure(BLANK, "missing", "没有数")
_DEFAULT = Style()


class Evaluator:
    """Figures of some offices for one period, all spans of it."""

    def __init__(
        self,
        session: Session,
        scope: Scope,
        period: Period,
        *,
        records_from: date | None = None,
        basis: str = "flow",
    ) -> None:
        self.session = session
        self.scope = scope
        self.period = period
        self.basis = basis
        self.catalogue = catalogue()
        self._begin = records_from
        self._counts: dict[Period, Counts] = {}
        self._standing: StandingFigures | None = None
        self._memo: dict[tuple[Key, Style], Figure] = {}

    def prepare(self, keys: Iterable[Key]) -> None:
        """Run the queries that ``keys`` need. Keys not prepared are counted when asked for, one by one."""
        bases = {base for key in keys for base in self._bases(key)}
        spans = {base.span for base in bases} | {"current"}
        periods = [self.period.span(span) for span in spans]
        if self._standing is None:
            first, last = min(p.start for p in periods), max(p.end for p in periods)
            self._standing = StandingFigures(self.session, self.scope.offices, first.replace(month=1, day=1), last)
        wanted: dict[Period, set[tuple[Indicator, frozenset[str]]]] = {}
        for base in bases:
            indicator = self.catalogue.get(base.indicator)
            if indicator.kind != "A":
                continue
            dimensions = frozenset(d for d, _ in base.where)
            for part in self._stretches(indicator, base, self.period.span(base.span)):
                if part not in self._counts:
                    wanted.setdefault(part, set()).add((indicator, dimensions))
        for period, needs in wanted.items():
            ordered = sorted(needs, key=lambda need: (need[0].key, sorted(need[1])))
            self._counts[period] = counting.count(self.session, self.scope, period, ordered, self.basis)

    def figure(self, key: Key, style: Style = _DEFAULT) -> Figure:
        """The figure for ``key``."""
        found = self._memo.get((key, style))
        if found is None:
            found = self._memo[key, style] = self._evaluate(key, style)
        return found

    def ranked(self, indicator: str, dimension: str, span: str, under: str) -> list[tuple[str, Value]]:
        """Codes of ``dimension`` below ``under`` with their counts, largest first, ties by code."""
        key = Key(indicator, ((dimension, under),), span)
        period = self.period.span(span)
        if period not in self._counts or not self._counts[period].codes(indicator, dimension):
            own = counting.count(
                self.session, self.scope, period, [(self.catalogue.get(indicator), frozenset({dimension}))], self.basis
            )
        else:
            own = self._counts[period]
        prefix = counting.prefix_of(key.code(dimension) or "")
        found = [
            (code, number)
            for code, number in own.codes(indicator, dimension).items()
            if code.startswith(prefix) and code != UNCLASSIFIED and code[4:6] != "00"
        ]
        return [(code, Value.of(n)) for code, n in sorted(found, key=lambda pair: (-pair[1], pair[0]))]

    def _bases(self, key: Key) -> list[Key]:
        """The counted or typed figures that ``key`` is made of."""
        resolved = self.catalogue.resolve(key.indicator)
        if resolved.ending:
            base = key.of(resolved.indicator.key)
            spans = {NOW_OF[key.span], BEFORE_OF[key.span]} if "change" in resolved.ending else {key.span}
            parts = [base.at(span) for span in spans]
            if "share" in resolved.ending:
                parts += [self._whole(part, each) for part in parts for each in ("all", "group")]
        elif resolved.indicator.kind == "D":
            parts = [self._part(key, part) for part in formula.parts(formula.parse(resolved.indicator.formula))]
        else:
            return [key]
        return [base for part in parts for base in self._bases(part)]

    def _evaluate(self, key: Key, style: Style) -> Figure:
        resolved = self.catalogue.resolve(key.indicator)
        if resolved.ending:
            return self._ending(key, resolved, style)
        if resolved.indicator.kind == "D":
            tree = formula.parse(resolved.indicator.formula)
            value = formula.compute(tree, lambda part: self.figure(self._part(key, part)).value)
            return Figure(value, "derived", resolved.indicator.formula)
        return self._base(key, resolved.indicator)

    def _ending(self, key: Key, resolved: Resolved, style: Style) -> Figure:
        base = key.of(resolved.indicator.key)
        if resolved.ending == "_share":
            return Figure(self._share(base, style), "derived", "比重")
        now_key, before_key = base.at(NOW_OF[key.span]), base.at(BEFORE_OF[key.span])
        if resolved.ending == "_share_change":
            now_share, before_share = self._share(now_key, style), self._share(before_key, style)
            missing = _missing(now_share, before_share)
            if missing is not None:
                return Figure(missing, "derived", "比重变化")
            number = arithmetic.share_change(
                now_share.number, before_share.number, style.decimals, style.rounding, style.share_change
            )
            return Figure(NA if number is None else Value.of(number), "derived", "比重变化")
        now, before = self.figure(now_key, style).value, self.figure(before_key, style).value
        missing = _missing(now, before)
        if missing is not None or now.number is None or before.number is None:
            return Figure(missing or NA, "derived", "增减")
        approx = now.approx or before.approx
        if resolved.ending == "_change_rate":
            rate = arithmetic.change_rate(now.number, before.number)
            return Figure(NA if rate is None else Value.of(rate, approx), "derived", "增减率")
        if resolved.ending == "_change_pp" and style.share_change == "rounded":
            difference = arithmetic.rounded(now.number, style.decimals, style.rounding) - arithmetic.rounded(
                before.number, style.decimals, style.rounding
            )
            return Figure(Value.of(difference, approx), "derived", "百分点")
        return Figure(Value.of(now.number - before.number, approx), "derived", "增减数")

    def _share(self, key: Key, style: Style) -> Value:
        part = self.figure(key).value
        whole = self.figure(self._whole(key, style.denominator)).value
        missing = _missing(part, whole)
        if missing is not None or part.number is None or whole.number is None:
            return missing or NA
        share = arithmetic.percent(part.number, whole.number)
        return NA if share is None else Value.of(share, part.approx or whole.approx)

    def _whole(self, key: Key, denominator: str) -> Key:
        """The figure a share is of: all, or the root class (goods, services) above the category."""
        if denominator == "group" and (code := key.code("category")):
            root = code[:2] + "0" * 8
            return Key(key.indicator, (("category", root),), key.span)
        kept = tuple(p for p in key.where if p[0] == "office")
        return Key(key.indicator, kept, key.span)

    def _part(self, key: Key, part: formula.Part) -> Key:
        own = Key(part.indicator, key.where, part.span or key.span)
        return own if part.reach == "own" else self._whole(own, part.reach)

    def _stretches(self, indicator: Indicator, key: Key, period: Period) -> list[Period]:
        """The stretches of days that must be counted for ``key`` over ``period``."""
        assert self._standing is not None
        name = str(key.at("current")).removesuffix("@current")
        if period != self.period and self._standing.find(name, period) is not None:
            return []
        if self._standing.typed(name, period) is not None:
            return []
        months = period.months
        if len(months) > 1 and indicator.over_time == "sum":
            open_months = [m for m in months if m == self.period or self._standing.find(name, m) is None]
            if len(open_months) < len(months):
                return [m for m in open_months if self._recorded(m)]
        return [period] if self._recorded(period) else []

    def _recorded(self, period: Period) -> bool:
        return self._begin is None or period.start >= self._begin

    def _base(self, key: Key, indicator: Indicator) -> Figure:
        if self._standing is None:
            self.prepare([key])
        assert self._standing is not None
        period = self.period.span(key.span)
        name = str(key.at("current")).removesuffix("@current")
        typed = self._standing.typed(name, period)
        if typed is not None:
            return Figure(typed, "typed", "本单位填写")
        if period != self.period:
            standing = self._standing.find(name, period)
            if standing is not None:
                return Figure(standing.value, standing.origin, standing.source)
        if indicator.over_time == "last":
            latest = self._standing.latest(name, period)
            return Figure(latest.value, latest.origin, latest.source) if latest else MISSING
        months = period.months
        standing_months = (
            {m: s for m in months if m != self.period and (s := self._standing.find(name, m)) is not None}
            if len(months) > 1
            else {}
        )
        typed_now = self._standing.typed(name, self.period) if self.period in months else None
        if indicator.kind == "B":
            values = [s.value for s in standing_months.values()]
            if typed_now is not None:
                values.append(typed_now)
            return Figure(add(values), "typed", f"{len(values)} 个月之和") if values else MISSING
        if standing_months or (typed_now is not None and period != self.period):
            return self._by_month(key, indicator, months, standing_months, typed_now)
        if not self._recorded(period):
            return MISSING
        return Figure(self._counted(key, indicator, period), "counted", "按台账计数")

    def _by_month(
        self,
        key: Key,
        indicator: Indicator,
        months: tuple[Period, ...],
        standing: dict[Period, Standing],
        typed_now: Value | None,
    ) -> Figure:
        values: list[Value] = []
        for month in months:
            found = standing.get(month)
            if found is not None:
                values.append(found.value)
            elif month == self.period and typed_now is not None:
                values.append(typed_now)
            elif not self._recorded(month):
                return MISSING
            else:
                values.append(self._counted(key, indicator, month))
        return Figure(add(values), "reported", f"{len(standing)} 个已报月份加本期")

    def _counted(self, key: Key, indicator: Indicator, period: Period) -> Value:
        counts = self._counts.get(period)
        dimensions = frozenset(d for d, _ in key.where)
        if counts is None or not counts.has(indicator.key, dimensions):
            fresh = counting.count(self.session, self.scope, period, [(indicator, dimensions)], self.basis)
            if counts is None:
                counts = self._counts[period] = fresh
            else:
                counts.merge(fresh)
        return Value.of(counts.get(key))


def _missing(*values: Value) -> Value | None:
    """What the absence of a part makes of the whole."""
    for state in ("error", "blank", "na"):
        for value in values:
            if value.state == state:
                return value
    return None


def evaluator(
    session: Session, period: Period, *, offices: tuple[int, ...], basis: str = "flow", records_from: date | None = None
) -> Evaluator:
    """An evaluator over the records of ``offices``; unless told, records begin with the year of the first event."""
    from app.services import codelists

    begin = records_from
    if begin is None:
        first = counting.first_day(session)
        begin = first.replace(month=1, day=1) if first else None
    if not offices:
        raise AppError("indicator.no_offices")
    return Evaluator(session, Scope(offices, codelists.load(session)), period, records_from=begin, basis=basis)
