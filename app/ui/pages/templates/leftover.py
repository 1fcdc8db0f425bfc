"""The cells a new template leaves empty, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.ui.pages.templates.cell_panel import title_of
from app.ui.pages.templates.wording import shortened
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.layouts import Column as ColumnLayout
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.binding import Draft, Proposal

_WHY = {"unneeded": ("不用填", "minus"), "ask": ("还没看", "question"), "unbound": ("没认出", "circle-dashed")}


def _why(proposal: Proposal) -> Cell:
    word, icon = _WHY.get(proposal.state, ("没认出", "circle-dashed"))
    return Cell(word, icon, "question" if proposal.state == "ask" else "plain")


_COLUMNS = (
    Column("cell", "格", lambda each: each.cell, 56, bold=True, line=1),
    Column("title", "是哪一格", lambda each: shortened(title_of(each) or each.sheet, 10), 110, stretch=1, line=2),
    Column("why", "", _why, 104, line=1),
)


class LeftoverList(QWidget):
    """``chosen(sheet, cell)`` on Return: back to that cell."""

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Proposal, ...] = ()
        self.nothing = Words("每一格都认出来了。", colour="done", icon="check-circle")
        self.model = RowsModel(_COLUMNS)
        self.table = Table("程序不填的格", self.model, row_height=46)
        self.table.set_two_lines(True)
        self.table.opened.connect(lambda each: self.chosen.emit(each.sheet, each.cell))
        self.table.current_changed.connect(self._show_why)
        self.why = Words("", "small", colour="ink2")
        self.card = TableCard(self.table)
        self.keys = Words("↑↓ 看原因，回车回去改这一格", "small", colour="ink2")
        column = ColumnLayout(self, spacing=8)
        column.put(self.nothing, self.keys, self.why)
        column.put(self.card, stretch=1)

    def show_left(self, draft: Draft) -> None:
        """The cells of ``draft`` that will not be filled."""
        confirmed = {area.id for area in draft.areas if area.confirmed}
        self.rows = tuple(
            each
            for each in draft.cells
            if each.state in ("unbound", "unneeded") or (each.state == "ask" and each.area not in confirmed)
        )
        self.model.set_rows(self.rows)
        self.nothing.setVisible(not self.rows)
        for part in (self.keys, self.card, self.why):
            part.setVisible(bool(self.rows))

    def _show_why(self, each: Proposal | None) -> None:
        self.why.setText(f"{each.sheet} {each.cell}：{each.why or '您说不用填'}" if each is not None else "")

    def begin(self) -> None:
        """Take the focus, if there is anything to walk through."""
        if self.rows:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
