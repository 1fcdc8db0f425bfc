"""A year's holidays in the database: read as holidays, checked, put in place of what was there."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from app.errors import Issue
from app.models import CalendarDay
from app.paths import resources
from app.services.calendar import notice_year
from app.services.calendars.faces import CalendarYear, Holiday, Source, YearFace, holiday_words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SHIPPED, FROM_FILE = "shipped", "file"
EXPECTED = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
#: The years a calendar is kept for.
FIRST, LAST = 1990, 2199
_LONGEST = 31
_LONG = 12
_FAR = 31

#: A day, its kind (``holiday``, ``workday``), the holiday it belongs to, where it comes from.
Day = tuple[date, str, str, str]


def read_days(session: Session, year: int | None = None) -> list[Day]:
    """The days that a notice speaks of (of one year's), in order."""
    query = select(CalendarDay.day, CalendarDay.kind, CalendarDay.name, CalendarDay.source).order_by(CalendarDay.day)
    if year is not None:
        query = query.where(CalendarDay.day.between(date(year - 1, 12, 1), date(year, 12, 31)))
    days = [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]
    return [day for day in days if year is None or notice_year(day[0], day[2]) == year]


def shipped_days(year: int) -> list[Day]:
    """The days of a year as the program ships them."""
    with (resources() / "calendar" / "holidays.csv").open(encoding="utf-8", newline="") as stream:
        rows = [(date.fromisoformat(r["date"]), r["kind"], r["name"], SHIPPED) for r in csv.DictReader(stream)]
    return [row for row in rows if notice_year(row[0], row[2]) == year]


def as_year(year: int, days: Sequence[Day]) -> CalendarYear:
    """Days as holidays."""
    return CalendarYear(year, grouped(days), source_of(days))


def faces(days: Sequence[Day]) -> tuple[YearFace, ...]:
    """The years that days belong to, the latest first."""
    years: dict[int, list[Day]] = {}
    for day in days:
        years.setdefault(notice_year(day[0], day[2]), []).append(day)
    return tuple(
        YearFace(
            year,
            source_of(known),
            len(grouped(known)),
            sum(day[1] == "holiday" for day in known),
            sum(day[1] == "workday" for day in known),
        )
        for year, known in sorted(years.items(), reverse=True)
    )


def source_of(days: Sequence[Day]) -> Source:
    """Where a year comes from: what an office wrote goes before what a file said."""
    sources = {day[3] for day in days}
    if not sources:
        return "none"
    if sources - {SHIPPED, FROM_FILE}:
        return "own"
    return "file" if FROM_FILE in sources else "shipped"


def grouped(days: Sequence[Day]) -> tuple[Holiday, ...]:
    """Days as holidays: neighbouring days off are one, also across a weekend of the same holiday.

    Days of two holidays that follow each other are one holiday with both names, as the notices have it.
    """
    runs: list[tuple[list[str], list[date]]] = []
    for day, kind, name, _ in days:
        if kind != "holiday":
            continue
        if runs:
            names, held = runs[-1]
            gap = [held[-1] + timedelta(days=n) for n in range(1, (day - held[-1]).days)]
            if not gap or (names[-1] == name and all(one.weekday() > 4 for one in gap)):
                names += [name] if name not in names else []
                held.append(day)
                continue
        runs.append(([name], [day]))
    worked: list[list[date]] = [[] for _ in runs]
    for day, kind, name, _ in days:
        if kind == "workday" and runs:
            near = [min(abs((day - one).days) for one in held) + 1000 * (name not in names) for names, held in runs]
            worked[near.index(min(near))].append(day)
    return tuple(
        Holiday("、".join(names), held[0], held[-1], tuple(extra))
        for (names, held), extra in zip(runs, worked, strict=True)
    )


def put(session: Session, year: int, holidays: Sequence[Holiday], source: str) -> None:
    """Store holidays in place of what is known of ``year``."""
    rows: dict[date, Day] = {}
    for holiday in holidays:
        for number in range((holiday.last - holiday.first).days + 1):
            day = holiday.first + timedelta(days=number)
            rows[day] = (day, "holiday", holiday.name, source)
        rows.update((day, (day, "workday", holiday.name, source)) for day in holiday.worked)
    replace(session, year, rows.values())


def replace(session: Session, year: int, days: Iterable[Day]) -> None:
    """Store days in place of what is known of ``year``."""
    rows = list(days)
    gone = {day[0] for day in read_days(session, year)} | {row[0] for row in rows}
    session.execute(delete(CalendarDay).where(CalendarDay.day.in_(gone)))
    if rows:
        session.execute(
            insert(CalendarDay), [dict(zip(("day", "kind", "name", "source"), row, strict=True)) for row in rows]
        )


def check(year: int, holidays: Sequence[Holiday]) -> tuple[Issue, ...]:
    """What is wrong (errors) or odd (warnings) about the holidays of ``year``; ``params["name"]`` says of which."""
    issues: list[Issue] = []
    if not FIRST <= year <= LAST:
        issues.append(_issue("year_unknown", "", year=year, first=FIRST, last=LAST))
    if not holidays:
        issues.append(_issue("no_holidays", "", year=year))
    taken: dict[date, str] = {}
    worked: dict[date, str] = {}
    names: set[str] = set()
    for holiday in holidays:
        name = holiday.name.strip()
        if not name or len(name) > 40:
            issues.append(_issue("holiday_no_name", holiday.name, day=holiday.first.isoformat()))
        if name in names:
            issues.append(_issue("holiday_twice", name))
        names.add(name)
        issues += _check_span(year, holiday)
        if holiday.last < holiday.first or (holiday.last - holiday.first).days > _LONGEST:
            continue
        for number in range((holiday.last - holiday.first).days + 1):
            day = holiday.first + timedelta(days=number)
            if day in taken:
                issues.append(_issue("holiday_overlaps", name, other=taken[day], day=_day(day)))
                break
            taken[day] = name
    for holiday in holidays:
        for day in holiday.worked:
            issues += _check_worked(year, holiday, day, taken)
            if day in worked:
                issues.append(_issue("worked_twice", holiday.name, other=worked[day], day=_day(day)))
            worked[day] = holiday.name
    said = "、".join(names)
    missing = [name for name in EXPECTED if name not in said]
    if missing and holidays:
        issues.append(_issue("holiday_missing", "", "warning", names="、".join(missing), year=year))
    return tuple(issues)


def _check_span(year: int, holiday: Holiday) -> list[Issue]:
    name, first, last = holiday.name, holiday.first, holiday.last
    if last < first:
        return [_issue("holiday_backwards", name, first=_day(first), last=_day(last))]
    days = (last - first).days + 1
    if days > _LONGEST:
        return [_issue("holiday_long", name, days=days)]
    issues = []
    if notice_year(first, name) != year or notice_year(last, name) != year:
        outside = first if notice_year(first, name) != year else last
        issues.append(_issue("holiday_outside", name, day=outside.isoformat(), year=year))
    if days > _LONG:
        issues.append(_issue("holiday_long", name, "warning", days=days))
    return issues


def _check_worked(year: int, holiday: Holiday, day: date, taken: dict[date, str]) -> list[Issue]:
    name = holiday.name
    issues = []
    if day.weekday() < 5:
        issues.append(_issue("worked_weekday", name, day=_day(day), weekday="一二三四五"[day.weekday()]))
    if day in taken:
        issues.append(_issue("worked_off", name, day=_day(day), other=taken[day]))
    if notice_year(day, name) != year:
        issues.append(_issue("holiday_outside", name, day=day.isoformat(), year=year))
    elif not holiday.first - timedelta(days=_FAR) <= day <= holiday.last + timedelta(days=_FAR):
        issues.append(_issue("worked_far", name, "warning", day=_day(day)))
    return issues


def words(holidays: Sequence[Holiday]) -> tuple[str, ...]:
    """Holidays in words, one each: «元旦 1月1日至1月3日，1月4日上班»."""
    return tuple(holiday_words(holiday) for holiday in holidays)


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _issue(code: str, name: str, severity: str = "error", **params: object) -> Issue:
    level = "warning" if severity == "warning" else "error"
    return Issue(level, f"calendar.{code}", {"name": name, **params})  # type: ignore[arg-type]
