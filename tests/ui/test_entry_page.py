"""登记投诉 by keyboard alone: what is typed reaches the register, what is wrong is kept and marked."""

from __future__ import annotations

import gc

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from app.services.complaints.finding import Filters
from app.ui.pages.entry.page import ChangePage, EntryPage
from app.ui.pages.home import HomePage
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
    assert page.form.fields["amount"].hint == "2,350.00 元"
    type_in("4月2日")
    assert page.form.fields["purchased_on"].hint == "周四 · 5 天前"
    press(focus(), Qt.Key.Key_1)
    press(focus(), Qt.Key.Key_1)
    assert focus() is page.form.fields["facts"].input
    write(focus(), "用了两天就黑屏")
    press(focus(), Qt.Key.Key_Return)
    write(focus(), "不给修")
    press(focus(), Qt.Key.Key_F8)
    press(focus(), Qt.Key.Key_6)
    assert desk.window._context is not None and "draft" in desk.window._context.shared
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
    assert page.form.empty
    assert "draft" not in desk.window._context.shared
    press(focus(), Qt.Key.Key_Return)  # 再记一件
    assert focus() is page.form.fields["complainant"].input


def test_a_bad_date_is_kept_and_marked_and_nothing_is_stored(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    for name, text in (("complainant", "李秀英"), ("trader", "宏发"), ("purchased_on", "2月30日")):
        page.form.fields[name].setFocus()
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
    page.show_full(True)
    page.form.fields["address"].setFocus()
    type_in("北街 18 号")
    page.show_full(False)
    assert not page.form.fields["address"].isVisible()
    press(focus() if focus() is not None else page, Qt.Key.Key_Escape)
    desk.settle()
    assert desk.window.current == "home"
    home = desk.window.page("home")
    assert isinstance(home, HomePage)
    assert home._draft is not None and "李秀英" in home._draft.text.text()
    page = desk.go("entry", EntryPage)
    assert page.form.texts()["complainant"] == "李秀英"
    page.show_full(True)
    assert page.form.texts()["address"] == "北街 18 号"


def test_save_and_another_leaves_an_empty_form(desk: Desk) -> None:
    page = desk.go("entry", EntryPage)
    for who in ("李秀英", "周爱珍"):
        page.form.fields["complainant"].setFocus()
        type_in(who)
        page.form.fields["trader"].setFocus()
        type_in("宏发手机店")
        press(focus(), Qt.Key.Key_F9)
        desk.settle()
        assert page.form.empty
        assert focus() is page.form.fields["complainant"].input
    assert desk.services.complaints.find("", Filters(trader="宏发手机店")).total == 2


def test_what_the_register_knows_of_a_telephone_and_a_trader_is_told(desk: Desk) -> None:
    desk.case(complainant="周爱珍", trader="宏发手机店", phone="13805712236")
    page = desk.go("entry", EntryPage)
    page.form.fields["phone"].setFocus()
    type_in("13805712236")
    write(focus(), "宏发手机店")
    press(focus(), Qt.Key.Key_Return)
    desk.settle()
    assert page.form.fields["trader"].hint == "今年已有 1 件投诉这一家"
    assert page.helper._known_banner is not None


def test_a_change_stores_only_what_was_changed_and_is_in_the_history(desk: Desk) -> None:
    wanted = desk.case(complainant="李秀英", trader="宏发手机店", amount="近5000", facts="黑屏")
    page = desk.go("change", ChangePage, case=wanted)
    assert page.form.fields["amount"].text() == "近5,000.00"
    assert page.changes() == {}
    for name, text in (("accepted_on", "今天"), ("result", "达成协议"), ("recovered", "2000")):
        page.form.fields[name].setFocus()
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
    page.form.fields["address"].setFocus()
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
