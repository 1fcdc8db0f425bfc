"""A workbook's sheets on paper: as its author drew them, on the paper and in the position its print set-up says.

The looks come from :mod:`app.services.excel.layout`; figures are printed as the workbook shows them, nothing is
computed here. A sheet is never cut apart across its width: it is made smaller until it fits.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.durable import write_durably
from app.services.excel.layout import CellLayout, Page, SheetLayout, TextBox, read_layout
from app.services.excel.refs import Box
from app.services.reports import fonts
from app.services.reports.page_words import page_words
from app.services.reports.sheet_text import Frame, draw_box, draw_words

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from app.services.excel.styles import Edge

#: Points per px at 96 dpi.
PX = 0.75
#: Paper sizes of the format that offices have, in points, upright.
_PAPERS = {8: (841.89, 1190.55), 9: (595.28, 841.89), 11: (419.53, 595.28), 12: (728.5, 1031.81), 13: (515.91, 728.5)}
#: How thick lines are on paper, in points: thinner than on a screen.
_LINES = {"hair": 0.25, "double": 0.4, "thick": 1.8}
_DASHES = {"dashed": (3, 2), "dotted": (1, 1.5), "dashDot": (4, 2, 1, 2), "dashDotDot": (4, 2, 1, 2, 1, 2)}
_FOOT = "第 &P 页 共 &N 页"


@dataclass(frozen=True, slots=True)
class _Leaf:
    """One page: the rows of ``sheet`` on it (1-based, repeated title rows first)."""

    sheet: SheetLayout
    area: Box
    rows: tuple[int, ...]
    scale: float


def render(workbook: bytes, *, title: str = "") -> bytes:
    """The visible sheets of a workbook as a PDF.

    ``title`` for readers and archives; without one, the largest words of the first sheet. Raises the refusals of
    workbooks that cannot be read.
    """
    from reportlab.pdfgen.canvas import Canvas

    fonts.register()
    sheets = [sheet for sheet in read_layout(workbook) if sheet.visible and sheet.widths and sheet.heights]
    leaves = [leaf for sheet in sheets for leaf in _leaves(sheet)]
    stream = io.BytesIO()
    usual: Any = fonts.REGULAR  # reportlab's own hints take it for a number
    canvas = Canvas(stream, initialFontName=usual, pageCompression=1, lang="zh-CN")
    canvas.setTitle(title or (_title(sheets[0]) if sheets else ""))
    canvas.setCreator("消保台账")
    canvas.setProducer("消保台账")
    marked: set[str] = set()
    for number, leaf in enumerate(leaves, 1):
        _Painter(canvas, leaf).paint(number, len(leaves))
        if leaf.sheet.name not in marked:
            marked.add(leaf.sheet.name)
            canvas.bookmarkPage(leaf.sheet.name)
            canvas.addOutlineEntry(leaf.sheet.name, leaf.sheet.name)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def write_pdf(workbook: bytes, out: Path, *, title: str = "") -> Path:
    """:func:`render` written to ``out`` durably; returns ``out``."""
    write_durably(out, render(workbook, title=title))
    return out


def _title(sheet: SheetLayout) -> str:
    worded = [cell for cell in sheet.cells if cell.text.strip() and cell.kind == "text"]
    return max(worded, key=lambda cell: cell.style.size).text.strip() if worded else sheet.name


def _paper(page: Page) -> tuple[float, float]:
    width, height = _PAPERS.get(page.paper, _PAPERS[9])
    return (height, width) if page.landscape else (width, height)


def _room(page: Page) -> tuple[float, float]:
    """Width and height between the margins, in points."""
    width, height = _paper(page)
    return width - (page.left + page.right) * 72, height - (page.top + page.bottom) * 72


def _leaves(sheet: SheetLayout) -> list[_Leaf]:
    page = sheet.page
    area = page.area or (1, 1, len(sheet.heights), len(sheet.widths))
    wide = sum(sheet.widths[area[1] - 1 : area[3]]) * PX
    high = sum(sheet.heights[area[0] - 1 : area[2]]) * PX
    if not wide or not high:
        return []
    room, depth = _room(page)
    scale = min(1.0 if page.fit else page.scale / 100, room / wide)
    if page.fit and page.fit_height:
        scale = min(scale, page.fit_height * depth / high)
    rows = [row for row in range(area[0], area[2] + 1) if sheet.heights[row - 1]]
    return [_Leaf(sheet, area, part, scale) for part in _parted(sheet, rows, depth / scale / PX + 0.5)]


def _parted(sheet: SheetLayout, rows: list[int], depth: float) -> list[tuple[int, ...]]:
    """``rows`` by pages ``depth`` px deep; title rows stand on every page, merged rows stay together."""
    first, last = sheet.page.title_rows or (0, -1)
    titles = tuple(row for row in rows if first <= row <= last)
    joined = {row for cell in sheet.cells for row in range(cell.row + 1, cell.row + cell.rows)}
    parts: list[tuple[int, ...]] = []
    current: list[int] = []
    used = 0.0
    for row in rows:
        height = sheet.heights[row - 1]
        if current and used + height > depth:
            cut = len(current)
            while cut > 1 and (current[cut] if cut < len(current) else row) in joined:
                cut -= 1
            cut = cut if cut > 1 else len(current)
            head = titles if row > last else ()
            parts.append(tuple(current[:cut]))
            current = [*(t for t in head if t not in current[cut:]), *current[cut:]]
            used = sum(sheet.heights[r - 1] for r in current)
        current.append(row)
        used += height
    return [*parts, tuple(current)] if current else parts


class _Painter:
    """Draws one page. Sheet coordinates are px from the page's own corner, downwards."""

    def __init__(self, canvas: Canvas, leaf: _Leaf) -> None:
        self._canvas, self._leaf, self._sheet = canvas, leaf, leaf.sheet
        page = leaf.sheet.page
        self._size = _paper(page)
        room, _ = _room(page)
        widths = leaf.sheet.widths[leaf.area[1] - 1 : leaf.area[3]]
        self._x = page.left * 72 + (max(0.0, room - sum(widths) * PX * leaf.scale) / 2 if page.centred else 0.0)
        self._y = self._size[1] - page.top * 72
        self._unit = PX * leaf.scale
        self._tops: dict[int, float] = {}
        top = 0.0
        for row in leaf.rows:
            self._tops[row] = top
            top += leaf.sheet.heights[row - 1]
        self._height = top
        self._lefts = [0.0]
        for width in widths:
            self._lefts.append(self._lefts[-1] + width)

    def paint(self, number: int, total: int) -> None:
        """The page; ``number`` of ``total`` for its foot."""
        canvas, sheet = self._canvas, self._sheet
        canvas.setPageSize(self._size)
        here = [(cell, frame) for cell in sheet.cells if (frame := self._frame(cell)) is not None]
        for cell, frame in here:
            if cell.style.fill and cell.style.fill != "#ffffff":
                canvas.setFillColor(cell.style.fill)
                canvas.rect(frame.x, frame.y, frame.width, frame.height, stroke=0, fill=1)
        taken = {(cell.row, cell.column) for cell, _ in here if cell.text}
        for cell, frame in here:
            if cell.text:
                draw_words(canvas, cell, frame, self._spill(cell, taken), self._leaf.scale)
        for cell, frame in here:
            self._edges(cell, frame)
        for box in sheet.text_boxes:
            self._text_box(box)
        self._margins(number, total)

    def _frame(self, cell: CellLayout) -> Frame | None:
        """Where the part of ``cell`` that is on this page lies, in points."""
        first, left = cell.column - self._leaf.area[1], cell.column + cell.columns - self._leaf.area[1]
        first, left = max(first, 0), min(left, len(self._lefts) - 1)
        rows = [row for row in range(cell.row, cell.row + cell.rows) if row in self._tops]
        if first >= left or not rows:
            return None
        x, width = self._lefts[first], self._lefts[left] - self._lefts[first]
        height = sum(self._sheet.heights[row - 1] for row in rows)
        if not width or not height:
            return None
        return self._placed(x, self._tops[rows[0]], width, height)

    def _placed(self, x: float, y: float, width: float, height: float) -> Frame:
        unit = self._unit
        return Frame(self._x + x * unit, self._y - (y + height) * unit, width * unit, height * unit)

    def _spill(self, cell: CellLayout, taken: set[tuple[int, int]]) -> tuple[float, float]:
        """How far words may run over empty cells to the left and right, in points."""
        if cell.style.wrap or cell.kind != "text" or cell.columns > 1:
            return 0.0, 0.0
        first, last = self._leaf.area[1], self._leaf.area[3]
        left = right = 0.0
        for column in range(cell.column - 1, first - 1, -1):
            if (cell.row, column) in taken:
                break
            left += self._sheet.widths[column - 1]
        for column in range(cell.column + 1, last + 1):
            if (cell.row, column) in taken:
                break
            right += self._sheet.widths[column - 1]
        return left * self._unit, right * self._unit

    def _edges(self, cell: CellLayout, frame: Frame) -> None:
        x, y, right, top = frame.x, frame.y, frame.x + frame.width, frame.y + frame.height
        style = cell.style
        self._line(style.top, x, top, right, top)
        self._line(style.bottom, x, y, right, y)
        self._line(style.left, x, y, x, top)
        self._line(style.right, right, y, right, top)

    def _line(self, edge: Edge | None, x1: float, y1: float, x2: float, y2: float) -> None:
        if edge is None:
            return
        canvas = self._canvas
        canvas.setStrokeColor(edge.colour)
        canvas.setLineWidth(_LINES.get(edge.style, 0.5 if edge.width < 2 else 1.2))
        canvas.setLineCap(2 if edge.style not in _DASHES else 0)
        canvas.setDash(*((list(_DASHES[edge.style]), 0) if edge.style in _DASHES else ()))
        if edge.style == "double":
            across, along = (0.8, 0.0) if x1 == x2 else (0.0, 0.8)
            canvas.line(x1 - across, y1 - along, x2 - across, y2 - along)
            canvas.line(x1 + across, y1 + along, x2 + across, y2 + along)
        else:
            canvas.line(x1, y1, x2, y2)

    def _text_box(self, box: TextBox) -> None:
        """A box goes with the row its corner is in."""
        top = 0.0
        for row, height in enumerate(self._sheet.heights, 1):
            if box.y < top + height or row == len(self._sheet.heights):
                break
            top += height
        if row not in self._tops:
            return
        x = box.x - sum(self._sheet.widths[: self._leaf.area[1] - 1])
        draw_box(
            self._canvas, box, self._placed(x, self._tops[row] + box.y - top, box.width, box.height), self._leaf.scale
        )

    def _margins(self, number: int, total: int) -> None:
        """Header and footer; a page of a sheet without a footer carries its number."""
        page = self._sheet.page
        width, height = self._size
        size = 9.0
        for words, y in ((page.header, height - max(page.top * 36, 18) - size / 2), (page.footer or _FOOT, 0.0)):
            base = y or max(page.bottom * 36 - size / 2, 14)
            for place, text, letters in page_words(words, self._sheet.name, number, total, size):
                wide = fonts.width(text, False, letters)
                left, right = page.left * 72, width - page.right * 72
                x = {"left": left, "right": right - wide}.get(place, (left + right - wide) / 2)
                self._canvas.setFillColor("#000000")
                self._canvas.setFont(fonts.REGULAR, letters)
                self._canvas.drawString(x, base, text)


def smallest_letters(workbook: bytes) -> float:
    """The smallest letters a PDF of ``workbook`` will have, in points: what must stay readable on paper."""
    least = math.inf
    for sheet in read_layout(workbook):
        for leaf in _leaves(sheet) if sheet.visible else ():
            sizes = [cell.style.size for cell in sheet.cells if cell.text]
            least = min(least, min(sizes, default=math.inf) * leaf.scale)
    return least
