"""The one kind of dialog: a decision that cannot wait or cannot be undone. A real window, never a popup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from app.ui.theme import look
from app.ui.widgets.buttons import Button
from app.ui.widgets.focus_ring import FocusRing
from app.ui.widgets.layouts import Column, Flow, ground
from app.ui.widgets.words import Words

Danger = Literal["primary", "danger", "plain"]


class Question(QDialog):
    """``title`` is the question, ``verbs`` are the answers as (key, verb, kind); the last one is the safe one.

    Esc, and closing the window, give the safe one. ``ask()`` waits and gives the key of the answer.
    """

    def __init__(
        self,
        parent: QWidget,
        title: str,
        text: str,
        verbs: Sequence[tuple[str, str, Danger]],
        safe: tuple[str, str],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setModal(True)
        ground(self, "surface")
        self.answer = safe[0]
        self._safe = Button(safe[1], main=True, key="Esc")
        self._safe.chosen.connect(lambda: self._answer(safe[0]))
        buttons = []
        for key, verb, kind in verbs:
            button = Button(verb, kind, main=True)
            button.chosen.connect(lambda key=key: self._answer(key))
            buttons.append(button)
        column = self._column = Column(self, margins=(32, 28, 32, 28), spacing=12)
        column.put(Words(title, "section", bold=True), Words(text), 12)
        column.put(Flow(*buttons, self._safe, spacing=12))
        self._ring = FocusRing(self)
        look().follow(self)

    def restyle(self) -> None:
        self.setMaximumWidth(look().px(look().size.dialog))
        self.setMinimumWidth(min(look().px(460), look().px(look().size.dialog)))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # A window does not ask its layout how high it must be for its width: nothing of the words may be cut.
        self.setMinimumHeight(max(0, self._column.heightForWidth(self.width())))
        self._safe.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._safe.click()
            return
        super().keyPressEvent(event)

    def _answer(self, key: str) -> None:
        self.answer = key
        self.accept()

    def ask(self) -> str:
        """Show, wait, give the key of the answer."""
        self.exec()
        return self.answer
