"""One holiday typed in: its name, from when, to when, the weekends worked for it; days as people write them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.services.parsing.dates import parse_date
from app.ui.breadth import Breadth
from app.ui.pages.calendar.holidays import day_words, short
from app.ui.widgets.buttons import Button
from app.ui.widgets.field import Field
from app.ui.widgets.inputs import TextInput
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.calendars import Holiday

_BETWEEN = re.compile(r"[、，,；;]|(?<=[日号\d）)])[ 　和及]+(?=\d)")
_NONE = frozenset(("", "不用", "无", "没有", "—", "-", "/"))


class RowForm(QWidget):
    """The fields of one holiday. ``made(Holiday)`` when it is whole and the person goes on from its last field."""

    made = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._year = 0
        #: The last day was put in by the program; typing replaces it.
        self._guessed = False
        #: The name that was put in by the program.
        self._offered = ""
        self.title = Words("一行一行写", bold=True)
        self.name = Field("节日", above=True)
        self.first = Field("从哪天", above=True)
        self.last = Field("到哪天", above=True)
        self.worked = Field("周末要上班的", above=True, stays=True)
        self.fields = (self.name, self.first, self.last, self.worked)
        self.put_button = Button("放进表里", icon="plus", on=self.make)
        for field in (self.first, self.last):
            field.edited.connect(lambda _, field=field: self._echo(field))
        self.first.left.connect(self._fill_last)
        self.last.came.connect(self._offer_last)
        self.last.edited.connect(lambda _: self._settle_last())
        self.worked.edited.connect(lambda _: self._echo_worked())
        self.name.edited.connect(lambda _: self.name.clear_hint())
        self.worked.entered.connect(self.make)
        self._across = Row(spacing=16)
        for field, share in zip(self.fields, (3, 4, 4, 6), strict=True):
            self._across.put(field, stretch=share)
        put = Row()
        put.put(self.put_button, None)
        column = Column(self, spacing=6)
        column.put(self.title)
        column.put(self._across)
        column.put(put)

    def set_breadth(self, breadth: Breadth) -> None:
        """The fields side by side where there is room."""
        directions = Row.Direction
        wide = breadth.width == "wide"
        self._across.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        self._across.set_design(spacing=16 if wide else 0)

    def start(self, year: int, name: str = "") -> None:
        """An empty row of ``year``, for the holiday called ``name`` if that is known."""
        self._year = year
        self._offered = name
        self._guessed = False
        for field in self.fields:
            field.set_text("")
            field.clear_hint()
        self.name.set_text(name)
        self.put_button.set_text("放进表里")

    def take_focus(self) -> None:
        """The focus goes to what is to be typed next."""
        (self.first if self.name.text() else self.name).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_holiday(self, holiday: Holiday) -> None:
        """A row to be changed."""
        for field, text in zip(
            self.fields,
            (
                holiday.name,
                self._written(holiday.first),
                self._written(holiday.last),
                "、".join(short(day) for day in holiday.worked),
            ),
            strict=True,
        ):
            field.set_text(text)
            field.clear_hint()
        self._offered = ""
        self._echo(self.first)
        self._echo(self.last)
        self.put_button.set_text(f"改“{holiday.name}”这一行")
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def empty(self) -> bool:
        """Nothing was typed into it."""
        texts = [field.text().strip() for field in self.fields]
        return not any(texts[1:]) and texts[0] in ("", self._offered)

    def _written(self, day: date) -> str:
        return short(day) if day.year == self._year else day.isoformat()

    # -- understanding --------------------------------------------------------------------------------
    def _day(self, text: str) -> date | None:
        read = parse_date(text, date(self._year, 12, 31))
        return read.value if read.ok else None

    def _echo(self, field: Field) -> date | None:
        """Say which day is meant, or that it is none."""
        text = field.text().strip()
        if not text:
            field.clear_hint()
            return None
        day = self._day(text)
        if day is None:
            field.say("不像一个日子", "error")
        else:
            field.say(day_words(day, self._year))
        return day

    def _fill_last(self) -> None:
        """A holiday of one day ends when it begins."""
        day = self._day(self.first.text())
        if day is not None and not self.last.text().strip():
            self.last.set_text(self._written(day))
            self._echo(self.last)
            self._guessed = True

    def _offer_last(self) -> None:
        if self._guessed and isinstance(self.last.input, TextInput):
            self.last.input.selectAll()

    def _settle_last(self) -> None:
        self._guessed = False

    def _echo_worked(self) -> tuple[date, ...] | None:
        """The days worked; None when one of them is none."""
        text = self.worked.text().strip()
        if text in _NONE:
            self.worked.clear_hint()
            return ()
        days = []
        for part in _BETWEEN.split(text):
            if not part.strip():
                continue
            day = self._day(part)
            if day is None:
                self.worked.say(f"“{part.strip()}”不像一个日子", "error")
                return None
            days.append(day)
        self.worked.say("、".join(day_words(day, self._year) for day in days))
        return tuple(sorted(days))

    def make(self) -> None:
        """Hand the row over, or say which field is missing."""
        from app.services.calendars import Holiday

        name = self.name.text().strip()
        if not name:
            self._stop(self.name, "写上节日的名称")
            return
        first, last = self._echo(self.first), self._echo(self.last)
        if first is None:
            self._stop(self.first, "要写一个日子")
            return
        if last is None:
            self._stop(self.last, "要写一个日子")
            return
        if last < first:
            self._stop(self.last, "比开始的一天还早")
            return
        worked = self._echo_worked()
        if worked is None:
            self.worked.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.made.emit(Holiday(name, first, last, worked))

    def _stop(self, field: Field, words: str) -> None:
        field.say(words, "error")
        field.setFocus(Qt.FocusReason.OtherFocusReason)
