"""What a sheet looks like and what its figures say: plain data for the view."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Literal

Align = Literal["general", "left", "center", "right"]
Upright = Literal["top", "center", "bottom"]
#: How a figure came to be or stands, or (the last four) what a cell of a new workbook was taken for; the order is from
#: worst to harmless.
FaceState = Literal[
    "error",
    "question",
    "blank",
    "changed",
    "typed",
    "sealed",
    "na",
    "computed",
    "ask",
    "unbound",
    "unneeded",
    "sure",
]
STATES: tuple[FaceState, ...] = (
    "error",
    "question",
    "ask",
    "unbound",
    "blank",
    "changed",
    "typed",
    "sealed",
    "na",
    "unneeded",
    "computed",
    "sure",
)
#: The order of the legend.
LEGEND: tuple[FaceState, ...] = (
    "computed",
    "typed",
    "blank",
    "na",
    "question",
    "error",
    "changed",
    "sealed",
    "sure",
    "ask",
    "unbound",
    "unneeded",
)
#: States of cells that are being told what they are: their words say what the cell is taken for, not a value.
BINDING: frozenset[FaceState] = frozenset({"sure", "ask", "unbound", "unneeded"})
STATE_WORDS: dict[FaceState, str] = {
    "computed": "算出",
    "typed": "手填",
    "blank": "没填",
    "na": "不适用",
    "question": "有疑问",
    "error": "有错",
    "changed": "与上版不同",
    "sealed": "已封存",
    "sure": "认准了",
    "ask": "要您看",
    "unbound": "没认出",
    "unneeded": "不用填",
}

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CellDrawing:
    """A cell as the workbook's author drew it. ``size`` is the letter size in points; ``fill`` ``""`` or #rrggbb.

    ``edges`` are the sides with a border line: any of l, t, r, b.
    """

    text: str = ""
    size: float = 11.0
    bold: bool = False
    align: Align = "general"
    upright: Upright = "center"
    wrap: bool = False
    indent: int = 0
    fill: str = ""
    edges: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, all ends included, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Box:
    """A box of words over the sheet, e.g. notes for filling in: place and size as the sheet's widths."""

    x: float
    y: float
    width: float
    height: float
    text: str
    size: float = 11.0


@dataclass(frozen=True)
class SheetDrawing:
    """One sheet. Widths and heights in pixels at 100 %; rows and columns count from 0; hidden ones have 0.

    ``frozen`` are the rows and columns that stay in view.
    """

    name: str
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    cells: Mapping[Place, CellDrawing]
    merges: tuple[Merge, ...] = ()
    frozen: tuple[int, int] = (0, 0)
    boxes: tuple[Box, ...] = ()

    @cached_property
    def anchors(self) -> dict[Place, Merge]:
        """Every cell inside a merge → the merge."""
        return {
            (row, column): merge
            for merge in self.merges
            for row in range(merge.top, merge.bottom + 1)
            for column in range(merge.left, merge.right + 1)
        }

    def span(self, place: Place) -> Merge:
        """The merge ``place`` belongs to, or the cell alone."""
        return self.anchors.get(place) or Merge(place[0], place[1], place[0], place[1])

    @cached_property
    def smallest(self) -> float:
        """The smallest letters of the sheet, in points."""
        return min((cell.size for cell in self.cells.values() if cell.text.strip()), default=11.0)


@dataclass(frozen=True, slots=True)
class CellFace:
    """What a figure says now. ``title`` names it («食品类 · 已处理»), ``note`` is said to a screen reader."""

    text: str
    state: FaceState = "computed"
    title: str = ""
    unit: str = ""
    note: str = ""

    @property
    def sentence(self) -> str:
        """The figure in words: title, value, unit, state."""
        if self.state in BINDING:
            return "，".join(part for part in (self.title, STATE_WORDS[self.state], self.note) if part)
        value = {"blank": "没填", "na": "不适用"}.get(self.state, f"{self.text}{self.unit}")
        state = "" if self.state in ("blank", "na", "computed") else STATE_WORDS[self.state]
        return "，".join(part for part in (self.title, value, state, self.note) if part)


@dataclass(frozen=True)
class Grid:
    """Where rows and columns begin, in pixels of the view."""

    x: tuple[int, ...]
    y: tuple[int, ...]
    zoom: float = field(default=1.0)

    @classmethod
    def of(
        cls,
        drawing: SheetDrawing,
        zoom: float,
        least_row: int,
        least: Mapping[int, int] | None = None,
        room: int = 0,
    ) -> Grid:
        """Scale ``drawing``; rows that show are at least ``least_row`` high, some at least ``least[row]``.

        The frozen columns are narrowed to ``room`` pixels where a little does it (0: they stay as they are).
        """
        wanted = least or {}
        widths = column_widths(drawing, zoom, room)
        heights = [
            max(least_row, round(height * zoom), wanted.get(row, 0)) if height else 0
            for row, height in enumerate(drawing.heights)
        ]
        return cls(tuple(accumulate(widths, initial=0)), tuple(accumulate(heights, initial=0)), zoom)

    def column_at(self, x: int) -> int:
        return min(max(bisect_right(self.x, x) - 1, 0), len(self.x) - 2)

    def row_at(self, y: int) -> int:
        return min(max(bisect_right(self.y, y) - 1, 0), len(self.y) - 2)


#: How much of their width columns of labels keep at least when they are narrowed.
_NARROWED = 0.35


def column_widths(drawing: SheetDrawing, zoom: float, room: int = 0) -> list[int]:
    """Widths in pixels; the columns that stay in view are narrowed to ``room`` where that leaves them readable."""
    widths = [round(width * zoom) for width in drawing.widths]
    staying = drawing.frozen[1]
    labels = sum(widths[:staying])
    if labels > room >= labels * _NARROWED:
        widths[:staying] = [width * room // labels for width in widths[:staying]]
    return widths


def column_letters(column: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def place_of(address: str) -> Place:
    """C8 → (7, 2)."""
    letters = address.rstrip("0123456789")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(address[len(letters) :]) - 1, column - 1


def address(place: Place) -> str:
    """(7, 2) → C8."""
    return f"{column_letters(place[1])}{place[0] + 1}"


def scaled(length: float, sizes: tuple[float, ...], starts: tuple[int, ...]) -> float:
    """Where a distance of the author's sheet lies in the view, whose rows and columns may have grown."""
    for index, size in enumerate(sizes):
        if length < size:
            return starts[index] + length / size * (starts[index + 1] - starts[index])
        length -= size
    return float(starts[-1])
