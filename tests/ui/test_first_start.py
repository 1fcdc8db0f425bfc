"""From nothing to the first complaint: three questions or a set-up file, the practice office, and back."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.paths import DataFolder
from app.services import setups
from app.services.database import Database
from app.ui.application import make_window
from app.ui.pages.case.page import CasePage
from app.ui.pages.entry.page import EntryPage
from app.ui.pages.practice.offer import PracticePage
from app.ui.pages.setup import SetupPage
from app.ui.pages.setup_file_page import SetupFilePage
from app.ui.pages.who_page import WhoPage
from app.ui.shell.main_window import MainWindow
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from tests.ui.desk import Desk
from tests.ui.keys import press, write


@pytest.fixture(autouse=True)
def nobody_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A person without a desktop of their own, so that no set-up file of this machine is found."""
    (tmp_path / "person").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "person"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "person"))
    monkeypatch.chdir(tmp_path / "person")


def first_start(folder: DataFolder, qtbot: QtBot, windows: list[QWidget]) -> tuple[MainWindow, SetupPage]:
    """The window on a folder that has no office yet."""
    window = make_window(folder)
    windows.append(window)
    window.resize(1366, 768)
    window.painted.connect(window.open_office)
    window.show()
    qtbot.waitUntil(lambda: isinstance(window.stack.currentWidget(), SetupPage), timeout=10000)
    page = window.stack.currentWidget()
    assert isinstance(page, SetupPage)
    with qtbot.waitActive(window):
        window.activateWindow()
    return window, page


def said(banner: QWidget) -> str:
    """What a banner tells a screen reader."""
    return banner.accessibleName() + banner.accessibleDescription()


def settle(window: MainWindow, qtbot: QtBot) -> None:
    """Wait until every lane is idle."""
    for _ in range(3):
        qtbot.waitUntil(lambda: not window.jobs.busy, timeout=20000)
        qtbot.wait(1)


def test_three_questions_make_the_office(tmp_path: Path, qtbot: QtBot, windows: list[QWidget]) -> None:
    window, page = first_start(DataFolder(tmp_path / "a" / "new"), qtbot, windows)
    press(page, Qt.Key.Key_F10)
    assert page.code.state == "error" and page.name.state == "error"
    page.place.setFocus()
    write(page.place.input, "莲都")
    press(page.place.input, Qt.Key.Key_Return)
    assert (page.code.text(), page.name.text()) == ("331102", "莲都区消保委")
    write(page.clerk.input, "王桂芬")
    with qtbot.waitSignal(window.opened, timeout=20000):
        page.start.click()
    assert window._context is not None
    assert (window._context.office.name, window._context.office.person) == ("莲都区消保委", "王桂芬")
    assert window.current == "practice"
    press(window, Qt.Key.Key_Escape)
    assert window.current == "home"
    settle(window, qtbot)


def test_a_set_up_file_lying_about_is_offered_and_answers_the_rest(
    county: Database, tmp_path: Path, qtbot: QtBot, windows: list[QWidget]
) -> None:
    place = tmp_path / "usb"
    place.mkdir()
    made = setups.propose(county, code="331122003", name="城关监督站", machine="02", scale=1.5)
    setups.write(place / "城关.xbset", made)
    window, page = first_start(DataFolder(place / "data"), qtbot, windows)
    qtbot.waitUntil(lambda: page._banner is not None, timeout=10000)
    assert look().scale == 1.0, "nothing is taken unasked"
    qtbot.waitUntil(lambda: isinstance(b := window.focusWidget(), Button) and b.isVisible() and "用这个" in b.text())
    qtbot.wait(20)
    press(page, Qt.Key.Key_F2)
    assert look().scale == 1.5
    write(page.clerk.input, "王桂芬")
    with qtbot.waitSignal(window.opened, timeout=20000):
        press(page, Qt.Key.Key_F10)
    assert window._context is not None
    home = window._context.services.home
    assert (home.office.code, home.office.parent, home.machine) == ("331122003", "331122", "02")
    settle(window, qtbot)


def test_a_broken_set_up_file_is_told_and_the_questions_stay(
    tmp_path: Path, qtbot: QtBot, windows: list[QWidget]
) -> None:
    window, page = first_start(DataFolder(tmp_path / "a" / "new"), qtbot, windows)
    (tmp_path / "坏.xbset").write_bytes(b"PK\x03\x04 not whole")
    page.take_file(tmp_path / "坏.xbset")
    qtbot.waitUntil(lambda: page._banner is not None, timeout=10000)
    assert (
        page._banner is not None and "坏.xbset" in page._banner.accessibleDescription() + page._banner.accessibleName()
    )
    assert page.code.isVisible()
    settle(window, qtbot)


