"""Text on the page: wrapped, with the line height of the design, in a tone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui import icons
from app.ui.text import Block, broken, draw_block
from app.ui.theme import look
from app.ui.theme.look import TextSize


class Words(QLabel):
    """A text with optional icon. A QLabel underneath, so that its role and name are those of a label.

    ``colour`` is the name of a colour token, ``most`` the number of lines after which «…» stands (0: all).
    ``wrap=False`` keeps one line as wide as the text, cut when the room is smaller. ``struck`` draws a line through it.
    """

    def __init__(
        self,
        text: str = "",
        size: TextSize = "body",
        *,
        bold: bool = False,
        colour: str = "ink",
        icon: str = "",
        wrap: bool = True,
        most: int = 0,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        struck: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._struck = struck
        self._size: TextSize = size
        self._bold = bold
        self._colour = colour
        self._icon = icon
        self._wrap = wrap
        self._most = most if wrap else 1
        self._align = align
        self.setTextFormat(Qt.TextFormat.PlainText)
        policy = QSizePolicy(
            QSizePolicy.Policy.Expanding if wrap else QSizePolicy.Policy.Preferred,
            QSizePolicy.Policy.Minimum if wrap else QSizePolicy.Policy.Fixed,
        )
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show ``text``; plain, never markup."""
        if text == self.text():
            return
        super().setText(text)
        self.updateGeometry()
        self.update()

    @property
    def icon(self) -> str:
        """The icon before the text; empty for none."""
        return self._icon

    def set_look(
        self,
        *,
        colour: str | None = None,
        icon: str | None = None,
        bold: bool | None = None,
        size: TextSize | None = None,
    ) -> None:
        """Change how the text looks."""
        self._colour = self._colour if colour is None else colour
        self._icon = self._icon if icon is None else icon
        self._bold = self._bold if bold is None else bold
        self._size = self._size if size is None else size
        self.updateGeometry()
        self.update()

    def _indent(self) -> int:
        if not self._icon:
            return 0
        return round(look().line(self._size) * 0.75) + look().px(8)

    def _block(self, width: float) -> Block:
        font = look().font(self._size, self._bold)
        return broken(self.text(), font, max(1.0, width - self._indent()), look().line(self._size), self._most)

    def hasHeightForWidth(self) -> bool:
        return self._wrap

    def heightForWidth(self, width: int) -> int:
        return round(self._block(width).height) if self._wrap else -1

    def sizeHint(self) -> QSize:
        line = round(look().line(self._size))
        metrics = look().metrics(self._size, self._bold)
        natural = max((metrics.horizontalAdvance(part) for part in self.text().split("\n")), default=0.0)
        width = round(natural + 1.5) + self._indent()
        if not self._wrap:
            return QSize(width, line)
        width = min(width, look().px(640))
        return QSize(width, max(line, self.heightForWidth(width)))

    def minimumSizeHint(self) -> QSize:
        width = min(self.sizeHint().width(), look().px(80 if self._wrap else 60))
        return QSize(width, round(look().line(self._size)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        colour = look().colour(self._colour)
        box = QRectF(self.rect())
        line = look().line(self._size)
        if not self._wrap and box.height() > line:
            box.setTop(box.top() + (box.height() - line) / 2)
        if self._icon:
            side = round(line * 0.75)
            icons.draw(painter, self._icon, QRectF(box.left(), box.top(), side, line), colour)
            box.setLeft(box.left() + self._indent())
        block = self._block(self.width())
        draw_block(painter, block, box, look().font(self._size, self._bold), colour, self._align)
        if self._struck:
            painter.setPen(QPen(colour, max(1.0, look().px(2))))
            metrics = look().metrics(self._size, self._bold)
            for at, text in enumerate(block.lines):
                middle = box.top() + line * (at + 0.5)
                painter.drawLine(
                    QPointF(box.left(), middle), QPointF(box.left() + metrics.horizontalAdvance(text), middle)
                )
