"""The second keying: drawn by the pile, blind, by another person, compared and decided by a person."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.errors import AppError
from app.services.complaints import Complaints
from app.services.database import Database
from app.services.piles import Piles
from tests.services.piles.test_records import FORM, TODAY

SAME = {"amount": "2350", "category": "家用电子电器类", "nature": "质量"}


@pytest.fixture
def piles(county: Database) -> Piles:
    return Piles(county)


def keyed(piles: Piles, forms: int, percent: int) -> str:
    raw = {"station": "城关监督站", "month": "3月", "forms": str(forms), "sample": str(percent)}
    pile = piles.begin(raw, today=TODAY, by="王桂芬").id
    for number in range(1, forms + 1):
        piles.key(pile, {**FORM, "paper_number": f"{number:03d}"}, today=TODAY, by="王桂芬", sure=["paper_number"])
    return pile


def test_the_sample_is_drawn_by_the_pile_and_has_its_size(piles: Piles) -> None:
    pile = keyed(piles, 10, 25)
    drawn = piles.second.show(pile)
    assert drawn.wanted == 3
    assert [slip.position for slip in drawn.waiting] == [slip.position for slip in piles.second.show(pile).waiting]
    assert len(drawn.waiting) == 3
    assert piles.second.show(keyed(piles, 4, 0)).waiting == ()
    assert len(piles.second.show(keyed(piles, 4, 100)).waiting) == 4


def test_a_form_taken_out_makes_room_for_the_next_one_drawn(piles: Piles, county: Database) -> None:
    pile = keyed(piles, 10, 20)
    first, kept = (slip.position for slip in piles.second.show(pile).waiting)
    Complaints(county).delete(piles.case_of(pile, first), by="x")
    now = [slip.position for slip in piles.second.show(pile).waiting]
    assert len(now) == 2 and kept in now and first not in now


def test_it_is_keyed_by_another_person_and_only_what_was_drawn(piles: Piles) -> None:
    pile = keyed(piles, 4, 25)
    drawn = piles.second.show(pile).waiting[0].position
    other = next(at for at in range(1, 5) if at != drawn)
    for position, by, code in (
        (drawn, "王桂芬", "pile.same_person"),
        (drawn, " ", "pile.nobody"),
        (other, "陈秘书", "pile.not_in_sample"),
    ):
        with pytest.raises(AppError) as told:
            piles.second.key(pile, position, SAME, today=TODAY, by=by)
        assert told.value.code == code
    with pytest.raises(AppError) as told:
        piles.second.key(pile, drawn, {**SAME, "nature": "胡说"}, today=TODAY, by="陈秘书")
    assert told.value.code == "complaint.not_taken"
    assert not piles.second.key(pile, drawn, SAME, today=TODAY, by="陈秘书").differs
    with pytest.raises(AppError) as told:
        piles.second.key(pile, drawn, SAME, today=TODAY, by="陈秘书")
    assert told.value.code == "pile.keyed_twice"


def test_differences_wait_for_a_person_and_the_right_one_changes_the_case(piles: Piles, county: Database) -> None:
    pile = keyed(piles, 4, 100)
    said = {"amount": "2530", "category": "食品类", "nature": "价格"}
    for position, texts in ((1, said), (2, SAME), (3, SAME), (4, SAME)):
        piles.second.key(pile, position, texts, today=TODAY, by="陈秘书")
    assert piles.show(pile).forms[0].state == "question"
    first = piles.second.show(pile).compared[0]
    assert [(twin.name, twin.first, twin.second) for twin in first.fields] == [
        ("amount", 235000, 253000),
        ("category", "0101000000", "0103000000"),
        ("nature", "N01", "N04"),
    ]
    piles.second.decide(pile, 1, "amount", "second", today=TODAY, by="张主任")
    piles.second.decide(pile, 1, "category", "first", today=TODAY, by="张主任")
    done = piles.second.decide(pile, 1, "nature", "neither", text="合同", today=TODAY, by="张主任")
    assert [twin.first for twin in done.fields] == [235000, "0101000000", "N01"]
    record = piles.show(pile).forms[0].record
    assert (record.amount, record.category, record.nature) == (253000, "0101000000", "N03")
    edits = {(edit.field, edit.by) for edit in Complaints(county).history(record.id)}
    assert edits == {("amount", "张主任"), ("nature", "张主任")}
    assert piles.show(pile).forms[0].state == "incomplete"
    rates = {rate.name: rate for rate in piles.report(pile).rates}
    assert (rates["amount"].n, rates["amount"].differ, rates["amount"].first_wrong) == (4, 1, 1)
    assert (rates["category"].first_wrong, rates["nature"].first_wrong) == (0, 1)
    assert rates["amount"].share == Decimal("25.0")


def test_what_is_the_same_needs_no_decision(piles: Piles) -> None:
    pile = keyed(piles, 1, 100)
    with pytest.raises(AppError) as told:
        piles.second.decide(pile, 1, "amount", "first", today=TODAY)
    assert told.value.code == "pile.not_keyed_twice"
    piles.second.key(pile, 1, SAME, today=TODAY, by="陈秘书")
    with pytest.raises(AppError) as told:
        piles.second.decide(pile, 1, "amount", "first", today=TODAY)
    assert told.value.code == "pile.nothing_to_decide"


def test_without_a_sample_there_is_no_rate(piles: Piles) -> None:
    rates = piles.report(keyed(piles, 1, 0)).rates
    assert [(rate.n, rate.share) for rate in rates] == [(0, None)] * 3
