"""Drawing a paper as PDF: pages of A4 with the embedded typeface, long texts and tables go on on the next page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.services.reports import fonts
from app.services.reports.paper_lines import Line, Piece, set_lines
from app.services.reports.paper_model import Block, PaperDocument, Paragraph, Picture, Run, Sheet, Table
from app.services.reports.paper_tables import Band, bands

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

#: No paper is longer: what is typed is bounded, and a template that makes more pages is broken.
MOST_PAGES = 300
_UNDER = 0.13
_THICK = 0.045


def render(document: PaperDocument) -> tuple[bytes, int]:
    """``document`` as a PDF, and how many pages it has. Raises ``ValueError`` for more than :data:`MOST_PAGES`."""
    from reportlab.pdfgen.canvas import Canvas

    fonts.register()
    flow = _Flow(document)
    flow.fill()
    stream = io.BytesIO()
    usual: Any = fonts.REGULAR  # reportlab's own hints take it for a number
    sheet = document.sheet
    canvas = Canvas(stream, (sheet.width, sheet.height), initialFontName=usual, pageCompression=1, lang="zh-CN")
    canvas.setTitle(document.title)
    canvas.setCreator("消保台账")
    canvas.setProducer("消保台账")
    pen = _Pen(canvas, sheet)
    for number, page in enumerate(flow.pages, 1):
        pen.page(page)
        pen.margin(document.header, sheet.header, number, len(flow.pages), from_top=True)
        even = document.even_footer if number % 2 == 0 else None
        footer = document.footer if even is None else even
        pen.margin(footer, sheet.footer, number, len(flow.pages), from_top=False)
        canvas.showPage()
    canvas.save()
    return stream.getvalue(), len(flow.pages)


class Page:
    """What stands on one page; ``y`` counts down from the top edge."""

    def __init__(self) -> None:
        self.words: list[tuple[float, float, Piece]] = []
        self.rules: list[tuple[float, float, float, float, float, str]] = []
        self.pictures: list[tuple[float, float, float, float, bytes]] = []

    def line(self, x: float, y: float, line: Line) -> None:
        """A line of text whose strip begins at ``y``."""
        self.words += [(x, y + line.base, piece) for piece in line.pieces]

    def rule(self, x: float, y: float, to_x: float, to_y: float, width: float, color: str = "#000000") -> None:
        """A ruled line."""
        if width > 0:
            self.rules.append((x, y, to_x, to_y, width, color))

    def below(self, paragraph: Paragraph, left: float, room: float, y: float) -> None:
        """The line below a paragraph that ends at ``y``."""
        if paragraph.line is not None:
            at = y + paragraph.line.gap
            right = left + room - paragraph.right
            self.rule(left + paragraph.left, at, right, at, paragraph.line.width, paragraph.line.color)


class _Flow:
    """Puts block after block on pages."""

    def __init__(self, document: PaperDocument) -> None:
        self._blocks = document.blocks
        sheet = document.sheet
        self._left, self._top = sheet.left, sheet.top
        self._room = max(60.0, sheet.width - sheet.left - sheet.right)
        self._bottom = max(sheet.top + 60.0, sheet.height - sheet.bottom)
        self.pages: list[Page] = [Page()]
        self._y = self._top

    def fill(self) -> None:
        """All blocks."""
        for at, block in enumerate(self._blocks):
            chained = at > 0 and _keeps(self._blocks[at - 1])
            if _keeps(block) and not chained:
                self._need(self._chain(at))
            if isinstance(block, Paragraph):
                self._paragraph(block)
            elif isinstance(block, Picture):
                self._picture(block)
            else:
                self._table(block)

    def _new_page(self) -> None:
        if len(self.pages) >= MOST_PAGES:
            raise ValueError("too many pages")
        self.pages.append(Page())
        self._y = self._top

    def _need(self, height: float) -> None:
        """Begin a new page when so much does not fit on this one and would on a fresh one."""
        if self._y > self._top and self._y + height > self._bottom + 0.5 and height <= self._bottom - self._top:
            self._new_page()

    def _chain(self, at: int) -> float:
        """The height of what has to stay together from block ``at`` on."""
        total = 0.0
        for block in self._blocks[at:]:
            if isinstance(block, Table):
                return total + _first(bands(block, self._room))
            if isinstance(block, Picture):
                return total + block.height
            lines = set_lines(block, self._room)
            if not block.keep_next:
                return total + block.before + sum(line.height for line in lines[:2])
            total += block.before + sum(line.height for line in lines) + block.after
        return total

    def _paragraph(self, paragraph: Paragraph) -> None:
        if paragraph.new_page and (self._y > self._top or self.pages[-1].words):
            self._new_page()
        lines = set_lines(paragraph, self._room)
        if paragraph.keep_lines:
            self._need(paragraph.before + sum(line.height for line in lines))
        self._y += paragraph.before if self._y > self._top or len(self.pages) == 1 else 0.0
        at = 0
        while at < len(lines):
            count = self._fitting(lines[at:], at)
            if not count:
                self._new_page()
                count = max(1, self._fitting(lines[at:], at))
            for line in lines[at : at + count]:
                self.pages[-1].line(self._left, self._y, line)
                self._y += line.height
            at += count
            if at < len(lines):
                self._new_page()
        self.pages[-1].below(paragraph, self._left, self._room, self._y)
        self._y += paragraph.after

    def _fitting(self, lines: Sequence[Line], begun: int) -> int:
        """How many lines fit here; never the first or the last line of a paragraph alone, if it can be helped."""
        y, count = self._y, 0
        while count < len(lines) and y + lines[count].height <= self._bottom + 0.5:
            y += lines[count].height
            count += 1
        left = len(lines) - count
        at_top = self._y <= self._top
        if left == 1 and count > 1 and (count > 2 or begun):
            count -= 1
        if count == 1 and left and not begun and not at_top:
            return 0
        return count

    def _picture(self, picture: Picture) -> None:
        """A picture, made smaller where it would not fit."""
        small = min(1.0, self._room / picture.width, (self._bottom - self._top) / picture.height)
        width, height = picture.width * small, picture.height * small
        self._need(height)
        free = self._room - width
        x = self._left + {"center": free / 2, "right": free}.get(picture.align, 0.0)
        self.pages[-1].pictures.append((x, self._y, width, height, picture.data))
        self._y += height

    def _table(self, table: Table) -> None:
        found = bands(table, self._room)
        heads = [band for band in found if band.head]
        self._need(_first(found))
        for band in found:
            self._band(band, heads)

    def _band(self, band: Band, heads: Sequence[Band]) -> None:
        """Rows that belong together, on one page when they fit on one."""
        whole = self._bottom - self._top - sum(head.height for head in heads if head is not band)
        if self._y + band.height > self._bottom + 0.5 and (band.whole or band.height <= whole * 0.35):
            if band.height <= whole:
                self._next(band, heads)
        elif self._y + band.height > self._bottom + 0.5 and self._bottom - self._y < 60.0:
            self._next(band, heads)
        while (rest := band.draw(self.pages[-1], self._left, self._y, self._bottom - self._y)) is not None:
            if rest is band and self._y <= self._top + sum(head.height for head in heads) + 0.5:
                rest = band.forced(self.pages[-1], self._left, self._y, self._bottom - self._y)
                if rest is None:
                    break
            band = rest
            self._next(band, heads)
        self._y += band.drawn

    def _next(self, band: Band, heads: Sequence[Band]) -> None:
        self._new_page()
        if band.head:
            return
        for head in heads:
            if self._y + head.height < self._bottom - 60.0:
                head.draw(self.pages[-1], self._left, self._y, head.height + 1)
                self._y += head.height


def _first(found: Sequence[Band]) -> float:
    """The height of a table's head and its first row, which stay together."""
    heads = [band for band in found if band.head]
    rows = [band for band in found if not band.head]
    return sum(band.height for band in (*heads, *rows[:1]))


