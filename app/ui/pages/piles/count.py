"""The running count of a pile, large: how many forms are keyed, of how many, and what that leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.breadth import Width
from app.ui.widgets.layouts import Row
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.piles import Pile


class Count(QWidget):
    """«已录 17 / 共 50 份，还差 33»; the first number is the hero."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pile: Pile | None = None
        self._width: Width = "wide"
        self._before = Words("已录", colour="ink2", wrap=False)
        self.number = Words("0", "greeting", bold=True, colour="pine", wrap=False)
        self.rest = Words("", bold=True, wrap=False)
        row = Row(self, spacing=8)
        for part in (self._before, self.number, self.rest):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_room(self, width: Width) -> None:
        """As many words as there is room for; the two numbers always."""
        self._before.setVisible(width == "wide")
        self.number.set_look(size="body" if width == "narrow" else "greeting")
        self._width = width
        self._say()

    def say(self, pile: Pile) -> None:
        """Show how far ``pile`` is."""
        self._pile = pile
        self._say()

    def _say(self) -> None:
        pile = self._pile
        if pile is None:
            return
        self.number.setText(str(pile.keyed))
        rest = pile.count.split("共", 1)[1].strip()
        self.rest.setText({"wide": f"/ 共 {rest}", "medium": f"/ {rest}", "narrow": f"/ {pile.forms}"}[self._width])
        self.setAccessibleName(pile.count)
