"""A month to choose a day from: in the margin, with lunar days and holidays, by arrows or by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.ui.text import draw_line
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.words import Words

_WEEK = "一二三四五六日"
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day as the calendar shows it: ``below`` its number stands a festival, a term or the lunar day.

    ``off``: nobody works; ``marked``: a holiday, or a weekend worked for one («休», «班» in ``badge``).
    """

    on: date
    below: str
    off: bool
    badge: str = ""


class _Model(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.days: dict[date, CalendarDay] = {}
        self.first = date(2000, 1, 3)

    def show(self, days: Sequence[CalendarDay]) -> None:
        self.beginResetModel()
        self.days = {day.on: day for day in days}
        start = days[0].on
        self.first = start - timedelta(days=start.weekday())
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        if parent.isValid() or not self.days:
            return 0
        return ((max(self.days) - self.first).days) // 7 + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        return 0 if parent.isValid() else 7

    def day_at(self, index: Index) -> date:
        return self.first + timedelta(days=index.row() * 7 + index.column())

    def place_of(self, day: date) -> QModelIndex:
        row, column = divmod((day - self.first).days, 7)
        return self.index(row, column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        shown = self.day_at(index) in self.days
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if shown else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        day = self.days.get(self.day_at(index))
        if day is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return str(day.on.day)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            week = _WEEK[day.on.weekday()]
            return (
                f"{day.on.month}月{day.on.day}日 星期{week} {day.below} {'放假' if day.badge == '休' else ''}".strip()
            )
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _WEEK[section]
        return None


class _Delegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = self.parent()
        assert isinstance(view, _Month)
        day = view.days.days.get(view.days.day_at(index))
        if day is None:
            return
        px, colour = look().px, look().colour
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect  # type: ignore[attr-defined]  # missing in the stubs
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        box = QRectF(rect).adjusted(1.5, 1.5, -1.5, -1.5)
        chosen = bool(state & QStyle.StateFlag.State_Selected) and view.hasFocus()
        today = day.on == view.today
        pen = QPen(colour("focus"), px(look().size.ring)) if chosen else QPen(colour("pine"), px(2))
        painter.setPen(pen if chosen or today else Qt.PenStyle.NoPen)
        hover = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setBrush(colour("sel" if chosen else "celadon2" if hover or day.off else "field"))
        painter.drawRoundedRect(box, px(6), px(6))
        number = QRectF(box.left(), box.top(), box.width(), px(24))
        middle = Qt.AlignmentFlag.AlignHCenter
        ink = colour("ink")
        draw_line(painter, str(day.on.day), number, look().font("body", not day.off), ink, middle)
        below = QRectF(box.left(), box.top() + px(22), box.width(), px(22))
        draw_line(painter, day.below, below, view.narrow_font(day.below, below.width()), colour("ink2"), middle)
        painter.restore()


class _Month(QTableView):
    taken = Signal(object)
    past_end = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.days = _Model()
        self.today = date(2000, 1, 1)
        self._fonts: dict[tuple[str, int], QFont] = {}
        self.setModel(self.days)
        self.setItemDelegate(_Delegate(self))
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(1)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("日历")
        self.clicked.connect(lambda index: self.taken.emit(self.days.day_at(index)))
        look().follow(self)

    def narrow_font(self, text: str, width: float) -> QFont:
        """The small font, pressed together as far as ``text`` needs it."""
        found = self._fonts.get((text, int(width)))
        if found is None:
            found = look().font("small")
            needed = QFontMetricsF(found).horizontalAdvance(text)
            if needed > width > 0:
                found = QFont(found)
                found.setStretch(max(60, int(99 * width / needed)))
            self._fonts[(text, int(width))] = found
        return found

    def focus_rect(self) -> QRect:
        """The day itself shows the focus."""
        return QRect()

    def restyle(self) -> None:
        self._fonts = {}
        self.horizontalHeader().setFixedHeight(look().px(30))
        self.arrange()

    def arrange(self) -> None:
        cell = look().px(48)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(cell)
        self.setFixedHeight(look().px(30) + cell * max(1, self.days.rowCount()) + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -7,
            Qt.Key.Key_Down: 7,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self.past_end.emit(steps[key])
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.past_end.emit(-31 if key == Qt.Key.Key_PageUp else 31)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if not event.isAutoRepeat() and self.currentIndex().isValid():
                self.taken.emit(self.days.day_at(self.currentIndex()))
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def sizeHint(self) -> QSize:
        return QSize(look().px(250), self.height())


class CalendarPanel(QWidget):
    """A month of days, and the way to other months. ``taken(date)`` when a day is chosen.

    ``days_of(year, month)`` gives the days of a month, the first first.
    """

    taken = Signal(object)

    def __init__(
        self, days_of: Callable[[int, int], Sequence[CalendarDay]], today: date, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._days_of = days_of
        self._shown = (0, 0)
        self.day = today
        self.month = _Month()
        self.month.today = today
        self.title = Words("", "small", bold=True, wrap=False)
        back = Button("上月", icon="caret-left", on=lambda: self._turn(-1))
        on = Button("下月", icon="caret-right", forward=True, on=lambda: self._turn(1))
        back.setAccessibleDescription("键盘上是 PgUp")
        on.setAccessibleDescription("键盘上是 PgDn")
        for button in (back, on):
            button.set_cramped(3)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # page up and page down do it on the keyboard
        head = Row(spacing=8)
        head.put(back)
        head.put(None, self.title, None)
        head.put(on)
        column = Column(self, spacing=4)
        column.put(head, self.month)
        self.month.taken.connect(self.taken)
        self.month.past_end.connect(lambda by: self.show_day(self._step(by)))
        self.show_day(today)

    def show_day(self, day: date) -> None:
        """Show the month of ``day``, which becomes the current day."""
        if day == self.day and self._shown == (day.year, day.month):
            return
        self.day = day
        if self._shown != (day.year, day.month):
            self._shown = (day.year, day.month)
            self.month.days.show(self._days_of(day.year, day.month))
            self.month.arrange()
            same = day.year == self.month.today.year
            self.title.setText(f"{day.month}月" if same else f"{day.year}年{day.month}月")
        self.month.setCurrentIndex(self.month.days.place_of(day))

    def reload(self) -> None:
        """Ask for the days of the month shown once more: something about them changed."""
        self._shown = (0, 0)
        self.show_day(self.day)

    def _step(self, by: int) -> date:
        if abs(by) == 31:
            return _month_later(self.day, 1 if by > 0 else -1)
        return self.day + timedelta(days=by)

    def _turn(self, by: int) -> None:
        self.show_day(_month_later(self.day, by))

    def take_focus(self) -> None:
        """Into the calendar, for the arrow keys."""
        self.month.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _month_later(day: date, by: int) -> date:
    first = (day.replace(day=1) + timedelta(days=40 if by > 0 else -1)).replace(day=1)
    after = (first + timedelta(days=40)).replace(day=1)
    return first.replace(day=min(day.day, (after - timedelta(days=1)).day))
