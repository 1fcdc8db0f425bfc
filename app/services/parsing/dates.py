"""Dates as people write and say them. A date without a year is the latest one that is not in the future.

``today`` is always an argument. Days of the lunar calendar and festivals are read by ``named_days``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from app.errors import Issue
from app.services.parsing.days import (
    CN,
    YEAR,
    YEAR_WORD,
    YEAR_WORDS,
    Doubtful,
    Found,
    N,
    build,
    latest,
    months_back,
    number,
    year_of,
)
from app.services.parsing.named_days import read_named_day
from app.services.parsing.outcome import LONGEST, Parsed, failed, issue
from app.services.parsing.text import entered

_TODAY = ("今天", "今日", "本日", "当天", "当日", "今", "今儿", "今儿个", "今早", "今晨", "今晚", "刚才", "刚刚")
_RELATIVE = {
    **dict.fromkeys(_TODAY, 0),
    **dict.fromkeys(("昨天", "昨日", "昨", "昨儿", "昨儿个", "昨晚", "昨夜"), 1),
    **dict.fromkeys(("前天", "前日", "前儿", "前晚"), 2),
    "大前天": 3,
    "大大前天": 4,
    "明天": -1,
    "明日": -1,
    "后天": -2,
    "大后天": -3,
}
_WEEKDAYS = {
    sign: day for day, signs in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "日天7")) for sign in signs
}
_WEEK = r"(?:周|星期|礼拜)"
_LUNAR = re.compile(r"农历|阴历|旧历|老历|古历|正月|腊月|冬月|闰|初[一二三四五六七八九十\d]|除夕|大年")
_PART_OF_DAY = "上午|下午|早上|早晨|清晨|清早|一早|中午|午后|晚上|夜里|半夜|深夜|凌晨|傍晚"
_MINUTES = rf"(?:半|多|钟|整|[一三]刻|(?:\d{{1,2}}|[{CN}]{{1,3}}) ?分?)?"
_TIME = re.compile(
    r"(?:(?<=\d)T|[ ,]*)"
    rf"(?:{_PART_OF_DAY})? ?\d{{1,2}} ?[:点时] ?{_MINUTES}(?::?\d{{1,2}}(?:\.\d+)?秒?)?"
    r" ?(?:Z|[+-]\d{2}:?\d{2})?(?:左右|许)?$"
    rf"|[ ,]*(?:{_PART_OF_DAY}|(?<=[日号天晚早夜节])) ?[{CN}]{{1,3}}点{_MINUTES}(?:左右|许)?$"
    rf"|[ ,]*(?:{_PART_OF_DAY})$",
    re.IGNORECASE,
)
_DAY_OF_WEEK = re.compile(rf"[ ,(]*{_WEEK}([一二三四五六日天])\)?$")
_HEDGE = "大概|大约|约莫|差不多|好像|可能|应该|约"
_LEAD = re.compile(
    rf"^(?:(?:购买|登记|发生|受理|办结|消费|出生)?(?:日期|时间|日子)"
    rf"|(?P<hedge>{_HEDGE})|阳历|公历|新历|是|为|在|于|就|[: ])+"
)
_TAIL = re.compile(r"(?:(?P<hedge>左右|前后)|那天|那一天|当天|买的?|购买的?|发生的?|来的|的)+$")
_SEPARATED = re.compile(r"\d{1,4}(?P<sign>[ 。,、\\~—–]+)\d{1,2}(?:(?P=sign)\d{1,2})?")
_FULL = re.compile(rf"({YEAR})年({N})月份?({N})[日号]?")
_PUNCTUATED = re.compile(r"(\d{4}|\d{2})([-/.])(\d{1,2})\2(\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_COMPACT_YEAR = re.compile(r"(\d{2})(\d{2})(\d{2})")
_COMPACT_DAY = re.compile(r"(0[1-9]|1[0-2])([0-3]\d)")
_MONTH_DAY = re.compile(rf"({N})月份?({N})[日号]?")
_SHORT = re.compile(r"(\d{1,2})[-/.·](\d{1,2})[日号]?")
_SPOKEN_SHORT = re.compile(rf"([{CN}]{{1,2}})点([{CN}]{{1,3}})")
_DAY = re.compile(rf"({N})[日号]")
_NAMED_YEAR = re.compile(rf"({YEAR_WORD})的?(.+)")
_BACK = r"上上个?|上一?个?|本|这个?|当|下个?"
_NAMED_MONTH = re.compile(rf"({_BACK})月份?的?({N})[日号]?")
_NAMED_WEEK = re.compile(rf"(上上个?|上一?个?|本|这个?|下个?|)({_WEEK})([一二三四五六日天1-7])")
_AGO = re.compile(rf"(\d{{1,3}}|[{CN}]{{1,4}})(?:天|日)(?:之|以)?前")
_WEEKS_AGO = re.compile(rf"({N})(?:个?星期|周|个?礼拜)(?:之|以)?前")
_MONTHS_AGO = re.compile(rf"({N})(?:个月|(年))(?:之|以)?前")
_HALVES_AGO = re.compile(r"半(?:个(月)|年)(?:之|以)?前")
_NO_DAY = re.compile(
    rf"(?:(?:{YEAR}年|(?:{YEAR_WORD})的?)?{N}月份?|(?:{_BACK})月)(?:初|底|末|中旬|上旬|下旬|份)?"
    rf"|(?:[几数好]+|十[几来]|[{CN}]{{2}})(?:天|日|个?月|{_WEEK}|个{_WEEK}|年)(?:之|以)?前"
    rf"|前[几两些](?:天|日)|(?:{_BACK}){_WEEK}|[月年][初中底末前后]|最近|前阵子|前段时间|不久前"
)


def parse_date(text: str, today: date) -> Parsed[date]:
    """The day ``text`` means, seen from ``today``.

    Understood: 今天 昨天 大前天 3天前 一个星期前 半个月前 两年前; 上周五 礼拜五 本周一; ``3.15`` 3月15日 三月十五
    15号 上月20日 去年3月5日; 农历正月初八 腊月廿三 除夕; 春节 清明 国庆 双十一 去年中秋; ``20260315`` ``260315``
    ``0315`` ``2026.3.5`` ``2026-03-05`` ``2026/3/5`` «2026 3 5» 2026年3月5日 二〇二六年三月五日; a time of day or a
    weekday behind it; words around it («日期是…», «…买的»). A month and day without 农历 are solar.

    Errors: ``parsing.not_a_date``, ``no_such_day`` («2月没有30日»), ``no_such_month``, ``year_unlikely``,
    ``day_missing`` (2026年3月, 两三天前), ``lunar_date`` (初五 of which month?), ``two_days`` (小年). Warnings:
    ``future_date``, ``weekday_differs``, ``lunar_year``; the note ``about_date`` for 大概 and 左右.
    """
    words = entered(text)
    if not words or not words.strip("_-/—"):
        return Parsed(None)
    if len(words) > LONGEST:
        return failed("not_a_date", text)
    words, about = _bare(words)
    weekday: int | None = None
    for _ in range(2):  # a time and a weekday may both follow
        words = _TIME.sub("", words).strip(" ,") or words
        named = _DAY_OF_WEEK.search(words)
        head = words[: named.start()].strip(" ,") if named else ""
        if named and head and (_LUNAR.search(head) or any(c.isdigit() or c in "日号" for c in head)):
            weekday, words = _WEEKDAYS[named[1]], head
    separated = _SEPARATED.fullmatch(words)
    if separated:
        words = words.replace(separated["sign"], ".")
    words = words.replace(" ", "")
    for reader in _READERS:
        found = reader(words, today)
        if found is None:
            continue
        if isinstance(found, tuple):
            name, params = found
            return failed(name, text, **params)
        return _checked(text, found, today, weekday, about=about)
    if _LUNAR.search(words):
        return failed("lunar_date", text)
    return failed("day_missing" if _NO_DAY.fullmatch(words) else "not_a_date", text)


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


def _bare(words: str) -> tuple[str, bool]:
    """``words`` without the words around the date, and whether some said that it is not certain."""
    lead, tail = _LEAD.match(words), _TAIL.search(words)
    bare = words[lead.end() if lead else 0 : tail.start() if tail else None].strip(" ,")
    if not bare:
        return words, False
    return bare, bool((lead and lead["hedge"]) or (tail and tail["hedge"]))


def _checked(text: str, found: date | Doubtful, today: date, weekday: int | None, *, about: bool) -> Parsed[date]:
    issues: tuple[Issue, ...] = ()
    day = found.day if isinstance(found, Doubtful) else found
    if isinstance(found, Doubtful):
        issues += (issue(found.warning, text, "warning", day=day.isoformat()),)
    if day > today:
        issues += (issue("future_date", text, "warning", day=day.isoformat()),)
    if weekday is not None and weekday != day.weekday():
        issues += (
            issue("weekday_differs", text, "warning", day=day.isoformat(), weekday="一二三四五六日"[day.weekday()]),
        )
    if about:
        issues += (issue("about_date", text, "note", day=day.isoformat()),)
    return Parsed(day, issues)


def _read_relative(words: str, today: date) -> Found:
    if words in _RELATIVE:
        return today - timedelta(days=_RELATIVE[words])
    for shape, days in ((_AGO, 1), (_WEEKS_AGO, 7)):
        found = shape.fullmatch(words)
        if found and 0 <= (count := number(found[1])) < 1000:
            return today - timedelta(days=count * days)
    found = _HALVES_AGO.fullmatch(words)
    if found:
        return today - timedelta(days=15) if found[1] else months_back(today, 6)
    found = _MONTHS_AGO.fullmatch(words)
    if found and 0 <= (count := number(found[1])) < 100:
        return months_back(today, count * (12 if found[2] else 1))
    return None


def _read_week(words: str, today: date) -> Found:
    found = _NAMED_WEEK.fullmatch(words)
    if not found:
        return None
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(days=_WEEKDAYS[found[3]])
    if not found[1]:
        return day if day <= today else day - timedelta(days=7)
    return day - timedelta(days=7 * _back(found[1]))


def _back(words: str) -> int:
    """How many months or weeks back 上, 上上, 本, 下 are."""
    return {"上上": 2, "上": 1, "下": -1}.get(words.rstrip("个").rstrip("一"), 0)


def _read_in_year_or_month(words: str, today: date) -> Found:
    found = _NAMED_YEAR.fullmatch(words)
    if found:
        year = today.year - YEAR_WORDS[found[1]]
        if found[2] in ("今天", "今日"):
            return build(year, today.month, today.day)
        parts = _MONTH_DAY.fullmatch(found[2]) or _SHORT.fullmatch(found[2])
        return build(year, number(parts[1]), number(parts[2])) if parts else None
    found = _NAMED_MONTH.fullmatch(words)
    if not found:
        return None
    year, month = divmod(today.year * 12 + today.month - 1 - _back(found[1]), 12)
    return build(year, month + 1, number(found[2]))


def _read_full(words: str, today: date) -> Found:
    found = _FULL.fullmatch(words)
    if found:
        return build(year_of(found[1], today), number(found[2]), number(found[3]))
    found = _PUNCTUATED.fullmatch(words)
    if found:
        return build(year_of(found[1], today), int(found[3]), int(found[4]))
    found = _COMPACT.fullmatch(words)
    return build(*map(int, found.groups())) if found else None


def _read_partial(words: str, today: date) -> Found:
    found = _MONTH_DAY.fullmatch(words) or _SHORT.fullmatch(words) or _SPOKEN_SHORT.fullmatch(words)
    if found:
        return latest(number(found[1]), number(found[2]), today)
    found = _DAY.fullmatch(words)
    if not found:
        return None
    day = number(found[1])
    if day < 0:
        return None
    for back in range(13):
        year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
        built = build(year, month + 1, day)
        if isinstance(built, date) and built <= today:
            return built
    return "no_such_day", {"month": "一个月", "day": day}


def _read_short_digits(words: str, today: date) -> Found:
    """``260315`` and ``0315``; what may also be a year and a month (``201203``) is not guessed at."""
    found = _COMPACT_YEAR.fullmatch(words)
    if found:
        month_of_year = 1900 <= int(words[:4]) <= 2100 and 1 <= int(words[4:]) <= 12
        built = build(year_of(found[1], today), int(found[2]), int(found[3]))
        return built if isinstance(built, date) and not month_of_year else None
    found = _COMPACT_DAY.fullmatch(words)
    day = latest(int(found[1]), int(found[2]), today) if found else None
    return day if isinstance(day, date) else None


_READERS: tuple[Callable[[str, date], Found], ...] = (
    _read_relative,
    _read_week,
    read_named_day,
    _read_full,
    _read_in_year_or_month,
    _read_partial,
    _read_short_digits,
)
