"""Markers typed into a workbook by its author."""

from __future__ import annotations

import pytest
import xlsxwriter

from app.services import codelists
from app.services.binding.markers import read_marker
from app.services.binding.words import Vocabulary
from app.services.indicators.catalogue import catalogue
from tests.services.binding.measure import proposed
from tests.services.binding.workbooks import Truth, drawn


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return Vocabulary(catalogue(), codelists.shipped())


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("受理件数|食品类|质量", "accepted|category=0103000000|nature=N01@current"),
        ("质量 | 食品类 | 受理件数 | 上年同期", "accepted|category=0103000000|nature=N01@last-year"),
        ("受理件数｜食品类｜比重", "accepted_share|category=0103000000@current"),
        ("受理件数|增减率|同比", "accepted_change_rate@last-year"),
        ("受理件数|环比|增减数", "accepted_change@previous"),
        ("受理件数|累计|同比|%", "accepted_change_rate@last-ytd"),
        ("解决率|增减", "settle_rate_change_pp@last-year"),
        ("发放宣传资料|本年累计|万份", "leaflets@ytd"),
        ("商品第3位件数", "top_goods|rank=3@current"),
        ("上升最快第1位增减率", "top_risers_change_rate|rank=1@last-year"),
    ],
)
def test_a_marker_is_a_figure(words: Vocabulary, text: str, key: str) -> None:
    found = read_marker(text, words)
    assert (found.key, found.problem) == (key, "")


def test_properties_are_part_of_the_language(words: Vocabulary) -> None:
    found = read_marker("挽回经济损失|万元|一位小数|截尾|空白为零|按受理批次", words)
    assert (found.unit, found.decimals) == ("万元", 1)
    assert dict(found.properties) == {"rounding": "truncate", "blank": "zero", "basis": "cohort"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("受理件数|火星", "火星"),
        ("食品类|质量", "没有说是哪个指标"),
        ("受理件数|办结件数", "对不上"),
        ("挽回经济损失", "元还是万元"),
        ("受理件数|万元", "单位"),
        ("发放宣传资料|食品类", "没有这样的数"),
        ("金额|万元", "几种意思"),
        ("", "空"),
    ],
)
def test_what_is_not_understood_is_said(words: Vocabulary, text: str, problem: str) -> None:
    found = read_marker(text, words)
    assert found.key == ""
    assert problem in found.problem


def test_markers_in_a_workbook() -> None:
    def draw(book: xlsxwriter.Workbook, _truth: Truth) -> None:
        page = book.add_worksheet("表")
        for cell, text in {
            "A1": "填报单位：{{填报单位}}",
            "A2": "{{报告期}}",
            "B4": "{{受理件数|食品类}}",
            "B5": "共受理{{受理件数}}件",
            "B6": "{{受理件数|火星}}",
            "B7": "{{商品第1位名称}}",
        }.items():
            page.write_string(cell, text)

    workbook, _truth = drawn(draw)
    found = proposed(workbook)
    assert {(h.cell, h.what, h.pattern) for h in found.headings} == {
        ("A1", "office", "填报单位：{}"),
        ("A2", "period", "{}"),
        ("B7", "top.goods.1", "{}"),
    }
    cells = {c.cell: c for c in found.cells}
    assert (cells["B4"].key, cells["B4"].state) == ("accepted|category=0103000000@current", "sure")
    assert (cells["B5"].state, cells["B6"].state) == ("unbound", "unbound")
    assert {issue.cell for issue in found.issues} == {"B5", "B6"}
    assert all(issue.code == "binding.marker" for issue in found.issues)
