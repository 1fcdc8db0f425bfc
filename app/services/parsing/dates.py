"""Dates as people write and say them. A date without a year is the latest one that is not in the future.

``today`` is always an argument. Lunar dates are recognised and refused with a sentence of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from app.errors import Issue
from app.services.parsing.numerals import DIGITS, read_numeral
from app.services.parsing.outcome import LONGEST, Parsed, failed, issue
from app.services.parsing.text import normal

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100

_RELATIVE = {
    "今天": 0,
    "今日": 0,
    "本日": 0,
    "当天": 0,
    "今": 0,
    "昨天": 1,
    "昨日": 1,
    "昨": 1,
    "前天": 2,
    "前日": 2,
    "大前天": 3,
}
_WEEKDAYS = {
    sign: day for day, signs in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "日天7")) for sign in signs
}
_WEEK = r"(?:周|星期|礼拜)"
_LUNAR = re.compile(r"农历|阴历|旧历|正月|腊月|冬月|初[一二三四五六七八九十]|除夕|大年")
_PART_OF_DAY = "上午|下午|早上|中午|晚上|凌晨|傍晚"
_TIME = re.compile(
    r"(?:(?<=\d)T|[ ,]*)"
    rf"(?:{_PART_OF_DAY})? ?\d{{1,2}} ?[:点时] ?(?:\d{{1,2}}|半)? ?分?(?::?\d{{1,2}}(?:\.\d+)?秒?)?"
    r" ?(?:Z|[+-]\d{2}:?\d{2})?(?:左右|许)?$"
    rf"|[ ,]*(?:{_PART_OF_DAY})$",
    re.IGNORECASE,
)
_DAY_OF_WEEK = re.compile(rf"[ ,(]*{_WEEK}([一二三四五六日天])\)?$")
_CN = "".join(sign for sign in DIGITS) + "十廿卅"
_N = rf"(?:\d{{1,2}}|[{_CN}]{{1,3}})"
_YEAR = rf"(?:\d{{4}}|\d{{2}}|[{_CN}]{{4}}|[{_CN}]{{2}})"
_FULL = re.compile(rf"({_YEAR})年({_N})月份?({_N})[日号]?")
_PUNCTUATED = re.compile(r"(\d{4}|\d{2})([-/.])(\d{1,2})\2(\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH_DAY = re.compile(rf"({_N})月份?({_N})[日号]?")
_SHORT = re.compile(r"(\d{1,2})[-/.·](\d{1,2})[日号]?")
_DAY = re.compile(rf"({_N})[日号]")
_YEAR_WORDS = {"今年": 0, "本年": 0, "去年": 1, "上年": 1, "前年": 2}
_NAMED_YEAR = re.compile(rf"({'|'.join(_YEAR_WORDS)})的?(.+)")
_NAMED_MONTH = re.compile(rf"(上上个?|上个?|本|这个?|当)月的?({_N})[日号]?")
_NAMED_WEEK = re.compile(rf"(上上个?|上个?|本|这个?|)({_WEEK})([一二三四五六日天1-7])")
_AGO = re.compile(rf"(\d{{1,3}}|[{_CN}]{{1,4}})(?:天|日)(?:之|以)?前")
_WEEKS_AGO = re.compile(rf"({_N})(?:个?星期|周|个?礼拜)(?:之|以)?前")


def parse_date(text: str, today: date) -> Parsed[date]:
    """The day ``text`` means, seen from ``today``.

    Understood: 今天 昨天 前天 3天前; 上周五 礼拜五 本周一; ``3.15`` 3月15日 三月十五 15号 上月20日 去年3月5日;
    ``20260315`` ``2026.3.5`` ``2026-03-05`` ``2026/3/5`` 2026年3月5日 二〇二六年三月五日; a time of day or a
    weekday behind it. Errors: ``parsing.not_a_date``, ``no_such_day`` («2月没有30日»), ``no_such_month``,
    ``year_unlikely``, ``lunar_date``. Warnings: ``future_date``, ``weekday_differs``.
    """
    words = normal(text).rstrip("。.;,、 ")
    if not words or not words.strip("_-/—"):
        return Parsed(None)
    if len(words) > LONGEST:
        return failed("not_a_date", text)
    if _LUNAR.search(words):
        return failed("lunar_date", text)
    weekday: int | None = None
    for _ in range(2):  # a time and a weekday may both follow
        words = _TIME.sub("", words).strip(" ,") or words
        named = _DAY_OF_WEEK.search(words)
        if (
            named
            and words[: named.start()].strip(" ,")
            and any(c.isdigit() or c in "日号" for c in words[: named.start()])
        ):
            weekday, words = _WEEKDAYS[named[1]], words[: named.start()].strip(" ,")
    words = words.replace(" ", "")
    for reader in _READERS:
        found = reader(words, today)
        if found is None:
            continue
        if isinstance(found, tuple):
            name, params = found
            return failed(name, text, **params)
        return _checked(text, found, today, weekday)
    return failed("not_a_date", text)


def parse_excel_serial(number: Decimal | int | str, *, since_1904: bool = False) -> Parsed[date]:
    """The day of a spreadsheet's serial number (46096 → 2026-03-15); a fraction is the time of day.

    Day 60 is the 29 February 1900 that never was and is refused, like anything outside 1900 to 2100.
    """
    try:
        days = int(Decimal(str(number).strip()))
    except (InvalidOperation, ValueError, OverflowError):
        return failed("not_a_date", str(number))
    base = date(1904, 1, 1) if since_1904 else date(1899, 12, 30) if days > 60 else date(1899, 12, 31)
    if (days == 60 and not since_1904) or not 0 < days < 73_000:
        return failed("not_a_date", str(number))
    return Parsed(base + timedelta(days=days))


_Bad = tuple[str, dict[str, object]]
_Found = date | _Bad | None


def _checked(text: str, day: date, today: date, weekday: int | None) -> Parsed[date]:
    issues: tuple[Issue, ...] = ()
    if day > today:
        issues += (issue("future_date", text, "warning", day=day.isoformat()),)
    if weekday is not None and weekday != day.weekday():
        issues += (
            issue("weekday_differs", text, "warning", day=day.isoformat(), weekday="一二三四五六日"[day.weekday()]),
        )
    return Parsed(day, issues)


def _number(text: str) -> int:
    numeral = read_numeral(text)
    return int(numeral.number) if numeral is not None and not numeral.number % 1 else -1


def _year(text: str, today: date) -> int:
    """A year of four digits, or of two: the last century that is at most one year ahead."""
    digits = "".join(str(DIGITS.get(c, c)) for c in text)
    if not digits.isdecimal():
        return -1
    if len(digits) == 4:
        return int(digits)
    year = today.year // 100 * 100 + int(digits)
    return year if year <= today.year + 1 else year - 100


def _build(year: int, month: int, day: int, *, named: bool = True) -> date | _Bad:
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


def _latest(month: int, day: int, today: date) -> date | _Bad:
    """The latest such day that is not after ``today``."""
    built = _build(2000, month, day)  # a leap year: only days that never exist fail
    if not isinstance(built, date):
        return built
    for year in range(today.year, today.year - 9, -1):
        found = _build(year, month, day)
        if isinstance(found, date) and found <= today:
            return found
    return "no_such_day", {"month": f"{month}月", "day": day}


def _read_relative(words: str, today: date) -> _Found:
    if words in _RELATIVE:
        return today - timedelta(days=_RELATIVE[words])
    for shape, days in ((_AGO, 1), (_WEEKS_AGO, 7)):
        found = shape.fullmatch(words)
        if found and 0 <= (count := _number(found[1])) < 1000:
            return today - timedelta(days=count * days)
    return None


def _read_week(words: str, today: date) -> _Found:
    found = _NAMED_WEEK.fullmatch(words)
    if not found:
        return None
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(days=_WEEKDAYS[found[3]])
    if not found[1]:
        return day if day <= today else day - timedelta(days=7)
    back = {"上上": 2, "上": 1}.get(found[1].rstrip("个"), 0)
    return day - timedelta(days=7 * back)


def _read_named(words: str, today: date) -> _Found:
    found = _NAMED_YEAR.fullmatch(words)
    if found:
        year = today.year - _YEAR_WORDS[found[1]]
        parts = _MONTH_DAY.fullmatch(found[2]) or _SHORT.fullmatch(found[2])
        return _build(year, _number(parts[1]), _number(parts[2])) if parts else None
    found = _NAMED_MONTH.fullmatch(words)
    if not found:
        return None
    back = {"上上": 2, "上": 1}.get(found[1].rstrip("个"), 0)
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return _build(year, month + 1, _number(found[2]))


def _read_full(words: str, today: date) -> _Found:
    found = _FULL.fullmatch(words)
    if found:
        return _build(_year(found[1], today), _number(found[2]), _number(found[3]))
    found = _PUNCTUATED.fullmatch(words)
    if found:
        return _build(_year(found[1], today), int(found[3]), int(found[4]))
    found = _COMPACT.fullmatch(words)
    return _build(*map(int, found.groups())) if found else None


def _read_partial(words: str, today: date) -> _Found:
    found = _MONTH_DAY.fullmatch(words) or _SHORT.fullmatch(words)
    if found:
        return _latest(_number(found[1]), _number(found[2]), today)
    found = _DAY.fullmatch(words)
    if not found:
        return None
    day = _number(found[1])
    for back in range(13):
        year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
        built = _build(year, month + 1, day)
        if isinstance(built, date) and built <= today:
            return built
    return "no_such_day", {"month": "一个月", "day": day}


_READERS: tuple[Callable[[str, date], _Found], ...] = (
    _read_relative,
    _read_week,
    _read_full,
    _read_named,
    _read_partial,
)
