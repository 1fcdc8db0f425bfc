"""Where one is: the step bar of a return, and the thread of a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui import icons
from app.ui.text import draw_line
from app.ui.theme import Tone, look

StepState = Literal["done", "now", "later", "error", "question"]

_SAID = {"done": "已完成", "now": "现在", "later": "还没到", "error": "有错", "question": "有疑问"}


@dataclass(frozen=True, slots=True)
class StepInfo:
    """One step: its word, how it stands («1 错 2 疑») and its state."""

    word: str
    state: StepState
    stands: str = ""


class StepBar(QLabel):
    """检查 表格 核对 封存 导出. A label to a screen reader, which hears all steps. ``chosen(index)`` on a click."""

    chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._steps: tuple[StepInfo, ...] = ()
        self._short = False
        self._spots: list[QRectF] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look().follow(self)

    def set_steps(self, steps: Sequence[StepInfo]) -> None:
        self._steps = tuple(steps)
        said = "，".join(
            f"{number} {step.word} {_SAID[step.state]} {step.stands}".strip()
            for number, step in enumerate(self._steps, start=1)
        )
        self.setText(f"{self._name}：{said}")
        self.update()

    def set_short(self, short: bool) -> None:
        """Name the current step only (medium and narrow windows)."""
        self._short = short
        self.restyle()
        self.update()

    def restyle(self) -> None:
        self.setFixedHeight(look().px(46 if self._short else 68))

    def sizeHint(self) -> QSize:
        return QSize(look().px(300), self.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for index, spot in enumerate(self._spots):
            if spot.contains(event.position()):
                self.chosen.emit(index)

    def _tone(self, state: StepState) -> tuple[QColor, QColor, QColor]:
        colour = look().colour
        match state:
            case "now":
                return colour("primary"), colour("primary"), colour("on_primary")
            case "done":
                return colour("done_tint"), colour("done_edge"), colour("done")
            case "error":
                return colour("error_tint"), colour("error_edge"), colour("error")
            case "question":
                return colour("question_tint"), colour("question_edge"), colour("question")
            case _:
                return colour("paper"), colour("border"), colour("ink2")

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._steps:
            return
        px = look().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ball = px(40)
        top = px(3)
        bold = look().metrics("body", True)
        widths = []
        for number, step in enumerate(self._steps, start=1):
            if self._short:
                words = bold.horizontalAdvance(f"{number} {step.word}") + px(40)
                widths.append(words if step.state == "now" else ball)
            else:
                stands = look().metrics("small").horizontalAdvance(step.stands)
                widths.append(ball + px(10) + max(bold.horizontalAdvance(step.word), stands))
        room = self.width() - sum(widths) - px(4)
        gap = max(px(10), min(px(60), room / max(1, len(self._steps) - 1)))
        x = float(px(2))
        self._spots = []
        for index, (step, width) in enumerate(zip(self._steps, widths, strict=True)):
            fill, edge, ink = self._tone(step.state)
            painter.setPen(QPen(edge, px(2)))
            painter.setBrush(fill)
            self._spots.append(QRectF(x, 0, width, self.height()))
            if self._short:
                box = QRectF(x, top, width, ball)
                painter.drawRoundedRect(box, ball / 2, ball / 2)
                text = f"{index + 1} {step.word}" if step.state == "now" else str(index + 1)
                self._mark(painter, step, box, text, ink)
            else:
                box = QRectF(x, top, ball, ball)
                painter.drawEllipse(box)
                self._mark(painter, step, box, str(index + 1), ink)
                beside = QRectF(x + ball + px(10), top + px(3), width - ball - px(8), px(34))
                word = look().colour("pine" if step.state == "now" else "ink")
                draw_line(painter, step.word, beside, look().font("body", step.state == "now"), word)
                below = QRectF(beside.left(), top + ball - px(4), beside.width() + gap * 0.7, px(26))
                how = step.state if step.state in ("error", "question") else "ink2"
                draw_line(painter, step.stands, below, look().font("small"), look().colour(how))
            end = x + (width if self._short else ball + px(10) + bold.horizontalAdvance(step.word))
            x += width + gap
            if index + 1 < len(self._steps) and x - px(6) > end + px(6):
                painter.setPen(QPen(look().colour("done_edge" if step.state == "done" else "border"), px(2)))
                painter.drawLine(QPointF(end + px(6), top + ball / 2), QPointF(x - px(6), top + ball / 2))

    def _mark(self, painter: QPainter, step: StepInfo, box: QRectF, text: str, ink: QColor) -> None:
        if step.state == "done":
            side = look().px(20)
            spot = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
            icons.draw(painter, "check", spot, ink)
        else:
            bold = step.state in ("now", "error")
            draw_line(painter, text, box, look().font("body", bold), ink, Qt.AlignmentFlag.AlignHCenter)


class ThreadKnot(QLabel):
    """One part of a form on its line: a check, a pencil (now) or a hollow ring, and the part's name.

    Stands in the left column of a form; the line runs on from knot to knot (``first``/``last`` end it).
    """

    def __init__(self, word: str, *, first: bool = False, last: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._word = word
        self._first = first
        self._last = last
        self._state: StepState = "later"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        look().follow(self)
        self.set_state("later")

    def restyle(self) -> None:
        self.setFixedWidth(look().px(156))

    def set_last(self, last: bool) -> None:
        """Whether the line ends here."""
        self._last = last
        self.update()

    def set_state(self, state: StepState) -> None:
        self._state = state
        self.setText(f"{self._word}：{_SAID[state]}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        colour = look().colour
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, y = px(14), px(look().size.control) / 2
        painter.setPen(QPen(colour("border"), px(2)))
        painter.drawLine(QPointF(x, y if self._first else 0), QPointF(x, y if self._last else self.height()))
        now = self._state == "now"
        done = self._state == "done"
        tone: Tone = "done" if done else "error" if self._state == "error" else "plain"
        edge = QColor(look().colours.edge_of(tone))
        radius = px(14 if now else 10)
        painter.setPen(Qt.PenStyle.NoPen if now else QPen(edge, px(2)))
        painter.setBrush(colour("primary" if now else "done_tint" if done else "paper"))
        painter.drawEllipse(QPointF(x, y), radius, radius)
        side = px(14)
        icon = "pencil-simple" if now else "check" if done else ""
        if icon:
            ink = colour("on_primary" if now else "done")
            icons.draw(painter, icon, QRectF(x - side / 2, y - side / 2, side, side), ink)
        box = QRectF(px(38), 0, self.width() - px(38), px(look().size.control))
        draw_line(painter, self._word, box, look().font("small", now), colour("pine" if now else "ink2"))
