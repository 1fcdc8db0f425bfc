"""首页, 咨询, and the first run."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.services.waiting import today_in_numbers
from app.ui.pages.due.page import DuePage
from app.ui.pages.enquiry import EnquiryPage
from app.ui.pages.home import HomePage
from app.ui.pages.home_parts import Todo, TodoRow
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from tests.ui.desk import Desk
from tests.ui.keys import click, press, write


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_the_first_page_counts_what_waits_and_the_month(desk: Desk) -> None:
    desk.case(complainant="李秀英", trader="宏发", received_on="3月1日")
    desk.case(complainant="周爱珍", trader="宏发", received_on="4月3日")
    desk.case(complainant="陈国庆", trader="宏发", received_on="4月1日", accepted_on="4月2日")
    desk.case(
        complainant="吴小燕",
        trader="宏发",
        received_on="4月1日",
        accepted_on="4月1日",
        result="达成协议",
        closed_on="4月6日",
        recovered="1200.5",
    )
    desk.services.complaints.delete(desk.case(complainant="郑木根", trader="宏发"), by="王桂芬")
    desk.services.enquiries.add({"channel": "来电", "people": "3"}, today=desk.today)
    numbers = today_in_numbers(desk.services.database, desk.today)
    assert (numbers.binned, numbers.complaints, numbers.people, numbers.recovered) == (1, 3, 3, 120050)
    page = desk.go("home", HomePage)
    assert [figure.number.text() for figure in page.figures] == ["3", "3", "1,200.50"]
    rows = [row for row in page._rows if isinstance(row, TodoRow)]
    assert [(row.todo.many, row.todo.what) for row in rows] == [
        (1, "过了期限"),
        (1, "该回访"),
        (1, "在回收站里"),
    ]
    rows[0].click()
    desk.settle()
    due = desk.window.page("due")
    assert isinstance(due, DuePage)
    assert desk.window.current == "due"
    assert [due.model.row(at).complainant for at in range(due.model.rowCount())] == ["李秀英"]


def test_digits_open_the_three_ways(desk: Desk) -> None:
    for key, page in ((Qt.Key.Key_2, "enquiries"), (Qt.Key.Key_3, "register"), (Qt.Key.Key_1, "entry")):
        desk.go("home", HomePage)
        press(focus(), key)
        assert desk.window.current == page


def test_the_clerk_is_greeted_by_name(desk: Desk) -> None:
    page = desk.go("home", HomePage)
    assert page.greeting.text().startswith("王桂芬，")
    assert page.day.text() == "2026年4月7日 星期二"


def test_a_city_sees_which_returns_are_missing(city_desk: Desk) -> None:
    from app.services import offices

    offices.add(city_desk.services.database, code="331122", name="青溪县消保委", level="county")
    page = city_desk.go("home", HomePage)
    rows = [row for row in page._rows if isinstance(row, TodoRow)]
    assert (rows[0].todo.what, rows[0].todo.many, rows[0].todo.remark) == ("还没有报来", 1, "青溪县消保委")
    assert page.todo_title.text() == "2026年3月的月报"


def test_an_enquiry_takes_two_keys(desk: Desk) -> None:
    page = desk.go("enquiries", EnquiryPage)
    for way, many in ((Qt.Key.Key_2, Qt.Key.Key_3), (Qt.Key.Key_1, Qt.Key.Key_1)):
        press(focus(), way)
        press(focus(), many)
        desk.settle()
    last, first = desk.services.enquiries.recent()
    assert (first.channel, first.people, first.on) == ("visit", 3, desk.today)
    assert (last.channel, last.people) == ("phone", 1)
    assert (page.month.text(), page.day.text(), page.tally.text()) == ("4", "今天 4 人次", "来访 3、来电 1")
    press(focus(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert [kept.channel for kept in desk.services.enquiries.recent()] == ["visit"]
    assert page.tally.text() == "来访 3"


def test_ten_and_more_and_what_they_asked(desk: Desk) -> None:
    page = desk.go("enquiries", EnquiryPage)
    press(focus(), Qt.Key.Key_1)
    for key in (Qt.Key.Key_0, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_Return):
        press(focus(), key)
    desk.settle()
    press(focus(), Qt.Key.Key_2)
    press(focus(), Qt.Key.Key_Tab)
    assert page.topic.input.hasFocus()
    write(focus(), "价格")
    press(focus(), Qt.Key.Key_Tab)
    write(focus(), "问会员卡")
    page.people.setFocus()
    page.people.set_text("")
    press(focus(), Qt.Key.Key_3)  # something was written: the count waits for Return
    desk.settle()
    assert len(desk.services.enquiries.recent()) == 1
    press(focus(), Qt.Key.Key_Return)
    desk.settle()
    last, first = desk.services.enquiries.recent()
    assert (first.people, last.people, last.note) == (12, 3, "问会员卡")


def test_a_held_digit_is_no_count(desk: Desk) -> None:
    desk.go("enquiries", EnquiryPage)
    press(focus(), Qt.Key.Key_1)
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, "1", True)
    QApplication.sendEvent(focus(), held)
    desk.settle()
    assert desk.services.enquiries.recent() == ()


def test_going_to_see_shows_the_cases_counted(desk: Desk) -> None:
    for back in range(0, 30, 3):
        day = (desk.today - timedelta(days=back)).isoformat()
        desk.case(complainant="张三", received_on=day)
        desk.case(complainant="李四", received_on=day, kind="举报")
        desk.case(complainant="王五", received_on=day, accepted_on=day)
    desk.go("home", HomePage)
    counted = {"overdue": 0, "soon": 0}
    for digit, group in (("4", "overdue"), ("6", "soon")):
        page = desk.go("home", HomePage)
        row = next(row for row in page._rows if isinstance(row, TodoRow) and row.todo.digit == digit)
        click(row)
        desk.settle()
        due = desk.window.page("due")
        assert isinstance(due, DuePage)
        listed = [due.model.row(number) for number in range(due.model.rowCount())]
        assert len(listed) == row.todo.many
        assert {case.group for case in listed} == {group}
        assert all((case.due_on < desk.today) == (group == "overdue") for case in listed)
        counted[group] = len(listed)
    assert counted["overdue"] > 5 and counted["soon"] > 0


def test_an_enquiry_that_is_not_understood_is_not_kept(desk: Desk) -> None:
    page = desk.go("enquiries", EnquiryPage)
    press(focus(), Qt.Key.Key_1)
    write(focus(), "很多")
    press(focus(), Qt.Key.Key_Return)
    desk.settle()
    assert page.people.state == "error"
    assert page.people.text() == "很多"
    assert desk.services.enquiries.recent() == ()


def test_a_broken_file_of_drafts_is_told_and_stops_nobody(desk: Desk) -> None:
    desk.services.drafts.close()
    for ending in ("-wal", "-shm"):
        desk.services.folder.drafts.with_name(f"drafts.db{ending}").unlink(missing_ok=True)
    desk.services.folder.drafts.write_bytes(b"no database at all" * 500)
    page = desk.go("home", HomePage)
    page.arrive()
    desk.settle()
    said = [banner for banner in page.findChildren(Banner) if banner.isVisible() and "坏了" in banner.text.text()]
    assert len(said) == 1
    page.arrive()
    desk.settle()
    assert said[0].isVisible()  # until it was read
    click(said[0].findChildren(Button)[0])
    assert not said[0].isVisible()


def test_the_whole_page_stands_in_an_ordinary_window(desk: Desk) -> None:
    page = desk.go("home", HomePage)
    desk.window.resize(1366, 749)
    desk.settle()
    page._show_todos(
        [Todo(3, "件", "过了期限", "先办这些", "error", "", "due", {}, str(at)) for at in range(4, 9)], "", 15
    )
    desk.settle()
    below = page._more.mapTo(page, page._more.rect().bottomLeft()).y()
    assert page._today.parentWidget() is page.head
    assert below < page.height()
    desk.window.resize(700, 749)
    desk.settle()
    assert page._today.parentWidget() is not page.head
    assert (
        page.greeting.mapTo(page, page.greeting.rect().topLeft()).x()
        == page._today.mapTo(page, page._today.rect().topLeft()).x()
    )
