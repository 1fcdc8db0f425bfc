"""Names of figures, periods of reporting, and the three absences."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError
from app.services import units
from app.services.keys import SPANS, Key, merge_keys, parse_key
from app.services.periods import month_of, parse_period, with_cut_off
from app.services.values import BLANK, NA, UNREADABLE, Value, add

WORDS = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True)
CODES = st.from_regex(r"[A-Z0-9]{1,10}", fullmatch=True)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**9, places=2)


@given(WORDS, st.dictionaries(WORDS, CODES, max_size=3), st.sampled_from(SPANS))
def test_a_key_survives_its_spelling(indicator: str, where: dict[str, str], span: str) -> None:
    key = Key(indicator, tuple(sorted(where.items())), span)
    assert parse_key(str(key)) == key


def test_parts_of_a_key_merge() -> None:
    key = merge_keys("accepted|category=0103000000", "|nature=N01@last-year")
    assert str(key) == "accepted|category=0103000000|nature=N01@last-year"
    assert str(parse_key("accepted")) == "accepted@current"


@pytest.mark.parametrize("parts", [("accepted", "closed"), ("|a=1", "|a=2"), ("|a=1",), ("x@ytd", "@current")])
def test_parts_that_disagree_are_refused(parts: tuple[str, ...]) -> None:
    with pytest.raises(AppError):
        merge_keys(*parts)


@pytest.mark.parametrize("text", ["", "a|", "a|b", "a@never", "a|b=1|b=2", "1a", "a b"])
def test_senseless_keys_are_refused(text: str) -> None:
    with pytest.raises(AppError):
        parse_key(text)


@pytest.mark.parametrize(
    ("text", "label", "last_year", "previous", "ytd"),
    [
        ("2026-03", "2026年3月", "2025-03", "2026-02", "2026-01..2026-03"),
        ("2026-01", "2026年1月", "2025-01", "2025-12", "2026-01"),
        ("2026Q1", "2026年第一季度", "2025Q1", "2025Q4", "2026Q1"),
        ("2026Q3", "2026年第三季度", "2025Q3", "2026Q2", "2026-01..2026-09"),
        ("2026H1", "2026年上半年", "2025H1", "2025H2", "2026H1"),
        ("2026", "2026年", "2025", "2025", "2026"),
        ("2026-01..2026-05", "2026年1月至5月", "2025-01..2025-05", "2025-08..2025-12", "2026-01..2026-05"),
        (
            "2024-02-01..2024-02-29", "2024年2月1日至2024年2月29日", "2023-02-01..2023-02-28",
            "2024-01-03..2024-01-31", "2024-01-01..2024-02-29",
        ),
        ("2026-315", "2026年3·15活动周", "2025-315", "2025-315", "2026-01-01..2026-03-15"),
    ],
)  # fmt: skip
def test_periods(text: str, label: str, last_year: str, previous: str, ytd: str) -> None:
    period = parse_period(text)
    assert (period.label, period.last_year.text, period.previous.text, period.year_to_date.text) == (
        label, last_year, previous, ytd,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "三月", "2026-13", "2026Q5", "2026-05..2026-01", "2026-02-30..2026-03-01", "26-03"]
)
def test_senseless_periods_are_refused(text: str) -> None:
    with pytest.raises(AppError):
        parse_period(text)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_months_follow_each_other_without_gap(day: date) -> None:
    month = month_of(day)
    assert day in month
    assert month.previous.end + timedelta(days=1) == month.start
    assert month.year_to_date.months[-1] == month


def test_three_absences_add_differently() -> None:
    two = Value.of(2)
    assert add([two, BLANK, Value.of(3)]) == Value.of(5)
    assert add([BLANK, BLANK]) == BLANK
    assert add([NA, NA]) == NA
    assert add([Value.of(0), BLANK]) == Value.of(0)
    assert add([two, UNREADABLE]) == UNREADABLE
    assert str(add([Value.of(3100, "余"), two])) == "3102余"


def test_a_value_is_never_a_binary_float() -> None:
    with pytest.raises(TypeError):
        Value.of(0.1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="cannot hold"):
        Value("blank", Decimal(0))


@given(NUMBERS, st.sampled_from(["元", "万元", "件", "万份", "千元", "亿元", "%"]))
def test_units_there_and_back(number: Decimal, unit: str) -> None:
    value = Value.of(number)
    there = units.in_unit(value, unit)
    back = units.to_base(there, unit)
    assert back.number == number


@pytest.mark.parametrize("day", range(1, 31))
@pytest.mark.parametrize("text", ["2026-01", "2026-02", "2026-03", "2026-12", "2028-03", "2026Q2", "2026H1", "2026"])
def test_a_cut_off_changes_the_days_of_a_period_and_not_its_name(text: str, day: int) -> None:
    whole, cut = parse_period(text), with_cut_off(parse_period(text), day)
    assert cut.label == whole.label
    for span in ("last-year", "previous", "ytd", "last-ytd"):
        assert cut.span(span).text == whole.span(span).text
    assert cut.previous.end < cut.start or cut.kind == "year"
