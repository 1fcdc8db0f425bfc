"""Every test of the window starts with the light theme at 100 % and real widgets offscreen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.ui import pages
from app.ui.shell.main_window import MainWindow
from app.ui.theme import look
from tests.ui.desk import city_desk, desk  # noqa: F401  # fixtures for every test here
from tests.ui.gallery import open_gallery


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    """The look of a fresh start."""
    look().start(qapp)
    yield
    qapp.processEvents()


class _Watch(QObject):
    """Notes every window that shows; a part without a parent would flash as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.strangers: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
        if shown and not isinstance(watched, MainWindow | QDialog):
            self.strangers.append(type(watched).__name__)
        return False


@pytest.fixture
def windows() -> Iterator[list[QWidget]]:
    """Windows put here are closed and deleted at once, not when Python's garbage collector comes by."""
    kept: list[QWidget] = []
    yield kept
    for window in kept:
        window.close()
        delete(window)


@pytest.fixture
def gallery(qtbot: QtBot, tmp_path: Path, windows: list[QWidget]) -> Iterator[MainWindow]:
    """The real window on made-up pages, opened and shown at 1366×768."""
    watch = _Watch()
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(watch)
    kept = pages.ENTRIES
    window = open_gallery(tmp_path)
    windows.append(window)
    window.resize(1366, 768)
    with qtbot.waitSignal(window.opened, timeout=5000):
        window.painted.connect(window.open_office)
        window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    yield window
    application.removeEventFilter(watch)
    pages.ENTRIES = kept
    assert watch.strangers == []
