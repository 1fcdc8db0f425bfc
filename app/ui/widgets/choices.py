"""The choice list of the margin: what a field can be, chosen by digit, by arrows, by pinyin or by hand.

The field keeps the focus; it passes on its keys (:meth:`ChoicePanel.serve`). Ten choices make a page, so that each
has one digit; where there is no room for ten, some of them show and digits reach the others all the same. Groups
stand as pills above, suggestions with F-keys on top.
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
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui.text import draw_line
from app.ui.theme import look
from app.ui.widgets.buttons import Button, KeyCap
from app.ui.widgets.field import TextInput
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.offers import OfferList, Suggestion
from app.ui.widgets.options import Pill
from app.ui.widgets.words import Words

__all__ = ["Choice", "ChoiceList", "ChoicePanel", "Group", "Suggestion"]

_PAGE = 10
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Choice:
    """``also`` are other words it is found by, separated by spaces: its full name, accepted spellings."""

    key: str
    word: str
    also: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Choices under one pill."""

    word: str
    choices: tuple[Choice, ...]


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


class ChoicePanel(QWidget):
    """Suggestions, groups and choices for one field. ``taken(key)`` when the person has chosen."""

    taken = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[Group, ...] = ()
        self._group = 0
        self._because = Words("从写下的字看，像是", "small", colour="ink2")
        self.suggested = OfferList("看样子像是")
        self.suggested.taken.connect(self.taken)
        self._pills_held = QWidget()
        self._pills = Row(self._pills_held, spacing=8)
        self._exclusive = QButtonGroup(self)
        self._turn_cap = KeyCap("←→", parent=self)
        self._turn_cap.hide()
        self.list = ChoiceList(name)
        self.list.taken.connect(self.taken)
        self._more = Button("", "quiet", icon="arrow-down", on=self._show_more)
        self._compact = False
        self._column = Column(self, spacing=8)
        self._column.put(self._because, self.suggested, self._pills_held, self.list, self._more)
        self._because.hide()
        self._pills_held.hide()
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
            self._pills.put(None, self._turn_cap)
        self._turn_cap.setVisible(len(groups) > 1 and self.list.columns > 1)
        self._pills_held.setVisible(len(groups) > 1)
        self._show_group(0)

    def set_suggestions(self, suggestions: Sequence[Suggestion]) -> None:
        """Up to three likely choices, on F2, F3 and F5."""
        shown = tuple(suggestions[:3])
        if self._compact:
            shown = tuple(Suggestion(each.key, each.word, each.why) for each in suggestions[:1])
        if shown != self.suggested.offers:
            self.suggested.set_offers(shown)
        self._because.setVisible(bool(shown) and not self._compact)

    def set_columns(self, columns: int) -> None:
        self.list.set_columns(columns)
        self._turn_cap.setVisible(len(self._groups) > 1 and columns > 1)

    def set_compact(self, compact: bool) -> None:
        """Where the window is low, the list comes before the groups, and the likeliest suggestion is one line."""
        if compact != self._compact:
            self._compact = compact
            self._column.removeWidget(self._pills_held)
            self._column.insertWidget(3 if compact else 2, self._pills_held)

    def set_room(self, height: int) -> None:
        """Show as much of the list as fits into ``height`` (device-independent pixels) with the rest of the panel.

        Two rows at least.
        """
        px = look().px
        for part in (self._because, self.suggested, self._pills_held):
            if not part.isHidden():
                height -= part.sizeHint().height() + px(8)
        if self.list.height_of_all > height:
            height -= px(look().size.control) + px(8)
        self.list.set_rows(max(2, height // (px(look().size.control) + px(4))))
        self._say_rest()

    def narrow_to(self, typed: str) -> int:
        """Keep only what ``typed`` fits, best first; nothing typed shows the group. Gives how many fit."""
        typed = typed.strip()
        if not typed:
            self._show_group(self._group)
            return 0
        found = sorted(
            (
                (rank, at, choice)
                for at, choice in enumerate(self._every())
                if (rank := _rank(typed, choice)) is not None
            )
        )
        if found:
            self.list.set_choices([choice for _, _, choice in found])
        self._say_rest()
        return len(found)

    def show_key(self, key: str) -> None:
        """The group and the page of choice ``key``, which becomes the current one."""
        for index, group in enumerate(self._groups):
            if any(choice.key == key for choice in group.choices):
                self._show_group(index)
                self.list.show_key(key)
                self._say_rest()
                return

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
        field.turned.connect(self.turn)

    def _every(self) -> tuple[Choice, ...]:
        return tuple(choice for group in self._groups for choice in group.choices)

    def _show_group(self, index: int) -> None:
        self._group = index
        if index < len(self._exclusive.buttons()) and self._pills.count():
            item = self._pills.itemAt(index)
            pill = item.widget() if item is not None else None
            if isinstance(pill, Pill) and not pill.isChecked():
                pill.setChecked(True)
        self.list.set_choices(self._groups[index].choices if self._groups else ())
        self._say_rest()

    def _show_more(self) -> None:
        self.list.show_more()
        self._say_rest()

    def _say_rest(self) -> None:
        rest, paged = self.list.rest, self.list.pages > 1 or self.list.partly
        self._more.set_text(f"还有 {rest} 项" if rest else "回到第一项")
        self._more.set_icon("arrow-down" if rest else "arrow-up")
        self._more.setVisible(paged)


def _rank(typed: str, choice: Choice) -> int | None:
    """How well ``typed`` fits, lower is better: Chinese anywhere, full pinyin, initials; None when it does not."""
    from app.services.pinyin import rank

    return rank(typed, choice.word, tuple(choice.also.split()))
