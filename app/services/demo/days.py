"""When complaints come: how many in each month for each office, and how they spread over its days."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from random import Random

from app.services import calendar
from app.services.demo.vocabulary import Office, Subject, Vocabulary
from app.services.periods import Period, parse_period

MONTHS = 14

#: Festivals of trade: first day, last day, how many times busier.
_BUSY = (((3, 9), (3, 13), 1.7), ((3, 14), (3, 15), 3.2), ((11, 12), (11, 22), 1.35), ((6, 19), (6, 28), 1.2))


@cache
def working_days() -> calendar.WorkingDays:
    """The calendar as shipped."""
    return calendar.shipped()


def months_before(today: date, count: int = MONTHS) -> tuple[Period, ...]:
    """The ``count`` whole months before the one of ``today``, in order."""
    last = today.year * 12 + today.month - 2
    return tuple(parse_period(f"{n // 12:04d}-{n % 12 + 1:02d}") for n in range(last - count + 1, last + 1))


def days_of(month: Period) -> list[date]:
    """All days of ``month``."""
    return [month.start + timedelta(n) for n in range((month.end - month.start).days + 1)]


def busy(day: date, office: Office) -> float:
    """How much comes on ``day``, a usual working day being 1."""
    if working_days().is_working(day):
        weight = 1.0
    else:
        weight = 0.75 if office.level == "station" else 0.3 if day.weekday() >= 5 else 0.15
    for first, last, times in _BUSY:
        if first <= (day.month, day.day) <= last:
            weight = max(weight, 0.7) * times
    return weight


def season(subject: Subject, month: int) -> float:
    """How much commoner ``subject`` is in ``month`` than usual."""
    return subject.season.get(str(month), 1.0)


def likes(subject: Subject, office: Office) -> float:
    """How much commoner ``subject`` is at ``office`` than elsewhere."""
    return office.likes.get(subject.item[0], 1.0)


def volumes(vocabulary: Vocabulary, months: tuple[Period, ...], total: float) -> dict[tuple[str, str], float]:
    """Expected complaints by (office code, month), ``total`` in all."""
    raw: dict[tuple[str, str], float] = {}
    for office in vocabulary.city.office:
        for position, month in enumerate(months):
            growth = (1 + office.trend) ** (position / 12)
            raw[office.code, month.text] = office.weight * growth * _share(vocabulary, office, month)
    whole = sum(raw.values())
    return {place: share * total / whole for place, share in raw.items()}


def _share(vocabulary: Vocabulary, office: Office, month: Period) -> float:
    subjects = sum(s.weight * season(s, month.start.month) * likes(s, office) for s in vocabulary.subjects)
    usual = sum(s.weight * likes(s, office) for s in vocabulary.subjects)
    return subjects / usual * sum(busy(day, office) for day in days_of(month))


def drawn(rng: Random, expected: float) -> int:
    """A count near ``expected``."""
    return max(0, round(rng.gauss(expected, max(expected, 0.2) ** 0.5 * 0.8)))
