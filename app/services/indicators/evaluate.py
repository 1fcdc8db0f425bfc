"""Evaluating figures: from keys to values, with where each value comes from.

``Evaluator.prepare`` takes all keys of a return at once and runs the counting queries they need; ``figure``
then only looks up and computes. The number of queries depends on spans and dimensions, not on cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from app.errors import AppError
from app.services.codelists import UNCLASSIFIED
from app.services.indicators import conditions, counting
from app.services.indicators.catalogue import Indicator
from app.services.indicators.counting import Counts, Scope
from app.services.indicators.derive import MISSING, Derivation, Figure
from app.services.indicators.own import catalogue_of
from app.services.indicators.sources import Standing, StandingFigures
from app.services.keys import Key
from app.services.periods import Period, month_of, parse_period, with_cut_off
from app.services.values import Value, add

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.indicators.ledgers import LedgerFigures


class Evaluator(Derivation):
    """Figures of some offices for one period, all spans of it."""

    def __init__(
        self,
        session: Session,
        scope: Scope,
        period: Period,
        *,
        records_from: date | None = None,
        basis: str = "flow",
        revised: bool = False,
    ) -> None:
        super().__init__(catalogue_of(session))
        self.session = session
        self.scope = scope
        self.period = period
        self.basis = basis
        self.revised = revised
        self._begin = records_from
        self._counts: dict[tuple[Period, str], Counts] = {}
        self._standing: StandingFigures | None = None
        self._known_days: tuple[date, date] | None = None

    def prepare(self, keys: Iterable[Key]) -> None:
        """Run the queries that ``keys`` need. Keys not prepared are counted when asked for, one by one."""
        bases = {base for key in keys for base in self.bases(key)}
        spans = {base.span for base in bases} | {"current"}
        periods = [self.period.span(span) for span in spans]
        self._stand_over(periods)
        assert self._standing is not None
        wanted: dict[tuple[Period, str], set[tuple[Indicator, frozenset[str]]]] = {}
        for base in bases:
            indicator = self.catalogue.get(base.indicator)
            if indicator.kind != "A":
                continue
            dimensions = frozenset(d for d, _ in base.records.where)
            basis = self.basis_of(base)
            for part in self._stretches(indicator, base, self.period.span(base.span)):
                counted = self._counts.get((part, basis))
                if counted is None or not counted.has(indicator.key, dimensions):
                    wanted.setdefault((part, basis), set()).add((indicator, dimensions))
        for (period, basis), needs in wanted.items():
            ordered = sorted(needs, key=lambda need: (need[0].key, sorted(need[1])))
            fresh = counting.count(self.session, self.scope, period, ordered, basis)
            self._counts.setdefault((period, basis), fresh).merge(fresh)

    def _stand_over(self, periods: Iterable[Period]) -> None:
        """Read the standing figures of ``periods`` and of their years so far; known days are not read again."""
        days = [(p.year_to_date.start, with_cut_off(p, 0).end) for p in periods]
        first, last = min(start for start, _ in days), max(end for _, end in days)
        if self._known_days is not None:
            if self._known_days[0] <= first and last <= self._known_days[1]:
                return
            first, last = min(first, self._known_days[0]), max(last, self._known_days[1])
        self._known_days = (first, last)
        since = self.period.year_to_date.start
        self._standing = StandingFigures(
            self.session, self.scope.offices, first, last, since=since, revised=self.revised
        )

    def basis_of(self, key: Key) -> str:
        """Flow or cohort: what the key says, else the basis of all."""
        return key.basis or self.basis

    def ranked(self, indicator: str, dimension: str, span: str, under: str) -> list[tuple[str, Value]]:
        """Codes of ``dimension`` below ``under`` with their counts, largest first, ties by code."""
        key = Key(indicator, ((dimension, under),), span)
        period = self.period.span(span)
        known = self._counts.get((period, self.basis))
        if known is None or not known.codes(indicator, dimension):
            own = counting.count(
                self.session, self.scope, period, [(self.catalogue.get(indicator), frozenset({dimension}))], self.basis
            )
        else:
            own = known
        prefix = conditions.prefix_of(key.code(dimension) or "")
        found = [
            (code, number)
            for code, number in own.codes(indicator, dimension).items()
            if code.startswith(prefix) and code != UNCLASSIFIED and code[4:6] != "00"
        ]
        return [(code, Value.of(n)) for code, n in sorted(found, key=lambda pair: (-pair[1], pair[0]))]

    def _stretches(self, indicator: Indicator, key: Key, period: Period) -> list[Period]:
        """The stretches of days that must be counted for ``key`` over ``period``."""
        assert self._standing is not None
        name = _name(indicator, key)
        if period != self.period and self._standing.find(name, period) is not None:
            return []
        if self._standing.typed(name, period) is not None:
            return []
        months = period.months
        if len(months) > 1 and indicator.over_time == "sum":
            open_months = [m for m in months if m == self.period or self._standing.find(name, m) is None]
            if len(open_months) < len(months):
                return [m for m in open_months if self.recorded(m)]
        return [period] if self.recorded(period) else []

    def recorded(self, period: Period) -> bool:
        """Whether the records had begun by the first day of ``period``; before that a count is missing, not 0."""
        return self._begin is None or period.start >= self._begin

    def base(self, key: Key, indicator: Indicator) -> Figure:
        period = self.period.span(key.span)
        self._stand_over([period])
        assert self._standing is not None
        name = _name(indicator, key)
        if indicator.kind == "B":
            return self._typed_in(name, indicator, period)[0]
        typed = self._standing.typed(name, period) if period == self.period else None
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
        if standing_months or (typed_now is not None and period != self.period):
            return self._by_month(key, indicator, months, standing_months, typed_now)
        if not self.recorded(period):
            return MISSING
        return Figure(self._counted(key, indicator, period), "counted", "按台账计数")

    def _typed_in(self, name: str, indicator: Indicator, period: Period) -> tuple[Figure, Pieces]:
        """A typed-in figure and what it is put together from.

        Of the open period: what was typed, else what the work ledger or a roster says. Of other days: what stands, else
        the sum of their months (each by the same order), or of a stock the latest.
        """
        assert self._standing is not None
        if period == self.period and (typed := self._standing.typed(name, period)) is not None:
            return Figure(typed, "typed", "本单位填写"), Pieces()
        if period != self.period and (found := self._standing.find(name, period)) is not None:
            return Figure(found.value, found.origin, found.source), Pieces(standing=((period, found),))
        if indicator.over_time == "last":
            return self._stock(name, indicator, period)
        months = period.months
        if len(months) < 2:
            noted = self._noted(name, period)
            return (_figure(noted), Pieces(noted=(period,))) if noted is not None else (MISSING, Pieces())
        values: list[Value] = []
        origins: set[str] = set()
        standing: list[tuple[Period, Standing]] = []
        from_ledger: list[Period] = []
        for month in months:
            now_typed = self._standing.typed(name, month) if month == self.period else None
            stands = self._standing.find(name, month) if month != self.period else None
            if now_typed is not None:
                values.append(now_typed)
                origins.add("typed")
            elif stands is not None:
                values.append(stands.value)
                origins.add("typed")
                standing.append((month, stands))
            elif (noted := self._noted(name, month)) is not None:
                values.append(noted.value)
                origins.add(noted.origin)
                from_ledger.append(month)
        if not values:
            return MISSING, Pieces()
        origin = origins.pop() if len(origins) == 1 else "typed"
        source = f"{len(values)} 个月之和"
        if adopted := sum(stands.origin == "adopted" for _, stands in standing):
            origin, source = "adopted", f"{source}，其中 {adopted} 个月份的历史数"
        return Figure(add(values), origin, source), Pieces((), tuple(standing), tuple(from_ledger))

    def _stock(self, name: str, indicator: Indicator, period: Period) -> tuple[Figure, Pieces]:
        """How many there were on the last day of ``period``: the open period's own figure when that ends on it too."""
        assert self._standing is not None
        if period != self.period:
            if period.end == self.period.end:
                figure, pieces = self._typed_in(name, indicator, self.period)
                if figure.value.number is not None:
                    return figure, pieces
            last = period.months[-1] if period.months else period
            if (found := self._standing.find(name, last)) is not None and found.value.number is not None:
                return Figure(found.value, found.origin, found.source), Pieces(standing=((last, found),))
        if (noted := self._noted(name, period)) is not None:
            return _figure(noted), Pieces(noted=(period,))
        latest = self._standing.latest(name, period)
        return (_figure(latest), Pieces()) if latest is not None else (MISSING, Pieces())

    def _noted(self, name: str, period: Period) -> Standing | None:
        """What the work ledger or a roster says of these days, if the records had begun."""
        return self.ledgers.value(name, period) if self.recorded(period) else None

    def noted(self, name: str) -> Standing | None:
        """What ledger or roster say of the open period, whatever was typed; ``name`` is a key without span."""
        return self._noted(name, self.period)

    @cached_property
    def ledgers(self) -> LedgerFigures:
        """The work ledger and the rosters of these offices."""
        from app.services.indicators.ledgers import LedgerFigures

        return LedgerFigures(self.session, self.scope.offices, self.catalogue)

    def noted_records(self, key: Key) -> tuple[str, tuple[str, ...]]:
        """What stands behind a typed-in figure that was not typed: ``work`` or ``roster``, and ids, by day."""
        indicator = self.catalogue.get(key.indicator)
        found = [self.ledgers.record_ids(_name(indicator, key), part) for part in self.pieces(key).noted]
        kind = found[0][0] if found else "roster" if indicator.roster is not None else "work"
        return kind, tuple(dict.fromkeys(id for _, ids in found for id in ids))

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
            elif not self.recorded(month):
                return MISSING
            else:
                values.append(self._counted(key, indicator, month))
        origins: list[str] = [found.origin for found in standing.values()]
        told = [
            f"{n} 个{words}"
            for origin, words in (("reported", "已报月份"), ("typed", "月份的填写数"), ("adopted", "月份的历史数"))
            if (n := origins.count(origin))
        ]
        rest = [month for month in months if month not in standing]
        if rest:
            told.append("本期" if rest == [self.period] else f"{len(rest)} 个月的台账数")
        return Figure(add(values), "adopted" if "adopted" in origins else "reported", " 加 ".join(told))

    def _counted(self, key: Key, indicator: Indicator, period: Period) -> Value:
        basis, key = self.basis_of(key), key.records
        counts = self._counts.get((period, basis))
        dimensions = frozenset(d for d, _ in key.where)
        if counts is None or not counts.has(indicator.key, dimensions):
            fresh = counting.count(self.session, self.scope, period, [(indicator, dimensions)], basis)
            if counts is None:
                counts = self._counts[period, basis] = fresh
            else:
                counts.merge(fresh)
        return Value.of(counts.get(key))

    def records(self, key: Key) -> list[str]:
        """Ids of the records behind a counted figure, over the days of its span."""
        indicator = self.catalogue.get(key.indicator)
        period = self.period.span(key.span)
        return counting.record_ids(self.session, self.scope, period, indicator, key.records, self.basis_of(key))

    def pieces(self, key: Key) -> Pieces:
        """What the counted or typed figure ``key`` is put together from, by the same decisions as :meth:`base`."""
        indicator = self.catalogue.get(key.indicator)
        period = self.period.span(key.span)
        self._stand_over([period])
        assert self._standing is not None
        name = _name(indicator, key)
        if indicator.kind == "B":
            return self._typed_in(name, indicator, period)[1]
        if period == self.period and self._standing.typed(name, period) is not None:
            return Pieces()
        if period != self.period and (found := self._standing.find(name, period)) is not None:
            return Pieces(standing=((period, found),))
        if indicator.over_time == "last":
            return Pieces()
        months = period.months
        standing: list[tuple[Period, Standing]] = []
        if len(months) > 1:
            for month in months:
                found = self._standing.find(name, month) if month != self.period else None
                if found is not None:
                    standing.append((month, found))
        counted = self._stretches(indicator, key, period)
        if self._standing.typed(name, self.period) is not None:
            counted = [part for part in counted if part != self.period]
        return Pieces(tuple(counted), tuple(standing))


