"""Days of the lunar calendar and days with a name: 正月初八, 腊月二十三, 除夕; 春节, 清明, 国庆, 双十一.

Without a year it is the latest one that is not in the future. A year belongs to the lunar year («去年腊月二十三» is
the one before the last New Year); where that day lies in another solar year than the one said, a warning says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from app.services.parsing.days import (
    LATEST_YEAR,
    YEAR,
    YEAR_WORD,
    YEAR_WORDS,
    Bad,
    Doubtful,
    Found,
    N,
    build,
    latest,
    number,
    year_of,
)
from app.services.parsing.lunar import MONTH_NAMES, TERM_NAMES, last_of_year, lunar_of, solar_of, term_on

_CALENDAR = "农历|阴历|旧历|老历|古历"
_IN_YEAR = rf"(?:(?P<word>{YEAR_WORD})|(?P<year>{YEAR})年|(?P<bare>\d{{4}}))?的?"
_FIRST_TEN = r"初(?:[一二三四五六七八九十]|10|[1-9])"
_DATE = re.compile(
    rf"(?P<before>{_CALENDAR})?的?{_IN_YEAR}(?P<behind>{_CALENDAR})?的?"
    rf"(?P<leap>闰)?(?P<month>正|冬|腊|{N})月份?(?P<day>{_FIRST_TEN}|{N})[日号]?"
    r"(?:(?P<feast>元宵|上元|端午|端阳|七夕|中元|中秋|重阳|腊八)节?)?"
)
_NEW_YEAR = re.compile(rf"(?:{_CALENDAR})?{_IN_YEAR}大?年(?P<day>{_FIRST_TEN})[日号]?")
_EVE = re.compile(rf"(?:{_CALENDAR})?{_IN_YEAR}(?:除夕|大?年三十|大年夜|年夜)(?:夜|晚)?")
_NAMED = re.compile(rf"(?:{_CALENDAR})?{_IN_YEAR}(?P<name>\D.*?|315|618|520)[节日]?")
_MONTHS = {"正": 1, "冬": 11, "腊": 12}
#: Lunar months that reach into the next solar year.
_LATE = 11

_SOLAR = {
    "元旦": (1, 1),
    "情人": (2, 14),
    "三八": (3, 8),
    "妇女": (3, 8),
    "三八妇女": (3, 8),
    "植树": (3, 12),
    "三一五": (3, 15),
    "315": (3, 15),
    "消费者权益": (3, 15),
    "五一": (5, 1),
    "劳动": (5, 1),
    "五一劳动": (5, 1),
    "五四": (5, 4),
    "青年": (5, 4),
    "520": (5, 20),
    "五二零": (5, 20),
    "六一": (6, 1),
    "儿童": (6, 1),
    "六一儿童": (6, 1),
    "618": (6, 18),
    "六一八": (6, 18),
    "七一": (7, 1),
    "建党": (7, 1),
    "八一": (8, 1),
    "建军": (8, 1),
    "八一建军": (8, 1),
    "教师": (9, 10),
    "十一": (10, 1),
    "国庆": (10, 1),
    "十一国庆": (10, 1),
    "双十一": (11, 11),
    "双11": (11, 11),
    "光棍": (11, 11),
    "双十二": (12, 12),
    "双12": (12, 12),
    "平安夜": (12, 24),
    "圣诞": (12, 25),
}
_LUNAR = {
    "春": (1, 1),
    "元宵": (1, 15),
    "上元": (1, 15),
    "端午": (5, 5),
    "端阳": (5, 5),
    "七夕": (7, 7),
    "中元": (7, 15),
    "中秋": (8, 15),
    "重阳": (9, 9),
    "腊八": (12, 8),
}


def read_named_day(words: str, today: date) -> Found:
    """The day ``words`` (no spaces, half-width) names; ``None`` when they name none."""
    for shape, reader in ((_EVE, _eve), (_NEW_YEAR, _new_year), (_DATE, _lunar_date), (_NAMED, _festival)):
        found = shape.fullmatch(words)
        if found:
            day = reader(found, today)
            if day is not None:
                return day
    return None


def _eve(found: re.Match[str], today: date) -> Found:
    return _lunar(found, today, last_of_year, 12, ("no_such_day", {"month": "腊月", "day": 30}))


def _new_year(found: re.Match[str], today: date) -> Found:
    return _lunar_day(found, today, 1, number(found["day"][1:]))


def _lunar_date(found: re.Match[str], today: date) -> Found:
    written, leap = found["month"], bool(found["leap"])
    said = (
        found["feast"]
        or found["before"]
        or found["behind"]
        or leap
        or written in _MONTHS
        or found["day"].startswith("初")
    )
    if not said:
        return None  # a month and a day of the solar calendar
    month = _MONTHS.get(written) or number(written)
    day = number(found["day"].removeprefix("初"))
    if found["feast"] and _LUNAR[found["feast"]] != (month, day):
        return None
    if -1 in (month, day):
        return None
    if not 1 <= month <= 12:
        return "no_such_month", {"month": month}
    return _lunar_day(found, today, month, day, leap=leap)


def _festival(found: re.Match[str], today: date) -> Found:
    name = found["name"].replace("·", "").replace(".", "")
    if name in _SOLAR:
        month, day = _SOLAR[name]
        year = _year(found, today)
        return latest(month, day, today) if year is None else build(year, month, day)
    if name in _LUNAR:
        return _lunar_day(found, today, *_LUNAR[name])
    if name == "小年":
        return "two_days", {}
    if name not in TERM_NAMES:
        return None
    year = _year(found, today)
    if year is not None:
        return term_on(year, name) or ("year_unlikely", {"year": year})
    for year in (today.year, today.year - 1):
        day_of_term = term_on(year, name)
        if day_of_term is not None and day_of_term <= today:
            return day_of_term
    return None


def _year(found: re.Match[str], today: date) -> int | None:
    """The year written, or ``None``."""
    if found["word"]:
        return today.year - YEAR_WORDS[found["word"]]
    if found["year"]:
        return year_of(found["year"], today)
    return int(found["bare"]) if found["bare"] else None


def _lunar_day(found: re.Match[str], today: date, month: int, day: int, *, leap: bool = False) -> Found:
    missing: Bad = ("no_such_day", {"month": "闰" * leap + MONTH_NAMES[month - 1], "day": day})
    if not 1 <= day <= 30:
        return missing
    if day == 30 and not leap and _year(found, today) is None:
        missed = _newest_without(month, today)
        if missed is not None:
            return "no_such_day", {"month": f"{missed}年{MONTH_NAMES[month - 1]}", "day": day}
    return _lunar(found, today, lambda year: solar_of(year, month, day, leap=leap), month, missing)


def _newest_without(month: int, today: date) -> int | None:
    """The lunar year of the latest such month that is over, when that one had no 30th day."""
    now = lunar_of(today)
    for year in (now.year, now.year - 1) if now else ():
        last = solar_of(year, month, 29)
        if last is not None and last <= today:
            return year if solar_of(year, month, 30) is None else None
    return None


def _lunar(found: re.Match[str], today: date, of_year: Callable[[int], date | None], month: int, missing: Bad) -> Found:
    """The day that ``of_year`` gives for the lunar year written, or for the latest that has it."""
    year = _year(found, today)
    if year is None:
        now = lunar_of(today)
        newest = now.year if now else today.year
        for each in range(min(newest, LATEST_YEAR), newest - 60, -1):
            day = of_year(each)
            if day is not None and day <= today:
                return day
        return missing
    day = of_year(year)
    if day is not None and found["word"] and day > today and month >= _LATE:
        day = of_year(year - 1) or day
    if day is None:
        return missing
    return day if day.year == year else Doubtful(day, "lunar_year")
