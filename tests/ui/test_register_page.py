"""投诉台账: finding, the bin, a long list, registers in and out of files."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.services import offices
from app.services.complaints.bulk import insert_cases
from app.services.periods import parse_period
from app.ui.pages.case.page import CasePage
from app.ui.pages.register.conditions import Conditions
from app.ui.pages.register.export_page import ExportPage
from app.ui.pages.register.page import RegisterPage
from app.ui.widgets.dialog import Question
from tests.ui.desk import Desk
from tests.ui.keys import press, write


@pytest.fixture
def cases(desk: Desk) -> list[str]:
    """Three cases; ids in the order of registration."""
    return [
        desk.case(complainant=who, trader=trader, facts=facts, received_on=day)
        for who, trader, facts, day in (
            ("李秀英", "宏发手机店", "黑屏不给修", "3月1日"),
            ("周爱珍", "绿源生鲜", "水果缺斤少两", "3月20日"),
            ("陈国庆", "宏发通讯", "旧机当新机", "4月2日"),
        )
    ]


def search(desk: Desk, page: RegisterPage, words: str) -> list[str]:
    page.search.setFocus()
    page.search.clear()
    write(page.search, words)
    desk.qtbot.waitUntil(lambda: page.search.words == words, timeout=3000)
    desk.settle()
    return [page.model.row(at).complainant for at in range(page.model.rowCount())]


def test_one_character_finds_after_a_pause(desk: Desk, cases: list[str]) -> None:
    page = desk.go("register", RegisterPage)
    assert page.model.rowCount() == 3
    assert page.head.fact.text() == "共 3 件"
    assert search(desk, page, "宏") == ["陈国庆", "李秀英"]
    assert page.head.fact.text() == "找到 2 件"
    assert search(desk, page, "秀") == ["李秀英"]
    assert search(desk, page, "没有的") == []
    assert page.empty.isVisible()
    assert "没有的" in page.empty.title.text()
    press(page.search, Qt.Key.Key_Escape)
    desk.settle()
    assert page.model.rowCount() == 3


def test_a_search_is_not_begun_while_composing(desk: Desk, cases: list[str]) -> None:
    from PySide6.QtGui import QInputMethodEvent

    page = desk.go("register", RegisterPage)
    QApplication.sendEvent(page.search, QInputMethodEvent("hong", []))
    desk.qtbot.wait(400)
    assert page.search.words == ""
    write(page.search, "宏")
    desk.qtbot.waitUntil(lambda: page.search.words == "宏", timeout=3000)


def test_conditions_narrow_and_their_chips_take_them_away(desk: Desk, cases: list[str]) -> None:
    page = desk.go("register", RegisterPage)
    march = parse_period("2026-03")
    page._conditions_said(Conditions.of(start=march.start, until=march.end, state="registered"))
    desk.settle()
    assert page.model.rowCount() == 2
    words = [text for text, _ in page.conditions.chips(page._lists, desk.today)]
    assert words == ["期间 2026年3月", "状态 登记"]
    page._drop(page.conditions.chips(page._lists, desk.today)[0][1])
    desk.settle()
    assert page.model.rowCount() == 3


def test_the_panel_of_conditions_understands_what_is_typed(desk: Desk, cases: list[str]) -> None:
    page = desk.go("register", RegisterPage)
    page._ask_conditions()
    page.panel.start.setFocus()
    write(page.panel.start.input, "3月15日")
    page.panel.start.edited.emit("3月15日")
    page.panel.finish()
    desk.settle()
    assert page.model.rowCount() == 2
    page._ask_conditions()
    page.panel.start.set_text("2月31日")
    page.panel.period.choose([])
    page.panel.finish()
    assert page.panel.start.state == "error"


def test_the_margin_shows_the_chosen_case(desk: Desk, cases: list[str]) -> None:
    page = desk.go("register", RegisterPage)
    page.search.setFocus()
    press(page.search, Qt.Key.Key_Down)
    assert page.table.hasFocus()
    press(page.table, Qt.Key.Key_Down)
    desk.qtbot.waitUntil(lambda: "周爱珍" in page.margin.title.text(), timeout=3000)
    press(page.table, Qt.Key.Key_Return)
    desk.settle()
    assert desk.window.current == "case"
    case = desk.window.page("case")
    assert isinstance(case, CasePage)
    assert "周爱珍" in case.head.title.text()
    press(QApplication.focusWidget() or case, Qt.Key.Key_Escape)
    desk.settle()
    assert desk.window.current == "register"
    assert page.table.hasFocus()


def test_delete_into_the_bin_and_restore(
    desk: Desk,
    cases: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def answer(question: Question) -> str:
        asked.append(question.windowTitle())
        return "delete"

    monkeypatch.setattr(Question, "ask", answer)
    page = desk.go("case", CasePage, case=cases[0])
    page.delete_button.click()
    desk.settle()
    assert asked == ["把这一件放进回收站？"]
    assert desk.services.complaints.show(cases[0]).deleted
    assert page.restore_button.isVisible() and not page.change_button.isVisible()
    listed = desk.go("register", RegisterPage, deleted=True)
    assert [listed.model.row(0).id, listed.model.rowCount()] == [cases[0], 1]
    page = desk.go("case", CasePage, case=cases[0])
    page.restore_button.click()
    desk.settle()
    assert not desk.services.complaints.show(cases[0]).deleted
    listed = desk.go("register", RegisterPage)
    assert listed.model.rowCount() == 0  # the list still shows the bin
    history = [edit.by for edit in desk.services.complaints.history(cases[0])]
    assert history == ["王桂芬", "王桂芬"]


def test_a_long_list_comes_in_pages(desk: Desk) -> None:
    database = desk.services.database
    many = [
        {
            "received_on": desk.today - timedelta(days=at % 300),
            "complainant": f"投诉人{at}",
            "trader": "绿源生鲜",
            "facts": "缺斤少两",
            "kind": "complaint",
        }
        for at in range(1500)
    ]
    with database.write() as session:
        insert_cases(session, database.journal, offices.read_home(session), many, assume_acceptance=False)
    page = desk.go("register", RegisterPage)
    assert page.head.fact.text() == "共 1,500 件"
    assert 60 <= page.model.rowCount() < 1500
    seen = 0
    while not page.model.complete:
        assert page.model.rowCount() > seen
        seen = page.model.rowCount()
        page.table.choose(seen - 1)
        desk.settle()
    days = [page.model.row(at).received_on for at in range(page.model.rowCount())]
    assert len({page.model.row(at).id for at in range(page.model.rowCount())}) == 1500
    assert days == sorted(days, reverse=True)


def test_what_is_exported_can_be_read_again(desk: Desk, cases: list[str], tmp_path: Path) -> None:
    page = desk.go("export", ExportPage)
    target = tmp_path / "台账.xlsx"
    page.export(parse_period("2026-03"), target)
    desk.settle()
    from app.services.register import plan

    again = plan(desk.services.database, target, today=desk.today)
    assert (again.new, again.unchanged) == (0, 2)
