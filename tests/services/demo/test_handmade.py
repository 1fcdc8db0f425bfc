import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from xlsxwriter import Workbook

from app.services.demo.handmade import Handiwork, full_width, with_separators, with_unit

TEMPLATE = Path(__file__).parents[3] / "resources" / "templates" / "monthly.xlsx"
SHEET = "投诉处理情况表"


@pytest.fixture
def work() -> Handiwork:
    return Handiwork(TEMPLATE.read_bytes())


def test_a_row_put_in_moves_everything_below(work: Handiwork) -> None:
    before = load_workbook(TEMPLATE)[SHEET]
    work.insert_row(SHEET, 6, "（核对过）")
    book = load_workbook(io.BytesIO(work.saved()))
    after = book[SHEET]

    assert after["A6"].value == "（核对过）"
    assert after.max_row == before.max_row + 1
    for row in before.iter_rows(max_row=5):
        for cell in row:
            assert after[cell.coordinate].value == cell.value
    assert after["A7"].value == before["A6"].value
    assert after["B7"].value == "=B8+B19+B33"
    assert after["B8"].value == "=SUM(B9:B18)"
    assert "A34:C34" in {str(merged) for merged in after.merged_cells.ranges}
    assert "A33:C33" not in {str(merged) for merged in after.merged_cells.ranges}
    assert book.defined_names["合计行"].attr_text.endswith("$B$7:$O$7")
    assert [str(found.sqref) for found in after.conditional_formatting] == ["B7:B33"]


def test_other_sheets_stay_as_they_are(work: Handiwork) -> None:
    work.insert_row(SHEET, 6, "x")
    with zipfile.ZipFile(TEMPLATE) as old, zipfile.ZipFile(io.BytesIO(work.saved())) as new:
        assert old.namelist() == new.namelist()
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}

    assert changed <= {
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/workbook.xml",
        "xl/drawings/drawing1.xml",
    }


def test_numbers_become_text_as_typed() -> None:
    out = io.BytesIO()
    with Workbook(out) as book:
        sheet = book.add_worksheet("Sheet")
        for row, value in enumerate((11800, 147, "合计")):
            sheet.write(row, 0, value)
    work = Handiwork(out.getvalue())
    work.type_as_text("Sheet", {"A2": full_width, "B9": full_width})

    found = load_workbook(io.BytesIO(work.saved()))["Sheet"]
    assert [found[f"A{row}"].value for row in (1, 2, 3)] == [11800, "１４７", "合计"]
    assert with_separators("11800") == "11,800"
    assert with_unit("人次")("23") == "23 人次"
