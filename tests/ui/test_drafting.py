"""What is being typed is on disk in time, in order, and when the page or the window goes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.errors import EXIT_STORAGE, AppError
from app.services.drafts import Draft, Drafts
from app.ui.drafting import AFTER_LAST_KEY, AT_LEAST_EVERY, DraftKeeper
from tests.ui.desk import Desk


class Sheet(QWidget):
    """A page of one field."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        assert desk.window._context is not None
        self.field = QLineEdit()
        QVBoxLayout(self).addWidget(self.field)
        self.keeper = DraftKeeper(desk.window._context, "entry", self.collect, words=self.field.text, parent=self)
        self.field.textEdited.connect(lambda _: self.keeper.touched())
        self.told: list[str] = []
        self.keeper.stored.connect(self.told.append)

    def collect(self) -> dict[str, Any]:
        return {"facts": self.field.text()} if self.field.text() else {}


@pytest.fixture
def sheet(desk: Desk, qtbot: QtBot, windows: list[QWidget]) -> Iterator[Sheet]:
    made = Sheet(desk)
    windows.insert(0, made)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    yield made


def texts(desk: Desk) -> list[str]:
    return [draft.content["facts"] for draft in desk.services.drafts.waiting()]


def type_in(sheet: Sheet, text: str) -> None:
    QTest.keyClicks(sheet.field, text)


def test_no_key_is_ever_two_seconds_from_the_disk(desk: Desk, sheet: Sheet, qtbot: QtBot) -> None:
    """Typing on and on without a pause: the draft follows."""
    watcher = Drafts(desk.services.folder.drafts)
    begun = time.monotonic()
    typed: list[float] = []
    worst = 0.0
    while time.monotonic() - begun < 4.5:
        type_in(sheet, "a")
        typed.append(time.monotonic())
        qtbot.wait(60)
        (draft,) = watcher.waiting() or (Draft("", "", None, "", {"facts": ""}),)  # type: ignore[arg-type]
        on_disk = len(draft.content["facts"])
        if on_disk < len(typed):
            worst = max(worst, time.monotonic() - typed[on_disk])
    watcher.close()
    assert AT_LEAST_EVERY / 1000 - 0.2 < worst < 2.0


def test_the_last_key_is_stored_after_a_pause_and_it_is_said(desk: Desk, sheet: Sheet, qtbot: QtBot) -> None:
    type_in(sheet, "shouji")
    assert texts(desk) == []
    qtbot.waitUntil(lambda: sheet.told != [], timeout=2000)
    assert texts(desk) == ["shouji"]
    assert sheet.told[0].startswith("草稿已存好 · ") and len(sheet.told[0]) == len("草稿已存好 · 09:41")
    (draft,) = desk.services.drafts.waiting("entry")
    assert draft.id == sheet.keeper.id and draft.words == "shouji"
    qtbot.wait(AFTER_LAST_KEY + 200)
    assert len(sheet.told) == 1  # nothing is written for nothing


@pytest.mark.parametrize("leave", [QWidget.hide, lambda sheet: sheet.keeper._jobs.close()], ids=["page", "window"])
def test_leaving_stores_at_once(desk: Desk, sheet: Sheet, leave: Callable[[QWidget], None]) -> None:
    type_in(sheet, "x")
    leave(sheet)
    desk.window.jobs._lanes["draft"].shutdown(wait=True)
    assert texts(desk) == ["x"]


def test_emptied_means_forgotten(desk: Desk, sheet: Sheet, qtbot: QtBot) -> None:
    type_in(sheet, "x")
    sheet.keeper.flush()
    desk.settle()
    assert texts(desk) == ["x"]
    QTest.keyClick(sheet.field, Qt.Key.Key_Backspace)
    sheet.keeper.flush()
    desk.settle()
    assert texts(desk) == [] and sheet.told[-1] == ""


def test_what_was_saved_does_not_come_back(desk: Desk, sheet: Sheet, qtbot: QtBot) -> None:
    type_in(sheet, "x")
    sheet.keeper.flush()
    type_in(sheet, "y")
    before = sheet.keeper.id
    sheet.keeper.drop()
    assert sheet.keeper.id != before
    qtbot.wait(AT_LEAST_EVERY + 200)
    desk.settle()
    assert texts(desk) == []


def test_several_wait_and_one_is_taken_up_again(desk: Desk, sheet: Sheet) -> None:
    first = sheet.keeper.id
    type_in(sheet, "one")
    sheet.keeper.put_down()
    sheet.field.clear()
    type_in(sheet, "two")
    sheet.keeper.put_down()
    desk.settle()
    assert texts(desk) == ["two", "one"]
    sheet.field.setText("one")
    sheet.keeper.resume(first)
    type_in(sheet, "more")
    sheet.keeper.flush()
    desk.settle()
    assert texts(desk) == ["onemore", "two"]


def test_a_draft_never_waits_behind_a_long_change(desk: Desk, sheet: Sheet, qtbot: QtBot) -> None:
    release = threading.Event()

    def merging(progress: object) -> None:
        with desk.services.database.write():
            release.wait(5)

    desk.window.jobs.write(merging)
    type_in(sheet, "x")
    sheet.keeper.flush()
    qtbot.waitUntil(lambda: sheet.told != [], timeout=2000)
    assert not release.is_set() and texts(desk) == ["x"]
    release.set()


class _Full(Drafts):
    """A disk that is full for a while."""

    full = True

    def put(self, id: str, kind: str, content: Any, words: str = "") -> Any:
        if self.full:
            raise AppError("draft.full", exit_code=EXIT_STORAGE)
        return super().put(id, kind, content, words)


def test_what_could_not_be_stored_is_tried_again(
    desk: Desk, sheet: Sheet, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.drafting.TRY_AGAIN", 50)
    sheet.keeper._again.setInterval(50)
    disk = _Full(desk.services.folder.drafts)
    sheet.keeper._drafts = disk
    failures: list[AppError] = []
    sheet.keeper.failed.connect(failures.append)
    type_in(sheet, "one")
    sheet.keeper.put_down()
    sheet.field.clear()
    type_in(sheet, "two")
    sheet.keeper.flush()
    qtbot.waitUntil(lambda: len(failures) >= 3, timeout=3000)
    assert {error.code for error in failures} == {"draft.full"} and texts(desk) == []
    disk.full = False
    qtbot.waitUntil(lambda: sorted(texts(desk)) == ["one", "two"], timeout=3000)
    desk.settle()
    disk.close()
