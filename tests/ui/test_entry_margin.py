"""What the margin of the form does for the clerk: lists, suggestions, memory, duplicates, calendar, grey words."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.pages.entry.change import ChangePage
from app.ui.pages.entry.page import EntryPage
from app.ui.pages.help_page import HelpPage
from app.ui.shell.focus_order import focusable
from app.ui.theme import look
from app.ui.widgets.ghost_area import GhostArea
from app.ui.widgets.words import Words
from tests.ui.desk import Desk
from tests.ui.keys import press, write
from tests.ui.test_entry_page import fill, focus, line, type_in

_CONTROL = Qt.KeyboardModifier.ControlModifier


def settle(desk: Desk, milliseconds: int = 500) -> None:
    """Wait for what comes a moment after the last key."""
    desk.qtbot.wait(milliseconds)
    desk.settle()


# -- lists -------------------------------------------------------------------------------------------------------
def test_a_digit_stays_and_another_takes_its_place(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    page.form.focus_on("nature")
    press(focus(), Qt.Key.Key_1)
    assert line(page, "nature").text() == "1 质量"
    assert focus() is line(page, "nature")
    press(focus(), Qt.Key.Key_4)
    assert (line(page, "nature").text(), page.form.text("nature")) == ("4 价格", "价格")
    press(focus(), Qt.Key.Key_Z, _CONTROL)
    assert page.form.text("nature") == "质量"
    press(focus(), Qt.Key.Key_Backspace)
    assert page.form.text("nature") == ""
    assert page.form.fields["nature"].state == "neutral"


def test_a_list_is_narrowed_by_pinyin_and_initials_and_return_takes_the_first(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    for typed, name, word in (
        ("sj", "category", "家用电子电器类"),
        ("shipin", "category", "食品类"),
        ("价", "nature", "价格"),
        ("weixin", "channel", "微信平台"),
    ):
        page.form.focus_on(name)
        page.form.fields[name].set_text("")
        for letter in typed:
            QApplication.sendEvent(focus(), QInputMethodEvent(letter, [])) if letter.isascii() else write(
                focus(), letter
            )
        press(focus(), Qt.Key.Key_Return)
        assert page.form.text(name) == word, typed
        assert page.form.now != name


def test_arrows_change_the_group_and_choose(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    page.form.focus_on("category")
    press(focus(), Qt.Key.Key_Right)
    press(focus(), Qt.Key.Key_Down)
    press(focus(), Qt.Key.Key_Return)
    assert page.form.text("category") == "房屋装修及物业服务"


def test_a_tap_chooses_and_goes_on_and_a_double_click_does_it_once(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    page.form.focus_on("nature")
    panel = page.choosing._panel("nature")
    view = panel.list.viewport()
    spot = panel.list.visualRect(panel.list.model().index(1, 0)).center()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    assert page.form.text("nature") == "售后服务"
    assert page.form.now == "channel"
    other = page.choosing._panel("channel").list.viewport()
    QTest.mouseDClick(other, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(30, 20))
    assert page.form.now in ("channel", "demand")
    assert page.form.text("nature") == "售后服务"


def test_what_the_office_uses_most_comes_first(desk: Desk) -> None:
    for _ in range(3):
        desk.case(complainant="甲", trader="乙", channel="微信平台", received_on="2026-02-03")
    page = desk.go("entry", EntryPage)
    page.form.focus_on("channel")
    press(focus(), Qt.Key.Key_1)
    assert page.form.text("channel") == "微信平台"


# -- suggestions -------------------------------------------------------------------------------------------------
def test_facts_suggest_category_and_nature_with_their_reasons(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    page.form.focus_on("facts")
    write(focus(), "买的红米手机用了两天就黑屏")
    settle(desk)
    offers = page.guessing.offers.offers
    assert [offer.word for offer in offers] == ["类别：家用电子电器类", "性质：质量"]
    assert all(offer.why.startswith("因为写了 ") for offer in offers)
    assert page.form.text("category") == page.form.text("nature") == ""  # nothing is filled in by itself
    press(focus(), Qt.Key.Key_F2)
    assert page.form.text("category") == "家用电子电器类"
    assert page.form.now == "facts"
    page.form.focus_on("nature")
    assert page.choosing._panel("nature").suggested.offers[0].word == "质量"
    press(focus(), Qt.Key.Key_F2)
    assert page.form.text("nature") == "质量"
    assert page.form.now == "nature"  # Return goes on, as after a digit
    press(focus(), Qt.Key.Key_Return)
    assert page.form.now == "channel"


def test_grey_words_are_taken_with_one_key_and_go_with_any_other(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    page.form.focus_on("facts")
    area = focus()
    assert isinstance(area, GhostArea)
    write(area, "用了两天就")
    before = area.geometry()
    area.set_ghost("黑屏")
    assert (area.ghost, area.toPlainText(), area.geometry()) == ("黑屏", "用了两天就", before)
    press(area, Qt.Key.Key_F7)
    assert (area.ghost, area.toPlainText()) == ("", "用了两天就黑屏")
    press(area, Qt.Key.Key_Z, _CONTROL)
    assert area.toPlainText() == "用了两天就"
    area.moveCursor(area.textCursor().MoveOperation.End)
    area.set_ghost("黑屏")
    write(area, "坏")
    assert (area.ghost, area.toPlainText()) == ("", "用了两天就坏")
    area.set_ghost("了")
    QApplication.sendEvent(area, QInputMethodEvent("le", []))
    assert area.ghost == ""
    area.set_ghost("了")
    assert area.ghost == ""  # never while composing
    write(area, "了")


# -- memory ------------------------------------------------------------------------------------------------------
def test_a_known_trader_is_found_by_initials_and_fills_what_is_empty(desk: Desk) -> None:
    desk.case(
        complainant="周爱珍", trader="宏发手机店", trader_phone="0571-86001234", trader_address="北街18号", facts="黑屏"
    )
    page = desk.go("entry", EntryPage)
    page.form.focus_on("trader")
    write(focus(), "hf")
    settle(desk)
    assert [offer.word for offer in page.remembering.offers.offers] == ["宏发手机店"]
    assert "今年已有 1 件" in page.remembering.offers.offers[0].why
    press(focus(), Qt.Key.Key_F2)
    texts = page.form.texts()
    assert (texts["trader"], texts["trader_address"]) == ("宏发手机店", "北街18号")
    assert page.form.fields["trader"].hint.startswith("记得这家：今年已有 1 件")
    press(focus(), Qt.Key.Key_Return)
    assert page.form.now == "item"
    press(focus(), Qt.Key.Key_Escape)
    press(focus(), Qt.Key.Key_Z, _CONTROL)
    assert page.form.text("trader") == "hf"


def test_the_cases_of_a_trader_are_looked_at_without_leaving_the_form(desk: Desk) -> None:
    desk.case(complainant="周爱珍", trader="宏发手机店", item="手机", facts="黑屏")
    page = desk.go("entry", EntryPage)
    page.form.focus_on("trader")
    type_in("宏发手机店")
    desk.settle()
    page.form.focus_on("trader")
    settle(desk)
    assert page.remembering.look_button.isVisible()
    page.remembering.look_button.click()
    desk.settle()
    said = [words.text() for words in page.remembering._cases.findChildren(Words)]
    assert any("周爱珍" in text for text in said) and any("黑屏" in text for text in said)
    assert desk.window.current == "entry" and page.form.text("trader") == "宏发手机店"


def test_a_complainant_is_known_by_telephone(desk: Desk) -> None:
    desk.case(complainant="周爱珍", sex="女", phone="13805712236", address="南门外", trader="宏发手机店")
    page = desk.go("entry", EntryPage)
    page.form.focus_on("phone")
    write(focus(), "138057122")
    settle(desk)
    assert page.remembering.offers.offers[0].word == "周爱珍"
    press(focus(), Qt.Key.Key_Down)
    press(focus(), Qt.Key.Key_Return)
    texts = page.form.texts()
    assert (texts["complainant"], texts["phone"], texts["sex"], texts["address"]) == (
        "周爱珍",
        "13805712236",
        "女",
        "南门外",
    )
    assert page.form.now == "trader"


def test_nothing_is_looked_up_while_an_input_method_composes(desk: Desk) -> None:
    desk.case(complainant="周爱珍", trader="宏发手机店")
    page = desk.go("entry", EntryPage)
    page.form.focus_on("trader")
    QApplication.sendEvent(focus(), QInputMethodEvent("hong fa", []))
    settle(desk)
    assert page.remembering.offers.offers == ()
    write(focus(), "宏发")
    settle(desk)
    assert page.remembering.offers.offers != ()


# -- duplicates --------------------------------------------------------------------------------------------------
def double(desk: Desk) -> tuple[EntryPage, str]:
    """A case is written down a second time."""
    known = desk.case(
        complainant="李秀英", phone="13805712236", trader="宏发手机店", item="手机", amount="2350", facts="两天就黑屏"
    )
    page = desk.go("entry", EntryPage)
    fill(page, complainant="李秀英", phone="13805712236", trader="宏发手机店", amount="2350", address="北街")
    settle(desk, 700)
    assert page.doubles.first is not None and page.doubles.first.id == known
    return page, known


def test_a_likely_double_is_compared_and_linked(desk: Desk) -> None:
    page, known = double(desk)
    press(focus(), Qt.Key.Key_F6)
    desk.qtbot.wait(20)
    assert page._comparison is not None and page._comparison.isVisible() and not page.form.isVisible()
    said = [words.text() for words in page._comparison.findChildren(Words)]
    assert "一样" in said and "13805712236" in said
    press(focus(), Qt.Key.Key_Escape)
    desk.qtbot.wait(20)
    assert page.form.isVisible() and page.form.now == "address"
    press(focus(), Qt.Key.Key_F6)
    press(focus(), Qt.Key.Key_F2)
    assert page.doubles.answers() == {"linked": [known], "dismissed": []}
    assert page.doubles.first is None
    press(focus(), Qt.Key.Key_F10)
    desk.settle()
    links = desk.services.duplicates.of(known)
    assert [link.kind for link in links] == ["linked"]
    assert page.doubles.answers() == {"linked": [], "dismissed": []}


def test_what_is_not_the_same_is_remembered_with_the_draft(desk: Desk) -> None:
    page, known = double(desk)
    press(focus(), Qt.Key.Key_F6)
    press(focus(), Qt.Key.Key_F5)
    press(focus(), Qt.Key.Key_F12)
    desk.settle()
    desk.go("entry", EntryPage)
    press(focus(), Qt.Key.Key_F2)
    settle(desk, 700)
    assert page.doubles.answers()["dismissed"] == [known]
    assert page.doubles.first is None
    press(focus(), Qt.Key.Key_F10)
    desk.settle()
    assert [link.kind for link in desk.services.duplicates.of(known)] == ["dismissed"]


def test_merging_opens_the_known_case_with_what_it_lacked(desk: Desk) -> None:
    page, known = double(desk)
    press(focus(), Qt.Key.Key_F6)
    press(focus(), Qt.Key.Key_F3)
    desk.settle()
    change = desk.window.page("change")
    assert isinstance(change, ChangePage) and desk.window.current == "change"
    assert change.changes() == {"address": "北街"}
    assert page.untouched
    assert len(desk.services.drafts.waiting("entry")) == 1  # until the known case is saved, nothing is given up
    press(focus(), Qt.Key.Key_F10)
    desk.settle()
    assert desk.services.complaints.show(known).address == "北街"
    assert desk.services.drafts.waiting("entry") == ()
    assert desk.services.complaints.find("").total == 1


# -- dates -------------------------------------------------------------------------------------------------------
def test_a_day_is_chosen_from_the_calendar(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    page.form.focus_on("purchased_on")
    settle(desk, 50)
    press(focus(), Qt.Key.Key_F4)
    assert page.dating.days.calendar is not None and focus() is page.dating.days.calendar.month
    press(focus(), Qt.Key.Key_Escape)
    assert focus() is line(page, "purchased_on")
    press(focus(), Qt.Key.Key_F4)
    press(focus(), Qt.Key.Key_Up)
    press(focus(), Qt.Key.Key_Left)
    press(focus(), Qt.Key.Key_Return)
    assert (page.form.text("purchased_on"), page.form.fields["purchased_on"].hint) == ("3月30日", "周一 · 8 天前")
    assert page.form.now == "facts"
    page.form.focus_on("purchased_on")
    press(focus(), Qt.Key.Key_F3)
    assert page.form.text("purchased_on") == "昨天"


# -- the page as a whole -------------------------------------------------------------------------------------------
def test_the_field_in_use_stays_in_the_upper_half_at_every_size(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    for scale in (1.0, 1.5, 2.0):
        look().set_scale(scale)
        settle(desk, 60)
        for name in page.form.order:
            page.form.focus_on(name)
            desk.qtbot.wait(180 if page.breadth.width == "narrow" else 40)
            widget = focus()
            bottom = widget.mapTo(desk.window, QPoint(0, widget.height())).y()
            top = widget.mapTo(desk.window, QPoint(0, 0)).y()
            assert top >= 0 and bottom <= desk.window.height() / 2 + 1, (scale, name, bottom)
            assert page.save_button.isVisible()


def test_nothing_in_the_form_moves_while_one_types(desk: Desk) -> None:
    desk.case(complainant="李秀英", phone="13805712236", trader="宏发手机店", item="手机", amount="2350")
    page = desk.go("entry", EntryPage)
    for name, text in (
        ("complainant", "李秀英"),
        ("phone", "13805712236"),
        ("trader", "宏发手机店"),
        ("item", "红米手机"),
        ("category", "手"),
        ("amount", "两千三百五十"),
        ("purchased_on", "2月30日"),
        ("facts", "用了两天就黑屏，去店里修，店主说是人为摔坏，不给修也不给退，还说了很多难听的话"),
        ("nature", "质"),
    ):
        page.form.focus_on(name)
        settle(desk, 60)
        before = {each: field.mapTo(desk.window, QPoint(0, 0)) for each, field in page.form.fields.items()}
        for letter in text:
            write(focus(), letter)
        settle(desk)
        after = {each: field.mapTo(desk.window, QPoint(0, 0)) for each, field in page.form.fields.items()}
        assert after == before, name


def test_every_hint_can_be_read_whole_in_large_letters(desk: Desk) -> None:
    look().set_scale(1.5)
    page = desk.go("entry", EntryPage)
    page.show_full(True)
    settle(desk, 60)
    for name, texts in {
        "amount": ("两千三百五十", "12万3千4百56.78", "abc"),
        "purchased_on": ("昨天", "2月30日", "2025-12-31", "2027-01-01", "黑屏"),
        "phone": ("138 0571 2236", "138057122", "abc"),
        "id_number": ("110101199003074518", "11010119900307"),
        "trader_code": ("91330000000000000X", "123"),
        "category": ("没有的东西",),
        "age": ("一千",),
    }.items():
        for text in texts:
            fill(page, **{name: text})
            page.form.check(name, final=True)
            field = page.form.fields[name]
            assert field.hint_line is not None
            shown = field.hint_line.shown
            room = field.hint_line.width() - look().px(28)
            assert look().metrics("small").horizontalAdvance(shown) <= room, (name, text, shown)


def test_every_control_has_a_name(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    page.show_full(True)
    for name in page.form.order:
        page.form.focus_on(name)
        nameless: list[QWidget] = [
            widget
            for widget in focusable([page.head, page.content, page.margin, page.bar])
            if not widget.accessibleName()
        ]
        assert nameless == [], name


def test_what_is_required_is_said_when_the_form_is_left(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    fill(page, complainant="李秀英")
    desk.go("help", HelpPage)
    assert page.form.fields["trader"].hint == "要写上投诉哪一家"


def test_a_date_that_stays_is_told_on_the_short_form(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    fill(page, complainant="李秀英", trader="宏发", received_on="4月1日", station="南门站")
    press(focus(), Qt.Key.Key_F9)
    desk.settle()
    assert page.form.texts()["received_on"] == "4月1日"
    assert not page.form.is_shown("received_on")
    fill(page, complainant="周爱珍")
    page.form.focus_on("item")
    assert "登记日期 4月1日、站点 南门站" in page.carried_note.text()
    assert page.carried_note.isVisible() and page.throw_button.isVisible()


def test_f1_shows_the_keys_of_this_page_and_comes_back_to_the_field(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    fill(page, trader="宏发")
    press(focus(), Qt.Key.Key_F1)
    desk.settle()
    card = desk.window.page("help")
    assert isinstance(card, HelpPage)
    said = [words.text() for words in card.findChildren(Words)]
    assert all(words in said for _, words in page.key_card)
    press(focus(), Qt.Key.Key_F1)
    desk.settle()
    assert focus() is line(page, "trader") and page.form.text("trader") == "宏发"


def test_a_change_that_is_not_saved_waits_as_a_draft(desk: Desk) -> None:
    wanted = desk.case(complainant="李秀英", trader="宏发手机店", amount="2350")
    other = desk.case(complainant="周爱珍", trader="米线店")
    page = desk.go("change", ChangePage, case=wanted, focus="amount")
    assert focus() is line(page, "amount")
    fill(page, amount="两千四")
    page = desk.go("change", ChangePage, case=other)
    assert page.changes() == {}
    page = desk.go("change", ChangePage, case=wanted)
    assert page.changes() == {"amount": "两千四"}
    press(focus(), Qt.Key.Key_F12)
    desk.settle()
    page = desk.go("change", ChangePage, case=wanted)
    assert page.changes() == {}
    assert desk.services.drafts.waiting("change") == ()
