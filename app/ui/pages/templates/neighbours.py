"""What the row and the column of a cell already say, for a cell that is given its indicator by hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.services.keys import parse_key
from app.ui.pages.templates.properties import DIMENSIONS, split_ending, value_of, with_part

if TYPE_CHECKING:
    from app.services.binding import Proposal

#: Parts of a key that belong to a whole row or column of a table, and what they are when nothing is said.
_PARTS = {**dict.fromkeys(DIMENSIONS, ""), "span": "current", "ending": ""}


def completed(cell: Proposal, key: str, proposals: Iterable[Proposal]) -> str:
    """``key``, an indicator alone, with what the other cells of the table say of the row and the column of ``cell``.

    In a column of year-to-date figures it becomes the figure of the year to date, in the row of a class that of the
    class. A part counts as said by the rows (or the columns) when the bound cells of each row (column) of the area
    agree in it; where neither do, nothing is added.
    """
    bound = [each for each in proposals if each.key and each.area == cell.area and each.sheet == cell.sheet]
    made: str | None = key
    for part, plain in _PARTS.items():
        said = _said(cell, part, bound)
        if said not in ("", plain) and not (part == "ending" and split_ending(parse_key(key).indicator)[1]):
            made = with_part(made, part, said)
    return made or key


def _said(cell: Proposal, part: str, bound: list[Proposal]) -> str:
    for along in ("column", "row"):
        lines: dict[str, set[str]] = {}
        for each in bound:
            lines.setdefault(_line(each, along), set()).add(value_of(each, part))
        here = lines.get(_line(cell, along))
        if here is not None and all(len(values) == 1 for values in lines.values()):
            return next(iter(here))
    return ""


def _line(cell: Proposal, along: str) -> str:
    letters = cell.cell.rstrip("0123456789")
    return letters if along == "column" else cell.cell[len(letters) :]
