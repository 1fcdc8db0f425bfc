"""A table as high as its rows, for pages that scroll as a whole; the page follows the current row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QScrollArea, QSizePolicy

from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.theme import look


class RowsCard(TableCard):
    """The card of ``table``; ``show_rows`` fills it."""

    def __init__(self, name: str, model: RowsModel) -> None:
        super().__init__(Table(name, model))
        self.model = model
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.table.current_changed.connect(lambda _: self._follow())
        look().follow(self)

    def restyle(self) -> None:
        self.fit()

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows; the current one stays."""
        at = self.table.currentIndex().row()
        self.model.set_rows(rows)
        if 0 <= at < len(rows):
            self.table.choose(at)
        self.fit()

    def set_two_lines(self, two_lines: bool) -> None:
        """A row takes two lines (narrow windows)."""
        self.table.set_two_lines(two_lines)
        self.fit()

    def fit(self) -> None:
        """As high as the rows are."""
        row = self.table.verticalHeader().defaultSectionSize()
        edges = look().px(1) + look().px(6)
        self.setFixedHeight(self.table.horizontalHeader().height() + row * self.model.rowCount() + edges + 2)

    def _follow(self) -> None:
        area = self._area()
        index = self.table.currentIndex()
        if area is None or not self.table.hasFocus() or not index.isValid():
            return
        row: QRect = self.table.visualRect(index)
        content = area.widget()
        top = self.table.viewport().mapTo(content, QPoint(0, row.top())).y()
        reach = look().px(16)
        area.ensureVisible(0, top - reach, 0, 0)
        area.ensureVisible(0, top + row.height() + reach, 0, 0)

    def _area(self) -> QScrollArea | None:
        walker = self.parentWidget()
        while walker is not None and not isinstance(walker, QScrollArea):
            walker = walker.parentWidget()
        return walker
