"""Starting: input method, first paint, what happens when opening or anything else fails."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.cli.main import run as run_call
from app.errors import AppError
from app.paths import DataFolder
from app.ui.application import check_display, fix_input_method, make_window
from app.ui.context import OfficeFacts
from app.ui.crash import details
from app.ui.opening import OpenedOffice, open_office
from app.ui.pages.common import long_day
from app.ui.pages.home import HomePage
from app.ui.settings import Settings
from app.ui.theme import look
from app.ui.widgets.cards import ErrorPanel
from tests.ui.gallery import Opened


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"QT_IM_MODULE": "fcitx"}, "ibus"),
        ({"QT_IM_MODULE": "fcitx5"}, "ibus"),
        ({"XMODIFIERS": "@im=fcitx"}, "ibus"),
        ({"QT_IM_MODULE": "ibus"}, "ibus"),
        ({"QT_IM_MODULE": "xim"}, "xim"),
        ({"XMODIFIERS": "@im=fcitx", "QT_IM_MODULES": "fcitx;ibus"}, None),
        ({}, None),
    ],
)
def test_chinese_input_reaches_the_window_under_fcitx(
    environment: dict[str, str], expected: str | None, tmp_path: Path
) -> None:
    fix_input_method(environment, tmp_path)
    assert environment.get("QT_IM_MODULE") == expected


def test_a_real_fcitx_plugin_is_used(tmp_path: Path) -> None:
    (tmp_path / "platforminputcontexts").mkdir()
    (tmp_path / "platforminputcontexts" / "libfcitx5platforminputcontextplugin.so").touch()
    environment = {"QT_IM_MODULE": "fcitx"}
    fix_input_method(environment, tmp_path)
    assert environment["QT_IM_MODULE"] == "fcitx"


def test_without_a_screen_a_sentence_instead_of_an_abort() -> None:
    with pytest.raises(AppError, match="没有屏幕"):
        check_display({}, "linux")
    check_display({"DISPLAY": ":0"}, "linux")
    check_display({}, "win32")


def test_the_window_paints_before_anything_is_loaded(
    qtbot: QtBot, tmp_path: Path, windows: list[QWidget], county_template: Path
) -> None:
    order: list[str] = []
    shutil.copytree(county_template, tmp_path, dirs_exist_ok=True)

    def opener(folder: DataFolder) -> OpenedOffice:
        order.append("opened")
        return open_office(folder)

    window = make_window(DataFolder(tmp_path), opener)
    windows.append(window)
    window.painted.connect(lambda: order.append("painted"))
    window.painted.connect(window.open_office)
    with qtbot.waitSignal(window.opened, timeout=5000):
        window.show()
    assert order == ["painted", "opened"]
    assert window.current == "home"
    assert [item.key for item in window.side_bar.entries()][:6] == [
        "home",
        "entry",
        "piles",
        "register",
        "due",
        "traders",
    ]
    window.close()
    assert Settings(tmp_path / "settings.toml").window.office == "青溪县消保委"


@pytest.mark.parametrize(("given", "shown"), [(["--today", "2026-3-2"], date(2026, 3, 2)), ([], None)])
def test_the_day_of_the_call_is_the_day_of_the_pages(
    given: list[str],
    shown: date | None,
    qtbot: QtBot,
    tmp_path: Path,
    windows: list[QWidget],
    county_template: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copytree(county_template, tmp_path, dirs_exist_ok=True)
    calls: list[date | None] = []

    def open_window(folder: DataFolder, *, today: date | None = None) -> int:
        calls.append(today)
        return 0

    monkeypatch.setattr("app.ui.application.run", open_window)
    assert run_call(["--data", str(tmp_path), *given]) == 0
    assert calls == [shown]
    window = make_window(DataFolder(tmp_path), today=calls[0])
    windows.append(window)
    window.painted.connect(window.open_office)
    with qtbot.waitSignal(window.opened, timeout=15000):
        window.show()
    home = window.page("home")
    assert isinstance(home, HomePage)
    assert home.day.text() == long_day(shown or date.today())
    window.close()


def test_an_office_that_cannot_be_opened_says_so_and_can_be_tried_again(
    qtbot: QtBot, tmp_path: Path, windows: list[QWidget]
) -> None:
    attempts: list[int] = []

    def opener(folder: DataFolder) -> Any:
        attempts.append(1)
        raise AppError("ui.no_display")

    window = make_window(DataFolder(tmp_path), opener)
    windows.append(window)
    window.show()
    window.open_office()
    qtbot.waitUntil(lambda: bool(window.findChildren(ErrorPanel)), timeout=5000)
    assert "没有屏幕" in window.findChildren(ErrorPanel)[0].accessibleDescription()
    again = next(button for button in window.findChildren(QPushButton) if button.text() == "再试一次")
    again.click()
    qtbot.waitUntil(lambda: len(attempts) == 2, timeout=5000)
    window.close()


def test_details_of_a_bug_tell_the_place_but_no_personal_data() -> None:
    try:
        int("李秀英 13805712236")
    except ValueError as error:
        text = details(error)
    assert "ValueError" in text
    assert "test_details_of_a_bug" in text
    assert "李秀英" not in text
    assert "13805712236" not in text


def test_letter_size_and_theme_are_remembered_and_other_settings_kept(
    qtbot: QtBot, tmp_path: Path, windows: list[QWidget]
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('other = 1\n[backup]\nfolder = "D:\\\\备份"\n', "utf-8")
    window = make_window(DataFolder(tmp_path), lambda folder: Opened(None, OfficeFacts("甲", "city")))
    windows.append(window)
    look().set_scale(1.5)
    look().set_theme("contrast")
    window.close()
    read = Settings(path)
    assert (read.window.scale, read.window.theme) == (1.5, "contrast")
    assert 'folder = "D:\\\\备份"' in path.read_text("utf-8")


def test_a_damaged_settings_file_is_no_reason_not_to_start(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xff\xfe[window\nscale = ")
    assert Settings(path).window.scale == 1.0
    path.write_text('[window]\nscale = "big"\nwidth = 900\nunknown = 1\n', "utf-8")
    assert (Settings(path).window.scale, Settings(path).window.width) == (1.0, 900)
