"""The looks of a sheet: sizes, styles, merged areas, texts as shown, text boxes, page set-up."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from app.services.excel.colours import tinted
from app.services.excel.layout import SheetLayout, read_layout
from app.services.excel.shown import serial, show_number
from tests.services.excel.workbooks import SHEET, change_text, template


def drawn() -> SheetLayout:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("表")
    title = book.add_format({"bold": True, "font_size": 18, "font_name": "黑体", "align": "center", "border": 2})
    grid = book.add_format(
        {"border": 1, "bg_color": "#DDEBF7", "font_color": "#FF0000", "indent": 2, "text_wrap": True, "valign": "top"}
    )
    sheet.set_column("A:A", 20)
    sheet.set_column("C:C", 10, None, {"hidden": True})
    sheet.set_row(0, 30)
    sheet.set_row(2, 15, None, {"hidden": True})
    sheet.merge_range("A1:D1", "标题", title)
    sheet.write("A2", "　食品类", grid)
    sheet.write_blank("B2", None, grid)
    sheet.write("D2", 1234.5, book.add_format({"num_format": "#,##0.00", "italic": True}))
    sheet.insert_textbox("B4", "第一行\n第二行", {"width": 200, "height": 60, "fill": {"color": "#FFFFCC"}})
    sheet.freeze_panes(2, 1)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.print_area("A1:D8")
    sheet.repeat_rows(0, 1)
    book.close()
    (layout,) = read_layout(stream.getvalue())
    return layout


def test_sizes() -> None:
    layout = drawn()
    assert layout.widths[:4] == (145.0, 64.0, 0.0, 64.0)
    assert layout.heights[:3] == (40.0, 20.0, 0.0)
    assert layout.rectangle(1, 1, 1, 4) == (0, 0, 273.0, 40.0)
    assert len(layout.heights) == 8


def test_styles_and_merged_areas() -> None:
    cells = {(cell.row, cell.column): cell for cell in drawn().cells}
    title = cells[1, 1]
    assert (title.columns, title.text, title.style.bold, title.style.size) == (4, "标题", True, 18.0)
    assert title.style.right is not None and title.style.right.width == 2.0
    assert (1, 2) not in cells
    style = cells[2, 1].style
    assert (style.fill, style.colour, style.indent, style.wrap) == ("#ddebf7", "#ff0000", 2, True)
    assert style.vertical == "top" and style.left is not None and style.left.style == "thin"
    assert cells[2, 2].kind == "blank"
    assert (cells[2, 4].text, cells[2, 4].style.italic) == ("1,234.50", True)


def test_view_page_and_text_box() -> None:
    layout = drawn()
    assert (layout.frozen, layout.grid_lines, layout.visible) == ((2, 1), False, True)
    page = layout.page
    assert (page.landscape, page.paper, page.fit, page.fit_height) == (True, 9, True, 0)
    assert (page.area, page.title_rows) == ((1, 1, 8, 4), (1, 2))
    (box,) = layout.text_boxes
    assert box.text == "第一行\n第二行" and box.fill == "#ffffcc"
    assert (round(box.x), round(box.width), round(box.height)) == (145, 200, 60)


def test_colours_of_the_theme_with_tint() -> None:
    themed = change_text(template(), "xl/styles.xml", r"<font><b/>", '<font><b/><color theme="4" tint="0.5"/>')
    themed = change_text(themed, "xl/styles.xml", r'(<color theme="4" tint="0.5"/>.*?)<color theme="1"/>', r"\1")
    layout = read_layout(themed)[0]
    assert layout.name == SHEET
    assert layout.cells[0].style.colour == tinted("#4f81bd", 0.5) == "#a7c0de"
    assert tinted("#ffffff", -0.5) == "#808080"


@pytest.mark.parametrize(
    ("number", "pattern", "text"),
    [
        ("1234.5", "General", "1234.5"),
        ("12", "0.00", "12.00"),
        ("1234567.891", "#,##0.0", "1,234,567.9"),
        ("0.1234", "0.00%", "12.34%"),
        ("-3", "0;(0)", "(3)"),
        ("0", '0;-0;"—"', "—"),
        ("0", "#", ""),
        ("7", "000", "007"),
        ("5", '0"件"', "5件"),
        ("2.5", "0_ ", "3"),
        ("-0.5", "0.00_);[Red]\\(0.00\\)", "(0.50)"),
        ("1.50", "0.0#", "1.5"),
        ("1500", "0.0,", "1.5"),
        (str(serial(date(2026, 3, 1))), "yyyy-mm-dd", "2026-03-01"),
        (str(serial(date(2026, 3, 1))), 'yyyy"年"m"月"d"日"', "2026年3月1日"),
        (str(serial(date(2026, 3, 1))) + ".5", "[$-804]yyyy/m/d h:mm", "2026/3/1 12:00"),
    ],
)
def test_numbers_as_shown(number: str, pattern: str, text: str) -> None:
    assert show_number(Decimal(number), pattern) == text
