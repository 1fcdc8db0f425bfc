"""The month's pages with something in them, at the sizes and letter sizes people have."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import open_services
from app.paths import DataFolder
from app.ui.pages.monthly.guide import CHECK, LOOSE, SEAL, SEND, SHEETS
from app.ui.pages.monthly.page import MonthlyPage
from app.ui.shell.main_window import MainWindow
from app.ui.theme import look
from tests.ui import audit
from tests.ui.offices import MARCH, TODAY, open_window, until, with_cases
from tests.ui.test_audit import ROOMS, nothing
from tests.ui.test_returns_pages import add, sealed

__all__ = ["sealed"]
WORK = "工作情况表"


@pytest.fixture
def unfinished(tmp_path: Path, county_template: Path) -> DataFolder:
    """A county with something to finish, and more closed than accepted."""
    folder = with_cases(county_template, tmp_path / "county", 2)
    services = open_services(folder)
    raw = {"complainant": "没分类的", "facts": "说不清", "received_on": "2026-03-09", "accepted_on": "2026-03-09"}
    services.complaints.register(raw, today=TODAY, by="test")
    for number in range(4):
        early = {
            "complainant": f"早先的{number}", "trader": "宏发手机店", "category": "服装鞋帽类", "nature": "质量",
            "received_on": "2026-02-09", "accepted_on": "2026-02-09", "result": "达成协议", "closed_on": "2026-03-02",
        }  # fmt: skip
        services.complaints.register(early, today=TODAY, by="test")
    services.close()
    return folder


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until what was read is shown and laid out."""
    for _ in range(3):
        qtbot.waitUntil(lambda: not window.jobs.busy, timeout=20000)
        qtbot.wait(1)


def fit(window: MainWindow, room: tuple[int, int, float]) -> None:
    width, height, scale = room
    look().set_scale(scale)
    window.resize(width, height)
    QApplication.processEvents()


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_the_five_steps_stop_nobody(
    room: tuple[int, int, float], unfinished: DataFolder, qtbot: QtBot, windows: list[MainWindow]
) -> None:
    window, page, _ = open_window(qtbot, windows, unfinished, "monthly")
    assert isinstance(page, MonthlyPage)
    until(qtbot, lambda: page.shown is not None and page._checked and page.loose is not None)
    fit(window, room)
    for step in (LOOSE, SHEETS, CHECK, SEAL, SEND):
        page.go_to_step(step)
        settle(qtbot, window)
        nothing([f"{step}: {fault}" for fault in audit.everything(window)])
    page.go_to_step(SHEETS)
    page._go_to_cell(WORK, "D5")
    page.show_margin()
    settle(qtbot, window)
    nothing(audit.everything(window))


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_a_sealed_month_that_differs_stops_nobody(
    room: tuple[int, int, float], sealed: DataFolder, qtbot: QtBot, windows: list[MainWindow], tmp_path: Path
) -> None:
    services = open_services(sealed)
    add(services, "补记的", date(2026, 3, 21))
    services.close()
    window, page, _ = open_window(qtbot, windows, sealed, "monthly")
    assert isinstance(page, MonthlyPage)
    until(qtbot, lambda: page.differ > 0)
    fit(window, room)
    for step in (SHEETS, SEAL, SEND):
        page.go_to_step(step)
        settle(qtbot, window)
        nothing([f"{step}: {fault}" for fault in audit.everything(window)])
    gone = tmp_path / "KINGSTON"
    page._folders.append(gone)
    page.write_to(gone)
    until(qtbot, lambda: page.send.error is not None)
    nothing(audit.everything(window))


@pytest.mark.parametrize("key", ["returns", "return"])
@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_returns_that_were_sent_stop_nobody(
    room: tuple[int, int, float], key: str, sealed: DataFolder, qtbot: QtBot, windows: list[MainWindow]
) -> None:
    window, _, _ = open_window(qtbot, windows, sealed, "home")
    fit(window, room)
    how = {"template": "monthly", "period": MARCH.text, "revision": 2} if key == "return" else {}
    window.go(key, **how)
    settle(qtbot, window)
    nothing(audit.everything(window))
