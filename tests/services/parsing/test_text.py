"""Spellings made comparable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.parsing.text import (
    clean,
    entered,
    halfwidth,
    is_unit,
    normal,
    normal_label,
    normal_name,
    one_line,
    split_heading,
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张  三", "张三"),
        ("\u3000王\u3000老五\u200b", "王老五"),
        ("买买提\uff0e艾力", "买买提·艾力"),
        ("买买提 • 艾力", "买买提·艾力"),
        ("John  Smith", "John Smith"),
        ("𬱖㛃 䶮", "𬱖㛃䶮"),
        ("\ufa11", "\ufa11"),
    ],
)
def test_names_keep_their_characters(text: str, name: str) -> None:
    assert normal_name(text) == name


@pytest.mark.parametrize(
    ("heading", "words", "unit"),
    [
        ("挽回经济损失\uff08万元\uff09", "挽回经济损失", "万元"),
        ("涉案金额(单位:元)", "涉案金额", "元"),
        ("金额/元", "金额", "元"),
        ("投诉人(姓名)", "投诉人(姓名)", ""),
        ("登记\n日期*", "登记日期", ""),
        ("\u3000\u3000食品类", "食品类", ""),
        ("比重(%)", "比重", "%"),
    ],
)
def test_headings(heading: str, words: str, unit: str) -> None:
    assert split_heading(heading) == (words, unit)


def test_labels_compare_without_spaces_and_widths() -> None:
    assert normal_label("电冰箱\uff08冰柜\uff09") == normal_label("电冰箱 (冰柜)")
    assert normal_label("【合 计】") == "(合计)"


def test_units() -> None:
    assert is_unit("万元")
    assert is_unit("人次")
    assert not is_unit("姓名")


@given(text=st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    for function in (halfwidth, normal, normal_name, normal_label):
        once = function(text)
        assert function(once) == once
    split_heading(text)


def test_halves_of_characters_are_marked() -> None:
    assert clean("王\udcba明\ud83d") == "王\ufffd明\ufffd"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("２３５０。\n", "2350"),
        ("“质量”，", "质量"),
        ("1 3 8 0", "1380"),
        ("2 3 . 5", "23.5"),
        ("3 15", "3 15"),
        ("3 5", "3 5"),
        ("12 345", "12 345"),
        ("。", ""),
    ],
)
def test_what_pads_and_voice_add_is_gone(text: str, expected: str) -> None:
    assert entered(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("王建国。", "王建国"),
        ("浙江省\n丽水市\r\n莲都区", "浙江省丽水市莲都区"),
        ("中山街12\n号", "中山街12号"),
        ("John\nSmith", "John Smith"),
        ("老王 水果店，", "老王 水果店"),
        ("A. B.", "A. B."),
        ("。", "。"),
        ("", ""),
    ],
)
def test_a_short_text_is_one_line_without_a_full_stop(text: str, expected: str) -> None:
    assert one_line(text) == expected


@given(text=st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert one_line(one_line(text)) == one_line(text)
    entered(entered(text))
