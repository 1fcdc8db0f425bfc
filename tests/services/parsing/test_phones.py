"""Telephone numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.parsing.phones import KIND_LABELS, parse_phone


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("13812345678", "13812345678", "mobile"),
        ("138 1234 5678", "13812345678", "mobile"),
        ("+86 138-1234-5678", "13812345678", "mobile"),
        ("１３８１２３４５６７８", "13812345678", "mobile"),
        ("0571-87654321", "0571-87654321", "landline"),
        ("057187654321", "0571-87654321", "landline"),
        ("(0571)87654321", "0571-87654321", "landline"),
        ("0571 87654321转801", "0571-87654321-801", "landline"),
        ("0571-87654321-801", "0571-87654321-801", "landline"),
        ("010-87654321", "010-87654321", "landline"),
        ("+86 571 87654321", "0571-87654321", "landline"),
        ("87654321", "87654321", "landline"),
        ("400-123-4567", "400-123-4567", "400"),
        ("4001234567", "400-123-4567", "400"),
        ("8001234567", "800-123-4567", "800"),
        ("12315", "12315", "short"),
        ("95588", "95588", "short"),
        ("661234", "661234", "short"),
        ("13812345678/0571-87654321", "13812345678、0571-87654321", "mobile"),
        ("13812345678、13912345678", "13812345678、13912345678", "mobile"),
        ("幺三八零五七幺二二三六", "13805712236", "mobile"),
        ("幺三八零五七幺二二三六。", "13805712236", "mobile"),
        ("一三八 零五七一 二二三六", "13805712236", "mobile"),
        ("零五七幺八七六五四三二幺转八零幺", "0571-87654321-801", "landline"),
        ("1 3 8 0 5 7 1 2 2 3 6", "13805712236", "mobile"),
        ("１３８０５７１\n２２３６。", "13805712236", "mobile"),
        ("电话是13805712236", "13805712236", "mobile"),
        ("手机号码：138 0571 2236", "13805712236", "mobile"),
        ("我的手机是幺三八零五七幺二二三六", "13805712236", "mobile"),
        ("13805712236\n0571-87654321", "13805712236、0571-87654321", "mobile"),
        ("13805712236或者13905712236", "13805712236、13905712236", "mobile"),
        ("手机13805712236座机0571-87654321", "13805712236、0571-87654321", "mobile"),
        ("12315转2", "12315转2", "short"),
        ("400-123-4567 分机 801", "400-123-4567转801", "400"),
        ("13805712236(儿子)", "13805712236(儿子)", "mobile"),
        ("138 0571 2236 王先生", "13805712236 王先生", "mobile"),
        ("王先生057187654321", "王先生0571-87654321", "landline"),
        ("13805712236。13905712236。", "13805712236、13905712236", "mobile"),
    ],
)
def test_one_way_of_writing(text: str, number: str, kind: str) -> None:
    parsed = parse_phone(text)
    assert parsed.issues == ()
    assert parsed.value is not None
    assert (parsed.value.number, parsed.value.kind) == (number, kind)
    again = parse_phone(parsed.value.number)
    assert again.value == parsed.value


@pytest.mark.parametrize("text", ["无", "138123456789", "0571-12", "问他儿子", "一个儿子的电话", "没有电话"])
def test_a_doubtful_number_warns_and_is_kept(text: str) -> None:
    parsed = parse_phone(text)
    assert parsed.ok
    assert parsed.value is not None
    assert parsed.value.kind == "unknown"
    assert [issue.code for issue in parsed.warnings] == ["parsing.odd_phone"]


def test_blank_and_labels() -> None:
    assert parse_phone(" ").blank
    assert KIND_LABELS["mobile"] == "移动电话"


@given(text=st.one_of(st.text(), st.text(alphabet="0123456789-+() 转、/x幺三零电话是或和。\n", max_size=24)))
def test_nothing_is_an_error(text: str) -> None:
    parsed = parse_phone(text)
    assert parsed.ok
    for issue in parsed.issues:
        assert issue.message


def test_long_prose_is_refused_at_once() -> None:
    for text in ("(" * 32_767, "1,2 " * 8_000, "三" * 32_767):
        parsed = parse_phone(text)
        assert parsed.issues
        assert len(parsed.issues[0].message) < 1_000
