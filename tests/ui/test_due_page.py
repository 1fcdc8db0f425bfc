"""待办: the groups by keyboard, why a day is the last one, opening a case; and the way there from the first page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.services.reports import due_list
from app.ui.pages.due.groups import GROUPS, number_in
from app.ui.pages.due.page import DuePage
from app.ui.pages.home import HomePage
from app.ui.pages.home_parts import TodoRow
from app.ui.theme import look
from tests.ui import audit
from tests.ui.desk import Desk
from tests.ui.keys import click, press
from tests.ui.test_audit import ROOMS, nothing

Key = Qt.Key


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def with_cases(desk: Desk) -> dict[str, str]:
    """Cases of several groups, by what they are: received today's working days ago so that each is due as named."""
    made = {}
    made["overdue"] = desk.case(complainant="李秀英", trader="宏发手机店", received_on="2026-03-10")
    made["today"] = desk.case(complainant="周爱珍", trader="万家超市", received_on="2026-03-30")
    made["soon"] = desk.case(complainant="陈国庆", trader="佳美服装店", received_on="2026-04-01")
    made["later"] = desk.case(complainant="吴小燕", trader="老王饭店", received_on="2026-04-07")
    made["follow_up"] = desk.case(
        complainant="郑木根",
        trader="利民药店",
        received_on="2026-03-02",
        accepted_on="2026-03-03",
        result="达成协议",
        closed_on="2026-03-12",
        recovered="100",
    )
    return made


def group_of(desk: Desk, case: str) -> str:
    return next(each.group for each in desk.services.deadlines.list(desk.today).cases if each.id == case)


def shown(page: DuePage) -> list[str]:
    return [page.model.row(at).id for at in range(page.model.rowCount())]


def beside(page: DuePage) -> str:
    return " ".join(label.text() for label in page.margin.findChildren(QLabel) if not label.isHidden())


def test_digits_and_arrows_turn_to_another_group_and_return_opens_the_case(desk: Desk) -> None:
    made = with_cases(desk)
    assert {name: group_of(desk, case) for name, case in made.items()} == {name: name for name in made}
    page = desk.go("due", DuePage)
    assert page.groups.chosen == "overdue" and shown(page) == [made["overdue"]]
    assert focus() is page.table
    press(focus(), Key.Key_2)
    assert page.groups.chosen == "today" and shown(page) == [made["today"]]
    press(focus(), Key.Key_Right)
    assert shown(page) == [made["soon"]]
    press(focus(), Key.Key_Right)
    assert page.groups.chosen == "waiting" and page.empty.isVisible()
    assert page.empty.title.text() == "没有等着别人的。"
    press(focus(), Key.Key_Right)
    assert page.groups.chosen == "follow_up" and focus() is page.table
    press(focus(), Key.Key_Return)
    desk.settle()
    assert desk.window.current == "case"
    assert desk.window.page("case") is not None
    press(focus(), Key.Key_Escape)
    desk.settle()
    assert desk.window.current == "due" and page.groups.chosen == "follow_up"
    assert shown(page) == [made["follow_up"]] and focus() is page.table


def test_the_margin_says_when_and_why(desk: Desk) -> None:
    with_cases(desk)
    page = desk.go("due", DuePage, group="today")
    desk.qtbot.wait(20)
    told = beside(page)
    case = page.table.current_row()
    assert "2026年4月7日 星期二" in told and "就是今天" in told
    assert case.rule in told and "5 个工作日" in case.rule
    assert "周爱珍" in told and "万家超市" in told


def test_the_group_is_remembered_and_an_empty_one_gives_way(desk: Desk) -> None:
    made = with_cases(desk)
    page = desk.go("due", DuePage)
    press(focus(), Key.Key_3)
    assert desk.window._settings.window.due_group == "soon"
    again = DuePage(page.context)
    try:
        again.arrive()
        desk.settle()
        assert again.groups.chosen == "soon"
        desk.services.complaints.delete(made["soon"], by="王桂芬")
    finally:
        again.deleteLater()
    other = DuePage(page.context)
    try:
        other.arrive()
        desk.settle()
        assert other.groups.chosen == "overdue"
    finally:
        other.deleteLater()


