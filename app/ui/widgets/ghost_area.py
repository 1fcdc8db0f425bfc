"""Several lines with grey words behind the caret, which go on what was typed and are taken with one key."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme import look
from app.ui.widgets.inputs import TextArea


class GhostArea(TextArea):
    """A text area that may show a ``ghost``: painted over the empty rest of the line, so that nothing moves.

    It shows only behind the last character and never while an input method composes. The right arrow at the end or
    F7 takes it (``ghost_taken(text)``); any other key makes it go.
    """

    ghost_taken = Signal(str)

    def __init__(self, rows: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(rows, parent)
        self._ghost = ""
        self.textChanged.connect(lambda: self.set_ghost(""))
        self.cursorPositionChanged.connect(lambda: self.set_ghost(""))

    @property
    def ghost(self) -> str:
        """The grey words shown now."""
        return self._ghost

    def set_ghost(self, text: str) -> None:
        """Show ``text`` behind the caret; ignored where it has no place."""
        if text and (self.composing or not self.at_end or not self.hasFocus()):
            text = ""
        if text != self._ghost:
            self._ghost = text
            self.setAccessibleDescription(f"可以接着写：{text}，按 F7 采用" if text else "")
            self.viewport().update()

    @property
    def at_end(self) -> bool:
        """The caret stands behind the last character and nothing is selected."""
        cursor = self.textCursor()
        return cursor.atEnd() and not cursor.hasSelection()

    def take_ghost(self) -> bool:
        """Write the grey words for good; Ctrl+Z takes them out again. False when there are none."""
        taken = self._ghost
        if not taken:
            return False
        self.set_ghost("")
        cursor = self.textCursor()
        cursor.beginEditBlock()  # a step of its own for Ctrl+Z
        cursor.insertText(taken)
        cursor.endEditBlock()
        self.ghost_taken.emit(taken)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if self._ghost and not self.composing and plain and key in (Qt.Key.Key_F7, Qt.Key.Key_Right):
            if not event.isAutoRepeat():
                self.take_ghost()
            return
        if self._ghost and key not in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta):
            self.set_ghost("")
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._ghost or self.composing:
            return
        painter = QPainter(self.viewport())
        font = look().font()
        painter.setFont(font)
        painter.setPen(look().colour("ink2"))
        caret = self.cursorRect()
        metrics = QFontMetricsF(font)
        left = caret.left() + self.cursorWidth() + 1.0
        room = self.viewport().width() - left - look().px(4)
        at = 0
        while at < len(self._ghost) and metrics.horizontalAdvance(self._ghost[: at + 1]) <= room:
            at += 1
        line = QRectF(left, caret.top(), room + look().px(4), caret.height())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self._ghost[:at])
        rest = self._ghost[at:]
        if rest:
            edge = self.document().documentMargin()
            below = QRectF(edge, caret.bottom() + 1, self.viewport().width() - 2 * edge, caret.height())
            shown = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, below.width())
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, shown)
