"""A workbook on paper: its pages, its words, its faces, its metadata."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from xlsxwriter import Workbook

from app.errors import AppError
from app.paths import resources as shipped
from app.services.database import Database
from app.services.periods import parse_period
from app.services.reports.sheets_pdf import render, smallest_letters, write_pdf
from app.services.returns import Returns

A4 = (595, 842)


def template(name: str) -> bytes:
    return (shipped() / "templates" / f"{name}.xlsx").read_bytes()


def drawn(*, rows: int = 1, columns: int = 3, **about: Any) -> bytes:
    """A workbook of one sheet with ``rows`` lines of figures below a heading."""
    stream = io.BytesIO()
    with Workbook(stream) as book:
        sheet = book.add_worksheet("表")
        for column in range(columns):
            sheet.write(0, column, f"栏{column + 1}")
        for row in range(1, rows + 1):
            for column in range(columns):
                sheet.write(row, column, row * 100 + column)
        if about.get("repeat"):
            sheet.repeat_rows(0)
        if about.get("landscape"):
            sheet.set_landscape()
        sheet.set_paper(about.get("paper", 9))
        for first, last in about.get("merged", ()):
            sheet.merge_range(first, columns, last, columns, f"合{first}", book.add_format({"border": 1}))
        if about.get("footer"):
            sheet.set_footer(about["footer"])
        if about.get("hidden"):
            book.add_worksheet("藏").write(0, 0, "不印")
            book.worksheets()[1].hide()
    return stream.getvalue()


def pages(workbook: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(render(workbook))).pages]


def faces(reader: PdfReader) -> dict[str, bool]:
    """Name of every face → whether it is embedded."""
    found: dict[str, bool] = {}
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            about = font.get_object()
            found[about["/BaseFont"]] = "/FontFile2" in about.get("/FontDescriptor", {})
    return found


def test_a_filled_return(county: Database, tmp_path: Path) -> None:
    out = tmp_path / "月报.xlsx"
    Returns(county).fill("monthly", parse_period("2026-03"), out, today=date(2026, 4, 7), by="李𬱖")
    written = write_pdf(out.read_bytes(), tmp_path / "月报.pdf")
    reader = PdfReader(written)
    assert [(round(p.mediabox.height), round(p.mediabox.width)) for p in reader.pages] == [A4] * 3
    words = reader.pages[0].extract_text()
    for part in (
        "投诉处理情况表",
        "青溪县消保委",
        "2026年3月",
        "李𬱖",
        "家用电子电器类",
        "填表说明",
        "第 1 页，共 3 页",
    ):
        assert part in words
    assert reader.metadata is not None
    assert reader.metadata.title == "投诉处理情况表"
    assert [item.title for item in reader.outline if not isinstance(item, list)] == [
        "投诉处理情况表", "主要指标表", "工作情况表"
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["monthly", "analysis"])
def test_only_the_bundled_faces_and_all_of_them_inside(name: str) -> None:
    found = faces(PdfReader(io.BytesIO(render(template(name)))))
    assert found
    assert all("NotoSansSC" in face and inside for face, inside in found.items())


@pytest.mark.parametrize("name", ["monthly", "analysis"])
def test_the_smallest_letters_stay_readable(name: str) -> None:
    assert smallest_letters(template(name)) >= 7.5


def test_a_long_sheet_repeats_its_heading_and_loses_no_row() -> None:
    found = pages(drawn(rows=130, repeat=True))
    assert len(found) == 3
    assert all("栏1" in words for words in found)
    assert [w for words in found for w in words.split() if w.endswith("01")] == [f"{n}01" for n in range(1, 131)]


def test_merged_rows_are_not_cut_apart() -> None:
    first = pages(drawn(rows=60, merged=[(40, 52)]))
    assert "4000" not in first[0]
    assert "合40" in first[1]


def test_a_wide_sheet_is_made_smaller_not_cut() -> None:
    (words,) = pages(drawn(columns=30))
    assert "栏30" in words


def test_landscape_and_paper() -> None:
    reader = PdfReader(io.BytesIO(render(drawn(landscape=True, paper=8))))
    assert (round(reader.pages[0].mediabox.width), round(reader.pages[0].mediabox.height)) == (1191, 842)


def test_a_sheet_without_a_footer_carries_page_numbers() -> None:
    assert "第 1 页 共 1 页" in pages(drawn())[0]
    assert "自己的脚" in pages(drawn(footer="&C自己的脚"))[0]


def test_hidden_sheets_are_not_printed() -> None:
    assert len(pages(drawn(hidden=True))) == 1


def test_words_that_look_like_markup_are_words() -> None:
    stream = io.BytesIO()
    with Workbook(stream) as book:
        book.add_worksheet("表").write_string(0, 0, "<b>&amp;(“\\")
    assert "<b>&amp;(“\\" in pages(stream.getvalue())[0]


def test_every_look_of_a_cell_is_drawn() -> None:
    """Turned, upright, underlined, filled, dashed, doubled, wrapped, shrunk: nothing fails, all words are there."""
    stream = io.BytesIO()
    with Workbook(stream) as book:
        sheet = book.add_worksheet("表")
        looks: list[dict[str, Any]] = [
            {"rotation": 90}, {"rotation": -45}, {"rotation": 270}, {"underline": 1}, {"font_strikeout": True},
            {"bg_color": "#123456", "font_color": "#ffffff"}, {"border": 6}, {"border": 3}, {"text_wrap": True},
            {"shrink": True}, {"align": "right", "indent": 2}, {"valign": "top"}, {"align": "center_across"},
        ]  # fmt: skip
        for row, look in enumerate(looks):
            sheet.write(row, 0, f"看{row}样", book.add_format(look))
        sheet.write_number(len(looks), 0, 12345678901234)
        sheet.set_column(0, 0, 4)
    words = "".join("".join(pages(stream.getvalue())).split())
    assert all(f"看{row}样" in words for row in range(len(looks)) if row != 2)
    assert "12345678901234" in words


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(AppError):
        render(b"PK not a workbook")
