"""Piles: begun, keyed form by form as cases with the paper's own history, asked about, completed, closed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.errors import AppError
from app.services.complaints import Complaints
from app.services.database import Database
from app.services.indicators.catalogue import catalogue
from app.services.piles import Piles
from app.services.piles.sheet import QUICK, RARE

TODAY = date(2026, 4, 7)
FORM = {
    "paper_number": "城关-017",
    "received_on": "3.18",
    "category": "家用电子电器类",
    "nature": "质量",
    "amount": "两千三百五十",
    "channel": "来人",
    "result": "达成协议",
    "closed_on": "25",
    "recovered": "2350",
}
REST = {
    "complainant": "李秀英",
    "phone": "13805712236",
    "trader": "宏发手机店",
    "item": "手机",
    "facts": "黑屏",
    "demand": "退货",
}


@pytest.fixture
def piles(county: Database) -> Piles:
    return Piles(county)


def begin(piles: Piles, **more: str) -> str:
    raw = {"station": "城关监督站", "month": "3月", "forms": "50", **more}
    return piles.begin(raw, today=TODAY, by="王桂芬").id


def codes(error: AppError) -> list[str]:
    return [issue.code for issue in error.issues]


def test_a_pile_is_begun_from_what_people_say(piles: Piles) -> None:
    pile = piles.begin(
        {"station": "城关监督站", "month": "上个月", "forms": "五十份", "way": "全录", "sample": "10%"},
        today=TODAY,
        by="王桂芬",
    )
    assert (pile.month, pile.forms, pile.quick, pile.sample_percent) == ("2026-03", 50, False, 10)
    assert (pile.month_label, pile.count) == ("2026年3月", "已录 0 / 共 50 份，还差 50")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({"station": ""}, "pile.missing"),
        ({"month": "13月"}, "pile.field"),
        ({"month": "2026年5月"}, "pile.field"),
        ({"forms": "很多"}, "pile.field"),
        ({"forms": "0"}, "pile.field"),
        ({"sample": "120"}, "pile.field"),
        ({"way": "慢录"}, "pile.field"),
    ],
)
def test_a_pile_that_says_too_little_is_not_begun(piles: Piles, raw: dict[str, str], code: str) -> None:
    with pytest.raises(AppError) as told:
        begin(piles, **raw)
    assert codes(told.value) == [code]
    assert piles.listed() == ()


def test_a_month_without_a_year_is_the_latest_one(piles: Piles) -> None:
    assert piles.show(begin(piles, month="12")).pile.month == "2025-12"


def test_a_form_becomes_a_case_with_the_history_of_the_paper(piles: Piles, county: Database) -> None:
    keyed = piles.key(begin(piles), FORM, today=TODAY, by="王桂芬")
    case = keyed.form.record
    assert (case.received_on, case.closed_on, case.state) == (date(2026, 3, 18), date(2026, 3, 25), "settled")
    assert (case.amount, case.category, case.nature, case.channel) == (235000, "0101000000", "N01", "3")
    assert (case.station, case.paper_number) == ("城关监督站", "城关-017")
    happened = [(one.kind, one.on, one.assumed) for one in Complaints(county).timeline(case.id)]
    assert happened == [
        ("registered", date(2026, 3, 18), False),
        ("accepted", date(2026, 3, 18), True),
        ("settled", date(2026, 3, 25), False),
    ]
    assert case.number[9:17] == "20260318"
    assert Complaints(county).find("城关-017").total == 1
    assert keyed.pile.count == "已录 1 / 共 50 份，还差 49"


def test_what_is_left_of_the_paper_is_listed_until_it_is_keyed_anywhere(piles: Piles, county: Database) -> None:
    pile = begin(piles)
    keyed = piles.key(pile, FORM, today=TODAY)
    assert keyed.form.state == "incomplete"
    assert keyed.form.missing == ("complainant", "phone", "trader", "item", "facts", "demand")
    assert [owing.form.position for owing in piles.owing(pile)] == [1]
    Complaints(county).change(keyed.form.record.id, {**REST, "phone": ""}, today=TODAY)
    assert piles.show(pile).forms[0].missing == ("phone",)
    assert piles.show(pile).pile.incomplete == 1
    Complaints(county).change(keyed.form.record.id, {"phone": REST["phone"]}, today=TODAY)
    assert piles.show(pile).forms[0].state == "complete"
    assert piles.show(pile).pile.incomplete == 0
    assert piles.owing() == ()


def test_a_paper_that_holds_no_more_is_complete_when_somebody_says_so(piles: Piles) -> None:
    pile = begin(piles)
    piles.key(pile, FORM, today=TODAY)
    assert piles.settle(pile, 1).form.state == "complete"
    assert piles.show(pile).pile.incomplete == 0
    assert piles.settle(pile, 1, done=False).form.state == "incomplete"


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ({"closed_on": ""}, ("closed_on",)),
        ({"result": ""}, ("result",)),
        ({"nature": ""}, ("nature",)),
        ({"kind": "建议", "result": "", "closed_on": "", "recovered": "", "nature": ""}, ()),
        ({"result": "", "closed_on": "", "recovered": "", "refusal": "超过三年"}, ()),
    ],
)
def test_the_count_and_the_list_agree_on_what_is_missing(
    piles: Piles, more: dict[str, str], missing: tuple[str, ...]
) -> None:
    pile = begin(piles, way="全录")
    keyed = piles.key(pile, {**FORM, **more}, today=TODAY)
    assert keyed.form.missing == missing
    assert keyed.pile.incomplete == (1 if missing else 0)
    assert len(piles.owing(pile)) == keyed.pile.incomplete


@pytest.mark.parametrize(
    ("more", "code", "name"),
    [
        ({"received_on": "2月27日"}, "pile.day_outside", "received_on"),
        ({"closed_on": "4月2日"}, "pile.day_outside", "closed_on"),
        ({"closed_on": "2026年4月9日"}, "pile.day_ahead", "closed_on"),
    ],
)
def test_a_day_outside_of_the_month_is_asked_about(piles: Piles, more: dict[str, str], code: str, name: str) -> None:
    pile = begin(piles)
    with pytest.raises(AppError) as told:
        piles.key(pile, {**FORM, **more}, today=TODAY)
    assert (told.value.code, codes(told.value)) == ("pile.asked", [code])
    assert piles.show(pile).forms == ()
    keyed = piles.key(pile, {**FORM, **more}, today=TODAY, sure=[name])
    assert keyed.form.doubts == ()
    assert piles.show(pile).forms[0].state == "incomplete"
    with pytest.raises(AppError) as told:
        piles.change(pile, 1, {name: "2026年2月1日" if name == "received_on" else "2026年4月3日"}, today=TODAY)
    assert told.value.code == "pile.asked"


def test_a_paper_number_that_is_there_already_is_asked_about(piles: Piles, county: Database) -> None:
    pile = begin(piles)
    piles.key(pile, FORM, today=TODAY)
    with pytest.raises(AppError) as told:
        piles.key(pile, FORM, today=TODAY)
    assert codes(told.value) == ["pile.number_in_pile"]
    assert "第 1 份" in told.value.issues[0].message
    second = piles.key(pile, FORM, today=TODAY, sure=["paper_number"]).form
    assert (second.position, second.state) == (2, "incomplete")
    assert piles.show(pile).forms[0].state == "question"
    Complaints(county).register({"paper_number": "簿-9", "received_on": "1月9日", "facts": "x"}, today=TODAY)
    with pytest.raises(AppError) as told:
        piles.key(pile, {**FORM, "paper_number": "簿-9"}, today=TODAY)
    assert codes(told.value) == ["pile.number_in_register"]


def test_the_same_number_of_another_station_or_year_is_no_question(piles: Piles) -> None:
    piles.key(begin(piles), FORM, today=TODAY)
    other = begin(piles, station="南门站")
    assert piles.key(other, FORM, today=TODAY).form.doubts == ()
    earlier = begin(piles, month="2025年3月")
    assert piles.key(earlier, FORM, today=TODAY).form.record.received_on == date(2025, 3, 18)


def test_a_form_without_its_day_or_with_wrong_words_is_not_taken(piles: Piles) -> None:
    pile = begin(piles)
    for texts in ({**FORM, "received_on": ""}, {**FORM, "nature": "胡说"}, {**FORM, "closed_on": "3.1"}):
        with pytest.raises(AppError) as told:
            piles.key(pile, texts, today=TODAY)
        assert told.value.code == "complaint.not_taken"
    assert piles.show(pile).forms == ()


def test_the_same_draft_is_never_taken_twice(piles: Piles) -> None:
    from app.services.drafts import fresh_id

    pile, id = begin(piles), fresh_id()
    assert piles.key(pile, FORM, today=TODAY, id=id).form.record.id == id
    with pytest.raises(AppError) as told:
        piles.key(pile, {**FORM, "paper_number": "18"}, today=TODAY, id=id)
    assert told.value.code == "complaint.taken_already"
    assert piles.show(pile).pile.keyed == 1


def test_a_form_is_changed_with_its_history_and_guarded(piles: Piles, county: Database) -> None:
    pile = begin(piles)
    first = piles.key(pile, FORM, today=TODAY).form
    changed = piles.change(pile, 1, {"amount": "3000", "closed_on": "26"}, today=TODAY, by="陈秘书").form
    assert (changed.record.amount, changed.record.closed_on) == (300000, date(2026, 3, 26))
    assert {edit.field for edit in Complaints(county).history(first.record.id)} == {"amount", "closed_on"}
    with pytest.raises(AppError) as told:
        piles.change(pile, 1, {"amount": "1"}, today=TODAY, version=first.record.version)
    assert told.value.code == "complaint.changed_meanwhile"
    empty = piles.change(pile, 1, {"accepted_on": "20"}, today=TODAY).form
    assert empty.record.accepted_on == date(2026, 3, 20)
    assert piles.change(pile, 1, {"accepted_on": ""}, today=TODAY).form.record.acceptance_assumed


def test_a_form_taken_out_leaves_a_gap_that_is_explained(piles: Piles, county: Database) -> None:
    pile = begin(piles)
    for number in ("1", "2", "3"):
        piles.key(pile, {**FORM, "paper_number": number}, today=TODAY)
    Complaints(county).delete(piles.case_of(pile, 2), by="王桂芬")
    view = piles.show(pile)
    assert [form.state for form in view.forms] == ["incomplete", "deleted", "incomplete"]
    assert (view.forms[1].deleted_by, view.pile.keyed, view.pile.deleted) == ("王桂芬", 2, 1)
    assert piles.key(pile, {**FORM, "paper_number": "4"}, today=TODAY).form.position == 4
    Complaints(county).restore(view.forms[1].record.id)
    assert piles.show(pile).pile.keyed == 4


def test_closing_asks_when_the_counts_differ_and_says_by_how_many(piles: Piles) -> None:
    pile = begin(piles, forms="2")
    piles.key(pile, FORM, today=TODAY)
    with pytest.raises(AppError) as told:
        piles.close(pile)
    assert told.value.code == "pile.counts_differ" and "少 1 份" in told.value.message
    assert piles.close(pile, although=True).closed_at is not None
    with pytest.raises(AppError) as told:
        piles.key(pile, {**FORM, "paper_number": "18"}, today=TODAY)
    assert told.value.code == "pile.closed"
    with pytest.raises(AppError):
        piles.close(pile, although=True)
    assert piles.reopen(pile).closed_at is None
    for number in ("18", "19"):
        piles.key(pile, {**FORM, "paper_number": number}, today=TODAY)
    with pytest.raises(AppError) as told:
        piles.close(pile)
    assert "多 1 份" in told.value.message
    assert piles.count_again(pile, "3").left == 0
    assert piles.close(pile).closed_at is not None
    with pytest.raises(AppError):
        piles.count_again(pile, "2")


def test_open_piles_come_first_and_stations_are_remembered(piles: Piles) -> None:
    first, second = begin(piles), begin(piles, station="南门站")
    piles.close(second, although=True)
    assert [pile.id for pile in piles.listed()] == [first, second]
    assert [pile.id for pile in piles.listed(open_only=True)] == [first]
    assert set(piles.stations()) == {"城关监督站", "南门站"}


def test_the_lag_is_between_paper_and_keying_and_leaves_the_case_alone(piles: Piles) -> None:
    pile = begin(piles)
    assert piles.report(pile).lag is None
    for number, day in (("1", "2"), ("2", "10"), ("3", "12")):
        piles.key(pile, {**FORM, "paper_number": number, "received_on": day}, today=TODAY)
    report = piles.report(pile)
    lags = [form.lag for form in piles.show(pile).forms]
    assert report.lag is not None
    assert (report.lag.longest, report.lag.position, report.lag.received_on) == (lags[0], 1, date(2026, 3, 2))
    assert report.lag.median == lags[1]
    assert [form.record.closed_on for form in piles.show(pile).forms] == [date(2026, 3, 25)] * 3


def test_what_does_not_exist_is_said(piles: Piles) -> None:
    for call in (lambda: piles.show("x"), lambda: piles.change(begin(piles), 7, {}, today=TODAY)):
        with pytest.raises(AppError) as told:
            call()
        assert told.value.code in ("pile.not_found", "pile.no_such_form")


def test_quick_keying_has_every_field_the_monthly_return_counts_by() -> None:
    import tomllib

    template = tomllib.loads(Path("resources/templates/monthly.toml").read_text(encoding="utf-8"))
    used = {
        cell["key"].split("|")[0].split("@")[0]
        for block in template["block"]
        for side in ("row", "column")
        for cell in block.get(side, ())
        if cell.get("key")
    }
    names = {"way": "mediation_way", "days": "closed_on", "item": "category"}
    events = {"accepted": "accepted_on", "refused": "refused_on", "settled": "result", "terminated": "result"}
    wanted = {"nature", "category"}
    for indicator in catalogue().indicators:
        if indicator.key not in used or indicator.kind != "A":
            continue
        wanted |= {names.get(one.field, one.field) for one in indicator.where}
        wanted |= {indicator.measure} & {"amount", "recovered", "punitive"}
        wanted |= {events[indicator.event]} if indicator.event in events else set()
        wanted |= {"closed_on"} if indicator.event == "closed" else set()
    assert wanted - {"tag"} <= {*QUICK, *RARE}
