"""Typed-in figures that need not be typed: sums of the work ledger, counts of the rosters.

Which indicator is counted from which roster is data (``resources/indicators``); every other typed-in indicator that
adds up over time takes what lines of the work ledger measured for it. What was never written down is missing, not 0.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models import Roster, RosterEvent, WorkEntry, WorkMeasure
from app.services.indicators.sources import Standing
from app.services.keys import parse_key
from app.services.parsing.people import names_in
from app.services.values import Value, add

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.indicators.catalogue import Catalogue, Indicator, RosterCount
    from app.services.periods import Period

#: What the sources are called where a figure says where it comes from.
ROSTER_WORDS = {"network": "维权网络名册", "volunteer": "志愿者名册", "title": "荣誉称号名册"}
LEDGER_WORDS = "工作台账"


@dataclass(frozen=True, slots=True)
class _Measure:
    day: date
    entry: str
    value: Value


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of a roster; it stands from ``opened`` up to and without ``closed``."""

    id: str
    register: str
    kind: str
    people: int
    opened: date
    closed: date | None

    def stands(self, day: date) -> bool:
        return self.opened <= day and (self.closed is None or day < self.closed)


class LedgerFigures:
    """What the work ledger and the rosters of some offices say, for any period: three queries, run when first needed.

    ``name`` is the key of a figure without its span. Restricted figures (``…|office=…``) are not kept in ledgers.
    """

    def __init__(self, session: Session, offices: tuple[int, ...], catalogue: Catalogue | None = None) -> None:
        from app.services.indicators.own import catalogue_of

        self._session, self._offices = session, offices
        self._catalogue = catalogue or catalogue_of(session)

    def value(self, name: str, period: Period) -> Standing | None:
        """The figure for exactly the days of ``period``; None when nothing about it was written down."""
        indicator = self._indicator(name)
        if indicator is None:
            return None
        if indicator.roster is not None:
            return self._counted(indicator.roster, period)
        if indicator.over_time != "sum":
            return None
        lines = self._lines(name, period)
        if not lines:
            return None
        return Standing(add([line.value for line in lines]), "ledger", f"{LEDGER_WORDS} {len(lines)} 笔")

    def record_ids(self, name: str, period: Period) -> tuple[str, tuple[str, ...]]:
        """What stands behind the figure: ``work`` or ``roster``, and the ids of lines or entries; by day."""
        indicator = self._indicator(name)
        if indicator is None:
            return "work", ()
        if indicator.roster is not None:
            return "roster", tuple(dict.fromkeys(self._behind(indicator.roster, period)))
        return "work", tuple(line.entry for line in self._lines(name, period))

    def _indicator(self, name: str) -> Indicator | None:
        key = parse_key(name)
        if key.where or key.indicator not in self._catalogue:
            return None
        found = self._catalogue.get(key.indicator)
        return found if found.kind == "B" else None

    # -- the work ledger ------------------------------------------------------------------------------
    def _lines(self, name: str, period: Period) -> list[_Measure]:
        lines = self._measures.get(name, [])
        first = bisect_left(lines, period.start, key=lambda line: line.day)
        return lines[first : bisect_right(lines, period.end, key=lambda line: line.day)]

    @cached_property
    def _measures(self) -> dict[str, list[_Measure]]:
        """Lines by indicator, by statistical date."""
        rows = self._session.execute(
            select(WorkMeasure.key, WorkEntry.counts_on, WorkEntry.id, WorkMeasure.number, WorkMeasure.approx)
            .join(WorkEntry, WorkEntry.pk == WorkMeasure.entry_pk)
            .where(WorkEntry.office_pk.in_(self._offices), WorkEntry.deleted_at.is_(None))
            .order_by(WorkEntry.counts_on, WorkEntry.pk)
        )
        found: dict[str, list[_Measure]] = {}
        for key, day, entry, number, approx in rows:
            found.setdefault(key, []).append(_Measure(day, entry, Value.of(number, approx)))  # type: ignore[arg-type]
        return found

    # -- the rosters ----------------------------------------------------------------------------------
    def _counted(self, how: RosterCount, period: Period) -> Standing | None:
        if how.count.startswith("event:"):
            begun = any(day <= period.end for day, _ in self._happened(how))
        else:
            begun = any(entry.opened <= period.end for entry in self._of(how))
        if not begun:
            return None
        if how.count == "people":
            number = sum(entry.people for entry in self._of(how) if entry.stands(period.end))
        else:
            number = len(self._behind(how, period))
        return Standing(Value.of(number), "roster", ROSTER_WORDS[how.register])

    def _behind(self, how: RosterCount, period: Period) -> list[str]:
        """Ids of the entries counted; of events, one for each."""
        if how.count.startswith("event:"):
            return [entry for day, entry in self._happened(how) if period.start <= day <= period.end]
        if how.count == "opened":
            return [entry.id for entry in self._of(how) if period.start <= entry.opened <= period.end]
        if how.count == "closed":
            closed = [entry for entry in self._of(how) if entry.closed is not None]
            return [entry.id for entry in closed if entry.closed and period.start <= entry.closed <= period.end]
        return [entry.id for entry in self._of(how) if entry.stands(period.end)]

    def _of(self, how: RosterCount) -> list[_Entry]:
        return [
            entry
            for entry in self._entries.values()
            if entry.register == how.register and (not how.kind or entry.kind in how.kind)
        ]

    def _happened(self, how: RosterCount) -> list[tuple[date, str]]:
        kind = how.count.removeprefix("event:")
        meant = {entry.id for entry in self._of(how)}
        return [(day, entry) for what, day, entry in self._events if what == kind and entry in meant]

    @cached_property
    def _entries(self) -> dict[str, _Entry]:
        """Entries of all rosters by id, by the day they were opened."""
        rows = self._session.execute(
            select(Roster.id, Roster.register, Roster.kind, Roster.person, Roster.opened_on, Roster.closed_on)
            .where(Roster.office_pk.in_(self._offices), Roster.deleted_at.is_(None))
            .order_by(Roster.opened_on, Roster.pk)
        )
        return {row[0]: _Entry(row[0], row[1], row[2], len(names_in(row[3])), row[4], row[5]) for row in rows}

    @cached_property
    def _events(self) -> list[tuple[str, date, str]]:
        """(kind, day, id of the entry) of what happened to entries, by day."""
        rows = self._session.execute(
            select(RosterEvent.kind, RosterEvent.on, Roster.id)
            .join(Roster, Roster.pk == RosterEvent.roster_pk)
            .where(Roster.office_pk.in_(self._offices), Roster.deleted_at.is_(None), RosterEvent.deleted_at.is_(None))
            .order_by(RosterEvent.on, RosterEvent.pk)
        )
        return [(kind, day, id) for kind, day, id in rows]
