"""经过: the whole story of a case, what can be taken back, and below it every change of its fields."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.context import Context
from app.ui.pages.case.history import HistoryPanel
from app.ui.pages.case.reading import may_be_taken_back
from app.ui.pages.common import list_day
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.casework import Told
    from app.ui.pages.case.reading import CaseView

_KNOT = 26


class Knot(QWidget):
    """A piece of the thread beside one line of the story: filled for the last, hollow before, dashed when undone."""

    def __init__(self, *, first: bool, last: bool, undone: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first, self._last, self._undone = first, last, undone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        look().follow(self)

    def restyle(self) -> None:
        self.setFixedWidth(look().px(_KNOT))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, colour = look().px, look().colour
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, middle = px(9), look().line("body") / 2 + px(10)
        painter.setPen(QPen(colour("border"), px(2)))
        painter.drawLine(QPointF(x, middle if self._first else 0), QPointF(x, middle if self._last else self.height()))
        pen = QPen(colour("pine" if self._last and not self._undone else "border"), px(2))
        if self._undone:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.setBrush(colour("pine" if self._last and not self._undone else "field"))
        painter.drawEllipse(QPointF(x, middle), px(7), px(7))


class StorySection(QWidget):
    """``take_back(event id)`` and ``opened(kind, id)`` are what one does with a line of the story."""

    take_back = Signal(str)
    opened = Signal(str, str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.history = HistoryPanel(context)
        #: The buttons of the lines, by the id of what they are about.
        self.buttons: dict[str, Button] = {}
        self._narrow = False
        self._lines: QWidget | None = None
        self._view: CaseView | None = None
        self._today = date.min
        self._card = Card()
        self._column = Column(self._card, margins=(20, 8, 20, 12))
        column = Column(self, spacing=12)
        changes = Card()
        inner = Column(changes, margins=(20, 14, 20, 16), spacing=8)
        inner.put(Words("改动经过", "small", bold=True, colour="pine"), self.history)
        column.put(self._card, changes, None)

    @property
    def first(self) -> QWidget | None:
        """What has the focus first."""
        return next(iter(self.buttons.values()), None)

    def set_narrow(self, narrow: bool) -> None:
        """Day and words below each other where there is little room."""
        if narrow != self._narrow:
            self._narrow = narrow
            if self._view is not None:
                self._fill(self._view)

    def show_case(self, view: CaseView, today: date) -> None:
        """Show the story of a case."""
        self._view, self._today = view, today
        self._fill(view)
        self.history.show_case(view.record.id)

    def _fill(self, view: CaseView) -> None:
        focused = next((key for key, button in self.buttons.items() if button.hasFocus()), "")
        if self._lines is not None:
            self._column.removeWidget(self._lines)
            self._lines.hide()
            self._lines.deleteLater()
        self.buttons = {}
        self._lines = QWidget()
        column = Column(self._lines)
        back = may_be_taken_back(view.record, view.story)
        for at, told in enumerate(view.story):
            column.put(self._line(told, at == 0, at == len(view.story) - 1, told.id in back))
        self._column.put(self._lines)
        if focused in self.buttons:
            self.buttons[focused].setFocus()

    def _line(self, told: Told, first: bool, last: bool, may: bool) -> QWidget:
        undone = bool(told.taken_back)
        held = QWidget()
        row = Row(held, spacing=8)
        row.put(Knot(first=first, last=last, undone=undone))
        words = Words(told.words, bold=True, colour="ink2" if undone else "ink", struck=undone)
        who = "、".join(filter(None, (told.who, "按规则推定" if told.by_rule else "")))
        day = Words(list_day(told.at, self._today), "small", colour="ink2", wrap=False)
        text = Column(margins=(0, 10, 0, 6), spacing=2)
        if not self._narrow:
            day.setFixedWidth(round(look().metrics("small").horizontalAdvance("2026-12-31")) + look().px(14))
            across = Row(spacing=0)
            across.addWidget(day, 0, Qt.AlignmentFlag.AlignTop)
            inner = Column(spacing=2)
            across.addLayout(inner, 1)
            text.addLayout(across)
        else:
            inner = text
            inner.put(day)
        inner.put(words)
        if told.detail:
            inner.put(Words(told.detail, "small", colour="ink2" if undone else "ink"))
        if undone:
            inner.put(Words(f"撤回了：{told.taken_back}", "small", colour="question", icon="arrow-u-up-left"))
        if who:
            inner.put(Words(who, "small", colour="ink2"))
        row.addLayout(text, 1)
        button = self._button(told, may)
        if button is not None:
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return held

    def _button(self, told: Told, may: bool) -> Button | None:
        if may:
            button = Button("撤回", icon="arrow-u-up-left", on=lambda: self.take_back.emit(told.id))
            button.setAccessibleName(f"撤回{told.words}")
        elif told.kind in ("paper", "letter", "file") and told.id:
            button = Button("看", icon="eye", on=lambda: self.opened.emit(told.kind, told.id))
            button.setAccessibleName(f"看{told.words}")
        else:
            return None
        self.buttons[told.id] = button
        return button
