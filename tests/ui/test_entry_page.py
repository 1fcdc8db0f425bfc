"""登记投诉 by keyboard alone: what is typed reaches the register, what is wrong is kept and marked."""

from __future__ import annotations

import gc

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from app.services.complaints.finding import Filters
from app.ui.pages.case.page import CasePage
from app.ui.pages.entry.change import ChangePage
from app.ui.pages.entry.page import EntryPage
from app.ui.pages.home import HomePage
from app.ui.widgets.inputs import TextArea, TextInput
from tests.ui.desk import Desk
from tests.ui.keys import press, write


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def type_in(text: str) -> None:
    """Write into the field that has the focus, and Return."""
    write(focus(), text)
    press(focus(), Qt.Key.Key_Return)


def test_a_complaint_is_registered_by_keyboard_alone(desk: Desk) -> None:
    press(focus(), Qt.Key.Key_1)
    page = desk.window.page("entry")
    assert isinstance(page, EntryPage)
    assert focus() is page.form.fields["complainant"].input
    for text in ("李秀英", "138 0571 2236", "宏发手机店", "红米手机"):
        type_in(text)
    assert focus() is page.form.fields["category"].input
    type_in("手")
    assert page.form.fields["category"].text() == "家用电子电器类"
    type_in("两千三百五十")
    assert page.form.fields["amount"].hint == "2,350.00 元 · 贰仟叁佰伍拾元整"
    type_in("4月2日")
    assert page.form.fields["purchased_on"].hint == "周四 · 5 天前"
    assert focus() is page.form.fields["facts"].input
    write(focus(), "用了两天就黑屏")
    press(focus(), Qt.Key.Key_Return)
    write(focus(), "不给修")
    press(focus(), Qt.Key.Key_F8)
    for name in ("nature", "channel"):
        press(focus(), Qt.Key.Key_1)
        assert focus() is page.form.fields[name].input
        press(focus(), Qt.Key.Key_Return)
    assert line(page, "nature").text() == "1 质量"
    press(focus(), Qt.Key.Key_6)
    press(focus(), Qt.Key.Key_F10)
    desk.settle()
    found = desk.services.complaints.find("")
    assert found.total == 1
    record = desk.services.complaints.show(found.rows[0].id)
    assert (record.complainant, record.trader, record.item) == ("李秀英", "宏发手机店", "红米手机")
    assert (record.amount, record.category, record.nature, record.channel) == (235000, "0101000000", "N01", "1")
    assert record.facts.split() == ["用了两天就黑屏", "不给修"]
    assert record.received_on == desk.today
    assert len(record.demand) == 1
    assert desk.services.complaints.timeline(record.id)[0].by == "王桂芬"
    assert page.untouched
    assert page.form.texts()["channel"] == "电话(语音)"  # stays for the next case
    assert desk.services.drafts.waiting() == ()
    press(focus(), Qt.Key.Key_Return)  # 再记一件
    assert focus() is page.form.fields["complainant"].input


def line(page: EntryPage | ChangePage, name: str) -> TextInput:
    """The input of a field of one line."""
    found = page.form.fields[name].input
    assert isinstance(found, TextInput)
    return found


def fill(page: EntryPage | ChangePage, **texts: str) -> None:
    """Put texts into fields as an input method does, wherever the focus is."""
    for name, text in texts.items():
        page.form.focus_on(name)
        page.form.fields[name].set_text("")
        write(focus(), text)


