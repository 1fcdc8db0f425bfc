"""The calendar beside a date that is typed: the likeliest days at one key, lunar days and holidays to walk in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.context import Context
from app.ui.pages.common import short_day, written_day
from app.ui.widgets.calendar_panel import CalendarDay, CalendarPanel
from app.ui.widgets.layouts import Column
from app.ui.widgets.offers import OfferList, Suggestion
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.calendar import WorkingDays
    from app.ui.jobs import Changes

_BEHIND = ((0, "今天"), (1, "昨天"), (2, "前天"))
_AHEAD = ((7, "一周后"), (14, "两周后"), (30, "三十天后"))


class DayPanel(QWidget):
    """``taken(text)`` when a day was chosen, as one would type it; ``by_key`` while that was done by its F-key.

    ``ready`` when the calendar can be drawn.
    """

    taken = Signal(str)
    ready = Signal()

    def __init__(self, context: Context, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = today
        self._days: WorkingDays | None = None
        self.offers = OfferList("近几天")
        self.offers.taken.connect(self.taken)
        self._compact = False
        self._way = Words("F4 进日历，方向键走，回车取", "small", colour="ink2")
        self._column = Column(self, spacing=8)
        self._column.put(self._way, self.offers)
        self.calendar: CalendarPanel | None = None
        self._context = context
        context.jobs.changed.connect(self._changed)
        self._read()

    def _read(self) -> None:
        database = self._context.services.database

        def read() -> WorkingDays:
            from app.services.calendar import of

            return of(database)[0]

        self._context.jobs.read(lambda progress: read(), self._set_days, owner=self)

    def _changed(self, changes: Changes) -> None:
        """Holidays were typed in: the calendar shows them from now on."""
        if "calendar" in changes:
            self._read()

    @property
    def by_key(self) -> bool:
        """A day is being taken by its F-key."""
        return self.offers.by_key

    def offer(self, ahead: bool) -> None:
        """Offer days before today, or after it."""
        offers = []
        for days, word in _AHEAD if ahead else _BEHIND:
            day = short_day(self.today + timedelta(days=days if ahead else -days), self.today)
            offers.append(Suggestion(day, day, word) if ahead else Suggestion(word, word, day))
        self.offers.set_offers(offers)

    def show_day(self, day: date) -> None:
        """The calendar turns to ``day``."""
        if self.calendar is not None and date(1901, 1, 1) < day < date(2099, 12, 1):
            self.calendar.show_day(day)

    def enter(self) -> None:
        """F4: into the calendar."""
        if self.calendar is not None:
            self.calendar.take_focus()

    def _set_days(self, days: WorkingDays) -> None:
        self._days = days
        if self.calendar is not None:
            self.calendar.reload()
            return
        self.calendar = CalendarPanel(self._faces, self.today)
        self.calendar.taken.connect(self._take)
        self._arrange()
        self.ready.emit()

    def set_compact(self, compact: bool) -> None:
        """Where the window is low the likeliest days come first, the calendar below."""
        if compact != self._compact:
            self._compact = compact
            self._arrange()

    def _arrange(self) -> None:
        parts = [self._way, self.calendar, self.offers]
        if self._compact:
            parts = [self.offers, self._way, self.calendar]
        for at, part in enumerate(part for part in parts if part is not None):
            self._column.removeWidget(part)
            self._column.insertWidget(at, part)

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

    def _take(self, day: date) -> None:
        self.taken.emit(written_day(day, self.today))


def _short(word: str) -> str:
    """A festival without its 节 where the cell is narrow: 端午节 → 端午."""
    return word.removesuffix("节") if len(word) > 2 else word
