"""The board: a band of how many stand how, and offices × months."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.breadth import Breadth
from app.ui.pages.city.standings import BAND, LOOKS, MONTHS, Board, Line, cell, month_words
from app.ui.tables.columns import Column as TableColumn
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.text import draw_line
from app.ui.theme import look
from app.ui.widgets.layouts import Column

#: The most room a name gets, in design pixels: eleven characters.
_NAME = 242
_FILLS = {
    "accepted": "done",
    "taken": "done_edge",
    "questioned": "question_edge",
    "sent_back": "error_edge",
    "missing": "error_edge",
}


class Band(QLabel):
    """«已接受 7 有疑问 2 …» as a bar whose parts are as long as their numbers. A label to a screen reader."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: dict[str, int] = {}
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look().follow(self)

    def restyle(self) -> None:
        self.setFixedHeight(look().px(48))

    def sizeHint(self) -> QSize:
        return QSize(look().px(300), look().px(48))

    def show_counts(self, counts: Mapping[str, int]) -> None:
        self._counts = {state: counts.get(state, 0) for state in BAND if counts.get(state, 0)}
        self.setText("，".join(f"{LOOKS[state][0]} {count}" for state, count in self._counts.items()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        total = sum(self._counts.values())
        if not total:
            return
        gap = px(6)
        font = look().font("small")
        least = {
            state: look().metrics("small").horizontalAdvance(f"{LOOKS[state][0]} {count}") + px(8)
            for state, count in self._counts.items()
        }
        room = self.width() - gap * (len(self._counts) - 1)
        spare = max(0.0, room - sum(least.values()))
        x = 0.0
        for state, count in self._counts.items():
            wide = least[state] + spare * count / total
            bar = QRectF(x, px(2), wide, px(12))
            colour = look().colour(_FILLS[state])
            if state == "missing":
                painter.setPen(QPen(colour, px(2), Qt.PenStyle.DashLine))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                bar.adjust(1, 1, -1, -1)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
            painter.drawRoundedRect(bar, px(4), px(4))
            words = QRectF(x, px(18), wide, px(28))
            draw_line(painter, f"{LOOKS[state][0]} {count}", words, font, look().colour("ink"))
            x += wide + gap


def _month(at: int, title: str = "") -> TableColumn:
    def value(row: Line) -> object:
        return cell(row.standings[at] if at < len(row.standings) else None, at == MONTHS - 1)

    priority = MONTHS - 1 - at
    return TableColumn(str(at), title, value, 104, stretch=1, priority=priority, line=1 if not priority else 0)  # type: ignore[arg-type]


def columns(board: Board | None) -> tuple[TableColumn, ...]:
    """The office and its months; the last one always stays."""
    months = [_month(at, month_words(board.months, at) if board is not None else "") for at in range(MONTHS)]
    longest = max((len(line.name) for line in board.lines), default=0) if board is not None else 0
    wide = max(84, min(_NAME, longest * 22))
    return (TableColumn("office", "单位", lambda row: row.name, wide, stretch=1, bold=True, line=1), *months)


class BoardView(QWidget):
    """``opened(Line, month index)`` on Return; ``moved(Line)`` when another office becomes current."""

    opened = Signal(object, int)
    moved = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.band = Band()
        self.model = RowsModel(columns(None))
        self.table = Table("各单位各月的报表", self.model, row_height=44, by_cell=True)
        column = Column(self, spacing=12)
        column.put(self.band)
        column.put(TableCard(self.table), stretch=1)
        self.table.opened_cell.connect(self._opened)
        self.table.current_changed.connect(self.moved)

    def show_board(self, board: Board) -> None:
        """Show ``board``; the cell one stands on stays."""
        at = self.table.currentIndex()
        row, column = (at.row(), at.column()) if at.isValid() and at.column() > 0 else (0, MONTHS)
        self.band.show_counts(board.counts())
        self.model.columns = columns(board)
        self.model.set_rows(board.lines)
        self.table.restyle()
        if board.lines:
            self.table.choose(min(row, len(board.lines) - 1), column)

    def set_breadth(self, breadth: Breadth) -> None:
        self.table.set_two_lines(breadth.width == "narrow")
        self.band.setVisible(not breadth.low)

    def _opened(self, row: Line, key: str) -> None:
        self.opened.emit(row, MONTHS - 1 if key == "office" else int(key))
