"""The pages of summaries by keyboard: beginning one, stepping through its figures, writing, choosing cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.services.periods import parse_period
from app.ui.pages.case.page import CasePage
from app.ui.pages.preview_page import PreviewPage
from app.ui.pages.summaries.list_page import SummariesPage
from app.ui.pages.summaries.new_page import NewSummaryPage, likely
from app.ui.pages.summaries.page import CASES, CHOICES, MISSING, TEXT, WRITE, SummaryPage
from app.ui.pages.summaries.templates_page import SummaryTemplatesPage
from tests.ui.desk import Desk, open_desk
from tests.ui.keys import write
from tests.ui.offices import TODAY, with_cases


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A county with six cases of March, three of them settled."""
    template = request.getfixturevalue("county_template")
    return with_cases(template, tmp_path_factory.mktemp("summaries") / "county", 6).root


@pytest.fixture
def at_work(office: Path, tmp_path: Path, qtbot: QtBot, windows: list[QWidget]) -> Iterator[Desk]:
    """The window on a copy of that county."""
    import shutil

    shutil.copytree(office, tmp_path / "office")
    desk = open_desk(tmp_path / "office", qtbot, windows, TODAY)
    yield desk
    desk.settle()


def begun(desk: Desk, kind: str = "analysis", period: str = "2026Q1") -> SummaryPage:
    """The page of a summary that was just begun."""
    face = desk.services.summaries.begin(kind, parse_period(period), today=TODAY)
    page = desk.go("summary", SummaryPage, id=face.id)
    desk.qtbot.waitUntil(lambda: page.prose.complete)
    return page


