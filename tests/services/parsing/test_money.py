"""Amounts of money in every spelling, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.parsing.money import Money, format_yuan, in_capitals, parse_money, say_money


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
        ("2350。", 235_000, ""),
        ("２３５０元。", 235_000, ""),
        ("两千\n三百五十。", 235_000, ""),
        ("2350\n", 235_000, ""),
        ("2 3 5 0", 235_000, ""),
        ("2 3 5 0 . 5 0", 235_050, ""),
        ("2350。50", 235_050, ""),
        ("三千五", 350_000, ""),
        ("两百五", 25_000, ""),
        ("一万二", 1_200_000, ""),
        ("幺千", 100_000, ""),
        ("1.2w", 1_200_000, ""),
        ("３Ｋ", 300_000, ""),
        ("2350块5毛", 235_050, ""),
        ("2350块5毛钱。", 235_050, ""),
        ("两块半", 250, ""),
        ("俩块钱", 200, ""),
        ("一共2350元", 235_000, ""),
        ("金额是：2350元", 235_000, ""),
        ("大概2350元左右", 235_000, "近"),
        ("大约两千块钱", 200_000, "近"),
        ("差不多3千5", 350_000, "近"),
        ("两千多块", 200_000, "多"),
        ("两千出头", 200_000, "余"),
        ("约12元5角", 1_250, "近"),
        ("12块5左右", 1_250, "近"),
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
        ("两三千", "parsing.vague_number"),
        ("百八十块", "parsing.vague_number"),
        ("千儿八百", "parsing.vague_number"),
        ("几百块钱", "parsing.vague_number"),
        ("200-300元", "parsing.vague_number"),
        ("1000元到2000元", "parsing.vague_number"),
        ("2000到3000", "parsing.vague_number"),
        ("十几块", "parsing.vague_number"),
        ("十七八", "parsing.vague_number"),
        ("万把块", "parsing.vague_number"),
        ("23 50", "parsing.not_money"),
        ("。", "parsing.not_money"),
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
        (50, "伍角"),
        (235_000, "贰仟叁佰伍拾元整"),
        (100_050, "壹仟元伍角"),
        (140_950, "壹仟肆佰零玖元伍角"),
        (600_714, "陆仟零柒元壹角肆分"),
        (168_032, "壹仟陆佰捌拾元叁角贰分"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (1_000_350, "壹万零叁元伍角"),
        (10_000_005_000, "壹亿零伍拾元整"),
        (100_505, "壹仟零伍元零伍分"),
        (1_001_000_000, "壹仟零壹万元整"),
        (-1_500, "负壹拾伍元整"),
    ],
)
def test_capital_amounts(fen: int, words: str) -> None:
    assert in_capitals(fen) == words


@given(fen=st.integers(0, 10**14))
def test_amounts_come_back(fen: int) -> None:
    for text in (format_yuan(fen), format_yuan(fen) + "元", in_capitals(fen), f"{fen // 100}.{fen % 100:02d}"):
        assert parse_money(text).value == Money(fen)


def _read_back(words: str) -> int:
    """Fen of a capital amount by a reading of its own: every sign in its place, no numerals of the program."""
    whole, _, rest = words.removesuffix("整").rpartition("元")
    total = section = digit = 0
    for sign in whole.replace("亿", "亿 ").replace("万", "万 "):
        if sign in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(sign)
        elif sign in "拾佰仟":
            section, digit = section + digit * 10 ** ("拾佰仟".index(sign) + 1), 0
        elif sign in "万亿":
            total = (
                (total + section + digit) * (10**4 if sign == "万" else 10**8)
                if sign == "亿"
                else (total + (section + digit) * 10**4)
            )
            section = digit = 0
    fen = (total + section + digit) * 100
    for place, sign in enumerate(rest):
        if sign in "角分":
            fen += "零壹贰叁肆伍陆柒捌玖".index(rest[place - 1]) * (10 if sign == "角" else 1)
    return fen


@given(
    fen=st.one_of(
        st.integers(0, 10**14),
        st.integers(0, 10**7),
        st.builds(lambda a, b: a * 10**b, st.integers(0, 999), st.integers(0, 11)),
    )
)
def test_capitals_read_back_by_a_reading_of_their_own(fen: int) -> None:
    words = in_capitals(fen)
    assert _read_back(words) == fen
    assert words.endswith(("元整", "角", "分"))
    assert "零零" not in words and not words.startswith("零角")
    assert parse_money(words).value == Money(fen)


@pytest.mark.parametrize(
    ("fen", "approx", "said"),
    [
        (235_000, "", "2,350.00 元 · 贰仟叁佰伍拾元整"),
        (235_000, "近", "约 2,350.00 元 · 贰仟叁佰伍拾元整"),
        (235_050, "多", "2,350.50 元多 · 贰仟叁佰伍拾元伍角"),
    ],
)
def test_what_is_shown_back(fen: int, approx: str, said: str) -> None:
    assert say_money(fen, approx) == said  # type: ignore[arg-type] # parametrised literals


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
