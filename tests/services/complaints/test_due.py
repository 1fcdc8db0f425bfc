"""Time limits of cases, and the days a query asks for, held against asking case by case."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services import calendar
from app.services.calendar import TimeLimit, TimeLimits
from app.services.complaints import Complaints
from app.services.complaints.due import Nearness
from app.services.complaints.finding import Filters, Hit
from app.services.complaints.listing import due_words
from app.services.database import Database
from app.services.deadlines import gathering
from app.services.deadlines.reckoning import Limited, Reckoner
from app.services.waiting import today_in_numbers

#: A rule that is replaced by a shorter one: later cases are due before earlier ones.
RULES = TimeLimits(
    [
        TimeLimit("committee", "旧", "", None, date(2026, 2, 28), 7, "working", 60, "calendar"),
        TimeLimit("committee", "新", "", date(2026, 3, 1), None, 5, "working", 10, "working"),
    ]
)


@given(st.dates(date(2026, 1, 1), date(2026, 6, 30)), st.sampled_from(["decide", "mediate"]))
def test_days_asked_for_are_the_days_counted(today: date, what: Limited) -> None:
    limits = Reckoner(calendar.shipped(), RULES, "331122", "committee")
    nearness: tuple[Nearness, ...] = ("late", "soon")
    for near in nearness:
        ranges = gathering.starts(limits, what, near, today)
        for back in range(300):
            day = today - timedelta(days=back)
            left = (limits.last_day(what, day) - today).days
            assert any(first <= day <= last for first, last in ranges) == (
                left < 0 if near == "late" else 0 <= left <= 3
            )


@pytest.fixture
def complaints(county: Database) -> Complaints:
    """Cases of two months: undecided, accepted, closed, reports."""
    service = Complaints(county)
    today = date(2026, 4, 7)
    for back in range(0, 60, 2):
        day = (today - timedelta(days=back)).isoformat()
        for more in (
            {},
            {"accepted_on": day},
            {"kind": "举报"},
            {"accepted_on": day, "result": "达成协议", "closed_on": day},
        ):
            service.register({"complainant": "李秀英", "received_on": day, **more}, today=today)
    return service


def every(complaints: Complaints, filters: Filters, today: date) -> list[Hit]:
    return list(complaints.find("", filters, limit=500, today=today).rows)


@pytest.mark.parametrize("today", [date(2026, 4, 7), date(2026, 4, 8), date(2026, 4, 20), date(2026, 5, 6)])
def test_late_and_soon(complaints: Complaints, today: date) -> None:
    waiting = [hit for hit in every(complaints, Filters(), today) if hit.due is not None]
    assert {hit.state for hit in waiting} == {"registered", "accepted"}
    assert {hit.kind for hit in waiting if hit.state == "registered"} == {"complaint"}
    late = {hit.id for hit in waiting if hit.due and hit.due.on < today}
    soon = {hit.id for hit in waiting if hit.due and 0 <= (hit.due.on - today).days <= 3}
    assert {hit.id for hit in every(complaints, Filters(due="late"), today)} == late
    assert {hit.id for hit in every(complaints, Filters(due="soon"), today)} == soon
    assert late
    for hit in waiting:
        assert hit.due is not None
        words = due_words(hit.due, today)
        assert ("超期" in words) == (hit.id in late)
        assert bool(words) == (hit.id in late | soon)


@pytest.mark.parametrize("today", [date(2026, 4, 7), date(2026, 4, 20)])
def test_the_first_page_counts_what_its_links_list(complaints: Complaints, county: Database, today: date) -> None:
    found = today_in_numbers(county, today)
    undecided, accepted = Filters(state="registered", kind="complaint"), Filters(state="accepted")
    for waiting, filters in ((found.undecided, undecided), (found.open, accepted)):
        rows = every(complaints, filters, today)
        assert waiting.many == len(rows)
        assert waiting.late == sum(hit.due is not None and hit.due.on < today for hit in rows)
        assert waiting.next == min((hit.due.on for hit in rows if hit.due and hit.due.on >= today), default=None)
