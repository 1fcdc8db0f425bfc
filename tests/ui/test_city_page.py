"""市级汇总: the board, taking files in, deciding on a return, the sum and its parts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import open_services
from app.paths import DataFolder
from app.services import offices
from app.services.excel.returned import read_return
from app.ui.pages.city.page import CityPage
from app.ui.sheets.drawing import place_of
from app.ui.shell.main_window import MainWindow
from app.ui.theme import look
from app.ui.widgets.cards import Banner
from tests.ui.keys import press
from tests.ui.offices import MARCH, TODAY, open_window, until, with_cases

CASES = "投诉处理情况表"


@pytest.fixture
def returned(tmp_path: Path, county_template: Path) -> Path:
    """A folder with the sealed return of 青溪县 and a file that is none."""
    folder = with_cases(county_template, tmp_path / "county", 6)
    sent = tmp_path / "sent"
    sent.mkdir()
    services = open_services(folder)
    services.returns.seal("monthly", MARCH, today=TODAY, by="陈秘书")
    services.returns.fill("monthly", MARCH, sent / "青溪县3月.xlsx", today=TODAY, by="陈秘书")
    services.close()
    (sent / "统计表.xls").write_bytes(b"\xd0\xcf\x11\xe0 nothing of a workbook")
    return sent


@pytest.fixture
def opened(
    qtbot: QtBot, tmp_path: Path, city_template: Path, windows: list[MainWindow]
) -> Iterator[tuple[MainWindow, CityPage]]:
    """A city with two counties, its board shown."""
    folder = with_cases(city_template, tmp_path / "city", 0)
    services = open_services(DataFolder(folder.root))
    offices.add(services.database, code="331122", name="青溪县消保委", level="county")
    offices.add(
        services.database, code="331123", name="南屏县消保委", level="county", contact="蒋丽华", phone="0578 612 3315"
    )
    services.close()
    window, page, _ = open_window(qtbot, windows, folder, "merge")
    assert isinstance(page, CityPage)
    until(qtbot, lambda: page.board is not None)
    yield window, page
    page.clear_notice()


def collected(qtbot: QtBot, page: CityPage, sent: Path) -> None:
    page.collect([sent])
    until(qtbot, lambda: page.view == "files")
    until(qtbot, lambda: page.board is not None and bool(page.board.in_state("taken")))


def states(page: CityPage) -> dict[str, str]:
    assert page.board is not None
    return {line.name: line.now.state for line in page.board.lines if line.now is not None}


def test_the_board_names_everyone_and_who_to_call(opened: tuple[MainWindow, CityPage]) -> None:
    _, page = opened
    assert page.period == MARCH
    assert states(page) == {"青溪县": "missing", "南屏县": "missing"}
    assert page.board_view.band.text() == "未报 2"
    said = page.board_view.model.sentence(0)
    assert said == "单位 青溪县，去年11月 未报，12月 未报，1月 未报，2月 未报，3月 未报"
    words = {label.text() for label in page.urging.findChildren(type(page.plain))}
    assert {"南屏县", "0578 612 3315", "蒋丽华", "晚 1 个工作日"} <= words
    assert page.merge.off


def test_files_are_taken_in_and_each_gets_an_answer(
    opened: tuple[MainWindow, CityPage], returned: Path, qtbot: QtBot
) -> None:
    window, page = opened
    collected(qtbot, page, returned)
    rows = [page.files.model.row(row) for row in range(page.files.model.rowCount())]
    assert [(row.file, row.state) for row in rows] == [("统计表.xls", "refused"), ("青溪县3月.xlsx", "taken")]
    assert page.file_remarks.cards, "the margin says what is wrong with the first file"
    assert states(page) == {"青溪县": "taken", "南屏县": "missing"}
    press(window, Qt.Key.Key_F10)
    assert page.view == "board"
    assert page.board_view.table.hasFocus()
    assert page.board_view.band.text() == "已报 1，未报 1"
    assert not page.merge.off


def test_files_can_be_dropped_on_the_page(opened: tuple[MainWindow, CityPage], returned: Path, qtbot: QtBot) -> None:
    _, page = opened
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(returned / "青溪县3月.xlsx"))])
    spot = QPointF(300, 300)
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(spot, Qt.DropAction.CopyAction, data, buttons, keys))
    until(qtbot, lambda: page.view == "files")
    assert page.files.model.rowCount() == 1


def test_stopping_leaves_the_board(opened: tuple[MainWindow, CityPage], returned: Path, qtbot: QtBot) -> None:
    window, page = opened
    page.collect([returned])
    assert page.view == "collecting"
    press(window, Qt.Key.Key_Escape)
    until(qtbot, lambda: page.view in ("board", "files"))
    assert page._job is None


def test_return_on_the_board_shows_the_return_which_can_be_sent_back(
    opened: tuple[MainWindow, CityPage], returned: Path, qtbot: QtBot
) -> None:
    window, page = opened
    collected(qtbot, page, returned)
    press(window, Qt.Key.Key_F10)
    page.board_view.table.choose(0, 5)
    press(page.board_view.table, Qt.Key.Key_Return)
    until(qtbot, lambda: page.view == "office" and bool(page.sheet.sheet))
    face = page.sheet.face(CASES, place_of("B8"))
    assert face is not None
    assert face.text == "6"
    press(window, Qt.Key.Key_F8)
    assert page.reason.state == "error", "sending back needs a reason"
    page.reason.set_text("累计对不上")
    press(window, Qt.Key.Key_F8)
    until(qtbot, lambda: states(page)["青溪县"] == "sent_back")
    assert page.view == "board"


def test_a_corrected_figure_is_accepted_with_its_reason(
    opened: tuple[MainWindow, CityPage], returned: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    window, page = opened
    collected(qtbot, page, returned)
    press(window, Qt.Key.Key_F10)
    page.board_view.table.choose(0, 5)
    press(page.board_view.table, Qt.Key.Key_Return)
    until(qtbot, lambda: page.view == "office" and bool(page.sheet.sheet))
    page.sheet.view.setFocus()
    page.sheet.go_to(CASES, place_of("B8"))
    until(qtbot, lambda: page.parts.field.isVisible())
    press(page.sheet.view, Qt.Key.Key_Return)
    page.parts.field.set_text("7")
    press(page.parts.field.input, Qt.Key.Key_Return)
    assert "改 1 处" in page.accept.text()
    page.reason.set_text("电话里核过")
    press(window, Qt.Key.Key_F10)
    until(qtbot, lambda: states(page)["青溪县"] == "accepted")
    found = page.context.services.merging.explain("monthly", MARCH, (CASES, "B8"), office="331122")
    assert (str(found.value), str(found.parts[0].reported)) == ("7", "6")


def test_the_sum_is_written_shown_and_explained(
    opened: tuple[MainWindow, CityPage], returned: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    _, page = opened
    collected(qtbot, page, returned)
    page._to_board()
    out = tmp_path / "汇总.xlsx"
    page.merge_to(out)
    until(qtbot, lambda: page.view == "merged" and isinstance(page._notice, Banner))
    assert isinstance(page._notice, Banner)
    assert "不完整" in page._notice.title.text()
    assert "南屏县" in page._notice.text.text()
    assert page.merged is not None
    assert page.merged.companion.exists()
    from app.services import templates

    book = templates.read(page.context.services.database, "monthly")
    read = {cell.place: cell.value.number for cell in read_return(out, book.definition).cells}
    assert read[f"{CASES}!B8"] == 6
    page.sheet.go_to(CASES, place_of("B8"))
    until(qtbot, lambda: page.margin.title.text().startswith("家用电子"))
    assert page.parts.value.number.text() == "6"
    row = page.parts.model.row(0)
    assert (row.office_name, str(row.value)) == ("青溪县消保委", "6")
    press(page.sheet.view, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.parts.table
    press(page.parts.table, Qt.Key.Key_Return)
    until(qtbot, lambda: page.view == "office")


def test_an_office_is_entered_on_the_page(opened: tuple[MainWindow, CityPage], qtbot: QtBot) -> None:
    window, page = opened
    page.urging.add.click()
    fields = page.adding.fields
    assert QApplication.focusWidget() is fields["code"].input
    fields["code"].set_text("331124")
    page.adding.go.click()
    assert fields["name"].state == "error"
    fields["name"].set_text("兰桥区消保委")
    page.adding.go.click()
    until(qtbot, lambda: "兰桥区" in states(page))
    assert fields["code"].text() == ""
    press(window, Qt.Key.Key_Escape)
    assert page.adding.isHidden()
    assert page.board_view.table.hasFocus()


@pytest.mark.parametrize("theme", ["light", "contrast"])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_it_fits_at_every_size(opened: tuple[MainWindow, CityPage], theme: str, scale: float) -> None:
    window, page = opened
    look().set_theme(theme)
    look().set_scale(scale)
    QApplication.processEvents()
    window.grab()
    assert window.width() == 1366
    assert page.board_view.isVisible()
