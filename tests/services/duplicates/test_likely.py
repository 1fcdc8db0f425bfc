"""Finding likely duplicates in a register: what is offered, what not again, and what is told of it."""

from __future__ import annotations

import random
from datetime import date

import pytest

from app.errors import AppError
from app.services.complaints import Complaints, Record
from app.services.database import Database
from app.services.duplicates import Duplicates
from app.services.memory import Memory
from tests.cases import put

CASE = {
    "received_on": "2026-03-30",
    "complainant": "李秀英",
    "phone": "13857812236",
    "trader": "宏发手机店",
    "item": "手机",
    "amount": "2350",
    "purchased_on": "2026-03-20",
    "category": "家用电子电器类",
    "facts": "在宏发手机店买了一部手机，用了三天黑屏，店家说是人为损坏不给换。",
}
AGAIN = {
    "complainant": "李秀英",
    "phone": "13857812263",
    "trader": "青溪县宏发手机店",
    "amount": "2300",
    "facts": "手机买来三天就黑屏，店里说人为损坏，不肯换。",
}


@pytest.fixture
def complaints(county: Database) -> Complaints:
    """The register of a fresh county."""
    return Complaints(county)


@pytest.fixture
def duplicates(county: Database) -> Duplicates:
    """What is under test, on the same folder."""
    return Duplicates(county, Memory(county))


def ids(found: tuple[object, ...]) -> list[str]:
    return [case.id for case in found]  # type: ignore[attr-defined]


def test_what_is_told(complaints: Complaints, duplicates: Duplicates, today: date) -> None:
    known = complaints.register(CASE, today=today).record
    (found,) = duplicates.likely(AGAIN | {"received_on": "4月1日"}, today)
    assert (found.id, found.number, found.trader, found.complainant) == (
        known.id, known.number, "宏发手机店", "李秀英",
    )  # fmt: skip
    assert found.received_on == date(2026, 3, 30) and found.score > 9
    assert set(found.reasons) >= {"电话只差一点", "姓名相同", "商家名字相像", "金额相近", "登记日期相近", "事实相像"}
    assert found.reasons[0] == "姓名相同"  # the weightiest first
    told = {each.field: (each.here, each.there, each.same) for each in found.compared}
    assert told["phone"] == ("13857812263", "13857812236", "near")
    assert told["complainant"] == ("李秀英", "李秀英", "same")
    assert told["amount"] == ("2,300.00 元", "2,350.00 元", "near")
    assert told["item"] == ("", "手机", "unknown")
    assert told["category"][1:] == ("家用电子电器类", "unknown")
    assert told["received_on"] == ("2026-04-01", "2026-03-30", "near")
    assert [each.label for each in found.compared][:3] == ["登记日期", "投诉人", "电话"]


def test_half_typed(complaints: Complaints, duplicates: Duplicates, today: date) -> None:
    """A person alone is no duplicate; with the trader it is; what is not understood counts for nothing."""
    known = complaints.register(CASE, today=today).record
    assert duplicates.likely({}, today) == ()
    assert duplicates.likely({"phone": "13857812236"}, today) == ()
    assert duplicates.likely({"facts": CASE["facts"]}, today) == ()
    typed = {"complainant": "李秀英", "phone": "13857812236", "trader": "宏发手机店"}
    assert ids(duplicates.likely(typed, today)) == [known.id]
    odd = typed | {"amount": "好多钱", "received_on": "2月30日", "category": "没有这类", "nonsense": "x"}
    assert ids(duplicates.likely(odd, today)) == [known.id]


@pytest.mark.parametrize(
    "phone", ["13857812236", "1385781223", "138578122366", "13857821236", "31857812236", "03857812236"]
)
def test_slips_of_a_telephone_are_found(
    complaints: Complaints, duplicates: Duplicates, today: date, phone: str
) -> None:
    known = complaints.register(CASE | {"trader": "甲店"}, today=today).record
    typed = {"phone": phone, "amount": "2350", "purchased_on": "2026-03-20", "facts": CASE["facts"], "item": "手机"}
    assert ids(duplicates.likely(typed | {"received_on": "2026-03-01"}, today)) == [known.id]


def test_it_is_no_double_of_itself(complaints: Complaints, duplicates: Duplicates, today: date) -> None:
    known = complaints.register(CASE, today=today).record
    again = complaints.register(AGAIN, today=today).record
    assert ids(duplicates.likely_of(known.number)) == [again.id]
    assert ids(duplicates.likely(CASE, today, but=known.id)) == [again.id]
    assert ids(duplicates.likely(CASE, today, without=[again.id])) == [known.id]
    complaints.delete(again.id)
    assert duplicates.likely_of(known.id) == ()
    for bad in ("无此件", ""):
        with pytest.raises(AppError) as caught:
            duplicates.likely_of(bad)
        assert caught.value.code == "complaint.not_found"


