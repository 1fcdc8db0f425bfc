"""The catalogue, an indicator made from conditions, and tags: by keyboard, in the real window."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.pages.indicators.condition_rows import HOW, VALUE, WHAT
from app.ui.pages.indicators.list_page import IndicatorsPage
from app.ui.pages.indicators.make_page import IndicatorPage
from app.ui.pages.indicators.tagging_page import TaggingPage
from app.ui.pages.register.page import RegisterPage
from app.ui.theme import look
from app.ui.widgets.words import Words
from tests.ui import audit
from tests.ui.desk import Desk, open_desk
from tests.ui.keys import press, write
from tests.ui.offices import TODAY
from tests.ui.test_audit import ROOMS, nothing

Room = tuple[int, int, float]
ENTER, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Down


@pytest.fixture
def clerk(desk: Desk) -> Desk:
    """Three cases of March: 59, 60 and 72 years old; the last bought in a live stream."""
    for age, buying in (("59", ""), ("60", "网络购物"), ("72", "直播带货")):
        desk.case(
            complainant=f"某{age}", age=age, buying=buying, received_on="2026-03-10", accepted_on="2026-03-10",
            trader="宏发手机店", facts="黑屏",
        )  # fmt: skip
    return desk


def typed(field: QWidget, text: str) -> None:
    """Write into a field that has the focus, and go on."""
    write(field, text)
    press(field, ENTER)


def tried(desk: Desk, page: IndicatorPage) -> str:
    """The figure, once the pause after the last key is over."""
    page._again.stop()
    page._try()
    desk.settle()
    return page.figure.text()


def told(page: IndicatorsPage) -> str:
    """All that the margin says."""
    return "\n".join(words.text() for words in page.margin.findChildren(Words) if not words.isHidden())


# -- the catalogue ------------------------------------------------------------------------------------
def test_an_indicator_is_found_by_pinyin_and_says_what_it_is(clerk: Desk) -> None:
    page = clerk.go("indicators", IndicatorsPage)
    assert page.model.rowCount() > 150
    write(page.search, "slts")
    press(page.search, ENTER)
    clerk.settle()
    assert page.table.current_row().key == "accepted"
    assert page.table.hasFocus()
    said = told(page)
    assert "本期受理的消费者投诉" in said and "消费者投诉综合统计月报表" in said
    assert "受理件数" in said  # another name of it
    assert not page.change_button.isVisible()  # shipped ones are not changed


def test_a_group_by_its_digit(clerk: Desk) -> None:
    page = clerk.go("indicators", IndicatorsPage)
    page.table.setFocus()
    press(page.table, Qt.Key.Key_3)
    clerk.settle()
    assert {page.model.row(at).group for at in range(page.model.rowCount())} == {"rates"}


def test_what_is_not_there_can_be_made_at_once(clerk: Desk) -> None:
    page = clerk.go("indicators", IndicatorsPage)
    write(page.search, "夕阳红")
    press(page.search, ENTER)
    clerk.settle()
    assert page.views.currentIndex() == 1
    press(page, Qt.Key.Key_F7)
    clerk.settle()
    made = clerk.window.page("indicator")
    assert isinstance(made, IndicatorPage) and made.name.text() == "夕阳红"


# -- making one ---------------------------------------------------------------------------------------
def test_elderly_complaints_by_keyboard_alone(clerk: Desk) -> None:
    page = clerk.go("indicator", IndicatorPage, indicator="", name="")
    typed(page.name.input, "老年人投诉")
    row = page.rows[0]
    row.fields[WHAT].input.setFocus()
    press(row.fields[WHAT].input, Qt.Key.Key_1)  # 投诉人年龄 stands first
    assert row.fields[WHAT].text() == "投诉人年龄"
    assert row.fields[HOW].text() == "以上" and row.fields[HOW].input.hasFocus()
    press(row.fields[HOW].input, ENTER)
    assert row.fields[VALUE].input.hasFocus()
    typed(row.fields[VALUE].input, "60")
    clerk.settle()
    assert row.fields[VALUE].hint == "投诉人年龄 60 岁以上"
    assert tried(clerk, page) == "2026年3月有 2 件，上年同期没有数"
    assert page.rule.text() == "本期受理的投诉中，投诉人年龄 60 岁以上的件数，按受理日期计；没有填年龄的不计。"
    press(page, Qt.Key.Key_F10)
    clerk.settle()
    listed = clerk.window.page("indicators")
    assert isinstance(listed, IndicatorsPage) and listed.isVisible()
    assert listed.table.current_row().name == "老年人投诉"
    kept = clerk.services.indicators.listed("老年人投诉", "own")[0]
    assert kept.rule == page.rule.text()


def test_one_of_two_conditions_and_a_tag(clerk: Desk) -> None:
    wanted = clerk.services.complaints.find("某59").rows[0].id
    clerk.services.indicators.tag([wanted], "直播带货")
    page = clerk.go("indicator", IndicatorPage, indicator="", name="直播带货投诉")
    first, second = page.rows[:2]
    first.fields[WHAT].input.setFocus()
    typed(first.fields[WHAT].input, "gmfs")  # by pinyin
    assert first.fields[WHAT].text() == "购买方式"
    press(first.fields[HOW].input, ENTER)
    press(first.fields[VALUE].input, Qt.Key.Key_3)
    assert first.fields[VALUE].text() == "直播带货"
    assert not second.isVisible()
    press(page, Qt.Key.Key_F6)
    assert second.isVisible() and second.fields[WHAT].input.hasFocus()
    typed(second.fields[WHAT].input, "活动标签")
    press(second.fields[HOW].input, ENTER)
    press(second.fields[VALUE].input, Qt.Key.Key_1)
    assert second.fields[VALUE].text() == "直播带货"
    page.match.choose(["any"])
    assert tried(clerk, page).startswith("2026年3月有 2 件")
    page.match.choose(["all"])
    assert tried(clerk, page).startswith("2026年3月有 0 件")


def test_a_formula_of_other_indicators(clerk: Desk) -> None:
    page = clerk.go("indicator", IndicatorPage, indicator="", name="老年人占比")
    page.kind.choose(["D"])
    page._kind_chosen()
    box = page.formula.input
    box.setFocus()
    write(box, "lnxfz")
    press(box, ENTER)
    assert page.formula.text() == "老年消费者投诉 "
    write(box, "÷ 受理投诉 × 100")
    page.places.choose(["1"])
    assert tried(clerk, page) == "2026年3月有 66.7 %，上年同期没有数"
    page.save()
    clerk.settle()
    assert clerk.services.indicators.listed("老年人占比", "own")[0].kind == "D"


def test_what_is_wrong_stands_beside_its_field(clerk: Desk) -> None:
    page = clerk.go("indicator", IndicatorPage, indicator="", name="受理")
    row = page.rows[0]
    for part, text in ((WHAT, "投诉人年龄"), (HOW, "以上"), (VALUE, "很老")):
        row.fields[part].set_text(text)
    page.save()
    clerk.settle()
    assert page.isVisible() and page.name.state == "error"
    assert row.fields[VALUE].state == "error" and "没看懂" in row.fields[VALUE].hint
    assert clerk.services.indicators.listed("", "own") == ()


def test_changing_retiring_and_taking_up_again(clerk: Desk) -> None:
    card = clerk.services.indicators.put({"name": "老人", "kind": "A", "where": ["年龄>=60"], "synonyms": "夕阳红"})
    page = clerk.go("indicator", IndicatorPage, indicator=card.face.key)
    assert [page.rows[0].fields[part].text() for part in (WHAT, HOW, VALUE)] == ["投诉人年龄", "以上", "60"]
    assert page.synonyms.text() == "夕阳红"
    page.rows[0].fields[VALUE].set_text("65")
    page.save()
    clerk.settle()
    listed = clerk.window.page("indicators")
    assert isinstance(listed, IndicatorsPage)
    assert "65 岁以上" in told(listed)
    listed.retire_button.click()
    clerk.settle()
    assert clerk.services.indicators.listed("老人", "own") == ()
    listed.groups.choose("retired")
    listed.refresh()
    clerk.settle()
    listed.retire_button.click()
    clerk.settle()
    assert clerk.services.indicators.listed("老人", "own")[0].key == card.face.key


# -- tags ---------------------------------------------------------------------------------------------
def test_all_that_a_search_of_the_register_finds_is_tagged_and_untagged(clerk: Desk) -> None:
    register = clerk.go("register", RegisterPage)
    write(register.search, "某7")
    register.search.ask_at_last()
    clerk.settle()
    register._tag()
    clerk.settle()
    page = clerk.window.page("tagging")
    assert isinstance(page, TaggingPage) and page.model.rowCount() == 1
    assert page.tag.input.hasFocus()
    typed(page.tag.input, "3·15")
    press(page, Qt.Key.Key_F10)
    clerk.settle()
    assert [(face.tag, face.count) for face in clerk.services.indicators.tags()] == [("3·15", 1)]
    press(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    clerk.settle()
    assert clerk.services.indicators.tags() == ()


def test_the_records_behind_an_indicator_open_and_come_back(clerk: Desk) -> None:
    page = clerk.go("tagging", TaggingPage, indicator="elder_complaints", name="老年消费者投诉", period="2026-03")
    assert page.model.rowCount() == 2 and page.table.hasFocus()
    press(page.table, ENTER)
    clerk.settle()
    case = clerk.window.page("case")
    assert case is not None and case.isVisible()
    press(case, Qt.Key.Key_Escape)
    clerk.settle()
    assert page.isVisible() and page.model.rowCount() == 2


def test_no_tag_written_says_so(clerk: Desk) -> None:
    page = clerk.go("tagging", TaggingPage, ids=(clerk.services.complaints.find("某59").rows[0].id,), name="一件")
    page.add_button.click()
    clerk.settle()
    assert page.tag.state == "error" and page.tag.hint == "没有写标签。"


def test_enquiries_carry_no_tags(clerk: Desk) -> None:
    clerk.services.enquiries.add({"on": "2026-03-05", "people": "7"}, today=TODAY)
    page = clerk.go("tagging", TaggingPage, indicator="enquiries", name="咨询", period="2026-03")
    assert page.views.currentIndex() == 1 and not page.tag.isVisible()


# -- sizes --------------------------------------------------------------------------------------------
@pytest.fixture
def at_desk(
    tmp_path: Path, county_template: Path, qtbot: QtBot, windows: list[QWidget]
) -> Iterator[Callable[[Room], Desk]]:
    """The window on a county with an own indicator and a few cases, in a room."""
    opened: list[Desk] = []

    def make(room: Room) -> Desk:
        shutil.copytree(county_template, tmp_path / "office")
        desk = open_desk(tmp_path / "office", qtbot, windows, TODAY)
        for age in ("61", "75"):
            desk.case(complainant=f"某{age}", age=age, received_on="2026-03-10", trader="宏发手机店", facts="黑屏")
        desk.services.indicators.put(
            {
                "name": "老年人直播带货投诉",
                "kind": "A",
                "where": ["年龄>=60", "购买方式=直播带货"],
                "synonyms": "夕阳红",
            }
        )
        look().set_scale(room[2])
        desk.window.resize(*room[:2])
        QApplication.processEvents()
        opened.append(desk)
        return desk

    yield make
    for desk in opened:
        desk.settle()


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_the_catalogue_stops_nobody(room: Room, at_desk: Callable[[Room], Desk]) -> None:
    desk = at_desk(room)
    page = desk.go("indicators", IndicatorsPage)
    nothing(audit.everything(desk.window))
    write(page.search, "老年人直播")
    page.search.entered.emit()
    desk.settle()
    press(page.table, ENTER)
    desk.settle()
    nothing(audit.everything(desk.window))


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_making_one_stops_nobody(room: Room, at_desk: Callable[[Room], Desk]) -> None:
    desk = at_desk(room)
    key = desk.services.indicators.listed("", "own")[0].key
    page = desk.go("indicator", IndicatorPage, indicator=key)
    for field in (page.step, page.rows[0].fields[WHAT], page.rows[1].fields[VALUE]):
        field.input.setFocus()
        desk.settle()
        nothing(audit.everything(desk.window))
    for kind in "BD":
        page.kind.choose([kind])
        page._kind_chosen()
        page.formula.input.setFocus()
        desk.settle()
        nothing(audit.everything(desk.window))
    page.name.set_text("受理")
    page.save()
    desk.settle()
    nothing(audit.everything(desk.window))


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_tagging_stops_nobody(room: Room, at_desk: Callable[[Room], Desk]) -> None:
    desk = at_desk(room)
    ids = [row.id for row in desk.services.complaints.find("").rows]
    desk.services.indicators.tag(ids[:1], "3·15")
    page = desk.go("tagging", TaggingPage, ids=ids, name="给找到的贴标签")
    nothing(audit.everything(desk.window))
    write(page.tag.input, "3·15")
    page.add_button.click()
    desk.settle()
    nothing(audit.everything(desk.window))


@pytest.mark.parametrize("key", ["indicators", "indicator", "tagging"])
def test_high_contrast(key: str, at_desk: Callable[[Room], Desk]) -> None:
    desk = at_desk((1366, 768, 1.0))
    look().set_theme("contrast")
    desk.window.go(key)
    desk.settle()
    nothing(audit.too_faint(desk.window))
