"""Every test of the window starts with the light theme at 100 % and real widgets offscreen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui import pages
from app.ui.shell.main_window import MainWindow
from app.ui.theme import look
from tests.ui.gallery import open_gallery


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    """The look of a fresh start."""
    look().start(qapp)
    yield
    qapp.processEvents()


@pytest.fixture
def gallery(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """The real window on made-up pages, opened and shown at 1366×768."""
    kept = pages.ENTRIES
    window = open_gallery(tmp_path)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    with qtbot.waitSignal(window.opened, timeout=5000):
        window.painted.connect(window.open_office)
        window.show()
    qtbot.waitActive(window)
    yield window
    window.close()
    pages.ENTRIES = kept
