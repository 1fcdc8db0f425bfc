"""Years kept by an office: typed in, checked, taken back, never overwritten by a new version of the program."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.errors import AppError
from app.models import CalendarDay, Change, Setting
from app.services import calendar, codelists
from app.services.calendars import Calendars, CalendarYear, Holiday
from app.services.database import Database

NEW_YEAR = Holiday("元旦", date(2027, 1, 1), date(2027, 1, 3))
SPRING = Holiday("春节", date(2027, 2, 5), date(2027, 2, 11), (date(2027, 1, 31), date(2027, 2, 20)))


def test_the_years_the_program_ships(county: Database) -> None:
    calendars = Calendars(county)
    known = calendars.years()
    assert [one.year for one in known] == list(range(2026, 2003, -1))
    assert {one.source for one in known} == {"shipped"}
    assert (known[0].holidays, known[0].days_off, known[0].worked) == (7, 33, 6)
    assert calendars.year(2027) == CalendarYear(2027, (), "none")
    assert calendars.year(2026).holidays[0] == Holiday("元旦", date(2026, 1, 1), date(2026, 1, 3), (date(2026, 1, 4),))
    assert calendars.year(2019).holidays[0] == Holiday(
        "元旦", date(2018, 12, 30), date(2019, 1, 1), (date(2018, 12, 29),)
    )
    assert calendars.year(2023).holidays[-1] == Holiday(
        "中秋节、国庆节", date(2023, 9, 29), date(2023, 10, 6), (date(2023, 10, 7), date(2023, 10, 8))
    )


@pytest.mark.parametrize("year", range(2004, 2027))
def test_saving_a_year_as_it_is_changes_no_working_day(county: Database, year: int) -> None:
    calendars = Calendars(county)
    before, _ = calendar.of(county)
    shown = calendars.year(year)
    assert not [issue for issue in calendars.check_year(year, shown.holidays) if issue.severity == "error"]
    saved = calendars.put_year(year, shown.holidays)
    assert saved.year.source == "own" and saved.year.holidays == shown.holidays
    after, _ = calendar.of(county)
    for number in range(-40, 400):
        day = date(year, 1, 1) + timedelta(days=number)
        assert after.is_working(day) == before.is_working(day), day


def test_a_year_typed_in_moves_deadlines_and_can_be_taken_back(county: Database) -> None:
    calendars = Calendars(county)
    saved = calendars.put_year(2027, [NEW_YEAR, SPRING], by="王桂芬")
    assert [issue.code for issue in saved.issues] == ["calendar.holiday_missing"]
    days, _ = calendar.of(county)
    assert days.known_until == date(2027, 12, 31) and not days.is_working(date(2027, 2, 8))
    assert days.is_working(date(2027, 1, 31)) and days.is_working(date(2027, 2, 20))
    assert calendars.years()[0].source == "own"
    assert calendars.put_year(2027, [NEW_YEAR], by="王桂芬").year.holidays == (NEW_YEAR,)
    assert calendars.reset_year(2027, by="王桂芬") == CalendarYear(2027, (), "none")
    with county.read() as session:
        told = session.execute(select(Change.field, Change.by, Change.before, Change.after).order_by(Change.pk)).all()
    first = "元旦 1月1日至1月3日；春节 2月5日至2月11日，1月31日、2月20日上班"
    assert [tuple(row) for row in told] == [
        ("2027", "王桂芬", None, first),
        ("2027", "王桂芬", first, "元旦 1月1日至1月3日"),
        ("2027", "王桂芬", "元旦 1月1日至1月3日", None),
    ]


def test_a_changed_year_goes_back_to_what_the_program_ships(county: Database) -> None:
    calendars = Calendars(county)
    before = calendars.year(2026)
    calendars.put_year(2026, [Holiday("元旦", date(2026, 1, 1), date(2026, 1, 1))])
    assert len(calendars.year(2026).holidays) == 1
    assert calendars.reset_year(2026) == before


def test_a_new_version_of_the_program_leaves_the_offices_year_alone(county: Database) -> None:
    calendars = Calendars(county)
    own = [Holiday("元旦", date(2026, 1, 1), date(2026, 1, 2))]
    calendars.put_year(2026, own)
    with county.write() as session:
        session.merge(Setting(name="reference.holidays", value="older"))
    with county.write() as session:
        codelists.synchronise(session)
    assert calendars.year(2026).holidays == tuple(own)
    assert calendars.year(2025).source == "shipped" and len(calendars.year(2025).holidays) == 6
    with county.read() as session:
        assert len(session.scalars(select(CalendarDay.day).where(CalendarDay.source != "shipped")).all()) == 2


def test_a_year_left_out_in_between_is_not_known(county: Database) -> None:
    Calendars(county).put_year(2028, [Holiday("元旦", date(2027, 12, 31), date(2028, 1, 2))])
    days, limits = calendar.of(county)
    assert days.is_known(date(2028, 5, 1)) and not days.is_known(date(2027, 5, 1)) and days.is_known(date(1999, 5, 1))
    rule = limits.limit_for("committee", "331122", date(2027, 12, 28))
    (issue,) = rule.mediate_by(date(2027, 12, 28), days).issues
    assert issue.params["year"] == 2027


@pytest.mark.parametrize(
    ("holidays", "code"),
    [
        ([], "no_holidays"),
        ([Holiday("", date(2027, 1, 1), date(2027, 1, 1))], "holiday_no_name"),
        ([Holiday("节" * 41, date(2027, 1, 1), date(2027, 1, 1))], "holiday_no_name"),
        ([NEW_YEAR, Holiday("元旦", date(2027, 3, 1), date(2027, 3, 1))], "holiday_twice"),
        ([Holiday("元旦", date(2027, 1, 3), date(2027, 1, 1))], "holiday_backwards"),
        ([Holiday("元旦", date(2027, 1, 1), date(2027, 3, 1))], "holiday_long"),
        ([Holiday("元旦", date(2026, 1, 1), date(2026, 1, 1))], "holiday_outside"),
        ([Holiday("元旦", date(2027, 12, 31), date(2028, 1, 1))], "holiday_outside"),
        ([Holiday("春节", date(2026, 12, 31), date(2027, 1, 1))], "holiday_outside"),
        ([NEW_YEAR, Holiday("春节", date(2027, 1, 3), date(2027, 1, 5))], "holiday_overlaps"),
        ([Holiday("元旦", date(2027, 1, 1), date(2027, 1, 1), (date(2027, 1, 4),))], "worked_weekday"),
        ([NEW_YEAR, Holiday("春节", date(2027, 2, 5), date(2027, 2, 9), (date(2027, 1, 2),))], "worked_off"),
        (
            [
                Holiday("元旦", date(2027, 1, 1), date(2027, 1, 1), (date(2027, 1, 9),)),
                Holiday("春节", date(2027, 2, 5), date(2027, 2, 9), (date(2027, 1, 9),)),
            ],
            "worked_twice",
        ),
        ([Holiday("元旦", date(2027, 1, 1), date(2027, 1, 1), (date(2026, 2, 28),))], "holiday_outside"),
    ],
)
def test_what_cannot_be_right_is_not_saved(county: Database, holidays: list[Holiday], code: str) -> None:
    calendars = Calendars(county)
    errors = [issue.code for issue in calendars.check_year(2027, holidays) if issue.severity == "error"]
    assert f"calendar.{code}" in errors
    with pytest.raises(AppError) as caught:
        calendars.put_year(2027, holidays)
    assert caught.value.code == "calendar.year_not_taken" and caught.value.issues
    assert calendars.year(2027).source == "none"


def test_what_is_odd_is_saved_with_a_remark(county: Database) -> None:
    far = Holiday("元旦", date(2027, 1, 1), date(2027, 1, 14), (date(2027, 3, 6),))
    codes = [issue.code for issue in Calendars(county).put_year(2027, [far]).issues]
    assert codes == ["calendar.holiday_long", "calendar.worked_far", "calendar.holiday_missing"]


def test_a_year_no_calendar_is_kept_for(county: Database) -> None:
    with pytest.raises(AppError, match="2200"):
        Calendars(county).put_year(2200, [Holiday("元旦", date(2200, 1, 1), date(2200, 1, 1))])
