"""Drawing a Word template of a paper: sizes, distances and typefaces of official papers (GB/T 9704 where it fits)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from app.services.reports.paper_word import packed

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

TITLE, BODY, BOLD = "方正小标宋简体", "仿宋_GB2312", "黑体"
#: What stands in where a PC does not have the typeface.
_INSTEAD = {TITLE: "宋体", BODY: "仿宋", BOLD: "微软雅黑"}
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
#: Closer than the 22 lines a page of long papers: a notice should not need a second page for its seal.
LINE = 26.0


class PaperPen:
    """Writes one template from top to bottom."""

    def __init__(self, *, foot: str = "", tight: bool = False) -> None:
        self._word: Word = Document()
        self._size, self._line = (14.0, 24.0) if tight else (16.0, LINE)
        body = self._word.element.body
        for one in list(body):
            if not one.tag.endswith("}sectPr"):
                body.remove(one)
        self._sheet(tight)
        self._styles()
        self._foot(foot)

    def _sheet(self, tight: bool) -> None:
        section = self._word.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = (Mm(22), Mm(20)) if tight else (Mm(30), Mm(26))
        section.left_margin, section.right_margin = (Mm(25), Mm(22)) if tight else (Mm(28), Mm(26))
        section.header_distance, section.footer_distance = Mm(12), Mm(10 if tight else 14)

    def _styles(self) -> None:
        style = self._word.styles["Normal"]
        style.font.size = Pt(self._size)
        _faces(style.element.get_or_add_rPr(), BODY)
        form = style.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(self._line)

    def _foot(self, words: str) -> None:
        footer = self._word.sections[0].footer
        first = footer.paragraphs[0]
        if words:
            self._shape(first, "left", line=20)
            self._run(first, words, 12)
            first = footer.add_paragraph()
        self._shape(first, "center", line=18)
        self._run(first, "— ", 14)
        _page_field(first, 14)
        self._run(first, " —", 14)

    # -- text -----------------------------------------------------------------------------------------
    def title(self, *lines: str) -> None:
        """The name of the office and of the paper, in the middle."""
        for words in lines:
            paragraph = self._word.add_paragraph()
            self._shape(paragraph, "center", line=32)
            paragraph.paragraph_format.keep_with_next = True
            self._run(paragraph, words, 22, face=TITLE, bold=True)

    def number(self) -> None:
        """The paper's own number, at the right."""
        paragraph = self._word.add_paragraph()
        self._shape(paragraph, "right", before=6, after=8)
        self._run(paragraph, "{{ 文号 }}", 16)

    def plain(self, words: str, align: str = "left", *, size: float = 0, keep: bool = False, before: float = 0) -> None:
        """A line without indent; ``**…**`` is bold."""
        paragraph = self._word.add_paragraph()
        self._shape(paragraph, align, before=before)
        paragraph.paragraph_format.keep_with_next = keep
        self._rich(paragraph, words, size)

    def body(self, *texts: str, keep: bool = False) -> None:
        """Paragraphs that begin two characters in; ``keep`` keeps them on the page of what follows."""
        for words in texts:
            paragraph = self._word.add_paragraph()
            self._shape(paragraph, "both", first=2)
            paragraph.paragraph_format.keep_with_next = keep
            self._rich(paragraph, words)

    def when(self, condition: str, *texts: str) -> None:
        """Paragraphs for papers that have it."""
        self._mark(f"{{%p if {condition} %}}")
        self.body(*texts)
        self._mark("{%p endif %}")

    def _mark(self, words: str) -> None:
        self._word.add_paragraph(words)

    def signed(self, *, receipt: bool = True) -> None:
        """The office, the place of its seal, the date; below where the one who gets it signs."""
        self.gap(keep=True)
        for words in ("{{ 本单位 }}（盖章处）", "{{ 日期 }}"):
            paragraph = self._word.add_paragraph()
            self._shape(paragraph, "right", right=2)
            paragraph.paragraph_format.keep_with_next = words != "{{ 日期 }}" or receipt
            self._run(paragraph, words, self._size)
        if receipt:
            self.plain("签收人（签名或者盖章）：＿＿＿＿＿＿　　＿＿＿年＿＿月＿＿日", size=14, before=18)

    def gap(self, *, keep: bool = False) -> None:
        """An empty line."""
        paragraph = self._word.add_paragraph()
        paragraph.paragraph_format.keep_with_next = keep

    # -- tables ---------------------------------------------------------------------------------------
    def table(self, widths: Sequence[float], rows: Sequence[Sequence[Any]], *, size: float = 14) -> None:
        """A ruled table; widths in mm. A cell is its words, or (words, columns) for one over several columns.

        A cell whose words begin with ``#`` is a label in the middle, one with ``|`` reads from its top and is high.
        """
        table = self._word.add_table(0, len(widths))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        _room(table._tbl.tblPr)
        for row in rows:
            cells = table.add_row().cells
            at = 0
            high = 9.0
            for one in row:
                words, span = one if isinstance(one, tuple) else (one, 1)
                cell = cells[at] if span == 1 else cells[at].merge(cells[at + span - 1])
                high = max(high, self._cell(cell, words, size))
                at += span
            properties = table.rows[-1]._tr.get_or_add_trPr()
            height = OxmlElement("w:trHeight")
            height.set(qn("w:val"), str(round(high * 56.7)))
            height.set(qn("w:hRule"), "atLeast")
            properties.append(height)
        for number, width in enumerate(widths):
            table.columns[number].width = Mm(width)
            for cell in table.columns[number].cells:
                if cell._tc.grid_span == 1:
                    cell.width = Mm(width)

    def _cell(self, cell: _Cell, words: str, size: float) -> float:
        """Fill a cell; the least height of its row in mm."""
        label, story = words.startswith("#"), words.startswith("|")
        paragraph = cell.paragraphs[0]
        self._shape(paragraph, "center" if label else "left", line=size * 1.45)
        self._rich(paragraph, words.lstrip("#|"), size)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP if story else WD_CELL_VERTICAL_ALIGNMENT.CENTER
        return 27.0 if story else 10.0

    # -- letters --------------------------------------------------------------------------------------
    def _shape(
        self,
        paragraph: Paragraph,
        align: str,
        *,
        line: float = 0,
        before: float = 0,
        after: float = 0,
        first: int = 0,
        right: int = 0,
    ) -> None:
        form = paragraph.paragraph_format
        form.alignment = _ALIGN[align]
        form.space_before, form.space_after = Pt(before), Pt(after)
        if line:
            form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
        if first or right:
            properties = paragraph._p.get_or_add_pPr()
            indent = properties.get_or_add_ind()
            for name, many in (("firstLine", first), ("right", right)):
                if many:
                    indent.set(qn(f"w:{name}Chars"), str(many * 100))
                    indent.set(qn(f"w:{name}"), str(round(many * self._size * 20)))

    def _rich(self, paragraph: Paragraph, words: str, size: float = 0) -> None:
        for at, part in enumerate(words.split("**")):
            if part:
                self._run(paragraph, part, size or self._size, bold=at % 2 == 1)

    @staticmethod
    def _run(paragraph: Paragraph, words: str, size: float, *, face: str = "", bold: bool = False) -> None:
        run = paragraph.add_run(words)
        run.font.size = Pt(size)
        run.bold = bold or None
        if face or bold:
            _faces(run._r.get_or_add_rPr(), face or BOLD)

    def save(self, path: Path, title: str) -> None:
        """Write the file; the same words give the same bytes."""
        import datetime
        import io

        properties = self._word.core_properties
        properties.title, properties.author, properties.last_modified_by = title, "消保台账", "消保台账"
        properties.comments = ""
        properties.created = properties.modified = datetime.datetime(2026, 1, 1)
        _name_fonts(self._word)
        stream = io.BytesIO()
        self._word.save(stream)
        path.write_bytes(packed(stream.getvalue()))


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
    """A little room between the text of a cell and its lines."""
    margins = OxmlElement("w:tblCellMar")
    for name, width in (("top", 50), ("left", 100), ("bottom", 50), ("right", 100)):
        one = OxmlElement(f"w:{name}")
        one.set(qn("w:w"), str(width))
        one.set(qn("w:type"), "dxa")
        margins.append(one)
    look = properties.find(qn("w:tblLook"))
    properties.append(margins) if look is None else look.addprevious(margins)


def _page_field(paragraph: Paragraph, size: float) -> None:
    for kind, words in (("begin", ""), ("", " PAGE "), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(size)
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
    """Say what stands in for a typeface that a PC does not have."""
    for part in word.part.package.iter_parts():
        if part.partname.endswith("fontTable.xml"):
            rows = "".join(
                f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="86"/></w:font>'
                for name, instead in _INSTEAD.items()
            )
            part._blob = (
                '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
                '<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
                f"{rows}</w:fonts>"
            ).encode()
