"""Changing a case moves its events with it, and only those that the change touches."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import AppError
from app.services import offices
from app.services.complaints import Complaints, bulk
from app.services.database import Database


def live(complaints: Complaints, number: str) -> list[str]:
    """The kinds of the events that hold."""
    return [event.kind for event in complaints.timeline(number) if event.revoked_on is None]


def taken_in(county: Database, **case: object) -> str:
    """A case from a register; its number."""
    with county.write() as session:
        home = offices.read_home(session)
        bulk.insert_cases(session, county.journal, home, [{"received_on": date(2026, 3, 1), "facts": "手机", **case}])
    return Complaints(county).find().rows[0].number


def test_an_assumed_acceptance_survives_a_change_of_something_else(county: Database, today: date) -> None:
    complaints = Complaints(county)
    number = taken_in(county)
    assert complaints.show(number).acceptance_assumed
    complaints.change(number, {"phone": "13812345678"}, today=today)
    assert live(complaints, number) == ["registered", "accepted"]
    complaints.change(number, {"accepted_on": "2026-03-02"}, today=today)
    record = complaints.show(number)
    assert (record.accepted_on, record.acceptance_assumed) == (date(2026, 3, 2), False)
    assert live(complaints, number) == ["registered", "accepted"]


def test_a_case_may_say_that_it_is_not_accepted_yet(county: Database, today: date) -> None:
    complaints = Complaints(county)
    number = taken_in(county, assume_acceptance=False)
    complaints.change(number, {"phone": "13812345678"}, today=today)
    assert live(complaints, number) == ["registered"]


def test_a_transfer_closes_an_accepted_case_and_gives_way_to_another_result(county: Database, today: date) -> None:
    complaints = Complaints(county)
    number = taken_in(county, result="transferred", closed_on=date(2026, 3, 9))
    assert live(complaints, number) == ["registered", "accepted", "transferred"]
    assert complaints.show(number).state == "transferred"
    complaints.change(number, {"result": "达成协议"}, today=today)
    assert live(complaints, number) == ["registered", "accepted", "settled"]


def test_impossible_days_are_refused_with_a_sentence(county: Database, today: date) -> None:
    complaints = Complaints(county)
    with pytest.raises(AppError) as early:
        complaints.register({"received_on": "1926-03-01", "facts": "手机"}, today=today)
    assert [issue.code for issue in early.value.issues] == ["complaint.too_long_ago"]
    for more in ({}, {"kind": "举报", "result": "达成协议"}, {"refusal": "其他"}):
        raw = {"received_on": "2026-03-01", "facts": "手机", "closed_on": "2026-02-01", **more}
        with pytest.raises(AppError) as closed:
            complaints.register(raw, today=today)
        assert "complaint.dates_out_of_order" in [issue.code for issue in closed.value.issues]
