"""Working days agree with a maintained package; limits follow the rule table to the day."""

from __future__ import annotations

import functools
from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError
from app.services import calendar
from app.services.calendar import TimeLimit, TimeLimits, WorkingDays
from app.services.database import Database


@functools.cache
def days() -> WorkingDays:
    """The shipped calendar."""
    return calendar.shipped()


known = st.dates(date(2004, 1, 1), date(2026, 12, 31))
starts = st.dates(date(2004, 1, 1), date(2026, 6, 30))


@given(known)
def test_a_day_is_worked_when_the_package_says_so(day: date) -> None:
    assert days().is_working(day) == chinese_calendar.is_workday(day)
    assert days().is_known(day)


@given(starts, st.integers(1, 60))
def test_adding_counts_the_working_days_between(day: date, count: int) -> None:
    end = days().add_working_days(day, count)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(chinese_calendar.is_workday(d) for d in between) == count
    assert chinese_calendar.is_workday(end)
    assert days().working_days_after(day, end) == count


@given(starts)
def test_the_next_working_day(day: date) -> None:
    found = days().next_working(day)
    assert chinese_calendar.is_workday(found)
    assert not any(chinese_calendar.is_workday(day + timedelta(days=n)) for n in range((found - day).days))


def test_the_faces_of_a_month() -> None:
    october = calendar.month_days(2026, 10, days())
    assert [face.on.day for face in october] == list(range(1, 32))
    first, fifth, tenth, eleventh = (october[day - 1] for day in (1, 5, 10, 11))
    assert first == calendar.DayFace(date(2026, 10, 1), "国庆节", "国庆节", True, False, True)
    assert fifth == calendar.DayFace(date(2026, 10, 5), "廿五", "国庆节", True, False, True)
    assert tenth == calendar.DayFace(date(2026, 10, 10), "九月", "国庆节", False, True, True)
    assert eleventh == calendar.DayFace(date(2026, 10, 11), "初二", "", True, False, True)
    february = {face.on.day: face.lunar for face in calendar.month_days(2026, 2, days())}
    assert (february[4], february[16], february[17], february[24]) == ("立春", "除夕", "春节", "初八")


@given(st.integers(2004, 2030), st.integers(1, 12))
def test_faces_agree_with_the_working_days(year: int, month: int) -> None:
    for face in calendar.month_days(year, month, days()):
        assert face.off == (not days().is_working(face.on))
        assert face.known == (year <= 2026)
        assert 1 < len(face.lunar) <= 4
        assert not face.work or (face.on.weekday() > 4 and face.holiday and not face.off)
        assert not (face.off and face.on.weekday() < 5) or face.holiday


def test_a_month_that_does_not_exist() -> None:
    with pytest.raises(ValueError, match="month"):
        calendar.month_days(2026, 13, days())


def test_at_least_one_day() -> None:
    with pytest.raises(ValueError, match="at least one"):
        days().add_working_days(date(2026, 4, 7), 0)


def test_past_the_last_notice_weekends_only() -> None:
    assert days().known_until == date(2026, 12, 31)
    assert days().is_working(date(2027, 1, 1))
    assert not days().is_working(date(2027, 1, 2))
    assert not days().is_known(date(2027, 1, 1))
    nothing = WorkingDays({})
    assert nothing.known_until is None and not nothing.is_known(date(2026, 4, 7))


def test_a_worked_weekend_and_a_holiday_in_the_week() -> None:
    assert days().is_working(date(2026, 10, 10))
    assert not days().is_working(date(2026, 10, 5))


