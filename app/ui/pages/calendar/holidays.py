"""A year's holidays drawn: the table of them, the month that checks them, and the words for both."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from app.ui.pages.common import WEEKDAYS
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import Index, RowsModel
from app.ui.tables.view import Table
from app.ui.theme import look
from app.ui.widgets.calendar_panel import CalendarDay, CalendarPanel
from app.ui.widgets.layouts import Column as ColumnLayout
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.calendars import Holiday

#: Design pixels: the card around a table is never lower than this and its edge.
_LOWEST = 153
#: Where a year's days come from, in a few words.
SOURCES = {"shipped": "随程序带来的", "own": "自己写的", "file": "发来的文件", "none": "还没有"}


def day_words(day: date, year: int) -> str:
    """«2月17日 周二», with the year when it is another one than that of the notice."""
    text = f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"
    return text if day.year == year else f"{day.year}年{text}"


def short(day: date) -> str:
    """«2月14日»."""
    return f"{day.month}月{day.day}日"


def span_words(holiday: Holiday, year: int) -> str:
    """From when to when: «2月15日至2月23日», «6月19日»; with the year where it is another one than the notice's."""
    first, last = holiday.first, holiday.last
    words = [f"{day.year}年{short(day)}" if day.year != year else short(day) for day in (first, last)]
    return words[0] if first == last else "至".join(words)


def worked_words(holiday: Holiday) -> str:
    """The days of weekends that are worked for a holiday: «2月14日、2月28日上班»; empty for none."""
    return "、".join(short(day) for day in holiday.worked) + ("上班" if holiday.worked else "")


def days_off(holiday: Holiday) -> int:
    """How many days a holiday lasts."""
    return (holiday.last - holiday.first).days + 1


def columns_of(year: Callable[[], int], odd: Callable[[Holiday], bool], two_lines: bool = False) -> tuple[Column, ...]:
    """The columns of a year's table; ``odd`` rows carry a question mark, in words where a row takes two lines."""

    def name(holiday: Holiday) -> str | Cell:
        return Cell(holiday.name, "question", "question") if odd(holiday) and not two_lines else holiday.name

    def mark(holiday: Holiday) -> Cell:
        return Cell("看一看", "question", "question") if odd(holiday) else Cell("")

    return (
        Column("name", "节日", name, 136, bold=True, line=1),
        *((Column("mark", "", mark, 100, line=1),) if two_lines else ()),
        Column("days", "几天", lambda holiday: f"{days_off(holiday)} 天", 52, line=1),
        Column("span", "放假", lambda holiday: span_words(holiday, year()), 172, line=2),
        Column("worked", "周末要上班的", worked_words, 216, 1, line=2),
    )


class HolidayTable(Table):
    """All holidays of a year, as high as they need.

    ``removed(row)`` on Delete, ``turned(by)`` on left (-1) and right (1).
    """

    removed = Signal(object)
    turned = Signal(int)

    def __init__(self, name: str, model: RowsModel, parent: QWidget | None = None) -> None:
        super().__init__(name, model, row_height=46, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        model.modelReset.connect(self._fit_height)

    def restyle(self) -> None:
        super().restyle()
        self._fit_height()

    def _fit_height(self) -> None:
        rows = max(1, self.rows_model.rowCount())
        down = self.verticalHeader().defaultSectionSize()
        needed = self.horizontalHeader().height() + rows * down + 2
        self.setFixedHeight(max(needed, look().px(_LOWEST)))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """What is around the table scrolls, so the row one comes to is brought in sight there."""
        super().currentChanged(current, previous)
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is None or not self.hasFocus():
            return
        row = self.visualRect(current)
        top = self.viewport().mapTo(around.widget(), row.topLeft())
        middle = top.y() + row.height() // 2
        around.ensureVisible(top.x(), middle, 0, row.height() // 2 + look().px(12))

    def set_two_lines(self, two_lines: bool) -> None:
        super().set_two_lines(two_lines)
        self._fit_height()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.turned.emit(-1 if event.key() == Qt.Key.Key_Left else 1)
        elif event.key() == Qt.Key.Key_Delete:
            row = self.current_row()
            if row is not None and not event.isAutoRepeat():
                self.removed.emit(row)
        else:
            super().keyPressEvent(event)


class MonthCheck(QWidget):
    """The month of a holiday with days off shaded and worked weekends named: one look tells if it is right."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._off: dict[date, str] = {}
        self._worked: dict[date, str] = {}
        self.calendar = CalendarPanel(self._days, today)
        ColumnLayout(self, spacing=8).put(
            self.calendar,
            Words("深色的放假，写着“班”的周末要上班。在月历里按 PgUp、PgDn 翻月。", "small", colour="ink2"),
        )

    def show_holidays(self, holidays: Sequence[Holiday]) -> None:
        """Mark these, in whatever month."""
        self._off, self._worked = {}, {}
        for holiday in holidays:
            for at in range(min(max(days_off(holiday), 0), 60)):
                self._off[holiday.first + timedelta(days=at)] = holiday.name
            for day in holiday.worked:
                self._worked[day] = holiday.name
        self.calendar.reload()

    def show_day(self, day: date) -> None:
        """The month of ``day``."""
        if date(1901, 1, 1) < day < date(2099, 12, 1):
            self.calendar.show_day(day)

    def _days(self, year: int, month: int) -> Sequence[CalendarDay]:
        found = []
        for number in range(1, monthrange(year, month)[1] + 1):
            day = date(year, month, number)
            name, worked = self._off.get(day, ""), day in self._worked
            off = bool(name) or (day.weekday() >= 5 and not worked)
            below = name.removesuffix("节") if len(name) > 2 else name
            badge = "休" if name else "班" if worked else ""
            found.append(CalendarDay(day, "班" if worked and not name else below[:4], off, badge))
        return found
