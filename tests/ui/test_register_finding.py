"""投诉台账: conditions as chips, columns and their order, paper; all by keys, all remembered."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.services.rasters import OwnPages
from app.ui.pages.case.page import CasePage
from app.ui.pages.preview_page import PreviewPage
from app.ui.pages.register import listing_page, paper
from app.ui.pages.register.listing_page import ListingPage
from app.ui.pages.register.page import RegisterPage
from app.ui.settings import Settings
from app.ui.widgets.cards import Banner
from app.ui.widgets.options import Chip
from tests.ui.desk import Desk
from tests.ui.keys import click, press, write

CASES = (
    ("李秀英", "宏发手机店", "3月1日", "2350", "质量", "城关站"),
    ("周爱珍", "绿源生鲜", "3月20日", "35.5", "计量", "溪口站"),
    ("陈国庆", "宏发通讯", "4月2日", "", "合同", "城关站"),
    ("单小燕", "好又多超市", "4月6日", "120", "质量", "溪口站"),
)


@pytest.fixture
def page(desk: Desk) -> RegisterPage:
    """The register with four cases."""
    for who, trader, day, amount, nature, station in CASES:
        desk.case(
            complainant=who, trader=trader, received_on=day, amount=amount, nature=nature, station=station,
            phone="13805712236", facts="坏了",
        )  # fmt: skip
    return desk.go("register", RegisterPage)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was handed to this PC's programs, without starting them."""
    shown: list[Path] = []

    def take(path: Path) -> bool:
        shown.append(path)
        return True

    monkeypatch.setattr(paper, "open_file", take)
    monkeypatch.setattr(listing_page, "open_file", take)
    return shown


def names(page: RegisterPage) -> list[str]:
    return [page.model.row(at).complainant for at in range(page.model.rowCount())]


def chips(page: RegisterPage) -> list[str]:
    return [chip.text() for chip in page.chips.findChildren(Chip) if not chip.isHidden()]


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def text_of(path: Path) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(path.read_bytes())).pages)


def test_names_are_found_by_pinyin_and_marked(desk: Desk, page: RegisterPage) -> None:
    for typed, found in (
        ("lxy", ["李秀英"]),
        ("sxy", ["单小燕"]),
        ("hongfa", ["陈国庆", "李秀英"]),
        ("sjd", ["李秀英"]),
    ):
        page.search.clear()
        write(page.search, typed)
        desk.qtbot.waitUntil(lambda typed=typed: page.search.words == typed, timeout=3000)  # type: ignore[misc]  # bound now
        desk.settle()
        assert names(page) == found, typed
    assert page.table._delegate._hits("宏发手机店", True) == [(2, 5)]
    assert page.table._delegate._hits("宏发手机店", False) == []


def test_return_before_nothing_was_found_leaves_the_focus_in_the_search(desk: Desk, page: RegisterPage) -> None:
    for words in ("没有这个人", "没有那个人"):
        desk.settle()
        page.search.setFocus()
        page.search.clear()
        write(page.search, words)
        press(page.search, Qt.Key.Key_Return)
        desk.settle()
        assert page.views.currentWidget() is page.empty
        assert focus() is page.search
        page.search.clear()
        page.search.ask()


def test_conditions_by_keys_alone(desk: Desk, page: RegisterPage) -> None:
    page.search.setFocus()
    press(focus(), Qt.Key.Key_F3)
    desk.settle()
    press(focus(), Qt.Key.Key_3)  # 上月
    page.panel.least.setFocus()
    write(focus(), "一百")
    page.panel.station.setFocus()
    write(focus(), "城关")
    press(focus(), Qt.Key.Key_F10)
    desk.settle()
    assert names(page) == ["李秀英"]
    assert chips(page) == ["期间 2026年3月", "站点 城关站", "金额 100 元以上"]
    assert page.head.fact.text() == "找到 1 件"
    click(page.chips.findChildren(Chip)[1])
    desk.settle()
    assert names(page) == ["李秀英"] and chips(page) == ["期间 2026年3月", "金额 100 元以上"]
    press(page.chips.findChildren(Chip)[0], Qt.Key.Key_Delete)
    desk.settle()
    assert names(page) == ["单小燕", "李秀英"]
    everything = next(button for button in page.chips._widgets if button.accessibleName() == "全部去掉")
    click(everything)
    desk.settle()
    assert len(names(page)) == 4 and chips(page) == []


