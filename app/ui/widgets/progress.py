"""Long work on the page: how far, at what, how long still, and a way to stop that says what stopping means."""

from __future__ import annotations

import time

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from app.progress import Step
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.words import Words


class Bar(QProgressBar):
    """The bar itself, 20 high with a border. Role and value are those of a progress bar."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look().follow(self)

    def restyle(self) -> None:
        self.setFixedHeight(look().px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(look().colour("border"), max(1, px(1))))
        painter.setBrush(look().colour("celadon"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        total = self.maximum() - self.minimum()
        if total <= 0:
            return
        inner = box.adjusted(px(3), px(3), -px(3), -px(3))
        share = (self.value() - self.minimum()) / total
        inner.setWidth(max(inner.height(), inner.width() * share))
        if share > 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look().colour("primary"))
            painter.drawRoundedRect(inner, inner.height() / 2, inner.height() / 2)


class ProgressPanel(Card):
    """``name`` says what is being done, ``unit`` counts it («份»), ``safe`` says what stands meanwhile.

    Without a total only the words change. ``cancelled`` is emitted when the person stops it.
    """

    cancelled = Signal()

    def __init__(
        self,
        name: str,
        *,
        unit: str = "",
        safe: str = "",
        cancel: str = "停下",
        effect: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(name)
        self._unit = unit
        self._began = time.monotonic()
        self._number = Words("", "number", bold=True, colour="pine", wrap=False)
        self._of = Words("", wrap=False)
        self._what = Words(name, colour="ink2", wrap=False)
        self._left = Words("", bold=True, wrap=False)
        self.bar = Bar(name)
        self.bar.setRange(0, 0)
        column = Column(self, margins=(32, 12, 32, 16), spacing=8)
        top = Row(spacing=12)
        top.put(self._number, self._of)
        top.put(12)
        top.put(self._what, stretch=1)
        top.put(self._left)
        column.put(top, self.bar)
        if safe:
            column.put(Words(safe, "small", colour="ink2"))
        self.stop = Button(cancel, icon="x", key="Esc")
        self.stop.chosen.connect(self._stop)
        bottom = Row(spacing=20)
        bottom.put(self.stop)
        bottom.put(Words(effect, "small", colour="ink2"), stretch=1)
        column.put(4, bottom)

    def start(self) -> None:
        """Begin anew."""
        self._began = time.monotonic()
        self.bar.setRange(0, 0)
        self._number.setText("")
        self._of.setText("")
        self._left.setText("")
        self.stop.set_off("")

    def show_step(self, step: Step) -> None:
        """How far the work is."""
        self._what.setText(step.what)
        if step.total > 0:
            self.bar.setRange(0, step.total)
            self.bar.setValue(step.done)
            self._number.setText(f"{step.done:,}")
            self._of.setText(f"/ {step.total:,} {self._unit}".rstrip())
            self._left.setText(self._guess(step))

    def _guess(self, step: Step) -> str:
        spent = time.monotonic() - self._began
        if spent < 2 or not step.done:
            return ""
        seconds = spent / step.done * (step.total - step.done)
        if seconds < 60:
            return f"大约还要 {max(1, round(seconds))} 秒"
        return f"大约还要 {round(seconds / 60)} 分钟"

    def _stop(self) -> None:
        self.stop.set_off("正在停下")
        self._what.setText("正在停下，请稍等。")
        self.cancelled.emit()
