"""The lunar tables say the same, day by day, as a maintained package other than the one they were taken from.

Where a new moon or a solar term falls within minutes of midnight, packages put it on different days; the years in which
the two do are named below.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from borax.calendars.lunardate import LunarDate
from hypothesis import given
from hypothesis import strategies as st

from app.services.parsing.lunar import (
    TERM_NAMES,
    LunarDay,
    face_of,
    festival_of,
    last_of_year,
    lunar_of,
    solar_of,
    term_of,
    term_on,
)

days = st.dates(date(1900, 1, 31), date(2101, 1, 28))


#: Years with a new moon, and with a solar term, at midnight.
MOONS, TERMS = {2089, 2097}, {1912, 1913, 1917, 1927, 1928, 1979}


@given(day=st.dates(date(1900, 1, 31), date(2100, 12, 31)))
def test_every_day_agrees_with_a_package(day: date) -> None:
    theirs = LunarDate.from_solar_date(day.year, day.month, day.day)
    lunar = lunar_of(day)
    assert lunar is not None
    if day.year not in MOONS:
        assert lunar == LunarDay(theirs.year, theirs.month, theirs.day, bool(theirs.leap))
        assert lunar.day_name == theirs.cn_day
    if day.year not in TERMS:
        assert term_of(day) == (theirs.term or "")


@given(day=days)
def test_there_and_back(day: date) -> None:
    lunar = lunar_of(day)
    assert lunar is not None
    assert solar_of(lunar.year, lunar.month, lunar.day, leap=lunar.leap) == day


@given(year=st.integers(1900, 2099))
def test_the_year_ends_where_the_next_begins(year: int) -> None:
    eve, first = last_of_year(year), solar_of(year + 1, 1, 1)
    assert eve is not None and first is not None
    assert eve + timedelta(days=1) == first
    assert (festival_of(eve), festival_of(first)) == ("除夕", "春节")


def test_outside_nothing_is_known() -> None:
    assert lunar_of(date(1900, 1, 30)) is None
    assert lunar_of(date(2101, 1, 29)) is None
    assert solar_of(1899, 1, 1) is None
    assert solar_of(2101, 1, 1) is None
    assert last_of_year(2101) is None
    assert term_on(2101, "清明") is None
    assert term_on(2026, "清明节") is None
    assert face_of(date(2110, 2, 2)) == ""


def test_months_that_are_not_there() -> None:
    assert solar_of(2026, 6, 1, leap=True) is None
    assert solar_of(2025, 6, 1, leap=True) == date(2025, 7, 25)
    assert solar_of(2026, 13, 1) is None
    assert solar_of(2026, 1, 0) is None
    assert solar_of(2025, 12, 30) is None


def test_terms_stand_in_the_order_of_the_year() -> None:
    found = [term_on(2026, name) for name in TERM_NAMES]
    assert found == sorted(day for day in found if day is not None)
    assert term_on(2026, "清明") == date(2026, 4, 5)


@pytest.mark.parametrize(
    ("day", "face"),
    [
        ("2026-02-16", "除夕"),
        ("2026-02-17", "春节"),
        ("2026-02-18", "雨水"),
        ("2026-02-24", "初八"),
        ("2026-03-08", "妇女节"),
        ("2026-03-09", "廿一"),
        ("2026-03-15", "3·15"),
        ("2026-03-19", "二月"),
        ("2026-04-05", "清明"),
        ("2025-07-25", "闰六月"),
        ("2026-06-19", "端午节"),
        ("2026-09-25", "中秋节"),
        ("2026-10-01", "国庆节"),
    ],
)
def test_what_a_calendar_prints(day: str, face: str) -> None:
    assert face_of(date.fromisoformat(day)) == face
