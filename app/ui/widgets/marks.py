"""Small painted marks: hills and sun, numbered balls, the stamp, the seal, a status in a pill."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui import icons
from app.ui.text import draw_line
from app.ui.theme import Tone, look


def hills_path(width: float, height: float, base: float, waves: Sequence[tuple[float, float, float]]) -> QPainterPath:
    """A ridge over the whole width: ``waves`` are (centre, reach, rise) as shares of width and height."""
    path = QPainterPath(QPointF(0, height))
    steps = 60
    for step in range(steps + 1):
        x = step / steps
        rise = sum(r * math.exp(-(((x - c) / w) ** 2)) for c, w, r in waves)
        path.lineTo(x * width, height * (base - rise))
    path.lineTo(width, height)
    path.closeSubpath()
    return path


class Hills(QWidget):
    """Hills and one sun: the decoration of an empty state. Vanishes in high contrast."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawn: tuple[object, QPixmap] | None = None
        look().follow(self)

    def restyle(self) -> None:
        self._drawn = None
        self.setFixedHeight(0 if look().colours.outlined else look().px(120))
        self.setMaximumWidth(look().px(472))

    def sizeHint(self) -> QSize:
        return QSize(look().px(472), look().px(120))

    def paintEvent(self, event: QPaintEvent) -> None:
        key = (self.size(), self.devicePixelRatioF(), look().colours.name)
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = (key, self._draw())
        QPainter(self).drawPixmap(0, 0, self._drawn[1])

    def _draw(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = self.width(), self.height()
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(0, 0, width, height), look().px(14), look().px(14))
        painter.setClipPath(frame)
        painter.fillPath(frame, look().colour("celadon"))
        ridge1 = hills_path(width, height, 0.72, ((0.16, 0.1, 0.32), (0.53, 0.13, 0.46), (0.88, 0.08, 0.34)))
        ridge2 = hills_path(width, height, 0.85, ((0.22, 0.13, 0.34), (0.68, 0.12, 0.38), (1.0, 0.1, 0.24)))
        ridge3 = hills_path(width, height, 0.97, ((0.3, 0.16, 0.23), (0.8, 0.15, 0.28)))
        painter.fillPath(ridge1, look().colour("hill1"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look().colour("seal"))
        sun = look().px(18)
        painter.drawEllipse(QPointF(width * 0.766, height * 0.4), sun, sun)
        painter.fillPath(ridge2, look().colour("hill2"))
        painter.fillPath(ridge3, look().colour("hill3"))
        painter.end()
        return pixmap


class Ball(QWidget):
    """A small numbered ball before a line of a list."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        look().follow(self)

    def restyle(self) -> None:
        self.setFixedSize(look().px(30), look().px(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(look().colour("done_edge"), max(1, px(1))))
        painter.setBrush(look().colour("done_tint"))
        painter.drawEllipse(box)
        font = look().font("small", True)
        draw_line(painter, self._text, box, font, look().colour("done"), Qt.AlignmentFlag.AlignHCenter)


class Stamp(QLabel):
    """The vermilion stamp on something sealed, turned by 8°: a word and a smaller line below."""

    def __init__(self, word: str, below: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._below = below
        self._word = word
        self.setText(f"{word} {below}".strip())
        look().follow(self)

    def restyle(self) -> None:
        self.setFixedSize(look().px(112), look().px(112))

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(self.width() / 2, self.height() / 2)
        painter.rotate(-8)
        ink = look().colour("on_seal" if look().colours.outlined else "seal")
        painter.setPen(QPen(ink, px(4)))
        painter.drawRoundedRect(QRectF(-px(44), -px(44), px(88), px(88)), px(8), px(8))
        painter.setPen(QPen(ink, max(1.0, px(15) / 10)))
        painter.drawRoundedRect(QRectF(-px(37), -px(37), px(74), px(74)), px(4), px(4))
        middle = Qt.AlignmentFlag.AlignHCenter
        top = -px(34) if self._below else -px(22)
        word = QRectF(-px(36), top, px(72), px(44))
        draw_line(painter, self._word, word, look().font("page", True), ink, middle)
        if self._below:
            below = QRectF(-px(36), px(4), px(72), px(30))
            draw_line(painter, self._below, below, look().font("body", True), ink, middle)


class SealMark(QLabel):
    """The mark of the program: 消 in a seal."""

    def __init__(self, side: int = 44, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self.setText("消保台账")
        look().follow(self)

    def restyle(self) -> None:
        self.setFixedSize(look().px(self._side), look().px(self._side))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_seal(painter, QRectF(self.rect()))


def paint_seal(painter: QPainter, box: QRectF) -> None:
    """The seal mark filling ``box``."""
    side = box.width()
    painter.setPen(Qt.PenStyle.NoPen)
    outlined = look().colours.outlined
    painter.setBrush(look().colour("on_seal" if outlined else "seal"))
    painter.drawRoundedRect(box, side * 0.18, side * 0.18)
    ink = look().colour("seal" if outlined else "on_seal")
    painter.setPen(QPen(ink, max(1.0, side * 0.035)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = side * 0.09
    painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), side * 0.12, side * 0.12)
    font = look().font(side * 0.58 / look().scale, True)
    draw_line(painter, "消", box, font, ink, Qt.AlignmentFlag.AlignHCenter)


class StatusMark(QLabel):
    """A pill with icon and word on the tint of a tone, e.g. «明天到期»."""

    def __init__(self, text: str, *, tone: Tone = "plain", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone: Tone = tone
        self._icon = icon
        self.setText(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().follow(self)

    def say(self, text: str, tone: Tone = "plain", icon: str = "") -> None:
        self._tone, self._icon = tone, icon
        self.setText(text)
        self.updateGeometry()
        self.update()

    def restyle(self) -> None:
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        px = look().px
        width = look().metrics("body", True).horizontalAdvance(self.text()) + px(36)
        return QSize(round(width) + (px(30) if self._icon else 0), px(38))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        c = look().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(c.edge_of(self._tone)), 1) if c.outlined else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.tint_of(self._tone)))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        ink = QColor(c.text_of(self._tone))
        left = box.left() + px(16)
        if self._icon:
            icons.draw(painter, self._icon, QRectF(left, 0, px(22), self.height()), ink)
            left += px(30)
        words = QRectF(left, box.top(), box.right() - left - px(8), box.height())
        draw_line(painter, self.text(), words, look().font("body", True), ink)
