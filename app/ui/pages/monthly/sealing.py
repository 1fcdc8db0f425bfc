"""Sealing in the margin: the slip of what is sealed with its stamp, and the reason for opening it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui.pages.monthly.periods import short_label
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from app.ui.widgets.field import Field
from app.ui.widgets.layouts import Column, Flow, Row
from app.ui.widgets.marks import Stamp
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.ui.pages.monthly.workbook import Shown

#: The figures a slip shows: keys as templates write them, with their words.
_HEADLINES = (
    ("accepted@current", "受理"),
    ("closed@current", "已处理"),
    ("settled@current", "调解成功"),
    ("recovered@current", "挽回损失"),
)


def headlines(shown: Shown) -> list[tuple[str, str]]:
    """The key figures of a return as (word, figure with unit), those it has."""
    by_key: Mapping[str, str] = {
        item.cell.key: f"{item.value.number:,f} {item.cell.unit}"
        for item in reversed(list(shown.cells.values()))
        if item.value.number is not None
    }
    return [(word, by_key[key]) for key, word in _HEADLINES if key in by_key]


class SealedSlip(QWidget):
    """A white slip: title, period, key figures, who sealed it, and the stamp, which covers nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = Column(self, margins=(24, 24, 24, 16), spacing=8)
        self._kept: list[QWidget] = []

    def show_return(self, shown: Shown) -> None:
        """Write the slip of a sealed return."""
        for widget in self._kept:
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        middle = Qt.AlignmentFlag.AlignHCenter
        sheets = shown.sheets
        fact = f"{shown.period.label} · 第 {sheets.revision} 版"
        self._kept = [
            Words(sheets.title, "search", bold=True, align=middle),
            Words(fact, "small", colour="ink2", align=middle),
        ]
        for word, figure in headlines(shown):
            self._kept.append(SlipLine(word, figure))
        info = sheets.info
        when = info.sealed_at.astimezone() if info is not None and info.sealed_at else None
        by = f"{when.month}月{when.day}日 {info.sealed_by or ''}" if when is not None and info is not None else ""
        foot = QWidget()
        row = Row(foot, spacing=8)
        row.addWidget(Words(by, "small", colour="ink2"), 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Stamp("封存", short_label(shown.period) if shown.period.kind == "month" else ""))
        self._kept.append(foot)
        self._column.put(*self._kept)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look().colour("line"), max(1, look().px(1))))
        painter.setBrush(look().colour("field"))
        radius = look().px(4)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


class SlipLine(QWidget):
    """A word and its figure, with a hairline above."""

    def __init__(self, word: str, figure: str) -> None:
        super().__init__()
        row = Row(self, margins=(0, 6, 0, 2), spacing=8)
        row.put(Words(word, "small", colour="ink2", wrap=False), None, Words(figure, bold=True, wrap=False))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), max(1, look().px(1)), look().colour("line"))


class SealedPanel(QWidget):
    """The slip, what the records say now, and how to change a sealed return.

    ``reopened(reason)``; ``look_wanted()`` to see what differs.
    """

    reopened = Signal(str)
    look_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slip = SealedSlip()
        self.line = Words("正在和现在的记录比……", "small", colour="ink2")
        self.look = Button("看是哪几处", icon="arrow-right", forward=True, on=self.look_wanted.emit)
        self.look.hide()
        self.words = Words("封存后的数不会再变。要改，先写明原因，再做下一版。", "small", colour="ink2")
        self.reason = Field("原因")
        self._go = Button("重开，做下一版", icon="lock-open")
        self._not = Button("算了", "quiet")
        self.asking = QWidget()
        column = Column(self.asking, spacing=4)
        column.put(self.reason, Flow(self._go, self._not, spacing=8))
        self.asking.hide()
        whole = Column(self, spacing=16)
        whole.put(self.asking, self.slip, self.line, self.look, self.words, None)
        self._go.chosen.connect(self._reopen)
        self._not.chosen.connect(self.asking.hide)

    def compare(self, words: str, differ: bool) -> None:
        """How the sealed figures stand to the records now; ``differ`` offers to look at it."""
        self.line.setText(words)
        self.line.set_look(colour="question" if differ else "done", icon="question-mark" if differ else "check-circle")
        self.look.setVisible(differ)

    def ask(self, reason: str = "") -> None:
        """Ask for the reason of opening the return again; ``reason`` stands there already."""
        self.reason.set_text(reason)
        self.reason.clear_hint()
        self.asking.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reopen(self) -> None:
        reason = self.reason.text().strip()
        if not reason:
            self.reason.say("先写明为什么要改", "error")
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.reopened.emit(reason)