def _keeps(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.keep_next


class _Pen:
    """Draws on the canvas; ``y`` counts down from the top edge."""

    def __init__(self, canvas: Canvas, sheet: Sheet) -> None:
        self._canvas, self._sheet = canvas, sheet

    def page(self, page: Page) -> None:
        """All that stands on a page."""
        for x, base, piece in page.words:
            self.words(x, base, piece)
        for picture in page.pictures:
            self.picture(*picture)
        for rule in page.rules:
            self.rule(*rule)

    def picture(self, x: float, y: float, width: float, height: float, data: bytes) -> None:
        """A picture whose upper left corner is at ``x``, ``y``."""
        from reportlab.lib.utils import ImageReader

        self._canvas.drawImage(ImageReader(io.BytesIO(data)), x, self._sheet.height - y - height, width, height)

    def words(self, x: float, base: float, piece: Piece) -> None:
        """Text with the line under it, if it has one."""
        canvas, run = self._canvas, piece.run
        y = self._sheet.height - base
        if run.ground and piece.width:
            canvas.setFillColor(run.ground)
            canvas.rect(x + piece.x, y - run.size * 0.22, piece.width, run.size * 1.14, stroke=0, fill=1)
        canvas.setFillColor(run.color)
        if piece.text and not piece.text.isspace():
            canvas.setFont(fonts.BOLD if run.bold else fonts.REGULAR, run.size)
            canvas.drawString(x + piece.x, y, piece.text, charSpace=piece.apart)
        if run.underline:
            canvas.setStrokeColor(run.color)
            canvas.setLineWidth(max(0.5, run.size * _THICK))
            canvas.line(x + piece.x, y - run.size * _UNDER, x + piece.x + piece.width, y - run.size * _UNDER)

    def rule(self, x: float, y: float, to_x: float, to_y: float, width: float, color: str) -> None:
        """A ruled line."""
        self._canvas.setStrokeColor(color)
        self._canvas.setLineWidth(width)
        self._canvas.setLineCap(2)
        self._canvas.line(x, self._sheet.height - y, to_x, self._sheet.height - to_y)

    def margin(
        self, paragraphs: Sequence[Paragraph], distance: float, number: int, total: int, *, from_top: bool
    ) -> None:
        """Header (``from_top``) or footer of a page, ``distance`` from its edge."""
        sheet = self._sheet
        set_ones = [
            (one, set_lines(_numbered(one, number, total), sheet.width - sheet.left - sheet.right))
            for one in paragraphs
        ]
        high = sum(one.before + one.after + sum(line.height for line in lines) for one, lines in set_ones)
        y = distance if from_top else sheet.height - distance - high
        page = Page()
        for one, lines in set_ones:
            y += one.before
            for line in lines:
                page.line(sheet.left, y, line)
                y += line.height
            page.below(one, sheet.left, sheet.width - sheet.left - sheet.right, y)
            y += one.after
        self.page(page)


def _numbered(paragraph: Paragraph, number: int, total: int) -> Paragraph:
    words = {"page": str(number), "pages": str(total)}
    runs: list[Run] = [replace(run, text=words.get(run.mark, run.text), mark="") for run in paragraph.runs]
    return replace(paragraph, runs=tuple(runs))
