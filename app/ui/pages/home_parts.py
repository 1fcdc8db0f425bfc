"""Parts of the first page: the large ways in, and the lines of what waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.ui import icons
from app.ui.text import draw_line
from app.ui.theme import Tone, look
from app.ui.widgets.buttons import draw_key_cap
from app.ui.widgets.marks import hills_path


@dataclass(frozen=True, slots=True)
class Todo:
    """One line of what waits: ``many`` of ``unit``, what it is, a remark in a tone, where it leads, by which digit."""

    many: int
    unit: str
    what: str
    remark: str
    tone: Tone
    icon: str
    key: str
    how: dict[str, Any]
    digit: str = ""


class BigCard(QPushButton):
    """A large way in: icon, title, what it is for, its digit."""

    def __init__(
        self, title: str, text: str, icon: str, digit: str, primary: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent)
        self._text = text
        self._icon = icon
        self.digit = digit
        self._primary = primary
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{title}，按 {digit}")
        self.setAccessibleDescription(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look().follow(self)

    def restyle(self) -> None:
        self.setFixedHeight(look().px(164))

    def sizeHint(self) -> QSize:
        return QSize(look().px(400 if self._primary else 260), look().px(164))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(180), look().px(164))

    def focus_radius(self) -> int:
        return look().px(look().size.radius_card)

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
        radius = px(look().size.radius_card)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(box, radius, radius)
        hover = self.underMouse() or self.isDown()
        if self._primary:
            painter.fillPath(shape, colour("primary_pressed" if hover else "primary"))
            if not look().colours.outlined:
                self._paint_hills(painter, shape)
            ink = text = colour("on_primary")
        else:
            painter.fillPath(shape, colour("celadon2" if hover else "surface"))
            painter.strokePath(shape, QPen(colour("border"), max(1, px(1))))
            ink, text = colour("pine"), colour("ink")
        cramped = box.width() < px(330 if self._primary else 250)
        big = px(30 if cramped else 44 if self._primary else 34)
        left = px(16 if cramped else 30 if self._primary else 24)
        icons.draw(painter, self._icon, QRectF(left, px(28), big, big), ink)
        x = left + big + px(10 if cramped else 20 if self._primary else 14)
        wide = box.width() - x - px(6 if cramped else 10)
        title = look().font("page" if self._primary and not cramped else "section", True)
        draw_line(painter, self.text(), QRectF(x, px(22), wide, px(44)), title, text)
        below = colour("on_primary" if self._primary else "ink2")
        words = self._text.split("，")[0] if cramped else self._text
        font = look().font("small" if cramped else "body")
        draw_line(painter, words, QRectF(x, px(62), wide, px(32)), font, below)
        cap = draw_key_cap(painter, self.digit, x + px(30), px(124), ink, not self._primary)
        hint = f"按 {self.digit} 或回车" if self._primary and not cramped else f"按 {self.digit}"
        draw_line(painter, hint, QRectF(x + cap + px(10), px(108), wide - cap, px(32)), look().font("small"), below)

    def _paint_hills(self, painter: QPainter, shape: QPainterPath) -> None:
        painter.save()
        painter.setClipPath(shape)
        shade = look().colour("on_primary").toRgb()
        shade.setAlpha(16)
        width, height = self.width(), self.height()
        painter.fillPath(hills_path(width, height, 0.96, ((0.85, 0.2, 0.56), (0.5, 0.14, 0.2))), shade)
        painter.fillPath(hills_path(width, height, 1.0, ((0.72, 0.22, 0.24), (1.0, 0.14, 0.3))), shade)
        painter.restore()


class TodoRow(QPushButton):
    """One line of what waits; all of it leads there."""

    def __init__(self, todo: Todo, parent: QWidget | None = None) -> None:
        super().__init__(todo.what, parent)
        self.todo = todo
        self.last = False
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        remark = f"，{todo.remark}" if todo.remark else ""
        self.setAccessibleName(f"{todo.what} {todo.many} {todo.unit}{remark}")
        self.setAccessibleDescription(f"按 {todo.digit}" if todo.digit else "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look().follow(self)

    def restyle(self) -> None:
        self.setFixedHeight(look().px(look().size.row_todo))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(200), look().px(look().size.row_todo))

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
        height = self.height()
        if self.underMouse():
            painter.fillRect(QRectF(0, 0, self.width(), height - 1), colour("celadon"))
        right = self.width() - px(24)
        go = look().font("body", True)
        wide = look().metrics("body", True).horizontalAdvance("去看")
        draw_line(painter, "去看", QRectF(right - wide, 0, wide + 2, height), go, colour("action"))
        if self.todo.digit:
            wide += draw_key_cap(painter, self.todo.digit, right - wide - px(10), height / 2, colour("ink"), True)
            wide += px(10)
        number = f"{self.todo.many:,}"
        many = look().metrics(30, True).horizontalAdvance(number)
        room = max(px(70), round(many) + px(6))
        draw_line(
            painter, number, QRectF(px(10), 0, room, height), look().font(30, True), colour("pine"),
            Qt.AlignmentFlag.AlignHCenter,
        )  # fmt: skip
        x = px(10) + room + px(4)
        draw_line(painter, self.todo.unit, QRectF(x, 0, px(40), height), look().font("small"), colour("ink2"))
        x += px(38)
        what = look().metrics("body", True).horizontalAdvance(self.todo.what)
        middle = max(round(self.width() * 0.46), round(x + what + px(24)))
        with_remark = middle + px(150) < right - wide
        limit = (middle if with_remark else right - wide) - px(12) - x
        draw_line(painter, self.todo.what, QRectF(x, 0, limit, height), look().font("body", True), colour("ink"))
        if with_remark:
            tone = look().colours.text_of(self.todo.tone)
            ink = colour("ink2") if self.todo.tone == "plain" else type(colour("ink"))(tone)
            left = middle
            if self.todo.icon:
                icons.draw(painter, self.todo.icon, QRectF(left, 0, px(22), height), ink)
                left += px(30)
            words = QRectF(left, 0, right - wide - px(12) - left, height)
            draw_line(painter, self.todo.remark, words, look().font("small"), ink)
        if not self.last:
            painter.fillRect(QRectF(px(24), height - 1, self.width() - px(48), 1), colour("line"))
