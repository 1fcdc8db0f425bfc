"""附件 of a case: added by button, dragging and pasting; looked at, noted, taken away and put back, by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from app.ui.pages.case.files_panel import FilesPanel
from app.ui.pages.case.page import CasePage
from app.ui.pages.preview_page import PreviewPage
from app.ui.widgets.buttons import Button
from tests.services.attachments import files
from tests.ui.desk import Desk
from tests.ui.keys import click, press, write

K = Qt.Key


@pytest.fixture
def case(desk: Desk) -> str:
    return desk.case(complainant="李秀英", trader="宏发手机店", facts="黑屏")


@pytest.fixture
def page(desk: Desk, case: str) -> CasePage:
    shown = desk.go("case", CasePage, case=case, section="files")
    desk.settle()
    return shown


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def add(desk: Desk, panel: FilesPanel, *paths: Path) -> None:
    panel.add(paths)
    desk.settle()


def title(panel: FilesPanel) -> str:
    return panel._notice.title.text() if panel._notice is not None else ""


def said(panel: FilesPanel) -> str:
    return panel._notice.accessibleDescription() if panel._notice is not None else ""


def focus() -> QWidget | None:
    return QApplication.focusWidget()


def test_an_empty_case_says_how(desk: Desk, page: CasePage) -> None:
    panel = page.files
    assert panel.isVisible() and panel.said.text() == "还没有附件" and "F5" in panel.how.text()
    page.show_section("files")
    assert focus() is panel.add_button


def test_files_chosen_by_the_button(
    desk: Desk, page: CasePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [written(tmp_path, "发票.jpg", files.photo()), written(tmp_path, "合同.pdf", files.pdf(3))]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *rest: ([str(path) for path in paths], ""))
    press(page, K.Key_F5)
    desk.settle()
    panel = page.files
    assert title(panel) == "存好了 2 个附件" and panel.said.text() == "2 个附件"
    assert [card.face.name for card in panel.cards.values()] == ["发票.jpg", "合同.pdf"]
    assert all(card.thumb.shown for card in panel.cards.values())
    assert [face.by for face in desk.services.attachments.of(page._wanted)] == ["王桂芬", "王桂芬"]


def test_what_is_wrong_with_a_file_is_said(desk: Desk, page: CasePage, tmp_path: Path) -> None:
    panel = page.files
    add(desk, panel, written(tmp_path, "a.jpg", files.photo()), written(tmp_path, "b.exe", b"MZ\0\0"))
    assert title(panel) == "存好了 1 个附件" and "「b.exe」是一个程序" in said(panel)
    add(desk, panel, written(tmp_path, "c.jpg", files.photo()))
    assert title(panel) == "没有新的附件" and "没有再存一遍" in said(panel)
    add(desk, panel, written(tmp_path, "d.jpg", files.photo()[:900]))
    assert title(panel) == "没有存下附件" and "「d.jpg」不完整" in said(panel)
    assert len(panel.cards) == 1


def test_dragged_files(desk: Desk, page: CasePage, tmp_path: Path) -> None:
    panel, path = page.files, written(tmp_path, "a.png", files.photo(kind="PNG"))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(20, 20), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(panel, enter)
    assert enter.isAccepted() and panel.said.text() == "松开就存进来"
    QApplication.sendEvent(panel, QDropEvent(QPointF(20, 20), Qt.DropAction.CopyAction, data, left, none))
    desk.settle()
    assert [card.face.name for card in panel.cards.values()] == ["a.png"]
    text = QMimeData()
    text.setText("三月五日")
    enter = QDragEnterEvent(QPoint(20, 20), Qt.DropAction.CopyAction, text, left, none)
    enter.ignore()
    QApplication.sendEvent(panel, enter)
    assert not enter.isAccepted()


def test_a_screenshot_is_pasted(desk: Desk, page: CasePage) -> None:
    panel, clipboard = page.files, QGuiApplication.clipboard()
    clipboard.setText("没有图")
    press(page, K.Key_V, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert title(panel) == "剪贴板里没有图片"
    image = QImage(301, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    clipboard.setImage(image)
    panel.add_button.setFocus()
    press(panel.add_button, K.Key_V, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    (card,) = panel.cards.values()
    assert card.face.name.startswith("截图 ") and card.face.media == "image/png" and card.face.pages == 1
    pages = desk.services.attachments.pages(card.face.id)
    raster = pages.raster(0, 96)
    pages.close()
    assert (raster.width, raster.height, raster.rgb[:3]) == (301, 200, b"\x00\x80\x00")


def test_looking_at_a_file_and_coming_back(desk: Desk, page: CasePage, tmp_path: Path) -> None:
    add(desk, page.files, written(tmp_path, "合同.pdf", files.pdf(3)))
    page.show_section("files")
    (card,) = page.files.cards.values()
    assert focus() is card.buttons["look"]
    press(card.buttons["look"], K.Key_Return)
    desk.settle()
    preview = desk.window.page("preview")
    assert desk.window.current == "preview" and isinstance(preview, PreviewPage)
    assert preview.view.pages == 3 and preview.head.title.text() == "合同.pdf"
    desk.qtbot.waitUntil(lambda: preview.view.drawn, timeout=10000)
    preview.store(tmp_path / "存.pdf")
    desk.settle()
    assert (tmp_path / "存.pdf").read_bytes() == (tmp_path / "合同.pdf").read_bytes()
    press(preview, K.Key_Escape)
    desk.settle()
    assert desk.window.current == "case" and page.section == "files"


def test_a_note_is_kept_when_one_leaves_the_field(desk: Desk, page: CasePage, tmp_path: Path, case: str) -> None:
    panel = page.files
    add(desk, panel, written(tmp_path, "a.jpg", files.photo()), written(tmp_path, "b.pdf", files.pdf(1)))
    card = next(iter(panel.cards.values()))
    card.note.input.setFocus()
    write(card.note.input, "发票，三月五日买的")
    press(card.note.input, K.Key_Return)
    desk.settle()
    assert focus() is card.buttons["look"] and next(iter(panel.cards.values())) is card
    assert [face.note for face in desk.services.attachments.of(case)] == ["发票，三月五日买的", ""]
    second = list(panel.cards.values())[1]
    second.note.input.setFocus()
    write(second.note.input, "合同")
    page.show_section("facts")
    desk.settle()
    assert [face.note for face in desk.services.attachments.of(case)][1] == "合同"


def test_taking_away_and_putting_back(desk: Desk, page: CasePage, tmp_path: Path, case: str) -> None:
    panel = page.files
    add(desk, panel, written(tmp_path, "a.jpg", files.photo()))
    (card,) = panel.cards.values()
    click(card.buttons["remove"])
    desk.settle()
    assert title(panel) == "拿掉了：a.jpg" and not panel.cards and not desk.services.attachments.of(case)
    back = focus()
    assert isinstance(back, Button) and back.text() == "放回来"
    press(back, K.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert title(panel) == "放回来了：a.jpg" and len(panel.cards) == 1


def test_tab_goes_from_file_to_file(desk: Desk, page: CasePage, tmp_path: Path) -> None:
    panel = page.files
    add(desk, panel, written(tmp_path, "a.jpg", files.photo()), written(tmp_path, "说明.docx", files.docx()))
    panel._say(None)
    panel.add_button.setFocus()
    walked: list[str] = []
    for _ in range(9):
        current = focus()
        assert current is not None
        walked.append(current.accessibleName())
        press(current, K.Key_Tab)
    assert walked == [
        "加文件", "贴上截图", "说明：a.jpg", "看、打印：a.jpg", "存成文件：a.jpg", "拿掉：a.jpg", "说明：说明.docx",
        "用别的程序打开：说明.docx", "存成文件：说明.docx",
    ]  # fmt: skip


def test_a_case_in_the_bin_is_only_looked_at(desk: Desk, page: CasePage, tmp_path: Path, case: str) -> None:
    add(desk, page.files, written(tmp_path, "a.jpg", files.photo()))
    desk.services.complaints.delete(case)
    page.refresh()
    desk.settle()
    page.show_section("files")
    (card,) = page.files.cards.values()
    assert not page.files.add_button.isVisible() and set(card.buttons) == {"look", "save"}
