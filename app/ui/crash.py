"""What nobody expected: caught, written down without personal data, and told in the window."""

from __future__ import annotations

import logging
import platform
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from app import __version__
from app.logs import places

_log = logging.getLogger("app.crash")


def details(error: BaseException) -> str:
    """What may be copied and logged: kinds of errors and places in the program, never their messages.

    Messages and local values may hold names and telephone numbers of people.
    """
    head = f"消保台账 {__version__} · Python {platform.python_version()} · {platform.system()}"
    return f"{head}\n{places(error)}"


class CrashHandler:
    """Sends every uncaught exception to ``show`` (in the GUI thread) and to the log."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._showing = False

    def install(self) -> None:
        """Take over the hooks of the process; slots of Qt end there too."""
        sys.excepthook = self._hook
        threading.excepthook = lambda args: self.crashed(args.exc_value) if args.exc_value is not None else None

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.crashed(error)

    def crashed(self, error: BaseException) -> None:
        """Log ``error`` and show it; a failure while showing is only logged."""
        from PySide6.QtCore import QCoreApplication, QThread, QTimer

        text = details(error)
        _log.error("uncaught: %s", text)
        application = QCoreApplication.instance()
        if application is None or self._showing:
            return
        self._showing = True

        def show() -> None:
            try:
                self._show(text)
            finally:
                self._showing = False

        if QThread.currentThread() is application.thread():
            QTimer.singleShot(0, show)
        else:
            QTimer.singleShot(0, application, show)
