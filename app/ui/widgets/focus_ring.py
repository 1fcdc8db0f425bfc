"""The one focus ring of a window: an overlay that follows the keyboard focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from app.ui.theme import look

_MOVING = {
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.ParentChange,
}


class FocusRing(QWidget):
    """Draws a 3 px ring 2 px outside whatever has the focus inside ``window``.

    Fields draw their own inner border. A widget may say ``focus_rect() -> QRect`` (own coordinates; an empty one
    means it shows focus itself), ``focus_radius() -> int`` and ``focus_colour: str`` (colour on its ground).
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("")
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self._clip = QRect()
        self._ring = QRect()
        self.hide()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_changed)
        look().changed.connect(self.place)

    def _focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        self._unwatch()
        window = self.parentWidget()
        inside = new is not None and window is not None and window.isAncestorOf(new)
        own = isinstance(new, QLineEdit | QPlainTextEdit)
        self._target = new if inside and not own else None
        if self._target is not None and window is not None:
            walker: QWidget | None = self._target
            while walker is not None and walker is not window:
                walker.installEventFilter(self)
                self._watched.append(walker)
                walker = walker.parentWidget()
            self._target.destroyed.connect(self._gone)
        self.place()

    def _unwatch(self) -> None:
        from shiboken6 import isValid

        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched = []
        if self._target is not None and isValid(self._target):
            self._target.destroyed.disconnect(self._gone)
        self._target = None

    def _gone(self) -> None:
        self._target = None
        self._watched = []
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVING:
            self.place()
        return False

    def place(self) -> None:
        """Move to where the focus is now."""
        target, window = self._target, self.parentWidget()
        if target is None or window is None or not target.isVisible():
            self.hide()
            return
        asked = getattr(target, "focus_rect", None)
        rect = asked() if asked is not None else target.rect()
        if rect.isEmpty():
            self.hide()
            return
        reach = look().px(2) + look().px(look().size.ring)
        ring = QRect(target.mapTo(window, rect.topLeft()), rect.size()).adjusted(-reach, -reach, reach, reach)
        clip = QRect(QPoint(0, 0), window.size())
        walker = target.parentWidget()
        while walker is not None and walker is not window:
            holder = walker.parentWidget()
            if isinstance(holder, QScrollArea) and walker is holder.viewport():
                # Inside a scroll area the ring may reach over the edge of the view, but not far outside it.
                edge = QRect(walker.mapTo(window, QPoint(0, 0)), walker.size())
                clip = clip.intersected(edge.adjusted(-reach, -reach, reach, reach))
            walker = holder
        self._ring = ring
        shown = ring.intersected(clip)
        if shown.isEmpty():
            self.hide()
            return
        self.setGeometry(shown)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        target = self._target
        if target is None:
            return
        width = look().px(look().size.ring)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look().colour(getattr(target, "focus_colour", "focus")), width))
        asked = getattr(target, "focus_radius", None)
        radius = (asked() if asked is not None else look().px(look().size.radius)) + look().px(3)
        box = QRectF(self._ring.translated(-self.pos())).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(box, radius, radius)


def keep_visible(area: QAbstractScrollArea, widget: QWidget) -> None:
    """Scroll so that ``widget`` is seen with its surroundings.

    What one types into stays in the upper half of the window: the panel of a handwriting pad covers the lower one.
    """
    if not isinstance(area, QScrollArea) or area.widget() is None:
        return
    top = widget.mapTo(area.widget(), QPoint(0, 0)).y()
    bar = area.verticalScrollBar()
    height = area.viewport().height()
    if isinstance(widget, QAbstractItemView):
        lowest = height // 2
    elif isinstance(widget, QPushButton):  # what one only presses may stand anywhere in sight
        lowest = max(height // 2, height - widget.height() - look().px(24))
    else:
        lowest = height // 2
        above = area.viewport().mapTo(area.window(), QPoint(0, 0)).y()
        lowest = min(lowest, area.window().height() // 2 - above - widget.height())
    if top - bar.value() > lowest or top - bar.value() < look().px(24):
        bar.setValue(max(0, top - max(look().px(8), min(height // 3, lowest))))


def refresh_ring(widget: QWidget) -> None:
    """Place the ring of ``widget``'s window anew: what it shows as focus moved inside it."""
    ring = widget.window().findChild(FocusRing, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if isinstance(ring, FocusRing):
        ring.place()
