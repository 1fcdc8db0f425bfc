"""封存, afterwards: where the records now say something else, what a revision changed, and the reasons given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.breadth import Breadth
from app.ui.tables.columns import Cell
from app.ui.tables.columns import Column as TableColumn
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.groups import GroupFace, GroupRow
from app.ui.widgets.layouts import Column
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.returns import CellDifference


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the cell, its name, what was and what is."""

    sheet: str
    cell: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Part:
    """A list of lines with what they are about; ``words`` stand above them, ``titles`` over the two figures."""

    key: str
    word: str
    words: str
    titles: tuple[str, str]
    lines: tuple[Line, ...]


def lines_of(found: Sequence[CellDifference]) -> tuple[Line, ...]:
    """Differences as lines."""
    return tuple(Line(one.sheet, one.cell, one.name, _said(one.before), _said(one.after)) for one in found)


def _said(value: object) -> str:
    state = getattr(value, "state", "value")
    return {"blank": "没填", "na": "不适用", "error": "看不懂"}.get(state) or str(value)


class AfterView(QWidget):
    """``opened(sheet, cell)`` on Return."""

    opened = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[Part, ...] = ()
        self.groups = GroupRow("看哪一样")
        self.words = Words("")
        self.model = RowsModel(self._columns(("报的", "现在")))
        self.table = Table("不同的格", self.model)
        self.empty = EmptyState("正在和现在的记录比……")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(TableCard(self.table))
        column = Column(self, spacing=12)
        column.put(self.groups, self.words)
        column.put(self.stack, stretch=1)
        self._wished = ""
        self.groups.changed.connect(self._choose)
        self.groups.turned.connect(self.groups.step)
        self.table.opened.connect(lambda row: self.opened.emit(row.sheet, row.cell))
        self.groups.hide()
        self.words.hide()

    def _columns(self, titles: tuple[str, str]) -> tuple[TableColumn, ...]:
        return (
            TableColumn("name", "哪个数", lambda row: row.name, 180, stretch=2, bold=True, line=1),
            TableColumn("before", titles[0], lambda row: row.before, 90, align="right", line=2),
            TableColumn("after", titles[1], lambda row: Cell(row.after, bold=True), 90, align="right", line=2),
            TableColumn("place", "哪一格", lambda row: f"{row.sheet} {row.cell}", 150, stretch=1, priority=1, line=0),
        )

    def _reasons(self) -> tuple[TableColumn, ...]:
        return (
            TableColumn("name", "疑问", lambda row: row.name, 180, stretch=2, line=1),
            TableColumn("after", "理由", lambda row: Cell(row.after, bold=True), 160, stretch=2, line=2),
        )

    @property
    def parts(self) -> tuple[Part, ...]:
        """What can be looked at."""
        return self._parts

    @property
    def chosen(self) -> Part | None:
        """The list shown."""
        return next((part for part in self._parts if part.key == self.groups.chosen), None)

    def show_parts(self, parts: Sequence[Part], nothing: tuple[str, str]) -> None:
        """Show the lists that have lines; ``nothing`` (sentence, why) when none has."""
        line = self.table.current_row()
        focused = self.table.hasFocus()
        self._parts = tuple(part for part in parts if part.lines)
        self.groups.setVisible(len(self._parts) > 1)
        self.words.setVisible(bool(self._parts))
        if not self._parts:
            self._wished = ""
            self.empty.say(*nothing)
            self.stack.setCurrentIndex(0)
            return
        self.groups.set_groups([GroupFace(part.key, part.word, str(len(part.lines))) for part in self._parts])
        keys = [part.key for part in self._parts]
        key = self._wished if self._wished in keys else keys[0]
        self.groups.choose(key)
        self._show(key)
        part = self.chosen
        if part is not None and line in part.lines:
            self.table.choose(part.lines.index(line))
        if focused:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_key(self, event: QKeyEvent) -> bool:
        """A digit or an arrow pressed elsewhere on the page."""
        return not self.groups.isHidden() and self.groups.take_key(event)

    def _choose(self, key: str) -> None:
        """Somebody wants this list; what is only read later does not take its place."""
        self._wished = key
        self._show(key)

    def _show(self, key: str) -> None:
        part = next((part for part in self._parts if part.key == key), None)
        if part is None:
            return
        self.words.setText(part.words)
        self.table.set_columns(self._columns(part.titles) if part.titles[0] else self._reasons())
        self.model.set_rows(part.lines)
        self.stack.setCurrentIndex(1)
        self.table.choose(0)

    @property
    def first(self) -> QWidget | None:
        """Where the focus belongs."""
        return self.table if self._parts else None

    def set_breadth(self, breadth: Breadth) -> None:
        self.table.set_two_lines(breadth.width != "wide")
        self.groups.set_compact(breadth.width == "narrow")
