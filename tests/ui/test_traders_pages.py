"""经营者: the list, the search, a trader's numbers that lead to their records, spellings made one."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.ui.pages.preview_page import PreviewPage
from app.ui.pages.register.page import RegisterPage
from app.ui.pages.traders.choosing import periods, usual
from app.ui.pages.traders.page import TradersPage
from app.ui.pages.traders.tiles import Tile
from app.ui.pages.traders.trader_page import TraderPage
from app.ui.widgets.buttons import Button
from app.ui.widgets.trend import TrendChart, TrendPoint
from tests.ui.desk import Desk
from tests.ui.keys import click, press, write

Key = Qt.Key


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Three complaints about one trader this year and one last year, one under another spelling, and two others."""
    settled = {"accepted_on": "2026-02-05", "result": "达成协议", "closed_on": "2026-02-08", "recovered": "80"}
    desk.case(
        trader="宏发手机店", received_on="2026-01-05", nature="质量", complainant="李秀英", accepted_on="2026-01-05"
    )
    desk.case(
        trader="宏发手机店", received_on="2026-02-05", nature="质量", complainant="周爱珍", amount="100", **settled
    )
    desk.case(
        trader="宏发手机店", received_on="2026-03-05", nature="合同", complainant="王建国", refused_on="2026-03-06"
    )
    desk.case(trader="宏发手机店", received_on="2025-03-05", complainant="吴桂兰")
    desk.case(trader="鸿发手机店", received_on="2026-03-07", complainant="陈国庆")
    desk.case(trader="百姓大药房", received_on="2026-03-07", complainant="林小妹")
    return desk


def focus() -> str:
    """The name of what has the focus."""
    widget = QApplication.focusWidget()
    return widget.accessibleName() if widget is not None else ""


def trader(desk: Desk) -> TraderPage:
    page = desk.window.page("trader")
    assert isinstance(page, TraderPage)
    return page


def tile(page: TraderPage, word: str) -> Tile:
    return next(each for each in page.findChildren(Tile) if each.face.word == word and not each.isHidden())


def listed(desk: Desk) -> list[str]:
    """Who complained in the cases of the register as it is narrowed now."""
    assert desk.window.current == "register"
    page = desk.window.page("register")
    assert isinstance(page, RegisterPage)
    return [page.model.row(at).complainant for at in range(page.model.rowCount())]


# -- the list -----------------------------------------------------------------------------------------
def test_the_list_says_whom_and_from_a_row_to_the_trader(filled: Desk) -> None:
    page = filled.go("traders", TradersPage)
    assert page.head.fact.text() == "2026年投诉 3 件以上的 1 家"
    cells = [column.cell(page.model.row(0)).text for column in page.model.columns]
    assert cells == ["宏发手机店", "3 件", "多 2", "质量 2", "50.00 %", "80.00"]
    assert page.margin.title.text() == "宏发手机店"
    assert focus() == "查找投诉" or page.search.hasFocus()
    press(page.search, Key.Key_Down)
    assert page.table.hasFocus()
    press(page.table, Key.Key_Return)
    filled.settle()
    assert filled.window.current == "trader"
    assert trader(filled).name.text() == "宏发手机店"
    press(trader(filled), Key.Key_Escape)
    assert filled.window.current == "traders"
    assert page.table.hasFocus(), "back where one was"


def test_other_days_and_another_number_by_keyboard(filled: Desk) -> None:
    page = filled.go("traders", TradersPage)
    press(page.search, Key.Key_F3)
    assert page.head.title.text() == "换时间，换件数"
    press(QApplication.focusWidget() or page, Key.Key_7)
    write(page.panel.start.input, "")
    page.panel.start.set_text("2025年1月1日")
    page.panel.until.set_text("2026年3月31日")
    page.panel.least.choose(["2"])
    press(page, Key.Key_F10)
    filled.settle()
    assert page.head.fact.text() == "2025年1月1日至2026年3月31日投诉 2 件以上的 1 家"
    assert page.model.row(0).figures.complaints == 4
    press(page.search, Key.Key_F3)
    page.panel.until.set_text("去年2月30日")
    press(page, Key.Key_F10)
    assert page.panel.until.state == "error"
    assert page.panel.until.input.hasFocus()
    press(page, Key.Key_Escape)
    assert page.head.title.text() == "经营者"


def test_nobody_came_up_so_often(filled: Desk) -> None:
    page = filled.go("traders", TradersPage)
    press(page.search, Key.Key_F3)
    page.panel.least.choose(["20"])
    press(page, Key.Key_F10)
    filled.settle()
    assert page.empty.isVisible()
    assert page.empty.title.text() == "没有这样的经营者"
    assert "没有一家到 20 件" in page.empty.why.text()
    assert page.print_button.off


def test_a_trader_is_found_by_a_part_and_by_sound(filled: Desk) -> None:
    page = filled.go("traders", TradersPage)
    for typed, names in (("药房", ["百姓大药房"]), ("hfsj", ["宏发手机店", "鸿发手机店"]), ("没有", [])):
        page.search.clear()
        write(page.search, typed)
        press(page.search, Key.Key_Return)
        filled.settle()
        found = [page.found_model.row(at).name for at in range(page.found_model.rowCount())]
        assert sorted(found) == sorted(names), typed
    assert page.empty.title.text() == "没有找到“没有”"
    press(page.search, Key.Key_Escape)
    assert page.search.text() == ""
    assert page.table.isVisible()


def test_letters_typed_in_the_list_go_on_in_the_search(filled: Desk) -> None:
    page = filled.go("traders", TradersPage)
    page.table.setFocus()
    press(page.table, Key.Key_B)
    assert page.search.hasFocus()
    assert page.search.text() == "b"


