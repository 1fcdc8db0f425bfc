"""Returns that were made: their history, one as it was sent, slips of the city, last year's figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import Services, open_services
from app.paths import DataFolder
from app.services import slips
from app.services.periods import parse_period
from app.ui.pages.monthly.guide import SEAL
from app.ui.pages.monthly.page import MonthlyPage
from app.ui.pages.returns.adopt import AdoptPage
from app.ui.pages.returns.history import HistoryPage
from app.ui.pages.returns.sent import SentPage
from app.ui.pages.returns.slip import SlipPage
from app.ui.shell.main_window import MainWindow
from app.ui.widgets.words import Words
from tests.ui.keys import press, write
from tests.ui.offices import MARCH, TODAY, open_window, until, with_cases

CASES = "投诉处理情况表"


@pytest.fixture
def sealed(tmp_path: Path, county_template: Path) -> DataFolder:
    """A county whose March is sealed twice: 6 cases, then 7."""
    folder = with_cases(county_template, tmp_path / "county", 6)
    services = open_services(folder)
    services.returns.seal("monthly", MARCH, today=TODAY, by="陈秘书", insist=False)
    services.returns.reopen("monthly", MARCH, reason="漏记一件", by="陈秘书")
    add(services, "第七件", date(2026, 3, 20))
    services.returns.seal("monthly", MARCH, today=TODAY, by="陈秘书", insist=False)
    services.close()
    return folder


def add(services: Services, who: str, day: date) -> None:
    raw = {
        "complainant": who, "trader": "宏发手机店", "item": "手机", "category": "家用电子电器类", "nature": "质量",
        "received_on": day.isoformat(), "accepted_on": day.isoformat(),
    }  # fmt: skip
    services.complaints.register(raw, today=TODAY, by="test")


def test_every_revision_opens_as_it_was_sent(
    sealed: DataFolder, qtbot: QtBot, windows: list[MainWindow], tmp_path: Path
) -> None:
    window, page, services = open_window(qtbot, windows, sealed, "returns")
    assert isinstance(page, HistoryPage)
    until(qtbot, lambda: page.model.rowCount() == 2)
    assert [page.model.row(n).info.revision for n in range(2)] == [2, 1]
    page.table.choose(1)
    press(page.table, Qt.Key.Key_Return)
    assert window.current == "return"
    sent = window.page("return")
    assert isinstance(sent, SentPage)
    until(qtbot, lambda: sent.shown is not None)
    assert sent.shown is not None
    assert sent.shown.cells[CASES, "B8"].value.number == Decimal(6), "the first revision stays what it was"
    stick = tmp_path / "stick"
    stick.mkdir()
    sent.save_to(stick)
    until(qtbot, lambda: len(list(stick.glob("[!.]*"))) == 2)
    assert next(stick.glob("*.xlsx")).read_bytes() == services.returns.file_of("monthly", MARCH, 1).data
    window.back()
    assert window.current == "returns"
    assert page.table.current_row().info.revision == 1


def test_what_left_is_told_in_the_history_and_in_the_last_step_after_a_restart(
    sealed: DataFolder, qtbot: QtBot, windows: list[MainWindow]
) -> None:
    services = open_services(sealed)
    services.returns.note_exported("monthly", MARCH, 2, "stick")
    services.close()
    window, page, services = open_window(qtbot, windows, sealed, "returns")
    assert isinstance(page, HistoryPage)
    until(qtbot, lambda: page.model.rowCount() == 2)

    def told() -> str:
        return " ".join(words.text() for words in page.margin.findChildren(Words))

    until(qtbot, lambda: "导出到了 U 盘。" in told())
    page.table.choose(1)
    until(qtbot, lambda: "导出到了" not in told())
    window.go("monthly", template="monthly", period=MARCH.text, step="send")
    monthly = window.page("monthly")
    assert isinstance(monthly, MonthlyPage)
    until(qtbot, lambda: "导出过" in monthly.steps.text())
    until(qtbot, lambda: monthly.send.before.isVisible())
    assert monthly.send.before.text().endswith("导出到了 U 盘。")


def test_a_revision_says_what_it_changed(sealed: DataFolder, qtbot: QtBot, windows: list[MainWindow]) -> None:
    window, _, _ = open_window(qtbot, windows, sealed, "returns")
    window.go("monthly", template="monthly", period="2026-03", step="seal")
    page = window.page("monthly")
    assert isinstance(page, MonthlyPage)
    until(qtbot, lambda: any(part.key == "before" for part in page.after_view.parts))
    part = next(part for part in page.after_view.parts if part.key == "before")
    assert part.titles == ("第 1 版", "第 2 版")
    line = next(one for one in part.lines if (one.sheet, one.cell) == (CASES, "B8"))
    assert (line.before, line.after) == ("6", "7")
    page.after_view.groups.choose("before")
    page.after_view._show("before")
    page.print_button.click()
    assert window.current == "preview"


def test_a_slip_leads_to_its_cell_and_to_the_next_revision(
    sealed: DataFolder, qtbot: QtBot, windows: list[MainWindow], tmp_path: Path
) -> None:
    file = tmp_path / "退回.xbhd"
    item = slips.SlipItem(CASES, "B8", "accepted@current", "7", "8", "和上报的附表对不上", "error")
    content = {
        "format": 1, "kind": "slip", "template": "monthly", "title": "月报", "version": "2026.1", "period": "2026-03",
        "revision": 2, "office": "331122", "office_name": "", "from": "3311", "from_name": "市消保委",
        "reason": "家电一行少一件", "at": "2026-04-07", "by": "王", "file": "", "file_sha256": "",
    }  # fmt: skip
    slips.write(file, content, [item])
    window, page, services = open_window(qtbot, windows, sealed, "slip")
    assert isinstance(page, SlipPage)
    page.open_file(file)
    until(qtbot, lambda: page.slip is not None)
    assert page.items.hasFocus()
    press(page.items, Qt.Key.Key_Return)
    assert window.current == "monthly"
    monthly = window.page("monthly")
    assert isinstance(monthly, MonthlyPage)
    until(qtbot, lambda: monthly.shown is not None and monthly.panel.view.address() == "B8")
    window.back()
    assert window.current == "slip"
    page.again.click()
    until(qtbot, lambda: monthly.step == SEAL and monthly.sealed.asking.isVisible())
    assert monthly.sealed.reason.text() == "市里退回：家电一行少一件"
    monthly.sealed._go.click()
    until(qtbot, lambda: monthly.shown is not None and not monthly.shown.sheets.sealed)
    assert services.returns.slips()[0].answered_by == 3


def test_a_file_that_is_no_slip_says_so(
    sealed: DataFolder, qtbot: QtBot, windows: list[MainWindow], tmp_path: Path
) -> None:
    _, page, _ = open_window(qtbot, windows, sealed, "slip")
    assert isinstance(page, SlipPage)
    wrong = tmp_path / "别的.xbhd"
    wrong.write_text("not a slip", encoding="utf-8")
    page.open_file(wrong)
    until(qtbot, lambda: page._banner is not None)
    assert page._banner is not None
    assert "打不开" in page._banner.title.text()


def test_figures_of_last_year_are_typed_one_after_the_other(
    sealed: DataFolder, qtbot: QtBot, windows: list[MainWindow]
) -> None:
    _, page, services = open_window(qtbot, windows, sealed, "adopt")
    assert isinstance(page, AdoptPage)
    until(qtbot, lambda: page.model.rowCount() > 0)
    page.field.set_text("2025年3月")
    page._period_taken()
    assert page.period == parse_period("2025-03")
    write(page.search.input, "受理投诉件数")
    until(qtbot, lambda: page.model.rowCount() > 0 and page.model.row(0).key == "accepted")
    press(page.search.input, Qt.Key.Key_Return)
    press(page.table, Qt.Key.Key_9)
    assert QApplication.focusWidget() is page.value.input
    press(page.value.input, Qt.Key.Key_5)
    press(page.value.input, Qt.Key.Key_Return)
    until(qtbot, lambda: page.model.row(0).kept == "95")
    kept = {one.key: one for one in services.figures.listed(parse_period("2025-03")) if one.origin == "adopted"}
    assert kept["accepted"].value.number == 95


def test_a_workbook_of_last_year_is_shown_before_anything_is_kept(
    sealed: DataFolder, qtbot: QtBot, windows: list[MainWindow], tmp_path: Path
) -> None:
    file = tmp_path / "去年.csv"
    file.write_text("指标,数\n受理投诉件数,88\n接待来访和咨询,35\n", encoding="utf-8-sig")
    _, page, services = open_window(qtbot, windows, sealed, "adopt")
    assert isinstance(page, AdoptPage)
    page.field.set_text("2025年3月")
    page._period_taken()
    page.read_file(file)
    until(qtbot, lambda: page.plan is not None)
    march = parse_period("2025-03")
    assert {page.model.row(n).new for n in range(page.model.rowCount())} == {"88", "35"}
    assert not [one for one in services.figures.listed(march) if one.origin == "adopted"]
    page.take.click()
    until(qtbot, lambda: page.plan is None)
    kept = {one.key: one for one in services.figures.listed(march) if one.origin == "adopted"}
    assert kept["accepted"].value.number == 88
    assert "去年.csv" in kept["accepted"].source