@dataclass(frozen=True, slots=True)
class Pieces:
    """``counted``: stretches of days whose records were counted; ``standing``: periods with a figure that stood.

    ``noted``: stretches of days whose lines of the work ledger, or entries of a roster, were added up.
    """

    counted: tuple[Period, ...] = ()
    standing: tuple[tuple[Period, Standing], ...] = ()
    noted: tuple[Period, ...] = ()


def _figure(standing: Standing) -> Figure:
    return Figure(standing.value, standing.origin, standing.source)


def _name(indicator: Indicator, key: Key) -> str:
    """What a standing figure is kept under: the key without span. A figure that is typed in has no basis."""
    return str(key.at("current") if indicator.kind == "A" else key.at("current").records).removesuffix("@current")


def evaluator(
    session: Session,
    period: Period,
    *,
    offices: tuple[int, ...],
    basis: str = "flow",
    records_from: date | None = None,
    revised: bool = False,
) -> Evaluator:
    """An evaluator over the records of ``offices``; unless told, records begin with the year of the first event."""
    from app.services import codelists

    begin = records_from
    if begin is None:
        first = counting.first_day(session)
        if first is not None:
            year = month_of(first, period.cut_off).end.year
            begin = with_cut_off(parse_period(f"{year}"), period.cut_off).start
    if not offices:
        raise AppError("indicator.no_offices")
    scope = Scope(offices, codelists.load(session))
    return Evaluator(session, scope, period, records_from=begin, basis=basis, revised=revised)
