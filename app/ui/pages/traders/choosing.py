"""Which days, and how many complaints at least: chosen from rows of words, or written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.services.parsing.dates import parse_date
from app.services.periods import Period, month_of, parse_period
from app.services.traders.face import LEAST
from app.ui.breadth import Breadth
from app.ui.pages.common import long_day
from app.ui.widgets.buttons import Button
from app.ui.widgets.field import Field
from app.ui.widgets.form import FieldRow
from app.ui.widgets.frame import ScrollBody
from app.ui.widgets.layouts import Column, Row, ground
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words

OWN = "own"
_LEASTS = (2, 3, 5, 10, 20)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is of. ``word`` names the days as a person does."""

    period: Period
    word: str
    least: int = LEAST


def periods(today: date) -> tuple[tuple[str, str, Period], ...]:
    """The periods one asks for by a digit: (key, word, period)."""
    year = today.year
    quarter = (today.month + 2) // 3
    half = 1 if today.month <= 6 else 2
    first = f"{year - 1:04d}-{today.month + 1:02d}" if today.month < 12 else f"{year:04d}-01"
    return (
        ("year", "今年", parse_period(f"{year:04d}")),
        ("twelve", "近 12 个月", parse_period(f"{first}..{today:%Y-%m}")),
        ("half", "上半年" if half == 1 else "下半年", parse_period(f"{year:04d}H{half}")),
        ("quarter", "本季度", parse_period(f"{year:04d}Q{quarter}")),
        ("last", "上月", month_of(today).previous),
        ("before", "去年", parse_period(f"{year - 1:04d}")),
    )


def usual(today: date) -> Asked:
    """This year, three and more."""
    _, word, period = periods(today)[0]
    return Asked(period, word)


class ChoosingPanel(QWidget):
    """Days and number. ``done(Asked)`` on F10."""

    done = Signal(object)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._periods = {key: (word, period) for key, word, period in periods(today)}
        options = [*((key, word) for key, (word, _) in self._periods.items()), (OWN, "自己写日期")]
        self.period = OptionRow("哪段时间登记的", options)
        self.start, self.until = Field("从", hint=True), Field("到", hint=True)
        self._days = FieldRow(self.start, self.until)
        self.least = OptionRow("至少几件", [(str(many), f"{many} 件以上") for many in _LEASTS])
        content = QWidget()
        ground(content, "paper")
        column = Column(content, margins=(4, 4, 16, 8), spacing=8)
        column.put(Words("哪段时间登记的投诉", bold=True), self.period, self._days, 4)
        column.put(Words("一家至少有几件才列出来", bold=True), self.least, None)
        self._scroll = ScrollBody(content)
        outer = Column(self)
        outer.put(self._scroll, stretch=1)
        self.ok = Button("看名单", "primary", icon="check", main=True, key="F10", on=self.finish)
        buttons = Row(spacing=12, margins=(0, 12, 0, 0))
        buttons.put(None, self.ok)
        outer.put(buttons)
        self.period.changed.connect(lambda _: self._show_days())
        self.least.entered.connect(self.finish)
        for field in (self.start, self.until):
            field.left.connect(lambda field=field: self._read(field))

    def begin(self, asked: Asked) -> None:
        """Show ``asked`` and take the focus."""
        same = next((key for key, (_, period) in self._periods.items() if period == asked.period), OWN)
        self.period.choose([same])
        self.start.set_text(asked.period.start.isoformat())
        self.until.set_text(asked.period.end.isoformat())
        for field in (self.start, self.until):
            field.clear_hint()
        self.least.choose([str(asked.least)])
        self._show_days()
        self._scroll.verticalScrollBar().setValue(0)
        self.period.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_breadth(self, breadth: Breadth) -> None:
        """Fields side by side or below each other."""
        self._days.set_breadth(breadth)

    def finish(self) -> None:
        """Say what was chosen, unless a day cannot be read."""
        key = next(iter(self.period.chosen()), "year")
        least = int(next(iter(self.least.chosen()), str(LEAST)))
        if key != OWN:
            word, period = self._periods[key]
            self.done.emit(Asked(period, word, least))
            return
        start, until = self._read(self.start), self._read(self.until)
        if start is None or until is None:
            wrong = self.start if start is None else self.until
            wrong.say("请写哪一天，比如 3月1日", "error")
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if until < start:
            self.until.say("比开始那天还早", "error")
            self.until.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        chosen = parse_period(f"{start.isoformat()}..{until.isoformat()}")
        self.done.emit(Asked(chosen, chosen.label, least))

    def _show_days(self) -> None:
        self._days.setVisible(OWN in self.period.chosen())

    def _read(self, field: Field) -> date | None:
        read = parse_date(field.text(), self._today)
        if read.value is None:
            if field.text().strip():
                field.say(read.error.message if read.error else "看不懂这个日期", "error")
            return None
        field.say(long_day(read.value))
        return read.value
