"""The lunar calendar: days of the lunar year, solar terms and the festivals of both calendars.

Tables of facts (``lunar_years``) instead of a library at run time: the reading of dates runs at every key, and
lunar_python needs 15 to 30 ms to load and 1 MB for what fits into 4 KB. Lunar years 1900 to 2100 are known; outside
the answers are ``None``.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from app.services.parsing.lunar_years import FIRST_YEAR, LAST_YEAR, LUNAR_YEARS, SOLAR_TERMS, TERM_DAYS

MONTH_NAMES = ("正月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "冬月", "腊月")
_DIGITS = "一二三四五六七八九十"
DAY_NAMES = (
    *(f"初{digit}" for digit in _DIGITS),
    *(f"十{digit}" for digit in _DIGITS[:9]),
    "二十",
    *(f"廿{digit}" for digit in _DIGITS[:9]),
    "三十",
)
"""Names of the days of a lunar month, 初一 first."""

_TERM_WORDS = "小寒大寒立春雨水惊蛰春分清明谷雨立夏小满芒种夏至小暑大暑立秋处暑白露秋分寒露霜降立冬小雪大雪冬至"
TERM_NAMES = tuple(_TERM_WORDS[place : place + 2] for place in range(0, 48, 2))
"""The 24 solar terms, two in each solar month."""

NEW_YEARS_EVE = "除夕"
LUNAR_FESTIVALS = {
    (1, 1): "春节",
    (1, 15): "元宵节",
    (5, 5): "端午节",
    (7, 7): "七夕",
    (7, 15): "中元节",
    (8, 15): "中秋节",
    (9, 9): "重阳节",
    (12, 8): "腊八节",
}
SOLAR_FESTIVALS = {
    (1, 1): "元旦",
    (3, 8): "妇女节",
    (3, 15): "3·15",
    (5, 1): "劳动节",
    (5, 4): "青年节",
    (6, 1): "儿童节",
    (7, 1): "建党节",
    (8, 1): "建军节",
    (9, 10): "教师节",
    (10, 1): "国庆节",
}


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the lunar calendar. ``year``: the solar year in which its lunar year began; ``leap``: 闰月."""

    year: int
    month: int
    day: int
    leap: bool = False

    @property
    def month_name(self) -> str:
        """正月, 闰六月, 腊月."""
        return "闰" * self.leap + MONTH_NAMES[self.month - 1]

    @property
    def day_name(self) -> str:
        """初八, 廿三, 三十."""
        return DAY_NAMES[self.day - 1]


@dataclass(frozen=True, slots=True)
class _Year:
    begins: date
    leap: int
    lengths: tuple[int, ...]

    def months(self) -> tuple[tuple[int, bool], ...]:
        """(month, whether it is the leap one) in order."""
        order = [(month, False) for month in range(1, 13)]
        if self.leap:
            order.insert(self.leap, (self.leap, True))
        return tuple(order)


@cache
def _years() -> tuple[_Year, ...]:
    years = []
    for year, digits in enumerate(LUNAR_YEARS.split(), FIRST_YEAR):
        number = int(digits, 16)
        leap = number >> 13 & 15
        lengths = tuple(29 + (number >> place & 1) for place in range(13 if leap else 12))
        years.append(_Year(date(year, 1, 1) + timedelta(days=number >> 17), leap, lengths))
    return tuple(years)


@cache
def _beginnings() -> tuple[date, ...]:
    return tuple(year.begins for year in _years())


@cache
def _terms() -> tuple[int, ...]:
    return tuple(int(digits, 16) for digits in SOLAR_TERMS.split())


def lunar_of(day: date) -> LunarDay | None:
    """The lunar day that ``day`` is; ``None`` outside the years known."""
    place = bisect_right(_beginnings(), day) - 1
    if place < 0:
        return None
    year = _years()[place]
    left = (day - year.begins).days
    for (month, leap), length in zip(year.months(), year.lengths, strict=True):
        if left < length:
            return LunarDay(FIRST_YEAR + place, month, left + 1, leap)
        left -= length
    return None


def solar_of(year: int, month: int, day: int, *, leap: bool = False) -> date | None:
    """The solar day of a lunar one; ``None`` when that month is not so long, not leap, or the year not known."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    found = _years()[year - FIRST_YEAR]
    passed = day - 1
    for which, length in zip(found.months(), found.lengths, strict=True):
        if which == (month, leap):
            return found.begins + timedelta(days=passed) if 1 <= day <= length else None
        passed += length
    return None


def last_of_year(year: int) -> date | None:
    """除夕 of the lunar year ``year``; ``None`` when it is not known."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    found = _years()[year - FIRST_YEAR]
    return found.begins + timedelta(days=sum(found.lengths) - 1)


def term_on(year: int, name: str) -> date | None:
    """The day of a solar term in a solar year; ``None`` when the name or the year is not known."""
    if name not in TERM_NAMES or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    place = TERM_NAMES.index(name)
    late = _terms()[year - FIRST_YEAR] >> 2 * place & 3
    return date(year, place // 2 + 1, TERM_DAYS[place] + late)


def term_of(day: date) -> str:
    """The solar term that begins on ``day``, or ""."""
    for name in TERM_NAMES[2 * day.month - 2 : 2 * day.month]:
        if term_on(day.year, name) == day:
            return name
    return ""


def festival_of(day: date) -> str:
    """The festival on ``day``, of the lunar calendar first, or ""."""
    lunar = lunar_of(day)
    if lunar is not None:
        if last_of_year(lunar.year) == day:
            return NEW_YEARS_EVE
        name = "" if lunar.leap else LUNAR_FESTIVALS.get((lunar.month, lunar.day), "")
        if name:
            return name
    return SOLAR_FESTIVALS.get((day.month, day.day), "")


def face_of(day: date) -> str:
    """What a calendar prints below the day: festival, solar term, month on its first day, else the lunar day."""
    special = festival_of(day) or term_of(day)
    if special:
        return special
    lunar = lunar_of(day)
    if lunar is None:
        return ""
    return lunar.month_name if lunar.day == 1 else lunar.day_name
