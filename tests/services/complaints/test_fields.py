"""What pads, voice and hurried hands bring is understood in every field; what is not is kept and remarked."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services import codelists
from app.services.codelists import CodeLists
from app.services.complaints.fields import FIELDS, understand

TODAY = date(2026, 3, 18)


@cache
def lists() -> CodeLists:
    """The lists as shipped."""
    return codelists.shipped()


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("received_on", "正月初八。", date(2026, 2, 24)),
        ("purchased_on", "２０２６．３．５\n", date(2026, 3, 5)),
        ("amount", "两千三百五十块。", 235_000),
        ("amount", "2 3 5 0", 235_000),
        ("age", "六十八周岁。", 68),
        ("age", "６８", 68),
        ("group_size", "三个人", 3),
        ("phone", "电话是幺三八零五七幺二二三六。", "13805712236"),
        ("phone", "1 3 8 0 5 7 1 2 2 3 6\n", "13805712236"),
        ("complainant", "王建国。", "王建国"),
        ("address", "浙江省\n丽水市莲都区，", "浙江省丽水市莲都区"),
        ("trader", "红米手机店。\n", "红米手机店"),
        ("id_number", "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 x。", "11010519491231002X"),
        ("id_number", "E１２３４５６７８。", "E１２３４５６７８"),
        ("trader_code", "９１３３ ０１００ ７９９６ ５５０５ ８ｂ。", "91330100799655058B"),
        ("sex", "男。", "1"),
        ("sex", "1 男", "1"),
        ("nature", "质量。", "N01"),
        ("nature", "1 质量", "N01"),
        ("nature", "1、质量", "N01"),
        ("nature", "２．售后服务。", "N02"),
        ("nature", "①质量", "N01"),
        ("nature", "质\n量", "N01"),
        ("channel", "b 电子邮件", "b"),
        ("channel", "12345", "8"),
        ("kind", "举报。", "report"),
        ("kind", "2 举报", "report"),
        ("demand", "退货、赔偿。", ("return", "compensate")),
        ("demand", "1 退货 2 赔偿", ("return", "compensate")),
        ("demand", "①退货②赔偿", ("return", "compensate")),
        ("demand", "退货和赔偿\n", ("return", "compensate")),
        ("demand", "退货\n赔偿", ("return", "compensate")),
        ("demand", "1退货", ("return",)),
        ("consent_publish", "同意。", True),
        ("consent_publish", "√", True),
        ("consent_mediation", "不愿意", False),
        ("tags", "3·15。", ("3·15",)),
        ("tags", "3·15\n春雷行动", ("3·15", "春雷行动")),
        ("tags", "春雷行动，3·15", ("3·15", "春雷行动")),
        ("facts", "手机坏了。\n老板不修。", "手机坏了。\n老板不修。"),
    ],
)
def test_understood_everywhere(field: str, text: str, value: Any) -> None:
    out = understand({field: text}, lists(), TODAY)
    assert out.values[field] == value
    assert not out.wrong


def test_approximate_amounts_keep_their_mark() -> None:
    out = understand({"amount": "大概2000块左右。"}, lists(), TODAY)
    assert (out.values["amount"], out.values["amount_approx"]) == (200_000, "近")


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("amount", "两三千", "确定的数"),
        ("received_on", "2026年3月", "几号"),
        ("demand", "退货和打人", "退货和打人"),
        ("nature", "1 不好", "1 不好"),
        ("consent_publish", "随便", "是 或 否"),
    ],
)
def test_what_is_not_understood_is_said_and_changes_nothing(field: str, text: str, why: str) -> None:
    out = understand({field: text}, lists(), TODAY)
    assert field not in out.values
    assert out.wrong
    assert why in f"{out.issues[0].message}{out.issues[0].expected}"


def test_a_number_of_another_paper_is_no_wrong_identity_number() -> None:
    assert understand({"id_number": "E12345678"}, lists(), TODAY).issues == []
    short = understand({"id_number": "1101051949123100"}, lists(), TODAY)
    assert short.values["id_number"] == "1101051949123100"
    assert [issue.severity for issue in short.issues] == ["warning"]


@given(
    field=st.sampled_from(sorted(FIELDS)),
    text=st.one_of(st.text(), st.text("0123456789一二三幺是不退货和、。,\n ①年月日质量男X", max_size=16)),
)
def test_no_text_is_too_strange(field: str, text: str) -> None:
    out = understand({field: text}, lists(), TODAY)
    for issue in out.issues:
        assert issue.message
    if field in out.values and isinstance(out.values[field], str):
        again = understand({field: out.values[field]}, lists(), TODAY)
        assert again.values.get(field) == out.values[field]
