"""The calendar beside a date of the entry form: it follows what is typed, and gives a day to the field."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.services.complaints.fields import FIELDS
from app.services.parsing.dates import parse_date
from app.ui.pages.day_panel import DayPanel
from app.ui.pages.entry.form import EntryForm
from app.ui.pages.entry.margin import Section

if TYPE_CHECKING:
    from app.ui.pages.entry.frame import FormPage

#: Milliseconds after the last key until the calendar follows.
_PAUSE = 200


class Dating(Section):
    """Shown in every date field; F4 goes into it, Esc comes back."""

    def __init__(self, page: FormPage, form: EntryForm) -> None:
        super().__init__(page, form)
        self.days = DayPanel(page.context, form.today, page.margin)
        self.days.hide()
        self.days.taken.connect(self._take)
        self.days.ready.connect(self._ready)
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
                moved.connect(self.days.offers.move)

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that hold a date."""
        return tuple(name for name in self.form.fields if FIELDS[name].kind == "date")

    def widget(self, name: str) -> QWidget | None:
        return self.days if FIELDS[name].kind == "date" else None

    def title(self, name: str) -> tuple[str, str]:
        return (FIELDS[name].label, "") if FIELDS[name].kind == "date" else ("", "")

    def settle(self, name: str) -> bool:
        if FIELDS[name].kind == "date" and self.days.offers.current_key:
            self._take(self.days.offers.current_key)
            return True
        return False

    def _ready(self) -> None:
        self._show_typed(self.form.now)
        self.changed.emit()

    def _came(self, name: str) -> None:
        if FIELDS[name].kind != "date":
            return
        self.days.today = self.form.today
        self.days.offer(ahead=False)
        self._show_typed(name)

    def _edited(self, name: str) -> None:
        if name == self.form.now and FIELDS[name].kind == "date":
            self._timer.start()

    def _show_typed(self, name: str) -> None:
        """The calendar follows what was typed, so that one sees the day in its week."""
        if not name or FIELDS[name].kind != "date":
            return
        read = parse_date(self.form.text(name), self.form.today)
        self.days.show_day(read.value if read.ok and isinstance(read.value, date) else self.form.today)

    def open(self) -> None:
        """F4: into the calendar."""
        if FIELDS[self.form.now].kind == "date":
            self.days.enter()

    def _take(self, text: str) -> None:
        name = self.form.now
        self.form.fill(name, text)
        if not self.days.by_key:
            self.form.go_on(name)
