"""What a person typed to begin a pile, understood: station, month, how many forms, how they are keyed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.errors import AppError, Issue
from app.services.parsing.counts import parse_count
from app.services.parsing.dates import parse_date
from app.services.parsing.numerals import read_numeral
from app.services.parsing.text import clean, normal
from app.services.periods import Period, month_of, parse_period

LABELS = {
    "station": "站点",
    "month": "月份",
    "forms": "份数",
    "way": "录法",
    "sample": "抽查",
}
WAYS = {"quick": "快录", "whole": "全录"}
_MOST = 5000
_LONGEST = 80
_N = r"(\d{1,2}|[一二三四五六七八九十]{1,2})"
_MONTH = re.compile(rf"(?:(\d{{4}}|\d{{2}})年)?{_N}月(?:份)?")
_NUMBERS = re.compile(r"(\d{4})[-./]?(\d{1,2})")
_ALONE = re.compile(r"\d{1,2}")


@dataclass(frozen=True, slots=True)
class Begun:
    """A pile as it is to be."""

    station: str
    month: Period
    forms: int
    quick: bool
    sample_percent: int


def understand(raw: Mapping[str, str], today: date) -> Begun:
    """Read what was typed; raises ``pile.not_begun`` with every problem as an issue."""
    issues: list[Issue] = []
    station = clean(raw.get("station", ""))[:_LONGEST]
    if not station:
        issues.append(_lacks("station", "写上是哪个站点送来的。"))
    month = _month(raw.get("month", ""), today, issues)
    forms = _forms(raw.get("forms", ""), issues)
    way = clean(raw.get("way", "")) or "quick"
    quick = way in ("quick", WAYS["quick"])
    if not quick and way not in ("whole", WAYS["whole"]):
        issues.append(_bad("way", way, "要写 快录 或 全录。"))
    sample = _percent(raw.get("sample", ""), issues)
    if issues or month is None:
        raise AppError("pile.not_begun", issues=tuple(issues), first=issues[0].message)
    return Begun(station, month, forms, quick, sample)


def read_month(text: str, today: date) -> Period | None:
    """«3月», «2026年3月», «2026-03», «上个月», «3»: the latest such month that has begun; None if it is none."""
    words = normal(text).rstrip("。.;,、 ").replace(" ", "")
    if words in ("本月", "这个月", "这月"):
        return month_of(today)
    if words in ("上月", "上个月"):
        return month_of(today).previous
    named = _MONTH.fullmatch(words)
    numbers = _NUMBERS.fullmatch(words) if len(words) > 4 else None
    if numbers:
        return _period(int(numbers[1]), int(numbers[2]))
    if named or _ALONE.fullmatch(words):
        numeral = read_numeral(named[2] if named else words)
        month = int(numeral.number) if numeral is not None and not numeral.number % 1 else 0
        if named and named[1]:
            year = int(named[1])
            return _period(year if year > 99 else today.year // 100 * 100 + year, month)
        return _period(today.year if month <= today.month else today.year - 1, month)
    day = parse_date(words, today).value if len(words) > 4 else None
    return month_of(day) if day is not None else None


def _period(year: int, month: int) -> Period | None:
    if not 1 <= month <= 12 or not 1985 <= year <= 2199:
        return None
    return parse_period(f"{year:04d}-{month:02d}")


def _month(text: str, today: date, issues: list[Issue]) -> Period | None:
    if not clean(text):
        issues.append(_lacks("month", "写上是哪个月的，例如 3月。"))
        return None
    month = read_month(text, today)
    if month is None:
        issues.append(_bad("month", text, "要写月份，例如 3月 或 2026年3月。"))
    elif month.start > today:
        issues.append(_bad("month", text, "这个月还没有到。"))
    return month


def read_forms(text: str) -> int | None:
    """A number of sheets: «50», «五十份»; None if it is none."""
    count = parse_count(text, "份")
    number = count.value.value.number if count.ok and count.value else None
    if number is None or number != int(number) or not 1 <= number <= _MOST:
        return None
    return int(number)


def _forms(text: str, issues: list[Issue]) -> int:
    if not clean(text):
        issues.append(_lacks("forms", "点一点有几份，写上。"))
        return 0
    forms = read_forms(text)
    if forms is None:
        issues.append(_bad("forms", text, f"要写 1 到 {_MOST} 之间的整数。"))
    return forms or 0


def read_percent(text: str) -> int | None:
    """«10», «10%», «百分之十»; nothing is 0; None if it is none."""
    words = normal(text).rstrip("。;,、 %").removeprefix("百分之")
    if not words or words in ("不抽", "不抽查"):
        return 0
    numeral = read_numeral(words)
    if numeral is None or numeral.number % 1 or not 0 <= numeral.number <= 100:
        return None
    return int(numeral.number)


def _percent(text: str, issues: list[Issue]) -> int:
    found = read_percent(text)
    if found is None:
        issues.append(_bad("sample", text, "要写 0 到 100，例如 10 就是每十份抽一份。"))
    return found or 0


def _lacks(name: str, why: str) -> Issue:
    return Issue("error", "pile.missing", {"field": LABELS[name], "name": name, "why": why})


def _bad(name: str, found: str, why: str) -> Issue:
    return Issue("error", "pile.field", {"field": LABELS[name], "name": name, "why": why}, found=clean(found))
