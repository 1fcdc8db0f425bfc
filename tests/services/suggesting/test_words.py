"""Words are found where they are longest."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.services.suggesting.words import Finder


def test_the_longest_word_at_a_place_counts() -> None:
    finder = Finder(["手机", "手机套餐", "套餐", "机"])
    assert finder.find("办了手机套餐送手机") == ["手机套餐", "手机"]
    assert finder.find("坏机器") == ["机"]


def test_each_word_is_found_once() -> None:
    assert Finder(["坏了"]).find("坏了又坏了") == ["坏了"]


def test_letters_are_words_only_by_themselves() -> None:
    finder = Finder(["app", "u盘"])
    assert finder.find("下载app后扣费") == ["app"]
    assert finder.find("apple") == []
    assert finder.find("买了u盘") == ["u盘"]


def test_a_word_can_be_added_and_dropped() -> None:
    finder = Finder()
    assert finder.find("蚕丝被") == []
    finder.add("蚕丝被")
    assert finder.find("一床蚕丝被") == ["蚕丝被"]
    finder.drop("蚕丝被")
    assert finder.find("一床蚕丝被") == []


@given(st.text(), st.sets(st.text(min_size=1, max_size=5), max_size=8))
def test_what_is_found_is_there(text: str, words: set[str]) -> None:
    for word in Finder(words).find(text):
        assert word in words and word in text
