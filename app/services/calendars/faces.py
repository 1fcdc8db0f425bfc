"""What the service tells of years, holidays, notices, rules and files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.errors import Issue

#: Where a year's days come from: the program, this office, a file that was handed out; ``none``: weekends only.
Source = Literal["shipped", "own", "file", "none"]

#: Who may handle cases here, and what he is called.
HANDLERS = {"committee": "消保委", "regulator": "市场监管部门", "other": "其他"}


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday: its days off from ``first`` to ``last``, and the days of weekends worked for it."""

    name: str
    first: date
    last: date
    worked: tuple[date, ...] = ()


def holiday_words(holiday: Holiday) -> str:
    """«元旦 1月1日至1月3日，1月4日上班»."""
    first, last = (f"{day.month}月{day.day}日" for day in (holiday.first, holiday.last))
    span = first if first == last else f"{first}至{last}"
    worked = "、".join(f"{day.month}月{day.day}日" for day in holiday.worked)
    return f"{holiday.name} {span}" + (f"，{worked}上班" if worked else "")


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """A year's holidays, the first first; none when nothing is known of it."""

    year: int
    holidays: tuple[Holiday, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class YearFace:
    """A year in a list: ``days_off`` are weekdays and weekend days off for holidays, ``worked`` weekend days worked."""

    year: int
    source: Source
    holidays: int
    days_off: int
    worked: int


@dataclass(frozen=True, slots=True)
class Notice:
    """What was understood of a notice; ``issues`` name every piece that was not, or that contradicts the calendar."""

    holidays: tuple[Holiday, ...]
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedYear:
    """A year as it was saved, with what was remarked on the way."""

    year: CalendarYear
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the table of time limits. ``key`` names it; ``own`` ones were added or changed by an office.

    ``replaces`` says that the program ships another rule of the same key, which comes back when this one is dropped.
    ``handler`` is a key of :data:`HANDLERS`, ``region`` a division's code ("" everywhere), ``region_name`` its name.
    """

    key: str
    handler: str
    name: str
    region: str
    region_name: str
    valid_from: date | None
    valid_to: date | None
    decide_days: int
    decide_unit: Literal["working", "calendar"]
    mediate_days: int
    mediate_unit: Literal["working", "calendar"]
    papers: Literal["restart", "run"]
    own: bool = False
    replaces: bool = False
    in_use: bool = False


@dataclass(frozen=True, slots=True)
class YearChange:
    """What installing does to a year: ``new``, ``changed``, ``same``, or ``kept`` (the office's own entries stay)."""

    year: int
    what: Literal["new", "changed", "same", "kept"]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Installed:
    """What a handed-out file changes (or changed). ``rules`` are changed time limits in words."""

    issued_by: str
    issued_on: date
    years: tuple[YearChange, ...]
    rules: tuple[str, ...] = ()
