"""What a summary still lacks, each with the way to fill it in, and what else is to be said about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.layouts import Column, Flow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.errors import Issue
    from app.services.summaries import Written

_ICONS = {"error": "warning-circle", "warning": "warning", "note": "info"}
_TONES = {"error": "error", "warning": "question", "note": "ink2"}


class MissingView(QWidget):
    """``shown(name)``: the figure is to be seen in the text; ``gone(page)``: to where it is filled in."""

    shown = Signal(str)
    gone = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = Column(self, spacing=12)
        self._held: QWidget | None = None

    def show_issues(self, written: Written) -> None:
        """Show what is to be said about the summary instead of what was shown before."""
        if self._held is not None:
            self._column.removeWidget(self._held)
            self._held.hide()
            self._held.deleteLater()
        self._held = QWidget()
        column = Column(self._held, spacing=10)
        if not written.issues:
            column.put(Words("数都有了，要写的也都写了。", icon="check-circle", colour="done"))
        if any(issue.code == "summary.missing_figure" for issue in written.issues):
            ways = Flow(
                Button("去填这一期的数", icon="pencil-simple", on=lambda: self.gone.emit("monthly")),
                Button("去记工作台账", icon="note-pencil", on=lambda: self.gone.emit("worklog")),
                Button("去填以前的数", icon="clock-counter-clockwise", on=lambda: self.gone.emit("adopt")),
                spacing=12,
            )
            column.put(ways)
        for issue in written.issues:
            column.put(self._card(issue))
        self._column.put(self._held)

    def _card(self, issue: Issue) -> QWidget:
        card = Card()
        inside = Column(card, margins=(16, 10, 16, 10), spacing=6)
        inside.put(Words(issue.message, icon=_ICONS[issue.severity], colour=_TONES[issue.severity]))
        name = issue.found or ""
        if issue.code == "summary.missing_figure":
            inside.put(Flow(Button("看在哪里", icon="eye", on=lambda: self.shown.emit(name)), spacing=8))
        elif issue.code == "summary.part_unwritten":
            inside.put(Flow(Button("去写", icon="pencil-simple", on=lambda: self.gone.emit("write")), spacing=8))
        return card
