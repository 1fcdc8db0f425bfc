"""Registers as rows of cells, from every kind of file offices keep them in."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from app.errors import AppError
from app.services.excel.grid import Grid, read_grid
from tests.services.excel.workbooks import change_text


def one(source: bytes | Path, name: str = "") -> Grid:
    grids = read_grid(source, name)
    assert len(grids) == 1
    return grids[0]


def register() -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("台账")
    day = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.merge_range("B1:F1", "投诉台账")
    sheet.write_row("B2", ["编号", "登记日期", "电话", "金额", "内容"])
    sheet.write_row("B3", ["0001", None, 13800000000, 12.5])
    sheet.write_datetime("C3", datetime(2026, 3, 1), day)
    sheet.write_datetime("C5", datetime(2026, 3, 1, 8, 30), moment)
    sheet.write_formula("E5", "=1/0", None, "#DIV/0!")
    sheet.write_formula("F5", "=1+1", None, 2)
    sheet.set_row(4, None, None, {"hidden": True})
    book.close()
    return stream.getvalue()


def test_texts_numbers_dates_errors_and_blanks() -> None:
    grid = one(register())
    assert grid.rows == [
        [None, "投诉台账"],
        [None, "编号", "登记日期", "电话", "金额", "内容"],
        [None, "0001", date(2026, 3, 1), 13800000000, Decimal("12.5")],
        [],
        [None, None, datetime(2026, 3, 1, 8, 30), None, "#DIV/0!", 2],
    ]
    assert (grid.merges, grid.hidden_rows, grid.visible) == (((1, 2, 1, 6),), frozenset({5}), True)
    assert grid.value(3, 2) == "0001" and grid.value(99, 1) is None


def test_a_formula_without_result_is_blank_and_told() -> None:
    bare = change_text(register(), "xl/worksheets/sheet1.xml", r"(<f>1\+1</f>)<v>2</v>", r"\1")
    grid = one(bare)
    assert grid.value(5, 6) is None
    assert grid.uncalculated == ((5, 6),)


def test_what_the_file_declares_as_its_size_does_not_matter() -> None:
    wrong = change_text(register(), "xl/worksheets/sheet1.xml", r'<dimension ref="[^"]*"/>', '<dimension ref="A1"/>')
    assert one(wrong).rows == one(register()).rows


def test_dates_may_count_from_1904() -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    assert book.active is not None
    book.active["A1"] = date(2026, 3, 1)
    stream = io.BytesIO()
    book.save(stream)
    assert one(stream.getvalue()).rows == [[date(2026, 3, 1)]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_tables(encoding: str, delimiter: str) -> None:
    lines = [["编号", "投诉人", "内容"], ["1", "王某", "食品, 变质;\t要求退款"], [], ["2", "", "说“不”"]]
    text = "\r\n".join(delimiter.join(f'"{cell}"' if cell else "" for cell in line) for line in lines)
    grid = one(text.encode(encoding), "三月 台账.csv")
    assert grid.sheet == "三月 台账"
    assert grid.rows == [["编号", "投诉人", "内容"], ["1", "王某", "食品, 变质;\t要求退款"], [], ["2", None, "说“不”"]]


def test_one_column_of_text_is_a_table_too() -> None:
    assert one("编号\n1\n2\n".encode()).rows == [["编号"], ["1"], ["2"]]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "excel.empty"),
        (b"\0" * 5000, "excel.empty"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "excel.html"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE HTML><html></html>", "excel.html"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "excel.xml2003",
        ),
        (b"%PDF-1.7 ...", "excel.not_spreadsheet"),
        (b"\x89PNG\r\n", "excel.not_spreadsheet"),
        (b"a,b\n\xff\xfe\xff\xff,1", "excel.encoding_unknown"),
    ],
)
def test_what_is_no_table_is_told(data: bytes, code: str) -> None:
    with pytest.raises(AppError) as refusal:
        read_grid(data, "台账.xls")
    assert refusal.value.code == code
    assert refusal.value.message


def test_missing_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(AppError, match=r"file\.not_found"):
        read_grid(tmp_path / "没有.xlsx")