def test_a_bad_date_is_kept_and_marked_and_nothing_is_stored(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    for name, text in (("complainant", "李秀英"), ("trader", "宏发"), ("purchased_on", "2月30日")):
        page.form.focus_on(name)
        type_in(text)
    field = page.form.fields["purchased_on"]
    assert (field.text(), field.state, field.hint) == ("2月30日", "error", "2月没有30日")
    press(focus(), Qt.Key.Key_F10)
    desk.settle()
    assert desk.services.complaints.find("").total == 0
    assert focus() is field.input
    assert field.text() == "2月30日"


def test_what_is_required_is_said_beside_the_field(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    assert page.form.fields["trader"].hint == "必填"
    press(focus(), Qt.Key.Key_F10)
    desk.settle()
    assert page.form.fields["complainant"].hint == "要写上是谁来投诉"
    assert page.form.fields["trader"].state == "error"
    assert desk.services.complaints.find("").total == 0


def test_the_two_forms_share_their_texts_and_leaving_keeps_them(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    type_in("李秀英")
    press(focus(), Qt.Key.Key_F11)
    page.form.focus_on("address")
    type_in("北街 18 号")
    press(focus(), Qt.Key.Key_F11)
    assert not page.form.fields["address"].isVisible()
    desk.go("home", HomePage)
    page = desk.go("entry", EntryPage)
    assert page.form.texts()["complainant"] == "李秀英"
    page.show_full(True)
    assert page.form.texts()["address"] == "北街 18 号"


def test_a_form_put_down_waits_and_is_taken_up_exactly_as_it_was(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    fill(page, complainant="李秀英", trader="宏发手机店", purchased_on="2月30日", facts="用了两天")
    page.form.fields["nature"].setFocus()
    press(focus(), Qt.Key.Key_1)
    page.form.focus_on("facts")
    area = page.form.fields["facts"].input
    assert isinstance(area, TextArea)
    cursor = area.textCursor()
    cursor.setPosition(2)
    area.setTextCursor(cursor)
    press(focus(), Qt.Key.Key_F12)
    desk.settle()
    assert desk.window.current == "home"
    home = desk.window.page("home")
    assert isinstance(home, HomePage)
    assert home._draft is not None and "李秀英" in home._draft.text.text()
    page = desk.go("entry", EntryPage)
    assert page.form.empty
    assert page.drafts.offers.isVisible()
    fill(page, complainant="周爱珍")  # another case is begun meanwhile
    desk.go("home", HomePage)
    press(focus(), Qt.Key.Key_F2)  # goes on with the newest
    desk.settle()
    assert page.form.texts()["complainant"] == "周爱珍"
    press(focus(), Qt.Key.Key_F12)
    desk.settle()
    waiting = desk.services.drafts.waiting("entry")
    assert len(waiting) == 2
    desk.go("entry", EntryPage)
    press(focus(), Qt.Key.Key_F3)
    desk.settle()
    assert page.form.texts()["purchased_on"] == "2月30日"
    assert page.form.fields["purchased_on"].state == "error"
    assert line(page, "nature").text() == "1 质量"
    assert focus() is area and area.textCursor().position() == 2


def test_escape_goes_back_field_by_field_and_puts_the_form_down_in_the_first(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    fill(page, complainant="李秀英")
    for text in ("", "", ""):
        type_in(text)
    seen = []
    for _ in range(3):
        press(focus(), Qt.Key.Key_Escape)
        seen.append(page.form.now)
    assert seen == ["trader", "phone", "complainant"]
    press(focus(), Qt.Key.Key_Escape)
    desk.settle()
    assert desk.window.current == "home"
    assert [draft.words for draft in desk.services.drafts.waiting("entry")] == ["李秀英 投诉 没写商家"]


def test_save_and_another_leaves_an_empty_form(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    for who in ("李秀英", "周爱珍"):
        page.form.focus_on("complainant")
        type_in(who)
        page.form.focus_on("trader")
        type_in("宏发手机店")
        press(focus(), Qt.Key.Key_F9)
        desk.settle()
        assert page.form.empty
        assert focus() is page.form.fields["complainant"].input
    assert desk.services.complaints.find("", Filters(trader="宏发手机店")).total == 2


def test_the_next_case_may_take_over_the_complainant_or_the_trader(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    fill(page, complainant="李秀英", phone="13805712236", trader="宏发手机店")
    for digit, kept in ((Qt.Key.Key_2, "complainant"), (Qt.Key.Key_3, "trader")):
        press(focus(), Qt.Key.Key_F9)
        desk.settle()
        assert page.form.empty
        press(focus(), digit)
        assert next(name for name, text in page.form.texts().items() if text) == kept
        fill(page, complainant="李秀英", trader="宏发手机店")
    page.form.focus_on("complainant")
    press(focus(), Qt.Key.Key_2)  # in a form that is begun a digit is a digit
    assert page.form.texts()["complainant"] == "李秀英2"


def test_after_saving_the_digits_of_the_buttons_work_where_the_focus_is(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    fill(page, complainant="李秀英", trader="宏发手机店")
    press(focus(), Qt.Key.Key_F10)
    desk.settle()
    press(focus(), Qt.Key.Key_3)
    assert {name: text for name, text in page.form.texts().items() if text} == {"trader": "宏发手机店"}
    fill(page, complainant="周爱珍")
    press(focus(), Qt.Key.Key_F10)
    desk.settle()
    press(focus(), Qt.Key.Key_4)
    desk.settle()
    shown = desk.window.page("case")
    assert isinstance(shown, CasePage) and shown.view is not None
    assert shown.view.record.complainant == "周爱珍"


def test_what_is_typed_while_a_case_is_stored_belongs_to_the_next(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    fill(page, complainant="李秀英", trader="宏发手机店")
    page.form.focus_on("trader")
    press(focus(), Qt.Key.Key_F9)
    assert page.saving
    write(focus(), "周爱珍")
    press(focus(), Qt.Key.Key_Return)
    press(focus(), Qt.Key.Key_1)
    desk.settle()
    assert page.form.texts()["complainant"] == "周爱珍"
    assert page.form.texts()["phone"] == "1"
    assert desk.services.complaints.show(desk.services.complaints.find("").rows[0].id).trader == "宏发手机店"


def test_a_change_stores_only_what_was_changed_and_is_in_the_history(desk: Desk) -> None:
    wanted = desk.case(complainant="李秀英", trader="宏发手机店", amount="近5000", facts="黑屏")
    page = desk.go("change", ChangePage, case=wanted)
    assert page.form.fields["amount"].text() == "近5,000.00"
    assert page.form.fields["facts"].isVisible() and not page.form.fields["address"].isVisible()
    assert page.changes() == {}
    for name, text in (("accepted_on", "今天"), ("result", "达成协议"), ("recovered", "2000")):
        page.form.focus_on(name)
        type_in(text)
    press(focus(), Qt.Key.Key_F10)
    desk.settle()
    record = desk.services.complaints.show(wanted)
    assert (record.state, record.recovered, record.amount, record.amount_approx) == ("settled", 200000, 500000, "近")
    changed = {edit.field for edit in desk.services.complaints.history(wanted)}
    assert changed == {"accepted_on", "result", "recovered"}


def test_a_change_made_elsewhere_meanwhile_is_not_overwritten(desk: Desk) -> None:
    wanted = desk.case(complainant="李秀英", trader="宏发手机店")
    page = desk.go("change", ChangePage, case=wanted)
    desk.services.complaints.change(wanted, {"trader": "宏发二店"}, today=desk.today, by="陈秘书")
    page.form.focus_on("address")
    type_in("北街")
    press(focus(), Qt.Key.Key_F10)
    desk.settle()
    assert page._banner is not None and "别处改过" in page._banner.text.text()
    assert page.form.fields["address"].text() == "北街"
    assert desk.services.complaints.show(wanted).address == ""


def test_collecting_garbage_leaves_every_page_whole(desk: Desk) -> None:
    for key in ("home", "entry", "register", "enquiries", "import", "export", "change", "case"):
        desk.window.go(key)
        desk.settle()
        page = desk.window.page(key)
        assert page is not None
        gc.collect()
        assert isValid(page.content), key
