"""情况: every field of a case that says something, part by part."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services.codelists import CodeLists
from app.ui.pages.case.detail import Pair, all_fields
from app.ui.pages.case.reading import CaseView
from app.ui.widgets.cards import Card
from app.ui.widgets.layouts import Column
from app.ui.widgets.words import Words


class FactsSection(QWidget):
    """One card a part of the form."""

    def __init__(self, lists: CodeLists, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lists = lists
        self._held: QWidget | None = None
        self._column = Column(self)

    def show_case(self, view: CaseView) -> None:
        """Show the fields of a case."""
        if self._held is not None:
            self._column.removeWidget(self._held)
            self._held.hide()
            self._held.deleteLater()
        self._held = QWidget()
        column = Column(self._held, spacing=12)
        for word, pairs in all_fields(view.record, self._lists):
            card = Card()
            inside = Column(card, margins=(20, 14, 20, 16), spacing=6)
            inside.put(Words(word, "small", bold=True, colour="pine"))
            for label, value in pairs:
                inside.put(Pair(label, value, 104))
            column.put(card)
        column.put(None)
        self._column.put(self._held)
