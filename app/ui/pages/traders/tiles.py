"""Numbers that lead to their records: all of a tile is the way there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.ui.text import draw_line
from app.ui.theme import look


@dataclass(frozen=True, slots=True)
class TileFace:
    """``word`` above, the number with its unit, and the conditions of the register that list its records.

    Without conditions there is nothing to look at: ``explains`` says how the number came about.
    """

    word: str
    number: str
    unit: str = ""
    explains: str = ""
    how: dict[str, Any] | None = None


class Tile(QPushButton):
    """One number."""

    def __init__(self, face: TileFace, parent: QWidget | None = None) -> None:
        super().__init__(face.word, parent)
        self.face = face
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{face.word} {face.number} {face.unit}".strip())
        self.setAccessibleDescription("，".join(filter(None, (face.explains, "回车看是哪几件" if face.how else ""))))
        look().follow(self)

    def restyle(self) -> None:
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        number = look().metrics("section", True).horizontalAdvance(self.face.number)
        unit = look().metrics("small").horizontalAdvance(self.face.unit)
        word = look().metrics("small").horizontalAdvance(self.face.word)
        return QSize(round(max(number + unit + look().px(6), word, look().px(64))) + look().px(34), look().px(76))

    def focus_radius(self) -> int:
        return look().px(look().size.radius)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        colour = look().colour
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = px(look().size.radius)
        leads = self.face.how is not None
        painter.setPen(QPen(colour("border" if leads else "line"), max(1, px(1))))
        painter.setBrush(colour("celadon2" if leads and self.underMouse() else "surface"))
        painter.drawRoundedRect(box, radius, radius)
        left = px(16)
        top = QRectF(left, px(6), self.width() - left, px(30))
        draw_line(painter, self.face.word, top, look().font("small"), colour("ink2"))
        line = QRectF(left, px(34), self.width() - left, px(38))
        ink = colour("pine" if leads else "ink")
        wide = draw_line(painter, self.face.number, line, look().font("section", True), ink)
        rest = QRectF(left + wide + px(6), line.top() + px(3), self.width() - left - wide - px(6), line.height())
        draw_line(painter, self.face.unit, rest, look().font("small"), colour("ink2"))
