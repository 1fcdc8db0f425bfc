"""A step is taken back with a reason, the latest first; fields, events and state never disagree."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.errors import AppError
from app.models import Document, Event
from app.models.base import new_id
from app.services.casework import Casework
from app.services.complaints import Complaints
from app.services.database import Database
from app.services.periods import parse_period
from app.services.returns import Returns
from tests.services.casework.conftest import CASE, Go


def back(casework: Casework, case: str, event: str | None = None, reason: str = "写错了") -> list[str]:
    """Take a step back; the codes of the remarks."""
    moved = casework.take_back(case, event, reason=reason, today=date(2026, 4, 7), by="赵主任")
    return [issue.code for issue in moved.issues]


def test_the_latest_step_goes_first_and_stays_visible(
    casework: Casework, complaints: Complaints, case: str, go: Go
) -> None:
    accepted = go("accepted", on="2026-03-05").event
    go("mediating", on="2026-03-06")
    go("settled", on="2026-03-09", recovered="100")
    with pytest.raises(AppError) as refused:
        back(casework, case, accepted)
    assert refused.value.code == "casework.later_step" and "调解成功" in refused.value.message
    for state in ("mediating", "accepted", "registered"):
        assert back(casework, case) == []
        assert complaints.show(case).state == state
    record = complaints.show(case)
    assert (record.accepted_on, record.result, record.closed_on, record.recovered) == (None, None, None, None)
    told = {one.key: one.taken_back for one in casework.story(case)}
    assert told == {
        "registered": "",
        "accepted": "写错了（赵主任，2026-04-07）",
        "mediating": "写错了（赵主任，2026-04-07）",
        "settled": "写错了（赵主任，2026-04-07）",
    }
    with pytest.raises(AppError) as refused:
        back(casework, case)
    assert refused.value.code == "casework.nothing_to_take_back"
    with pytest.raises(AppError) as refused:
        back(casework, case, accepted)
    assert refused.value.code == "casework.taken_back_already"
    with pytest.raises(AppError) as refused:
        back(casework, case, "0" * 32)
    assert refused.value.code == "casework.no_event"
    with pytest.raises(AppError) as refused:
        back(casework, case, reason="  ")
    assert refused.value.code == "casework.reason_missing"


def test_what_stands_beside_goes_any_time(casework: Casework, complaints: Complaints, case: str, go: Go) -> None:
    go("accepted", on="2026-03-05")
    supervised = go("supervised", on="2026-03-06", to="省消保委").event
    go("settled", on="2026-03-09", recovered="100")
    back(casework, case, supervised)
    record = complaints.show(case)
    assert (record.state, record.supervised) == ("settled", False)


def test_a_transfer_stays_while_its_answer_stands(casework: Casework, case: str, go: Go) -> None:
    go("accepted", on="2026-03-05")
    go("transferred", on="2026-03-06", to="市场监管局")
    answered = go("answered", on="2026-03-09", note="不归我们管").event
    with pytest.raises(AppError) as refused:
        back(casework, case)
    assert refused.value.code == "casework.later_step"
    back(casework, case, answered)
    assert back(casework, case) == []


def test_an_acceptance_nobody_wrote_down_can_be_taken_back(casework: Casework, complaints: Complaints) -> None:
    number = complaints.register({**CASE, "result": "撤回"}, today=date(2026, 4, 7)).record.number
    back(casework, number)
    assert complaints.show(number).acceptance_assumed
    back(casework, number)
    record = complaints.show(number)
    assert (record.state, record.acceptance_assumed) == ("registered", False)


def test_a_reopening_taken_back_gives_the_old_ending_back_whole(
    casework: Casework, complaints: Complaints, case: str, go: Go
) -> None:
    go("accepted", on="2026-03-03")
    settled = go("settled", on="2026-03-05", recovered="1600", counts_on="2026-04-01", note="当面谈的").event
    go("followed_up", on="2026-03-07", satisfaction="不满意")
    before = complaints.show(case)
    go("reopened", on="2026-03-09", note="商家没有退款")
    back(casework, case)
    after = complaints.show(case)
    assert (after.result, after.closed_on, after.recovered, after.satisfaction, after.state) == (
        "agreed", date(2026, 3, 5), 160000, "dissatisfied", "followed_up",
    )  # fmt: skip
    assert after.events == before.events
    assert settled in {event.id for event in after.events}


def test_what_a_sealed_month_counts_is_remarked(county: Database, casework: Casework, case: str, go: Go) -> None:
    today = date(2026, 4, 7)
    go("accepted", on="2026-03-05")
    Returns(county).seal("monthly", parse_period("2026-03"), today=today)
    assert back(casework, case) == ["casework.sealed_back"]
    moved = casework.move(case, "accepted", {"on": "2026-03-06"}, today=today)
    assert [i.code for i in moved.issues] == ["casework.in_sealed"] and "2026年3月" in moved.issues[0].message
    back(casework, case)
    moved = casework.move(case, "accepted", {"on": "2026-03-06", "counts_on": "2026-04-01"}, today=today)
    assert moved.issues == ()


def test_taking_a_case_up_again_remarks_the_sealed_month_that_counts_its_end(county: Database, go: Go) -> None:
    go("accepted", on="2026-03-05")
    go("settled", on="2026-03-06", recovered="100")
    Returns(county).seal("monthly", parse_period("2026-03"), today=date(2026, 4, 7))
    go("followed_up", on="2026-04-01", satisfaction="不满意")
    moved = go("reopened", on="2026-04-02", note="商家没有退款")
    assert [issue.code for issue in moved.issues] == ["casework.sealed_back"]


def test_papers_that_went_out_are_named(county: Database, casework: Casework, case: str, go: Go) -> None:
    event = go("accepted", on="2026-03-05").event
    with county.write() as session:
        row = session.scalars(select(Event).where(Event.id == event)).one()
        session.add(
            Document(
                origin="331122",
                complaint_pk=row.complaint_pk,
                event_pk=row.pk,
                kind="acceptance_notice",
                pages=1,
                title="受理告知书",
                issued_on=date(2026, 3, 5),
                sha256="0" * 64,
                id=new_id(),
                number="2026-1",
            )
        )
    assert [(one.kind, one.words, one.detail) for one in casework.story(case)][-1] == ("paper", "受理告知书", "2026-1")
    assert back(casework, case) == ["casework.papers_out"]


def test_a_change_of_a_field_keeps_what_moves_wrote(
    county: Database, casework: Casework, complaints: Complaints, case: str, go: Go, today: date
) -> None:
    go("accepted", on="2026-03-05", counts_on="2026-04-02", note="当面受理")
    go("mediating", on="2026-03-06")
    go("supervised", on="2026-03-07", to="省消保委")
    go("settled", on="2026-03-09", recovered="100", counts_on="2026-04-03", due="2026-04-09", note="分两次付")
    settled = complaints.show(case).events[-1].id
    with county.write() as session:
        row = session.scalars(select(Event).where(Event.id == settled)).one()
        session.add(
            Document(
                origin="331122",
                complaint_pk=row.complaint_pk,
                event_pk=row.pk,
                kind="agreement",
                pages=1,
                title="调解书",
                issued_on=date(2026, 3, 9),
                sha256="0" * 64,
                id=new_id(),
            )
        )
    complaints.change(case, {"recovered": "150", "phone": "13812345678"}, today=today)
    record = complaints.show(case)
    events = {event.kind: event for event in record.events}
    assert (record.state, record.supervised, record.recovered) == ("settled", True, 15000)
    assert list(events) == ["registered", "accepted", "mediating", "supervised", "settled"]
    assert (events["accepted"].counts_on, events["accepted"].note) == (date(2026, 4, 2), "当面受理")
    now = events["settled"]
    assert (now.recovered, now.counts_on, now.due_on, now.note) == (
        15000, date(2026, 4, 3), date(2026, 4, 9), "分两次付",
    )  # fmt: skip
    with county.read() as session:
        assert session.scalars(select(Event.id).join(Document, Document.event_pk == Event.pk)).one() == now.id
    with pytest.raises(AppError) as refused:
        complaints.change(case, {"accepted_on": "", "result": "", "recovered": "", "closed_on": ""}, today=today)
    assert refused.value.issues[-1].code == "complaint.later_step"
    with pytest.raises(AppError) as refused:
        complaints.change(case, {"closed_on": "2026-03-05"}, today=today)
    assert "2026-03-06 或以后" in refused.value.message
    assert complaints.show(case) == record


def test_undoing_a_change_undoes_a_move_as_well(casework: Casework, complaints: Complaints, case: str, go: Go) -> None:
    go("accepted", on="2026-03-05")
    before = complaints.show(case)
    go("mediating", on="2026-03-06")
    lines = [(edit.label, edit.after) for edit in complaints.revisions(case)[0].edits]
    assert lines == [("办理", "开始调解（2026-03-06）")]
    complaints.take_back(case)
    assert complaints.show(case).events == before.events
    undo = complaints.revisions(case)[0]
    complaints.take_back(case, undo.id)
    assert complaints.show(case).state == "mediating"
    accepted = next(one for one in complaints.revisions(case) if one.edits and one.edits[0].label == "受理日期")
    with pytest.raises(AppError) as refused:
        complaints.take_back(case, accepted.id)
    assert refused.value.code == "complaint.not_taken" and "开始调解" in refused.value.message


def test_what_is_taken_up_again_is_dated_by_the_day_of_the_call(
    complaints: Complaints, casework: Casework, case: str, go: Go, today: date
) -> None:
    go("accepted", on="2026-03-05")
    go("settled", on="2026-03-06", recovered="0")
    go("followed_up", on="2026-03-07", satisfaction="不满意")
    go("reopened", on="2026-03-09", note="商家没有退款")
    revoked = [one for one in complaints.timeline(case) if one.kind == "settled"]
    assert [one.revoked_on for one in revoked] == [today]
