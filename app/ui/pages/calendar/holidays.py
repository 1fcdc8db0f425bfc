"""A year's holidays drawn: the table of them, the month that checks them, and the words for both."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.pages.common import WEEKDAYS
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table
from app.ui.widgets.calendar_panel import CalendarDay, CalendarPanel
from app.ui.widgets.layouts import Column as ColumnLayout
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.calendars import Holiday

#: Where a year's days come from, in a few words.
SOURCES = {"shipped": "随程序带来的", "own": "自己写的", "file": "发来的文件", "none": "还没有"}


def day_words(day: date, year: int) -> str:
    """«2月17日 周二», with the year when it is another one than that of the notice."""
    text = f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"
    return text if day.year == year else f"{day.year}年{text}"


def short(day: date) -> str:
    """«2月14日»."""
    return f"{day.month}月{day.day}日"


def worked_words(holiday: Holiday) -> str:
    """The days of weekends that are worked for a holiday: «2月14日、2月28日»; «不用» for none."""
    return "、".join(short(day) for day in holiday.worked) or "不用"


def days_off(holiday: Holiday) -> int:
    """How many days a holiday lasts."""
    return (holiday.last - holiday.first).days + 1


def columns_of(year: Callable[[], int], odd: Callable[[Holiday], bool]) -> tuple[Column, ...]:
    """The columns of a year's table; ``odd`` rows carry a question mark before their name."""

    def name(holiday: Holiday) -> Cell:
        return Cell(holiday.name, "question", "question") if odd(holiday) else Cell(holiday.name)

    return (
        Column("name", "节日", name, 104, bold=True, line=1),
        Column("days", "放几天", lambda holiday: f"{days_off(holiday)} 天", 60, line=1),
        Column("first", "从", lambda holiday: day_words(holiday.first, year()), 132, line=2),
        Column("last", "到", lambda holiday: day_words(holiday.last, year()), 132, line=2),
        Column("worked", "周末要上班的", lambda holiday: worked_words(holiday), 120, 1, priority=1, line=2),
    )


class HolidayTable(Table):
    """All holidays of a year, as high as they need; Delete asks to take one out.

    Left and right belong to the page.
    """

    removed = Signal(object)

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
        self.setFixedHeight(self.horizontalHeader().height() + rows * down + 2)

    def set_two_lines(self, two_lines: bool) -> None:
        super().set_two_lines(two_lines)
        self._fit_height()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
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
