"""The panel where one chooses the columns of the list, their order, and what it is sorted by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.services.complaints.finding import Sort
from app.services.complaints.listing import COLUMNS, USUAL, column_for
from app.ui.tables.columns import Cell
from app.ui.tables.columns import Column as TableColumn
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from app.ui.widgets.frame import ScrollBody
from app.ui.widgets.layouts import Column, Flow, Row, ground
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words

#: The least height of the list of columns: four of them and their head.
_TABLE = 240


@dataclass(frozen=True, slots=True)
class _Line:
    key: str
    chosen: bool


def _title(line: _Line) -> Cell:
    column = COLUMNS[line.key]
    return Cell(column.title, "check" if line.chosen else "", "done" if line.chosen else "plain", bold=line.chosen)


def _words(line: _Line) -> Cell:
    column = COLUMNS[line.key]
    said = ["显示" if line.chosen else "不显示"]
    if column.personal:
        said.append("个人信息")
    return Cell("，".join(said), quiet=True)


class ColumnsPanel(QWidget):
    """Columns and sort. ``done(keys, Sort)`` when the person is through.

    In the list of columns Return or the space bar shows or hides one, Ctrl+↑ and Ctrl+↓ move it.
    """

    done = Signal(tuple, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sorted_by = [(c.key, c.title) for c in COLUMNS.values() if c.sort is not None]
        self.sort = OptionRow("按什么排", sorted_by)
        self.way = OptionRow("怎么排", [("down", "从新到旧、从大到小"), ("up", "从旧到新、从小到大")])
        self.model = RowsModel(
            (
                TableColumn("title", "栏目", _title, 160, stretch=1, line=1, marked=False),
                TableColumn("words", "", _words, 200, line=1, marked=False),
            )
        )
        self.table = _ColumnsTable("显示哪些栏目", self.model, row_height=46)
        self.table.opened.connect(lambda _: self.toggle())
        self.table.toggled.connect(self.toggle)
        self.table.moved.connect(self.move_current)
        self.toggle_button = Button("要 / 不要", icon="check", key="空格", on=self.toggle)
        self.up_button = Button("往前挪", icon="arrow-up", key="Ctrl+↑", bound=False, on=lambda: self.move_current(-1))
        self.down_button = Button(
            "往后挪", icon="arrow-down", key="Ctrl+↓", bound=False, on=lambda: self.move_current(1)
        )
        buttons = Flow(self.toggle_button, self.up_button, self.down_button)
        below = Row(spacing=12, margins=(0, 12, 0, 0))
        self.ok = Button("就这样", "primary", icon="check", main=True, key="F10", on=self.finish)
        usual = Button("照原来的", icon="arrow-counter-clockwise", main=True, on=lambda: self.done.emit(USUAL, Sort()))
        below.put(usual, None, self.ok)
        card = TableCard(self.table)
        content = QWidget()
        ground(content, "paper")
        inside = Column(content, margins=(0, 0, 16, 8), spacing=8)
        inside.put(Words("按什么排", bold=True), self.sort, self.way)
        inside.put(Words("显示哪些栏目，前面的先显示", bold=True))
        inside.put(card, stretch=1)
        inside.put(buttons)
        self._card = card
        self._scroll = ScrollBody(content)
        column = Column(self, spacing=8)
        column.put(self._scroll, stretch=1)
        column.put(below)
        look().follow(self)

    def restyle(self) -> None:
        self._card.setMinimumHeight(look().px(_TABLE))

    def begin(self, keys: Sequence[str], sort: Sort) -> None:
        """Show what is chosen and take the focus."""
        self.sort.choose([column_for(sort).key])
        self.way.choose(["down" if sort.descending else "up"])
        rest = [key for key in COLUMNS if key not in keys]
        self.model.set_rows([*(_Line(key, True) for key in keys), *(_Line(key, False) for key in rest)])
        self.sort.setFocus()

    def chosen(self) -> tuple[str, ...]:
        """The columns to show, in their order."""
        return tuple(line.key for line in self._lines() if line.chosen)

    def toggle(self) -> None:
        """Show or hide the current column; a shown one joins the others, the last one stays."""
        at, lines = self.table.currentIndex().row(), self._lines()
        if not 0 <= at < len(lines):
            return
        line = lines.pop(at)
        shown = sum(each.chosen for each in lines)
        if line.chosen and not shown:
            return
        place = shown if not line.chosen else len([each for each in lines if each.chosen])
        lines.insert(place, _Line(line.key, not line.chosen))
        self._show(lines, place if not line.chosen else min(at, len(lines) - 1))

    def move_current(self, by: int) -> None:
        """Move the current column among the shown ones."""
        at, lines = self.table.currentIndex().row(), self._lines()
        to = at + by
        if 0 <= at < len(lines) and 0 <= to < len(lines) and lines[at].chosen and lines[to].chosen:
            lines[at], lines[to] = lines[to], lines[at]
            self._show(lines, to)

    def finish(self) -> None:
        """Say that the person is through."""
        key = next(iter(self.sort.chosen()), "day")
        by = COLUMNS[key].sort or "day"
        self.done.emit(self.chosen(), Sort(by, "down" in self.way.chosen()))

    def _lines(self) -> list[_Line]:
        return [self.model.row(at) for at in range(self.model.rowCount())]

    def _show(self, lines: list[_Line], current: int) -> None:
        self.model.set_rows(lines)
        self.table.choose(current)


class _ColumnsTable(Table):
    toggled = Signal()
    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Space:
            self.toggled.emit()
        elif control and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)
