"""放假安排 and 办理期限 by keyboard: what is typed there moves the last days of cases."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.services.calendars import Holiday
from app.ui.pages.calendar.installing import InstallCard
from app.ui.pages.calendar.limit_page import LimitPage
from app.ui.pages.calendar.limits_page import LimitsPage
from app.ui.pages.calendar.page import CalendarPage
from app.ui.pages.calendar.year_page import YearPage
from app.ui.pages.due.page import DuePage
from app.ui.pages.entry.page import EntryPage
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from tests.ui import audit
from tests.ui.desk import Desk, open_desk
from tests.ui.keys import press, write
from tests.ui.test_audit import ROOMS, nothing

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
DECEMBER = date(2026, 12, 28)
NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至13日（农历正月初八、周六）放假调休，共9天。1月30日（周六）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假，共1天。
六、中秋节：9月15日（周三）放假，共1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
"""


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def told(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def on_day(desk: Desk, day: date) -> None:
    desk.today = day
    assert desk.window._context is not None
    desk.window._context.shared["today"] = day


def last_day(desk: Desk, case: str) -> date | None:
    return desk.services.deadlines.of_case(case, today=desk.today)[0].due_on


def paste(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    press(focus(), Key.Key_V, CTRL)


def read(desk: Desk) -> None:
    """Wait until what was typed was read."""
    desk.qtbot.wait(320)
    desk.settle()


def test_a_pasted_notice_moves_a_deadline_and_undoing_moves_it_back(desk: Desk) -> None:
    on_day(desk, DECEMBER)
    case = desk.case(complainant="李秀英", trader="宏发手机店", received_on="2026-12-28")
    assert last_day(desk, case) == date(2027, 1, 4)
    due = desk.go("due", DuePage)
    press(focus(), Key.Key_F7)
    desk.settle()
    calendar = desk.window.page("calendar")
    assert desk.window.current == "calendar" and isinstance(calendar, CalendarPage)
    assert calendar.model.rowCount() == 7 and "随程序" in calendar.head.fact.text()
    press(focus(), Key.Key_Right)
    desk.settle()
    assert calendar.empty.isVisible() and "暂按周末计算" in calendar.empty.why.text()
    press(focus(), Key.Key_F10)
    desk.settle()
    page = desk.window.page("calendar-year")
    assert desk.window.current == "calendar-year" and isinstance(page, YearPage)
    paste(NOTICE)
    read(desk)
    assert page.told.text() == "看懂了 7 个节日，请跟通知对一遍"
    names = [page.model.row(at).name for at in range(page.model.rowCount())]
    assert names == ["元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"]
    press(focus(), Key.Key_F10)
    desk.settle()
    assert desk.window.current == "calendar" and "自己写的" in calendar.head.fact.text()
    assert last_day(desk, case) == date(2027, 1, 5)
    spring = desk.services.calendars.year(2027).holidays[1]
    assert spring == Holiday("春节", date(2027, 2, 5), date(2027, 2, 13), (date(2027, 1, 30), date(2027, 2, 20)))
    press(focus(), Key.Key_Z, CTRL)
    desk.settle()
    assert last_day(desk, case) == date(2027, 1, 4)
    assert calendar.empty.isVisible()
    press(focus(), Key.Key_Escape)
    desk.settle()
    assert desk.window.current == "due"
    assert [due.model.row(at).due_on for at in range(due.model.rowCount())] in ([], [date(2027, 1, 4)])


def test_the_calendar_of_the_entry_page_shows_the_new_year_at_once(desk: Desk) -> None:
    on_day(desk, DECEMBER)
    entry = desk.go("entry", EntryPage)
    entry.form.focus_on("purchased_on")
    desk.settle()
    calendar = entry.dating.days.calendar
    assert calendar is not None
    calendar.show_day(date(2027, 2, 8))
    assert not calendar.month.days.days[date(2027, 2, 8)].off
    page = desk.go("calendar-year", YearPage, year=2027)
    paste(NOTICE)
    read(desk)
    page.save()
    desk.settle()
    assert calendar.month.days.days[date(2027, 2, 8)].off


def test_what_is_not_understood_is_said_and_the_rest_is_kept(desk: Desk) -> None:
    page = desk.go("calendar-year", YearPage, year=2027)
    paste("一、元旦：1月1日至3日放假，共3天。\n二、春节：看情况再说。\n三、清明节：4月3日（周五）至5日放假，共3天。")
    read(desk)
    names = [page.model.row(at).name for at in range(page.model.rowCount())]
    assert "元旦" in names and "清明节" in names
    assert "要看一看" in page.told.text()
    assert "春节" in told(page._issues)
    assert page.text.text().startswith("一、元旦")


def test_a_year_is_typed_row_by_row(desk: Desk) -> None:
    case = desk.case(complainant="李秀英", trader="宏发手机店", received_on="2026-04-07")
    before = last_day(desk, case)
    assert before == date(2026, 4, 14)
    page = desk.go("calendar-year", YearPage, year=2026)
    assert page.model.rowCount() == 7
    page.form.name.setFocus()
    for text in ("运动会", "4月9", "四月十日", "4.11"):
        write(focus(), text)
        press(focus(), Key.Key_Return)
    desk.settle()
    assert focus() is page.form.name.input and page.form.empty
    assert page.model.rowCount() == 8
    added = page.table.current_row()
    assert added == Holiday("运动会", date(2026, 4, 9), date(2026, 4, 10), (date(2026, 4, 11),))
    press(focus(), Key.Key_F10)
    desk.settle()
    assert desk.window.current == "calendar"
    assert last_day(desk, case) == date(2026, 4, 15)


def test_a_new_year_is_typed_in_figures_alone(desk: Desk) -> None:
    page = desk.go("calendar-year", YearPage, year=2027)
    assert page.form.name.text() == "元旦" and page.form.empty
    press(focus(), Key.Key_Tab)
    press(focus(), Key.Key_Tab)
    assert focus() is page.form.first.input
    keys = 0
    for first, last, worked in (
        ("1.1", "1.3", ""),
        ("2.5", "2.13", "1.30 2.20"),
        ("4.3", "4.5", ""),
        ("5.1", "5.5", "5.8"),
        ("6.9", "", ""),
        ("9.15", "", ""),
        ("10.1", "10.7", "9.26、10.9"),
    ):
        for text in (first, last, worked):
            write(focus(), text)
            press(focus(), Key.Key_Return)
            keys += len(text) + 1
    desk.settle()
    assert page.model.rowCount() == 7 and page.form.name.text() == ""
    press(focus(), Key.Key_F10)
    desk.settle()
    notice = desk.services.calendars.read_notice(NOTICE, 2027)
    assert desk.services.calendars.year(2027).holidays == notice.holidays
    assert keys < 100, "five minutes are three seconds a key and more"


def test_a_row_is_changed_and_taken_out_by_keys(desk: Desk) -> None:
    page = desk.go("calendar-year", YearPage, year=2026)
    page.table.setFocus()
    press(focus(), Key.Key_End)
    assert page.table.current_row().name == "国庆节"
    press(focus(), Key.Key_Delete)
    assert "国庆节" not in [page.model.row(at).name for at in range(page.model.rowCount())]
    press(focus(), Key.Key_Home)
    press(focus(), Key.Key_Return)
    assert focus() is page.form.first.input and page.form.name.text() == "元旦"
    page.form.last.setFocus()
    page.form.last.input.selectAll()
    write(focus(), "1月5日")
    press(focus(), Key.Key_Return)
    press(focus(), Key.Key_Return)
    desk.settle()
    assert page.model.row(0).last == date(2026, 1, 5)
    assert page.model.rowCount() == 6


def test_a_row_without_a_day_is_not_taken_and_says_which(desk: Desk) -> None:
    page = desk.go("calendar-year", YearPage, year=2027)
    page.form.first.setFocus()
    write(focus(), "二月三十")
    page.form.make()
    assert page.form.first.state == "error" and focus() is page.form.first.input
    assert page.form.first.text() == "二月三十" and page.model.rowCount() == 0
    assert page.save_button.off
    page.save()
    desk.settle()
    assert desk.window.current == "calendar-year", "a row half typed is not lost by saving"


def test_a_file_from_the_city_is_looked_at_before_it_is_installed(desk: Desk, tmp_path: Path) -> None:
    calendar = desk.go("calendar", CalendarPage)
    days = (Holiday("元旦", date(2027, 1, 1), date(2027, 1, 3)), Holiday("春节", date(2027, 2, 5), date(2027, 2, 11)))
    desk.services.calendars.put_year(2027, days, by="王桂芬")
    path = tmp_path / "放假安排.xbcal"
    desk.window._data_changed(frozenset({"calendar"}))
    desk.settle()
    calendar.hand_out(path, (2026, 2027))
    desk.settle()
    assert path.exists() and "存好了" in told(calendar)
    desk.services.calendars.reset_year(2027, by="王桂芬")
    calendar.refresh()
    desk.settle()
    calendar.look_at(path)
    desk.settle()
    assert calendar.install.isVisible() and "2027 年：新的" in told(calendar.install)
    assert not desk.services.calendars.year(2027).holidays, "nothing is changed by looking"
    assert isinstance(focus(), Button) and calendar.install.isAncestorOf(focus())
    press(focus(), Key.Key_Return)
    desk.settle()
    assert desk.services.calendars.year(2027).holidays == days
    assert not calendar.install.isVisible() and "装好了" in told(calendar)


def test_what_one_wrote_oneself_is_replaced_only_when_asked_for(desk: Desk, tmp_path: Path) -> None:
    calendars = desk.services.calendars
    new_year = Holiday("元旦", date(2027, 1, 1), date(2027, 1, 3))
    spring = Holiday("春节", date(2027, 2, 5), date(2027, 2, 11))
    calendars.put_year(2027, (new_year, spring), by="王桂芬")
    calendar = desk.go("calendar", CalendarPage, year=2027)
    path = tmp_path / "放假安排.xbcal"
    calendar.hand_out(path, (2026, 2027))
    desk.settle()
    calendars.put_year(2027, (new_year,), by="王桂芬")
    calendar.look_at(path)
    desk.settle()
    assert "2027 年：您自己写过，不一样" in told(calendar.install) and "2月5日" in told(calendar.install)
    focused = focus()
    assert isinstance(focused, Button) and focused.text() == "不装"
    press(focused, Key.Key_Return)
    desk.settle()
    assert calendars.year(2027).holidays == (new_year,) and not calendar.install.isVisible()
    calendar.look_at(path)
    desk.settle()
    press(next(b for b in calendar.install.findChildren(Button) if b.text() == "都换成文件里的"), Key.Key_Return)
    desk.settle()
    assert calendars.year(2027).holidays == (new_year, spring)


def test_a_broken_file_is_refused_politely(desk: Desk, tmp_path: Path) -> None:
    calendar = desk.go("calendar", CalendarPage)
    path = tmp_path / "放假安排.xbcal"
    path.write_bytes(b"nothing of the kind")
    calendar.look_at(path)
    desk.settle()
    assert "没有做成" in told(calendar) and not calendar.findChildren(InstallCard)[0].isVisible()


def test_the_program_s_own_year_holds_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    calendar = desk.go("calendar", CalendarPage)
    shipped = desk.services.calendars.year(2026).holidays
    desk.services.calendars.put_year(2026, shipped[:3], by="王桂芬")
    calendar.refresh()
    desk.settle()
    assert calendar.model.rowCount() == 3 and calendar.reset_button.isVisible()
    monkeypatch.setattr("app.ui.pages.calendar.page.Question.ask", lambda self: "reset")
    calendar._ask_reset()
    desk.settle()
    assert calendar.model.rowCount() == 7 and not calendar.reset_button.isVisible()
    press(focus(), Key.Key_Z, CTRL)
    desk.settle()
    assert calendar.model.rowCount() == 3


# -- time limits --------------------------------------------------------------------------------------
def test_a_rule_of_one_s_own_moves_a_deadline_and_undoing_moves_it_back(desk: Desk) -> None:
    case = desk.case(complainant="李秀英", trader="宏发手机店", received_on="2026-04-07")
    assert last_day(desk, case) == date(2026, 4, 14)
    page = desk.go("time-limits", LimitsPage)
    assert focus() is page.table and page.table.current_row().in_use
    assert "5 个工作日内决定" in page.said.text()
    assert "4月14日 星期二" in told(page.margin)
    press(focus(), Key.Key_F10)
    desk.settle()
    form = desk.window.page("time-limit")
    assert isinstance(form, LimitPage) and focus() is form.decide.input
    write(focus(), "三")
    form.mediate.setFocus()
    write(focus(), "20")
    desk.settle()
    assert "4月10日 星期五" in form.received.text()
    press(focus(), Key.Key_F10)
    desk.settle()
    assert desk.window.current == "time-limits"
    assert last_day(desk, case) == date(2026, 4, 10)
    assert page.table.current_row() is not None
    assert [rule.decide_days for rule in page._rules if rule.in_use] == [3]
    press(focus(), Key.Key_Z, CTRL)
    desk.settle()
    assert last_day(desk, case) == date(2026, 4, 14)
    assert not any(rule.own for rule in page._rules)


def test_days_that_are_none_are_said_beside_their_field(desk: Desk) -> None:
    form = desk.go("time-limit", LimitPage, rule=None)
    write(focus(), "很快")
    form.mediate.setFocus()
    write(focus(), "20")
    press(focus(), Key.Key_F10)
    desk.settle()
    assert desk.window.current == "time-limit"
    assert form.decide.state == "error" and form.decide.text() == "很快" and focus() is form.decide.input


def test_the_handler_is_chosen_by_digit_and_the_days_follow(desk: Desk) -> None:
    case = desk.case(complainant="李秀英", trader="宏发手机店", received_on="2026-04-07")
    page = desk.go("time-limits", LimitsPage)
    page.handler.setFocus()
    press(focus(), Key.Key_2)
    desk.settle()
    assert desk.services.calendars.handler() == "regulator"
    assert last_day(desk, case) == date(2026, 4, 16)
    assert "7 个工作日内决定" in page.said.text()
    press(focus(), Key.Key_1)
    desk.settle()
    assert last_day(desk, case) == date(2026, 4, 14)


def test_an_own_rule_is_dropped_and_had_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = {
        "handler": "committee",
        "region": "331122",
        "valid_from": "2026-01-01",
        "decide_days": "2",
        "decide_unit": "working",
        "mediate_days": "8",
        "mediate_unit": "working",
        "papers": "run",
    }
    desk.services.calendars.put_rule(raw, by="王桂芬")
    page = desk.go("time-limits", LimitsPage)
    assert [rule.decide_days for rule in page._rules if rule.in_use] == [2]
    monkeypatch.setattr("app.ui.pages.calendar.limits_page.Question.ask", lambda self: "drop")
    page.table.choose(next(at for at, rule in enumerate(page._rules) if rule.own))
    page.table.setFocus()
    press(focus(), Key.Key_Delete)
    desk.settle()
    assert [rule.decide_days for rule in page._rules if rule.in_use] == [5]
    press(focus(), Key.Key_Z, CTRL)
    desk.settle()
    assert [rule.decide_days for rule in page._rules if rule.in_use] == [2]


def test_a_shipped_rule_is_not_dropped(desk: Desk) -> None:
    page = desk.go("time-limits", LimitsPage)
    before = page._rules
    press(focus(), Key.Key_Delete)
    desk.settle()
    assert page._rules == before and page.drop_button.off


def test_a_city_hands_out_a_year_and_a_rule_of_its_own(
    city_desk: Desk, county_template: Path, tmp_path: Path, qtbot: QtBot, windows: list[QWidget]
) -> None:
    form = city_desk.go("time-limit", LimitPage, rule=None)
    assert form.region.chosen() == ("331100",)
    write(form.decide.input, "4")
    write(form.mediate.input, "9")
    form.save()
    city_desk.settle()
    calendar = city_desk.go("calendar", CalendarPage)
    path = tmp_path / "放假安排.xbcal"
    calendar.hand_out(path, (2026,))
    city_desk.settle()
    shutil.copytree(county_template, tmp_path / "county")
    desk = open_desk(tmp_path / "county", qtbot, windows, city_desk.today)
    county = desk.go("calendar", CalendarPage)
    county.look_at(path)
    desk.settle()
    assert "办理期限" in told(county.install)
    press(focus(), Key.Key_Return)
    desk.settle()
    limits = desk.go("time-limits", LimitsPage)
    assert [rule.decide_days for rule in limits._rules if rule.in_use] == [4]


# -- looks --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_the_pages_stop_nobody(room: tuple[int, int, float], desk: Desk, tmp_path: Path) -> None:
    width, height, scale = room
    look().set_scale(scale)
    desk.window.resize(width, height)
    calendar = desk.go("calendar", CalendarPage)
    nothing(audit.everything(desk.window))
    calendar._show_year(2027)
    desk.settle()
    nothing(audit.everything(desk.window))
    page = desk.go("calendar-year", YearPage, year=2027)
    nothing(audit.everything(desk.window))
    paste(NOTICE.replace("周六", "周日", 1) + "八、看不懂的：大概三月里。")
    read(desk)
    nothing(audit.everything(desk.window))
    page.form.show_holiday(page.model.row(1))
    desk.qtbot.wait(20)
    nothing(audit.everything(desk.window))
    desk.services.calendars.put_year(2027, page._rows, by="王桂芬")
    path = tmp_path / "放假安排.xbcal"
    calendar = desk.go("calendar", CalendarPage, year=2027)
    calendar.hand_out(path, (2026, 2027))
    desk.settle()
    nothing(audit.everything(desk.window))
    desk.services.calendars.put_year(2027, page._rows[:3], by="王桂芬")
    calendar.look_at(path)
    desk.settle()
    nothing(audit.everything(desk.window))
    limits = desk.go("time-limits", LimitsPage)
    nothing(audit.everything(desk.window))
    desk.go("time-limit", LimitPage, rule=limits._rules[0])
    nothing(audit.everything(desk.window))
