"""The columns of the list as the table draws them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from app.services.complaints.listing import COLUMNS, INCOMPLETE, ListColumn, due_words, text
from app.ui.pages.common import list_day, state_cell
from app.ui.tables.columns import Cell, Column

if TYPE_CHECKING:
    from app.services.codelists import CodeLists
    from app.services.complaints.finding import Hit

_WIDTHS = {
    "day": 108, "number": 250, "paper": 110, "who": 92, "sex": 48, "age": 48, "phone": 130, "address": 150,
    "id_number": 196, "trader": 130, "trader_phone": 130, "trader_address": 150, "item": 90, "brand": 90,
    "category": 110, "nature": 84, "about": 110, "amount": 116, "demand": 90, "channel": 84, "source": 90,
    "station": 110, "state": 120, "due": 108, "result": 90, "recovered": 116, "closed": 108,
}  # fmt: skip
_STRETCH = {"trader": 3, "about": 2, "address": 2, "trader_address": 2, "item": 1, "category": 1, "station": 1}
#: What stands above where a row takes two lines.
_ABOVE = ("who", "trader", "state")
#: What one looks for by its sound.
_NAMES = ("who", "trader", "item")


def table_columns(keys: Sequence[str], lists: CodeLists, today: Callable[[], date]) -> tuple[Column, ...]:
    """Columns of the table in the order chosen. Short of room the last ones give way first; the state stays."""
    found = []
    for place, key in enumerate(keys):
        column = COLUMNS[key]
        found.append(
            Column(
                key,
                column.title,
                _value(column, lists, today),
                _WIDTHS[key],
                stretch=_STRETCH.get(key, 0),
                priority=0 if key == "state" else place,
                bold=key == "who",
                align="right" if column.kind in ("money", "int") else "left",
                line=1 if key in _ABOVE else 2,
                sortable=column.sort is not None,
                marked=column.kind == "text" and key != "state",
                sounds=key in _NAMES,
            )
        )
    return tuple(found)


def _value(column: ListColumn, lists: CodeLists, today: Callable[[], date]) -> Callable[[Hit], str | Cell]:
    if column.key == "state":
        return lambda hit: standing(hit, today())
    if column.kind == "date":

        def day(hit: Hit) -> str:
            value = column.value(hit, lists, today())
            return list_day(value, today()) if isinstance(value, date) else ""

        return day
    return lambda hit: text(column, hit, lists, today())


def standing(hit: Hit, today: date) -> Cell:
    """How a case stands: a time limit that is over or near before what is left to key before its state."""
    near = due_words(hit.due, today) if hit.due is not None else ""
    if hit.due is not None and near:
        return Cell(near, "clock", "error" if (hit.due.on - today).days <= 1 else "question")
    return state_cell(hit.state) if hit.complete else Cell(INCOMPLETE, "circle-dashed", "question")
