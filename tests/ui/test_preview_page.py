"""打印前看一看: pages at their size on paper, printed exactly, stored, and what goes wrong on the way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.errors import AppError
from app.progress import Progress
from app.services import rasters
from app.services.attachments.kinds import KINDS
from app.services.attachments.previews import ForeignPages
from app.services.rasters import OwnPages
from app.ui.pages import preview_page
from app.ui.pages.preview_page import PreviewAction, PreviewPage
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from tests.services.attachments import files
from tests.ui.desk import Desk
from tests.ui.keys import click, press

K = Qt.Key


def show(desk: Desk, make: Callable[[Progress], object], **how: object) -> PreviewPage:
    """The preview of what ``make`` gives, every page in sight drawn."""
    page = desk.go("preview", PreviewPage, **({"title": "清单", "make": make, "name": "清单.pdf"} | how))
    QApplication.processEvents()
    desk.settle()
    return page


def drawn(desk: Desk, page: PreviewPage) -> None:
    """Wait until what is in sight is drawn."""
    desk.qtbot.waitUntil(lambda: page.view.drawn, timeout=10000)
    desk.settle()


def printed_to(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def print_on(desk: Desk, page: PreviewPage, printer: QPrinter) -> None:
    page.print_on(printer)
    desk.qtbot.waitUntil(lambda: page._run is None, timeout=30000)
    desk.settle()


def ink(pdf: bytes, number: int) -> tuple[Image.Image, tuple[int, int, int, int]]:
    """A page in greys at 150 dots per inch, and the box that holds everything dark on it."""
    raster = rasters.page(pdf, number, 150)
    grey = Image.frombytes("RGB", (raster.width, raster.height), raster.rgb).convert("L")
    box = grey.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert box is not None
    return grey, box


def same_paper(one: bytes, other: bytes, number: int = 0, other_number: int = 0) -> bool:
    """Whether two pages show the same in the same place: to a dot at 150 per inch, and as dark everywhere."""
    (first, box), (second, other_box) = ink(one, number), ink(other, other_number)
    if any(abs(a - b) > 1 for a, b in zip(box, other_box, strict=True)):
        return False
    soft = ImageFilter.GaussianBlur(4)
    pair = [grey.resize((1200, 1200), Image.Resampling.BOX).filter(soft) for grey in (first, second)]
    extremes = ImageChops.difference(*pair).getextrema()
    return int(extremes[1]) <= 50  # type: ignore[arg-type]  # a line half a dot away: 30; another figure: 86


def test_pages_are_shown_at_their_size_on_paper(desk: Desk) -> None:
    page = show(desk, lambda progress: files.pdf(3))
    drawn(desk, page)
    view = page.view
    dots = view._dots()
    assert view.percent == 100 and page.where.text().startswith("第 1 页，共 3 页")
    assert view._boxes[0].width() == pytest.approx(595.28 / 72 * dots, abs=1)
    assert view._boxes[0].height() == pytest.approx(841.89 / 72 * dots, abs=1)
    image = view._drawn[0].image
    assert image.width() == pytest.approx(view._boxes[0].width() * view.devicePixelRatioF(), abs=2)
    seen = view.viewport().grab().toImage()
    middle = seen.pixelColor(seen.width() // 2, seen.height() // 2)
    assert middle.name() == "#ffffff"
    assert seen.pixelColor(3, seen.height() // 2) == look().colour("head")


def test_keys_turn_and_zoom(desk: Desk) -> None:
    page = show(desk, lambda progress: files.pdf(3))
    view = page.view
    assert QApplication.focusWidget() is view.sheet
    press(view.sheet, K.Key_Plus)
    assert view.percent == 125
    press(view.sheet, K.Key_Minus)
    press(view.sheet, K.Key_Minus)
    assert view.percent == 80
    press(view.sheet, K.Key_0)
    assert view.percent == 100 and page.size_button.text() == "满宽"
    press(view.sheet, K.Key_0)
    assert view.mode == "width" and view.horizontalScrollBar().maximum() == 0
    assert page.size_button.text() == "纸上大小"
    drawn(desk, page)
    press(view.sheet, K.Key_End)
    assert view.current == 2 and page.where.text().startswith("第 3 页")
    press(view.sheet, K.Key_Home)
    seen = []
    for _ in range(12):
        press(view.sheet, K.Key_PageDown)
        seen.append(view.current)
    assert seen == sorted(seen) and set(seen) == {0, 1, 2}
    for _ in range(12):
        press(view.sheet, K.Key_PageUp)
    assert view.current == 0 and view.verticalScrollBar().value() <= look().px(20)
    for _ in range(20):
        press(view.sheet, K.Key_Plus)
    assert view.percent == 400
    drawn(desk, page)
    press(view.sheet, K.Key_Right)
    assert view.horizontalScrollBar().value() > 0


def test_a_screen_reader_hears_which_page(desk: Desk) -> None:
    page = show(desk, lambda progress: files.pdf(3), title="受理通知书")
    face = QAccessible.queryAccessibleInterface(page.view.sheet)
    assert face.text(QAccessible.Text.Name) == "受理通知书，第 1 页，共 3 页"
    assert face.role() == QAccessible.Role.StaticText
    page.view.go_to(1)
    assert face.text(QAccessible.Text.Name) == "受理通知书，第 2 页，共 3 页"


def test_the_window_answers_while_pages_are_drawn(desk: Desk) -> None:
    """Drawing is off the GUI thread; painting what was drawn takes a few milliseconds also at four times the size."""
    page = show(desk, lambda progress: files.pdf(2))
    for _ in range(20):
        page.view.zoom_by(1)
    drawn(desk, page)
    best = 1.0
    for _ in range(5):
        begun = time.perf_counter()
        page.view.viewport().repaint()
        best = min(best, time.perf_counter() - begun)
    assert best < 0.016


def test_what_is_printed_is_the_same_paper(desk: Desk, tmp_path: Path) -> None:
    made = files.pdf(2)
    page = show(desk, lambda progress: made)
    out = tmp_path / "printed.pdf"
    print_on(desk, page, printed_to(out))
    assert page._banner is not None and page._banner.title.text() == "送到打印机了，2 页"
    data = out.read_bytes()
    for have, wanted in zip(rasters.page_sizes(data), rasters.page_sizes(made), strict=True):
        assert have.width == pytest.approx(wanted.width, abs=1) and have.height == pytest.approx(wanted.height, abs=1)
    assert [same_paper(data, made, number, number) for number in range(2)] == [True, True]
    assert not same_paper(data, made, 0, 1)  # another word: the measure tells papers apart


def test_paper_lying_across_and_larger_paper(desk: Desk, tmp_path: Path) -> None:
    for size in ((841.89, 595.28), (1190.55, 841.89), (419.53, 595.28)):
        made = files.pdf(1, size)
        page = show(desk, lambda progress: made)  # noqa: B023  # called before the next one is made
        out = tmp_path / f"{size[0]}.pdf"
        print_on(desk, page, printed_to(out))
        (have,) = rasters.page_sizes(out.read_bytes())
        assert have.width == pytest.approx(size[0], abs=1) and have.height == pytest.approx(size[1], abs=1)
        assert same_paper(out.read_bytes(), made)


def test_some_pages_only(desk: Desk, tmp_path: Path) -> None:
    made = files.pdf(5)
    page = show(desk, lambda progress: made)
    printer = printed_to(tmp_path / "some.pdf")
    printer.setFromTo(2, 3)
    print_on(desk, page, printer)
    data = (tmp_path / "some.pdf").read_bytes()
    assert rasters.page_count(data) == 2
    assert same_paper(data, made, 0, 1) and same_paper(data, made, 1, 2) and not same_paper(data, made, 0, 0)


def test_a_photo_goes_on_a4_across_as_it_is(desk: Desk, tmp_path: Path) -> None:
    photo = files.photo(1600, 900)
    page = show(
        desk,
        lambda progress: ForeignPages(photo, KINDS["image/jpeg"]),
        name="照片.jpg",
        picture=True,
        save=lambda path: path.write_bytes(photo),
    )
    drawn(desk, page)
    assert page.view.mode == "whole" and page.view.verticalScrollBar().maximum() == 0
    out = tmp_path / "photo.pdf"
    print_on(desk, page, printed_to(out))
    (have,) = rasters.page_sizes(out.read_bytes())
    assert have.width > have.height and have.width == pytest.approx(841.89, abs=1)
    shown = rasters.page(out.read_bytes(), 0, 36)
    image = QImage(shown.rgb, shown.width, shown.height, shown.width * 3, QImage.Format.Format_RGB888)
    left, right = (image.pixelColor(round(shown.width * part), shown.height // 2) for part in (0.15, 0.9))
    assert left.red() > 180 > left.blue() and right.blue() > 180 > right.red()
    assert image.pixelColor(3, 3).name() == "#ffffff"


def test_printing_can_be_stopped(desk: Desk, tmp_path: Path) -> None:
    page = show(desk, lambda progress: files.pdf(30))
    page.print_on(printed_to(tmp_path / "many.pdf"))
    assert page.panel.isVisible() and page.print_button.reason == "正在打印"
    press(page, K.Key_Escape)
    desk.settle()
    assert desk.window.current == "preview"
    assert page._banner is not None and page._banner.title.text() == "停下了，没有打完"
    assert not page.panel.isVisible() and page.print_button.reason == ""
    assert not page.escape()


def test_making_can_be_stopped_and_replaced(desk: Desk) -> None:
    """Esc while it is made goes back where one came from; something else that is asked for takes its place."""
    waiting = threading.Event()

    def make(progress: Progress) -> bytes:
        for step in range(200):
            progress.step(step, 200, "做清单")
            waiting.wait(0.02)
        return files.pdf(1)

    desk.window.go("home")
    desk.window.go("preview", title="长清单", make=make, name="长.pdf")
    page = desk.window.page("preview")
    assert isinstance(page, PreviewPage) and page.panel.isVisible()
    desk.qtbot.wait(60)
    press(page, K.Key_Escape)
    desk.settle()
    assert desk.window.current == "home"
    desk.window.go("preview", title="长清单", make=make, name="长.pdf")
    desk.qtbot.wait(60)
    desk.window.go("preview", title="短清单", make=lambda progress: files.pdf(2), name="短.pdf")
    desk.settle()
    assert desk.window.current == "preview" and page.view.pages == 2 and page.head.title.text() == "短清单"


def test_no_printer_is_told_with_the_way_to_a_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = show(desk, lambda progress: files.pdf(1))
    monkeypatch.setattr(preview_page, "printers", list)
    click(page.print_button)
    banner = page._banner
    assert banner is not None and "没有装打印机" in banner.accessibleDescription()
    focus = QApplication.focusWidget()
    assert isinstance(focus, Button) and focus.text() == "存成文件"


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_does_not_answer_is_told(desk: Desk, tmp_path: Path) -> None:
    page = show(desk, lambda progress: files.pdf(1))
    print_on(desk, page, printed_to(tmp_path / "no such folder" / "x.pdf"))
    banner = page._banner
    assert banner is not None and banner.title.text() == "没有打印" and not page.print_button.off


def test_storing_asks_where_and_says_where(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = files.pdf(1)
    page = show(desk, lambda progress: made)
    asked: list[str] = []

    def where(parent: object, title: str, path: str, kinds: str) -> tuple[str, str]:
        asked.append(f"{Path(path).name} {kinds}")
        return str(tmp_path / "存的"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", where)
    press(page, K.Key_F9)
    desk.settle()
    assert asked == ["清单.pdf PDF 文件 (*.pdf)"] and (tmp_path / "存的.pdf").read_bytes() == made
    assert page._banner is not None and page._banner.title.text() == "存好了"
    page.store(tmp_path / "nowhere" / "x.pdf")
    desk.settle()
    assert page._banner.title.text() == "没有存成"


def test_opening_elsewhere(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[bytes] = []

    def viewer(path: Path) -> bool:
        opened.append(path.read_bytes())
        return True

    monkeypatch.setattr(preview_page, "open_file", viewer)
    made = files.pdf(1)
    page = show(desk, lambda progress: made)
    press(page, K.Key_F7)
    desk.settle()
    assert opened == [made] and page._banner is not None and "打开了" in page._banner.title.text()


def test_what_cannot_be_made_is_told_and_tried_again(desk: Desk) -> None:
    tries: list[int] = []

    def make(progress: Progress) -> bytes:
        tries.append(1)
        if len(tries) == 1:
            raise AppError("file.no_space", path="/tmp")
        return files.pdf(1)

    page = show(desk, make)
    banner = page._banner
    assert banner is not None and banner.title.text() == "没有做出来" and page.print_button.off
    click(next(button for button in banner.findChildren(type(page.print_button)) if button.text() == "再试一次"))
    desk.settle()
    assert page.view.pages == 1 and not page.print_button.off


def test_actions_of_the_page_one_comes_from(desk: Desk) -> None:
    done: list[str] = []
    actions = (PreviewAction("发出", lambda: done.append("x"), icon="paper-plane-tilt", key="F10", primary=True),)
    page = show(desk, lambda progress: files.pdf(1), actions=actions)
    assert kind_of(page.print_button) == "plain"
    press(page, K.Key_F10)
    assert done == ["x"]
    desk.window.go("home")
    desk.window.go("preview")
    desk.settle()
    assert page.view.pages == 1
    show(desk, lambda progress: files.pdf(2))
    assert kind_of(page.print_button) == "primary" and page.view.pages == 2 and page.head.title.text() == "清单"


def kind_of(button: Button) -> str:
    return button.kind


def test_a_page_that_cannot_be_drawn_says_so_in_its_place(desk: Desk, qtbot: QtBot) -> None:
    class Broken(OwnPages):
        def raster(self, number: int, dots_per_inch: float) -> rasters.Raster:
            if number == 0:
                raise AppError("raster.too_heavy")
            return super().raster(number, dots_per_inch)

    page = show(desk, lambda progress: Broken(files.pdf(2)))
    drawn(desk, page)
    assert "太复杂" in page.view._faults[0]
    page.view.go_to(1)
    drawn(desk, page)
    assert 1 in page.view._drawn