@pytest.mark.parametrize("how", ["link", "dismiss", "merge"])
def test_what_was_decided_is_not_offered_again(
    complaints: Complaints, duplicates: Duplicates, today: date, how: str
) -> None:
    known = complaints.register(CASE, today=today).record
    again = complaints.register(AGAIN, today=today).record
    getattr(duplicates, how)(known.id, again.id, "王桂芬")
    assert duplicates.likely_of(known.id) == ()
    assert ids(duplicates.likely_of(again.id)) == []
    (link,) = duplicates.of(known.id)
    duplicates.take_back(link.id, "王桂芬")
    assert ids(duplicates.likely_of(known.id)) == [again.id]


def test_decided_while_writing(complaints: Complaints, duplicates: Duplicates, today: date) -> None:
    first = complaints.register(CASE, today=today).record
    second = complaints.register(CASE | {"trader": "别家"}, today=today).record
    made = complaints.register(
        AGAIN, today=today, by="王桂芬", linked=[first.id], dismissed=[second.id, "0" * 32]
    ).record
    told = {link.other: (link.kind, link.by, link.kept) for link in duplicates.of(made.number)}
    assert told == {first.id: ("linked", "王桂芬", False), second.id: ("dismissed", "王桂芬", False)}
    assert duplicates.likely_of(made.id) == ()
    (seen,) = duplicates.of(first.id)
    assert (seen.other, seen.number, seen.in_bin) == (made.id, made.number, False)


def test_a_refused_case_leaves_no_decision(complaints: Complaints, duplicates: Duplicates, today: date) -> None:
    first = complaints.register(CASE, today=today).record
    with pytest.raises(AppError):
        complaints.register(AGAIN | {"amount": "乱写"}, today=today, dismissed=[first.id])
    assert duplicates.of(first.id) == ()


def test_joined_spellings_are_one_trader(complaints: Complaints, county: Database, today: date) -> None:
    memory = Memory(county)
    duplicates = Duplicates(county, memory)
    complaints.register(CASE | {"trader": "青溪数码广场三号柜"}, today=today)
    typed = {"complainant": "李秀英", "trader": "宏发手机店", "amount": "2350"}
    assert duplicates.likely(typed, today) == ()
    memory.join(["青溪数码广场三号柜"], "宏发手机店", "王桂芬")
    (found,) = duplicates.likely(typed, today)
    assert "同一商家" in found.reasons


def test_the_likeliest_first_and_three_at_most(complaints: Complaints, duplicates: Duplicates, today: date) -> None:
    best = complaints.register(CASE, today=today).record
    for day in ("1", "2", "3", "4"):
        complaints.register(CASE | {"received_on": f"2026-02-0{day}", "amount": "2000"}, today=today)
    found = duplicates.likely(CASE, today)
    assert len(found) == 3 and found[0].id == best.id
    assert [case.score for case in found] == sorted((case.score for case in found), reverse=True)


def test_two_cases_side_by_side(complaints: Complaints, duplicates: Duplicates, today: date) -> None:
    one = complaints.register(CASE, today=today).record
    other = complaints.register(AGAIN | {"complainant": "王芳", "nature": "质量", "age": "40"}, today=today).record
    told = {each.field: each for each in duplicates.compare(one.number, other.number)}
    assert (told["complainant"].here, told["complainant"].there, told["complainant"].same) == (
        "李秀英", "王芳", "different",
    )  # fmt: skip
    assert told["trader"].same == "near" and told["facts"].same == "near"
    assert (told["nature"].here, told["nature"].there, told["nature"].same) == ("", "质量", "unknown")
    assert "summary" not in told


def _mistyped(record: Record, pick: random.Random) -> dict[str, str]:
    """The same case keyed by somebody else in a hurry."""
    phone, name, facts = record.phone, record.complainant, record.facts
    at = pick.randrange(3, len(phone) - 1)
    phone = pick.choice([phone, phone[:at] + phone[at + 1] + phone[at] + phone[at + 2 :], ""])
    words = facts.split(",")
    return {
        "received_on": record.received_on.isoformat(),
        "complainant": name,
        "phone": phone,
        "trader": pick.choice([record.trader, f"青溪县{record.trader}", f"{record.trader}（北街）"]),
        "item": record.item,
        "amount": f"{round((record.amount or 0) / 10_000) * 100}",
        "facts": "，".join([words[0], *pick.sample(words[1:], len(words) - 2)]),
    }


@pytest.mark.slow
def test_in_a_register_of_thousands(complaints: Complaints, county: Database, duplicates: Duplicates) -> None:
    """Of cases keyed again nine in ten are offered; to new cases hardly ever another one."""
    put(county, 4000, date(2025, 1, 1), date(2026, 3, 31))
    pick = random.Random(11)
    today = date(2026, 4, 1)
    known = complaints.show_many([hit.id for hit in complaints.find("", limit=150).rows])
    again = sum(record.id in ids(duplicates.likely(_mistyped(record, pick), today)) for record in known)
    assert again / len(known) >= 0.9
    offered = [len(duplicates.likely_of(record.id)) for record in known]
    assert sum(map(bool, offered)) / len(offered) <= 0.02
