"""Cells of words: who reports and when, in the many ways forms ask for it."""

from __future__ import annotations

import pytest
import xlsxwriter

from app.services.binding.faces import Head
from app.services.binding.mapping import make_definition
from app.services.excel.manifest import Manifest
from app.services.excel.patcher import fill
from app.services.excel.returned import read_return
from app.services.excel.scan import scan_workbook
from tests.services.binding.measure import proposed
from tests.services.binding.test_workbooks import engine_of
from tests.services.binding.workbooks import Truth, drawn


def sheet_with(texts: dict[str, str], lined: tuple[str, ...] = ()) -> bytes:
    def draw(book: xlsxwriter.Workbook, _truth: Truth) -> None:
        page = book.add_worksheet("表")
        border = book.add_format({"bottom": 1})
        for cell, text in texts.items():
            page.write_string(cell, text)
        for cell in lined:
            page.write_blank(cell, None, border)
        page.write_string("A20", "受理（件）", border)
        page.write_blank("B20", None, border)

    return drawn(draw)[0]


@pytest.mark.parametrize(
    ("text", "what", "cell", "pattern"),
    [
        ("填报单位（盖章）：", "office", "A2", "填报单位（盖章）：{}"),
        ("报 送 单 位：______（盖章）", "office", "A2", "报 送 单 位：{}（盖章）"),
        ("填报单位", "office", "B2", "{}"),
        ("报告期：    年   月", "period", "A2", "报告期：{}"),
        ("（2026年3月）", "period", "A2", "（{}）"),
        ("2026年3月消费者投诉统计表", "period", "A2", "{}消费者投诉统计表"),
        ("联系电话：", "contact", "A2", "联系电话：{}"),
        ("报出日期：  年  月  日", "made_on", "A2", "报出日期：{}"),
        ("单位代码：", "office_code", "A2", "单位代码：{}"),
    ],
)
def test_a_heading_is_found(text: str, what: str, cell: str, pattern: str) -> None:
    lined = ("B2",) if cell == "B2" else ()
    found = proposed(sheet_with({"A2": text}, lined)).headings
    assert [(h.what, h.cell, h.pattern, h.state) for h in found] == [(what, cell, pattern, "sure")]


def test_several_headings_share_a_cell_and_are_filled_and_read_side_by_side() -> None:
    workbook = sheet_with({"A2": "填报单位（盖章）：          报告期：      ", "A30": "填表人：      联系电话："})
    engine = engine_of(workbook)
    found = engine.proposed()
    assert [(h.cell, h.what) for h in found.headings] == [
        ("A2", "office"),
        ("A2", "period"),
        ("A30", "filled_by"),
        ("A30", "contact"),
    ]
    definition = make_definition(Head("city", "表"), engine, found.cells, found.headings)
    words = {"office": "青溪县消保委", "period": "2026年3月", "filled_by": "王秀英"}
    filled = fill(workbook, definition, {}, words, Manifest("city", "1", "331122", "青溪县消保委", "2026-03", 1))
    sheet = scan_workbook(filled.data).by_name["表"]
    assert sheet.text(2, 1) == "填报单位（盖章）：青溪县消保委　　　　报告期：2026年3月"
    assert sheet.text(30, 1) == "填表人：王秀英　　　　联系电话："
    reading = read_return(filled.data, definition)
    assert (reading.office_text, reading.period) == ("青溪县消保委", "2026-03")


def test_a_blank_date_behind_a_heading_belongs_to_it() -> None:
    workbook = sheet_with({"A2": "填报单位（盖章）：        报告期：        年    月"})
    engine = engine_of(workbook)
    found = engine.proposed()
    assert [(h.what, h.pattern, h.state) for h in found.headings] == [
        ("office", "填报单位（盖章）：{}", "sure"),
        ("period", "报告期：{}", "sure"),
    ]
    definition = make_definition(Head("city", "表"), engine, found.cells, found.headings)
    words = {"office": "青溪县消保委", "period": "2026年3月"}
    filled = fill(workbook, definition, {}, words, Manifest("city", "1", "331122", "青溪县消保委", "2026-03", 1))
    assert (
        scan_workbook(filled.data).by_name["表"].text(2, 1) == "填报单位（盖章）：青溪县消保委　　　　报告期：2026年3月"
    )


def test_headings_with_other_words_between_them_are_left_to_a_person() -> None:
    found = proposed(sheet_with({"A2": "填报单位：      计量：件      报告期："})).headings
    assert [h.state for h in found] == ["unbound"]


def test_tables_side_by_side_go_by_the_numbered_line_over_each() -> None:
    def draw(book: xlsxwriter.Workbook, _truth: Truth) -> None:
        page, box = book.add_worksheet("综合"), book.add_format({"border": 1})
        for column, title, words in (
            (0, "一、投诉性质", ("投诉性质", "质量", "价格", "合同")),
            (4, "二、接收方式", ("接收方式", "来访", "电话", "来信")),
        ):
            page.write_string(0, column, title)
            for row, word in enumerate(words, start=1):
                page.write_string(row, column, word, box)
                page.write_blank(row, column + 1, None, box)
            page.write_string(1, column + 1, "受理件数", box)

    assert [area.title for area in proposed(drawn(draw)[0]).areas] == ["一、投诉性质", "二、接收方式"]
