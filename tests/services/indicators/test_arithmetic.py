"""Shares, changes, points and the four roundings, against figures of real papers and by property."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.indicators import arithmetic
from app.services.indicators.catalogue import catalogue
from app.services.indicators.formula import compute, parse, parts
from app.services.values import BLANK, NA, Value

COUNTS = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("now", "before", "decimals", "rate"),
    [
        (2450, 2717, 1, "-9.8"),  # a paper prints 10.9: it divided by «now»
        (24, 61, 1, "-60.7"),  # a paper prints a fall of 154.2 %
        (551780, 521976, 2, "5.71"),
        (521976, 561522, 2, "-7.04"),
        (5, 5, 2, "0.00"),
    ],
)
def test_a_change_is_in_percent_of_what_was_before(now: int, before: int, decimals: int, rate: str) -> None:
    found = arithmetic.change_rate(Decimal(now), Decimal(before))
    assert found is not None and format(arithmetic.rounded(found, decimals), "f") == rate


def test_without_a_base_there_is_no_change() -> None:
    assert arithmetic.change_rate(Decimal(7), Decimal(0)) is None
    assert arithmetic.percent(Decimal(0), Decimal(0)) is None


@given(COUNTS, COUNTS.filter(bool))
def test_a_count_never_falls_by_more_than_all_of_it(now: int, before: int) -> None:
    rate = arithmetic.change_rate(Decimal(now), Decimal(before))
    assert rate is not None and rate >= -100


@given(COUNTS, COUNTS.filter(bool), st.integers(0, 6))
def test_rounding_is_half_up_on_the_exact_quotient(part: int, whole: int, decimals: int) -> None:
    share = arithmetic.percent(Decimal(part), Decimal(whole))
    assert share is not None
    exact = Fraction(part * 100, whole) * 10**decimals
    floor = exact.numerator // exact.denominator
    up = floor + (exact - floor >= Fraction(1, 2))
    assert arithmetic.rounded(share, decimals) == Decimal(up).scaleb(-decimals)
    assert arithmetic.rounded(share, decimals, "truncate") == Decimal(floor).scaleb(-decimals)


@given(st.lists(COUNTS, min_size=1, max_size=30).filter(any), st.integers(0, 4))
def test_balanced_shares_come_to_a_hundred(counts: list[int], decimals: int) -> None:
    whole = Decimal(sum(counts))
    shares = [arithmetic.percent(Decimal(n), whole) for n in counts]
    balanced = arithmetic.balanced(shares, decimals)
    assert sum((s for s in balanced if s is not None), Decimal()) == 100
    plain = [arithmetic.rounded(s, decimals) for s in shares if s is not None]
    assert balanced[:-1] == plain[:-1]


def test_the_two_ways_of_subtracting_shares() -> None:
    now, before = arithmetic.percent(Decimal(2022), Decimal(551780)), arithmetic.percent(Decimal(1584), Decimal(521976))
    rounded = arithmetic.share_change(now, before, 2, "half-up", "rounded")
    unrounded = arithmetic.share_change(now, before, 2, "half-up", "unrounded")
    assert (str(rounded), str(unrounded)) == ("0.07", "0.06")


def test_minus_nothing_is_nothing() -> None:
    assert format(arithmetic.rounded(Decimal("-0.001"), 2), "f") == "0.00"


@pytest.mark.parametrize("indicator", [i for i in catalogue().indicators if i.kind == "D"], ids=lambda i: i.key)
def test_every_formula_of_the_catalogue_is_understood(indicator: object) -> None:
    tree = parse(indicator.formula)  # type: ignore[attr-defined]
    for part in parts(tree):
        assert part.indicator in catalogue()
    assert compute(tree, lambda _: Value.of(2)).state in ("value", "na")
    assert compute(tree, lambda _: BLANK) == BLANK
    assert compute(tree, lambda _: NA) == NA


@pytest.mark.parametrize("text", ["", "a +", "a b", "(a", "a @ b", "1..2", "all(a"])
def test_senseless_formulas_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse(text)


def test_an_approximate_part_makes_the_result_approximate() -> None:
    tree = parse("settled / accepted * 100")
    value = compute(tree, lambda part: Value.of(50, "余" if part.indicator == "settled" else ""))
    assert (value.number, value.approx) == (Decimal(100), "余")
