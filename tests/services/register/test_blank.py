"""The empty register that is handed out comes back filled in and is understood, every cell of it."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pypdf

from app.services import codelists, register
from app.services.database import Database
from app.services.register.blank import SHEET, blank, write_blank
from tests.libreoffice import convert
from tests.services.register.files import TODAY, codes, counts, plan

ROW: dict[str, Any] = {
    "纸质编号": "0012",
    "登记日期": date(2026, 3, 5),
    "投诉人": "张三",
    "性别": "男",
    "联系电话": "13905712236",
    "被投诉方": "甲店",
    "商品或服务名称": "手机",
    "投诉内容": "黑屏",
    "涉案金额（元）": 2350.5,
    "办结日期": "3月9日",
    "挽回损失（元）": "1,200",
}


def heads(page: Any) -> dict[str, int]:
    """Heading → column."""
    return {str(cell.value).replace("\n", ""): cell.column for cell in page[3] if cell.value}


def test_an_empty_one_holds_no_cases(county: Database, tmp_path: Path) -> None:
    write_blank(county, tmp_path / "空白登记表.xlsx", TODAY)
    planned = plan(county, tmp_path / "空白登记表.xlsx")
    assert counts(planned) == (0, 0, 0, 0)
    assert codes(planned) == ["skipped"]
    assert "1 行示例" in planned.issues[0].message


def test_filled_in_it_is_understood_with_every_word_of_its_lists(county: Database, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank(codelists.of(county), TODAY)))
    page, words = book[SHEET], book["可选的词"]
    at = heads(page)
    lists = {
        str(words.cell(1, column).value): [
            str(words.cell(row, column).value) for row in range(2, 40) if words.cell(row, column).value
        ]
        for column in range(1, words.max_column + 1)
    }
    assert set(lists) == {"性别", "商品或服务类别", "投诉性质", "接收方式", "要求", "处理结果"}
    many = max(map(len, lists.values()))
    for n in range(many):
        row = {**ROW, "投诉人": f"张{n}", **{name: found[n % len(found)] for name, found in lists.items()}}
        for heading, value in row.items():
            page.cell(5 + n, at[heading]).value = value
    assert page.cell(5, at["联系电话"]).number_format == "@"
    book.save(tmp_path / "a.xlsx")
    planned = plan(county, tmp_path / "a.xlsx")
    assert counts(planned) == (many, 0, 0, 0)
    assert [issue.message for issue in planned.issues if issue.severity != "note"] == []
    first = planned.work.matched.new[0].case()
    assert (first["paper_number"], first["phone"], first["amount"], first["recovered"]) == (
        "0012", "13905712236", 235050, 120000,
    )  # fmt: skip
    assert first["closed_on"] == date(2026, 3, 9)
    assert {c.field for c in planned.columns if not c.field} == set()
    assert register.apply(county, planned)


def test_drop_downs_reach_a_thousand_rows_and_name_the_lists(county: Database) -> None:
    page = openpyxl.load_workbook(io.BytesIO(blank(codelists.of(county), TODAY)))[SHEET]
    found = page.data_validations.dataValidation
    assert len(found) == 6
    assert all(each.type == "list" and str(each.sqref).endswith("1004") for each in found)
    assert all("可选的词" in str(each.formula1) for each in found)
    assert (page.freeze_panes, page.page_setup.orientation, page.print_title_rows) == ("C4", "landscape", "$3:$3")


def test_it_prints_on_a4_across(county: Database, tmp_path: Path) -> None:
    made = convert({"blank": blank(codelists.of(county), TODAY)}, "pdf", tmp_path)
    box = pypdf.PdfReader(made["blank"]).pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (842, 595)
