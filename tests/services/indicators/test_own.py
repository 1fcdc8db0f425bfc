"""An office's own indicators: made, tried, changed, retired; they work wherever shipped ones do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from app.bootstrap import Services
from app.errors import AppError
from app.services import offices, templates
from app.services.complaints.finding import Filters, Sort
from app.services.database import Database
from app.services.indicators import own
from app.services.indicators.evaluate import evaluator
from app.services.keys import parse_key
from app.services.periods import parse_period
from tests.services.city_fixtures import MEAL, PHONE, take

TODAY = date(2026, 4, 3)
MARCH = parse_period("2026-03")
ELDER = {"name": "老年人投诉", "kind": "A", "where": ["年龄>=60"]}


@pytest.fixture
def office(county: Database) -> Services:
    """Three buyers of phones of 59, 60 and 71; two meals, one ordered in a live stream; an age not written."""
    services = Services(county)
    for age in ("59", "60", "71"):
        take(services, 3, PHONE, age=age)
    take(services, 4, MEAL, buying="直播带货")
    take(services, 5, MEAL)
    return services


def value(services: Services, key: str) -> str:
    """A figure of March as a return would hold it."""
    with services.database.read() as session:
        home = offices.read_home(session)
        judge = evaluator(session, MARCH, offices=offices.below(session, home.office))
        return str(judge.figure(parse_key(key)).value)


def test_from_a_condition_to_a_figure_with_its_records(office: Services) -> None:
    tried = office.indicators.try_out(ELDER, MARCH, today=TODAY)
    assert (str(tried.value), tried.count, tried.unit) == ("2", 2, "件")
    assert tried.rule == "本期受理的投诉中，投诉人年龄 60 岁以上的件数，按受理日期计；没有填年龄的不计。"
    assert {office.complaints.show(id).age for id in tried.records} == {60, 71}
    card = office.indicators.put(ELDER, by="陈秘书")
    assert card.face.key == "own_331122_laonianrentousu"
    assert value(office, card.face.key) == "2"
    assert value(office, f"{card.face.key}|nature=N01") == "2"
    assert str(office.indicators.show(card.face.key, MARCH).current) == "2"
    assert set(office.indicators.records(card.face.key, MARCH)) == set(tried.records)


def test_one_condition_of_several_may_be_enough(office: Services) -> None:
    wanted = {"name": "直播带货投诉", "kind": "A", "match": "any", "where": ["购买方式=直播带货", "标签=直播带货"]}
    card = office.indicators.put(wanted)
    assert card.face.rule == ("本期受理的投诉中，购买方式为直播带货，或者带有“直播带货”标签的件数，按受理日期计。")
    assert value(office, card.face.key) == "1"
    ids = office.complaints.ids("望江楼", Filters(), Sort(), today=TODAY)
    office.indicators.tag(ids, "直播带货", by="陈秘书")
    assert value(office, card.face.key) == "2"


def test_a_formula_in_words(office: Services) -> None:
    elder = office.indicators.put(ELDER)
    card = office.indicators.put(
        {"name": "老年人占比", "kind": "D", "formula": "老年人投诉 ÷ 受理投诉 × 100", "decimals": "1"}
    )
    assert card.formula == "老年人投诉 除以 受理投诉 乘以 100"
    assert str(office.indicators.show(card.face.key, MARCH).current) == "40.0"
    assert card.raw["formula"] == card.formula  # what is shown is understood again
    assert office.indicators.put(dict(card.raw)).formula == card.formula
    with pytest.raises(AppError) as circle:
        office.indicators.put({**card.raw, "formula": "老年人占比 + 1"})
    assert [issue.code for issue in circle.value.issues] == ["indicator.circle"]
    assert card.face.name in office.indicators.show(elder.face.key).used_by


def test_a_typed_one_is_typed_like_the_shipped(office: Services) -> None:
    card = office.indicators.put({"name": "发放台历", "unit": "份", "kind": "B", "synonyms": "台历、挂历"})
    office.figures.set(MARCH, {card.face.key: "近300"})
    assert value(office, card.face.key) == "近300"
    assert card.face.rule == "由本单位填写「发放台历」的本期发生数，以份计；累计为各期之和。"
    assert card.face.key in {figure.key for figure in office.figures.listed(MARCH)}
    with pytest.raises(AppError, match="不能再改"):
        office.indicators.put({**card.raw, "unit": "本"})
    assert office.indicators.put({**card.raw, "name": "发放日历台历"}).face.key == card.face.key


def test_mistakes_are_told_together_and_nothing_is_kept(office: Services) -> None:
    with pytest.raises(AppError) as wrong:
        office.indicators.put(
            {"name": "受理", "kind": "A", "where": ["年龄>=老", "颜色=红", "满意度=满意", "性质=糟", "购买方式>3"]}
        )
    assert [issue.code for issue in wrong.value.issues] == [
        "indicator.name_taken", "indicator.bad_value", "indicator.unknown_field", "indicator.too_early",
        "indicator.bad_value", "indicator.bad_comparison",
    ]  # fmt: skip
    assert all(issue.message.endswith("。") for issue in wrong.value.issues)
    assert office.indicators.listed("", "own") == ()


@pytest.mark.parametrize("formula", ["", "受理投诉 除以", "受理投诉 / 天上的", "3 + 4", "(受理投诉"])
def test_formulas_that_make_no_sense(office: Services, formula: str) -> None:
    with pytest.raises(AppError) as wrong:
        office.indicators.put({"name": "怪数", "kind": "D", "formula": formula})
    assert wrong.value.code == "indicator.not_made"


def test_retired_stays_readable_and_its_key_is_never_used_again(office: Services) -> None:
    card = office.indicators.put(ELDER)
    office.indicators.retire(card.face.key, today=TODAY)
    assert office.indicators.listed("老年人投诉", "own") == ()
    assert [face.key for face in office.indicators.listed("老年人投诉", "own", retired=True)] == [card.face.key]
    assert value(office, card.face.key) == "2"
    with pytest.raises(AppError, match="停用"):
        office.indicators.put(dict(card.raw))
    again = office.indicators.put(ELDER)
    assert again.face.key == f"{card.face.key}_2"
    office.indicators.restore(card.face.key)
    assert len(office.indicators.listed("", "own")) == 2


def test_shipped_ones_cannot_be_changed_or_retired(office: Services) -> None:
    acts: tuple[Callable[[], object], ...] = (
        lambda: office.indicators.put({"key": "accepted", "name": "x", "kind": "B", "unit": "件"}),
        lambda: office.indicators.retire("accepted", today=TODAY),
    )
    for act in acts:
        with pytest.raises(AppError) as refused:
            act()
        assert refused.value.code == "indicator.not_own"


@pytest.mark.parametrize(
    ("typed", "found"),
    [("slts", "accepted"), ("shouli", "accepted"), ("调成率", "mediation_rate"), ("C11", "recovered"),
     ("3·15现场", "march15_complaints"), ("fmk", "fines"), ("五进", "outreach_events")],
)  # fmt: skip
def test_search_by_name_synonym_pinyin_and_line(office: Services, typed: str, found: str) -> None:
    assert found in [face.key for face in office.indicators.listed(typed)][:3]


def test_own_indicators_travel_with_a_template(office: Services, city: Database) -> None:
    elder = office.indicators.put(ELDER)
    share = office.indicators.put({"name": "老年人占比", "kind": "D", "formula": "老年人投诉 / 受理投诉 * 100"})
    with office.database.read() as session:
        travelling = own.carried(session, ["accepted", share.face.key])
    assert [each["key"] for each in travelling] == [elder.face.key, share.face.key]
    with city.write() as session:
        assert own.take_over(session, travelling) == 2
        assert own.take_over(session, travelling) == 0
        assert own.catalogue_of(session).get(share.face.key).name == "老年人占比"


def test_what_came_from_elsewhere_never_changes_our_own(office: Services) -> None:
    card = office.indicators.put(ELDER)
    with office.database.read() as session:
        travelling = own.carried(session, [card.face.key])
    office.indicators.put({**card.raw, "where": ["年龄>=65"]})
    with office.database.write() as session:
        assert own.take_over(session, travelling) == 0
    assert value(office, card.face.key) == "1"


def test_it_is_sealed_and_explained_like_the_shipped(office: Services) -> None:
    card = office.indicators.put(ELDER)
    book = templates.read(office.database, "monthly")
    mapping = book.mapping.replace('key = "high_value"', f'key = "{card.face.key}"')
    mapping = mapping.replace(f'version = "{book.info.version}"', 'version = "2026.99"', 1)
    with office.database.write() as session:
        templates.put(session, mapping, book.workbook)
    assert office.indicators.show(card.face.key).templates == (book.info.title,)
    sheets = office.returns.preview("monthly", MARCH, today=TODAY)
    cell = next(c for c in sheets.cells if c.cell.key == f"{card.face.key}@current")
    assert str(cell.value) == "2"
    told = office.returns.explain("monthly", MARCH, (cell.cell.sheet, cell.cell.cell))
    assert set(told.records) == set(office.indicators.records(card.face.key, MARCH))
    assert "投诉人年龄 60 岁以上" in told.rule


def test_a_percentage_in_a_formula_is_one_number(office: Services) -> None:
    for text, wanted in (("受理投诉 / 50%", "10.00"), ("受理投诉 * 20%", "1.00")):
        tried = office.indicators.try_out({"name": "折算", "kind": "D", "unit": "件", "formula": text}, MARCH)
        assert str(tried.value) == wanted, tried.rule
