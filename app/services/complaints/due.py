"""By when a case has to be decided or mediated, and which days' cases are past it or near it.

The rules and the working days come from :mod:`app.services.calendar`; here they are turned into the days a query can
ask for. A case waits to be decided from the day it was received, to be mediated from the day it was accepted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, and_, between, false, or_, select

from app.models import Complaint, Event
from app.services import calendar, offices

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import InstrumentedAttribute, Session

    from app.services.calendar import TimeLimits, WorkingDays

What = Literal["decide", "mediate"]
#: Late: the last day is over. Soon: it is today or within so many days.
Nearness = Literal["late", "soon"]
SOON = 3

#: Who decides and mediates here: a committee of consumers' protection.
HANDLER = "committee"
#: States in which a case waits to be decided, and to be mediated.
UNDECIDED = "registered"
MEDIATED = ("accepted", "mediating")
#: No time limit reaches further than so many days: what began before is past it whatever the holidays.
_FAR = 400

#: The one acceptance of a case that stands.
ACCEPTED = and_(Event.kind == "accepted", Event.revoked_on.is_(None), Event.deleted_at.is_(None))


@dataclass(frozen=True, slots=True)
class Due:
    """``on`` is the last day to decide on a case, or to mediate it."""

    what: What
    on: date


class Limits:
    """The time limits of one office."""

    def __init__(self, days: WorkingDays, limits: TimeLimits, region: str) -> None:
        self._days, self._limits, self._region = days, limits, region
        self._known: dict[tuple[What, date], date] = {}

    @classmethod
    def load(cls, session: Session) -> Limits:
        """As they stand in the database, for its home office."""
        return cls(*calendar.load(session), offices.read_home(session).office.code)

    def last_day(self, what: What, start: date) -> date:
        """The last day of the time limit that runs from ``start``."""
        found = self._known.get((what, start))
        if found is None:
            rule = self._limits.limit_for(HANDLER, self._region, start)
            found = (rule.decide_by if what == "decide" else rule.mediate_by)(start, self._days).on
            self._known[what, start] = found
        return found

    def starts(self, what: What, near: Nearness, today: date) -> tuple[tuple[date, date], ...]:
        """The ranges of days (both ends included) from which a limit runs that is ``near`` on ``today``."""
        first = today - timedelta(days=_FAR)
        late, soon = today - timedelta(days=1), today + timedelta(days=SOON)
        found: list[tuple[date, date]] = [(date.min, first - timedelta(days=1))] if near == "late" else []
        for number in range(_FAR + 1):
            day = first + timedelta(days=number)
            last = self.last_day(what, day)
            if not (last <= late if near == "late" else late < last <= soon):
                continue
            if found and found[-1][1] == day - timedelta(days=1):
                found[-1] = (found[-1][0], day)
            else:
                found.append((day, day))
        return tuple(found)

    def condition(self, near: Nearness, today: date) -> ColumnElement[bool]:
        """Cases whose time limit is ``near`` on ``today``."""
        accepted = (
            select(Event.complaint_pk)
            .where(
                Event.complaint_pk == Complaint.pk,
                ACCEPTED,
                _within(Event.on_date, self.starts("mediate", near, today)),
            )
            .exists()
        )
        return or_(
            and_(
                Complaint.kind == "complaint",
                Complaint.state == UNDECIDED,
                _within(Complaint.received_on, self.starts("decide", near, today)),
            ),
            and_(Complaint.state.in_(MEDIATED), accepted),
        )

    def of(self, session: Session, rows: Iterable[Mapping[str, Any]]) -> dict[int, Due]:
        """The time limits of cases by row number; ``rows`` tell ``pk``, ``kind``, ``state`` and ``received_on``."""
        found: dict[int, Due] = {}
        mediated: list[int] = []
        for row in rows:
            if row["state"] == UNDECIDED and row["kind"] == "complaint":
                found[row["pk"]] = Due("decide", self.last_day("decide", row["received_on"]))
            elif row["state"] in MEDIATED:
                mediated.append(row["pk"])
        for at in range(0, len(mediated), 500):
            query = select(Event.complaint_pk, Event.on_date).where(
                ACCEPTED, Event.complaint_pk.in_(mediated[at : at + 500])
            )
            for pk, on in session.execute(query):
                found[pk] = Due("mediate", self.last_day("mediate", on))
        return found


def _within(column: InstrumentedAttribute[date], ranges: Iterable[tuple[date, date]]) -> ColumnElement[bool]:
    parts = [column <= last if first == date.min else between(column, first, last) for first, last in ranges]
    return or_(*parts) if parts else false()
