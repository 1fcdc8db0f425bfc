"""Reading a Word file as a paper: paragraphs, letters, tables, header and footer, for the PDF to be drawn from.

What the PDF cannot show (pictures, text boxes, automatic numbers, several columns …) is named in ``unshown``.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from app.services.reports.paper_model import (
    Block,
    Borders,
    Cell,
    Mark,
    PaperDocument,
    Paragraph,
    Picture,
    Row,
    Run,
    Sheet,
    Table,
)
from app.services.reports.paper_styles import Styles, W, flag, letters, number, shape, twips

if TYPE_CHECKING:
    from app.services.reports.paper_styles import Element

_FIELDS: dict[str, Mark] = {"PAGE": "page", "NUMPAGES": "pages", "SECTIONPAGES": "pages"}
_PICTURES = ("drawing", "pict", "object")
_LOOKS = {"i": "斜体", "strike": "删除线", "dstrike": "删除线", "vertAlign": "上标和下标"}
_OTHERS = {"footnoteReference": "脚注", "endnoteReference": "尾注"}
_EDGES = ("top", "right", "bottom", "left")
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_ART = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
#: Word's units of length in a point.
_EMU = 12700.0


def read(docx: bytes, title: str = "", pictures: Collection[bytes] = ()) -> PaperDocument:
    """The Word file ``docx``, which must be sound (see :mod:`.paper_word`), as a paper.

    ``pictures`` are those this program made itself: only these are shown, a stranger's is never opened here.
    """
    from docx import Document

    opened = Document(io.BytesIO(docx))
    related = {name: getattr(part, "blob", b"") for name, part in opened.part.related_parts.items()}
    reader = _Reader(
        Styles(opened.styles.element), {name: blob for name, blob in related.items() if blob in set(pictures)}
    )
    body: Element = opened.element.body
    blocks = tuple(reader.blocks(body))
    sections = list(body.iter(f"{W}sectPr"))
    if len(sections) > 1:
        reader.unshown("几节不同的页面设置（按最后一节排）")
    if any((number(one, "num") or 1) > 1 for section in sections for one in section.findall(f"{W}cols")):
        reader.unshown("分栏")
    section = opened.sections[-1]
    even: tuple[Paragraph, ...] | None = None
    if opened.settings.odd_and_even_pages_header_footer:
        blocks_of = reader.blocks(section.even_page_footer._element)
        even = tuple(one for one in blocks_of if isinstance(one, Paragraph))
        if not section.even_page_header.is_linked_to_previous and _words_of(section.even_page_header._element):
            reader.unshown("单双页不同的页眉")
    if section.different_first_page_header_footer:
        reader.unshown("首页不同的页眉页脚")
    header = tuple(one for one in reader.blocks(section.header._element) if isinstance(one, Paragraph))
    footer = tuple(one for one in reader.blocks(section.footer._element) if isinstance(one, Paragraph))
    return PaperDocument(
        title,
        blocks,
        _sheet(sections[-1] if sections else None),
        header if any(run.text or run.mark for one in header for run in one.runs) else (),
        footer if any(run.text or run.mark for one in footer for run in one.runs) else (),
        tuple(reader.missing),
        even,
    )


def _words_of(source: Element) -> str:
    return "".join(part.text or "" for part in source.iter(f"{W}t"))


class _Reader:
    """Reads blocks and remembers what it passed over."""

    def __init__(self, styles: Styles, pictures: Mapping[str, bytes] | None = None) -> None:
        self._styles, self._pictures = styles, pictures or {}
        self.missing: dict[str, None] = {}

    def unshown(self, what: str) -> None:
        """Remember something the PDF will not have."""
        self.missing.setdefault(what)

    def blocks(self, parent: Element) -> Iterator[Block]:
        """The paragraphs and tables below ``parent``, in order."""
        for one in parent:
            if one.tag == f"{W}p":
                if (picture := self._picture(one)) is not None:
                    yield picture
                else:
                    yield from self._paragraphs(one, None)
            elif one.tag == f"{W}tbl":
                yield self._table(one)
            elif one.tag == f"{W}sdt" and (content := one.find(f"{W}sdtContent")) is not None:
                yield from self.blocks(content)

    # -- pictures -------------------------------------------------------------------------------------
    def _picture(self, source: Element) -> Picture | None:
        """The picture that a paragraph consists of, when it is one of our own."""
        inline = next(source.iter(f"{_DRAWN}inline"), None)
        blip = None if inline is None else next(inline.iter(f"{_ART}blip"), None)
        data = None if blip is None else self._pictures.get(blip.get(f"{_REL}embed") or "")
        if inline is None or data is None or _words_of(source).strip():
            return None
        extent, told = inline.find(f"{_DRAWN}extent"), inline.find(f"{_DRAWN}docPr")
        width, height = (float(extent.get(name) or 0) / _EMU for name in ("cx", "cy"))
        chain = self._styles.of_paragraph(source, None)
        align = shape(chain.paragraph, 16.0).get("align", "left")
        return Picture(data, width, height, align, "" if told is None else told.get("descr") or "")

    # -- paragraphs -----------------------------------------------------------------------------------
    def _paragraphs(self, source: Element, table_style: str | None) -> Iterator[Paragraph]:
        """One paragraph; where a page break stands inside it, one for each page."""
        chain = self._styles.of_paragraph(source, table_style)
        if any(part.find(f"{W}numPr") is not None for part in chain.paragraph):
            self.unshown("自动编号和项目符号")
        pieces: list[list[Run]] = [[]]
        for run in self._runs(source, chain.letters):
            if run is None:
                pieces.append([])
            else:
                pieces[-1].append(run)
        like = shape(chain.paragraph, letters(chain.letters).size)
        for at, runs in enumerate(pieces):
            if at and not runs and at == len(pieces) - 1 and not source.getnext() is not None:
                continue  # a page break at the very end
            first = like if not at else {**like, "new_page": True, "first": 0.0, "before": 0.0}
            found = tuple(runs) or (Run("", **letters(chain.mark(source)).as_run()),)
            if "least" in first:
                tallest = max(run.size for run in found) * 1.32
                first = {**first, "leading": max(first["least"], tallest)}
            yield Paragraph(found, **{name: value for name, value in first.items() if name != "least"})

    def _runs(self, source: Element, above: tuple[Element, ...]) -> Iterator[Run | None]:
        """The runs of a paragraph; None is a page break."""
        field = _Field()
        for one in _inline(source):
            if one.tag == f"{W}fldSimple":
                mark = _FIELDS.get(((one.get(f"{W}instr") or "").split() or [""])[0].upper())
                words = "".join(part.text or "" for part in one.iter(f"{W}t"))
                inner = one.find(f"{W}r")
                look = letters(self._styles.of_run(inner, above) if inner is not None else above)
                yield Run("1" if mark else words, mark=mark or "", **look.as_run())
                continue
            look = letters(self._styles.of_run(one, above))
            if look.hidden:
                continue
            self._passed_over(one.find(f"{W}rPr"))
            yield from self._run(one, look.as_run(), field)

    def _passed_over(self, own: Element | None) -> None:
        """Looks of letters that the PDF has not."""
        for name, what in _LOOKS.items():
            if own is not None and flag(own, name):
                self.unshown(what)

    def _run(self, source: Element, look: dict[str, Any], field: _Field) -> Iterator[Run | None]:
        text = ""
        for part in source:
            name = part.tag.removeprefix(W)
            if name == "fldChar":
                mark = field.step(part.get(f"{W}fldCharType") or "")
                if mark:
                    yield Run("1", mark=mark, **look)
            elif name == "instrText":
                field.told += part.text or ""
            elif field.silent:
                continue
            elif name == "t":
                text += part.text or ""
            elif name in ("tab", "ptab"):
                text += "\t"
            elif name == "noBreakHyphen":
                text += "-"
            elif name == "cr" or (name == "br" and part.get(f"{W}type") in (None, "textWrapping")):
                text += "\n"
            elif name == "br" and part.get(f"{W}type") == "page":
                if text:
                    yield Run(text, **look)
                text = ""
                yield None
            elif name in _PICTURES or part.tag.endswith("}AlternateContent"):
                self.unshown("图片、图形和文本框")
            elif name in _OTHERS:
                self.unshown(_OTHERS[name])
            elif name == "sym":
                self.unshown("插入的特殊符号")
        if text:
            yield Run(text, **look)

    # -- tables ---------------------------------------------------------------------------------------
    def _table(self, source: Element) -> Table:
        properties = source.find(f"{W}tblPr")
        style = None if properties is None else properties.find(f"{W}tblStyle")
        name = None if style is None else style.get(f"{W}val")
        parts = [*self._styles.of_table(name), *([properties] if properties is not None else [])]
        lines, pads = _table_lines(parts), _table_pads(parts)
        widths = [twips(column, "w") or 60.0 for column in source.findall(f"{W}tblGrid/{W}gridCol")]
        rows = list(_inside(source, "tr"))
        most = max((sum(_span(cell) for cell in _inside(row, "tc")) for row in rows), default=1)
        widths += [60.0] * (most - len(widths))
        found = tuple(
            self._row(row, name, lines, pads, at == 0, at == len(rows) - 1, len(widths)) for at, row in enumerate(rows)
        )
        placed = None if properties is None else properties.find(f"{W}tblInd")
        indent = (twips(placed, "w") or 0.0) if placed is not None else 0.0
        align = None if properties is None else properties.find(f"{W}jc")
        where = "" if align is None else align.get(f"{W}val") or ""
        return Table(tuple(widths), found, indent, "center" if where == "center" else "left")

    def _row(
        self,
        source: Element,
        style: str | None,
        lines: dict[str, float],
        pads: tuple[float, float, float, float],
        first: bool,
        last: bool,
        columns: int,
    ) -> Row:
        properties = source.find(f"{W}trPr")
        height = None if properties is None else properties.find(f"{W}trHeight")
        cells = []
        column = 0
        for cell in _inside(source, "tc"):
            span = _span(cell)
            edges = {
                "top": lines["top"] if first else lines["insideH"],
                "bottom": lines["bottom"] if last else lines["insideH"],
                "left": lines["left"] if column == 0 else lines["insideV"],
                "right": lines["right"] if column + span >= columns else lines["insideV"],
            }
            cells.append(self._cell(cell, style, edges, pads, span))
            column += span
        return Row(
            tuple(cells),
            0.0 if height is None else twips(height, "val") or 0.0,
            height is not None and height.get(f"{W}hRule") == "exact",
            properties is not None and flag(properties, "cantSplit"),
            properties is not None and flag(properties, "tblHeader"),
        )

    def _cell(
        self,
        source: Element,
        style: str | None,
        edges: dict[str, float],
        pads: tuple[float, float, float, float],
        span: int,
    ) -> Cell:
        properties = source.find(f"{W}tcPr")
        merged = None if properties is None else properties.find(f"{W}vMerge")
        goes_on = merged is not None and merged.get(f"{W}val") != "restart"
        place = None if properties is None else properties.find(f"{W}vAlign")
        where = None if place is None else place.get(f"{W}val")
        if properties is not None:
            own = properties.find(f"{W}tcBorders")
            edges = {**edges, **(_edges(own) if own is not None else {})}
            shade = properties.find(f"{W}shd")
            if shade is not None and (shade.get(f"{W}fill") or "auto").lower() not in ("auto", "ffffff"):
                self.unshown("单元格的底色")
            margins = properties.find(f"{W}tcMar")
            pads = _pads(margins, pads) if margins is not None else pads
        paragraphs: list[Paragraph] = []
        for one in () if goes_on else _content(source):
            if one.tag == f"{W}p":
                paragraphs += self._paragraphs(one, style)
            else:
                self.unshown("表格里面的表格")
        return Cell(
            tuple(paragraphs),
            span,
            goes_on,
            "center" if where == "center" else "bottom" if where == "bottom" else "top",
            Borders(edges["top"], edges["right"], edges["bottom"], edges["left"]),
            pads,
        )


class _Field:
    """A field of Word as it is read run by run: its instruction, then the result it had."""

    def __init__(self) -> None:
        self._stage = ""
        self.told = ""

    @property
    def silent(self) -> bool:
        """Whether what comes now is not text of the paper."""
        return self._stage == "begin" or (self._stage == "separate" and self._mark() is not None)

    def _mark(self) -> Mark | None:
        return _FIELDS.get((self.told.split() or [""])[0].upper())

    def step(self, kind: str) -> Mark:
        """Go on; at the end of a page number its mark."""
        mark = self._mark() if kind == "end" else None
        self._stage = "" if kind == "end" else kind
        if kind == "begin":
            self.told = ""
        return mark or ""


def _inline(source: Element) -> Iterator[Element]:
    """The runs of a paragraph, also inside links, insertions and content controls."""
    for one in source:
        name = one.tag.removeprefix(W)
        if name in ("r", "fldSimple"):
            yield one
        elif name in ("hyperlink", "ins", "smartTag", "sdt", "sdtContent", "moveTo"):
            yield from _inline(one)


def _inside(source: Element, name: str) -> Iterator[Element]:
    for one in source:
        if one.tag == f"{W}{name}":
            yield one
        elif one.tag in (f"{W}sdt", f"{W}sdtContent"):
            yield from _inside(one, name)


def _content(source: Element) -> Iterator[Element]:
    for one in source:
        if one.tag in (f"{W}p", f"{W}tbl"):
            yield one
        elif one.tag in (f"{W}sdt", f"{W}sdtContent"):
            yield from _content(one)


def _span(cell: Element) -> int:
    found = cell.find(f"{W}tcPr/{W}gridSpan")
    return max(1, min(60, int(number(found, "val") or 1))) if found is not None else 1


def _edges(source: Element) -> dict[str, float]:
    """The widths of the lines that ``source`` names."""
    found = {}
    for line in source:
        name = {"start": "left", "end": "right"}.get(line.tag.removeprefix(W), line.tag.removeprefix(W))
        kind = line.get(f"{W}val")
        found[name] = 0.0 if kind in (None, "nil", "none") else max(0.25, (number(line, "sz") or 4.0) / 8)
    return found


def _table_lines(parts: list[Element]) -> dict[str, float]:
    lines = dict.fromkeys((*_EDGES, "insideH", "insideV"), 0.0)
    for part in parts:
        own = part.find(f"{W}tblBorders")
        if own is not None:
            lines.update(_edges(own))
    return lines


def _table_pads(parts: list[Element]) -> tuple[float, float, float, float]:
    pads = (0.0, 5.4, 0.0, 5.4)
    for part in parts:
        own = part.find(f"{W}tblCellMar")
        if own is not None:
            pads = _pads(own, pads)
    return pads


def _pads(source: Element, before: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    found = dict(zip(_EDGES, before, strict=True))
    for one in source:
        name = {"start": "left", "end": "right"}.get(one.tag.removeprefix(W), one.tag.removeprefix(W))
        if name in found:
            found[name] = twips(one, "w") or 0.0
    return found["top"], found["right"], found["bottom"], found["left"]


def _sheet(section: Element | None) -> Sheet:
    usual = Sheet()
    if section is None:
        return usual
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")

    def of(source: Element | None, name: str, default: float, least: float, most: float) -> float:
        found = None if source is None else twips(source, name)
        return default if found is None else min(max(abs(found), least), most)

    width, height = of(size, "w", usual.width, 200, 2000), of(size, "h", usual.height, 200, 2000)
    return Sheet(
        width,
        height,
        of(margins, "top", usual.top, 0, height * 0.4),
        of(margins, "right", usual.right, 0, width * 0.4),
        of(margins, "bottom", usual.bottom, 0, height * 0.4),
        of(margins, "left", usual.left, 0, width * 0.4),
        of(margins, "header", usual.header, 0, height * 0.4),
        of(margins, "footer", usual.footer, 0, height * 0.4),
    )
