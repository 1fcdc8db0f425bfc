"""Numbers in figures and in words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.parsing.numerals import CHARACTERS, in_digits, is_vague, read_numeral, to_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", "0"),
        ("007", "7"),
        ("2,350.00", "2350"),
        ("12 345", "12345"),
        ("十", "10"),
        ("十二", "12"),
        ("二十七", "27"),
        ("廿三", "23"),
        ("一百零五", "105"),
        ("三百五", "350"),
        ("两千三百五十", "2350"),
        ("两千三百五", "2350"),
        ("三万六千", "36000"),
        ("一万二", "12000"),
        ("一万零二", "10002"),
        ("1.2万", "12000"),
        ("3千5", "3500"),
        ("3万500", "30500"),
        ("1百05", "105"),
        ("二〇二六", "2026"),
        ("三点五", "3.5"),
        ("三点零五万", "30500"),
        ("一万二千亿", "1200000000000"),
        ("贰仟叁佰伍拾", "2350"),
        ("1亿2000万", "120000000"),
    ],
)
def test_reads(text: str, expected: str) -> None:
    numeral = read_numeral(text)
    assert numeral is not None
    assert numeral.number == Decimal(expected)
    assert not numeral.misplaced


@pytest.mark.parametrize(
    "text",
    [
        "",
        "万",
        "百",
        "1万2万",
        "三十百",
        "一二十",
        "1.2万5",
        "3千5000",
        "1,2",
        "1,234,5",
        "12 3",
        "点五",
        "1..2",
        "9" * 30,
    ],
)
def test_is_no_number(text: str) -> None:
    assert read_numeral(text) is None


def test_a_misplaced_separator_is_noted() -> None:
    numeral = read_numeral("1,3641")
    assert numeral is not None
    assert (numeral.number, numeral.misplaced) == (Decimal(13641), True)


@given(number=st.integers(0, 10**16 - 1))
def test_words_come_back(number: int) -> None:
    for words in (to_words(number), to_words(number, "零壹贰叁肆伍陆柒捌玖", "拾佰仟")):
        numeral = read_numeral(words)
        assert numeral is not None
        assert numeral.number == number


@pytest.mark.parametrize("number", [-1, 10**16])
def test_words_have_bounds(number: int) -> None:
    with pytest.raises(ValueError, match="out of range"):
        to_words(number)


@given(text=st.text(alphabet=CHARACTERS + "0123456789., 点", max_size=24))
def test_never_fails(text: str) -> None:
    numeral = read_numeral(text)
    assert numeral is None or numeral.number >= 0


@pytest.mark.parametrize(
    "text", ["两三千", "百八十", "几十", "十七八", "200-300", "2、3百", "三百五六", "数百", "千把块", "上万"]
)
def test_names_no_single_number(text: str) -> None:
    assert is_vague(text)


@pytest.mark.parametrize("text", ["二百五", "一百八十", "十七", "三千五", "-5", "二〇二六", "12", "很多"])
def test_names_one_number_or_none(text: str) -> None:
    assert not is_vague(text)


def test_digit_by_digit() -> None:
    assert in_digits("幺三八零五七幺二二三六") == "13805712236"
    assert in_digits("转〇1") == "转01"