def test_a_trader_is_chosen_in_the_margin(desk: Desk, page: RegisterPage) -> None:
    press(page.search, Qt.Key.Key_F3)
    page.panel.trader.setFocus()
    write(focus(), "hf")
    desk.settle()
    choices = page.panel.choices
    assert choices is not None and choices.isVisible()
    assert page.margin.title.text() == "选商家"
    model = choices.list.model()
    offered = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert sorted(offered) == ["宏发手机店", "宏发通讯"]
    press(focus(), Qt.Key.Key_F10)  # not one trader: asked about, nothing else is lost
    desk.settle()
    assert page.panel.trader.state == "error" and page.panel.isVisible()
    choices.taken.emit("宏发通讯")
    press(focus(), Qt.Key.Key_F10)
    desk.settle()
    assert names(page) == ["陈国庆"] and chips(page) == ["商家 宏发通讯"]
    desk.qtbot.waitUntil(lambda: "陈国庆" in page.margin.title.text(), timeout=3000)


def test_late_cases_say_so(desk: Desk, page: RegisterPage) -> None:
    press(page.search, Qt.Key.Key_F3)
    page.panel.due.setFocus()
    press(focus(), Qt.Key.Key_2)
    press(focus(), Qt.Key.Key_F10)
    desk.settle()
    assert names(page) == ["周爱珍", "李秀英"]
    state = page.model.columns[-1].cell(page.model.row(0))
    assert (state.text, state.icon, state.tone) == ("超期 11 天", "clock", "error")
    page._drop(type(page.conditions)())
    desk.settle()
    assert page.model.columns[-1].cell(page.model.row(1)).text == "还有 3 天"


def test_what_was_chosen_is_there_the_next_time(desk: Desk, page: RegisterPage) -> None:
    press(page.search, Qt.Key.Key_F3)
    press(focus(), Qt.Key.Key_2)  # 本月
    press(focus(), Qt.Key.Key_F10)
    desk.settle()
    page._columns_said(("who", "amount", "closed"), page.sort.__class__("amount", False))
    desk.settle()
    kept = Settings(desk.services.folder.settings).window
    again = RegisterPage(page.context)
    assert (again.shown, again.sort, again.conditions) == (page.shown, page.sort, page.conditions)
    assert kept.list_columns == "who,amount,closed"
    again.deleteLater()
    page.context.settings.change(list_conditions="{broken", list_columns="no,such", list_sort="?")
    broken = RegisterPage(page.context)
    assert (broken.shown, broken.sort.key) == (("day", "who", "trader", "about", "state"), "day")
    assert chips(broken) == []
    broken.deleteLater()


def test_a_link_from_another_page_is_not_remembered(desk: Desk, page: RegisterPage) -> None:
    press(page.search, Qt.Key.Key_F3)
    press(focus(), Qt.Key.Key_2)
    press(focus(), Qt.Key.Key_F10)
    desk.settle()
    desk.go("register", RegisterPage, state="accepted")
    assert chips(page) == ["状态 已受理"] and names(page) == []
    again = RegisterPage(page.context)
    assert chips(again) == ["期间 2026年4月"]
    again.deleteLater()


