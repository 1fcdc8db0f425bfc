"""What single labels say: every spelling of one thing alike, two readings as two, nothing from half a word."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from app.services import codelists
from app.services.binding.labels import Meaning, compatible, read_label, split_unit, unit_of
from app.services.binding.words import Vocabulary
from app.services.indicators.catalogue import Catalogue, catalogue


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return Vocabulary(catalogue(), codelists.shipped())


@pytest.mark.parametrize(
    ("text", "meaning", "unit"),
    [
        ("受理投诉件数", Meaning("accepted"), ""),
        ("１．受 理（件）", Meaning("accepted"), "件"),
        ("（一）挽回经济损失金额，万元", Meaning("recovered"), "万元"),
        ("　　烟酒饮料", Meaning(where=(("category", "0104000000"),)), ""),
        ("食品类质量", Meaning(where=(("category", "0103000000"), ("nature", "N01"))), ""),
        ("去年同期累计数", Meaning(year="last", extent="ytd"), ""),
        ("1-3月累计", Meaning(year="this", extent="ytd"), ""),
        ("比重变化（↑↓）", Meaning(ending="_share_change"), ""),
        ("同比±%", Meaning(ending="_change_rate", compare="last"), "%"),
        ("比上年同期增减（件）", Meaning(ending="_change", compare="last"), "件"),
        ("占本大类比重(%)", Meaning(ending="_share", group=True), "%"),
        ("3.15现场受理投诉", Meaning("march15_complaints"), ""),
    ],
)
def test_a_label_says_what_it_says(words: Vocabulary, text: str, meaning: Meaning, unit: str) -> None:
    label = read_label(text, words)
    assert label.unit == unit
    assert label.meanings == (meaning,)


def test_a_word_of_several_lists_has_several_readings(words: Vocabulary) -> None:
    found = {dimension for m in read_label("其他", words).meanings for dimension in m.dimensions}
    assert found == {"category", "nature", "channel", "source"}


@pytest.mark.parametrize("text", ["外星投诉", "受理金额", "第三方平台", "市场监管所受理"])
def test_half_understood_is_not_understood(words: Vocabulary, text: str) -> None:
    label = read_label(text, words)
    assert not any(m.indicator for m in label.meanings)


def test_of_which_and_indentation_are_told(words: Vocabulary) -> None:
    label = read_label("　　其中：电话受理", words)
    assert (label.of, label.level) == (True, 2)
    assert [m.indicator for m in label.meanings] == ["accepted_by_phone"]


@pytest.mark.parametrize(
    ("text", "unit"),
    [("计量单位：万元", "万元"), ("（％）", "%"), ("个百分点", "百分点"), ("人次", "人次"), ("本期", "")],
)
def test_units(text: str, unit: str) -> None:
    assert unit_of(text) == unit


def test_what_a_formula_says_beside_a_label_is_no_part_of_it() -> None:
    assert split_unit("合计(1+2)") == ("合计", "")
    assert split_unit("消费警示(提示)") == ("消费警示(提示)", "")


def test_money_is_money_in_any_scale_and_nothing_else() -> None:
    assert compatible("万元", "元")
    assert compatible("名", "人")
    assert not compatible("件", "元")
    assert not compatible("期", "人")


def test_a_retired_indicator_gives_no_word() -> None:
    book, lists = catalogue(), codelists.shipped()
    own = replace(book.get("leaflets"), key="own_331122_yeshi", name="夜市宣传场次", synonyms=())
    for retired, found in ((False, {"own_331122_yeshi"}), (True, set())):
        known = Vocabulary(
            Catalogue(book.version, book.groups, (*book.indicators, replace(own, retired=retired))), lists
        )
        meanings = read_label("夜市宣传场次", known).meanings
        assert {m.indicator for m in meanings if m.indicator} == found
