"""Dates as the papers of one month mean them: «5» is the fifth of that month, «3.15» is of its year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from app.services.parsing.dates import parse_date
from app.services.parsing.numerals import read_numeral
from app.services.parsing.text import normal
from app.services.periods import Period, parse_period

#: Steps of a case in their order: none of them comes before the one it follows.
_STEPS = ("received_on", "accepted_on", "refused_on", "closed_on", "followed_up_on")
#: What happened before somebody complained; «昨天» on a paper is the day before the paper's own.
_BEFORE = ("purchased_on", "happened_on")
_BARE = re.compile(r"(\d{1,2}|[一二三四五六七八九十廿卅]{1,3})[日号]?")
_YEAR_BACK = timedelta(days=366)


def dated(
    texts: Mapping[str, str], month: str, today: date, known: Mapping[str, date | None] | None = None
) -> dict[str, str]:
    """``texts`` with every date that has no year (or only a day) spelled out as the pile's ``month`` means it.

    What cannot be read stays as typed, for the parsers to say why. ``known`` are dates of steps not in ``texts``.
    """
    period = parse_period(month)
    found = dict(texts)
    reached: date | None = None
    for name in _STEPS:
        text = texts.get(name, "")
        if not text.strip():
            reached = (known or {}).get(name) or reached
            continue
        found[name] = of_month(text, period, today, reached)
        reached = parse_date(found[name], today).value or reached
        if name == "received_on":
            _before(found, texts, reached)
    if "received_on" not in texts:
        _before(found, texts, (known or {}).get("received_on"))
    return found


def _before(found: dict[str, str], texts: Mapping[str, str], received: date | None) -> None:
    for name in _BEFORE:
        if received is not None and texts.get(name, "").strip():
            day = parse_date(texts[name], received).value
            found[name] = day.isoformat() if day is not None else texts[name]


def of_month(text: str, month: Period, today: date, follows: date | None = None) -> str:
    """``text`` as an ISO date if the month decides what it means, else unchanged.

    ``follows`` is the step before it: a day alone is then the next such day, be it of the next month.
    """
    words = normal(text).rstrip("。.;,、 ")
    bare = _BARE.fullmatch(words)
    if bare:
        return _day_alone(text, bare[1], month, follows)
    day = parse_date(text, today).value
    if day is None or "年" in words or not _has_no_year(text, day, today):
        return text
    return _nearest(day, month, today, follows).isoformat()


def _day_alone(text: str, digits: str, month: Period, follows: date | None) -> str:
    numeral = read_numeral(digits)
    if numeral is None or not 1 <= numeral.number <= 31:
        return text
    begin = follows or month.start
    for ahead in (0, 1) if follows else (0,):
        year, at = divmod(begin.year * 12 + begin.month - 1 + ahead, 12)
        try:
            day = date(year, at + 1, int(numeral.number))
        except ValueError:
            continue
        if day >= begin:
            return day.isoformat()
    return f"{begin.year}年{begin.month}月{int(numeral.number)}日"


def _has_no_year(text: str, day: date, today: date) -> bool:
    """Whether the same words said a year ago mean the same day of another year."""
    earlier = parse_date(text, today - _YEAR_BACK).value
    return earlier is not None and earlier.year != day.year and (earlier.month, earlier.day) == (day.month, day.day)


def _nearest(day: date, month: Period, today: date, follows: date | None) -> date:
    base = follows or month.start + (month.end - month.start) / 2
    near: list[date] = []
    for year in (base.year - 1, base.year, base.year + 1):
        try:
            near.append(day.replace(year=year))
        except ValueError:
            continue
    if follows is not None:
        ahead = [one for one in near if follows <= one <= today]
        if ahead:
            return min(ahead)
    return min(near, key=lambda one: abs(one - base), default=day)
