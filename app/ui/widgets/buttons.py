"""Buttons: a verb, an icon, the key that does the same. Off buttons stay reachable and say why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.ui import icons
from app.ui.text import draw_line
from app.ui.theme import look

Kind = Literal["primary", "plain", "quiet", "danger"]

#: Words on key caps that are not Qt's names of the keys; None: the page or the focus handles the key itself.
_KEYS: dict[str, str | None] = {"回车": None, "空格": None, "↑↓": None, "←→": None}


def draw_key_cap(painter: QPainter, text: str, right: float, middle: float, ink: QColor, plain: bool) -> float:
    """A key cap whose right edge is at ``right``, centred on ``middle``; gives its width."""
    px = look().px
    font = look().font("small", bold=plain)
    width = max(look().metrics("small", plain).horizontalAdvance(text) + px(16), px(30))
    box = QRectF(right - width, middle - px(13), width, px(26)).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setPen(QPen(look().colour("border") if plain else ink, max(1, px(1))))
    painter.setBrush(look().colour("key_cap") if plain else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, px(5), px(5))
    draw_line(painter, text, box, font, look().colour("ink") if plain else ink, Qt.AlignmentFlag.AlignHCenter)
    return width


class Button(QPushButton):
    """A button.

    ``key`` is shown as a key cap and, unless it is one the page handles («回车»), works as a shortcut while the
    button can be seen (``bound=False``: the page binds it itself). ``main`` makes it 60 design pixels high.
    ``short`` replaces the text where room is scarce. ``forward`` puts the icon to the right. Pages listen to
    ``chosen``: an off button (:meth:`set_off`) keeps its focus and emits ``refused(reason)`` instead, however it
    was pressed.
    """

    chosen = Signal()
    refused = Signal(str)

    def __init__(
        self,
        text: str,
        kind: Kind = "plain",
        *,
        icon: str = "",
        key: str = "",
        main: bool = False,
        short: str = "",
        forward: bool = False,
        bound: bool = True,
        on: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.kind: Kind = kind
        self.key = key
        self.short = short
        self.reason = ""
        self._icon = icon
        self._main = main
        self._forward = forward
        self._cramped = 0
        self._shortcut: QShortcut | None = None
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        sequence = _KEYS.get(key, key) if key and bound else None
        if sequence:
            self._shortcut = QShortcut(QKeySequence(sequence), self)
            self._shortcut.setAutoRepeat(False)
            self._shortcut.activated.connect(self.click)
        if on is not None:
            self.chosen.connect(lambda: on())
        self.clicked.connect(self._answer)
        look().follow(self)

    # -- state ----------------------------------------------------------------------------------------
    def set_off(self, reason: str) -> None:
        """Switch off with the ``reason`` in words; an empty reason switches on again."""
        self.reason = reason
        self.setAccessibleDescription(reason)
        self.updateGeometry()
        self.update()

    @property
    def off(self) -> bool:
        return bool(self.reason)

    def set_text(self, text: str, short: str = "") -> None:
        self.setText(text)
        self.setAccessibleName(text)
        self.short = short
        self.updateGeometry()

    def set_icon(self, name: str) -> None:
        self._icon = name
        self.updateGeometry()
        self.update()

    def set_cramped(self, level: int) -> None:
        """0 all, 1 the short text, 2 no key cap either, 3 no icon either."""
        if level != self._cramped:
            self._cramped = level
            self.updateGeometry()
            self.update()

    def _answer(self) -> None:
        if self.off:
            self.refused.emit(self.reason)
        else:
            self.chosen.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of a double click does nothing."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    # -- size and looks -------------------------------------------------------------------------------
    def restyle(self) -> None:
        self.updateGeometry()

    @property
    def _shown(self) -> str:
        return self.short if self._cramped >= 1 and self.short else self.text()

    def width_at(self, level: int) -> int:
        """The width this button wants when cramped so far."""
        kept = self._cramped
        self._cramped = level
        width = self._natural()
        self._cramped = kept
        return width

    def _natural(self) -> int:
        px = look().px
        width = look().metrics("body", self._bold).horizontalAdvance(self._shown)
        if self._icon and self._cramped < 3:
            width += px(24) + px(10)
        if self.key and self._cramped < 2:
            width += max(look().metrics("small", True).horizontalAdvance(self.key) + px(16), px(30)) + px(12)
        return round(width) + 2 * px(12 if self._cramped >= 2 else 18)

    @property
    def _bold(self) -> bool:
        return self.kind != "quiet"

    def sizeHint(self) -> QSize:
        height = look().size.main if self._main else look().size.control
        return QSize(self._natural(), look().px(height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def focus_radius(self) -> int:
        return look().px(look().size.radius)

    def _colours(self) -> tuple[QColor | None, QColor | None, QColor]:
        colour = look().colour
        hover = self.underMouse() and not self.off
        down = self.isDown()
        if self.off:
            return colour("head"), colour("line"), colour("ink2")
        match self.kind:
            case "primary":
                return colour("primary_pressed" if hover or down else "primary"), None, colour("on_primary")
            case "danger":
                return colour("error_tint" if hover or down else "field"), colour("error_edge"), colour("error")
            case "quiet":
                return (colour("celadon2") if hover or down else None), None, colour("action")
            case _:
                return colour("celadon2" if hover or down else "field"), colour("border"), colour("action")

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, edge, ink = self._colours()
        box = QRectF(self.rect())
        if fill is not None or edge is not None:
            pen = QPen(edge, max(1, px(1))) if edge is not None else QPen(Qt.PenStyle.NoPen)
            painter.setPen(pen)
            painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
            inset = 0.5 if edge is not None else 0.0
            painter.drawRoundedRect(
                box.adjusted(inset, inset, -inset, -inset), px(look().size.radius), px(look().size.radius)
            )
        self._draw_content(painter, box, ink)

    def _draw_content(self, painter: QPainter, box: QRectF, ink: QColor) -> None:
        px = look().px
        with_icon = bool(self._icon) and self._cramped < 3
        with_key = bool(self.key) and self._cramped < 2
        pad = px(12 if self._cramped >= 2 else 18)
        taken = float(self._natural() - 2 * pad)
        left = box.left() + max(pad / 2, (box.width() - taken) / 2)
        right = box.right() - max(pad / 2, (box.width() - taken) / 2)
        side = px(24)
        middle = box.center().y()
        if with_key:
            right -= draw_key_cap(painter, self.key, right, middle, ink, self.kind != "primary") + px(12)
        if with_icon:
            if self._forward:
                icons.draw(painter, self._icon, QRectF(right - side, middle - side / 2, side, side), ink)
                right -= side + px(10)
            else:
                icons.draw(painter, self._icon, QRectF(left, middle - side / 2, side, side), ink)
                left += side + px(10)
        font = look().font("body", self._bold)
        draw_line(painter, self._shown, QRectF(left, box.top(), right - left, box.height()), font, ink)


class KeyCap(QWidget):
    """A key cap beside words, e.g. «1» on a card. Decoration: its words are said by what it belongs to."""

    def __init__(self, text: str, *, colour: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._colour = colour
        self.setAccessibleName(text)
        look().follow(self)

    def restyle(self) -> None:
        px = look().px
        width = max(look().metrics("small", True).horizontalAdvance(self._text) + px(16), px(30))
        self.setFixedSize(round(width) + 1, px(26) + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = look().colour(self._colour or "ink")
        draw_key_cap(painter, self._text, self.width() - 0.5, self.height() / 2, ink, not self._colour)
