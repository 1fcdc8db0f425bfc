from collections.abc import Iterator
from typing import Any

import msgspec

from app.services import codelists
from app.services.demo.grammar import slots_of
from app.services.demo.vocabulary import vocabulary
from app.services.indicators.catalogue import catalogue

_KNOWN = {
    "authority", "brand", "buy", "child", "claim", "cn", "date", "demand", "here", "item", "kin", "later", "me", "n",
    "part", "platform", "price", "pun", "qty", "rec", "s", "spot", "thing", "total", "town", "trader", "unit", "used",
    "who", "who_to", "yuan",
}  # fmt: skip


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def test_every_slot_is_one_that_can_be_filled() -> None:
    words = vocabulary()
    texts = [words.phrases, *(msgspec.to_builtins(part) for part in (words.subjects, words.others))]
    unknown = {text: slots_of(text) - _KNOWN for text in _texts(texts) if slots_of(text) - _KNOWN}

    assert unknown == {text: {"buy_each"} for text in unknown if "buy_each" in text}


def test_subjects_use_codes_traders_and_words_that_exist() -> None:
    words, lists = vocabulary(), codelists.shipped()
    for subject in words.subjects:
        assert lists.has("category", subject.category), subject.item
        assert subject.item_code is None or lists.has("item", subject.item_code), subject.item
        assert set(subject.shops) <= set(words.traders.kind), subject.item
        assert not subject.brands or subject.brands in words.traders.brands, subject.item
        assert subject.price[0] < subject.price[1]
        for problem in subject.problems:
            assert lists.has("nature", problem.nature), subject.item
            assert set(problem.items) <= set(subject.item), (subject.item, problem.items)
            assert set(problem.shops) <= set(subject.shops), (subject.item, problem.shops)
            assert all(problem.reply or ">>" in text for text in problem.what), (subject.item, problem.what)
            wants = [problem.want, *(t.split(" >> ")[2] for t in problem.what if t.count(" >> ") == 2)]
            for want in (option for text in wants for option in text.split("|")):
                assert want in words.phrases["demand"], want
                assert all(lists.has("demand", code) for code in want.split())


def test_every_category_and_nature_occurs() -> None:
    words, lists = vocabulary(), codelists.shipped()
    categories = {entry.code for entry in lists.entries("category") if entry.kind != "root"}

    assert {subject.category for subject in words.subjects} == categories
    assert {p.nature for s in words.subjects for p in s.problems} == {f"N{n:02d}" for n in range(1, 11)}


def test_typed_figures_are_indicators_that_are_typed_in() -> None:
    for name in vocabulary().work:
        assert catalogue().get(name).kind == "B", name


def test_what_offices_like_and_traders_deal_in_are_items() -> None:
    words = vocabulary()
    items = {item for subject in words.subjects for item in subject.item}
    for office in words.city.office:
        assert set(office.likes) <= {subject.item[0] for subject in words.subjects}, office.name
    for name, kind in words.traders.kind.items():
        assert {item for dealt in kind.suits.values() for item in dealt} <= items, name


def test_offices_form_a_tree_with_codes_of_the_right_length() -> None:
    offices = {office.code: office for office in vocabulary().city.office}

    assert [office.level for office in offices.values()] == ["city"] + ["county"] * 11 + ["station"] * 2
    for office in offices.values():
        assert len(office.code) == (9 if office.level == "station" else 6)
        if office.level == "station":
            assert offices[office.parent].level == "county"
            assert office.code.startswith(office.parent)
