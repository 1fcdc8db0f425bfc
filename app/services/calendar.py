"""Working days, the time limits counted in them, and what a calendar shows of each day.

Working days follow the State Council's yearly notice. Where no notice covers a year only weekends are known, and the
answer says so («暂按周末计算»). Counting starts the day after; a limit in calendar days that ends on a day off ends
on the next working day; time for a test or an appraisal does not count (:func:`last_day`).
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from app.errors import AppError, Issue
from app.paths import resources

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database

Unit = Literal["working", "calendar"]
Papers = Literal["restart", "run"]
DayKind = Literal["holiday", "workday"]
UNIT_NAMES: dict[Unit, str] = {"working": "个工作日", "calendar": "日"}

#: Who handles when no rule fits: the limits an office may change.
OTHER = "other"
NEW_YEAR = "元旦"


def notice_year(day: date, name: str) -> int:
    """The year whose notice speaks of ``day``: days of December around New Year are in the next year's."""
    return day.year + (day.month == 12 and NEW_YEAR in name)


class WorkingDays:
    """Which days are worked.

    ``known_until`` is the last day of the last year with a notice, None without any; a year before it may be missing.
    """

    def __init__(self, exceptions: Mapping[date, DayKind], names: Mapping[date, str] | None = None) -> None:
        """``exceptions``: holidays, and weekend days that are worked; ``names``: the holiday each belongs to."""
        self._names = dict(names or {})
        self._off = frozenset(day for day, kind in exceptions.items() if kind == "holiday")
        self._worked = frozenset(day for day, kind in exceptions.items() if kind == "workday")
        self._weekdays_off = sorted(day for day in self._off if day.weekday() < 5)
        self._weekends_on = sorted(day for day in self._worked if day.weekday() > 4)
        self._years = frozenset(notice_year(day, self._names.get(day, "")) for day in exceptions)
        self.known_until = date(max(self._years), 12, 31) if self._years else None

    def is_working(self, day: date) -> bool:
        """Whether ``day`` is worked."""
        return day in self._worked or (day.weekday() < 5 and day not in self._off)

    def holiday(self, day: date) -> str:
        """The holiday that ``day`` belongs to, as a day off or as one worked for it; "" for every other day."""
        return self._names.get(day, "")

    def is_worked_for(self, day: date) -> bool:
        """Whether ``day`` is a day of the weekend that is worked to make up for a holiday."""
        return day in self._worked

    def is_known(self, day: date) -> bool:
        """Whether a notice covers the year of ``day``; without one only weekends are counted as off."""
        return bool(self._years) and (day.year in self._years or day.year < min(self._years))

    def next_working(self, day: date) -> date:
        """``day`` itself when it is worked, else the next day that is."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day`` (``day`` itself does not count; ``count`` ≥ 1)."""
        if count < 1:
            raise ValueError("count at least one day")
        wanted = self._counted(day) + count
        day += timedelta(days=count + count // 5 * 2)  # never too far where weekends are all there is
        while (left := wanted - self._counted(day)) > 0:
            day += timedelta(days=left)
        while left < 0 or not self.is_working(day):
            left += self.is_working(day)
            day -= timedelta(days=1)
        return day

    def working_days_after(self, start: date, until: date) -> int:
        """How many working days there are after ``start`` up to and with ``until``."""
        return max(0, self._counted(until) - self._counted(start))

    def _counted(self, day: date) -> int:
        """The working days of all time up to and with ``day``."""
        weeks, rest = divmod(day.toordinal(), 7)  # day 1 is a Monday
        return weeks * 5 + min(rest, 5) - bisect_right(self._weekdays_off, day) + bisect_right(self._weekends_on, day)


@dataclass(frozen=True, slots=True)
class DayFace:
    """What a calendar shows of a day.

    ``lunar``: its festival, solar term, lunar month (on the first) or lunar day, in at most four characters;
    ``holiday``: the name of the holiday it belongs to; ``off``: not worked; ``work``: a day of the weekend worked for
    a holiday; ``known``: False where no holiday notice covers the year (then only weekends are off).
    """

    on: date
    lunar: str
    holiday: str
    off: bool
    work: bool
    known: bool


def month_days(year: int, month: int, days: WorkingDays) -> tuple[DayFace, ...]:
    """The days of a month, the first first. Raises ``ValueError`` for a month that does not exist."""
    from app.services.parsing.lunar import face_of

    return tuple(
        DayFace(
            on,
            face_of(on),
            days.holiday(on),
            not days.is_working(on),
            days.is_worked_for(on),
            days.is_known(on),
        )
        for on in (date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1))
    )


@dataclass(frozen=True, slots=True, order=True)
class Pause:
    """Time that does not count: work stopped on ``first`` and was taken up again on ``last``."""

    first: date
    last: date


def last_day(start: date, count: int, unit: Unit, days: WorkingDays, pauses: Iterable[Pause] = ()) -> date:
    """The last day of a time limit of ``count`` days that runs from ``start``, which itself does not count.

    A pause is entered as it begins and left as work is taken up again: the day work stops still counts, the days
    after it up to and with the day it is taken up again do not. So a limit in working days grows by the working days
    after ``first`` up to and with ``last``, one in calendar days by all of those days; only then does a limit in
    calendar days that ends on a day off move to the next working day. A pause that begins when the limit is over
    changes nothing. When work stopped on the very last day, the limit ends on the day it is taken up again (or the
    next working day): it never ends inside a pause.
    """
    extra, before = 0, start
    on = _end(start, count, unit, days)
    for pause in sorted(pauses):
        first = max(pause.first, before)
        if first > on:
            break
        if pause.last <= first:
            continue
        extra += pause_length(Pause(first, pause.last), unit, days)
        before = pause.last
        on = max(_end(start, count + extra, unit, days), days.next_working(pause.last))
    return on


