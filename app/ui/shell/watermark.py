"""The word 练习 across every page of the practice office: faint, in front of nothing one clicks or reads."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme import look

#: Of 255: faint enough that text below keeps its contrast, strong enough to be seen on a print of the screen.
_STRENGTH = 20


class Watermark(QWidget):
    """Lies over ``held`` and lets every click through."""

    def __init__(self, held: QWidget) -> None:
        super().__init__(held)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("")
        held.installEventFilter(self)
        look().changed.connect(self.update)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.ChildAdded, QEvent.Type.LayoutRequest):
            self._cover()
        return False

    def _cover(self) -> None:
        held = self.parentWidget()
        if held is not None and self.isVisibleTo(held):
            self.setGeometry(held.rect())
            self.raise_()

    def setVisible(self, visible: bool) -> None:
        super().setVisible(visible)
        self._cover()

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        ink = QColor(look().colour("question"))
        ink.setAlpha(_STRENGTH * 2 if look().colours.outlined else _STRENGTH)
        painter = QPainter(self)
        painter.setPen(ink)
        painter.setFont(look().font(96, True))
        for x in range(px(40), self.width(), px(460)):
            for y in range(px(150), self.height() + px(200), px(260)):
                painter.save()
                painter.translate(x, y)
                painter.rotate(-20)
                painter.drawText(0, 0, "练  习")
                painter.restore()
