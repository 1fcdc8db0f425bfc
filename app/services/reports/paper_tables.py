"""Setting the tables of a paper: rows as high as their text, cells over several rows, long rows cut at a page's end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.reports.paper_lines import Line, set_lines
from app.services.reports.paper_model import Cell, Row, Table

if TYPE_CHECKING:
    from app.services.reports.paper_pdf import Page

#: Less than this is no use at the foot of a page.
_LEAST = 24.0


@dataclass(slots=True)
class _Strip:
    """A line of a cell, or an empty distance between two."""

    height: float
    line: Line | None = None


@dataclass(slots=True)
class _Box:
    """A cell where it stands: ``down`` rows high, ``strips`` still to be drawn."""

    cell: Cell
    x: float
    width: float
    row: int
    down: int
    strips: list[_Strip]

    @property
    def needed(self) -> float:
        return sum(strip.height for strip in self.strips) + self.cell.pad[0] + self.cell.pad[2]


@dataclass(slots=True)
class Band:
    """Rows joined by cells that go over several of them (mostly one row). ``drawn`` is how much of the page it took."""

    boxes: list[_Box]
    heights: list[float]
    whole: bool = False
    head: bool = False
    drawn: float = 0.0

    @property
    def height(self) -> float:
        """From its upper to its lower line."""
        return sum(self.heights)

    def draw(self, page: Page, left: float, y: float, room: float) -> Band | None:
        """Draw what fits in ``room``; gives what goes on on the next page (itself: nothing fitted), None when all is
        drawn."""
        if self.height <= room + 0.5:
            for box in self.boxes:
                top = y + sum(self.heights[: box.row])
                self._box(page, box, left, top, sum(self.heights[box.row : box.row + box.down]), box.strips)
            self.drawn = self.height
            return None
        if self.whole or room < _LEAST:
            return self
        return self._cut(page, left, y, room)

    def forced(self, page: Page, left: float, y: float, room: float) -> Band | None:
        """As :meth:`draw` on a fresh page that is too short for what should stay together: it is cut all the same."""
        self.whole = False
        rest = self._cut(page, left, y, room)
        return self.draw(page, left, y, self.height) if rest is self else rest

    def _cut(self, page: Page, left: float, y: float, room: float) -> Band | None:
        """Draw the rows and lines that fit; the cells that go over several rows begin again below."""
        full = 0
        used = 0.0
        while full < len(self.heights) and used + self.heights[full] <= room:
            used += self.heights[full]
            full += 1
        part = room - used if full < len(self.heights) else 0.0
        taken: dict[int, list[_Strip]] = {}
        for at, box in enumerate(self.boxes):
            if box.row > full:
                continue
            high = sum(self.heights[box.row : min(box.row + box.down, full)])
            if box.row + box.down > full:
                high += part
            taken[at] = _fitting(box, high)
        cuts_row = part > 0 and any(
            taken.get(at) for at, box in enumerate(self.boxes) if box.row == full and box.strips
        )
        if not cuts_row:
            part = 0.0
            if not full:
                return self
        for at, box in enumerate(self.boxes):
            if box.row > full or (box.row == full and not cuts_row):
                continue
            top = y + sum(self.heights[: box.row])
            high = sum(self.heights[box.row : min(box.row + box.down, full)])
            high += part if box.row + box.down > full else 0.0
            self._box(page, box, left, top, high, taken[at])
            box.strips = box.strips[len(taken[at]) :]
        self.drawn = used + part
        if full >= len(self.heights):
            return None
        return self._rest(full, begun=cuts_row)

    def _rest(self, full: int, *, begun: bool) -> Band:
        boxes = []
        heights = list(self.heights[full:])
        if begun:
            heights[0] = 0.0
        for box in self.boxes:
            if box.row + box.down <= full:
                continue
            row = max(0, box.row - full)
            down = box.row + box.down - max(box.row, full)
            boxes.append(_Box(box.cell, box.x, box.width, row, down, box.strips))
        return Band(boxes, _heights(boxes, heights), False, self.head)

    @staticmethod
    def _box(page: Page, box: _Box, left: float, top: float, high: float, strips: Sequence[_Strip]) -> None:
        x, right, foot = left + box.x, left + box.x + box.width, top + high
        lines = box.cell.borders
        page.rule(x, top, right, top, lines.top)
        page.rule(x, foot, right, foot, lines.bottom)
        page.rule(x, top, x, foot, lines.left)
        page.rule(right, top, right, foot, lines.right)
        free = high - sum(strip.height for strip in strips) - box.cell.pad[0] - box.cell.pad[2]
        y = top + box.cell.pad[0] + max(0.0, free) * {"top": 0.0, "center": 0.5, "bottom": 1.0}[box.cell.place]
        for strip in strips:
            if strip.line is not None:
                page.line(x + box.cell.pad[3], y, strip.line)
            y += strip.height


def bands(table: Table, room: float) -> list[Band]:
    """The rows of ``table`` in groups that are joined by cells over several rows; columns are scaled into ``room``."""
    widths = _widths(table, room)
    groups: list[list[Row]] = []
    for row in table.rows:
        if groups and any(cell.goes_on for cell in row.cells):
            groups[-1].append(row)
        else:
            groups.append([row])
    free = room - sum(widths)
    indent = {"center": free / 2, "right": free}.get(table.align, min(table.indent, room))
    return [_band(group, widths, indent) for group in groups]


def _widths(table: Table, room: float) -> list[float]:
    widths = [max(1.0, width) for width in table.widths]
    free = max(60.0, room - max(0.0, table.indent)) + 12.0
    total = sum(widths)
    return [width * free / total for width in widths] if total > free else widths


def _band(rows: Sequence[Row], widths: Sequence[float], indent: float) -> Band:
    boxes: list[_Box] = []
    open_ones: dict[int, _Box] = {}
    least = [0.0] * len(rows)
    for number, row in enumerate(rows):
        least[number] = row.height
        column = 0
        for cell in row.cells:
            x = indent + sum(widths[:column])
            width = sum(widths[column : column + cell.span]) or 20.0
            above = open_ones.get(column)
            if cell.goes_on and above is not None:
                above.down = number - above.row + 1
            else:
                box = _Box(cell, x, width, number, 1, _strips(cell, width))
                boxes.append(box)
                open_ones[column] = box
            column += cell.span
    return Band(
        boxes,
        _heights(boxes, least, [row.exact for row in rows]),
        any(row.whole for row in rows),
        all(row.head for row in rows),
    )


def _heights(boxes: Sequence[_Box], least: Sequence[float], exact: Sequence[bool] = ()) -> list[float]:
    heights = list(least)
    for box in sorted(boxes, key=lambda one: one.down):
        last = box.row + box.down - 1
        if exact and exact[last]:
            continue
        there = sum(heights[box.row : last])
        heights[last] = max(heights[last], box.needed - there)
    return [max(6.0, height) for height in heights]


def _strips(cell: Cell, width: float) -> list[_Strip]:
    strips: list[_Strip] = []
    room = max(12.0, width - cell.pad[1] - cell.pad[3])
    for paragraph in cell.paragraphs:
        if paragraph.before:
            strips.append(_Strip(paragraph.before))
        strips += [_Strip(line.height, line) for line in set_lines(paragraph, room)]
        if paragraph.after:
            strips.append(_Strip(paragraph.after))
    return strips


def _fitting(box: _Box, room: float) -> list[_Strip]:
    used = box.cell.pad[0] + box.cell.pad[2]
    found: list[_Strip] = []
    for strip in box.strips:
        if used + strip.height > room + 0.5:
            break
        used += strip.height
        found.append(strip)
    return found
