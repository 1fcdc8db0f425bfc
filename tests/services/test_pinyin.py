"""Words found by how they sound."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.paths import resources
from app.services.pinyin import MOST_READINGS, find, is_latin, rank, readings

NAMES = st.text(alphabet="红米手机单曾重行长乐解仇区朴查翟尉迟王建国丽水市莲都4Sab（）·", min_size=1, max_size=14)


def test_the_shipped_readings_are_those_of_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "packaging"))
    from refresh_reference_data import pinyin_text  # type: ignore[import-not-found, unused-ignore]

    assert (resources() / "pinyin" / "readings.txt").read_text(encoding="utf-8") == pinyin_text()
    sys.modules.pop("refresh_reference_data")


@pytest.mark.parametrize(
    "typed", ["红米", "红mi", "hm", "hongmi", "hongm", "hmi", "HONGMI", "ｈｍ", "hong'mi", "hong mi。"]
)
def test_every_way_of_typing_finds_it(typed: str) -> None:
    assert rank(typed, "红米") is not None
    assert rank(typed, "小红米（国产）") is not None


@pytest.mark.parametrize("typed", ["蓝", "hmx", "mh", "hongmii", "gm", "x红米"])
def test_what_does_not_fit(typed: str) -> None:
    assert rank(typed, "红米") is None


@pytest.mark.parametrize(
    ("word", "sounds"),
    [
        ("单", "shan dan"),
        ("曾", "zeng ceng"),
        ("重", "chong zhong"),
        ("行", "hang xing"),
        ("长", "chang zhang"),
        ("乐", "le yue"),
        ("解", "xie jie"),
        ("仇", "qiu chou"),
        ("区", "ou qu"),
        ("朴", "piao pu"),
        ("查", "zha cha"),
        ("翟", "zhai di"),
        ("尉迟", "yuchi weichi yc wc"),
        ("吕", "lv lü"),
    ],
)
def test_names_are_found_under_each_reading(word: str, sounds: str) -> None:
    for sound in sounds.split():
        assert rank(sound, f"{word}建国") is not None, sound


def test_dead_readings_find_nothing() -> None:
    assert readings("手机") == readings("手机")
    assert readings("手机").full == ("shouji",)
    assert readings("红米").initials == ("hm",)


def test_the_best_goes_first() -> None:
    words = ["大红米线", "红木家具", "红米", "红米手机", "花木", "虹米", "洪明"]

    def best(typed: str) -> list[str]:
        found = [(place, word) for word in words if (place := rank(typed, word)) is not None]
        return [word for _, word in sorted(found)]

    assert best("红米") == ["红米", "红米手机", "大红米线"]
    assert best("hongmi")[:2] == ["红米", "虹米"]
    assert best("hongmi")[-1] == "大红米线"
    assert best("hm")[-2:] == ["红米手机", "大红米线"]
    assert set(best("hm")[:4]) == {"红米", "虹米", "洪明", "花木"}
    assert best("hongmu") == ["红木家具"]


def test_an_exact_word_goes_before_a_longer_and_an_inner_one_last() -> None:
    places = [rank("sj", word) for word in ("手机", "手机店", "二手机")]
    assert None not in places
    assert places == sorted(places, key=lambda place: place or 0)
    assert rank("shouji", "手机") == 2
    assert rank("shouj", "手机") == 1002


def test_other_names_come_behind_the_name_itself() -> None:
    assert rank("sj", "移动电话", ["手机"]) is not None
    own, other = rank("sj", "手机"), rank("sj", "移动电话", ["手机"])
    assert own is not None and other is not None and own < other
    assert rank("sj", "手机", ["手机"]) == own


def test_letters_and_figures_in_names() -> None:
    for typed in ("4s", "4sd", "4sdian", "bm4s", "宝马4", "4s店"):
        assert rank(typed, "宝马4S店") is not None, typed
    assert rank("iph", "iPhone手机") is not None
    assert rank("isj", "iPhone手机") is not None
    assert rank("315", "3·15 活动") is not None
    assert rank("hone", "iPhone手机") is not None


def test_where_it_was_found() -> None:
    match = find("hm", "小（红）米店")
    assert match is not None
    assert "小（红）米店"[match.start : match.end] == "红）米"


def test_nothing_typed_fits_everything_alike() -> None:
    assert rank("", "红米") == rank(" ", "手机") == 0
    assert rank("。", "手机") is None


def test_letters_alone() -> None:
    assert is_latin("sj") and is_latin("xi'an") and is_latin("ｓｊ") and is_latin("lü")
    assert not is_latin("") and not is_latin("手ji") and not is_latin("12") and not is_latin("' ")


def test_the_number_of_readings_is_bounded() -> None:
    many = readings("重行长乐解仇区朴查曾" * 6)
    assert len(many.full) == len(many.initials) == MOST_READINGS


@given(word=NAMES)
def test_every_reading_finds_the_word(word: str) -> None:
    known = readings(word)
    for typed in (*known.full[:8], *known.initials[:8]):
        assert not typed or rank(typed, word) is not None


@given(word=NAMES, typed=NAMES)
def test_part_of_a_word_finds_it(word: str, typed: str) -> None:
    if any(c.isalnum() for c in typed):
        assert rank(typed, word + typed + word) is not None


@given(typed=st.text(), word=st.text())
def test_no_text_is_too_strange(typed: str, word: str) -> None:
    match = find(typed, word)
    assert match is None or 0 <= match.start <= match.end <= len(word)
    readings(word)
    is_latin(typed)


def test_five_hundred_words_within_a_key_press() -> None:
    words = [
        f"{a}{b}{c}市场第{n}店"
        for n, (a, b, c) in enumerate(zip("红洪花黄何" * 100, "米木明门马" * 100, "手长行店城" * 100, strict=True))
    ]
    for word in words:
        rank("z", word)
    for typed in ("hm", "hongmi", "sc", "dian", "h"):
        best = min(_timed(typed, words) for _ in range(5))
        assert best < 0.02, (typed, best)


def _timed(typed: str, words: list[str]) -> float:
    begun = time.perf_counter()
    for word in words:
        rank(typed, word)
    return time.perf_counter() - begun
