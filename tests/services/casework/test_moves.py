"""Which moves are offered when, what each asks for, writes and refuses."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.errors import AppError, Issue
from app.models import Event
from app.services.casework import Casework
from app.services.complaints import Complaints
from app.services.database import Database
from tests.services.casework.conftest import CASE, Go


def way(casework: Casework, case: str, today: date) -> list[str]:
    """The moves of the way that are offered."""
    return [move.key for move in casework.moves(case, today=today) if not move.beside]


def beside(casework: Casework, case: str, today: date) -> set[str]:
    return {move.key for move in casework.moves(case, today=today) if move.beside}


def codes(issues: tuple[Issue, ...]) -> list[str]:
    return [issue.code for issue in issues]


def test_a_case_that_was_taken_up_again_stays_a_complaint(
    complaints: Complaints, case: str, go: Go, today: date
) -> None:
    """No other kind of intake is mediated: it would stand in mediation with no way out."""
    go("accepted", on="2026-03-05")
    go("settled", on="2026-03-06", recovered="0")
    go("followed_up", on="2026-03-07", satisfaction="不满意")
    go("reopened", on="2026-03-09", note="商家没有退款")
    for kind in ("举报", "建议"):
        with pytest.raises(AppError) as error:
            complaints.change(case, {"kind": kind}, today=today)
        assert "complaint.later_step" in codes(error.value.issues)
    assert complaints.show(case).kind == "complaint"


def test_the_whole_way_of_a_case(casework: Casework, case: str, go: Go, today: date) -> None:
    assert way(casework, case, today)[0] == "accepted"
    steps = [
        ("papers_asked", {"on": "2026-03-03", "note": "购物小票"}, "papers_asked"),
        ("papers_received", {"on": "2026-03-04"}, "registered"),
        ("accepted", {"on": "2026-03-05"}, "accepted"),
        ("mediating", {"on": "2026-03-06"}, "mediating"),
        ("paused", {"on": "2026-03-06", "note": "送检"}, "paused"),
        ("resumed", {"on": "2026-03-09"}, "mediating"),
        ("settled", {"on": "2026-03-12", "recovered": "1600", "way": "现场"}, "settled"),
        ("performed", {"on": "2026-03-14"}, "performed"),
        ("followed_up", {"on": "2026-03-20", "satisfaction": "满意"}, "followed_up"),
        ("filed", {"on": "2026-03-25"}, "filed"),
    ]
    for key, raw, state in steps:
        moved = go(key, **raw)
        assert (moved.record.state, codes(moved.issues)) == (state, []), key
    record = moved.record
    assert (record.accepted_on, record.closed_on, record.followed_up_on) == (
        date(2026, 3, 5), date(2026, 3, 12), date(2026, 3, 20),
    )  # fmt: skip
    assert (record.result, record.recovered, record.mediation_way, record.satisfaction) == (
        "agreed", 160000, "spot", "satisfied",
    )  # fmt: skip
    assert [event.kind for event in record.events] == ["registered", *(key for key, _, _ in steps)]
    assert way(casework, case, today) == []


@pytest.mark.parametrize(
    ("steps", "offered"),
    [
        ([], ["accepted", "refused", "papers_asked", "transferred", "advised_elsewhere"]),
        (
            ["accepted"],
            ["mediating", "settled", "terminated", "withdrawn", "transferred", "paused", "advised_elsewhere"],
        ),
        (["refused"], ["filed"]),
        (["accepted", "settled"], ["performed", "followed_up", "filed"]),
        (["accepted", "terminated"], ["advised_elsewhere", "followed_up", "filed"]),
        (["accepted", "withdrawn"], ["followed_up", "filed"]),
        (["accepted", "transferred"], ["followed_up", "filed"]),
        (["transferred"], ["filed"]),
        (["advised_elsewhere"], ["filed"]),
        (["accepted", "settled", "followed_up"], ["filed"]),
    ],
)
def test_only_sensible_moves_are_offered(
    casework: Casework, case: str, go: Go, today: date, steps: list[str], offered: list[str]
) -> None:
    asks = {
        "refused": {"reason": "超过三年"},
        "terminated": {"reason": "拒绝调解"},
        "transferred": {"to": "市场监管所"},
        "advised_elsewhere": {"reason": "法院"},
        "settled": {"recovered": "0"},
        "followed_up": {"satisfaction": "满意"},
    }
    for key in steps:
        go(key, **asks.get(key, {}))
    moves = casework.moves(case, today=today)
    assert way(casework, case, today) == offered
    assert [move.key for move in moves if move.primary] == offered[:1]
    assert all(ask.default == today.isoformat() for move in moves for ask in move.asks if ask.name == "on")
    with pytest.raises(AppError) as refused:
        go("resumed")
    assert refused.value.code == "casework.not_offered"
    assert moves[0].verb in refused.value.message


def test_a_move_asks_for_what_it_needs_and_says_what_is_wrong(
    case: str, go: Go, casework: Casework, today: date
) -> None:
    go("accepted", on="2026-03-05")
    before = casework.story(case)
    for raw, code in (
        ({}, "complaint.missing"),
        ({"reason": "没有这个理由"}, "complaint.bad_value"),
        ({"reason": "拒绝调解", "on": "2026-03-04"}, "complaint.dates_out_of_order"),
        ({"reason": "拒绝调解", "on": "2026-04-08"}, "casework.future"),
        ({"reason": "拒绝调解", "on": "2026-03-06", "counts_on": "2026-03-05"}, "casework.before"),
        ({"reason": "拒绝调解", "satisfaction": "满意"}, "casework.not_asked"),
        ({"reason": "拒绝调解", "on": "某日"}, "complaint.field"),
        ({"reason": "拒绝调解", "recovered": "许多"}, "complaint.field"),
    ):
        with pytest.raises(AppError) as refused:
            go("terminated", **raw)
        assert refused.value.code == "casework.not_taken"
        assert [issue.code for issue in refused.value.issues if issue.severity == "error"] == [code], raw
    assert casework.story(case) == before


def test_a_day_before_the_step_it_follows_is_told_in_words(go: Go) -> None:
    go("accepted", on="2026-03-05")
    go("mediating", on="2026-03-10")
    with pytest.raises(AppError) as refused:
        go("settled", on="2026-03-09", recovered="0")
    assert "2026-03-10 或以后" in refused.value.message and "调解成功" in refused.value.message
    with pytest.raises(AppError) as refused:
        go("paused", on="2026-03-09", note="送检")
    assert codes(refused.value.issues) == ["complaint.dates_out_of_order"], "not that a later step is in the way"
    assert refused.value.issues[0].params["name"] == "on"


def test_a_day_to_come_is_no_remark_where_one_is_asked_for(go: Go) -> None:
    go("accepted", on="2026-04-02")
    assert codes(go("paused", on="2026-04-03", note="送检", due="20261210").issues) == []


def test_what_is_late_or_missing_is_remarked_and_does_not_stop(go: Go) -> None:
    late = go("accepted", on="2026-03-20").issues
    assert [(i.severity, i.code, i.expected) for i in late] == [("warning", "casework.late", "2026-03-09")]
    moved = go("settled", on="2026-04-07")
    assert codes(moved.issues) == ["casework.late", "casework.no_recovered"]
    assert moved.record.recovered is None


def test_time_of_a_test_does_not_count(go: Go) -> None:
    go("accepted", on="2026-03-03")
    go("paused", on="2026-03-04", note="送检")
    go("resumed", on="2026-04-01")
    assert codes(go("settled", on="2026-04-07", recovered="0").issues) == []


def test_amounts_that_cannot_be_right_are_remarked(go: Go) -> None:
    go("accepted", on="2026-03-03")
    assert codes(go("settled", on="2026-03-04", recovered="3000").issues) == ["casework.recovered_more"]


def test_punitive_compensation_is_part_of_what_was_recovered(go: Go) -> None:
    go("accepted", on="2026-03-03")
    moved = go("settled", on="2026-03-04", recovered="5200", punitive="2600")
    assert (moved.issues, moved.record.recovered, moved.record.punitive) == ((), 520000, 260000)


def test_a_transfer_closes_only_what_was_accepted(
    complaints: Complaints, casework: Casework, case: str, go: Go
) -> None:
    moved = go("transferred", on="2026-03-03", to="县市场监管局", due="2026-03-20")
    event = moved.record.events[-1]
    assert (moved.record.state, moved.record.result, event.closes) == ("transferred", None, False)
    assert (event.to_whom, event.due_on) == ("县市场监管局", date(2026, 3, 20))
    casework.take_back(case, reason="转错了", today=date(2026, 4, 7))
    go("accepted", on="2026-03-04")
    moved = go("transferred", on="2026-03-05", to="县市场监管局")
    event = moved.record.events[-1]
    assert (moved.record.result, moved.record.closed_on, event.closes, event.to_whom) == (
        "transferred", date(2026, 3, 5), True, "县市场监管局",
    )  # fmt: skip


def test_advice_ends_a_case_and_does_not_close_it(case: str, go: Go, casework: Casework, today: date) -> None:
    go("accepted", on="2026-03-04")
    moved = go("advised_elsewhere", on="2026-03-05", reason="起诉")
    assert (moved.record.state, moved.record.result, moved.record.closed_on) == ("advised_elsewhere", None, None)
    assert not any(event.closes for event in moved.record.events)
    casework.take_back(case, reason="先终止", today=today)
    go("terminated", on="2026-03-05", reason="调解不成")
    moved = go("advised_elsewhere", on="2026-03-05", reason="起诉")
    assert (moved.record.state, moved.record.result) == ("advised_elsewhere", "not_agreed")
    assert sum(event.closes for event in moved.record.events) == 1
    assert go("followed_up", satisfaction="一般").record.state == "followed_up"


def test_beside_the_way_the_state_stays(case: str, go: Go, casework: Casework, today: date) -> None:
    go("accepted", on="2026-03-04")
    assert beside(casework, case, today) == {
        "supervised", "supported_lawsuit", "arbitration", "reconciled", "transferred_in",
    }  # fmt: skip
    for key, raw in (
        ("supervised", {"to": "省消保委", "due": "2026-04-20"}),
        ("supported_lawsuit", {"to": "县人民法院"}),
        ("transferred_in", {"to": "市长热线", "due": "4月10日"}),
        ("answered", {"note": "正在调解"}),
    ):
        assert go(key, on="2026-03-20", **raw).record.state == "accepted"
    record = go("arbitration", on="2026-03-20").record
    assert record.supervised
    assert {event.kind: event.due_on for event in record.events}["transferred_in"] == date(2026, 4, 10)
    assert beside(casework, case, today) == {"supervision_ended", "reconciled"}
    with pytest.raises(AppError) as refused:
        go("supervision_ended", on="2026-03-19")
    assert refused.value.issues[0].code == "complaint.dates_out_of_order"
    assert not go("supervision_ended", on="2026-03-21").record.supervised


def test_somebody_not_content_leads_back_to_a_decision(
    county: Database, case: str, go: Go, casework: Casework, today: date
) -> None:
    go("accepted", on="2026-03-03")
    go("settled", on="2026-03-05", recovered="1600", counts_on="2026-04-01")
    go("performed", on="2026-03-06")
    go("followed_up", on="2026-03-07", satisfaction="不满意")
    assert way(casework, case, today) == ["reopened", "upheld"]
    moved = go("reopened", on="2026-03-09", note="商家没有退款")
    record = moved.record
    assert (record.state, record.result, record.closed_on, record.recovered, record.satisfaction) == (
        "mediating", None, None, None, None,
    )  # fmt: skip
    assert [(event.kind, event.round) for event in record.events] == [
        ("registered", 1), ("accepted", 1), ("performed", 1), ("followed_up", 1), ("reopened", 2),
    ]  # fmt: skip
    with county.read() as session:
        gone = session.execute(select(Event.revoked_reason, Event.revoked_by).where(Event.kind == "settled")).one()
    assert tuple(gone) == ("重新调解：商家没有退款", "陈秘书")
    assert way(casework, case, today)[:2] == ["settled", "terminated"]
    again = go("settled", on="2026-03-20", recovered="2600").record
    assert [(e.kind, e.round) for e in again.events if e.closes] == [("settled", 2)]
    assert go("followed_up", on="2026-03-25", satisfaction="不满意").record.followed_up_on == date(2026, 3, 25)
    upheld = go("upheld", on="2026-03-26", note="又提了新要求").record
    assert (upheld.state, way(casework, case, today)) == ("followed_up", ["filed"])
    kinds = [(event.kind, event.round, event.satisfaction) for event in upheld.events if event.kind == "followed_up"]
    assert kinds == [("followed_up", 1, "dissatisfied"), ("followed_up", 2, "dissatisfied")]


def test_reports_and_suggestions_are_passed_on_and_answered(
    complaints: Complaints, casework: Casework, today: date
) -> None:
    report = complaints.register({**CASE, "kind": "举报"}, today=today).record.id
    idea = complaints.register({**CASE, "kind": "建议"}, today=today).record.id
    assert way(casework, report, today) == ["accepted", "transferred", "answered", "refused"]
    assert way(casework, idea, today) == ["transferred", "answered", "filed"]
    # The notices of a complaint speak of a dispute and its mediation.
    assert {move.key: move.papers for move in casework.moves(report, today=today)} | {"supervised": ()} == {
        "accepted": (), "transferred": ("transfer_notice",), "answered": ("report_answer",), "refused": (),
        "transferred_in": (), "supervised": (),
    }  # fmt: skip
    for key, raw in (
        ("accepted", {}),
        ("transferred", {"to": "市场监管局", "due": "4月30日"}),
        ("answered", {"note": "已立案"}),
        ("filed", {}),
    ):
        moved = casework.move(report, key, raw, today=today)
        assert moved.record.state == key
    assert moved.record.accepted_on == today
    assert not any(event.closes for event in moved.record.events)
    papers = {move.key: move.papers for move in casework.moves(idea, today=today)}
    assert papers["answered"] == ("report_answer",)
    refused = complaints.register({**CASE, "kind": "举报"}, today=today).record.id
    moved = casework.move(refused, "refused", {"reason": "超出职责"}, today=today)
    assert (moved.record.state, moved.record.refusal) == ("refused", "competence")


def test_a_change_meanwhile_and_the_bin_are_respected(
    complaints: Complaints, casework: Casework, case: str, today: date
) -> None:
    version = complaints.show(case).version
    complaints.change(case, {"phone": "13812345678"}, today=today)
    with pytest.raises(AppError) as refused:
        casework.move(case, "accepted", {}, today=today, version=version)
    assert refused.value.code == "complaint.changed_meanwhile"
    complaints.delete(case)
    assert casework.moves(case, today=today) == ()
    with pytest.raises(AppError) as refused:
        casework.move(case, "accepted", {}, today=today)
    assert refused.value.code == "complaint.in_bin"


def test_what_a_service_point_settled_has_no_way_of_its_own(
    complaints: Complaints, casework: Casework, today: date
) -> None:
    raw = {**CASE, "kind": "和解", "recovered": "300"}
    record = complaints.register(raw, today=today).record
    assert record.state == "reconciled"
    assert [(e.kind, e.on, e.assumed, e.recovered) for e in record.events][1:] == [
        ("reconciled", date(2026, 3, 2), True, 30000)
    ]
    assert casework.moves(record.id, today=today) == ()
    with pytest.raises(AppError) as refused:
        casework.take_back(record.id, reason="写错", today=today)
    assert refused.value.code == "casework.nothing_to_take_back"
    again = complaints.change(record.id, {"closed_on": "2026-03-04"}, today=today).record
    assert [(e.kind, e.on, e.assumed) for e in again.events][1:] == [("reconciled", date(2026, 3, 4), False)]
