"""What a table shows: columns as data, and the faces of cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from app.ui.theme import Tone


@dataclass(frozen=True, slots=True)
class Cell:
    """The face of a cell that is more than text.

    ``icon`` stands before the word in ``tone``; ``tint`` gives it the ground of the tone, ``dashed`` only a dashed
    edge. ``bold`` None leaves it to the column.
    """

    text: str
    icon: str = ""
    tone: Tone = "plain"
    tint: bool = False
    dashed: bool = False
    bold: bool | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    ``width`` is the least width in design pixels, ``stretch`` the share of what is left over. Short of room,
    columns with the highest ``priority`` go first; 0 always stays. ``line`` is where it stands when a row takes two
    lines (1 or 2; 0 not at all). ``sortable`` columns answer to a click on their title. ``marked`` columns show
    the words searched for, those that ``sounds`` also what was searched for by its pinyin.
    """

    key: str
    title: str
    value: Callable[[Any], str | Cell]
    width: int
    stretch: int = 0
    priority: int = 0
    bold: bool = False
    align: Literal["left", "right"] = "left"
    line: int = 2
    sortable: bool = False
    marked: bool = True
    sounds: bool = False

    def cell(self, row: object) -> Cell:
        """The face of this column for ``row``."""
        value = self.value(row)
        return value if isinstance(value, Cell) else Cell(value)
