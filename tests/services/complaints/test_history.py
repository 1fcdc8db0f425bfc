"""Changes are told in one piece and taken back to the letter, or not at all."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert

from app.errors import AppError
from app.models import Change
from app.services.complaints import Complaints
from app.services.complaints.record import Record
from app.services.database import Database

DAY = date(2026, 4, 7)

RAW = {
    "complainant": "李秀英",
    "phone": "13957112345",
    "trader": "宏发手机店",
    "category": "家用电子电器类",
    "nature": "质量",
    "amount": "2999.50",
    "received_on": "2026-03-02",
    "purchased_on": "2026-02-28",
    "facts": "手机买来三天黑屏\n老板不退",
    "demand": "退款",
    "tags": "315",
}
EVERYTHING = {
    "complainant": "王桂芬",
    "phone": "13800001234",
    "category": "食品类",
    "nature": "价格",
    "amount": "1.2万余",
    "purchased_on": "",
    "facts": "别的事\n第二行",
    "demand": "赔偿、更换",
    "tags": "",
    "sex": "女",
    "age": "68",
    "consent_publish": "是",
    "group_size": "3",
    "accepted_on": "2026-03-05",
    "result": "达成协议",
    "closed_on": "2026-03-09",
    "recovered": "50",
    "followed_up_on": "2026-03-20",
}


@pytest.fixture
def complaints(county: Database) -> Complaints:
    return Complaints(county)


def facts_of(record: Record) -> dict[str, object]:
    """Everything about a case but its revision."""
    beside = {"revision", "version"}
    return {name: getattr(record, name) for name in record.__slots__ if name not in beside}


def test_every_kind_of_field_comes_back_to_the_letter(complaints: Complaints) -> None:
    before = complaints.register(RAW, today=DAY, by="甲").record
    changed = complaints.change(before.id, EVERYTHING, today=DAY, by="乙").record
    assert changed.state == "followed_up"
    back = complaints.take_back(before.id, by="丙").record
    assert facts_of(back) == facts_of(before)
    assert complaints.find("三天黑屏").total == 1 and complaints.find("王桂芬").total == 0
    again = complaints.take_back(before.id, complaints.revisions(before.id)[0].id, by="丁").record
    assert facts_of(again) == facts_of(changed)
    assert complaints.find("王桂芬").total == 1


def test_revisions_tell_who_when_before_and_after(complaints: Complaints) -> None:
    record = complaints.register(RAW, today=DAY).record
    complaints.change(record.id, {"nature": "价格", "amount": "300"}, today=DAY, by="王桂芬")
    complaints.delete(record.id, by="李四")
    deleted, changed = complaints.revisions(record.id)
    assert (deleted.kind, deleted.by, changed.kind, changed.by) == ("deleted", "李四", "changed", "王桂芬")
    assert {(e.label, e.before, e.after) for e in changed.edits} == {
        ("投诉性质", "质量", "价格"),
        ("涉案金额", "2,999.50 元", "300.00 元"),
    }
    assert changed.standing and changed.at <= deleted.at


def test_step_by_step_back_to_the_beginning(complaints: Complaints) -> None:
    record = complaints.register(RAW, today=DAY).record
    for nature in ("价格", "合同", "安全"):
        complaints.change(record.id, {"nature": nature}, today=DAY)
    seen = [complaints.take_back(record.id).record.nature for _ in range(3)]
    expected = [complaints.lists.code("nature", word) for word in ("合同", "价格", "质量")]
    assert seen == expected
    with pytest.raises(AppError) as caught:
        complaints.take_back(record.id)
    assert caught.value.code == "complaint.nothing_to_take_back"
    marks = [(bool(r.takes_back), r.taken_back) for r in complaints.revisions(record.id)]
    assert marks == [(True, False)] * 3 + [(False, True)] * 3


def test_a_field_changed_again_since_is_named_and_nothing_moves(complaints: Complaints) -> None:
    record = complaints.register(RAW, today=DAY).record
    complaints.change(record.id, {"nature": "价格", "amount": "300", "facts": "另写"}, today=DAY)
    later = complaints.change(record.id, {"amount": "400"}, today=DAY).record
    first = complaints.revisions(record.id)[1]
    with pytest.raises(AppError) as caught:
        complaints.take_back(record.id, first.id)
    assert caught.value.code == "complaint.changed_since"
    assert "涉案金额后来又改过" in caught.value.message and "性质" not in caught.value.message
    assert complaints.show(record.id) == later
    complaints.take_back(record.id)
    assert facts_of(complaints.take_back(record.id, first.id).record) == facts_of(record)


def test_another_fields_later_change_stays(complaints: Complaints) -> None:
    record = complaints.register(RAW, today=DAY).record
    first = complaints.change(record.id, {"nature": "价格"}, today=DAY).record.revision
    complaints.change(record.id, {"complainant": "王桂芬"}, today=DAY)
    back = complaints.take_back(record.id, first).record
    assert (back.nature, back.complainant) == (record.nature, "王桂芬")
    with pytest.raises(AppError) as caught:
        complaints.take_back(record.id, first)
    assert caught.value.code == "complaint.taken_back_already"
    with pytest.raises(AppError) as caught:
        complaints.take_back(record.id, "0" * 32)
    assert caught.value.code == "complaint.no_revision"


def test_an_assumed_acceptance_is_assumed_again(complaints: Complaints, county: Database) -> None:
    record = complaints.register(RAW | {"result": "达成协议"}, today=DAY).record
    assert record.acceptance_assumed
    complaints.change(record.id, {"accepted_on": "2026-03-04", "closed_on": "2026-03-06"}, today=DAY)
    assert facts_of(complaints.take_back(record.id).record) == facts_of(record)
    kinds = [(e.kind, e.assumed) for e in complaints.timeline(record.id) if e.revoked_on is None]
    assert ("accepted", True) in kinds
    assert "acceptance_assumed" not in {e.field for e in complaints.history(record.id)}


def test_a_result_taken_back_takes_its_consequences_with_it(complaints: Complaints) -> None:
    """The acceptance that followed from the result goes too; a later change that fixed it stays."""
    record = complaints.register(RAW, today=DAY).record
    settled = complaints.change(record.id, {"result": "达成协议"}, today=DAY).record
    complaints.change(record.id, {"accepted_on": "2026-03-04"}, today=DAY)
    back = complaints.take_back(record.id, settled.revision).record
    assert (back.result, back.state, back.accepted_on) == (None, "accepted", date(2026, 3, 4))


def test_what_would_not_be_allowed_is_not_taken_back_to(complaints: Complaints) -> None:
    record = complaints.register(RAW | {"closed_on": "", "result": ""}, today=DAY).record
    early = complaints.change(record.id, {"received_on": "2026-03-01"}, today=DAY).record.revision
    complaints.change(record.id, {"accepted_on": "2026-03-01"}, today=DAY)
    with pytest.raises(AppError) as caught:
        complaints.take_back(record.id, early)
    assert caught.value.code == "complaint.not_taken" and caught.value.issues
    assert complaints.show(record.id).received_on == date(2026, 3, 1)


def test_the_bin_is_taken_back_too(complaints: Complaints) -> None:
    record = complaints.register(RAW, today=DAY).record
    complaints.change(record.id, {"nature": "价格"}, today=DAY)
    binned = complaints.delete(record.id, by="甲").revision
    changed = complaints.revisions(record.id)[1].id
    with pytest.raises(AppError) as caught:
        complaints.take_back(record.id, changed)
    assert caught.value.code == "complaint.in_bin"
    assert not complaints.take_back(record.id, by="乙").record.deleted
    with pytest.raises(AppError) as caught:
        complaints.take_back(record.id, binned)
    assert caught.value.code == "complaint.taken_back_already"
    assert complaints.take_back(record.id, complaints.revisions(record.id)[0].id).record.deleted


def test_changes_of_an_older_program_are_read_from_their_words(complaints: Complaints, county: Database) -> None:
    """They kept only what a person reads."""
    record = complaints.register(RAW | {"nature": "价格", "amount": "300"}, today=DAY).record
    old = (
        ("nature", "质量", "价格"),
        ("amount", "2,999.50 元", "300.00 元"),
        ("purchased_on", "2026-01-31", "2026-02-28"),
        ("demand", "更换、赔偿", "退款"),
        ("station", None, None),
    )
    with county.write() as session:
        session.execute(
            insert(Change),
            [
                {
                    "entity": "complaint",
                    "entity_id": record.id,
                    "field": field,
                    "before": before,
                    "after": after,
                    "revision": record.revision,
                }
                for field, before, after in old
            ],
        )
    back = complaints.take_back(record.id).record
    assert back.amount == 299950 and back.purchased_on == date(2026, 1, 31)
    assert back.nature == complaints.lists.code("nature", "质量")
    assert [complaints.lists.label("demand", code) for code in back.demand] == ["更换", "赔偿"]


def test_words_no_list_has_any_more_are_not_guessed(complaints: Complaints, county: Database) -> None:
    record = complaints.register(RAW | {"nature": "价格"}, today=DAY).record
    with county.write() as session:
        session.execute(
            insert(Change).values(
                entity="complaint",
                entity_id=record.id,
                field="nature",
                before="人格尊严受辱",
                after="价格",
                revision=record.revision,
            )
        )
    with pytest.raises(AppError) as caught:
        complaints.take_back(record.id)
    assert caught.value.code == "complaint.not_read_back"
    assert complaints.show(record.id) == record


def test_a_merge_is_not_taken_back_by_halves(county: Database, complaints: Complaints) -> None:
    from app.bootstrap import Services

    services = Services(county)
    keep = complaints.register(RAW | {"phone": ""}, today=DAY).record
    other = complaints.register(RAW, today=DAY).record
    services.duplicates.merge(keep.id, other.id, "甲")
    for revision in (None, complaints.revisions(keep.id)[0].id):
        with pytest.raises(AppError) as caught:
            complaints.take_back(keep.id, revision)
        assert caught.value.code == "complaint.was_merged"
    (merged,) = complaints.revisions(keep.id)
    assert merged.kind == "merged" and not merged.standing
    assert [(row.merge, row.into) for row in services.bin.listed().rows] == [(merged.merge, keep.number)]
    services.bin.erase(other.id)
    (merged,) = complaints.revisions(keep.id)
    assert merged.kind == "merged" and merged.merge is None
    with pytest.raises(AppError) as caught:
        complaints.take_back(keep.id)
    assert caught.value.code == "complaint.merged_for_good"
