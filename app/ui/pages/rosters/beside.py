"""The margin of a roster: how many stood on a day, and the chosen entry in full."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.services.parsing.dates import parse_date
from app.services.rosters import REGISTER_WORDS, words_of
from app.services.rosters.fields import labels
from app.ui.context import Context
from app.ui.pages.case.detail import Pair
from app.ui.pages.common import long_day, short_day
from app.ui.widgets.field import Field
from app.ui.widgets.frame import MarginPanel
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.rosters import Entry, Tally


class CountPanel(QWidget):
    """«哪一天» and what was counted of it. ``asked(day)`` when another day was typed."""

    asked = Signal(object)

    def __init__(self, register: str, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self.today, self.day = words_of(register), today, today
        self.field = Field("到哪天", label_width=64, stays=True)
        self.field.set_text(f"{today.month}月{today.day}日")
        self.field.say(long_day(today))
        self.number = Words("0", "number", bold=True, colour="pine", wrap=False)
        self.kinds, self.moves, self.events = Words(""), Words(""), Words("", colour="ink2")
        row = Row(spacing=10)
        row.put(self.number, Words(self._words.measure, colour="ink2", wrap=False), None)
        column = Column(self, spacing=4)
        column.put(self.field, row, self.kinds, self.moves, self.events)
        self.field.entered.connect(self.read)
        self.field.left.connect(self.read)
        self.field.edited.connect(lambda _: self.field.clear_hint())

    def read(self) -> None:
        """What was typed as the day."""
        text = self.field.text().strip()
        # A day without a year is one of this year, also when it lies ahead.
        read = parse_date(text, self.today.replace(month=12, day=31)) if text else None
        day = read.value if read is not None and read.ok else None
        if day is None:
            self.field.say("写成 6月30日 或者 2025-12-31", "error")
            return
        self.field.say(long_day(day))
        if day != self.day:
            self.day = day
            self.asked.emit(day)

    def show_tally(self, tally: Tally) -> None:
        """What was counted."""
        words = self._words
        self.number.setText(f"{tally.standing:,}")
        self.kinds.setText("、".join(f"{name} {many:,}" for _, name, many in tally.kinds))
        people = f"，写着的工作人员 {tally.people:,} 人" if tally.register == "network" and tally.people else ""
        self.moves.setText(
            f"{tally.since.year}年到这天：{words.new} {tally.opened:,}，{words.gone} {tally.closed:,}{people}"
        )
        self.events.setText("、".join(f"{name} {many:,} 次" for _, name, many in tally.events))
        for line in (self.kinds, self.events):
            line.setVisible(bool(line.text()))


class EntryBeside(QObject):
    """Shows the chosen entry below the count."""

    def __init__(self, context: Context, register: str, margin: MarginPanel, today: date, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._register, self._margin = context, register, margin
        self.count = CountPanel(register, today)
        self._held: QWidget | None = None
        margin.say("数一数", f"{REGISTER_WORDS[register]}名册")
        margin.column.put(self.count, None)

    def show(self, entry: Entry | None, today: date, drop: Callable[[str], None]) -> None:
        """The entry in full, or none."""
        column = self._margin.column
        if self._held is not None:
            column.removeWidget(self._held)
            self._held.hide()
            self._held.deleteLater()
            self._held = None
        if entry is None:
            return
        held = QWidget()
        inside = Column(held, spacing=6)
        inside.put(8, Words("选中的", "small", bold=True, colour="pine"))
        inside.put(*(Pair(word, value, 84) for word, value in _pairs(entry, today) if value))
        for each in entry.happenings[::-1][:6]:
            said = f"{short_day(each.on, today)} {each.kind_name} {each.value} {each.note}".strip()
            inside.put(Words(said, "small", colour="ink2", most=3))
        self._held = held
        column.insertWidget(column.indexOf(self.count) + 1, held)


def _pairs(entry: Entry, today: date) -> list[tuple[str, str]]:
    called = labels(entry.register)
    closed = ""
    if entry.closed_on is not None:
        closed = f"{short_day(entry.closed_on, today)} {entry.closed_reason}".strip()
    return [
        (called["kind"], entry.kind_name),
        (called["name"], entry.name),
        (called["person"], entry.person),
        ("电话", entry.phone),
        ("地址", entry.address),
        ("星级", entry.star),
        (called["opened_on"], short_day(entry.opened_on, today)),
        (called["closed_on"], closed),
        ("备注", entry.note),
        ("谁登记的", entry.by),
    ]
