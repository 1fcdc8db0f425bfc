"""Amounts of money in every spelling, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.parsing.money import Money, capital_amount, format_yuan, parse_money


@pytest.mark.parametrize(
    ("text", "fen", "approx"),
    [
        ("两千三百五十", 235_000, ""),
        ("1.2万", 1_200_000, ""),
        ("3千5", 350_000, ""),
        ("2,350.00", 235_000, ""),
        ("２，３５０．００", 235_000, ""),
        ("¥2350", 235_000, ""),
        ("\uffe52350元", 235_000, ""),
        ("人民币 2350 元整", 235_000, ""),
        ("217326.00元", 21_732_600, ""),
        ("4万余元", 4_000_000, "余"),
        ("近5000", 500_000, "近"),
        ("600余万", 600_000_000, "余"),
        ("12元5角", 1_250, ""),
        ("12元5", 1_250, ""),
        ("两块零五分", 205, ""),
        ("3块5", 350, ""),
        ("5毛", 50, ""),
        ("0", 0, ""),
        ("贰仟叁佰伍拾元整", 235_000, ""),
    ],
)
def test_reads_the_amount(text: str, fen: int, approx: str) -> None:
    parsed = parse_money(text)
    assert parsed.issues == ()
    assert parsed.value == Money(fen, approx)  # type: ignore[arg-type] # parametrised literals


@pytest.mark.parametrize(
    ("text", "fen"), [("51.16", 51_160_000), ("1.2万", 1_200_000), ("217326元", 21_732_600), ("0.5万元", 500_000)]
)
def test_a_bare_number_is_in_the_unit_of_the_heading(text: str, fen: int) -> None:
    assert parse_money(text, "万元").value == Money(fen)


@pytest.mark.parametrize("text", ["", " ", "—", "/", "__"])
def test_blank(text: str) -> None:
    assert parse_money(text).blank


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("很多钱", "parsing.not_money"),
        ("万元", "parsing.not_money"),
        ("12件", "parsing.not_money"),
        ("1.2万5", "parsing.not_money"),
        ("-5", "parsing.negative"),
        ("99999999999999", "parsing.too_large"),
    ],
)
def test_says_what_is_no_money(text: str, code: str) -> None:
    parsed = parse_money(text)
    assert parsed.error is not None
    assert parsed.error.code == code
    assert text in parsed.error.message


def test_warns_of_rounding_and_separators() -> None:
    rounded = parse_money("2350.005")
    assert rounded.value == Money(235_001)
    assert [issue.code for issue in rounded.warnings] == ["parsing.rounded_to_fen"]
    separator = parse_money("1,3641元")
    assert separator.value == Money(1_364_100)
    assert [issue.code for issue in separator.warnings] == ["parsing.separator"]


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (235_000, "贰仟叁佰伍拾元整"),
        (100_050, "壹仟元伍角整"),
        (100_505, "壹仟零伍元零伍分"),
        (1_001_000_000, "壹仟零壹万元整"),
        (-1_500, "负壹拾伍元整"),
    ],
)
def test_capital_amounts(fen: int, words: str) -> None:
    assert capital_amount(fen) == words


@given(fen=st.integers(0, 10**14))
def test_amounts_come_back(fen: int) -> None:
    for text in (format_yuan(fen), format_yuan(fen) + "元", capital_amount(fen), f"{fen // 100}.{fen % 100:02d}"):
        assert parse_money(text).value == Money(fen)


@given(text=st.one_of(st.text(), st.text(alphabet="近约0123456789.,¥元角分块毛余多万千十一二三点零整 ", max_size=12)))
def test_no_text_is_too_strange(text: str) -> None:
    for unit in ("元", "万元"):
        parsed = parse_money(text, unit)
        assert parsed.value is None or parsed.value.fen >= 0
        for issue in parsed.issues:
            assert issue.message


def test_long_prose_is_refused_at_once() -> None:
    for text in ("(" * 32_767, "1,2 " * 8_000, "三" * 32_767):
        parsed = parse_money(text)
        assert parsed.issues
        assert len(parsed.issues[0].message) < 1_000