def test_practising_and_coming_back(desk: Desk, qtbot: QtBot) -> None:
    offer = desk.go("practice", PracticePage)
    with qtbot.waitSignal(desk.window.opened, timeout=20000):
        offer.begin.click()
    desk.settle()
    assert desk.services.home.practice == "desk"
    assert desk.window.current == "entry" and desk.window._watermark.isVisible()
    desk.window._context.shared["today"] = desk.today  # type: ignore[union-attr]  # an office is open
    desk.case(complainant="练习的人", trader="某店")
    with qtbot.waitSignal(desk.window.opened, timeout=20000):
        desk.window.go("leave")
    desk.settle()
    assert desk.services.home.practice == "" and not desk.window._watermark.isVisible()
    assert desk.services.complaints.find().total == 0
    assert desk.window.current == "home"


def test_somebody_else_sits_down(desk: Desk, today: date) -> None:
    page = desk.go("who", WhoPage)
    write(page.name.input, "赵德顺")
    press(page.name.input, Qt.Key.Key_Return)
    assert desk.window._context is not None
    assert desk.window._context.settings.window.clerk == "赵德顺"
    assert desk.window._context.office.person == "赵德顺"
    again = desk.go("who", WhoPage)
    assert again._row is not None
    write(again.name.input, "   ")
    press(again.name.input, Qt.Key.Key_Return)
    assert again.name.state == "error" and desk.window.current == "who"


def test_the_county_makes_a_set_up_file(desk: Desk, tmp_path: Path) -> None:
    page = desk.go("setup-file", SetupFilePage)
    write(page.name.input, "城关监督站")
    write(page.code.input, "003")
    page.write(tmp_path / "城关.xbset")
    desk.settle()
    made = setups.read(tmp_path / "城关.xbset")
    assert (made.name, made.code, made.parent, made.scale) == ("城关监督站", "331122003", "331122", 1.5)
    home = setups.begin(DataFolder(tmp_path / "station"), made)
    assert home.office.level == "station"
    shutil.rmtree(tmp_path / "station")
    page.write(tmp_path / "没有这个文件夹" / "x.xbset")
    desk.settle()
    assert page._banner is not None and "没有做成" in said(page._banner)


def test_the_first_complaint_is_guided_field_by_field(desk: Desk, qtbot: QtBot) -> None:
    offer = desk.go("practice", PracticePage)
    with qtbot.waitSignal(desk.window.opened, timeout=20000):
        offer.begin.click()
    desk.settle()
    page = desk.window.page("entry")
    assert isinstance(page, EntryPage) and page.guide is not None
    page.form.focus_on("complainant")
    assert page.guide.step.isVisible() and "李秀英" in page.guide.step.text()
    said = [page.guide.step.text()]
    for text in ("李秀英", "13805712236", "宏发手机店", "手机"):
        write(focus(), text)
        press(focus(), Qt.Key.Key_Return)
        said.append(page.guide.step.text())
    assert len(set(said)) == 5, "each field has words of its own"
    assert "按数字 1 选" in page.guide.step.text()
    press(focus(), Qt.Key.Key_F10)
    desk.settle()
    assert desk.services.complaints.find("李秀英").total == 1
    assert "您会了" in page.guide.step.text() and not page.guide.story.isVisible()
    press(focus(), Qt.Key.Key_Return)
    write(focus(), "王")
    assert page.guide.story.isVisible()
    desk.settle()


def test_outside_of_practice_nobody_is_guided(desk: Desk) -> None:
    assert desk.go("entry", EntryPage).guide is None


def test_a_real_case_written_while_practising_moves_in_one_step(desk: Desk, qtbot: QtBot) -> None:
    offer = desk.go("practice", PracticePage)
    with qtbot.waitSignal(desk.window.opened, timeout=20000):
        offer.begin.click()
    desk.settle()
    id = desk.case(complainant="真的人", trader="真的店")
    page = desk.go("case", CasePage, case=id)
    assert page.move_button.isVisible()
    page.move_button.click()
    desk.settle()
    assert desk.services.complaints.show(id).deleted
    with qtbot.waitSignal(desk.window.opened, timeout=20000):
        desk.window.go("leave")
    desk.settle()
    assert desk.services.complaints.find("真的人").total == 1
    page = desk.go("case", CasePage, case=id)
    assert not page.move_button.isVisible()


def focus() -> QWidget:
    """Where the keys go."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget
