"""A small chart of how many there were in each of some months, readable by its numbers alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.text import draw_line
from app.ui.theme import look
from app.ui.widgets.focus_ring import refresh_ring


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One bar: ``label`` below it («3月»), ``short`` where that has no room («3»), what it is called, its number."""

    label: str
    short: str
    called: str
    value: int


class TrendChart(QLabel):
    """Bars side by side, the number above each and the month below. A label to a screen reader, which hears them all.

    With the focus in it the arrows go from bar to bar, and Return opens one: ``pointed(index)``, ``opened(index)``.
    """

    pointed = Signal(int)
    opened = Signal(int)

    def __init__(self, name: str, unit: str = "件", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._unit = unit
        self._points: tuple[TrendPoint, ...] = ()
        self.current = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look().follow(self)

    def set_points(self, points: Sequence[TrendPoint]) -> None:
        """Show these bars, oldest first; the last one is current."""
        self._points = tuple(points)
        self.current = len(self._points) - 1
        said = "，".join(f"{point.called} {point.value} {self._unit}" for point in self._points)
        self.setText(f"{self._name}：{said}")
        self.setAccessibleName(self.text())
        self.update()

    def said(self, index: int) -> str:
        """A bar in words: «2026年3月 6 件»."""
        point = self._points[index]
        return f"{point.called} {point.value} {self._unit}"

    def restyle(self) -> None:
        self.setFixedHeight(look().px(168))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(480), look().px(168))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(240), look().px(168))

    # -- keys and pen ---------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Left:
                self._point(self.current - 1)
            case Qt.Key.Key_Right:
                self._point(self.current + 1)
            case Qt.Key.Key_Home:
                self._point(0)
            case Qt.Key.Key_End:
                self._point(len(self._points) - 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if self.current >= 0:
                    self.opened.emit(self.current)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self._points:
            self._point(int(event.position().x() / (self.width() / len(self._points))))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.current >= 0:
            self.opened.emit(self.current)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current >= 0:
            self._point(self.current)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.setAccessibleName(self.text())

    def _point(self, index: int) -> None:
        if not 0 <= index < len(self._points):
            return
        self.current = index
        self.setAccessibleName(self.said(index))
        self.update()
        refresh_ring(self)
        self.pointed.emit(index)

    def focus_rect(self) -> QRect:
        """The current bar, so that the ring shows where one is."""
        if not self._points:
            return self.rect()
        step = self.width() / len(self._points)
        inset = look().px(3)
        return QRect(round(self.current * step) + inset, inset, round(step) - 2 * inset, self.height() - 2 * inset)

    # -- looks ----------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._points:
            return
        px = look().px
        colour = look().colour
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = self.width() / len(self._points)
        font, bold = look().font("small"), look().font("small", True)
        metrics = look().metrics("small")
        roomy = all(metrics.horizontalAdvance(point.label) <= step - px(4) for point in self._points)
        line = px(28)
        base = self.height() - line - px(6)
        high = base - line - px(10)
        most = max(point.value for point in self._points) or 1
        centre = Qt.AlignmentFlag.AlignHCenter
        for at, point in enumerate(self._points):
            left = at * step
            tall = round(high * point.value / most)
            wide = min(step * 0.56, px(44))
            bar = QRectF(left + (step - wide) / 2, base - tall, wide, tall)
            now = at == self.current and self.hasFocus()
            painter.setPen(QPen(colour("done_edge"), max(1, px(1))))
            painter.setBrush(colour("primary" if now else "done_tint"))
            if tall:
                painter.drawRect(bar)
            above = QRectF(left, base - tall - line, step, line)
            draw_line(painter, f"{point.value:,}", above, bold, colour("pine" if point.value else "ink2"), centre)
            below = QRectF(left, base + px(4), step, line)
            draw_line(painter, point.label if roomy else point.short, below, font, colour("ink"), centre)
        painter.setPen(QPen(colour("border"), max(1, px(1))))
        painter.drawLine(QPointF(0, base), QPointF(self.width(), base))
