"""Papers as PDF: pages, tables over several pages, cells over several rows, headers, what stays together."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from app.services.reports.paper_model import Borders, Cell, PaperDocument, Paragraph, Row, Run, Sheet, Table
from app.services.reports.paper_pdf import render

LINES = Borders(0.5, 0.5, 0.5, 0.5)
SMALL = Sheet(300.0, 400.0, 50.0, 50.0, 50.0, 50.0, 20.0, 20.0)


def said(pdf: bytes) -> list[str]:
    """The words of each page."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def line(text: str, **more: object) -> Paragraph:
    """A paragraph of 30 points a line."""
    return Paragraph((Run(text, 12.0),), leading=30.0, **more)  # type: ignore[arg-type]


def cell(*texts: str, span: int = 1, goes_on: bool = False) -> Cell:
    """A ruled cell with a paragraph for each text."""
    return Cell(tuple(line(text) for text in texts), span, goes_on, borders=LINES)


def test_ten_lines_fit_on_a_page_of_three_hundred_points() -> None:
    pdf, pages = render(PaperDocument("文", tuple(line(f"第{n:02}行") for n in range(25)), SMALL))
    found = said(pdf)
    assert pages == 3 and [page.count("行") for page in found] == [10, 10, 5]


def test_what_stays_with_the_next_moves_with_it() -> None:
    blocks = (*(line(f"第{n}行") for n in range(8)), line("甲", keep_next=True), line("乙", keep_next=True), line("丙"))
    found = said(render(PaperDocument("文", blocks, SMALL))[0])
    assert found == ["".join(f"第{n}行" for n in range(8)), "甲乙丙"]


def test_no_line_of_a_paragraph_stands_alone() -> None:
    blocks = (*(line("行") for _ in range(9)), line("字" * 40))
    found = said(render(PaperDocument("文", blocks, SMALL))[0])
    assert found[0] == "行" * 9 and found[1] == "字" * 40
    blocks = (*(line("行") for _ in range(6)), line("字" * 78))
    found = said(render(PaperDocument("文", blocks, SMALL))[0])
    assert found[1].count("字") > 16, "two lines go over, not one"


def test_a_page_break_begins_a_page() -> None:
    assert said(render(PaperDocument("文", (line("甲"), line("乙", new_page=True)), SMALL))[0]) == ["甲", "乙"]


def test_header_and_footer_stand_on_each_page_with_its_number() -> None:
    footer = Paragraph((Run("第"), Run("1", mark="page"), Run("页共"), Run("1", mark="pages"), Run("页")), "center")
    document = PaperDocument("文", tuple(line("行") for _ in range(15)), SMALL, (line("密"),), (footer,))
    found = said(render(document)[0])
    assert [page.count("密") for page in found] == [1, 1]
    assert "第1页共2页" in found[0] and "第2页共2页" in found[1]


def test_a_row_higher_than_the_page_goes_on_on_the_next_ones() -> None:
    story = tuple(f"第{n:02}句" for n in range(30))
    table = Table((40.0, 160.0), (Row((cell("名"), cell(*story))), Row((cell("后"), cell("完")))))
    found = said(render(PaperDocument("文", (line("前"), table), SMALL))[0])
    assert len(found) == 4 and "".join(found) == "前名" + "".join(story) + "后完"


def test_a_row_that_fits_on_a_page_is_not_cut_when_told_so() -> None:
    rows = (Row((cell("甲"),)), Row((cell("乙", "乙", "乙", "乙", "乙"),), whole=True))
    found = said(render(PaperDocument("文", (*(line("行") for _ in range(6)), Table((200.0,), rows)), SMALL))[0])
    assert found == ["行行行行行行甲", "乙乙乙乙乙"]


def test_head_rows_come_again_on_each_page() -> None:
    rows = (Row((cell("头"),), head=True), *(Row((cell(f"第{n:02}行"),)) for n in range(20)))
    found = said(render(PaperDocument("文", (Table((200.0,), rows),), SMALL))[0])
    assert len(found) == 3 and all(page.startswith("头") for page in found)
    assert "".join(page[1:] for page in found) == "".join(f"第{n:02}行" for n in range(20))


def test_cells_over_several_rows_keep_their_rows_together() -> None:
    side = cell("一", "二", "三")
    rows = (Row((side, cell("甲"))), Row((cell(goes_on=True), cell("乙"))), Row((cell("完", span=2),)))
    document = PaperDocument("文", (*(line("行") for _ in range(8)), Table((40.0, 160.0), rows)), SMALL)
    assert said(render(document)[0])[1].replace("甲", "").replace("乙", "") == "一二三完"
    many = tuple(Row((side if n == 0 else cell(goes_on=True), cell(f"第{n:02}行"))) for n in range(25))
    found = said(render(PaperDocument("文", (Table((40.0, 160.0), many),), SMALL))[0])
    assert len(found) >= 3 and [f"第{n:02}行" in "".join(found) for n in range(25)] == [True] * 25


def test_a_line_higher_than_the_page_does_not_go_on_for_ever() -> None:
    high = Paragraph((Run("高", 12.0),), leading=500.0)
    assert len(said(render(PaperDocument("文", (high, line("后")), SMALL))[0])) <= 3
    table = Table((100.0,), (Row((Cell((high,), borders=LINES),), whole=True), Row((cell("后"),))))
    assert "后" in "".join(said(render(PaperDocument("文", (table,), SMALL))[0]))


def test_a_table_wider_than_the_page_is_drawn_narrower() -> None:
    table = Table((900.0, 900.0), (Row((cell("字" * 30), cell("完"))),))
    assert "".join(said(render(PaperDocument("文", (table,), SMALL))[0])) == "字" * 30 + "完"


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(ValueError, match="pages"):
        render(PaperDocument("文", tuple(line("行", new_page=True) for _ in range(400)), SMALL))


def test_the_typeface_is_in_the_file_and_rare_characters_copy_right() -> None:
    pdf, _ = render(PaperDocument("文", (line("𬱖䶮𣲘"),), SMALL))
    assert said(pdf) == ["𬱖䶮𣲘"]
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    fonts = page["/Resources"]["/Font"]  # type: ignore[index]
    names = [
        fonts[name].get_object()["/FontDescriptor"] for name in fonts if "/FontDescriptor" in fonts[name].get_object()
    ]
    assert names and all("/FontFile2" in descriptor.get_object() for descriptor in names)
