"""Reading a Word file as a paper: styles, fields, tables, and what the PDF will not have."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document as Word
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt

from app.services.reports.paper_model import PaperDocument, Paragraph, Table
from app.services.reports.paper_pdf import render
from app.services.reports.paper_reading import read


def taken(word: Word) -> PaperDocument:
    """The file as a paper, which can also be drawn."""
    stream = io.BytesIO()
    word.save(stream)
    document = read(stream.getvalue(), "文")
    render(document)
    return document


def first(document: PaperDocument) -> Paragraph:
    """The first paragraph."""
    block = document.blocks[0]
    assert isinstance(block, Paragraph)
    return block


def element(name: str, attributes: str, inner: str = "") -> object:
    """An element of a Word file."""
    return parse_xml(f"<w:{name} {nsdecls('w')} {attributes}>{inner}</w:{name}>")


def test_what_a_style_says_holds_until_the_paragraph_says_otherwise() -> None:
    word = docx.Document()
    style = word.styles["Normal"]
    style.font.size, style.font.bold = Pt(15), True
    style.paragraph_format.line_spacing_rule, style.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28)
    paragraph = word.add_paragraph("粗")
    run = paragraph.add_run("细")
    run.bold, run.underline = False, True
    paragraph.alignment, paragraph.paragraph_format.first_line_indent = WD_ALIGN_PARAGRAPH.RIGHT, Pt(32)
    found = first(taken(word))
    assert [(one.text, one.size, one.bold, one.underline) for one in found.runs] == [
        ("粗", 15.0, True, False),
        ("细", 15.0, False, True),
    ]
    assert (found.align, found.first, found.leading) == ("right", 32.0, 28.0)


def test_indents_in_characters_go_by_the_size_of_the_letters() -> None:
    word = docx.Document()
    word.styles["Normal"].font.size = Pt(16)
    paragraph = word.add_paragraph("甲")
    paragraph._p.get_or_add_pPr().append(element("ind", 'w:firstLineChars="200" w:firstLine="100" w:leftChars="100"'))
    found = first(taken(word))
    assert (found.first, found.left) == (32.0, 16.0)


def test_page_numbers_are_known_in_both_kinds_of_fields() -> None:
    word = docx.Document()
    word.add_paragraph("正文")
    footer = word.sections[0].footer.paragraphs[0]
    footer.add_run("第")
    footer._p.append(element("fldSimple", 'w:instr=" PAGE "', "<w:r><w:t>7</w:t></w:r>"))
    for kind, words in (
        ("begin", ""),
        ("", " NUMPAGES  \\* MERGEFORMAT "),
        ("separate", ""),
        ("text", "9"),
        ("end", ""),
    ):
        run = footer.add_run(words if kind == "text" else "")
        if kind == "":
            run._r.append(element("instrText", "", words))
        elif kind != "text":
            run._r.append(element("fldChar", f'w:fldCharType="{kind}"'))
    document = taken(word)
    assert [(run.text, run.mark) for run in document.footer[0].runs] == [("第", ""), ("1", "page"), ("1", "pages")]


def test_breaks_and_tabs() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("一\t二")
    paragraph.add_run().add_break()
    paragraph.add_run("三")
    paragraph.add_run().add_break(WD_BREAK.PAGE)
    paragraph.add_run("四")
    document = taken(word)
    texts = ["".join(run.text for run in one.runs) for one in document.blocks if isinstance(one, Paragraph)]
    assert texts == ["一\t二\n三", "四"]
    assert [one.new_page for one in document.blocks if isinstance(one, Paragraph)] == [False, True]


def test_tables_with_their_lines_and_merged_cells() -> None:
    word = docx.Document()
    table = word.add_table(3, 3)
    table.style = "Table Grid"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "两行"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "两列"
    table.cell(2, 2).text = "角"
    found = taken(word).blocks[0]
    assert isinstance(found, Table) and len(found.widths) == 3
    assert [[(cell.span, cell.goes_on) for cell in row.cells] for row in found.rows] == [
        [(1, False), (2, False)],
        [(1, True), (1, False), (1, False)],
        [(1, False), (1, False), (1, False)],
    ]
    assert found.rows[0].cells[0].borders.top == 0.5
    plain = docx.Document()
    plain.add_table(1, 1)
    bare = taken(plain).blocks[0]
    assert isinstance(bare, Table) and bare.rows[0].cells[0].borders.top == 0.0


def test_a_red_line_below_a_heading() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("红头")
    line = '<w:bottom w:val="single" w:sz="16" w:space="4" w:color="FF0000"/>'
    paragraph._p.get_or_add_pPr().append(element("pBdr", "", line))
    found = first(taken(word)).line
    assert found is not None and (found.width, found.color, found.gap) == (2.0, "#FF0000", 4.0)


def test_the_sheet_and_its_margins() -> None:
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height, section.left_margin = Cm(29.7), Cm(21), Cm(3)
    word.add_paragraph("横")
    sheet = taken(word).sheet
    assert (round(sheet.width), round(sheet.height), round(sheet.left)) == (842, 595, 85)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda word: word.add_paragraph("一", style="List Bullet"), "自动编号和项目符号"),
        (lambda word: setattr(word.paragraphs[0].runs[0], "italic", True), "斜体"),
        (lambda word: word.add_section(WD_SECTION.NEW_PAGE), "几节不同的页面设置（按最后一节排）"),
        (
            lambda word: setattr(word.sections[0], "different_first_page_header_footer", True),
            "首页不同的页眉页脚",
        ),
        (lambda word: word.add_table(1, 1).cell(0, 0).add_table(1, 1), "表格里面的表格"),
        (lambda word: word.paragraphs[0]._p.append(element("r", "", "<w:pict/>")), "图片、图形和文本框"),
        (lambda word: word.paragraphs[0]._p.append(element("r", "", '<w:footnoteReference w:id="1"/>')), "脚注"),
    ],
)
def test_what_the_pdf_will_not_have_is_named(change: Callable[[Word], object], told: str) -> None:
    word = docx.Document()
    word.add_paragraph("正文")
    change(word)
    assert taken(word).unshown == (told,)


def test_an_ordinary_file_has_nothing_to_tell(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_heading("标题", 1)
    word.add_paragraph("正文")
    path = tmp_path / "x.docx"
    word.save(str(path))
    assert read(path.read_bytes()).unshown == ()


def test_measures_that_make_no_sense_are_passed_over() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("甲")
    properties = paragraph._p.get_or_add_pPr()
    properties.append(element("ind", 'w:left="nan" w:firstLine="99999999999"'))
    properties.append(element("spacing", 'w:line="inf" w:before="-400" w:after="1e9"'))
    paragraph.runs[0]._r.get_or_add_rPr().append(element("sz", 'w:val="0"'))
    found = first(taken(word))
    assert (found.left, found.before, found.leading) == (0.0, 0.0, 0.0) and found.runs[0].size >= 4.0
