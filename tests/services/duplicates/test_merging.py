"""Two cases made one, and taken back whole; links and dismissals; what is sealed."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

import pytest
from sqlalchemy import func, insert, select

from app.errors import AppError
from app.models import Change, ComplaintLink, Event, Return
from app.models.base import now
from app.services import offices
from app.services.casework import Casework
from app.services.complaints import Complaints, Record
from app.services.database import Database
from app.services.duplicates import Duplicates
from app.services.indicators.evaluate import evaluator
from app.services.keys import Key
from app.services.memory import Memory
from app.services.periods import parse_period

KEEP = {
    "received_on": "2026-03-05",
    "complainant": "李秀英",
    "phone": "13857812236",
    "trader": "宏发手机店",
    "amount": "2300",
    "facts": "手机黑屏。",
    "accepted_on": "2026-03-06",
}
OTHER = {
    "received_on": "2026-03-08",
    "complainant": "李秀英",
    "phone": "13857812263",
    "sex": "女",
    "age": "67",
    "trader": "青溪县宏发手机店",
    "trader_phone": "0578-6111111",
    "item": "手机",
    "category": "家用电子电器类",
    "amount": "2350余",
    "demand": "退货、赔偿",
    "tags": "3·15",
    "facts": "手机买来三天黑屏，店家不肯换。",
    "result": "达成协议",
    "closed_on": "2026-03-20",
    "recovered": "2000",
    "followed_up_on": "2026-03-25",
    "satisfaction": "满意",
}
#: What says how often and when a case was written, not what it says.
_WRITING = {"version", "revision"}


@pytest.fixture
def complaints(county: Database) -> Complaints:
    """The register of a fresh county."""
    return Complaints(county)


@pytest.fixture
def duplicates(county: Database) -> Duplicates:
    """What is under test, on the same folder."""
    return Duplicates(county, Memory(county))


def says(record: Record) -> dict[str, object]:
    """A case without what tells how often it was written."""
    return {f.name: getattr(record, f.name) for f in fields(Record) if f.name not in _WRITING}


def live(county: Database, record: Record) -> list[tuple[object, ...]]:
    """The events that count, of one case."""
    from app.models import Complaint

    with county.read() as session:
        query = select(Event.kind, Event.on_date, Event.assumed, Event.recovered, Event.satisfaction).join(Complaint)
        query = query.where(Complaint.id == record.id, Event.revoked_on.is_(None)).order_by(Event.on_date, Event.kind)
        return [tuple(row) for row in session.execute(query)]


def accepted(county: Database) -> int:
    """Complaints accepted in March, as the statistics count them."""
    with county.read() as session:
        home = offices.read_home(session)
        judge = evaluator(session, parse_period("2026-03"), offices=offices.below(session, home.office))
        return int(judge.figure(Key("accepted")).value.number or 0)


def pair(complaints: Complaints, today: date, keep: dict[str, str] = KEEP, other: dict[str, str] = OTHER) -> list[str]:
    return [complaints.register(raw, today=today).record.id for raw in (keep, other)]


def test_what_is_missing_comes_from_the_other(
    complaints: Complaints, county: Database, duplicates: Duplicates, today: date
) -> None:
    keep, other = pair(complaints, today)
    assert accepted(county) == 2
    made = duplicates.merge(keep, other, "王桂芬")
    record = made.record
    assert record == complaints.show(keep)
    assert (record.phone, record.trader, record.amount, record.facts) == (
        "13857812236", "宏发手机店", 230_000, "手机黑屏。",
    )  # fmt: skip
    assert (record.sex, record.age, record.item, record.trader_phone) == ("2", 67, "手机", "0578-6111111")
    assert record.item_code == complaints.show(other).item_code and record.item_code
    assert (record.received_on, record.accepted_on) == (date(2026, 3, 5), date(2026, 3, 6))
    assert (record.state, record.recovered, record.tags) == ("followed_up", 200_000, ("3·15",))
    assert len(record.demand) == 2
    assert complaints.show(other).deleted
    assert [row[0] for row in live(county, record)] == ["registered", "accepted", "settled", "followed_up"]
    assert accepted(county) == 1
    assert [hit.id for hit in complaints.find("手机").rows] == [keep]


def test_a_persons_choice_goes_before(complaints: Complaints, duplicates: Duplicates, today: date) -> None:
    keep, other = pair(complaints, today)
    record = duplicates.merge(
        keep, other, "王桂芬", {"amount": "other", "facts": "other", "sex": "keep", "received_on": "other",
                             "accepted_on": "other"},
    ).record  # fmt: skip
    assert (record.amount, record.amount_approx, record.sex) == (235_000, "余", None)
    assert record.facts == "手机买来三天黑屏，店家不肯换。"
    assert record.received_on == date(2026, 3, 8)
    assert complaints.find("三天").total == 1


def test_taking_back_restores_exactly(
    complaints: Complaints, county: Database, duplicates: Duplicates, today: date
) -> None:
    keep, other = pair(complaints, today)
    before = [complaints.show(id) for id in (keep, other)]
    events = [live(county, record) for record in before]
    with county.read() as session:
        text = "SELECT rowid, * FROM complaint_text"
        index = session.connection().exec_driver_sql(text).fetchall()
    made = duplicates.merge(keep, other, "王桂芬", {"amount": "other", "facts": "other"})
    back = duplicates.take_back(made.link, "王桂芬")
    assert back is not None and back.issues == ()
    after = [complaints.show(id) for id in (keep, other)]
    assert [says(record) for record in after] == [says(record) for record in before]
    assert [live(county, record) for record in after] == events
    with county.read() as session:
        assert sorted(session.connection().exec_driver_sql(text).fetchall()) == sorted(index)
    assert accepted(county) == 2 and duplicates.of(keep) == ()
    with pytest.raises(AppError) as caught:
        duplicates.take_back(made.link, "王桂芬")
    assert caught.value.code == "duplicate.no_link"


def test_an_assumed_acceptance_is_assumed_again(
    complaints: Complaints, county: Database, duplicates: Duplicates, today: date
) -> None:
    keep, other = pair(complaints, today, {k: v for k, v in KEEP.items() if k != "accepted_on"} | {"result": "撤回"})
    before = complaints.show(keep)
    assert before.acceptance_assumed
    made = duplicates.merge(keep, other, "王桂芬", {"accepted_on": "other", "result": "other"})
    assert (made.record.acceptance_assumed, made.record.state) == (True, "followed_up")
    duplicates.take_back(made.link, "王桂芬")
    assert says(complaints.show(keep)) == says(before)


def test_the_history_tells_of_it(complaints: Complaints, duplicates: Duplicates, today: date) -> None:
    keep, other = pair(complaints, today)
    number = complaints.show(other).number
    made = duplicates.merge(keep, other, "王桂芬")
    edits = {edit.label: (edit.by, edit.before, edit.after) for edit in complaints.history(keep)}
    assert edits["性别"] == ("王桂芬", None, "女") and edits["并入的一件"] == ("王桂芬", None, number)
    assert [(edit.field, edit.after) for edit in complaints.history(other)] == [("deleted", "回收站")]
    latest = complaints.revisions(keep)[0]
    assert (latest.kind, latest.merge, latest.standing) == ("merged", made.link, False)
    with pytest.raises(AppError) as caught:
        complaints.take_back(keep, latest.id, by="王桂芬")
    assert caught.value.code == "complaint.was_merged"
    duplicates.take_back(made.link, "李燕")
    assert [revision.taken_back for revision in complaints.revisions(keep)] == [False, True]
    assert [edit.after for edit in complaints.history(other)] == ["回收站", "在册"]


def test_what_was_changed_since_is_not_lost(complaints: Complaints, duplicates: Duplicates, today: date) -> None:
    keep, other = pair(complaints, today)
    made = duplicates.merge(keep, other, "王桂芬")
    complaints.change(keep, {"summary": "双方到场"}, today=today)  # a field the merge did not touch
    complaints.change(keep, {"age": "68"}, today=today)
    merged = complaints.show(keep)
    with pytest.raises(AppError) as caught:
        duplicates.take_back(made.link, "王桂芬")
    assert caught.value.code == "complaint.changed_since" and "年龄" in caught.value.message
    assert complaints.show(keep) == merged and complaints.show(other).deleted
    complaints.change(keep, {"age": "67"}, today=today)
    duplicates.take_back(made.link, "王桂芬")
    assert complaints.show(keep).summary == "双方到场" and complaints.show(keep).age is None


def test_the_other_may_have_left_the_bin(complaints: Complaints, duplicates: Duplicates, today: date) -> None:
    keep, other = pair(complaints, today)
    before = says(complaints.show(keep))
    made = duplicates.merge(keep, other, "王桂芬")
    complaints.restore(other)
    duplicates.take_back(made.link, "王桂芬")
    assert says(complaints.show(keep)) == before and not complaints.show(other).deleted
    again = duplicates.merge(keep, other, "王桂芬")
    complaints.delete(keep)
    with pytest.raises(AppError) as caught:
        duplicates.take_back(again.link, "王桂芬")
    assert caught.value.code == "complaint.in_bin"


def test_two_endings_are_not_mixed(
    complaints: Complaints, county: Database, duplicates: Duplicates, today: date
) -> None:
    refused = KEEP | {"accepted_on": "", "refused_on": "2026-03-07", "refusal": "其他"}
    keep, other = pair(complaints, today, refused)
    before = says(complaints.show(keep))
    made = duplicates.merge(keep, other, "王桂芬")
    assert made.record.state == "refused" and made.record.recovered is None and made.record.age == 67
    (told,) = [issue for issue in made.issues if issue.code == "duplicate.ending_left"]
    assert "处理结果" in told.message and "挽回经济损失" in told.message
    assert [row[0] for row in live(county, made.record)] == ["registered", "refused"]
    duplicates.take_back(made.link, "王桂芬")
    assert says(complaints.show(keep)) == before


def test_an_ending_that_comes_too_early_stays_away(complaints: Complaints, duplicates: Duplicates, today: date) -> None:
    late = KEEP | {"received_on": "2026-03-28", "accepted_on": "2026-03-29"}
    keep, other = pair(complaints, today, late)
    made = duplicates.merge(keep, other, "王桂芬")
    assert (made.record.state, made.record.closed_on, made.record.item) == ("accepted", None, "手机")
    assert [issue.code for issue in made.issues] == ["duplicate.ending_left"]
    with pytest.raises(AppError) as caught:
        keep, other = pair(complaints, today, late)
        duplicates.merge(keep, other, "王桂芬", {"closed_on": "other", "result": "other"})
    assert caught.value.code == "complaint.not_taken"
    assert not complaints.show(other).deleted


def test_nothing_to_fill_is_a_merge_too(complaints: Complaints, duplicates: Duplicates, today: date) -> None:
    keep, other = pair(complaints, today, KEEP, KEEP)
    before = says(complaints.show(keep))
    made = duplicates.merge(keep, other, "王桂芬")
    assert says(made.record) == before and complaints.show(other).deleted
    assert complaints.revisions(keep)[0].merge == made.link
    duplicates.take_back(made.link, "王桂芬")
    assert not complaints.show(other).deleted and says(complaints.show(keep)) == before


@pytest.mark.parametrize("sealed", [True, False])
def test_a_sealed_month_is_told_of(
    complaints: Complaints, county: Database, duplicates: Duplicates, today: date, sealed: bool
) -> None:
    keep, other = pair(complaints, today)
    month = date(2026, 3, 1) if sealed else date(2026, 1, 1)
    with county.write() as session:
        home = offices.read_home(session)
        session.execute(
            insert(Return).values(
                office_pk=home.office.pk, template="monthly", template_version="2026.1", period=f"{month:%Y-%m}",
                start=month, until=month + timedelta(days=30), state="sealed", sealed_at=now(), sealed_by="王桂芬",
            )
        )  # fmt: skip
    made = duplicates.merge(keep, other, "王桂芬")
    expected = ["complaint.in_sealed"] if sealed else []
    assert [issue.code for issue in made.issues] == expected
    back = duplicates.take_back(made.link, "王桂芬")
    assert back is not None and [issue.code for issue in back.issues] == expected


def test_what_cannot_be_merged(complaints: Complaints, duplicates: Duplicates, today: date) -> None:
    keep, other = pair(complaints, today)

    def refused(*arguments: object) -> str:
        with pytest.raises(AppError) as caught:
            duplicates.merge(*arguments)  # type: ignore[arg-type]
        assert caught.value.message
        return caught.value.code

    assert refused(keep, keep, "王桂芬") == "duplicate.with_itself"
    assert refused(keep, complaints.show(keep).number, "王桂芬") == "duplicate.with_itself"
    assert refused(keep, "无此件", "王桂芬") == "complaint.not_found"
    assert refused(keep, other, "王桂芬", {"amount": "mine"}) == "duplicate.no_choice"
    assert refused(keep, other, "王桂芬", {"nonsense": "keep"}) == "duplicate.no_choice"
    complaints.delete(other)
    assert refused(keep, other, "王桂芬") == refused(other, keep, "王桂芬") == "complaint.in_bin"
    complaints.restore(other)
    duplicates.merge(keep, other, "王桂芬")
    complaints.restore(other)
    assert refused(keep, other, "王桂芬") == refused(other, keep, "王桂芬") == "duplicate.merged_already"
    for decide in (duplicates.link, duplicates.dismiss):
        with pytest.raises(AppError) as caught:
            decide(other, keep, "王桂芬")
        assert caught.value.code == "duplicate.merged_already"
        with pytest.raises(AppError) as caught:
            decide(other, other, "王桂芬")
        assert caught.value.code == "duplicate.with_itself"


def test_a_later_decision_replaces_an_earlier_one(
    complaints: Complaints, county: Database, duplicates: Duplicates, today: date
) -> None:
    keep, other = pair(complaints, today)
    first = duplicates.dismiss(other, keep, "王桂芬")
    assert (first.kind, first.other) == ("dismissed", keep)
    second = duplicates.link(keep, other, "李燕")
    assert (second.id, second.kind, second.by, second.other) == (first.id, "linked", "李燕", other)
    assert [link.kind for link in duplicates.of(other)] == ["linked"]
    assert not complaints.show(other).deleted and complaints.history(keep) == ()
    made = duplicates.merge(keep, other, "王桂芬")
    (link,) = duplicates.of(keep)
    assert (link.id, link.kind, link.kept, link.in_bin) == (made.link, "merged", True, True)
    (seen,) = duplicates.of(other)
    assert (seen.kept, seen.other, seen.in_bin) == (False, keep, False)
    with county.read() as session:
        assert session.scalar(select(func.count()).select_from(ComplaintLink)) == 1
        assert session.scalar(select(func.count()).select_from(Change).where(Change.field == "link")) == 0


def test_a_merge_that_fails_changes_nothing(
    complaints: Complaints, county: Database, duplicates: Duplicates, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.services.complaints import history

    keep, other = pair(complaints, today)
    before = [complaints.show(id) for id in (keep, other)]

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(history, "mark", broken)
    with pytest.raises(RuntimeError):
        duplicates.merge(keep, other, "王桂芬")
    assert [complaints.show(id) for id in (keep, other)] == before and duplicates.of(keep) == ()


def test_the_people_of_a_group_come_along_and_steps_stay_where_they_were_made(
    complaints: Complaints, county: Database, duplicates: Duplicates, today: date
) -> None:
    casework = Casework(county)
    keep = complaints.register({"complainant": "王建国", "facts": "手机坏了"}, today=today).record.id
    other = complaints.register({"complainant": "王建国", "facts": "手机坏了"}, today=today).record.id
    casework.put_members(other, [{"name": "王建国"}, {"name": "赵敏"}], today=today)
    casework.move(other, "papers_asked", {"note": "小票"}, today=today)
    made = duplicates.merge(keep, other, "王桂芬")
    left = next(issue for issue in made.issues if issue.code == "duplicate.steps_left")
    assert "通知补正材料" in left.message
    assert made.record.state == "registered"
    assert [member.name for member in casework.members(keep)] == ["王建国", "赵敏"]
    duplicates.take_back(made.link, "王桂芬")
    assert casework.members(keep) == ()
    assert [member.name for member in casework.members(other)] == ["王建国", "赵敏"]
    assert complaints.show(other).state == "papers_asked"