def test_without_cases_it_says_so(desk: Desk) -> None:
    page = desk.go("due", DuePage)
    assert page.empty.isVisible() and page.empty.title.text() == "今天没有到期的。"
    assert page.open_button.off and page.print_button.off
    press(focus(), Key.Key_1)
    assert page.empty.title.text() == "没有过了期限的。"


def test_the_pills_count_what_the_service_counts(desk: Desk) -> None:
    with_cases(desk)
    page = desk.go("due", DuePage)
    counts = desk.services.deadlines.counts(desk.today)
    for group in GROUPS:
        assert page.groups.words(group.key) == f"{group.word} {number_in(counts, group.key)}"


def test_the_first_page_counts_the_same_and_its_digits_lead_there(desk: Desk) -> None:
    made = with_cases(desk)
    page = desk.go("home", HomePage)
    rows = [row.todo for row in page._rows if isinstance(row, TodoRow)]
    assert [(todo.what, todo.many, todo.digit) for todo in rows] == [
        ("过了期限", 1, "4"),
        ("今天到期", 1, "5"),
        ("三天内到期", 1, "6"),
        ("该回访", 1, "8"),
    ]
    press(focus(), Key.Key_6)
    desk.settle()
    due = desk.window.page("due")
    assert desk.window.current == "due" and isinstance(due, DuePage)
    assert due.groups.chosen == "soon" and shown(due) == [made["soon"]]


def test_a_press_on_a_line_of_the_first_page_leads_there_too(desk: Desk) -> None:
    made = with_cases(desk)
    page = desk.go("home", HomePage)
    click(next(row for row in page._rows if isinstance(row, TodoRow) and row.todo.what == "该回访"))
    desk.settle()
    due = desk.window.page("due")
    assert isinstance(due, DuePage) and shown(due) == [made["follow_up"]]


def test_what_is_done_leaves_the_list_and_the_rest_stays_chosen(desk: Desk) -> None:
    first = desk.case(complainant="李秀英", trader="宏发", received_on="2026-03-10")
    second = desk.case(complainant="周爱珍", trader="宏发", received_on="2026-03-11")
    third = desk.case(complainant="陈国庆", trader="宏发", received_on="2026-03-12")
    page = desk.go("due", DuePage)
    assert shown(page) == [third, second, first]
    page.table.choose(1)
    desk.services.complaints.delete(third, by="王桂芬")
    page.refresh()
    desk.settle()
    assert shown(page) == [second, first]
    assert page.table.current_row().id == second


def test_the_printed_list_is_a_pdf_with_every_case(desk: Desk) -> None:
    from io import BytesIO

    from pypdf import PdfReader

    for number in range(40):
        received = (date(2026, 3, 2) + timedelta(days=number % 5)).isoformat()
        desk.case(complainant=f"投诉人{number:02d}", trader="宏发手机店", received_on=received)
    cases = desk.services.deadlines.list(desk.today, most=None).cases
    data = due_list.render("青溪县消保委", "过期", cases, desk.today)
    pages = PdfReader(BytesIO(data)).pages
    text = "".join(page.extract_text() for page in pages)
    assert "待办清单：过期" in text and "共 40 件" in text
    for number in range(40):
        assert f"投诉人{number:02d}" in text


@pytest.mark.parametrize("filled", [True, False], ids=["filled", "empty"])
@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_the_page_stops_nobody(filled: bool, room: tuple[int, int, float], desk: Desk) -> None:
    width, height, scale = room
    if filled:
        with_cases(desk)
    look().set_scale(scale)
    desk.window.resize(width, height)
    page = desk.go("due", DuePage)
    for group in GROUPS:
        page._show_group(group.key)
        desk.qtbot.wait(10)
        nothing(audit.everything(desk.window))
