"""How a letter stands, as a cell of a table."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.ui.tables.columns import Cell
from app.ui.theme import Tone

if TYPE_CHECKING:
    from app.services.letters import Letter

#: Icon and tone of each state.
LOOKS: dict[str, tuple[str, Tone]] = {
    "overdue": ("clock", "error"),
    "waiting": ("hourglass-medium", "question"),
    "answered": ("check-circle", "done"),
    "none": ("minus", "plain"),
}


def standing_cell(letter: Letter, today: date) -> Cell:
    """«过期 2 天没答复», «已答复»."""
    icon, tone = LOOKS[letter.state(today)]
    return Cell(letter.standing(today), icon, tone)