def test_columns_are_chosen_and_moved_by_keys(desk: Desk, page: RegisterPage) -> None:
    press(page.search, Qt.Key.Key_F6)
    panel = page.columns_panel
    press(focus(), Qt.Key.Key_8)  # by the amount
    panel.table.setFocus()
    panel.table.choose(2)
    press(panel.table, Qt.Key.Key_Space)  # no trader
    assert panel.chosen() == ("day", "who", "about", "state")
    row = next(at for at in range(panel.model.rowCount()) if panel.model.row(at).key == "amount")
    panel.table.choose(row)
    press(panel.table, Qt.Key.Key_Return)
    for _ in range(2):
        press(panel.table, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    press(panel.table, Qt.Key.Key_F10)
    desk.settle()
    assert [column.title for column in page.model.columns] == ["登记日", "投诉人", "金额", "事由", "状态"]
    assert names(page) == ["李秀英", "单小燕", "周爱珍", "陈国庆"]  # without an amount last
    assert page.model.columns[2].cell(page.model.row(0)).text == "2,350.00"


def test_a_title_sorts_and_sorts_the_other_way(desk: Desk, page: RegisterPage) -> None:
    head = page.table.horizontalHeader()

    def title(column: int) -> None:
        spot = QPoint(head.sectionViewportPosition(column) + 20, head.height() // 2)
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        desk.settle()

    title(1)
    assert names(page) == ["陈国庆", "单小燕", "李秀英", "周爱珍"]  # as a dictionary has them
    title(1)
    assert names(page) == ["周爱珍", "李秀英", "单小燕", "陈国庆"]
    assert page.table._head.sorted == "who"


def test_columns_without_room_are_named(desk: Desk, page: RegisterPage) -> None:
    keys = ("day", "number", "who", "phone", "address", "trader", "category", "amount", "closed", "state")
    page._columns_said(keys, page.sort)
    desk.settle()
    left = page.table.left_out
    assert left and "状态" not in left
    assert all(title in page.keys.text() for title in left)


def test_the_list_goes_to_paper_and_into_a_workbook(
    desk: Desk, page: RegisterPage, opened: list[Path], tmp_path: Path
) -> None:
    page._columns_said(("who", "phone", "amount"), page.sort.__class__("amount", True))
    desk.settle()
    press(page.search, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    made = desk.window.page("listing")
    assert isinstance(made, ListingPage) and "一共 4 件" in made.said.text()
    press(focus(), Qt.Key.Key_F10)
    desk.settle()
    text = seen(desk, "投诉台账清单")
    press(desk.window, Qt.Key.Key_Escape)
    assert desk.window.current == "listing"
    assert "按金额从大到小排" in text and text.index("李秀英") < text.index("单小燕")
    assert "138****2236" in text and "13805712236" not in text
    made.masked.setFocus()
    press(focus(), Qt.Key.Key_2)
    made.make(tmp_path / "全.pdf")
    desk.settle()
    assert "13805712236" in text_of(tmp_path / "全.pdf")
    made.kind.setFocus()
    press(focus(), Qt.Key.Key_2)
    made.make(tmp_path / "清单.xlsx")
    desk.settle()
    press(focus(), Qt.Key.Key_F10)
    desk.settle()
    assert opened[0].suffix == ".xlsx"
    sheet = load_workbook(tmp_path / "清单.xlsx").active
    assert sheet is not None and [cell.value for cell in sheet[3]] == ["李秀英", "13805712236", 2350]
    made.kind.setFocus()
    press(focus(), Qt.Key.Key_3)
    made.make(tmp_path / "表.pdf")
    desk.settle()
    assert len(PdfReader(tmp_path / "表.pdf").pages) == 4
    made.kind.setFocus()
    press(focus(), Qt.Key.Key_4)
    assert not made.masked.isVisible()
    made.make(tmp_path / "空.pdf")
    desk.settle()
    assert "李秀英" not in text_of(tmp_path / "空.pdf")
    assert any("存好了" in banner.title.text() for banner in made.findChildren(Banner) if banner.isVisible())


def seen(desk: Desk, title: str) -> str:
    """The words of what the preview shows."""
    shown = desk.window.page("preview")
    assert desk.window.current == "preview" and isinstance(shown, PreviewPage)
    assert shown.head.title.text() == title and isinstance(shown._source, OwnPages)
    return "".join("".join(leaf.extract_text().split()) for leaf in PdfReader(io.BytesIO(shown._source.pdf)).pages)


def test_the_form_of_a_case_is_shown(desk: Desk, page: RegisterPage) -> None:
    desk.qtbot.waitUntil(lambda: "单小燕" in page.margin.title.text(), timeout=3000)
    press(page.search, Qt.Key.Key_F8)
    desk.settle()
    assert "单小燕" in seen(desk, "投诉登记表")
    shown = desk.window.page("preview")
    assert isinstance(shown, PreviewPage) and shown._shown is not None
    assert not any(name in shown._shown.name for name in ("单小燕", "好又多"))
    case = desk.go("case", CasePage, case=page.model.row(1).id)
    press(case.change_button, Qt.Key.Key_F8)
    desk.settle()
    assert "陈国庆" in seen(desk, "投诉登记表")


def test_what_was_printed_yesterday_is_taken_away(tmp_path: Path) -> None:
    old = paper.place_for(tmp_path, "旧.pdf")
    old.write_bytes(b"old")
    import os

    os.utime(old, (time.time() - 90000,) * 2)
    fresh = paper.place_for(tmp_path, "新.pdf")
    assert fresh.parent == old.parent and not old.exists()


def test_a_case_shows_its_time_limit(desk: Desk, page: RegisterPage) -> None:
    row = next(page.model.row(at) for at in range(4) if page.model.row(at).complainant == "李秀英")
    case = desk.go("case", CasePage, case=row.id)
    said = [label.accessibleName() or label.text() for label in case.findChildren(type(case.head.title))]
    assert any(words.endswith("前决定是否受理") for words in said)
