"""Two cases field by field, with big words: the same, nearly, different."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.widgets.cards import Card
from app.ui.widgets.layouts import Column, Grid
from app.ui.widgets.words import Words

Same = Literal["same", "near", "different", "unknown"]

#: Word, icon and colour of a verdict.
_SAID: dict[Same, tuple[str, str, str]] = {
    "same": ("一样", "check-circle", "done"),
    "near": ("差不多", "question", "question"),
    "different": ("不一样", "x", "error"),
    "unknown": ("有一边没写", "minus", "ink2"),
}


@dataclass(frozen=True, slots=True)
class ComparedField:
    """One field: its label, what stands here and there, and the verdict."""

    label: str
    here: str
    there: str
    same: Same


class ComparisonPanel(Card):
    """A table of fields: label, here, there, verdict; where room is scarce each field takes three lines."""

    def __init__(self, here: str, there: str, fields: Sequence[ComparedField], *, narrow: bool) -> None:
        super().__init__()
        self.setAccessibleName(f"{here} 和 {there} 对照")
        column = Column(self, margins=(20, 16, 20, 20), spacing=10)
        held = QWidget()
        grid = Grid(held, across=16, down=10)
        column.put(held, None)
        if narrow:
            for at, each in enumerate(fields):
                grid.addWidget(Words(each.label, bold=True, wrap=False), at * 3, 0)
                grid.addWidget(_verdict(each), at * 3, 1)
                grid.addWidget(Words(f"{here}：{each.here or '没写'}"), at * 3 + 1, 0, 1, 2)
                grid.addWidget(Words(f"{there}：{each.there or '没写'}"), at * 3 + 2, 0, 1, 2)
            return
        for at, title in enumerate(("", here, there, "")):
            grid.addWidget(Words(title, "small", colour="ink2"), 0, at)
        top = Qt.AlignmentFlag.AlignTop
        for row, each in enumerate(fields, start=1):
            grid.addWidget(Words(each.label, "small", colour="ink2", wrap=False), row, 0, top)
            grid.addWidget(Words(each.here or "没写", most=4), row, 1, top)
            grid.addWidget(Words(each.there or "没写", most=4), row, 2, top)
            grid.addWidget(_verdict(each), row, 3, top)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)


def _verdict(each: ComparedField) -> Words:
    word, icon, colour = _SAID[each.same]
    return Words(word, bold=True, colour=colour, icon=icon, wrap=False)
