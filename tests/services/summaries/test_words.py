"""Figures as sentences have them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.indicators.arithmetic import change_rate
from app.services.summaries import words
from app.services.values import BLANK, Value


@pytest.mark.parametrize(
    ("number", "approx", "unit", "said"),
    [
        ("2450", "", "件", "2450件"),
        ("13641", "", "件", "13641件"),
        ("3100", "余", "人次", "3100余人次"),
        ("5000", "近", "条", "近5000条"),
        ("287000", "", "份", "28.7万份"),
        ("287123", "", "份", "287123份"),
        ("40000", "余", "元", "4万余元"),
        ("511600", "", "元", "51.16万元"),
        ("217326.00", "", "元", "21.73万元"),
        ("9134.50", "", "元", "9134.5元"),
        ("30", "多", "辆", "30多辆"),
        ("98.2456", "", "%", "98.2%"),
        ("60", "", "%", "60%"),
        ("738630000", "", "元", "7.3863亿元"),
    ],
)
def test_values_with_their_units(number: str, approx: str, unit: str, said: str) -> None:
    assert words.said(Value.of(number, approx), unit) == said  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "before", "sentence"),
    [
        (2450, 2717, "同比下降9.8%"),
        (24, 61, "同比下降60.7%"),
        (25, 10, "同比上升150%"),
        (5, 5, "与上年同期持平"),
        (0, 7, "同比下降100%"),
        (3, 0, "上年同期为0，无可比数"),
        (0, 0, "上年同期为0，无可比数"),
        (3, None, "上年同期无可比数"),
        (100001, 100000, "同比上升0.001%"),
    ],
)
def test_changes_of_counts(now: int, before: int | None, sentence: str) -> None:
    then = BLANK if before is None else Value.of(before)
    change = None if before is None else change_rate(Decimal(now), Decimal(before))
    assert words.change_sentence(Value.of(now), then, change, "last-year", "%", 1) == sentence


def test_rates_change_by_points_never_by_per_cent() -> None:
    now, before = Value.of("98.2"), Value.of("95.0")
    assert words.change_sentence(now, before, Decimal("3.2"), "last-year", "百分点", 1) == "同比上升3.2个百分点"
    assert words.change_sentence(now, before, Decimal("-3.25"), "previous", "百分点", 1) == "环比下降3.3个百分点"
    assert words.change_sentence(now, now, Decimal(0), "previous", "百分点", 1) == "与上期持平"


def test_differences() -> None:
    assert words.difference_sentence(Value.of(2450), Value.of(2717), "last-year", "件") == "减少267件"
    assert words.difference_sentence(Value.of(2450), BLANK, "previous", "件") == "上期无可比数"


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_a_count_moves_as_its_numbers_do(now: int, before: int) -> None:
    change = change_rate(Decimal(now), Decimal(before))
    said = words.change_sentence(Value.of(now), Value.of(before), change, "last-year", "%", 1)
    if now == before:
        assert said == "与上年同期持平"
        return
    assert ("上升" in said) == (now > before) or "基本持平" in said
    if "下降" in said:
        assert Decimal(said.removeprefix("同比下降").removesuffix("%")) <= 100


def test_headings_are_numbered_in_chinese() -> None:
    assert [words.ordinal(number) for number in (1, 9, 10, 11, 20, 35)] == ["一", "九", "十", "十一", "二十", "三十五"]


@pytest.mark.parametrize(
    ("now", "before", "rate", "difference"),
    [
        (Value.of(3100, "余"), Value.of(3000), "同比上升约3.3%", "增加约100件"),
        (Value.of(3100, "余"), Value.of(3100), "与上年同期基本持平", "与上年同期基本持平"),
        (Value.of(3000), Value.of(3100, "近"), "同比下降约3.2%", "减少约100件"),
        (Value.of(-5), Value.of(-10), "上年同期为负数，无可比数", "增加5件"),
    ],
)
def test_what_is_approximate_or_below_nothing_is_not_told_as_exact(
    now: Value, before: Value, rate: str, difference: str
) -> None:
    assert now.number is not None and before.number is not None
    change = change_rate(now.number, before.number)
    assert words.change_sentence(now, before, change, "last-year", "%", 1) == rate
    assert words.difference_sentence(now, before, "last-year", "件") == difference
