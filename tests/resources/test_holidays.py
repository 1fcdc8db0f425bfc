"""The shipped calendar says the same as the maintained package, day by day."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import chinese_calendar

from app.paths import resources


def test_every_day_agrees_with_the_package() -> None:
    with (resources() / "calendar" / "holidays.csv").open(encoding="utf-8", newline="") as stream:
        kinds = {date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(stream)}
    assert set(kinds.values()) == {"holiday", "workday"}
    day = date(2004, 1, 1)
    while day <= date(2026, 12, 31):
        working = kinds.get(day, "workday" if day.weekday() < 5 else "holiday") == "workday"
        assert working == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)