def pause_length(pause: Pause, unit: Unit, days: WorkingDays) -> int:
    """How many days of a limit in ``unit`` do not count because of ``pause``."""
    if unit == "working":
        return days.working_days_after(pause.first, pause.last)
    return max(0, (pause.last - pause.first).days)


def _end(start: date, count: int, unit: Unit, days: WorkingDays) -> date:
    if unit == "working":
        return days.add_working_days(start, count)
    return days.next_working(start + timedelta(days=count))


def doubts(start: date, on: date, days: WorkingDays) -> tuple[Issue, ...]:
    """What is uncertain about a limit from ``start`` to ``on``: a year on the way whose holidays are not known."""
    for year in range(start.year, on.year + 1):
        if not days.is_known(date(year, 1, 1)):
            return (Issue("note", "calendar.weekends_only", {"year": year, "on": on.isoformat()}),)
    return ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a time limit. ``rule`` says in words where it comes from; ``issues`` what is uncertain."""

    on: date
    rule: str
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """How long ``handler`` may take from ``valid_from``: to decide (from receipt), to mediate (from acceptance).

    ``papers``: when papers were asked for, the time to decide begins again the day after they came (``restart``), or
    runs on (``run``). ``own`` is a rule that an office added or changed.
    """

    handler: str
    name: str
    region: str
    valid_from: date | None
    valid_to: date | None
    decide_days: int
    decide_unit: Unit
    mediate_days: int
    mediate_unit: Unit
    papers: Papers = "restart"
    own: bool = False

    def valid_on(self, day: date) -> bool:
        """Whether the rule holds for what begins on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def decide_by(self, received: date, days: WorkingDays) -> Deadline:
        """By when to decide whether a complaint received on ``received`` is taken on."""
        return self._deadline(received, self.decide_days, self.decide_unit, "受理", days)

    def mediate_by(self, accepted: date, days: WorkingDays) -> Deadline:
        """By when the mediation of a complaint accepted on ``accepted`` ends."""
        return self._deadline(accepted, self.mediate_days, self.mediate_unit, "调解", days)

    def _deadline(self, start: date, count: int, unit: Unit, what: str, days: WorkingDays) -> Deadline:
        on = last_day(start, count, unit, days)
        return Deadline(on, f"{self.name}{what}期限 {count} {UNIT_NAMES[unit]}", doubts(start, on, days))


class TimeLimits:
    """The rule table."""

    def __init__(self, rules: Iterable[TimeLimit]) -> None:
        self._rules = tuple(rules)

    def limit_for(self, handler: str, region: str, on: date) -> TimeLimit:
        """The rule for ``handler`` (committee, regulator, other) of an office in ``region`` (its code) on ``on``.

        The rule of the smallest region that contains the office goes first; then the newest. When no rule of
        this handler held that day, the rule ``other`` does. Raises ``calendar.no_rule`` when that is gone too.
        """
        for wanted in dict.fromkeys((handler, OTHER)):
            fitting = [r for r in self._rules if r.handler == wanted and r.valid_on(on) and _contains(r.region, region)]
            if fitting:
                return max(fitting, key=lambda r: (len(r.region.rstrip("0")), r.valid_from or date.min))
        raise AppError("calendar.no_rule", on=on.isoformat())


def _contains(region: str, office: str) -> bool:
    """Whether the division ``region`` ("" is the country) holds ``office``: 330000 holds 331122."""
    root = region[:6].rstrip("0")
    root += "0" * (len(root) % 2)
    return office.startswith(root)


def load(session: Session) -> tuple[WorkingDays, TimeLimits]:
    """The calendar and the rules as they stand in the database."""
    from sqlalchemy import select

    from app.models import CalendarDay
    from app.models import TimeLimit as Row

    exceptions: dict[date, DayKind] = {}
    names: dict[date, str] = {}
    for day, kind, name in session.execute(select(CalendarDay.day, CalendarDay.kind, CalendarDay.name)):
        exceptions[day] = "holiday" if kind == "holiday" else "workday"
        names[day] = name
    rules = [
        TimeLimit(
            row.handler,
            row.name,
            row.region,
            row.valid_from,
            row.valid_to,
            row.decide_days,
            _unit(row.decide_unit),
            row.mediate_days,
            _unit(row.mediate_unit),
            "run" if row.papers == "run" else "restart",
            bool(row.owner),
        )
        for row in session.scalars(select(Row))
    ]
    return WorkingDays(exceptions, names), TimeLimits(rules)


def of(database: Database) -> tuple[WorkingDays, TimeLimits]:
    """:func:`load` in a transaction of its own."""
    with database.read() as session:
        return load(session)


def shipped() -> WorkingDays:
    """The calendar as shipped, without a database."""
    exceptions: dict[date, DayKind] = {}
    names: dict[date, str] = {}
    with (resources() / "calendar" / "holidays.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            day = date.fromisoformat(row["date"])
            exceptions[day] = "holiday" if row["kind"] == "holiday" else "workday"
            names[day] = row["name"]
    return WorkingDays(exceptions, names)


def _unit(text: str) -> Unit:
    return "working" if text == "working" else "calendar"
