"""The page of the papers' templates: taken out, changed, put in, given back; the word of the office; by keyboard."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget

from app.ui.pages.more_page import MorePage
from app.ui.pages.papers.templates_page import TemplatesPage
from app.ui.theme import look
from tests.ui import audit
from tests.ui.desk import Desk
from tests.ui.keys import press, write
from tests.ui.test_audit import ROOMS, nothing

Key = Qt.Key


def focus() -> QWidget:
    """What has the focus."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def told(widget: QWidget) -> str:
    """The words that stand in ``widget``."""
    return " ".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def opened(desk: Desk) -> TemplatesPage:
    """The page, with the notice of acceptance chosen."""
    page = desk.go("paper-templates", TemplatesPage)
    page.table.choose(2)
    desk.qtbot.wait(20)
    return page


def changed(path: Path, words: str) -> None:
    """Put another paragraph into the template at ``path``."""
    word = docx.Document(str(path))
    word.add_paragraph(words)
    word.save(str(path))


def test_a_template_goes_out_and_comes_in_by_keyboard(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "受理告知书模板.docx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    desk.go("more", MorePage)
    for key in (Key.Key_9, Key.Key_3):  # 设置, 文书模板
        press(focus(), key)
        desk.settle()
    page = desk.window.page("paper-templates")
    assert isinstance(page, TemplatesPage) and page.model.rowCount() == 15
    for _ in range(2):
        press(focus(), Key.Key_Down)
    desk.qtbot.wait(20)
    press(focus(), Key.Key_F8)
    desk.settle()
    assert path.exists()
    changed(path, "地址：城关镇解放路1号")
    press(focus(), Key.Key_F10)
    desk.settle()
    assert [face.kind for face in desk.services.papers.templates() if face.changed_at] == ["acceptance_notice"]
    assert page.model.row(2).changed_at is not None and "自己的 1 种" in told(page.head)
    monkeypatch.setattr("app.ui.pages.papers.templates_page.Question.ask", lambda self: "reset")
    page.table.setFocus()
    press(focus(), Key.Key_Delete)
    desk.settle()
    assert not any(face.changed_at for face in desk.services.papers.templates())


def test_a_wrong_mark_is_named_and_nothing_changes(desk: Desk, tmp_path: Path) -> None:
    page = opened(desk)
    path = tmp_path / "x.docx"
    page.export("acceptance_notice", path)
    desk.settle()
    changed(path, "{{ 投诉 }}{{ 没有的 }}")
    page.install("acceptance_notice", path)
    desk.settle()
    assert "是不是「投诉人」" in told(page) and "没有「没有的」这个标记" in told(page)
    assert not any(face.changed_at for face in desk.services.papers.templates())


def test_the_word_of_the_office(desk: Desk) -> None:
    page = opened(desk)
    assert page.heading.text() == "青消保"
    page.heading.input.setFocus()
    page.heading.input.selectAll()
    write(page.heading.input, "溪A")
    press(page.heading.input, Key.Key_Return)
    desk.settle()
    assert page.heading.state == "error" and desk.services.papers.heading() == "青消保"
    page.heading.input.selectAll()
    write(page.heading.input, "溪消协")
    press(page.heading.input, Key.Key_Return)
    desk.settle()
    assert desk.services.papers.heading() == "溪消协" and "溪消协受〔" in page.heading.hint


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_the_page_stops_nobody(room: tuple[int, int, float], desk: Desk, tmp_path: Path) -> None:
    width, height, scale = room
    look().set_scale(scale)
    desk.window.resize(width, height)
    page = opened(desk)
    nothing(audit.everything(desk.window))
    path = tmp_path / "x.docx"
    page.export("acceptance_notice", path)
    desk.settle()
    nothing(audit.everything(desk.window))
    desk.services.papers.install_template("acceptance_notice", path)
    changed(path, "{{ 投诉 }}{{ 没有的 }}｛｛")
    page.install("acceptance_notice", path)
    desk.settle()
    nothing(audit.everything(desk.window))
    look().set_theme("contrast")
    nothing(audit.too_faint(desk.window))
