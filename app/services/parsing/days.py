"""A day put together from its parts, and the words for years: what all readers of dates share."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from app.services.parsing.numerals import DIGITS, read_numeral

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100

CN = "".join(DIGITS) + "十廿卅"
N = rf"(?:\d{{1,2}}|[{CN}]{{1,3}})"
"""A pattern for a number of one or two digits, in figures or in characters."""
YEAR = rf"(?:\d{{4}}|\d{{2}}|[{CN}]{{4}}|[{CN}]{{2}})"

YEAR_WORDS = {"今年": 0, "本年": 0, "去年": 1, "上年": 1, "前年": 2, "大前年": 3, "明年": -1}
"""How many years back."""
YEAR_WORD = "|".join(sorted(YEAR_WORDS, key=len, reverse=True))

Bad = tuple[str, dict[str, object]]
"""The name of an issue and its facts."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A day, and the name of the warning that goes with it."""

    day: date
    warning: str


Found = date | Doubtful | Bad | None
"""What a reader answers; ``None`` when the text is not of its kind."""


def number(text: str) -> int:
    """A whole number in figures or characters; -1 when it is none, or two (两三 may be 2 or 3, and 23)."""
    if len(text) == 2 and 0 < DIGITS.get(text[0], 0) == DIGITS.get(text[1], 0) - 1:
        return -1
    numeral = read_numeral(text)
    return int(numeral.number) if numeral is not None and not numeral.number % 1 else -1


def year_of(text: str, today: date) -> int:
    """A year of four digits, or of two: the last century that is at most one year ahead; -1 when it is none."""
    digits = "".join(str(DIGITS.get(c, c)) for c in text)
    if not digits.isdecimal():
        return -1
    if len(digits) == 4:
        return int(digits)
    year = today.year // 100 * 100 + int(digits)
    return year if year <= today.year + 1 else year - 100


def build(year: int, month: int, day: int, *, named: bool = True) -> date | Bad:
    """The day, or what is wrong with it; ``named``: say the year when it matters."""
    if -1 in (year, month, day):
        return "not_a_date", {}
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return "year_unlikely", {"year": year}
    if not 1 <= month <= 12:
        return "no_such_month", {"month": month}
    try:
        return date(year, month, day)
    except ValueError:
        leap = month == 2 and day == 29
        where = f"{year}年{month}月" if named and leap else f"{month}月"
        return "no_such_day", {"month": where, "day": day}


def latest(month: int, day: int, today: date) -> date | Bad:
    """The latest such day that is not after ``today``."""
    built = build(2000, month, day)  # a leap year: only days that never exist fail
    if not isinstance(built, date):
        return built
    for year in range(today.year, today.year - 9, -1):
        found = build(year, month, day)
        if isinstance(found, date) and found <= today:
            return found
    return "no_such_day", {"month": f"{month}月", "day": day}


def months_back(today: date, months: int) -> date:
    """The same day ``months`` earlier, or the last of that month when it is shorter."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
