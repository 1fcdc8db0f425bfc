"""Every page, at the sizes and letter sizes people have: nothing cut, faint, small, out of reach or without a name."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.ui.pages import ENTRIES, UNLISTED
from app.ui.pages.entry.page import EntryPage
from app.ui.theme import look
from app.ui.widgets.dialog import Question
from app.ui.widgets.words import Words
from tests.ui import audit
from tests.ui.desk import Desk, open_desk
from tests.ui.keys import write
from tests.ui.offices import TODAY, with_cases

#: Window and scale: 100 %, 150 % on the small screen; 200 % on the large one; 225 % of both scalings together on the
#: small one (the system's 1.5 makes the window that much smaller in Qt's pixels).
ROOMS = {
    "1366×768 100%": (1366, 768, 1.0),
    "1366×768 150%": (1366, 768, 1.5),
    "1920×1080 200%": (1920, 1080, 2.0),
    "1366×768 225%": (911, 512, 1.5),
}
#: Pages that need to be told of what.
OF_A_CASE = {"change", "case", "members"}
COUNTY = [entry.key for entry in (*ENTRIES, *UNLISTED) if "county" in entry.levels]
CITY = ["home", "register", "monthly", "merge", "setup-file"]
EVERYWHERE = ["look", "help", "menu"]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A county with thirty cases, made once."""
    template = request.getfixturevalue("county_template")
    return with_cases(template, tmp_path_factory.mktemp("audit") / "county", 30).root


@pytest.fixture
def county_desk(
    office: Path, tmp_path: Path, qtbot: QtBot, windows: list[QWidget]
) -> Iterator[Callable[[int, int, float], Desk]]:
    """The window on a copy of that county, of a given size and scale."""
    opened: list[Desk] = []

    def make(width: int, height: int, scale: float) -> Desk:
        shutil.copytree(office, tmp_path / "office")
        desk = open_desk(tmp_path / "office", qtbot, windows, TODAY)
        look().set_scale(scale)
        desk.window.resize(width, height)
        QApplication.processEvents()
        opened.append(desk)
        return desk

    yield make
    for desk in opened:
        desk.settle()


def show(desk: Desk, key: str) -> None:
    """Go to a page, and let it read what it shows."""
    how = {}
    if key in OF_A_CASE:
        how = {"case": desk.services.complaints.find().rows[0].id}
    desk.window.go(key, **how)
    desk.settle()


def nothing(faults: list[str]) -> None:
    """No faults; else each on a line of its own."""
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("key", [*COUNTY, *EVERYWHERE])
@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_a_county_page_stops_nobody(
    key: str, room: tuple[int, int, float], county_desk: Callable[[int, int, float], Desk]
) -> None:
    desk = county_desk(*room)
    show(desk, key)
    nothing(audit.everything(desk.window))


@pytest.mark.parametrize("key", [*COUNTY, *EVERYWHERE])
def test_a_county_page_in_high_contrast(key: str, county_desk: Callable[[int, int, float], Desk]) -> None:
    desk = county_desk(1366, 768, 1.0)
    look().set_theme("contrast")
    show(desk, key)
    nothing(audit.too_faint(desk.window))


@pytest.mark.parametrize("key", CITY)
@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_a_city_page_stops_nobody(key: str, room: tuple[int, int, float], city_desk: Desk) -> None:
    width, height, scale = room
    look().set_scale(scale)
    city_desk.window.resize(width, height)
    show(city_desk, key)
    nothing(audit.everything(city_desk.window))


# -- the audit itself can fail ------------------------------------------------------------------------
def test_the_audit_finds_what_is_wrong(desk: Desk) -> None:
    desk.window.go("menu")
    desk.settle()
    nothing(audit.everything(desk.window))
    page = desk.window.page("menu")
    assert page is not None
    narrow = Words("这一行放不下，后面的字就没有了", wrap=False, parent=page)
    narrow.setGeometry(300, 20, 120, 30)
    faint = Words("看不清的字", colour="line", parent=page)
    faint.setGeometry(300, 60, 200, 30)
    tiny = QPushButton(page)
    tiny.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    tiny.setGeometry(600, 20, 20, 20)
    for widget in (narrow, faint, tiny):
        widget.show()
        widget.raise_()
    found = " ".join(audit.everything(desk.window))
    for fault in ("这一行放不下", "faint: '看不清的字'", "small", "Tab never", "no name"):
        assert fault in found


# -- states of the entry page, and dialogs ------------------------------------------------------------
TYPED = {
    "complainant": "李秀英",
    "phone": "13805712236",
    "trader": "宏发手机店",
    "item": "手机",
    "amount": "两千三百五十",
    "purchased_on": "2月30日",
    "facts": "用了两天就黑屏，拿去店里说是人为摔坏，不给修也不给退。",
}


@pytest.mark.parametrize("now", ["amount", "purchased_on", "category", "nature", "channel"])
@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_a_complaint_half_written_stops_nobody(
    now: str, room: tuple[int, int, float], county_desk: Callable[[int, int, float], Desk], qtbot: QtBot
) -> None:
    """With its choices, suggestions, the calendar, a date that is none, and a case it may be a double of."""
    desk = county_desk(*room)
    show(desk, "entry")
    page = desk.window.page("entry")
    assert isinstance(page, EntryPage)
    for name, text in TYPED.items():
        page.form.focus_on(name)
        write(page.form.fields[name].input, text)
    page.form.focus_on(now)
    qtbot.wait(250)
    desk.settle()
    nothing(audit.everything(desk.window))
    field, save = page.form.fields[now].input, page.save_button
    for widget in (field, save):
        box = QRect(widget.mapTo(desk.window, QPoint(0, 0)), widget.size())
        assert widget.visibleRegion().boundingRect() == widget.rect(), "neither is covered or scrolled away"
        assert desk.window.rect().contains(box)


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_a_question_says_all_its_words(
    room: tuple[int, int, float], county_desk: Callable[[int, int, float], Desk], qtbot: QtBot
) -> None:
    desk = county_desk(*room)
    asked = Question(
        desk.window,
        "把这一件放进回收站？",
        "李秀英 投诉 宏发手机店，编号 331122 000 20260318 01 0018。放进去以后不再统计，三十天内随时可以从回收站恢复。",
        [("delete", "放进回收站", "danger")],
        ("keep", "留着"),
    )
    try:
        with qtbot.waitExposed(asked):
            asked.show()
        QApplication.processEvents()
        for label in asked.findChildren(QLabel):
            assert label.heightForWidth(label.width()) <= label.height() + 1, label.text()
        for button in asked.findChildren(QAbstractButton):
            assert asked.rect().contains(button.mapTo(asked, button.rect().bottomRight())), button.text()
            assert button.height() >= look().px(audit.TARGET)
            assert button.accessibleName()
        assert asked.focusWidget() is not None and "留着" in asked.focusWidget().accessibleName()
    finally:
        asked.close()
        delete(asked)
