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
#: What the groups of the list are called.
GROUP_WORDS = {"overdue": "过期", "waiting": "等答复", "answered": "已答复", "none": "不用答复"}


def standing_cell(letter: Letter, today: date) -> Cell:
    """«过期 2 天», «已答复»."""
    icon, tone = LOOKS[letter.state(today)]
    return Cell(letter.brief(today), icon, tone)
