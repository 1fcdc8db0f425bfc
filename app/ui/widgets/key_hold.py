"""Holding keys back for a moment: what is typed while something is stored belongs to what comes next."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget


class KeyHold(QObject):
    """Keeps what is typed into the window of ``owner`` between :meth:`hold` and :meth:`release`."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self._kept: list[QEvent] = []
        self._holding = False

    def hold(self) -> None:
        """From now on nothing typed arrives."""
        application = QCoreApplication.instance()
        if not self._holding and application is not None:
            self._holding = True
            application.installEventFilter(self)

    def release(self) -> None:
        """Let what was typed meanwhile go where the focus is now."""
        application = QCoreApplication.instance()
        if not self._holding or application is None:
            return
        self._holding = False
        application.removeEventFilter(self)
        kept, self._kept = self._kept, []
        for event in kept:
            target = QApplication.focusWidget()
            if target is not None:
                QCoreApplication.sendEvent(target, event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(watched, QWidget) or watched.window() is not self._owner.window():
            return False
        match event:
            case QKeyEvent() if event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
                if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
                    self._kept.append(QKeyEvent(event.type(), event.key(), event.modifiers(), event.text()))
                event.accept()
                return True
            case QInputMethodEvent():
                if event.commitString():
                    kept = QInputMethodEvent()
                    kept.setCommitString(event.commitString())
                    self._kept.append(kept)
                return True
        return False
