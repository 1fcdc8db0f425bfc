"""Dates as the papers of a month mean them."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.periods import parse_period
from app.services.piles.days import dated, of_month

MARCH = parse_period("2026-03")
TODAY = date(2026, 4, 7)


@pytest.mark.parametrize(
    ("text", "follows", "meant"),
    [
        ("5", None, "2026-03-05"),
        ("５号", None, "2026-03-05"),
        ("十五", None, "2026-03-15"),
        ("3.15", None, "2026-03-15"),
        ("三月十五", None, "2026-03-15"),
        ("2月28日", None, "2026-02-28"),
        ("4.2", None, "2026-04-02"),
        ("2025.3.5", None, "2025.3.5"),
        ("20260315", None, "20260315"),
        ("20", date(2026, 3, 18), "2026-03-20"),
        ("2", date(2026, 3, 18), "2026-04-02"),
        ("31", date(2026, 3, 31), "2026-03-31"),
        ("4月2日", date(2026, 3, 18), "2026-04-02"),
        ("不知道", None, "不知道"),
        ("", None, ""),
    ],
)
def test_a_day_means_the_pile_s_month(text: str, follows: date | None, meant: str) -> None:
    assert of_month(text, MARCH, TODAY, follows) == meant


def test_an_old_pile_is_not_drawn_into_this_year() -> None:
    found = dated({"received_on": "12.28", "closed_on": "1月5日"}, "2023-12", TODAY)
    assert found == {"received_on": "2023-12-28", "closed_on": "2024-01-05"}


def test_a_day_the_month_does_not_have_is_left_to_be_refused() -> None:
    assert of_month("31", parse_period("2026-02"), TODAY) == "2026年2月31日"


def test_yesterday_on_a_paper_is_the_day_before_the_paper() -> None:
    found = dated({"received_on": "18", "purchased_on": "昨天", "happened_on": "3.12"}, "2026-03", TODAY)
    assert found == {"received_on": "2026-03-18", "purchased_on": "2026-03-17", "happened_on": "2026-03-12"}


def test_what_the_case_already_says_is_what_the_next_step_follows() -> None:
    known = {"received_on": date(2026, 3, 18), "accepted_on": date(2026, 3, 20)}
    assert dated({"closed_on": "19"}, "2026-03", TODAY, known) == {"closed_on": "2026-04-19"}
