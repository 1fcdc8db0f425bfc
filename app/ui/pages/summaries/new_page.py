"""新写一份: which kind, of which period; the likely periods are offered, any other can be typed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.services.periods import Period, month_of, parse_period
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.common import clerk_of, today_of
from app.ui.pages.monthly.periods import read_period
from app.ui.widgets.buttons import Button
from app.ui.widgets.field import Field
from app.ui.widgets.layouts import Column
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.summaries import SummaryFace, SummaryKind

#: So many periods of each kind are offered.
_OFFERED = {"half": 4, "year": 3, "quarter": 3, "month": 3}


def likely(kinds: tuple[str, ...], today: date) -> list[Period]:
    """The periods one would write about on ``today``: those that just ended, then the running one."""
    found: list[Period] = []
    for kind in kinds:
        running = _of(kind, today)
        before = [running.previous]
        while len(before) < _OFFERED[kind] - 1:
            before.append(before[-1].previous)
        ends_soon = (running.end - today).days < 45
        found += [running, *before] if ends_soon else [before[0], running, *before[1:]]
    return found


def _of(kind: str, day: date) -> Period:
    match kind:
        case "year":
            return parse_period(f"{day.year}")
        case "half":
            return parse_period(f"{day.year}H{1 if day.month < 7 else 2}")
        case "quarter":
            return parse_period(f"{day.year}Q{(day.month + 2) // 3}")
    return month_of(day)


def _instead(held: QWidget, before: OptionRow, name: str, options: list[tuple[str, str]]) -> OptionRow:
    """Another row in the place of ``before``."""
    column = held.layout()
    assert column is not None
    column.removeWidget(before)
    before.hide()
    before.deleteLater()
    fresh = OptionRow(name, options)
    column.addWidget(fresh)
    return fresh


class NewSummaryPage(Page):
    """``arrive(which="")``: the kind chosen to begin with."""

    key_card = (("1–9", "选"), ("F10", "开始写"), ("Esc", "回去"))

    def __init__(self, context: Context) -> None:
        super().__init__(context, "summary-new", "新写一份总结")
        self._kinds: dict[str, SummaryKind] = {}
        self._offered: list[Period] = []
        self.kinds = OptionRow("写哪一种", [])
        self.periods = OptionRow("写哪一段时间", [])
        self.other = Field("别的时间", label_width=84, stays=True)
        self.other.say("上面没有的写在这里，例如 2025年下半年、2026年3月、2026年第一季度")
        self.other.entered.connect(self.begin)
        self._kinds_held, self._periods_held = QWidget(), QWidget()
        Column(self._kinds_held).put(self.kinds)
        Column(self._periods_held).put(self.periods)
        self.body.put(
            Words("写哪一种", "small", colour="ink2"),
            self._kinds_held,
            16,
            Words("写哪一段时间", "small", colour="ink2"),
            self._periods_held,
            16,
            self.other,
            None,
        )
        self.begin_button = Button("开始写", "primary", icon="pencil-simple", main=True, key="F10", on=self.begin)
        back = Button("回去", icon="arrow-left", main=True, key="Esc", on=context.back)
        self.bar.set_buttons([back], [self.begin_button])

    def arrive(self, **how: Any) -> None:
        self.show_banner(None)
        self.other.set_text("")
        if not self._kinds:
            found = self.context.services.summaries.kinds()
            self._kinds = {kind.key: kind for kind in found}
            self.kinds = _instead(self._kinds_held, self.kinds, "写哪一种", [(kind.key, kind.title) for kind in found])
            self.kinds.changed.connect(lambda keys: self._offer(keys[0]) if keys else None)
        wanted = str(how.get("which", "")) or "half_year"
        self.kinds.choose((wanted,))
        self._offer(wanted)

    def first_focus(self) -> QWidget | None:
        return self.kinds

    def _offer(self, kind: str) -> None:
        """The periods of a kind."""
        self._offered = likely(self._kinds[kind].periods, today_of(self.context))
        words = [(period.text, period.label) for period in self._offered]
        self.periods = _instead(self._periods_held, self.periods, "写哪一段时间", words)
        self.periods.choose((self._offered[0].text,))

    def begin(self) -> None:
        """Begin it, or go on with the one there is."""
        kind = next(iter(self.kinds.chosen()), "half_year")
        text = self.other.text().strip() or next(iter(self.periods.chosen()), "")
        summaries, today, by = self.context.services.summaries, today_of(self.context), clerk_of(self.context)
        period = read_period(text, today)
        if period is None:
            self._refused(AppError("period.not_understood", text=text))
            return

        def done(face: SummaryFace) -> None:
            self.context.go("summary", instead=True, id=face.id)

        self.context.jobs.write(
            lambda progress: summaries.begin(kind, period, today=today, by=by),
            done,
            changes={"summary"},
            failed=self._refused,
            owner=self,
        )

    def _refused(self, error: AppError) -> None:
        self.other.say(error.message, "error")
        self.other.setFocus(Qt.FocusReason.OtherFocusReason)
