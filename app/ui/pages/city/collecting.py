"""Files taken in: which office each is from, what became of it, and what is remarked on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.breadth import Breadth
from app.ui.pages.city.standings import LOOKS, short
from app.ui.tables.columns import Cell
from app.ui.tables.columns import Column as TableColumn
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.layouts import Column
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.submissions.records import Collected

#: Which states come first in the list: those a person must look at.
_ORDER = {"refused": 0, "questioned": 1, "taken": 2, "duplicate": 3}


def _office(row: Collected) -> Cell:
    if row.office_name:
        return Cell(short(row.office_name), bold=True)
    return Cell("哪一家？", tone="question", bold=True)


def _period(row: Collected) -> str:
    if not row.period:
        return ""
    from app.errors import AppError
    from app.services.periods import parse_period

    try:
        return parse_period(row.period).label
    except AppError:
        return row.period


def _state(row: Collected) -> Cell:
    word, icon, tone = LOOKS.get(row.state, (row.state, "circle", "plain"))
    asked = [issue for issue in row.issues if issue.severity != "note"]
    if row.state == "taken":
        return Cell("收好了", "check", "done")
    if row.state == "duplicate":
        return Cell("早就收过了", "copy")
    if asked and row.state == "questioned":
        return Cell(f"{len(asked)} 处要看", icon, tone, tint=True)
    return Cell(word, icon, tone, tint=True)


COLUMNS = (
    TableColumn("file", "文件", lambda row: row.file, 200, stretch=2, line=2),
    TableColumn("office", "单位", _office, 84, line=1),
    TableColumn("period", "报告期", _period, 110, priority=2, line=2),
    TableColumn("state", "看下来", _state, 130, stretch=1, line=1),
)


def summary(rows: Sequence[Collected]) -> str:
    """«收好了 2 份，1 份要看，1 份没收进»."""
    counts = {state: sum(1 for row in rows if row.state == state) for state in _ORDER}
    parts = [
        f"收好了 {counts['taken']} 份" if counts["taken"] else "",
        f"{counts['questioned']} 份有疑问" if counts["questioned"] else "",
        f"{counts['duplicate']} 份早就收过" if counts["duplicate"] else "",
        f"{counts['refused']} 份没收进" if counts["refused"] else "",
    ]
    return "，".join(part for part in parts if part) or "一份也没有"


class CollectView(QWidget):
    """The list of files; what is remarked on each stands in the margin. ``moved(Collected)``, ``opened(Collected)``."""

    moved = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Words("", colour="ink2")
        self.model = RowsModel(COLUMNS)
        self.table = Table("收来的文件", self.model, row_height=52)
        column = Column(self, spacing=12)
        column.put(self.words)
        column.put(TableCard(self.table), stretch=1)
        self.table.current_changed.connect(self.moved)
        self.table.opened.connect(self.opened)

    def show_files(self, rows: Sequence[Collected]) -> None:
        """Show what became of each file, what needs a person first."""
        self.model.set_rows(sorted(rows, key=lambda row: _ORDER.get(row.state, 4)))
        self.words.setText(f"{summary(rows)}。原件都存好了，怎么处理都不会改动它。")
        self.moved.emit(self.table.current_row())

    def set_breadth(self, breadth: Breadth) -> None:
        self.table.set_two_lines(breadth.width == "narrow")
