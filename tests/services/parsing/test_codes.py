"""Codes of traders and identity numbers: doubts warn."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.parsing.codes import (
    CREDIT_SIGNS,
    credit_check,
    id_card_check,
    organisation_check,
    parse_id_card,
    parse_trader_code,
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("91330100799655058B", "credit"),
        ("9133 0100 7996 5505 8b", "credit"),
        ("79965505-8", "organisation"),
        ("330100000000015", "licence"),
    ],
)
def test_right_trader_codes(text: str, kind: str) -> None:
    parsed = parse_trader_code(text)
    assert parsed.issues == ()
    assert parsed.value is not None
    assert parsed.value.kind == kind


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("91330100799655058C", "parsing.check_sign"),
        ("9133010079965505OB", "parsing.credit_sign"),
        ("79965505-9", "parsing.check_sign"),
        ("12345", "parsing.odd_trader_code"),
        ("没有营业执照", "parsing.odd_trader_code"),
    ],
)
def test_doubtful_trader_codes_are_kept(text: str, code: str) -> None:
    parsed = parse_trader_code(text)
    assert parsed.ok
    assert parsed.value is not None
    assert [issue.code for issue in parsed.warnings] == [code]


def test_identity_numbers() -> None:
    parsed = parse_id_card("11010519491231002x")
    assert parsed.issues == ()
    assert parsed.value is not None
    assert (parsed.value.birth, parsed.value.sex) == (date(1949, 12, 31), "2")
    assert parsed.value.age_on(date(2026, 12, 30)) == 76
    assert parsed.value.age_on(date(2026, 12, 31)) == 77
    assert parsed.value.age_on(date(1949, 12, 30)) is None
    old = parse_id_card("110105491231002")
    assert old.value is not None
    assert (old.value.birth, old.value.sex, old.issues) == (date(1949, 12, 31), "2", ())


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("110105194912310021", ["parsing.check_sign"]),
        ("11010519491331002X", ["parsing.id_card_birth", "parsing.check_sign"]),
        ("12345", ["parsing.odd_id_card"]),
    ],
)
def test_doubtful_identity_numbers_are_kept(text: str, codes: list[str]) -> None:
    parsed = parse_id_card(text)
    assert parsed.value is not None
    assert [issue.code for issue in parsed.warnings] == codes


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002x。",
        "１１０１０５１９４９１２３１００２Ｘ\n",
        "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
        "110105\n19491231\n002X",
        "幺幺零幺零五幺九四九幺二三幺零零二叉",
        "身份证号码是11010519491231002×",
    ],
)
def test_an_identity_number_as_pads_and_voice_bring_it(text: str) -> None:
    parsed = parse_id_card(text)
    assert parsed.issues == ()
    assert parsed.value is not None
    assert parsed.value.number == "11010519491231002X"


@pytest.mark.parametrize(
    "text",
    [
        "９１３３０１００７９９６５５０５８Ｂ。",
        "9133 0100 7996\n5505 8b",
        "统一社会信用代码：91330100799655058B",
        "九幺三三零幺零零七九九六五五零五八B",
    ],
)
def test_a_trader_code_as_pads_and_voice_bring_it(text: str) -> None:
    parsed = parse_trader_code(text)
    assert parsed.issues == ()
    assert parsed.value is not None
    assert parsed.value.code == "91330100799655058B"


def test_blank() -> None:
    assert parse_trader_code(" ").blank
    assert parse_id_card("").blank


@given(first=st.text(alphabet=CREDIT_SIGNS, min_size=17, max_size=17))
def test_every_computed_credit_check_is_accepted(first: str) -> None:
    assert parse_trader_code(first + credit_check(first)).issues == ()


@given(first=st.text(alphabet="0123456789ABCDEFGH", min_size=8, max_size=8))
def test_every_computed_organisation_check_is_accepted(first: str) -> None:
    assert parse_trader_code(first + organisation_check(first)).issues == ()


@given(birth=st.dates(date(1900, 1, 1), date(2025, 1, 1)), order=st.integers(0, 999))
def test_every_computed_identity_check_is_accepted(birth: date, order: int) -> None:
    first = f"330102{birth:%Y%m%d}{order:03d}"
    parsed = parse_id_card(first + id_card_check(first))
    assert parsed.issues == ()
    assert parsed.value is not None
    assert parsed.value.birth == birth


@given(text=st.one_of(st.text(), st.text(alphabet="0123456789Xx×叉幺零一代码证号是: -。\n", max_size=24)))
def test_nothing_is_an_error(text: str) -> None:
    assert parse_trader_code(text).ok
    assert parse_id_card(text).ok
