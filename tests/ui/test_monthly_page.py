"""月报: right numbers, the records behind them, typing, checking, sealing, exporting."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.progress import Progress
from app.services.excel.returned import read_return
from app.ui.pages.monthly.answers import Answered, AnswerList, key_of, open_counts
from app.ui.pages.monthly.guide import CHECK, LOOSE, SEAL, SEND, SHEETS
from app.ui.pages.monthly.page import MonthlyPage
from app.ui.pages.monthly.remarks import Remark
from app.ui.pages.monthly.sending import Goal
from app.ui.sheets.drawing import place_of
from app.ui.shell.main_window import MainWindow
from app.ui.theme import look
from app.ui.widgets.dialog import Question
from tests.ui.keys import press, write
from tests.ui.offices import MARCH, TODAY, open_window, until, with_cases

CASES, WORK = "投诉处理情况表", "工作情况表"


@pytest.fixture
def opened(
    qtbot: QtBot, tmp_path: Path, county_template: Path, windows: list[MainWindow]
) -> tuple[MainWindow, MonthlyPage]:
    """A county with 6 cases in March, its monthly return shown and checked, on the first step."""
    folder = with_cases(county_template, tmp_path / "county", 6)
    window, page, _ = open_window(qtbot, windows, folder, "monthly")
    assert isinstance(page, MonthlyPage)
    until(qtbot, lambda: page.shown is not None and page._checked and page.loose is not None)
    return window, page


def stand(qtbot: QtBot, page: MonthlyPage, sheet: str, cell: str) -> None:
    if page.step != SHEETS:
        page.go_to_step(SHEETS)
    page.panel.view.setFocus()
    page.panel.go_to(sheet, place_of(cell))
    page._cell_changed(sheet, *place_of(cell))
    until(qtbot, lambda: page.figure.rule.text() not in ("", "正在看……"))


def seal(qtbot: QtBot, page: MonthlyPage) -> None:
    """Seal what is shown, with a reason for every question."""
    for card in page.list.cards:
        assert card.field is not None
        card.field.set_text("已核对")
        card._typed("已核对")
    page.go_to_step(SEAL)
    assert not page.seal.off, page.seal.reason
    page.seal_now()
    until(qtbot, lambda: page.shown is not None and page.shown.sheets.sealed)


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
    assert "查漏" in page.steps.text()


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
    assert "还没过完" in page.why_not_sealed()
    assert page.after.off


def test_the_whole_way_by_keys(opened: tuple[MainWindow, MonthlyPage], qtbot: QtBot, tmp_path: Path) -> None:
    """F10 from step to step, a reason on the way, sealed, and written to a folder."""
    window, page = opened
    assert page.step == LOOSE
    press(window, Qt.Key.Key_F10)
    assert page.step == SHEETS
    assert page.panel.view.hasFocus()
    press(window, Qt.Key.Key_F10)
    assert page.step == CHECK
    for card in page.list.cards:
        assert card.field is not None
        write(card.field.input, "已经核对过")
        press(card.field.input, Qt.Key.Key_Return)
    assert open_counts(page.remarks, page.answers) == (0, 0)
    press(window, Qt.Key.Key_F10)
    assert page.step == SEAL
    assert page.ready.isVisible()

    def answer() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, Question)
        question._answer("seal")

    QTimer.singleShot(200, answer)
    press(window, Qt.Key.Key_F10)
    until(qtbot, lambda: page.shown is not None and page.shown.sheets.sealed)
    assert page.step == SEND
    window.activateWindow()
    page.context.settings.change(export_folder=str(tmp_path))
    page.look_for_sticks()
    until(qtbot, lambda: any(goal.path == tmp_path for goal in goals(page)))
    page.send.table.choose(next(n for n, goal in enumerate(goals(page)) if goal.path == tmp_path))
    press(window, Qt.Key.Key_F10)
    until(qtbot, lambda: page.send.notice is not None)
    out = next(tmp_path.glob("*.xlsx"))
    assert next(tmp_path.glob("*.pdf")).read_bytes().startswith(b"%PDF")
    from app.services import templates

    book = templates.read(page.context.services.database, "monthly")
    read = {cell.place: cell.value.number for cell in read_return(out, book.definition).cells}
    assert page.shown is not None
    for item in page.shown.cells.values():
        assert read[item.cell.place] == item.value.number
    notice = page.send.notice
    assert notice is not None
    assert hashlib.sha256(out.read_bytes()).hexdigest()[:8] in notice.text.text()


def goals(page: MonthlyPage) -> list[Goal]:
    return [page.send.model.row(n) for n in range(page.send.model.rowCount())]


def test_a_sealed_return_shows_its_stamp_and_reopening_needs_a_reason(
    opened: tuple[MainWindow, MonthlyPage], qtbot: QtBot
) -> None:
    _, page = opened
    seal(qtbot, page)
    page.go_to_step(SEAL)
    assert page.sealed.isVisible()
    assert face(page, CASES, "B8") == ("6", "sealed")
    assert page.seal.isHidden()
    until(qtbot, lambda: "都一样" in page.sealed.line.text())
    assert page.panel.isVisible(), "a sealed month is opened to read its numbers"
    page.reopen.click()
    page.sealed._go.click()
    assert page.sealed.reason.state == "error"
    page.sealed.reason.set_text("漏记了一件")
    page.sealed._go.click()
    until(qtbot, lambda: page.shown is not None and not page.shown.sheets.sealed)
    assert page.shown is not None
    assert page.shown.sheets.revision == 2
    assert page.step == LOOSE


def test_what_the_records_now_say_otherwise_is_told_cell_by_cell(
    opened: tuple[MainWindow, MonthlyPage], qtbot: QtBot
) -> None:
    window, page = opened
    seal(qtbot, page)
    raw = {
        "complainant": "补记的", "trader": "宏发手机店", "item": "手机", "category": "家用电子电器类", "nature": "质量",
        "received_on": "2026-03-20", "accepted_on": "2026-03-20",
    }  # fmt: skip
    services = page.context.services
    page.context.jobs.write(
        lambda progress: services.complaints.register(raw, today=TODAY, by="test", late="reopen"),
        changes={"complaint"},
    )
    until(qtbot, lambda: page.differ > 0)
    page.go_to_step(SEAL)
    part = page.after_view.chosen
    assert part is not None
    assert f"3月已报的数有 {page.differ} 处与现在的记录不同" in part.words
    line = next(n for n, one in enumerate(part.lines) if (one.sheet, one.cell) == (CASES, "B8"))
    assert (part.lines[line].before, part.lines[line].after) == ("6", "7")
    page.after_view.table.choose(line)
    press(page.after_view.table, Qt.Key.Key_Return)
    assert page.panel.view.address() == "B8"
    until(qtbot, lambda: page.figure.has_records)
    states = [page.figure._state(page.figure.model.row(n)).text for n in range(page.figure.model.rowCount())]
    assert states.count("后来加的") == 1
    assert "封存的是 6，现在数出来是 7" in page.figure.parts.text()
    window.grab()


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
    assert "处错误" in page.why_not_sealed()
    assert "错" in page.steps.text()
    press(window, Qt.Key.Key_F7)
    assert page.step == CHECK
    assert page.list.cards[0].card.hasFocus()
    until(qtbot, lambda: any("类别" in card.remark.message for card in page.list.cards))
    assert page.list.current() >= 0, "the check's answer must not take the focus away"
    page.list.chosen.emit(Remark("error", "看这里", CASES, "C9"))
    assert page.panel.view.address() == "C9"
    assert page.panel.view.hasFocus()
    assert not page.figure.isHidden()
    press(page.panel.view, Qt.Key.Key_Escape)
    assert page.list.isVisible()
    assert page.list.current() == 0


def test_an_unclassified_case_is_the_first_thing_to_finish_and_opens(
    opened: tuple[MainWindow, MonthlyPage], qtbot: QtBot
) -> None:
    window, page = opened
    raw = {"complainant": "没分类的", "facts": "说不清", "received_on": "2026-03-09", "accepted_on": "2026-03-09"}
    services = page.context.services
    page.context.jobs.write(
        lambda progress: services.complaints.register(raw, today=TODAY, by="test"), changes={"complaint"}
    )
    until(qtbot, lambda: bool(page.loose and page.loose[0].kind == "unclassified"))
    page.loose_view.groups.choose("unclassified")
    page.loose_view._chosen("unclassified")
    assert "没有写类别和性质" in page.loose_view.model.row(0).detail
    press(page.loose_view.table, Qt.Key.Key_Return)
    assert window.current == "change"
    window.back()
    assert window.current == "monthly"
    assert page.step == LOOSE
    assert page.loose_view.table.hasFocus()


def test_reasons_stay_when_one_leaves(opened: tuple[MainWindow, MonthlyPage], qtbot: QtBot) -> None:
    _, page = opened
    raw = {
        "trader": "宏发手机店", "item": "手机", "category": "服装鞋帽类", "nature": "质量",
        "received_on": "2026-02-09", "accepted_on": "2026-02-09", "result": "达成协议", "closed_on": "2026-03-02",
    }  # fmt: skip
    services = page.context.services

    def take_in(progress: Progress) -> None:
        for number in range(4):  # with the three of March more are closed than accepted
            services.complaints.register(raw | {"complainant": f"早先的{number}"}, today=TODAY, by="test")

    page.context.jobs.write(take_in, changes={"complaint"})
    until(qtbot, lambda: any(remark.severity == "warning" for remark in page.remarks) and page._checked)
    page.go_to_step(CHECK)
    card = next(card for card in page.list.cards if card.field is not None)
    assert card.field is not None
    write(card.field.input, "跨月办结")
    page.turn(-1)
    until(qtbot, lambda: page.shown is not None and page.shown.period.text == "2026-02")
    page.turn(1)
    until(qtbot, lambda: page.shown is not None and page.shown.period == MARCH and bool(page.answers))
    assert {answer.reason for answer in page.answers.values()} == {"跨月办结"}
    fields = [card.field.text() for card in page.list.cards if card.field is not None]
    assert "跨月办结" in fields


def test_a_rule_that_is_wrong_itself_is_set_aside_with_a_name(qtbot: QtBot) -> None:
    remark = Remark("error", "合计 = 甲 + 乙，这里是 5", CASES, "B6", "return.rule_broken")
    told: list[Answered] = []
    cards = AnswerList()
    qtbot.addWidget(cards)
    cards.answered.connect(lambda key, answer: told.append(answer))
    cards.show_remarks([remark], {}, "陈秘书")
    cards.show()
    card = cards.cards[0]
    assert card.field is not None
    assert card.aside is not None
    assert card.field.isHidden(), "an error is mended; only its rule can be set aside"
    assert open_counts([remark], {key_of(remark): Answered("explained", "数没错")}) == (1, 0)
    card.aside.click()
    write(card.field.input, "表样把乙算了两次")
    assert told[-1] == Answered("set_aside", "表样把乙算了两次")
    assert "陈秘书" in card.field._hint.shown if card.field._hint is not None else False
    assert open_counts([remark], {key_of(remark): told[-1]}) == (0, 0)


def test_a_zero_report_has_to_be_said(
    qtbot: QtBot, tmp_path: Path, county_template: Path, windows: list[MainWindow]
) -> None:
    folder = with_cases(county_template, tmp_path / "empty", 0)
    _, page, _ = open_window(qtbot, windows, folder, "monthly")
    assert isinstance(page, MonthlyPage)
    until(qtbot, lambda: page.shown is not None and page._checked)
    page.go_to_step(SEAL)
    assert "零报告" in page.why_not_sealed()
    press(page.ready.zero, Qt.Key.Key_1)
    assert page.why_not_sealed() == ""
    page.seal_now()
    until(qtbot, lambda: page.shown is not None and page.shown.sheets.sealed)
    assert page.shown is not None
    assert page.shown.sheets.info is not None
    assert page.shown.sheets.info.zero


def test_na_and_blank_by_a_key_and_taking_back(opened: tuple[MainWindow, MonthlyPage], qtbot: QtBot) -> None:
    _, page = opened
    stand(qtbot, page, WORK, "D5")
    press(page.panel.view, Qt.Key.Key_Minus)
    until(qtbot, lambda: face(page, WORK, "D5")[1] == "na")
    page.panel.go_to(WORK, place_of("D5"))
    press(page.panel.view, Qt.Key.Key_Delete)
    until(qtbot, lambda: face(page, WORK, "D5")[1] == "blank")
    page.take_back()
    until(qtbot, lambda: face(page, WORK, "D5")[1] == "na")
    page.take_back()
    until(qtbot, lambda: face(page, WORK, "D5")[1] == "blank")


def test_an_approximate_figure_keeps_its_mark_and_is_echoed(
    opened: tuple[MainWindow, MonthlyPage], qtbot: QtBot
) -> None:
    _, page = opened
    stand(qtbot, page, WORK, "D5")
    write(page.figure.field.input, "3100余")
    assert page.figure.field._hint is not None
    assert "3,100余" in page.figure.field._hint.shown
    press(page.figure.field.input, Qt.Key.Key_Return)
    until(qtbot, lambda: face(page, WORK, "D5") == ("3100余", "typed"))


def test_a_folder_that_is_gone_says_so_with_ways_out(
    opened: tuple[MainWindow, MonthlyPage], qtbot: QtBot, tmp_path: Path
) -> None:
    _, page = opened
    seal(qtbot, page)
    gone = tmp_path / "KINGSTON"
    page._folders.append(gone)
    page.write_to(gone)
    until(qtbot, lambda: page.send.error is not None)
    assert page.send.error is not None
    assert "不见了" in page.send.error.accessibleName()
    assert "一个也没有变" in page.send.error.accessibleDescription()
    assert "没写完" in page.steps.text()
    gone.mkdir()
    focus = QApplication.focusWidget()
    assert focus is not None
    press(focus, Qt.Key.Key_Return)  # try again
    until(qtbot, lambda: page.send.notice is not None)
    assert len(list(gone.iterdir())) == 2


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