def press(desk: Desk, widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
    """A key, and what it brings."""
    QTest.keyClick(widget, key, held or Qt.KeyboardModifier.NoModifier)
    desk.settle()


def test_a_new_one_is_begun_from_the_list_by_keys(at_work: Desk) -> None:
    page = at_work.go("summaries", SummariesPage)
    assert page.empty.isVisible()
    press(at_work, at_work.window, Qt.Key.Key_F10)
    new = at_work.window.page("summary-new")
    assert isinstance(new, NewSummaryPage)
    QTest.keyClick(new.kinds.focusWidget() or new.kinds, Qt.Key.Key_3)
    assert new.kinds.chosen() == ("analysis",)
    write(new.other.input, "2026Q1")
    press(at_work, new.other.input, Qt.Key.Key_Return)
    shown = at_work.window.page("summary")
    assert isinstance(shown, SummaryPage)
    assert shown.written is not None
    assert shown.written.face.title == "2026年第一季度消费投诉情况分析"
    listed = at_work.go("summaries", SummariesPage)
    assert listed.card.isVisible()
    assert at_work.window.focusWidget() is listed.table


def test_a_period_nobody_understands_stays_and_is_marked(at_work: Desk) -> None:
    new = at_work.go("summary-new", NewSummaryPage, which="half_year")
    write(new.other.input, "去年上半年吧")
    press(at_work, new.other.input, Qt.Key.Key_Return)
    assert new.isVisible()
    assert new.other.text() == "去年上半年吧"
    assert at_work.services.summaries.listed() == ()


def test_the_likely_periods_are_those_that_just_ended() -> None:
    assert [p.text for p in likely(("half",), date(2026, 7, 8))][:2] == ["2026H1", "2026H2"]
    assert [p.text for p in likely(("half",), date(2026, 6, 20))][:2] == ["2026H1", "2025H2"]
    assert [p.text for p in likely(("year",), date(2027, 1, 5))][:1] == ["2026"]


def test_f7_goes_from_figure_to_figure_and_the_margin_explains(at_work: Desk) -> None:
    page = begun(at_work)
    press(at_work, at_work.window, Qt.Key.Key_F7)
    assert page.prose.current == "受理件数"
    assert page.panel is not None
    assert page.panel.number.text() == "6件"
    assert "受理日期" in page.panel.rule.text()
    assert page.panel.model.rowCount() == 6
    press(at_work, page.prose, Qt.Key.Key_F7)
    assert page.prose.current == "受理件数.变化"
    press(at_work, page.prose, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    assert page.prose.current == "受理件数"
    press(at_work, page.prose, Qt.Key.Key_Return)
    assert at_work.window.focusWidget() is page.panel.table
    press(at_work, page.panel.table, Qt.Key.Key_Return)
    assert isinstance(at_work.window.page("case"), CasePage)


def test_the_way_to_the_figures_is_open_before_all_is_written(at_work: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = begun(at_work)
    assert page.written is not None
    monkeypatch.setattr("app.ui.pages.summaries.prose._SLICE", -1)
    page._show(page.written)
    assert not page.prose.names and not page.next_button.off
    page.prose.finish()
    assert page.prose.names


def test_the_figure_one_stands_on_is_in_sight(at_work: Desk) -> None:
    at_work.window.resize(1366, 768)
    page = begun(at_work)
    page.next_button.setFocus(Qt.FocusReason.OtherFocusReason)
    for _ in range(30):
        page._step(1)
    at_work.qtbot.wait(200)
    assert page.scrolling is not None
    start = page.prose._marks[page.prose._at][0]
    cursor = page.prose.textCursor()
    cursor.setPosition(start)
    at = page.prose.mapTo(page.scrolling.viewport(), page.prose.cursorRect(cursor).center())
    assert page.scrolling.viewport().rect().contains(at)


def test_what_is_written_is_kept_and_stands_in_the_text(at_work: Desk) -> None:
    page = begun(at_work)
    page.go_to_view(WRITE)
    at_work.settle()
    area = page.writing.areas["features"]
    area.setFocus(Qt.FocusReason.OtherFocusReason)
    area.insertPlainText("手机投诉集中在一家店。")
    at_work.window.go("home")
    at_work.settle()
    assert page.written is not None
    kept = at_work.services.summaries.show(page.written.face.id, today=TODAY)
    assert kept.texts["features"] == "手机投诉集中在一家店。"
    again = at_work.go("summary", SummaryPage, id=page.written.face.id)
    again.go_to_view(TEXT)
    at_work.qtbot.waitUntil(lambda: again.prose.complete)
    assert "手机投诉集中在一家店。" in again.prose.toPlainText()


def test_what_is_read_back_late_never_replaces_what_was_typed_since(at_work: Desk) -> None:
    page = begun(at_work)
    page.go_to_view(WRITE)
    assert page.written is not None
    older = page.written
    area = page.writing.areas["features"]
    area.insertPlainText("第一句。")
    page.flush()
    area.insertPlainText("第二句。")
    page.flush()
    page._show(older)
    assert area.toPlainText() == "第一句。第二句。"
    at_work.settle()
    other = at_work.services.summaries.begin("analysis", parse_period("2026-03"), today=TODAY)
    again = at_work.go("summary", SummaryPage, id=other.id)
    assert again.writing.areas["features"].toPlainText() == ""
    back = at_work.go("summary", SummaryPage, id=older.face.id)
    assert back.writing.areas["features"].toPlainText() == "第一句。第二句。"


def test_a_part_not_written_leads_to_its_field(at_work: Desk) -> None:
    page = begun(at_work)
    page.prose.go_to("消费提示")
    page.prose.opened.emit("消费提示")
    at_work.settle()
    assert page.views.chosen == WRITE
    assert at_work.window.focusWidget() is page.writing.areas["advice"]


def test_cases_are_chosen_and_taken_out_by_return(at_work: Desk) -> None:
    page = begun(at_work)
    page.go_to_view(CASES)
    at_work.settle()
    assert page.cases.model.rowCount() == 3
    press(at_work, page.cases.table, Qt.Key.Key_Return)
    assert page.written is not None
    assert len(page.written.cases) == 1
    assert "投诉人" not in page.written.cases[0].text.replace("投诉人甲", "")
    area = next(iter(page.cases.words.areas.values()))
    area.selectAll()
    area.insertPlainText("店方当场退款。")
    page.flush()
    at_work.settle()
    assert at_work.services.summaries.show(page.written.face.id, today=TODAY).cases[0].text == "店方当场退款。"
    press(at_work, page.cases.table, Qt.Key.Key_Return)
    assert not at_work.services.summaries.show(page.written.face.id, today=TODAY).cases


def test_missing_figures_lead_to_where_they_stand(at_work: Desk) -> None:
    page = begun(at_work, "half_year", "2026H1")
    page.go_to_view(MISSING)
    at_work.settle()
    assert page.written is not None
    name = page.written.missing[0].name
    page.missing.shown.emit(name)
    at_work.settle()
    assert page.views.chosen == TEXT
    assert page.prose.current == name
    assert page.panel is not None
    assert "还没有数" in page.panel.origin.text()


def test_options_change_the_text(at_work: Desk) -> None:
    page = begun(at_work)
    assert "上年同期无可比数" in page.prose.toPlainText()
    page.go_to_view(CHOICES)
    first = page.options.rows["compare"].focusProxy()
    assert first is not None
    press(at_work, first, Qt.Key.Key_2)
    at_work.qtbot.waitUntil(lambda: page.prose.complete)
    assert "上期无可比数" in page.prose.toPlainText()


def test_it_is_stored_as_word_and_looked_at_as_printed(at_work: Desk, tmp_path: Path) -> None:
    page = begun(at_work)
    page.save(tmp_path / "分析.docx")
    at_work.settle()
    words = "".join(paragraph.text for paragraph in Document(str(tmp_path / "分析.docx")).paragraphs)
    assert "受理消费者投诉6件" in words
    page.preview()
    at_work.settle()
    preview = at_work.window.page("preview")
    assert isinstance(preview, PreviewPage)
    assert preview.view.pages > 1


def test_templates_are_taken_out_and_put_in(at_work: Desk, tmp_path: Path) -> None:
    page = at_work.go("summary-templates", SummaryTemplatesPage)
    page.export("half_year", tmp_path / "模板.docx")
    at_work.settle()
    page.install("half_year", tmp_path / "模板.docx")
    at_work.settle()
    assert page.model.row(0).changed_at is not None
    page.reset("half_year", "半年工作总结")
    at_work.settle()
    assert page.model.row(0).changed_at is None


def test_a_digit_leads_into_a_part_where_one_writes_at_once(at_work: Desk) -> None:
    page = begun(at_work)
    press(at_work, page.prose, Qt.Key.Key_2)
    assert page.views.chosen == WRITE
    assert at_work.window.focusWidget() in page.writing.areas.values()


def test_any_other_period_is_typed_in_words(at_work: Desk) -> None:
    page = at_work.go("summary-new", NewSummaryPage)
    at_work.settle()
    page.other.set_text("下半年")
    page.begin()
    assert page.other.state == "error"
    page.other.set_text("2025年上半年")
    page.begin()
    at_work.settle()
    assert [face.period for face in at_work.services.summaries.listed()] == ["2025H1"]
