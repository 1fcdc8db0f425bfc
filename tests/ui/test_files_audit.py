"""The preview and the files of a case, filled and with notices, at the sizes and letter sizes people have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.errors import AppError
from app.progress import Progress
from app.ui.pages import preview_page
from app.ui.pages.case.page import CasePage
from app.ui.pages.preview_page import PreviewAction, PreviewPage
from app.ui.theme import look
from tests.services.attachments import files
from tests.ui import audit
from tests.ui.desk import Desk
from tests.ui.test_audit import ROOMS, nothing

every_room = pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))


def sized(desk: Desk, room: tuple[int, int, float]) -> None:
    width, height, scale = room
    look().set_scale(scale)
    desk.window.resize(width, height)
    QApplication.processEvents()


def preview(desk: Desk, make: Callable[[Progress], object]) -> PreviewPage:
    actions = (PreviewAction("发出", lambda: None, icon="paper-plane-tilt", key="F10", primary=True),)
    page = desk.go(
        "preview",
        PreviewPage,
        title="消费争议调解终止通知书",
        fact="青消保终〔2026〕0012 号 · 发出时给编号",
        make=make,
        name="终止通知书.pdf",
        actions=actions,
    )
    desk.settle()
    return page


@every_room
def test_a_paper_in_the_preview(desk: Desk, room: tuple[int, int, float], monkeypatch: pytest.MonkeyPatch) -> None:
    sized(desk, room)
    page = preview(desk, lambda progress: files.pdf(12))
    desk.qtbot.waitUntil(lambda: page.view.drawn, timeout=10000)
    page.view.go_to(11)
    nothing(audit.everything(desk.window))
    assert page.view.height() > 100
    monkeypatch.setattr(preview_page, "printers", list)
    page._print()
    nothing(audit.everything(desk.window))
    look().set_theme("contrast")
    nothing(audit.too_faint(desk.window))


@every_room
def test_a_paper_that_could_not_be_made(desk: Desk, room: tuple[int, int, float]) -> None:
    def make(progress: Progress) -> bytes:
        raise AppError("store.missing", short="ab12cd34")

    sized(desk, room)
    preview(desk, make)
    nothing(audit.everything(desk.window))


@every_room
def test_files_of_a_case(desk: Desk, room: tuple[int, int, float], tmp_path: Path) -> None:
    sized(desk, room)
    case = desk.case(complainant="李秀英", trader="宏发手机店", facts="黑屏")
    page = desk.go("case", CasePage, case=case, section="files")
    nothing(audit.everything(desk.window))
    paths = []
    for name, data in (
        ("微信图片_20260305121314_很长的名字很长的名字很长的名字很长的名字.jpg", files.photo()),
        ("合同.pdf", files.pdf(3)),
        ("情况说明.docx", files.docx()),
        ("坏的.exe", b"MZ\0\0"),
    ):
        paths.append(tmp_path / name)
        paths[-1].write_bytes(data)
    page.files.add(paths)
    desk.settle()
    assert len(page.files.cards) == 3
    nothing(audit.everything(desk.window))
    click = next(iter(page.files.cards.values())).buttons["remove"]
    click.click()
    desk.settle()
    nothing(audit.everything(desk.window))
