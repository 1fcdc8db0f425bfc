"""Periods of reporting: month, quarter, half-year, year, ranges of months or days, named special ones."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from app.errors import AppError

PeriodKind = Literal["month", "quarter", "half", "year", "months", "days", "named"]

#: Named periods: suffix → (first day, last day, Chinese name). 3·15: the week of 15 March.
NAMED = {"315": ((3, 9), (3, 15), "3·15活动周")}

_CHINESE_NUMBER = "一二三四"


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included. ``text`` is its canonical spelling, e.g. ``2026-03``, ``2026H1``.

    With a ``cut_off`` day its months end on that day instead of their last: with 25, «2026-03» is 26 February to 25
    March, and «2026» begins on 26 December 2025. The spelling stays; whole months have 0. See :func:`with_cut_off`.
    """

    text: str
    kind: PeriodKind
    start: date
    end: date
    cut_off: int = 0

    @property
    def label(self) -> str:
        """The Chinese name, as it stands at the head of a table: «2026年3月», «2026年上半年»."""
        if self.kind == "days":
            return f"{_day(self.start)}至{_day(self.end)}"
        year, month = self._first
        match self.kind:
            case "month":
                return f"{year}年{month}月"
            case "quarter":
                return f"{year}年第{_CHINESE_NUMBER[month // 3]}季度"
            case "half":
                return f"{year}年{'上' if month == 1 else '下'}半年"
            case "year":
                return f"{year}年"
            case "named":
                return f"{year}年{NAMED[self.text.split('-')[1]][2]}"
        return f"{year}年{month}月至{'' if year == self.end.year else f'{self.end.year}年'}{self.end.month}月"

    @property
    def long_label(self) -> str:
        """The Chinese name, with the days where they are not those of the calendar: «2026年3月（2月26日至3月25日）»."""
        if not self.cut_off:
            return self.label
        year = f"{self.start.year}年" if self.start.year != self._first[0] else ""
        return f"{self.label}（{year}{_short(self.start)}至{_short(self.end)}）"

    @property
    def _first(self) -> tuple[int, int]:
        """Year and number of the month this period begins with."""
        whole = parse_period(self.text) if self.cut_off else self  # the day before may be the last of its month
        return whole.start.year, whole.start.month

    def span(self, name: str) -> Period:
        """The span ``name`` (one of :data:`app.services.keys.SPANS`) relative to this period."""
        match name:
            case "current":
                return self
            case "last-year":
                return self.last_year
            case "previous":
                return self.previous
            case "ytd":
                return self.year_to_date
            case "last-ytd":
                return self.last_year.year_to_date
        raise AppError("period.bad_span", span=name)

    @property
    def last_year(self) -> Period:
        """The same period a year earlier; 29 February becomes 28."""
        if self.kind == "days":
            return _days(_year_before(self.start), _year_before(self.end))
        before = re.sub(r"\d{4}(?=[-QH]|$|\.)", lambda m: f"{int(m[0]) - 1:04d}", self.text)
        return with_cut_off(parse_period(before), self.cut_off)

    @property
    def year_to_date(self) -> Period:
        """From the first day (1 January, or by the cut-off) of the year this period ends in to its last day."""
        first = date(self.end.year, 1, 1)
        if self.kind in ("days", "named"):
            return _days(first, self.end) if self.start != first or self.kind == "days" else self
        if self.kind == "year" or self._first == (self.end.year, 1):
            return self
        return with_cut_off(_months(self.end.year, 1, self.end.year, self.end.month), self.cut_off)

    @property
    def previous(self) -> Period:
        """The period of the same kind before this one; of a range, the range of equal length before it."""
        match self.kind:
            case "year" | "named":
                return self.last_year
            case "days":
                length = self.end - self.start
                last = self.start - timedelta(days=1)
                return _days(last - length, last)
        return with_cut_off(self._months_before(), self.cut_off)

    def _months_before(self) -> Period:
        """As many months before this period as it has, in whole months."""
        year, month = self._first
        count = (self.end.year - year) * 12 + self.end.month - month + 1
        first = year * 12 + month - 1 - count
        before = (first // 12, first % 12 + 1)
        if self.kind == "month":
            return parse_period(f"{before[0]:04d}-{before[1]:02d}")
        if self.kind == "quarter":
            return parse_period(f"{before[0]:04d}Q{before[1] // 3 + 1}")
        if self.kind == "half":
            return parse_period(f"{before[0]:04d}H{1 if before[1] == 1 else 2}")
        last_index = first + count - 1
        return _months(before[0], before[1], last_index // 12, last_index % 12 + 1)

    @property
    def months(self) -> tuple[Period, ...]:
        """The months of this period, in order; empty when it does not consist of whole ones."""
        if self.cut_off:
            return tuple(with_cut_off(month, self.cut_off) for month in parse_period(self.text).months)
        if self.start.day != 1 or self.end != _last_day(self.end.year, self.end.month):
            return ()
        first = self.start.year * 12 + self.start.month - 1
        last = self.end.year * 12 + self.end.month - 1
        return tuple(parse_period(f"{i // 12:04d}-{i % 12 + 1:02d}") for i in range(first, last + 1))

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def month_of(day: date, cut_off: int = 0) -> Period:
    """The month that contains ``day``, of those that end on ``cut_off``."""
    month = parse_period(f"{day.year:04d}-{day.month:02d}")
    if not cut_off or day.day <= min(cut_off, month.end.day):
        return with_cut_off(month, cut_off)
    following = month.end + timedelta(days=1)
    return with_cut_off(parse_period(f"{following.year:04d}-{following.month:02d}"), cut_off)


def with_cut_off(period: Period, day: int) -> Period:
    """``period`` in months that end on ``day`` (0 or 31: whole months); named periods and ranges of days stay."""
    day = 0 if day >= 31 else day
    if period.kind in ("named", "days") or day == period.cut_off:
        return period
    whole = parse_period(period.text)
    if not day:
        return whole
    before = whole.start - timedelta(days=1)
    start = date(before.year, before.month, min(day, before.day)) + timedelta(days=1)
    return replace(whole, start=start, end=whole.end.replace(day=min(day, whole.end.day)), cut_off=day)


@lru_cache(maxsize=4096)
def parse_period(text: str) -> Period:
    """The period written as ``text`` (see ``cli.md``); raises ``period.not_understood``."""
    text = text.strip().upper()
    try:
        return _parse(text)
    except (ValueError, KeyError) as error:
        raise AppError("period.not_understood", text=text) from error


def _parse(text: str) -> Period:
    if m := re.fullmatch(r"(\d{4})-(\d{2})", text):
        year, month = int(m[1]), int(m[2])
        return Period(text, "month", date(year, month, 1), _last_day(year, month))
    if m := re.fullmatch(r"(\d{4})Q([1-4])", text):
        year, last = int(m[1]), int(m[2]) * 3
        return Period(text, "quarter", date(year, last - 2, 1), _last_day(year, last))
    if m := re.fullmatch(r"(\d{4})H([12])", text):
        year, last = int(m[1]), int(m[2]) * 6
        return Period(text, "half", date(year, last - 5, 1), _last_day(year, last))
    if re.fullmatch(r"\d{4}", text):
        return Period(text, "year", date(int(text), 1, 1), date(int(text), 12, 31))
    if m := re.fullmatch(r"(\d{4})-(\d{3})", text):
        (opens, closes, _name), year = NAMED[m[2]], int(m[1])
        return Period(text, "named", date(year, *opens), date(year, *closes))
    if m := re.fullmatch(r"(\d{4})-(\d{2})\.\.(\d{4})-(\d{2})", text):
        a, b, c, d = (int(g) for g in m.groups())
        return _months(a, b, c, d)
    first_text, dots, last_text = text.partition("..")
    if not dots:
        raise ValueError(text)
    return _days(date.fromisoformat(first_text), date.fromisoformat(last_text))


def _months(year: int, month: int, last_year: int, last_month: int) -> Period:
    if (year, month) == (last_year, last_month):
        return parse_period(f"{year:04d}-{month:02d}")
    start, end = date(year, month, 1), _last_day(last_year, last_month)
    if end < start:
        raise ValueError("ends before it begins")
    text = f"{year:04d}-{month:02d}..{last_year:04d}-{last_month:02d}"
    return Period(text, "months", start, end)


def _days(start: date, end: date) -> Period:
    if end < start:
        raise ValueError("ends before it begins")
    return Period(f"{start.isoformat()}..{end.isoformat()}", "days", start, end)


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _year_before(day: date) -> date:
    last = calendar.monthrange(day.year - 1, day.month)[1]
    return date(day.year - 1, day.month, min(day.day, last))


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