def test_the_list_is_looked_at_before_it_is_printed(filled: Desk) -> None:
    page = filled.go("traders", TradersPage)
    click(page.print_button)
    filled.settle()
    preview = filled.window.page("preview")
    assert filled.window.current == "preview"
    assert isinstance(preview, PreviewPage)
    assert preview.head.title.text() == "重复被投诉的经营者（今年）"


# -- one trader ---------------------------------------------------------------------------------------
def test_every_number_of_a_trader_leads_to_its_records(filled: Desk) -> None:
    for word, who in (
        ("投诉", ["陈国庆", "王建国", "周爱珍", "李秀英"]),
        ("没办结", ["陈国庆", "李秀英"]),
        ("受理", ["周爱珍", "李秀英"]),
        ("调解成功", ["周爱珍"]),
        ("解决率", ["周爱珍", "李秀英"]),
        ("涉案金额", ["周爱珍"]),
        ("挽回损失", ["周爱珍"]),
        ("质量", ["周爱珍", "李秀英"]),
    ):
        if word == "投诉":
            filled.services.memory.join(["鸿发手机店"], "宏发手机店", "王桂芬")
        page = filled.go("trader", TraderPage, name="宏发手机店", period=usual(filled.today).period)
        each = tile(page, word)
        if each.face.unit == "件":
            assert each.face.number == str(len(who)), word
        press(each, Key.Key_Return)
        filled.settle()
        assert listed(filled) == who, word


def test_open_cases_come_first_and_open(filled: Desk) -> None:
    page = filled.go("trader", TraderPage, name="宏发手机店")
    assert page.head.fact.text() == "没办结 2 件"
    who = [page.cases.model.row(at).complainant for at in range(page.cases.model.rowCount())]
    assert who == ["李秀英", "吴桂兰", "王建国", "周爱珍"]
    press(page.cases.table, Key.Key_Return)
    assert filled.window.current == "case"


def test_the_months_are_read_without_colour_and_lead_to_their_cases(filled: Desk) -> None:
    page = filled.go("trader", TraderPage, name="宏发手机店")
    assert "2026年3月 1 件" in page.chart.text()
    assert page.chart_words.text().startswith("近 12 个月一共 3 件，再往前 12 个月 1 件，多 2 件。")
    page.chart.setFocus()
    press(page.chart, Key.Key_Left)
    assert page.chart_words.text() == "2026年3月 1 件，去年同月 1 件。回车看这几件。"
    assert page.chart.accessibleName() == "2026年3月 1 件"
    press(page.chart, Key.Key_Return)
    filled.settle()
    assert listed(filled) == ["王建国"]


def test_another_period_for_the_numbers(filled: Desk) -> None:
    page = filled.go("trader", TraderPage, name="宏发手机店")
    assert tile(page, "投诉").face.number == "4"
    page.groups.choose("before")
    page.groups.changed.emit("before")
    filled.settle()
    assert tile(page, "投诉").face.number == "1"
    assert tile(page, "解决率").face.number == "—"


def test_two_spellings_are_made_one_and_parted_again(filled: Desk) -> None:
    page = filled.go("trader", TraderPage, name="宏发手机店")
    page.spellings.other.set_text("鸿发")
    press(page.spellings.other.input, Key.Key_Return)
    filled.settle()
    buttons = [each for each in page.spellings.findChildren(Button) if each.accessibleName() == "是一家：鸿发手机店"]
    click(buttons[-1])
    filled.settle()
    assert tile(page, "投诉").face.number == "5"
    known = filled.services.memory.trader("鸿发手机店", filled.today)
    assert known is not None and known.name == "宏发手机店"
    assert page._banner is not None and "算一家了" in page._banner.title.text()
    press(page, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    filled.settle()
    assert tile(page, "投诉").face.number == "4"
    assert not filled.services.memory.trader("鸿发手机店", filled.today).joined  # type: ignore[union-attr]


def test_a_trader_is_printed_and_written_to(filled: Desk) -> None:
    page = filled.go("trader", TraderPage, name="宏发手机店")
    press(page, Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    filled.settle()
    assert filled.window.current == "preview"
    filled.window.back()
    press(page, Key.Key_F7)
    filled.settle()
    assert filled.window.current == "letter"
    press(page, Key.Key_F10)


# -- parts --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("today", "twelve"),
    [
        (date(2026, 4, 7), (date(2025, 5, 1), date(2026, 4, 30))),
        (date(2026, 12, 31), (date(2026, 1, 1), date(2026, 12, 31))),
        (date(2024, 2, 29), (date(2023, 3, 1), date(2024, 2, 29))),
    ],
)
def test_the_last_twelve_months_end_with_this_one(today: date, twelve: tuple[date, date]) -> None:
    period = next(period for key, _, period in periods(today) if key == "twelve")
    assert (period.start, period.end) == twelve
    assert len(period.months) == 12


def test_a_chart_is_walked_by_keys(filled: Desk) -> None:
    page = filled.go("traders", TradersPage)
    chart = TrendChart("每月", parent=page)
    pointed: list[int] = []
    opened: list[int] = []
    chart.pointed.connect(pointed.append)
    chart.opened.connect(opened.append)
    chart.set_points([TrendPoint(f"{at}月", str(at), f"2026年{at}月", at) for at in range(1, 5)])
    assert chart.text() == "每月：2026年1月 1 件，2026年2月 2 件，2026年3月 3 件，2026年4月 4 件"
    for key in (Key.Key_Left, Key.Key_Home, Key.Key_Left, Key.Key_Right, Key.Key_End, Key.Key_Right, Key.Key_Return):
        press(chart, key)
    assert (pointed, opened) == ([2, 0, 1, 3], [3])
