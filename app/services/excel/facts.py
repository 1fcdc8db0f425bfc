"""What a workbook says, as far as templates and returns need it: values, formulas, names, merges, hiding.

Cells are kept raw, as they stand in the XML, and are understood when asked for: most cells of a returned
workbook are never looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Literal, NamedTuple

from app.services.excel.refs import Box, cell_name, split_cell, split_name_target


class Formula(NamedTuple):
    """A formula as stored. ``kind``: ``normal``, ``shared``, ``array`` or ``dataTable``.

    A cell that only takes part in a shared formula has empty ``text`` and the ``shared`` index of its master;
    ``ref`` is the range of a shared or array formula, where the master says so.
    """

    text: str
    kind: str = "normal"
    shared: str = ""
    ref: str = ""


class RawCell(NamedTuple):
    """A cell as stored: ``kind`` is the XML's ``t`` (``n`` when absent), ``text`` the stored result or
    ``None`` when there is none, ``formula`` when it has one. Shared strings are resolved (kind ``s``)."""

    kind: str
    text: str | None
    formula: Formula | None = None


CellState = Literal["number", "text", "bool", "error", "blank", "uncalculated"]


class Content(NamedTuple):
    """What a cell holds: ``number`` for numbers, ``text`` for texts, errors (``#DIV/0!``) and booleans."""

    state: CellState
    text: str = ""
    number: Decimal | None = None


NOTHING = Content("blank")


@dataclass(slots=True, eq=False)
class SheetFacts:
    """One worksheet. ``cells`` by name (``B7``); cells with a style alone are not in it.

    ``extent`` is (last row, last column) of everything drawn, styled empty cells included; what the file
    declares as its dimension is not believed. ``state``: ``visible``, ``hidden``, ``veryHidden``.
    """

    name: str
    part: str = ""
    state: str = "visible"
    cells: dict[str, RawCell] = field(default_factory=dict)
    merges: tuple[Box, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    extent: tuple[int, int] = (0, 0)
    _anchors: dict[tuple[int, int], tuple[int, int]] | None = None
    _columns: tuple[int, ...] | None = None

    def content(self, cell: str) -> Content:
        """What ``cell`` holds. A formula without a stored result is ``uncalculated``, never 0."""
        raw = self.cells.get(cell)
        return NOTHING if raw is None else content_of(raw)

    def text(self, row: int, column: int) -> str:
        """The text of a cell, or of the merged area it lies in; numbers as written; ``""`` when blank."""
        spread = self.merged
        place = spread.get((row, column)) if spread else None
        raw = self.cells.get(cell_name(*(place or (row, column))))
        return (raw.text or "") if raw is not None else ""

    @property
    def merged(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Every cell of a merged area → the area's first cell (itself included). Areas larger than any label
        or heading is are cut."""
        if self._anchors is None:
            spread: dict[tuple[int, int], tuple[int, int]] = {}
            for top, left, bottom, right in self.merges[:20_000]:
                for row in range(top, min(bottom, top + 500) + 1):
                    for column in range(left, min(right, left + 300) + 1):
                        spread[row, column] = (top, left)
                if len(spread) > 500_000:
                    break
            self._anchors = spread
        return self._anchors

    @property
    def columns(self) -> tuple[int, ...]:
        """The columns in which anything stands, merged areas spread, in order."""
        if self._columns is None:
            used = {split_cell(cell)[1] for cell in self.cells}
            for _top, left, _bottom, right in self.merges:
                used.update(range(left, min(right, left + 300) + 1))
            self._columns = tuple(sorted(used))
        return self._columns


@dataclass(eq=False)
class WorkbookFacts:
    """A workbook: its sheets in order, defined names (``name`` → text, names of one sheet as ``Sheet!name``),
    whether its dates count from 1904, and whether the format lets us see formulas and errors at all."""

    sheets: tuple[SheetFacts, ...]
    names: dict[str, str] = field(default_factory=dict)
    date1904: bool = False
    knows_formulas: bool = True

    @cached_property
    def by_name(self) -> dict[str, SheetFacts]:
        """The sheets by their names."""
        return {sheet.name: sheet for sheet in self.sheets}

    def area(self, name: str) -> tuple[str, Box] | None:
        """Sheet and area a defined name points at; ``None`` when it is missing, broken or not one area."""
        text = self.names.get(name)
        return split_name_target(text) if text else None


def content_of(raw: RawCell) -> Content:
    """What a stored cell holds (see :class:`Content`)."""
    kind, text, formula = raw
    if text is None or (text == "" and kind == "n"):
        return Content("uncalculated") if formula is not None else NOTHING
    if kind == "n":
        number = decimal_of(text)
        return Content("text", text) if number is None else Content("number", text, number)
    if kind == "e":
        return Content("error", text)
    if kind == "b":
        return Content("bool", "TRUE" if text in ("1", "true") else "FALSE")
    if kind == "d":
        return Content("text", text)
    return Content("text", text) if text else NOTHING


def decimal_of(text: str) -> Decimal | None:
    """A stored number as the person sees it: binary noise beyond 15 significant digits is rounded away
    (``0.30000000000000004`` → 0.3). ``None`` when it is not a finite number."""
    if len(text) < 16 and text.isdecimal() and text.isascii():
        return Decimal(text)
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() > 308:
        return None
    if len(text) > 15 and len(number.as_tuple().digits) > 15:
        number = number.quantize(Decimal(1).scaleb(number.adjusted() - 14)) if number else Decimal()
    if "." in text or "E" in text or "e" in text:
        number = number.normalize()
        if number == number.to_integral_value() and number.adjusted() < 28:
            number = number.quantize(Decimal(1))
    return number
