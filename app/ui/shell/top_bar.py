"""The bar on top of narrow windows: 菜单, the page's title, the seal."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.ui import icons
from app.ui.text import draw_line
from app.ui.theme import look
from app.ui.widgets.layouts import Row
from app.ui.widgets.marks import SealMark
from app.ui.widgets.words import Words


class _MenuButton(QPushButton):
    focus_colour = "focus_side"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("菜单", parent)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleDescription("Alt+0")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().follow(self)

    def restyle(self) -> None:
        self.setFixedSize(look().px(112), look().px(look().size.control))

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look().colour("side2"))
        painter.drawRoundedRect(QRectF(self.rect()), px(8), px(8))
        ink = look().colour("on_side")
        icons.draw(painter, "list", QRectF(px(16), 0, px(26), self.height()), ink)
        words = QRectF(px(52), 0, self.width() - px(56), self.height())
        draw_line(painter, self.text(), words, look().font(), ink)


class TopBar(QWidget):
    """``menu_wanted`` when 菜单 is pressed."""

    menu_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.menu = _MenuButton()
        self.menu.clicked.connect(self.menu_wanted)
        self.title = Words("", bold=True, colour="on_side", wrap=False)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = Row(self, margins=(16, 0, 20, 0), spacing=14)
        row.put(self.menu)
        row.put(self.title, stretch=1)
        row.put(SealMark(40))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look().follow(self)

    def restyle(self) -> None:
        self.setFixedHeight(look().px(look().size.top_bar))

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), look().colour("side"))
