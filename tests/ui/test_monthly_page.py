"""月报: right numbers, the records behind them, typing, checking, sealing, exporting."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.excel.returned import read_return
from app.ui.pages.monthly.page import MonthlyPage
from app.ui.pages.monthly.remarks import Remark
from app.ui.sheets.drawing import place_of
from app.ui.shell.main_window import MainWindow
from app.ui.theme import look
from app.ui.widgets.cards import Banner
from app.ui.widgets.dialog import Question
from tests.ui.keys import press
from tests.ui.offices import MARCH, TODAY, open_window, until, with_cases

CASES, WORK = "投诉处理情况表", "工作情况表"


@pytest.fixture
def opened(
    qtbot: QtBot, tmp_path: Path, county_template: Path, windows: list[MainWindow]
) -> Iterator[tuple[MainWindow, MonthlyPage]]:
    """A county with 6 cases in March, its monthly return shown and checked."""
    folder = with_cases(county_template, tmp_path / "county", 6)
    window, page, _ = open_window(qtbot, windows, folder, "monthly")
    assert isinstance(page, MonthlyPage)
    until(qtbot, lambda: page.shown is not None and page._checked)
    yield window, page
    page.exporting.clear()


def stand(qtbot: QtBot, page: MonthlyPage, sheet: str, cell: str) -> None:
    page.panel.view.setFocus()
    page.panel.go_to(sheet, place_of(cell))
    page._cell_changed(sheet, *place_of(cell))
    until(qtbot, lambda: page.figure.rule.text() not in ("", "正在看……"))


def face(page: MonthlyPage, sheet: str, cell: str) -> tuple[str, str]:
    found = page.panel.face(sheet, place_of(cell))
    assert found is not None
    return found.text, found.state


def test_the_last_full_month_shows_with_its_numbers(opened: tuple[MainWindow, MonthlyPage]) -> None:
    _, page = opened
    assert page.period == MARCH
    assert page.head.title.text() == "3 月月报"
    assert face(page, CASES, "B8") == ("6", "computed")
    assert face(page, CASES, "D8") == ("3", "computed")
    assert face(page, CASES, "B6") == ("6", "computed"), "the total comes from the sheet's own formula"
    assert face(page, CASES, "B9") == ("0", "computed"), "0 is a figure"
    assert face(page, WORK, "D5")[1] == "blank", "nothing typed is not 0"
    assert "检查" in page.steps.text()


def test_return_on_a_number_lists_its_records_and_opens_one(
    opened: tuple[MainWindow, MonthlyPage], qtbot: QtBot
) -> None:
    window, page = opened
    stand(qtbot, page, CASES, "D8")
    until(qtbot, lambda: page.figure.has_records)
    assert page.figure.value.number.text() == "3"
    assert page.figure.heading.text() == "这 3 件"
    names = [page.figure.model.row(row).complainant for row in range(page.figure.model.rowCount())]
    assert sorted(names) == ["投诉人2", "投诉人4", "投诉人6"]
    press(page.panel.view, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.figure.table
    press(page.figure.table, Qt.Key.Key_Down)
    press(page.figure.table, Qt.Key.Key_Return)
    assert window.current == "case"
    window.back()
    assert window.current == "monthly"
    assert page.panel.view.address() == "D8"
    assert QApplication.focusWidget() is page.panel.view


def test_a_typed_figure_changes_its_cell_and_the_next_one_waits(
    opened: tuple[MainWindow, MonthlyPage], qtbot: QtBot
) -> None:
    _, page = opened
    stand(qtbot, page, WORK, "D5")
    assert page.figure.types
    press(page.panel.view, Qt.Key.Key_1)
    field = page.figure.field
    assert QApplication.focusWidget() is field.input
    field.set_text("12")
    press(field.input, Qt.Key.Key_Return)
    until(qtbot, lambda: face(page, WORK, "D5") == ("12", "typed"))
    assert page.panel.view.address() == "D6"
    assert page.panel.sheet == WORK


def test_a_figure_that_is_none_stays_in_its_field_with_the_reason(
    opened: tuple[MainWindow, MonthlyPage], qtbot: QtBot
) -> None:
    _, page = opened
    stand(qtbot, page, WORK, "D5")
    page.figure.field.set_text("很多")
    press(page.figure.field.input, Qt.Key.Key_Return)
    until(qtbot, lambda: page.figure.field.state == "error")
    assert page.figure.field.text() == "很多"
    assert face(page, WORK, "D5")[1] == "blank"


def test_counted_figures_cannot_be_typed(opened: tuple[MainWindow, MonthlyPage], qtbot: QtBot) -> None:
    _, page = opened
    stand(qtbot, page, CASES, "B8")
    assert not page.figure.types


def test_months_turn_and_the_list_chooses(opened: tuple[MainWindow, MonthlyPage], qtbot: QtBot) -> None:
    window, page = opened
    press(window, Qt.Key.Key_F5)
    until(qtbot, lambda: page.shown is not None and page.shown.period.text == "2026-02")
    assert page.panel.face(CASES, place_of("B8")) is not None
    assert face(page, CASES, "B8")[0] == "0"
    press(window, Qt.Key.Key_F4)
    until(qtbot, lambda: page.choosing.table.hasFocus())
    press(page.choosing.table, Qt.Key.Key_Up)
    press(page.choosing.table, Qt.Key.Key_Return)
    until(qtbot, lambda: page.shown is not None and page.shown.period == MARCH)


def test_a_month_that_is_not_over_cannot_be_sealed(opened: tuple[MainWindow, MonthlyPage], qtbot: QtBot) -> None:
    _, page = opened
    page.after.click()
    until(qtbot, lambda: page.shown is not None and page.shown.period.text == "2026-04")
    assert "还没过完" in page.seal.reason
    assert page.after.off


def test_sealing_asks_then_shows_the_stamp_and_reopening_needs_a_reason(
    opened: tuple[MainWindow, MonthlyPage], qtbot: QtBot
) -> None:
    _, page = opened

    def answer() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, Question)
        question._answer("seal")

    QTimer.singleShot(200, answer)
    page.seal.click()
    until(qtbot, lambda: page.shown is not None and page.shown.sheets.sealed)
    until(qtbot, lambda: page._checked)
    assert page.sealed.isVisible()
    assert face(page, CASES, "B8") == ("6", "sealed")
    assert page.seal.isHidden()
    assert not page.reopen.isHidden()
    page.reopen.click()
    page.sealed._go.click()
    assert page.sealed.reason.state == "error"
    page.sealed.reason.set_text("漏记了一件")
    page.sealed._go.click()
    until(qtbot, lambda: page.shown is not None and not page.shown.sheets.sealed)
    assert page.shown is not None
    assert page.shown.sheets.revision == 2


def test_what_stands_in_the_way_of_sealing_is_listed_and_leads_to_its_cell(
    opened: tuple[MainWindow, MonthlyPage], qtbot: QtBot
) -> None:
    window, page = opened
    raw = {"complainant": "没分类的", "facts": "说不清", "received_on": "2026-03-09", "accepted_on": "2026-03-09"}
    services = page.context.services
    page.context.jobs.write(
        lambda progress: services.complaints.register(raw, today=TODAY, by="test"), changes={"complaint"}
    )
    until(qtbot, lambda: any(remark.severity == "error" for remark in page.remarks))
    until(qtbot, lambda: bool(page.seal.reason))
    assert "处错误" in page.seal.reason
    assert "错" in page.steps.text()
    press(window, Qt.Key.Key_F7)
    assert page.list.isVisible()
    assert page.list.cards[0].hasFocus()
    until(qtbot, lambda: any("类别" in card.remark.message for card in page.list.cards))
    assert any(card.hasFocus() for card in page.list.cards), "the check's answer must not take the focus away"
    page.list.chosen.emit(Remark("error", "看这里", CASES, "C9"))
    assert page.panel.view.address() == "C9"
    assert page.panel.view.hasFocus()
    assert not page.figure.isHidden()


def test_an_exported_workbook_reads_back_equal(
    opened: tuple[MainWindow, MonthlyPage], qtbot: QtBot, tmp_path: Path
) -> None:
    _, page = opened
    out = tmp_path / "三月.xlsx"
    page.exporting.write(out)
    until(qtbot, lambda: isinstance(page.exporting._notice, Banner))
    notice = page.exporting._notice
    assert isinstance(notice, Banner)
    assert out.name in notice.title.text()
    assert hashlib.sha256(out.read_bytes()).hexdigest()[:8] in notice.text.text()
    from app.services import templates

    book = templates.read(page.context.services.database, "monthly")
    read = {cell.place: cell.value.number for cell in read_return(out, book.definition).cells}
    assert read[f"{CASES}!B8"] == Decimal(6)
    assert page.shown is not None
    for item in page.shown.cells.values():
        assert read[item.cell.place] == item.value.number


def test_a_pdf_is_written_too(opened: tuple[MainWindow, MonthlyPage], qtbot: QtBot, tmp_path: Path) -> None:
    _, page = opened
    out = tmp_path / "三月.pdf"
    page.exporting.write(out)
    until(qtbot, lambda: isinstance(page.exporting._notice, Banner))
    assert out.read_bytes().startswith(b"%PDF")


def test_a_file_that_cannot_be_written_says_so_and_offers_ways_out(
    opened: tuple[MainWindow, MonthlyPage], qtbot: QtBot, tmp_path: Path
) -> None:
    _, page = opened
    page.exporting.write(tmp_path / "没有这个文件夹" / "三月.xlsx")
    until(qtbot, lambda: isinstance(page.exporting._notice, Banner))
    notice = page.exporting._notice
    assert isinstance(notice, Banner)
    assert "没有写成" in notice.title.text()
    assert "号码" in notice.text.text()


@pytest.mark.parametrize("theme", ["light", "contrast"])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_it_fits_and_narrow_windows_show_the_margin_alone(
    opened: tuple[MainWindow, MonthlyPage], qtbot: QtBot, theme: str, scale: float
) -> None:
    window, page = opened
    look().set_theme(theme)
    look().set_scale(scale)
    QApplication.processEvents()
    assert window.width() == 1366
    window.grab()
    stand(qtbot, page, CASES, "D8")
    until(qtbot, lambda: page.figure.has_records)
    press(page.panel.view, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert page.figure.table.isVisible()
    assert page.panel.isVisible() == (scale < 2)
    window.grab()
    press(page.figure.table, Qt.Key.Key_Escape)
    assert page.panel.isVisible()
    assert page.panel.view.hasFocus()
