"""The calendar beside a date: lunar days and holidays, today and the days before at one key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.services.complaints.fields import FIELDS
from app.services.parsing.dates import parse_date
from app.ui.pages.common import short_day, written_day
from app.ui.pages.entry.form import EntryForm
from app.ui.pages.entry.margin import Section
from app.ui.widgets.calendar_panel import CalendarDay, CalendarPanel
from app.ui.widgets.layouts import Column
from app.ui.widgets.offers import OfferList, Suggestion
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.calendar import WorkingDays
    from app.ui.jobs import Changes
    from app.ui.pages.entry.frame import FormPage

#: Milliseconds after the last key until the calendar follows.
_PAUSE = 200
_NEAR = ("今天", "昨天", "前天")


class Dating(Section):
    """Shown in every date field; F4 goes into it, Esc comes back."""

    def __init__(self, page: FormPage, form: EntryForm) -> None:
        super().__init__(page, form)
        self._days: WorkingDays | None = None
        self._panel = QWidget(page.margin)
        self._panel.hide()
        self.offers = OfferList("近几天")
        self.offers.taken.connect(self._take_text)
        self._column = Column(self._panel, spacing=8)
        self._column.put(Words("F4 进去，方向键走，回车取", "small", colour="ink2"), self.offers)
        self.calendar: CalendarPanel | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(lambda: self._show_typed(self.form.now))
        form.came.connect(self._came)
        form.edited.connect(self._edited)
        for name in self.names:
            field = form.fields[name].input
            moved = getattr(field, "moved", None)
            if moved is not None:
                moved.connect(self.offers.move)
        page.context.jobs.changed.connect(self._calendar_changed)
        self._read_days()

    def _read_days(self) -> None:
        database = self.page.context.services.database

        def read() -> WorkingDays:
            from app.services.calendar import of

            return of(database)[0]

        self.page.context.jobs.read(lambda progress: read(), self._set_days, owner=self)

    def _calendar_changed(self, changes: Changes) -> None:
        """Holidays were typed in: the calendar shows them from now on."""
        if "calendar" in changes:
            self._read_days()

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that hold a date."""
        return tuple(name for name in self.form.fields if FIELDS[name].kind == "date")

    def _set_days(self, days: WorkingDays) -> None:
        self._days = days
        if self.calendar is not None:
            self.calendar.reload()
        self.changed.emit()

    def widget(self, name: str) -> QWidget | None:
        return self._panel if FIELDS[name].kind == "date" else None

    def title(self, name: str) -> tuple[str, str]:
        return (FIELDS[name].label, "") if FIELDS[name].kind == "date" else ("", "")

    def settle(self, name: str) -> bool:
        if FIELDS[name].kind == "date" and self.offers.current_key:
            self._take_text(self.offers.current_key)
            return True
        return False

    def _came(self, name: str) -> None:
        if FIELDS[name].kind != "date":
            return
        today = self.form.today
        offers = [
            Suggestion(word, word, f"{short_day(today - timedelta(days=at), today)}") for at, word in enumerate(_NEAR)
        ]
        self.offers.set_offers(offers)
        self._make_calendar()
        self._show_typed(name)

    def _make_calendar(self) -> None:
        if self.calendar is None and self._days is not None:
            self.calendar = CalendarPanel(self._faces, self.form.today)
            self.calendar.taken.connect(self._take)
            self._column.insertWidget(1, self.calendar)

    def _faces(self, year: int, month: int) -> Sequence[CalendarDay]:
        from app.services.calendar import month_days

        assert self._days is not None
        return [
            CalendarDay(
                face.on,
                _short(face.holiday if face.holiday and face.off and face.lunar == "" else face.lunar),
                face.off,
                "休" if face.holiday and face.off else "班" if face.work else "",
            )
            for face in month_days(year, month, self._days)
        ]

    def _edited(self, name: str) -> None:
        if name == self.form.now and FIELDS[name].kind == "date":
            self._timer.start()

    def _show_typed(self, name: str) -> None:
        """The calendar follows what was typed, so that one sees the day in its week."""
        if self.calendar is None or FIELDS[name].kind != "date":
            return
        read = parse_date(self.form.text(name), self.form.today)
        day = read.value if read.ok and isinstance(read.value, date) else self.form.today
        if date(1901, 1, 1) < day < date(2099, 12, 1):
            self.calendar.show_day(day)

    def open(self) -> None:
        """F4: into the calendar."""
        if self.calendar is not None and FIELDS[self.form.now].kind == "date":
            self.calendar.take_focus()

    def _take(self, day: date) -> None:
        today = self.form.today
        self._take_text(written_day(day, today))

    def _take_text(self, text: str) -> None:
        name = self.form.now
        self.form.fill(name, text)
        if not self.offers.by_key:
            self.form.go_on(name)


def _short(word: str) -> str:
    """A festival without its 节 where the cell is narrow: 端午节 → 端午."""
    return word.removesuffix("节") if len(word) > 2 else word
