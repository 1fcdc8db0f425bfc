"""The areas of a new workbook with how many of their cells are to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.ui.breadth import Breadth
from app.ui.pages.templates.wording import shortened
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.layouts import Column as ColumnLayout
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.binding import Area


def stands(area: Area) -> Cell:
    """How an area stands: looked at, or how many of its cells are in question."""
    if area.confirmed:
        return Cell("看好了", "check-circle", "done")
    if area.ask or area.unbound:
        return Cell(f"要看 {area.ask + area.unbound}", "question", "question")
    return Cell("没看过", "circle")


def called(area: Area) -> str:
    """What an area is called: its title, else its sheet."""
    return area.title or area.sheet


#: How many characters of a title there is room for.
_TITLES = {"wide": 16, "medium": 9, "narrow": 20}


class AreaList(QWidget):
    """``current_changed(area)`` while walking, ``opened(area)`` on Return."""

    current_changed = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = _TITLES["wide"]
        self.model = RowsModel(
            (
                Column("title", "哪一块", lambda area: shortened(called(area), self._most), 150, 1, bold=True, line=1),
                Column("range", "位置", lambda area: area.range, 90, line=2),
                Column("stands", "", lambda area: stands(area).text, 110, line=2),
            )
        )
        self.table = Table("各块", self.model, row_height=52)
        self.table.set_two_lines(True)
        self.table.current_changed.connect(lambda area: self.current_changed.emit(area) if area is not None else None)
        self.table.opened.connect(self.opened)
        self.keys = Words("↑↓ 选一块，回车看，F8 这一块对", "small", colour="ink2")
        column = ColumnLayout(self, spacing=8)
        column.put(self.keys)
        column.put(TableCard(self.table), stretch=1)

    def show_areas(self, areas: Sequence[Area], current: str) -> None:
        """The areas; ``current`` is the id of the one looked at."""
        self.table.blockSignals(True)
        self.model.set_rows(areas)
        at = next((n for n, area in enumerate(areas) if area.id == current), 0)
        if areas:
            self.table.choose(at)
        self.table.blockSignals(False)

    def set_breadth(self, breadth: Breadth) -> None:
        """The room for titles."""
        self._most = _TITLES[breadth.width]
        self.table.viewport().update()

    def begin(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
