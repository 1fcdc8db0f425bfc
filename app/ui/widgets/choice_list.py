"""One page of choices, each with its digit: what the list of the margin is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui.text import broken, draw_block, draw_line
from app.ui.theme import look

_PAGE = 10
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Choice:
    """``also`` are other words it is found by, separated by spaces: its full name, accepted spellings."""

    key: str
    word: str
    also: str = ""


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.shown: tuple[Choice, ...] = ()
        self.numbered = True

    def show(self, choices: tuple[Choice, ...]) -> None:
        self.beginResetModel()
        self.shown = choices
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        choice = self.shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return choice.word
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{(index.row() + 1) % 10} {choice.word}" if self.numbered else choice.word
        return None


class _Delegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        px = look().px
        colour = look().colour
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect  # type: ignore[attr-defined]  # missing in the stubs
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        view = self.parent()
        assert isinstance(view, ChoiceList)
        gap = px(4) if view.columns > 1 else 0
        left, right = (0, gap) if index.row() % view.columns == 0 else (gap, 0)
        box = QRectF(rect).adjusted(left + 0.5, 0.5, -right - 0.5, -px(4) - 0.5)
        current = bool(state & QStyle.StateFlag.State_Selected)
        outlined = look().colours.outlined
        painter.setPen(QPen(colour("border"), 1) if outlined else Qt.PenStyle.NoPen)
        hover = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setBrush(colour("sel" if current else "celadon2" if hover else "field"))
        painter.drawRoundedRect(box, px(6), px(6))
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("focus"))
            painter.drawRoundedRect(QRectF(box.left(), box.top() + px(6), px(5), box.height() - px(12)), px(1), px(1))
        start = px(38 if view.numbered else 14)
        if view.numbered:
            digit = QRectF(box.left() + px(14), box.top(), px(20), box.height())
            draw_line(painter, str((index.row() + 1) % 10), digit, look().font("body", True), colour("pine"))
        words = QRectF(box.left() + start, box.top(), box.width() - start - px(6), box.height())
        word = str(index.data())
        if look().metrics("body", current).horizontalAdvance(word) <= words.width():
            draw_line(painter, word, words, look().font("body", current), colour("ink"))
        else:  # in two smaller lines rather than cut
            small = look().font("small", current)
            block = broken(word, small, words.width(), px(22), 2)
            top = words.center().y() - block.height / 2
            draw_block(painter, block, words.adjusted(0, top - words.top(), 0, 0), small, colour("ink"))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self.parent()
        assert isinstance(view, ChoiceList)
        return view.gridSize()


class ChoiceList(QListView):
    """One page of choices in one or two columns. ``taken(key)`` when one is chosen."""

    taken = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._all: tuple[Choice, ...] = ()
        self._page = 0
        self._columns = 2
        self._rows = _PAGE
        self._double = False
        self._model = _Model()
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(self._clicked)
        look().follow(self)

    @property
    def numbered(self) -> bool:
        """Whether each has its digit; without, beside a field where digits are text, arrows and taps choose."""
        return self._model.numbered

    @numbered.setter
    def numbered(self, on: bool) -> None:
        self._model.numbered = on
        self.viewport().update()

    def restyle(self) -> None:
        self._arrange()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._double = False
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._double = True  # its release is no click of its own

    def _clicked(self, index: QModelIndex) -> None:
        if self._double:
            self._double = False
        else:
            self.choose_row(index.row())

    def set_choices(self, choices: Sequence[Choice]) -> None:
        self._all = tuple(choices)
        self._page = 0
        self._show()

    def set_columns(self, columns: int) -> None:
        """One or two columns side by side."""
        self._columns = columns
        self._arrange()

    @property
    def columns(self) -> int:
        return self._columns

    @property
    def pages(self) -> int:
        return max(1, -(-len(self._all) // _PAGE))

    def set_rows(self, rows: int) -> None:
        """How many rows there is room for; the others of the page are scrolled to."""
        if rows != self._rows:
            self._rows = max(1, rows)
            self._arrange()

    @property
    def height_of_all(self) -> int:
        """The height that shows the whole page, in device-independent pixels."""
        return self._cell * -(-max(1, len(self._model.shown)) // self._columns) + 1

    @property
    def _cell(self) -> int:
        return look().px(look().size.control) + look().px(4)

    @property
    def partly(self) -> bool:
        """The page has more rows than there is room for."""
        return -(-len(self._model.shown) // self._columns) > self._rows

    @property
    def _unseen(self) -> int:
        """Choices of this page below what is seen."""
        top = round(self.verticalScrollBar().value() / self._cell)
        return max(0, len(self._model.shown) - (top + self._rows) * self._columns)

    @property
    def rest(self) -> int:
        """How many choices come after those one sees."""
        return max(0, len(self._all) - (self._page + 1) * _PAGE) + self._unseen

    def show_more(self) -> None:
        """On to the choices not seen yet; from the end back to the first ones."""
        bar = self.verticalScrollBar()
        if self._unseen:
            first = round(bar.value() / self._cell) + self._rows
            bar.setValue(first * self._cell)
            self.setCurrentIndex(self._model.index(min(len(self._model.shown) - 1, first * self._columns)))
        elif not self.turn(1):
            self._page = 0
            self._show()

    def digit_of(self, key: str) -> str:
        """The digit that chooses ``key`` on the page shown now; empty when it stands on another."""
        for row, choice in enumerate(self._model.shown):
            if choice.key == key:
                return str((row + 1) % 10)
        return ""

    def show_key(self, key: str) -> None:
        """Make ``key`` the current choice, on its page."""
        for at, choice in enumerate(self._all):
            if choice.key == key:
                if self._page != at // _PAGE:
                    self._page = at // _PAGE
                    self._show()
                self.setCurrentIndex(self._model.index(at % _PAGE))

    def turn(self, by: int) -> bool:
        """Another page; False when there is none."""
        page = self._page + by
        if not 0 <= page < self.pages:
            return False
        self._page = page
        self._show()
        return True

    def move(self, by: int) -> None:  # type: ignore[override]  # widgets are placed by layouts, never moved
        """The current choice up or down, over page ends."""
        row = self.currentIndex().row() + by
        if 0 <= row < len(self._model.shown):
            self.setCurrentIndex(self._model.index(row))
        elif self.turn(1 if by > 0 else -1):
            self.setCurrentIndex(self._model.index(0 if by > 0 else len(self._model.shown) - 1))

    def key_at(self, digit: int) -> str:
        """Key of the choice with ``digit``; empty when there is none."""
        row = (digit - 1) % 10
        return self._model.shown[row].key if row < len(self._model.shown) else ""

    def choose_digit(self, digit: int) -> bool:
        """Take the choice with ``digit``; False when there is none."""
        return self.choose_row((digit - 1) % 10)

    def choose_row(self, row: int) -> bool:
        if not 0 <= row < len(self._model.shown):
            return False
        self.setCurrentIndex(self._model.index(row))
        self.taken.emit(self._model.shown[row].key)
        return True

    @property
    def current_key(self) -> str:
        """Key of the current choice; empty when none is."""
        row = self.currentIndex().row()
        return self._model.shown[row].key if 0 <= row < len(self._model.shown) else ""

    def choose_current(self) -> bool:
        """Take the current choice; False when none is current."""
        return self.choose_row(self.currentIndex().row())

    def _show(self) -> None:
        self._model.show(self._all[self._page * _PAGE : (self._page + 1) * _PAGE])
        if self._model.shown:
            self.setCurrentIndex(self._model.index(0))
        self._arrange()

    def _arrange(self) -> None:
        width = max(1, self.viewport().width())
        self.setGridSize(QSize((width - 1) // self._columns, self._cell))
        rows = -(-max(1, len(self._model.shown)) // self._columns)
        self.setFixedHeight(min(rows, self._rows) * self._cell + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isdigit() and event.text().isascii():
            self.choose_digit(int(event.text()))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose_current()
        else:
            super().keyPressEvent(event)
