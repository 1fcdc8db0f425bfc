"""Figures as offices write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.parsing.counts import parse_count


@pytest.mark.parametrize(
    ("text", "shown", "unit"),
    [
        ("3100余人次", "3100余", "人次"),
        ("近5000条", "近5000", "条"),
        ("28.7万份", "287000", "份"),
        ("3.6 万件", "36000", "件"),
        ("二十七件", "27", "件"),
        ("三万六千", "36000", ""),
        ("１２件", "12", "件"),
        ("30多", "30多", ""),
        ("100多(标值)", "100多", ""),
        ("96+", "96多", ""),
        ("十余家", "10余", "家"),
        ("600余万", "6000000余", ""),
        ("190余", "190余", ""),
        ("约200人", "近200", "人"),
        ("0", "0", ""),
        ("0件", "0", "件"),
        ("3户(次)", "3", "户(次)"),
        ("3个。", "3", "个"),
        ("俩", "2", ""),
        ("两人\n", "2", "人"),
        ("大概30人左右", "近30", "人"),
        ("六十八岁。", "68", "岁"),
        ("6 8 0", "680", ""),
        ("两千出头", "2000余", ""),
    ],
)
def test_reads_the_figure(text: str, shown: str, unit: str) -> None:
    parsed = parse_count(text)
    assert parsed.value is not None
    assert parsed.issues == ()
    assert (str(parsed.value.value).removesuffix(".0"), parsed.value.unit.removeprefix("万")) == (shown, unit)


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("4万余元", "万元", "4"),
        ("51.16", "万元", "51.16"),
        ("217326.00元", "万元", "21.7326"),
        ("217326.00元", "元", "217326"),
        ("28.7万", "万份", "28.7"),
        ("28.7万份", "份", "287000"),
        ("95%", "%", "95"),
    ],
)
def test_answers_in_the_unit_of_the_place(text: str, unit: str, number: str) -> None:
    parsed = parse_count(text, unit)
    assert parsed.value is not None
    assert parsed.value.value.number == Decimal(number)
    assert parsed.issues == ()


@pytest.mark.parametrize("text", ["", "  ", "__", "＿＿", "blank"])
def test_nothing_written_is_missing_not_zero(text: str) -> None:
    parsed = parse_count(text)
    assert parsed.value is not None
    assert parsed.value.value.state == "blank"
    assert parsed.ok


@pytest.mark.parametrize("text", ["—", "－", "/", "不适用", "na", "N/A"])
def test_not_applicable_is_a_third_thing(text: str) -> None:
    parsed = parse_count(text)
    assert parsed.value is not None
    assert parsed.value.value.state == "na"
    assert parsed.ok


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("X人次", "parsing.not_a_number"),
        ("每月≥2次/户", "parsing.not_a_number"),
        ("若干", "parsing.not_a_number"),
        ("无", "parsing.not_a_number"),
        ("12只鸡", "parsing.unknown_unit"),
        ("-267", "parsing.negative"),
        ("1,5", "parsing.not_a_number"),
        ("十几", "parsing.vague_number"),
        ("两三百人", "parsing.vague_number"),
        ("。", "parsing.not_a_number"),
    ],
)
def test_unreadable_is_said(text: str, code: str) -> None:
    parsed = parse_count(text)
    assert parsed.value is not None
    assert parsed.value.value.state == "error"
    assert parsed.error is not None
    assert parsed.error.code == code
    assert text in parsed.error.message


def test_flags_what_is_doubtful() -> None:
    separator = parse_count("1,3641")
    assert separator.value is not None
    assert separator.value.value.number == 13641
    assert [issue.code for issue in separator.warnings] == ["parsing.separator"]
    other = parse_count("12元", "件")
    assert [issue.code for issue in other.warnings] == ["parsing.other_unit"]


def test_changes_may_be_negative() -> None:
    parsed = parse_count("-267", "件", signed=True)
    assert parsed.value is not None
    assert parsed.value.value.number == -267


@given(number=st.integers(0, 10**12), approx=st.sampled_from(["", "余", "近", "多"]))
def test_what_is_shown_is_read_again(number: int, approx: str) -> None:
    text = f"近{number}" if approx == "近" else f"{number}{approx}"
    parsed = parse_count(text)
    assert parsed.value is not None
    assert str(parsed.value.value) == text


@given(text=st.one_of(st.text(), st.text(alphabet="近约0123456789.,+-余多万千元件人次份%()点一二十 ", max_size=12)))
def test_no_text_is_too_strange(text: str) -> None:
    for unit in ("", "万元", "件"):
        parsed = parse_count(text, unit, signed=True)
        assert parsed.value is not None
        assert (parsed.value.value.state == "error") == (not parsed.ok)
        for issue in parsed.issues:
            assert issue.message


def test_long_prose_is_refused_at_once() -> None:
    for text in ("(" * 32_767, "1,2 " * 8_000, "三" * 32_767):
        parsed = parse_count(text)
        assert parsed.issues
        assert len(parsed.issues[0].message) < 1_000
