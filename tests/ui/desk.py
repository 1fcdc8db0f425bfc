"""The real window on a real data folder, and waiting for its lanes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap import Services
from app.paths import DataFolder
from app.ui.application import make_window
from app.ui.pages.base import Page
from app.ui.settings import Settings
from app.ui.shell.main_window import MainWindow

P = TypeVar("P", bound=Page)


class Desk:
    """A window with its office, and a few words for tests."""

    def __init__(self, window: MainWindow, qtbot: QtBot, today: date) -> None:
        self.window = window
        self.qtbot = qtbot
        self.today = today

    @property
    def services(self) -> Services:
        """The services behind the window."""
        assert self.window._context is not None
        return self.window._context.services

    def go(self, key: str, kind: type[P], **how: object) -> P:
        """Show a page and wait until it has read what it shows."""
        self.window.go(key, **how)
        self.settle()
        page = self.window.page(key)
        assert isinstance(page, kind)
        return page

    def settle(self) -> None:
        """Wait until every lane is idle and what it brought is shown."""
        for _ in range(3):
            self.qtbot.waitUntil(lambda: not self.window.jobs.busy, timeout=15000)
            self.qtbot.wait(1)

    def case(self, **raw: str) -> str:
        """Register a case; gives its id."""
        return self.services.complaints.register(raw, today=self.today, by="王桂芬").record.id


def open_desk(folder: Path, qtbot: QtBot, windows: list[QWidget], today: date) -> Desk:
    """Open the window on ``folder`` for the clerk 王桂芬."""
    Settings(DataFolder(folder).settings).change(clerk="王桂芬")
    window = make_window(DataFolder(folder))
    windows.append(window)
    window.resize(1366, 768)
    with qtbot.waitSignal(window.opened, timeout=15000):
        window.painted.connect(window.open_office)
        window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    desk = Desk(window, qtbot, today)
    assert window._context is not None
    window._context.shared["today"] = today
    desk.settle()
    return desk


@pytest.fixture
def desk(tmp_path: Path, county_template: Path, qtbot: QtBot, windows: list[QWidget], today: date) -> Iterator[Desk]:
    """A fresh county at work."""
    shutil.copytree(county_template, tmp_path / "office")
    opened = open_desk(tmp_path / "office", qtbot, windows, today)
    yield opened
    opened.settle()


@pytest.fixture
def city_desk(tmp_path: Path, city_template: Path, qtbot: QtBot, windows: list[QWidget], today: date) -> Iterator[Desk]:
    """A fresh city at work."""
    shutil.copytree(city_template, tmp_path / "office")
    opened = open_desk(tmp_path / "office", qtbot, windows, today)
    yield opened
    opened.settle()
