"""Columns are known by the words above them, in any order, with units, remarks and groups."""

from __future__ import annotations

import tomllib
from collections import Counter

import pytest

from app.models.complaint import STATES
from app.paths import resources
from app.services.complaints.fields import FIELDS
from app.services.register import headings
from app.services.register.exporting import OTHER_WORDS, STATE_WORDS, UNACCEPTED_WORDS
from app.services.register.headings import Column, read_header, squeeze


def fields(*rows: list[str]) -> dict[str, str]:
    """Heading → field of the header in the first row (or the first two)."""
    header = read_header(rows, 0)
    assert header is not None
    return {column.heading: column.field for column in header.columns}


def test_every_spelling_stands_once_and_names_a_field() -> None:
    with (resources() / "register" / "headings.toml").open("rb") as stream:
        table = tomllib.load(stream)
    spellings = Counter(squeeze(word) for words in table["fields"].values() for word in words)
    assert [word for word, count in spellings.items() if count > 1] == []
    known = {*FIELDS, headings.NUMBER, headings.REGISTER_NUMBER, headings.STATE}
    assert set(table["fields"]) <= known
    assert {name for leaves in table["below"].values() for name in leaves} <= known
    meanings = Counter(squeeze(word) for words in table["outcome"].values() for word in words)
    assert [word for word, count in meanings.items() if count > 1] == []


def test_the_labels_of_the_form_are_headings() -> None:
    for name, field in FIELDS.items():
        assert fields([field.label, "编号"])[field.label] == name


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("登记时间", "received_on"), ("投诉日期", "received_on"), ("受理日期", "accepted_on"), ("姓名", "complainant"),
        ("联系电话", "phone"), ("经营者", "trader"), ("商家", "trader"), ("商品或服务", "category"),
        ("商品类别", "category"), ("类别", "category"), ("性质", "nature"), ("问题类型", "nature"),
        ("接收方式", "channel"), ("来源", "source"), ("涉案金额", "amount"), ("涉及金额", "amount"),
        ("挽回损失", "recovered"), ("挽回经济损失", "recovered"), ("处理结果", "result"), ("结果", "result"),
        ("办结日期", "closed_on"), ("内容", "facts"), ("投诉内容", "facts"), ("事实", "facts"), ("编号", "number"),
        ("＊登记日期", "received_on"), ("登 记 日 期：", "received_on"), ("登记日期(必填)", "received_on"),
        ("登记\n日期", "received_on"), ("商品、服务大类", "category"), ("商品（服务）类别", "category"),
        ("电话（手机）", "phone"),
    ],
)  # fmt: skip
def test_spellings_of_offices(heading: str, field: str) -> None:
    assert list(fields([heading]).values()) == [field]


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("挽回损失(万元)", "万元"),
        ("挽回损失（单位：万元）", "万元"),
        ("挽回损失/元", "元"),
        ("挽回损失万元", "万元"),
        ("挽回损失", ""),
    ],
)
def test_units_of_money(heading: str, unit: str) -> None:
    header = read_header([[heading]], 0)
    assert header is not None
    assert header.columns == (Column(0, heading, "recovered", unit),)


def test_the_counter_of_rows_is_no_number_of_the_case() -> None:
    assert fields(["序号", "登记日期", "投诉人"]) == {"登记日期": "received_on", "投诉人": "complainant"}


def test_a_header_of_two_rows() -> None:
    found = fields(
        ["编号", "登记日期", "投诉人", "", "", "被投诉方", "", "", "处理情况", ""],
        ["", "", "姓名", "电话", "地址", "名称", "电话", "地址", "结果", "办结日期"],
    )
    assert list(found.values()) == [
        "number", "received_on", "complainant", "phone", "address", "trader", "trader_phone", "trader_address",
        "result", "closed_on",
    ]  # fmt: skip


def test_data_below_a_header_is_not_its_second_row() -> None:
    rows = [["编号", "登记日期", "投诉人", "接收方式"], ["", "2026-03-05", "张三", "电话"]]
    header = read_header(rows, 0)
    assert header is not None
    assert (header.first, header.last) == (0, 0)
    assert header.fields == {"number", "received_on", "complainant", "channel"}


def test_words_that_come_twice() -> None:
    assert fields(["投诉人", "电话", "地址", "被投诉方", "电话", "地址"]) | {} == {
        "投诉人": "complainant", "电话": "trader_phone", "地址": "trader_address", "被投诉方": "trader",
    }  # fmt: skip
    header = read_header([["投诉日期", "登记日期", "投诉人"]], 0)
    assert header is not None
    assert [column.field for column in header.columns] == ["", "received_on", "complainant"]


def test_states_of_exports_are_understood() -> None:
    words = headings.outcome_words()
    pending = {state for state, word in STATE_WORDS.items() if words.get(squeeze(word)) == "pending"}
    assert pending == {"registered", "papers_asked"}
    assert set(STATE_WORDS) == set(STATES)
    assert {words[squeeze(word)] for word in UNACCEPTED_WORDS.values()} == {"pending"}
    assert {words[squeeze(word)] for word in OTHER_WORDS.values()} == {"open"}
    assert words[squeeze(STATE_WORDS["refused"])] == "refused"
