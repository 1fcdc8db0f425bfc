"""The choice list of the margin: what a field can be, chosen by digit, by arrows, by initials or by hand.

The field keeps the focus; it passes on its keys (:meth:`ChoicePanel.serve`). Ten choices make a page, so that each
has one digit. Groups stand as pills above, suggestions with F-keys on top.
"""

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
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QListView,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui.text import draw_line
from app.ui.theme import look
from app.ui.widgets.buttons import draw_key_cap
from app.ui.widgets.field import TextInput
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.options import Pill
from app.ui.widgets.words import Words

_PAGE = 10
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Choice:
    """``initials`` are lower-case pinyin initials, several readings separated by spaces."""

    key: str
    word: str
    initials: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Choices under one pill."""

    word: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A likely choice: ``group`` stands beside it in grey, ``why`` below: «因为写了 手机、黑屏»."""

    key: str
    word: str
    group: str = ""
    why: str = ""


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.shown: tuple[Choice, ...] = ()

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
            return f"{(index.row() + 1) % 10} {choice.word}"
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
        digit = QRectF(box.left() + px(14), box.top(), px(20), box.height())
        draw_line(painter, str((index.row() + 1) % 10), digit, look().font("body", True), colour("pine"))
        words = QRectF(box.left() + px(38), box.top(), box.width() - px(44), box.height())
        draw_line(painter, str(index.data()), words, look().font("body", current), colour("ink"))
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
        self.clicked.connect(lambda index: self.choose_row(index.row()))
        look().follow(self)

    def restyle(self) -> None:
        self._arrange()

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

    @property
    def rest(self) -> int:
        """How many choices stand on later pages."""
        return max(0, len(self._all) - (self._page + 1) * _PAGE)

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
        px = look().px
        cell = px(look().size.control) + px(4)
        width = max(1, self.viewport().width())
        self.setGridSize(QSize((width - 1) // self._columns, cell))
        rows = -(-max(1, len(self._model.shown)) // self._columns)
        self.setFixedHeight(rows * cell + 1)

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


class _SuggestionCard(QPushButton):
    """A suggestion with its F-key."""

    def __init__(self, suggestion: Suggestion, key: str, parent: QWidget | None = None) -> None:
        super().__init__(suggestion.word, parent)
        self._suggestion = suggestion
        self._key = key
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{key} {suggestion.word} {suggestion.group}")
        self.setAccessibleDescription(suggestion.why)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.activated.connect(self.click)
        look().follow(self)

    def restyle(self) -> None:
        self.setFixedHeight(look().px(66))

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        colour = look().colour
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("border"), max(1, px(1))))
        painter.setBrush(colour("celadon2" if self.underMouse() else "field"))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, px(8), px(8))
        cap = max(look().metrics("small", True).horizontalAdvance(self._key) + px(16), px(30))
        draw_key_cap(painter, self._key, box.left() + px(12) + cap, box.center().y(), colour("ink"), True)
        left = box.left() + px(12) + cap + px(16)
        top = QRectF(left, box.top() + px(6), box.right() - left - px(8), px(28))
        wide = draw_line(painter, self._suggestion.word, top, look().font("body", True), colour("ink"))
        if self._suggestion.group:
            beside = top.adjusted(wide + px(10), 0, 0, 0)
            draw_line(painter, self._suggestion.group, beside, look().font("small"), colour("ink2"))
        below = QRectF(left, box.top() + px(33), top.width(), px(26))
        draw_line(painter, self._suggestion.why, below, look().font("small"), colour("note"))


class ChoicePanel(QWidget):
    """Suggestions, groups and choices for one field. ``taken(key)`` when the person has chosen."""

    taken = Signal(str)
    _KEYS = ("F2", "F3")

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[Group, ...] = ()
        self._group = 0
        self._cards: list[_SuggestionCard] = []
        self._because = Words("从写下的字看，像是", "small", colour="ink2")
        self._suggested = Column(spacing=8)
        self._pills = Row(spacing=8)
        self._exclusive = QButtonGroup(self)
        self.list = ChoiceList(name)
        self.list.taken.connect(self.taken)
        self._more = Words("", "small", colour="ink2", icon="arrow-down")
        column = Column(self, spacing=12)
        column.put(self._because, self._suggested, self._pills, self.list, self._more)
        self._because.hide()
        self._more.hide()

    def set_groups(self, groups: Sequence[Group]) -> None:
        """Show ``groups``; with a single one no pills are shown."""
        self._groups = tuple(groups)
        while self._pills.count():
            old = self._pills.takeAt(0).widget()
            if isinstance(old, Pill):
                old.hide()
                self._exclusive.removeButton(old)
                old.deleteLater()
        if len(groups) > 1:
            for index, group in enumerate(groups):
                pill = Pill(group.word)
                pill.setChecked(index == 0)
                pill.toggled.connect(lambda on, index=index: self._show_group(index) if on else None)
                self._exclusive.addButton(pill)
                self._pills.put(pill)
            self._pills.put(None)
        self._show_group(0)

    def set_suggestions(self, suggestions: Sequence[Suggestion]) -> None:
        """Up to two likely choices, on F2 and F3."""
        for card in self._cards:
            self._suggested.removeWidget(card)
            card.deleteLater()
        self._cards = []
        for suggestion, key in zip(suggestions, self._KEYS, strict=False):
            card = _SuggestionCard(suggestion, key)
            card.clicked.connect(lambda _=False, chosen=suggestion.key: self.taken.emit(chosen))
            self._suggested.put(card)
            self._cards.append(card)
        self._because.setVisible(bool(self._cards))

    def set_columns(self, columns: int) -> None:
        self.list.set_columns(columns)

    def narrow_to(self, typed: str) -> None:
        """Keep only what contains ``typed`` or whose initials begin with it; nothing typed shows the group."""
        typed = typed.strip().lower()
        if not typed:
            self._show_group(self._group)
            return
        found = [
            choice
            for group in self._groups
            for choice in group.choices
            if typed in choice.word.lower() or any(reading.startswith(typed) for reading in choice.initials.split())
        ]
        if found:
            self.list.set_choices(found)
        self._say_rest()

    def turn(self, by: int) -> None:
        """The next page, or the next group after the last page."""
        if not self.list.turn(by) and self._groups:
            self._show_group((self._group + by) % len(self._groups))
        self._say_rest()

    def serve(self, field: TextInput) -> None:
        """Take digits and arrow keys from ``field`` while it has the focus."""
        field.digits_choose = True
        field.digit.connect(self.list.choose_digit)
        field.moved.connect(self.list.move)

    def _show_group(self, index: int) -> None:
        self._group = index
        if index < len(self._exclusive.buttons()) and self._pills.count():
            pill = self._pills.itemAt(index).widget()
            if isinstance(pill, Pill) and not pill.isChecked():
                pill.setChecked(True)
        self.list.set_choices(self._groups[index].choices if self._groups else ())
        self._say_rest()

    def _say_rest(self) -> None:
        rest = self.list.rest
        self._more.setText(f"还有 {rest} 类")
        self._more.setVisible(rest > 0)
