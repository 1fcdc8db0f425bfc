"""The sender's own file with every cell marked that was not understood, in the words of the plan."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import xlsxwriter

from app.services import register
from app.services.database import Database
from app.services.excel.grid import read_grid
from tests.services.register.files import TODAY, Rows, text_table, workbook

ROWS: Rows = [
    ("登记日期", "投诉人", "涉案金额", "投诉性质"),
    ("2月30日", "张三", "35", "质量"),
    ("2026-03-05", "李四", "三千", "怪事"),
    (None, "王五", "20", "质量"),
]


def marked(county: Database, path: Path) -> tuple[register.MarkedCopy, dict[str, str]]:
    """The copy, and its comments by cell."""
    source = register.open_register(path, read_grid=read_grid)
    made = register.marked_copy(source, register.plan(county, source, today=TODAY))
    page = openpyxl.load_workbook(io.BytesIO(made.data)).worksheets[0]
    return made, {cell.coordinate: cell.comment.text for row in page.iter_rows() for cell in row if cell.comment}


def test_every_bad_cell_is_marked_in_the_senders_own_file(county: Database, tmp_path: Path) -> None:
    made, comments = marked(county, workbook(tmp_path / "台账.xlsx", ROWS))
    assert (made.name, made.anew, made.cells) == ("台账（标出问题）.xlsx", False, 3)
    assert set(comments) == {"A2", "D3", "A4"}
    assert "2月没有30日" in comments["A2"]
    assert "怪事" in comments["D3"]
    assert "没有登记日期" in comments["A4"]


def test_a_text_table_becomes_a_workbook_and_says_so(county: Database, tmp_path: Path) -> None:
    made, comments = marked(county, text_table(tmp_path / "台账.csv", ROWS))
    assert (made.name, made.anew) == ("台账（标出问题）.xlsx", True)
    assert set(comments) == {"A2", "D3", "A4"}


def test_five_hundred_alike_are_all_marked(county: Database, tmp_path: Path) -> None:
    rows: Rows = [("登记日期", "投诉人", "投诉性质"), *(("2026-03-05", f"张{n}", "怪事") for n in range(500))]
    made, comments = marked(county, workbook(tmp_path / "a.xlsx", rows))
    assert made.cells == len(comments) == 500
    again = register.open_register(tmp_path / "a.xlsx", read_grid=read_grid)
    assert [
        group.count for group in register.plan(county, again, today=TODAY).groups if group.severity == "warning"
    ] == [500]


def test_a_marked_copy_can_be_mended_and_imported(county: Database, tmp_path: Path) -> None:
    stream = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(stream))
    page = book.add_worksheet("台账")
    for at, row in enumerate(ROWS):
        page.write_row(at, 0, ["" if value is None else value for value in row])
    book.close()
    made, _ = marked(county, stream)
    again = openpyxl.load_workbook(io.BytesIO(made.data))
    sheet = again.worksheets[0]
    sheet["A2"], sheet["A4"], sheet["D3"] = "2026-02-28", "2026-03-06", "质量"
    again.save(tmp_path / made.name)
    source = register.open_register(tmp_path / made.name, read_grid=read_grid)
    planned = register.plan(county, source, today=TODAY)
    assert (planned.new, planned.rejected, planned.work.marks) == (3, 0, ())
