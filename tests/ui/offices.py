"""Real offices for tests of pages: data folders with cases, and the real window opened on them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.bootstrap import Services, open_services
from app.paths import DataFolder
from app.services.periods import parse_period
from app.ui.application import make_window
from app.ui.pages.base import Page
from app.ui.shell.main_window import MainWindow

TODAY = date(2026, 4, 7)
MARCH = parse_period("2026-03")


def with_cases(template: Path, root: Path, cases: int) -> DataFolder:
    """A copy of an office with ``cases`` cases of March 2026, every other one settled with 50 yuan recovered."""
    shutil.copytree(template, root)
    folder = DataFolder(root)
    services = open_services(folder)
    for number in range(1, cases + 1):
        raw = {
            "complainant": f"投诉人{number}",
            "trader": "宏发手机店",
            "item": "手机",
            "category": "家用电子电器类",
            "nature": "质量",
            "received_on": f"2026-03-{number:02d}",
            "accepted_on": f"2026-03-{number:02d}",
        }
        if number % 2 == 0:
            raw |= {"result": "达成协议", "closed_on": f"2026-03-{number:02d}", "recovered": "50"}
        services.complaints.register(raw, today=TODAY, by="test")
    services.close()
    return folder


def open_window(
    qtbot: QtBot, windows: list[MainWindow], folder: DataFolder, page: str
) -> tuple[MainWindow, Page, Services]:
    """The real window on ``folder`` showing ``page``, with the day of the tests."""
    window = make_window(folder)
    windows.append(window)
    window.resize(1366, 768)
    with qtbot.waitSignal(window.opened, timeout=20000):
        window.painted.connect(window.open_office)
        window.show()
    crashed: list[object] = []
    window.jobs.crashed.connect(crashed.append)
    context = window._context
    assert context is not None
    context.shared["today"] = TODAY
    window.go(page)
    made = window.page(page)
    assert isinstance(made, Page)
    window.activateWindow()
    return window, made, context.services


def until(qtbot: QtBot, true: Callable[[], bool]) -> None:
    """Wait until something read in a lane shows."""
    qtbot.waitUntil(true, timeout=20000)