@pytest.mark.parametrize(
    ("handler", "region", "on", "name", "decide", "mediate"),
    [
        ("committee", "331122", date(2026, 4, 7), "消保委", (5, "working"), (10, "working")),
        ("committee", "331122", date(2017, 5, 1), "消保委", (5, "working"), (10, "working")),
        ("committee", "331122", date(2017, 4, 30), "其他", (7, "working"), (60, "calendar")),
        ("committee", "340100", date(2026, 4, 7), "其他", (7, "working"), (60, "calendar")),
        ("committee", "331122001", date(2026, 4, 7), "消保委", (5, "working"), (10, "working")),
        ("regulator", "331122", date(2026, 4, 14), "市场监管部门", (7, "working"), (45, "working")),
        ("regulator", "331122", date(2026, 4, 15), "市场监管部门", (7, "working"), (60, "calendar")),
        ("regulator", "110101", date(2019, 12, 31), "其他", (7, "working"), (60, "calendar")),
        ("someone", "331122", date(2026, 4, 7), "其他", (7, "working"), (60, "calendar")),
    ],
)
def test_which_rule(
    county: Database,
    handler: str,
    region: str,
    on: date,
    name: str,
    decide: tuple[int, str],
    mediate: tuple[int, str],
) -> None:
    rule = calendar.of(county)[1].limit_for(handler, region, on)
    assert (rule.name, (rule.decide_days, rule.decide_unit), (rule.mediate_days, rule.mediate_unit)) == (
        name,
        decide,
        mediate,
    )


def test_the_smaller_region_goes_first() -> None:
    def rule(region: str, decide: int) -> TimeLimit:
        return TimeLimit("committee", "消保委", region, None, None, decide, "working", 10, "working")

    table = TimeLimits([rule("", 1), rule("331100", 3), rule("330000", 2), rule("331122", 4)])
    on = date(2026, 4, 7)
    assert [table.limit_for("committee", r, on).decide_days for r in ("331122", "331123", "330101", "110000")] == [
        4,
        3,
        2,
        1,
    ]
    with pytest.raises(AppError) as caught:
        TimeLimits([]).limit_for("committee", "331122", on)
    assert caught.value.code == "calendar.no_rule"


def test_deadlines_of_the_committee(county: Database) -> None:
    working, limits = calendar.of(county)
    rule = limits.limit_for("committee", "331122", date(2026, 9, 29))
    # 30 September, then 8, 9, 10 (a worked Saturday), 12 October: the day itself and the holiday do not count
    decide = rule.decide_by(date(2026, 9, 29), working)
    assert (decide.on, decide.rule, decide.issues) == (date(2026, 10, 12), "消保委受理期限 5 个工作日", ())


def test_a_calendar_limit_that_ends_on_a_day_off_ends_on_the_next_working_day(county: Database) -> None:
    working, limits = calendar.of(county)
    rule = limits.limit_for("regulator", "331122", date(2026, 8, 3))
    # the sixtieth day is 2 October, inside the holiday; 8 October is the next working day
    assert date(2026, 8, 3) + timedelta(days=60) == date(2026, 10, 2)
    found = rule.mediate_by(date(2026, 8, 3), working)
    assert (found.on, found.rule) == (date(2026, 10, 8), "市场监管部门调解期限 60 日")


def test_beyond_the_calendar_it_says_so(county: Database) -> None:
    working, limits = calendar.of(county)
    found = limits.limit_for("committee", "331122", date(2026, 12, 28)).mediate_by(date(2026, 12, 28), working)
    assert found.on.year == 2027
    assert [i.code for i in found.issues] == ["calendar.weekends_only"]
    assert "暂按周末计算" in found.issues[0].message and "2027" in found.issues[0].message


@given(starts, st.integers(1, 90))
def test_calendar_limits_never_end_on_a_day_off(start: date, count: int) -> None:
    rule = TimeLimit("other", "其他", "", None, None, 7, "working", count, "calendar")
    on = rule.mediate_by(start, days()).on
    plain = start + timedelta(days=count)
    assert days().is_working(on) and on >= plain
    assert not any(days().is_working(plain + timedelta(days=n)) for n in range((on - plain).days))


def test_the_database_has_the_shipped_calendar_and_what_an_office_added(county: Database) -> None:
    from app.models import CalendarDay

    with county.write() as session:
        session.add(CalendarDay(day=date(2027, 1, 1), kind="holiday", name="元旦", source="331122"))
    working, _ = calendar.of(county)
    assert working.known_until == date(2027, 12, 31)
    assert not working.is_working(date(2027, 1, 1))
    assert working.is_working(date(2026, 10, 10))
    assert calendar.month_days(2027, 1, working)[0].holiday == "元旦"
    assert calendar.month_days(2026, 10, working) == calendar.month_days(2026, 10, days())
