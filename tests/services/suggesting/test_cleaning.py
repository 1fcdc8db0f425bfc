"""No name, number, day or sum may be remembered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.suggesting.clauses import entries_of
from app.services.suggesting.cleaning import Told, clauses, may_be_offered, runs, squeezed


@pytest.mark.parametrize(
    "clause",
    [
        "要求赔偿500元", "要求赔偿五百元", "共计两千多元货款", "三月五日购买手机", "于昨天购买手机", "上周五送货上门",
        "电话13957112345", "店员王先生拒绝退款", "业务员小李承诺退款", "店长姓陈拒绝退货", "张某拒绝退货",
        "名叫李建国的老板", "用了三个月就坏了", "打八折出售商品", "短",
        "一个特别特别特别特别特别特别特别特别特别特别长的句子",
    ],
)  # fmt: skip
def test_clauses_that_are_not_everybodys(clause: str) -> None:
    assert not may_be_offered(clause, ())


@pytest.mark.parametrize(
    "clause",
    [
        "经营者拒绝退货",
        "要求退还货款",
        "使用后出现过敏",
        "老板态度恶劣",
        "一点效果都没有",
        "要求更换同型号产品",
        "回家后发现缺斤少两",
    ],
)
def test_clauses_that_are(clause: str) -> None:
    assert may_be_offered(clause, ())


def test_a_traders_own_name_is_recognised_in_parts() -> None:
    names = Told(trader="青溪县鑫源手机专卖店").names
    assert not may_be_offered("鑫源手机店拒绝退货", names)
    assert not may_be_offered("在鑫源购买手机", names)
    assert may_be_offered("手机专卖店拒绝退货", names)


def test_names_and_figures_are_left_out_of_pieces() -> None:
    told = Told(complainant="王小明", trader="宏达店", contact="赵六")
    found = runs("王小明在宏达店花3000元,找赵六", told.names)
    assert found == ["在", "花", "元", "找"]


def test_sentences_are_parted() -> None:
    assert clauses("买了冰箱，不制冷。要求 退货\n商家不肯") == [
        "买了冰箱",
        "不制冷",
        "",
        "要求退货",
        "",
        "商家不肯",
        "",
    ]
    assert clauses("花了1.5万，后悔") == ["花了1.5万", "后悔", ""]


NAMES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=4)


@given(NAMES, NAMES, st.text(max_size=60), st.text(max_size=60))
def test_nobody_is_in_what_is_remembered(who: str, trader: str, before: str, after: str) -> None:
    told = Told(complainant=who, trader=trader, facts=f"{before}{who}{after}，{trader}不肯退货，{after}{who}")
    for entry in entries_of(told):
        assert squeezed(who) not in entry
        assert squeezed(trader) not in entry
        assert not any(letter.isdigit() for letter in entry)


@given(st.text())
def test_any_text_is_cut(text: str) -> None:
    assert all(isinstance(clause, str) for clause in clauses(text))
    assert all(run.strip() for run in runs(text))
