"""Letters: what is written, changed, answered, taken back, and what waits."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from app.errors import AppError
from app.services.complaints import Complaints
from app.services.database import Database
from app.services.letters import Letters, waiting
from app.services.memory import Memory
from app.services.papers import Papers

TODAY = date(2026, 4, 7)
TRADER = "宏发手机店"


@pytest.fixture
def letters(county: Database) -> Letters:
    """The letters of a fresh county."""
    return Letters(county)


def case(county: Database, **more: str) -> str:
    raw = {"trader": TRADER, "complainant": "李秀英", "received_on": "2026-03-05", **more}
    return Complaints(county).register(raw, today=TODAY).record.id


def query(letters: Letters, **more: str) -> str:
    raw = {"to_whom": "市场监管局", "subject": "查许可", "sent_on": "2026-03-20", **more}
    return letters.write(raw, today=TODAY, by="王桂芬").letter.id


def refused(letters: Letters, **raw: str) -> set[str]:
    """The fields that a letter was refused for."""
    with pytest.raises(AppError) as caught:
        letters.write(raw, today=TODAY)
    assert caught.value.code == "letter.not_taken"
    return {str(issue.params["name"]) for issue in caught.value.issues}


def test_a_letter_of_a_case_is_about_its_trader_and_asks_for_an_answer(county: Database, letters: Letters) -> None:
    wanted = case(county)
    kept = letters.write(
        {"case": wanted, "to_whom": "市场监管局", "sent_on": "3月20日"}, today=TODAY, by="王桂芬"
    ).letter
    assert (kept.kind, kept.trader, kept.case, kept.complainant) == ("query", TRADER, wanted, "李秀英")
    assert (kept.sent_on, kept.answer_due, kept.by) == (date(2026, 3, 20), date(2026, 4, 4), "王桂芬")
    assert kept.state(TODAY) == "overdue"
    assert kept.standing(TODAY) == "过期 3 天没答复"
    assert letters.find(today=TODAY, case=wanted).rows == (kept,)


def test_a_letter_to_a_trader_goes_to_it_and_a_warning_needs_no_answer(letters: Letters) -> None:
    advice = letters.write({"kind": "劝喻书", "trader": TRADER}, today=TODAY).letter
    assert (advice.kind, advice.to_whom, advice.sent_on, advice.answer_due) == (
        "rectification", TRADER, TODAY, date(2026, 4, 22),
    )  # fmt: skip
    warned = letters.write({"kind": "约谈", "trader": TRADER}, today=TODAY).letter
    assert (warned.kind, warned.answer_due, warned.state(TODAY)) == ("warning", None, "none")


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("10天内", date(2026, 3, 30)),
        ("三十日", date(2026, 4, 19)),
        ("5月1日", date(2026, 5, 1)),
        ("1月5日", date(2027, 1, 5)),
        ("2026-04-08", date(2026, 4, 8)),
        ("不要求", None),
        ("", None),
    ],
)
def test_the_day_of_the_answer_lies_ahead(letters: Letters, typed: str, due: date | None) -> None:
    kept = letters.write({"to_whom": "公安局", "sent_on": "2026-03-20", "answer_due": typed}, today=TODAY).letter
    assert kept.answer_due == due


def test_what_cannot_be_is_refused_field_by_field(letters: Letters) -> None:
    assert refused(letters, kind="query") == {"to_whom"}
    assert refused(letters, kind="公函", to_whom="公安局") == {"kind"}
    assert refused(letters, to_whom="公安局", sent_on="2月30日") == {"sent_on"}
    assert refused(letters, to_whom="公安局", sent_on="2026-04-08") == {"sent_on"}
    assert refused(letters, to_whom="公安局", sent_on="2026-03-20", answer_due="2026-03-19") == {"answer_due"}
    assert refused(letters, to_whom="公安局", answer="查过了") == {"answered_on"}
    assert refused(letters, to_whom="公安局", subject="查" * 201) == {"subject"}
    assert letters.find(today=TODAY).total == 0


def test_an_unknown_case_or_field_is_said(letters: Letters) -> None:
    with pytest.raises(AppError) as caught:
        letters.write({"case": "331122", "to_whom": "公安局"}, today=TODAY)
    assert caught.value.code == "complaint.not_found"
    with pytest.raises(AppError) as caught:
        letters.write({"to": "公安局", "to_whom": "公安局"}, today=TODAY)
    assert caught.value.issues[0].code == "letter.no_such_field"
    with pytest.raises(AppError, match="没有找到这份函件"):
        letters.show("nothing")


def test_an_answer_is_kept_with_its_day_and_not_before_the_letter(letters: Letters) -> None:
    wanted = query(letters)
    with pytest.raises(AppError) as caught:
        letters.answered(wanted, on="2026-03-19", answer="查过了", today=TODAY)
    assert [issue.params["name"] for issue in caught.value.issues] == ["answered_on"]
    kept = letters.answered(wanted, on="4月1日", answer="查过了\n没有许可", today=TODAY, by="李建国").letter
    assert (kept.answered_on, kept.answer, kept.state(TODAY)) == (date(2026, 4, 1), "查过了\n没有许可", "answered")
    assert letters.waiting(TODAY) == ()


def test_every_change_is_told_and_the_latest_can_be_taken_back_and_forth(letters: Letters) -> None:
    wanted = query(letters)
    first = letters.show(wanted)
    changed = letters.change(wanted, {"subject": "查处罚", "answer_due": "2026-05-01"}, today=TODAY, by="李建国").letter
    assert {(e.label, e.before, e.after, e.by) for e in letters.history(wanted)} == {
        ("事由", "查许可", "查处罚", "李建国"),
        ("答复期限", "2026-04-04", "2026-05-01", "李建国"),
    }
    back = letters.take_back(wanted, by="王桂芬", revision=changed.revision)
    assert (back.subject, back.answer_due) == (first.subject, first.answer_due)
    again = letters.take_back(wanted)
    assert (again.subject, again.answer_due) == ("查处罚", date(2026, 5, 1))
    assert len(letters.history(wanted)) == 6
    with pytest.raises(AppError) as caught:
        letters.take_back(wanted, revision=changed.revision)
    assert caught.value.code == "letter.changed_meanwhile"


def test_two_people_do_not_overwrite_each_other(letters: Letters) -> None:
    wanted = query(letters)
    seen = letters.show(wanted).version
    letters.change(wanted, {"subject": "查处罚"}, today=TODAY)
    with pytest.raises(AppError) as caught:
        letters.change(wanted, {"subject": "查别的"}, today=TODAY, version=seen)
    assert caught.value.code == "letter.changed_meanwhile"
    assert letters.show(wanted).subject == "查处罚"
    with pytest.raises(AppError) as caught:
        letters.take_back(query(letters))
    assert caught.value.code == "letter.nothing_to_take_back"


def test_the_bin_and_back(letters: Letters) -> None:
    wanted = query(letters)
    assert letters.delete(wanted, by="王桂芬").deleted
    assert letters.find(today=TODAY).total == 0
    assert [each.id for each in letters.find(today=TODAY, deleted=True).rows] == [wanted]
    assert letters.waiting(TODAY) == ()
    for act in (lambda: letters.delete(wanted), lambda: letters.change(wanted, {"subject": "x"}, today=TODAY)):
        with pytest.raises(AppError) as caught:
            act()
        assert caught.value.code == "letter.in_bin"
    assert not letters.take_back(wanted).deleted
    letters.delete(wanted)
    assert not letters.restore(wanted).deleted
    with pytest.raises(AppError) as caught:
        letters.restore(wanted)
    assert caught.value.code == "letter.not_in_bin"


def test_a_list_is_narrowed_searched_and_in_the_order_of_need(county: Database, letters: Letters) -> None:
    Memory(county).join(["鸿发手机店"], TRADER, "王桂芬") if case(county) and case(
        county, trader="鸿发手机店"
    ) else None
    late = query(letters, trader="鸿发手机店")
    soon = query(letters, sent_on="2026-04-01", to_whom="公安局")
    warned = letters.write({"kind": "warning", "trader": TRADER, "sent_on": "2026-04-05"}, today=TODAY).letter.id
    done = query(letters, sent_on="2026-03-01", subject="100%_假")
    letters.answered(done, answer="查过了", today=TODAY)
    every = letters.find(today=TODAY)
    assert [each.id for each in every.rows] == [late, soon, warned, done]
    assert every.counts == {"overdue": 1, "waiting": 1, "answered": 1, "none": 1}
    assert [each.id for each in letters.find(today=TODAY, state="waiting").rows] == [soon]
    assert [each.id for each in letters.find(today=TODAY, kind="warning").rows] == [warned]
    assert {each.id for each in letters.find(today=TODAY, trader=TRADER).rows} == {late, warned}
    assert [each.id for each in letters.find("公安", today=TODAY).rows] == [soon]
    assert [each.id for each in letters.find("100%_假", today=TODAY).rows] == [done]
    assert letters.find("0%假", today=TODAY).total == 0
    assert [each.id for each in letters.find("查过", today=TODAY).rows] == [done]
    assert [each.id for each in letters.find("劝喻", today=TODAY).rows] == []
    assert [each.id for each in letters.find("警示约谈", today=TODAY).rows] == [warned]


def test_what_waits_knows_its_case_and_leaves_out_those_of_the_bin(county: Database, letters: Letters) -> None:
    wanted = case(county)
    alone, of_case = query(letters, sent_on="2026-04-01"), query(letters, case=wanted)
    with county.read() as session:
        found = waiting(session, TODAY)
    assert [each.id for each in found] == [of_case, alone]
    first = found[0]
    assert (first.case, first.overdue, first.days_left, first.label) == (wanted, True, -3, "等市场监管局答复查询函")
    assert (found[1].case, found[1].complaint_pk, found[1].days_left) == ("", None, 9)
    Complaints(county).delete(wanted)
    assert [each.id for each in letters.waiting(TODAY)] == [alone]


def test_the_link_to_the_trader_follows_joining_and_parting(county: Database, letters: Letters) -> None:
    case(county), case(county, trader="鸿发手机店")
    memory, wanted = Memory(county), query(letters, trader="鸿发手机店")

    def link() -> int | None:
        with county.read() as session:
            found: int | None = session.scalar(text("SELECT trader_pk FROM letter WHERE id = :id"), {"id": wanted})
            return found

    assert link() is None
    memory.join(["鸿发手机店"], TRADER, "王桂芬")
    assert link() is not None
    assert [each.id for each in letters.find(today=TODAY, trader=TRADER).rows] == [wanted]
    memory.part("鸿发手机店", "王桂芬")
    assert link() is None
    assert letters.find(today=TODAY, trader=TRADER).total == 0


def test_a_new_letter_begins_with_what_is_known(county: Database, letters: Letters) -> None:
    wanted = case(county)
    begun = letters.suggested("rectification", case=wanted, today=TODAY)
    assert (begun["trader"], begun["to_whom"], begun["answer_due"]) == (TRADER, TRADER, "2026-04-22")
    assert begun["subject"] == "李秀英投诉宏发手机店一事"
    kept = letters.write(begun, today=TODAY).letter
    assert (kept.case, kept.kind) == (wanted, "rectification")
    assert letters.suggested("query", trader=TRADER, today=TODAY).get("to_whom", "") == ""


def test_a_trader_nobody_complained_about_is_remarked(county: Database, letters: Letters) -> None:
    def remarks(name: str) -> list[str]:
        return [issue.code for issue in letters.write({"kind": "warning", "trader": name}, today=TODAY).issues]

    case(county)
    assert remarks(TRADER) == []
    assert remarks("宏发手机行") == ["letter.unknown_trader"]
    kept = letters.write({"to_whom": "公安局"}, today=TODAY)
    assert kept.issues == ()
    changed = letters.change(kept.letter.id, {"trader": "宏发手机行"}, today=TODAY)
    assert "宏发手机行" in changed.issues[0].message


def test_the_papers_of_a_letter_lie_where_it_lies(county: Database) -> None:
    letters, papers, complaints = Letters(county), Papers(county), Complaints(county)
    first, second = (complaints.register({"complainant": who}, today=TODAY).record.id for who in ("李秀英", "王芳"))
    letter = letters.write({"to_whom": "市场监管局", "case": first}, today=TODAY).letter
    paper = papers.issue(first, "query_letter", {}, today=TODAY, letter=letter.id)

    def lies() -> list[int]:
        return [len(papers.issued(case)) for case in (first, second)]

    assert lies() == [1, 0]
    letters.change(letter.id, {"case": second}, today=TODAY)
    assert lies() == [0, 1]
    letters.take_back(letter.id)
    assert lies() == [1, 0] and papers.show(paper.id).case == first
    letters.change(letter.id, {"case": ""}, today=TODAY)
    assert lies() == [0, 0] and [kept.id for kept in papers.of_letter(letter.id)] == [paper.id]


def test_letters_of_a_case_in_the_bin_count_nowhere(county: Database, letters: Letters) -> None:
    wanted = case(county)
    query(letters, case=wanted, answer_due="2026-04-01")
    query(letters, answer_due="2026-04-01")
    assert letters.find(today=TODAY).counts["overdue"] == len(letters.waiting(TODAY)) == 2
    Complaints(county).delete(wanted)
    assert letters.find(today=TODAY).counts["overdue"] == letters.find(today=TODAY).total == 1
    assert len(letters.waiting(TODAY)) == 1
    Complaints(county).restore(wanted)
    assert letters.find(today=TODAY).total == 2
