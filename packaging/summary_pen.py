"""Drawing a Word template of a summary as official papers are laid out (GB/T 9704).

A4, margins 37/35/28/26 mm, the title in 小标宋 of 2号, text in 仿宋 of 3号 on lines of 28 points, headings 黑体, 楷体,
page numbers «— 1 —» on the outer side. Where a PC has not these typefaces the file names others.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from app.services.reports.paper_word import packed

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

TITLE, BODY, HEAD, SUBHEAD, NUMBERS = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
#: What stands in where a PC does not have the typeface: Windows first, then UOS and Kylin.
_INSTEAD = {
    TITLE: ("华文中宋,宋体,SimSun,思源宋体,Noto Serif CJK SC", "roman"),
    BODY: ("仿宋,FangSong,华文仿宋,方正仿宋_GBK,Noto Serif CJK SC", "modern"),
    HEAD: ("SimHei,方正黑体_GBK,思源黑体,Noto Sans CJK SC", "swiss"),
    SUBHEAD: ("楷体,KaiTi,华文楷体,方正楷体_GBK,霞鹜文楷,LXGW WenKai", "script"),
    NUMBERS: ("SimSun,方正书宋_GBK,Noto Serif CJK SC", "roman"),
}
_LINE, _SIZE, _SMALL = 28.0, 16.0, 12.0


class SummaryPen:
    """Writes one template from top to bottom."""

    def __init__(self) -> None:
        self._word: Word = Document()
        body = self._word.element.body
        for one in list(body):
            if not one.tag.endswith("}sectPr"):
                body.remove(one)
        self._sheet()
        self._styles()
        self._feet()

    # -- the page -------------------------------------------------------------------------------------
    def _sheet(self) -> None:
        section = self._word.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.header_distance, section.footer_distance = Mm(15), Mm(25)
        self._word.settings.odd_and_even_pages_header_footer = True

    def _styles(self) -> None:
        self._style("Normal", BODY, _SIZE, _LINE)
        self._style("Title", TITLE, 22, 36, align="center")
        self._style("Heading 1", HEAD, _SIZE, _LINE, first=2)
        self._style("Heading 2", SUBHEAD, _SIZE, _LINE, first=2)
        for name in ("Title", "Heading 1", "Heading 2"):
            self._word.styles[name].paragraph_format.keep_with_next = True

    def _style(self, name: str, face: str, size: float, line: float, *, align: str = "", first: int = 0) -> None:
        style: ParagraphStyle = self._word.styles[name]
        properties = style.element.get_or_add_rPr()
        for old in list(properties):
            properties.remove(old)
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        _faces(properties, face)
        paragraph = style.element.get_or_add_pPr()
        for old in list(paragraph):
            if not old.tag.endswith("}outlineLvl"):
                paragraph.remove(old)
        form = style.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
        form.widow_control = True
        if align:
            form.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if first:
            _indent(paragraph, first, size)

    def _feet(self) -> None:
        section = self._word.sections[0]
        for footer, align, side in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right"),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left"),
        ):
            footer.is_linked_to_previous = False
            paragraph = footer.paragraphs[0]
            paragraph.style = self._word.styles["Normal"]
            paragraph.alignment = align
            indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
            indent.set(qn(f"w:{side}Chars"), "100")
            indent.set(qn(f"w:{side}"), "280")
            _run(paragraph, "— ", 14, NUMBERS)
            _page_field(paragraph)
            _run(paragraph, " —", 14, NUMBERS)
        section.even_page_header.is_linked_to_previous = False

    # -- text -----------------------------------------------------------------------------------------
    def title(self, *lines: str) -> None:
        """The title in the middle, an empty line below."""
        for words in lines:
            self._word.add_paragraph(words, style="Title")
        self._word.add_paragraph()

    def chapter(self, words: str) -> None:
        """一、黑体."""
        self._word.add_paragraph("{{ 章 }}、" + words, style="Heading 1")

    def section(self, words: str) -> None:
        """（一）楷体."""
        self._word.add_paragraph("（{{ 节 }}）" + words, style="Heading 2")

    def body(self, *texts: str) -> None:
        """Paragraphs that begin two characters in."""
        for words in texts:
            paragraph = self._word.add_paragraph(words)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            _indent(paragraph._p.get_or_add_pPr(), 2, _SIZE)

    def when(self, condition: str, *texts: str) -> None:
        """Paragraphs for summaries that have it."""
        self.mark(f"if {condition}")
        self.body(*texts)
        self.mark("endif")

    def mark(self, words: str) -> None:
        """A condition or repetition that stands in a paragraph of its own."""
        self._word.add_paragraph(f"{{%p {words} %}}")

    def chart(self, name: str) -> None:
        """The place of a chart."""
        paragraph = self._word.add_paragraph("{{ " + name + " }}")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        form = paragraph.paragraph_format
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE
        form.space_before = form.space_after = Pt(8)

    def note(self, words: str) -> None:
        """A small remark."""
        paragraph = self._word.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(6)
        paragraph.paragraph_format.line_spacing = Pt(20)
        _run(paragraph, words, _SMALL, BODY)

    def signed(self) -> None:
        """The office and the date at the right."""
        self._word.add_paragraph()
        for words in ("{{ 单位 }}", "{{ 成文日期 }}"):
            paragraph = self._word.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.keep_with_next = words != "{{ 成文日期 }}"
            indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
            indent.set(qn("w:rightChars"), "200")
            indent.set(qn("w:right"), str(round(2 * _SIZE * 20)))
            _run(paragraph, words, _SIZE, BODY)

    # -- tables ---------------------------------------------------------------------------------------
    def table(
        self, caption: str, of: str, columns: Sequence[tuple[str, str, float]], *, new_page: bool = False
    ) -> None:
        """A table that repeats a row for each of ``of``; a column is (heading, what stands there, mm).

        Words stand left, figures at the right; the heading comes again on each page.
        """
        paragraph = self._word.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_before = Pt(6)
        paragraph.paragraph_format.page_break_before = new_page or None
        _run(paragraph, caption, 14, HEAD)
        table = self._word.add_table(0, len(columns))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        _room(table._tbl.tblPr)
        heading = table.add_row()
        for cell, (words, _, _) in zip(heading.cells, columns, strict=True):
            self._cell(cell, words, "center", HEAD)
        self._loop_row(table, f"for 行 in {of}")
        row = table.add_row()
        for at, (cell, (_, words, _)) in enumerate(zip(row.cells, columns, strict=True)):
            self._cell(cell, words, "left" if at == 0 else "right", BODY)
        self._loop_row(table, "endfor")
        for number, (_, _, width) in enumerate(columns):
            table.columns[number].width = Mm(width)
            for one in table.columns[number].cells:
                one.width = Mm(width)
        for made in table.rows:
            properties = made._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
        repeated = OxmlElement("w:tblHeader")
        heading._tr.get_or_add_trPr().append(repeated)
        after = self._word.add_paragraph()
        after.paragraph_format.line_spacing = Pt(10)

    def _loop_row(self, table: Any, words: str) -> None:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(f"{{%tr {words} %}}")

    @staticmethod
    def _cell(cell: Any, words: str, align: str, face: str) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.alignment = {
            "left": WD_ALIGN_PARAGRAPH.LEFT,
            "center": WD_ALIGN_PARAGRAPH.CENTER,
            "right": WD_ALIGN_PARAGRAPH.RIGHT,
        }[align]
        form = paragraph.paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(18)
        _run(paragraph, words, _SMALL, face)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER

    # -- the file -------------------------------------------------------------------------------------
    def save(self, path: Path, title: str) -> None:
        """Write the file; the same words give the same bytes."""
        properties = self._word.core_properties
        properties.title, properties.author, properties.last_modified_by = title, "消保台账", "消保台账"
        properties.comments = ""
        properties.created = properties.modified = datetime.datetime(2026, 1, 1)
        _name_fonts(self._word)
        stream = io.BytesIO()
        self._word.save(stream)
        path.write_bytes(packed(stream.getvalue()))


def _indent(properties: Any, first: int, size: float) -> None:
    indent = properties.get_or_add_ind()
    indent.set(qn("w:firstLineChars"), str(first * 100))
    indent.set(qn("w:firstLine"), str(round(first * size * 20)))


def _run(paragraph: Paragraph, words: str, size: float, face: str) -> None:
    run = paragraph.add_run(words)
    run.font.size = Pt(size)
    _faces(run._r.get_or_add_rPr(), face)


def _faces(properties: Any, face: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), face)


def _room(properties: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for name, width in (("top", 40), ("left", 80), ("bottom", 40), ("right", 80)):
        one = OxmlElement(f"w:{name}")
        one.set(qn("w:w"), str(width))
        one.set(qn("w:type"), "dxa")
        margins.append(one)
    look = properties.find(qn("w:tblLook"))
    properties.append(margins) if look is None else look.addprevious(margins)


def _page_field(paragraph: Paragraph) -> None:
    for kind, words in (("begin", ""), ("", " PAGE "), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(14)
        _faces(run._r.get_or_add_rPr(), NUMBERS)
        if kind == "text":
            run.text = words
            continue
        one = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            one.set(qn("w:fldCharType"), kind)
        else:
            one.set(qn("xml:space"), "preserve")
            one.text = words
        run._r.append(one)


def _name_fonts(word: Word) -> None:
    for part in word.part.package.iter_parts():
        if part.partname.endswith("fontTable.xml"):
            rows = "".join(
                f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
                f'<w:family w:val="{family}"/></w:font>'
                for name, (others, family) in _INSTEAD.items()
            )
            part._blob = (
                '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
                '<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
                f"{rows}</w:fonts>"
            ).encode()
