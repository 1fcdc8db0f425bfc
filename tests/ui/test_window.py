"""The shell: keys, order of focus, room, letter size; and every part at every size."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.errors import AppError
from app.ui.breadth import Breadth
from app.ui.pages import ENTRIES, entries_for
from app.ui.pages.base import Page
from app.ui.shell.focus_order import focusable
from app.ui.shell.main_window import MainWindow
from app.ui.theme import SCALES, look
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.focus_ring import FocusRing
from app.ui.widgets.frame import PageFrame
from tests.ui.gallery import GALLERY
from tests.ui.keys import click, press


def shown(window: MainWindow) -> Page:
    page = window.stack.currentWidget()
    assert isinstance(page, Page)
    return page


def test_each_kind_of_office_has_its_pages() -> None:
    assert [entry.key for entry in entries_for("station")] == [
        *("home", "entry", "piles", "register", "due", "enquiries", "more"),
    ]
    assert [entry.key for entry in entries_for("county")] == [
        *("home", "entry", "piles", "register", "due", "traders", "enquiries", "monthly", "more"),
    ]
    assert [entry.key for entry in entries_for("city")] == ["home", "register", "monthly", "merge", "more"]
    assert len({entry.key for entry in ENTRIES}) == len(ENTRIES)


def test_pages_switch_by_keyboard_and_escape_goes_back(gallery: MainWindow, qtbot: QtBot) -> None:
    press(gallery, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert gallery.current == "register"
    press(gallery, Qt.Key.Key_F1)
    assert gallery.current == "help"
    press(gallery, Qt.Key.Key_F1)
    assert gallery.current == "register"
    press(gallery, Qt.Key.Key_Escape)
    assert gallery.current == "home"


def test_focus_goes_body_margin_action_bar_side_bar(gallery: MainWindow, qtbot: QtBot) -> None:
    gallery.go("entry")
    page = shown(gallery)
    regions = {"body": page.content, "margin": page.margin, "bar": page.bar, "side": gallery.side_bar}
    visited: list[str] = []
    for _ in range(60):
        focus = QApplication.focusWidget()
        assert focus is not None
        region = next((name for name, holder in regions.items() if holder.isAncestorOf(focus)), "head")
        if not visited or visited[-1] != region:
            visited.append(region)
        press(focus, Qt.Key.Key_Tab)
    start = visited.index("body")
    assert visited[start : start + 5] == ["body", "margin", "bar", "side", "head"]


def test_the_ring_follows_the_focus_and_leaves_fields_alone(gallery: MainWindow, qtbot: QtBot) -> None:
    ring = gallery.findChild(FocusRing)
    assert isinstance(ring, FocusRing)
    gallery.go("home")
    button = next(button for button in shown(gallery).content.findChildren(Button) if button.text() == "打印")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.isVisible()
    spot = button.mapTo(gallery, button.rect().center())
    assert ring.geometry().contains(spot)
    gallery.go("entry")
    assert not ring.isVisible()


def test_an_off_button_keeps_focus_and_says_why(gallery: MainWindow, qtbot: QtBot) -> None:
    button = next(button for button in shown(gallery).content.findChildren(Button) if button.text() == "封存")
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    chosen: list[bool] = []
    button.chosen.connect(lambda: chosen.append(True))
    with qtbot.waitSignal(button.refused) as refused:
        click(button)
    assert refused.args == ["还有 1 处错误，现在不能封存"]
    button.set_off("")
    press(button, Qt.Key.Key_Return)
    assert chosen == [True]


def test_an_expected_problem_stays_on_the_page_until_it_is_settled(gallery: MainWindow, qtbot: QtBot) -> None:
    gallery.show_error(AppError("ui.no_display"))
    banner = next(banner for banner in shown(gallery).findChildren(Banner) if "没有做成" in banner.title.text())
    assert "7001" in banner.text.text()
    focus = QApplication.focusWidget()
    assert isinstance(focus, Button)
    press(focus, Qt.Key.Key_Return)
    assert not banner.isVisible()


def test_a_bug_shows_its_page_and_the_failed_page_is_made_anew(gallery: MainWindow, qtbot: QtBot) -> None:
    before = shown(gallery)
    gallery.show_crash("details")
    home = next(button for button in gallery.findChildren(Button) if button.text() == "回首页")
    assert home.hasFocus()
    frame = gallery.stack.currentWidget()
    assert isinstance(frame, PageFrame) and frame.scrolling is not None
    qtbot.wait(50)  # a page just shown is laid out a moment later
    assert frame.scrolling.verticalScrollBar().value() == 0  # on top it says that nothing was lost
    press(home, Qt.Key.Key_Return)
    assert gallery.current == "home"
    assert shown(gallery) is not before


def test_letters_grow_live_and_the_window_rearranges(gallery: MainWindow, qtbot: QtBot) -> None:
    gallery.go("entry")
    button = shown(gallery).bar.findChildren(Button)[0]
    height = button.height()
    assert gallery.breadth == Breadth("wide", False)
    for _ in SCALES:
        press(gallery, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert look().scale == 2.0
    assert gallery.breadth == Breadth("narrow", True)
    QApplication.processEvents()
    assert button.height() == 2 * height
    assert gallery.top_bar.isVisible()
    assert not gallery.side_bar.isVisible()
    press(gallery, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert look().scale == 1.0


@pytest.mark.parametrize("theme", ["light", "contrast"])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_no_part_is_wider_than_its_room(gallery: MainWindow, theme: str, scale: float) -> None:
    look().set_theme(theme)
    look().set_scale(scale)
    for key in (*GALLERY, "look", "help", "menu"):
        gallery.go(key)
        QApplication.processEvents()
        assert gallery.width() == 1366
        gallery.grab()
        for stop in focusable([gallery]):
            left = stop.mapTo(gallery, stop.rect().topLeft()).x()
            assert left >= 0, (key, stop.accessibleName())
            assert left + stop.width() <= gallery.width(), (key, stop.accessibleName(), left, stop.width())


def test_every_control_has_a_name_and_a_role(gallery: MainWindow) -> None:
    for key in (*GALLERY, "look", "help", "menu"):
        gallery.go(key)
        for stop in focusable([gallery]):
            face = QAccessible.queryAccessibleInterface(stop)
            name = face.text(QAccessible.Text.Name)
            assert name.strip(), (key, type(stop).__name__)
            assert face.role() not in (QAccessible.Role.NoRole, QAccessible.Role.Client), (key, name)


def test_targets_are_large_enough(gallery: MainWindow) -> None:
    def small(widget: QWidget) -> bool:
        return widget.height() < look().px(38)

    for key in GALLERY:
        gallery.go(key)
        QApplication.processEvents()
        assert not [stop.accessibleName() for stop in focusable([gallery]) if small(stop)]
