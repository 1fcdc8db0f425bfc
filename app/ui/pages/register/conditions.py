"""What the list of cases is narrowed to, and the panel where one says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.codelists import CodeLists
from app.services.parsing.dates import parse_date
from app.services.periods import Period, month_of, parse_period
from app.ui.pages.common import STATES, short_day
from app.ui.widgets.buttons import Button
from app.ui.widgets.field import Field
from app.ui.widgets.form import FieldRow
from app.ui.widgets.frame import ScrollBody
from app.ui.widgets.layouts import Column, Row, ground
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.complaints.finding import Filters
    from app.ui.breadth import Breadth

_STATES = ("registered", "accepted", "settled", "terminated", "withdrawn", "transferred", "refused", "followed_up")


@dataclass(frozen=True, slots=True)
class Conditions:
    """``start`` and ``until`` are the days of registration; None or empty means all."""

    start: date | None = None
    until: date | None = None
    state: str = ""
    category: str = ""
    deleted: bool = False

    def filters(self) -> Filters:
        """As the service takes them."""
        from app.services.complaints.finding import Filters

        return Filters(
            start=self.start,
            until=self.until,
            state=self.state or None,
            category=self.category or None,
            deleted=self.deleted,
        )

    def chips(self, lists: CodeLists, today: date) -> list[tuple[str, Conditions]]:
        """Each condition in force in words, with what is left without it."""
        found: list[tuple[str, Conditions]] = []
        if self.start or self.until:
            found.append((f"期间 {self.period_words(today)}", replace(self, start=None, until=None)))
        if self.state:
            found.append((f"状态 {STATES[self.state][0]}", replace(self, state="")))
        if self.category:
            word = lists.label("category", self.category)
            found.append((f"类别 {word}", replace(self, category="")))
        if self.deleted:
            found.append(("回收站", replace(self, deleted=False)))
        return found

    def period_words(self, today: date) -> str:
        """«2026年3月», «今年», «3月1日以后»."""
        for _, word, period in periods(today):
            if period is not None and (self.start, self.until) == (period.start, period.end):
                return word if word.endswith("年") else period.label
        if self.start and self.until:
            return f"{short_day(self.start, today)}到{short_day(self.until, today)}"
        if self.start:
            return f"{short_day(self.start, today)}以后"
        return f"{short_day(self.until, today)}以前" if self.until else "不限"


def periods(today: date) -> tuple[tuple[str, str, Period | None], ...]:
    """The periods one asks for by a digit."""
    month = month_of(today)
    return (
        ("all", "不限", None),
        ("month", "本月", month),
        ("last", "上月", month.previous),
        ("year", "今年", parse_period(f"{today.year:04d}")),
        ("before", "去年", parse_period(f"{today.year - 1:04d}")),
    )


class ConditionsPanel(QWidget):
    """All conditions on one surface. ``done(Conditions)`` when the person is through."""

    done = Signal(object)

    def __init__(self, lists: CodeLists, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._periods = OptionRow("期间", [(key, word) for key, word, _ in periods(today)])
        self._from = Field("从", hint=True)
        self._to = Field("到", hint=True)
        self._states = OptionRow("状态", [("", "不限"), *((s, STATES[s][0]) for s in _STATES)])
        categories = [(e.code, e.label) for e in lists.entries("category", today) if e.kind != "root"]
        self._categories = OptionRow("类别", [("", "不限"), *categories], digits=False)
        self._bin = OptionRow("哪里", [("", "在册的"), ("bin", "回收站里的")])
        content = QWidget()
        ground(content, "paper")
        column = Column(content, margins=(0, 0, 16, 8), spacing=8)
        self._days = FieldRow(self._from, self._to)
        column.put(Words("什么时候登记的", bold=True), self._periods, self._days)
        column.put(Words("办到哪一步", bold=True), self._states, 4)
        column.put(Words("哪一类", bold=True), self._categories, 4)
        column.put(Words("在册还是回收站", bold=True), self._bin, None)
        outer = Column(self)
        self._scroll = ScrollBody(content)
        outer.put(self._scroll, stretch=1)
        buttons = Row(spacing=12, margins=(0, 12, 0, 0))
        self._ok = Button("按这些条件找", "primary", icon="check", main=True, key="F10", on=self._finish)
        buttons.put(Button("都不要", icon="x", main=True, on=lambda: self.done.emit(Conditions())), None, self._ok)
        outer.put(buttons)
        self._periods.changed.connect(self._period_chosen)
        for field in (self._from, self._to):
            field.left.connect(lambda field=field: self._day(field))
            field.edited.connect(lambda _: self._periods.choose([]))

    def set_breadth(self, breadth: Breadth) -> None:
        self._days.set_breadth(breadth)

    def begin(self, conditions: Conditions) -> None:
        """Show ``conditions`` and take the focus."""
        same = next(
            (
                key
                for key, _, period in periods(self._today)
                if (period.start if period else None, period.end if period else None)
                == (conditions.start, conditions.until)
            ),
            "",
        )
        self._periods.choose([same] if same else [])
        self._set_days(conditions.start, conditions.until)
        self._states.choose([conditions.state])
        self._categories.choose([conditions.category])
        self._bin.choose(["bin" if conditions.deleted else ""])
        self._periods.setFocus()

    def _set_days(self, start: date | None, until: date | None) -> None:
        for field, day in ((self._from, start), (self._to, until)):
            field.set_text(f"{day.year}年{day.month}月{day.day}日" if day else "")
            field.clear_hint()

    def _period_chosen(self, keys: tuple[str, ...]) -> None:
        period = next((p for key, _, p in periods(self._today) if key in keys), None)
        self._set_days(period.start if period else None, period.end if period else None)

    def _day(self, field: Field) -> tuple[date | None, bool]:
        """The day in ``field`` and whether it can be used; what is wrong is said below it."""
        read = parse_date(field.text(), self._today)
        future = read.error is not None and read.error.code == "parsing.future_date"
        if read.ok or future:
            field.clear_hint()
            return (read.value, True)
        assert read.error is not None
        field.say("没看懂，写成 3月15日 这样", "error")
        return (None, False)

    def _finish(self) -> None:
        start, fine = self._day(self._from)
        until, fine_too = self._day(self._to)
        if not (fine and fine_too):
            (self._to if fine else self._from).setFocus()
            return
        chosen = self._periods.chosen()
        period = next((p for key, _, p in periods(self._today) if key in chosen), None)
        if period is not None:
            start, until = period.start, period.end
        self.done.emit(
            Conditions(
                start,
                until,
                next(iter(self._states.chosen()), ""),
                next(iter(self._categories.chosen()), ""),
                "bin" in self._bin.chosen(),
            )
        )
