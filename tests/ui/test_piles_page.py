"""集中录入 by keyboard alone: a stack is keyed, doubted, mended, put down and taken up again, keyed twice, closed."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.breadth import Breadth
from app.ui.pages.entry.change import ChangePage
from app.ui.pages.home import HomePage
from app.ui.pages.piles.begin_page import PileBeginPage
from app.ui.pages.piles.layout import lines_of, next_number
from app.ui.pages.piles.list_page import PilesPage
from app.ui.pages.piles.owing_page import OwingPage
from app.ui.pages.piles.page import PilePage
from app.ui.pages.piles.report_page import PileReportPage
from app.ui.pages.piles.second_page import SecondPage
from app.ui.theme import look
from tests.ui.desk import Desk
from tests.ui.keys import press, write

RETURN = Qt.Key.Key_Return
#: Number, day, day accepted, class, nature, amount, channel, result, day closed, recovered: what one presses.
STACK = (
    ("17", "2", "", "1", "1", "2350", "3", "1", "5", "2350"),
    ("", "3", "", "sp", "2", "12.5", "", "2", "9", ""),
    ("", "5", "6", "3", "4", "两千", "", "1", "20", "1千"),
    ("", "18", "", "1", "1", "80", "1", "", "", ""),
    ("30", "25", "", "jy", "3", "", "", "1", "26", "0"),
)


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


class Keyboard:
    """Types as a hand does and counts the presses."""

    def __init__(self) -> None:
        self.presses = 0

    def key(self, key: Qt.Key) -> None:
        press(focus(), key)
        self.presses += 1

    def text(self, text: str) -> None:
        for letter in text:
            if letter.isascii():
                QTest.keyClicks(focus(), letter)
            else:
                write(focus(), letter)
            self.presses += 1

    def form(self, desk: Desk, texts: tuple[str, ...]) -> None:
        """One form, field by field; the last Return stores it."""
        for text in texts:
            self.text(text)
            self.key(RETURN)
        desk.settle()


def begin(desk: Desk, **more: str) -> str:
    raw = {"station": "城关监督站", "month": "3月", "forms": "5", **more}
    return desk.services.piles.begin(raw, today=desk.today, by="王桂芬").id


def open_pile(desk: Desk, **more: str) -> PilePage:
    page = desk.go("pile", PilePage, pile=begin(desk, **more))
    desk.qtbot.wait(5)
    return page


def test_a_stack_of_five_is_keyed_without_touching_the_mouse(desk: Desk) -> None:
    desk.go("piles", PilesPage)
    hand = Keyboard()
    hand.key(RETURN)
    desk.settle()
    for text in ("城关监督站", "3月", "5", "", ""):
        if text:
            write(focus(), text) if not text.isascii() else hand.text(text)
        hand.key(RETURN)
        desk.settle()
    assert desk.window.current == "pile"
    page = desk.window.page("pile")
    assert isinstance(page, PilePage)
    hand.presses = 0
    for texts in STACK:
        hand.form(desk, texts)
    (pile,) = desk.services.piles.listed()
    assert (pile.station, pile.month, pile.count) == ("城关监督站", "2026-03", "已录 5 / 共 5 份，录齐了")
    records = [form.record for form in desk.services.piles.show(pile.id).forms]
    assert [record.paper_number for record in records] == ["17", "18", "19", "20", "30"]
    assert [record.received_on.day for record in records] == [2, 3, 5, 18, 25]
    assert [record.amount for record in records] == [235000, 1250, 200000, 8000, None]
    assert [record.channel for record in records] == ["3", "3", "3", "1", "1"]
    assert [record.state for record in records] == ["settled", "terminated", "settled", "accepted", "settled"]
    assert records[1].category == "0103000000" and records[4].category == "0211000000"
    assert records[2].accepted_on == date(2026, 3, 6) and records[0].acceptance_assumed
    assert records[2].recovered == 100000
    assert page.count.number.text() == "5"
    print(f"\nquick: {hand.presses / len(STACK):.1f} key presses a form")
    assert hand.presses / len(STACK) <= 26


def test_a_day_outside_of_the_month_stops_until_it_is_confirmed_or_changed(desk: Desk) -> None:
    page = open_pile(desk)
    hand = Keyboard()
    hand.form(desk, ("1", "4.2", "", "1", "1", "80", "1", "", "", ""))
    assert page.strip is not None
    assert focus() is page.strip.fields["received_on"].input
    assert page.strip.fields["received_on"].state == "question"
    assert page.view is not None and desk.services.piles.show(page.view.pile.id).forms == ()
    hand.key(RETURN)
    desk.settle()
    (form,) = desk.services.piles.show(page.view.pile.id).forms
    assert (form.record.received_on, form.sure) == (date(2026, 4, 2), ("received_on",))
    hand.form(desk, ("2", "4.2", "", "1", "1", "80", "1", "", "", ""))
    hand.text("12")
    for _ in range(9):
        hand.key(RETURN)
    desk.settle()
    assert desk.services.piles.show(page.view.pile.id).forms[1].record.received_on == date(2026, 3, 12)


def test_a_number_that_was_keyed_already_is_asked_about(desk: Desk) -> None:
    page = open_pile(desk)
    hand = Keyboard()
    form = ("7", "2", "", "1", "1", "80", "1", "", "", "")
    hand.form(desk, form)
    hand.text("7")
    hand.key(RETURN)
    desk.settle()
    assert page.strip is not None
    assert page.strip.fields["paper_number"].state == "question"
    for text in form[1:]:
        hand.text(text)
        hand.key(RETURN)
    desk.settle()
    assert focus() is page.strip.fields["paper_number"].input
    hand.text("8")
    hand.key(Qt.Key.Key_F10)
    desk.settle()
    assert page.view is not None
    shown = desk.services.piles.show(page.view.pile.id).forms
    assert [form.record.paper_number for form in shown] == ["7", "8"]


def test_what_cannot_be_read_is_kept_and_marked_and_stops_the_form(desk: Desk) -> None:
    page = open_pile(desk)
    Keyboard().form(desk, ("1", "45", "", "1", "1", "很多", "1", "", "", ""))
    assert page.strip is not None
    assert focus() is page.strip.fields["received_on"].input
    assert page.strip.text("received_on") == "45" and page.strip.text("amount") == "很多"
    assert page.strip.fields["amount"].state == "error"
    assert desk.services.piles.listed()[0].keyed == 0


def test_an_earlier_form_is_fixed_and_one_comes_back_to_what_was_begun(desk: Desk) -> None:
    page = open_pile(desk)
    hand = Keyboard()
    for texts in STACK[:2]:
        hand.form(desk, texts)
    hand.text("99")
    hand.key(Qt.Key.Key_Up)
    assert page.row.position == 2
    assert page.strip is not None and page.strip.text("received_on") == "3月3日"
    hand.key(Qt.Key.Key_PageUp)
    assert page.row.position == 1
    assert page.strip is not None
    page.strip.focus_on("amount")
    hand.text("3000")
    hand.key(Qt.Key.Key_F10)
    desk.settle()
    assert page.row.position == 3 and page.strip.text("paper_number") == "99"
    assert page.view is not None
    assert desk.services.piles.show(page.view.pile.id).forms[0].record.amount == 300000
    edits = desk.services.complaints.history(page.rows[0].form.record.id) if page.rows[0].form else ()
    assert [(edit.field, edit.by) for edit in edits] == [("amount", "王桂芬")]


def test_going_away_with_a_change_stores_it(desk: Desk) -> None:
    page = open_pile(desk)
    hand = Keyboard()
    for texts in STACK[:2]:
        hand.form(desk, texts)
    hand.key(Qt.Key.Key_Up)
    assert page.strip is not None
    page.strip.focus_on("amount")
    hand.text("4000")
    hand.key(Qt.Key.Key_Up)
    desk.settle()
    assert page.row.position == 1
    assert page.rows[1].form is not None and page.rows[1].form.record.amount == 400000


def test_a_form_is_taken_out_and_put_back(desk: Desk) -> None:
    page = open_pile(desk)
    Keyboard().form(desk, STACK[0])
    press(focus(), Qt.Key.Key_Up)
    page.delete_button.click()
    desk.settle()
    assert page.rows[0].state == "deleted" and page.count.number.text() == "0"
    assert "去掉了" in page._story.text()
    page.delete_button.click()
    desk.settle()
    assert page.rows[0].state == "incomplete" and page.count.number.text() == "1"


def test_what_is_begun_is_on_disk_and_comes_back(desk: Desk) -> None:
    page = open_pile(desk)
    hand = Keyboard()
    for text in ("A-7", "2月30日"):
        write(focus(), text)
        hand.key(RETURN)
    page.keeper.flush()
    desk.settle()
    (draft,) = desk.services.drafts.waiting("pile")
    assert draft.content["rows"][0]["texts"]["received_on"] == "2月30日"
    home = desk.go("home", HomePage)
    assert home._draft is not None and "没录完的一份" in home._draft.title.text()
    assert "城关监督站 2026年3月，第 1 份" in home._draft.text.text()
    assert page.view is not None
    first, again = page.view.pile.id, begin(desk, station="南门站")
    desk.go("pile", PilePage, pile=again)
    assert page.strip is not None and page.strip.text("paper_number") == ""
    desk.go("pile", PilePage, pile=first)
    assert (page.strip.text("paper_number"), page.strip.text("received_on")) == ("A-7", "2月30日")
    page.strip.focus_on("received_on")
    for text in ("3", "", "1", "1", "80", "1", "", "", ""):
        hand.text(text)
        hand.key(RETURN)
    desk.settle()
    assert desk.services.piles.show(first).pile.keyed == 1
    assert desk.services.piles.show(first).forms[0].record.id == draft.id
    assert desk.services.drafts.waiting("pile") == ()


def test_a_text_that_repeats_is_kept_when_one_wishes(desk: Desk) -> None:
    page = open_pile(desk)
    hand = Keyboard()
    assert page.strip is not None
    page.strip.focus_on("category")
    hand.key(Qt.Key.Key_F9)
    page.strip.focus_on("paper_number")
    hand.form(desk, STACK[0])
    assert page.strip.text("category") == "家用电子电器类" and page.strip.text("channel") == "来人"
    assert page.strip.text("nature") == "" and page.strip.text("paper_number") == "18"
    page.strip.focus_on("paper_number")
    hand.key(Qt.Key.Key_F9)
    assert "paper_number" not in page.strip.kept


def test_rare_fields_come_when_they_are_wanted(desk: Desk) -> None:
    page = open_pile(desk)
    assert page.strip is not None
    assert "punitive" not in page.strip.order
    press(focus(), Qt.Key.Key_F11)
    assert "punitive" in page.strip.order
    page.strip.focus_on("punitive")
    assert page.strip.fields["punitive"].isVisible() and not page.strip.fields["paper_number"].isVisible()
    press(focus(), Qt.Key.Key_F11)
    assert "punitive" not in page.strip.order and page.strip.fields["paper_number"].isVisible()


def test_a_whole_paper_is_keyed_line_by_line(desk: Desk) -> None:
    page = open_pile(desk, way="全录")
    hand = Keyboard()
    texts = (
        "1", "2", "", "3", "李秀英", "13805712236", "2", "67", "北街 18 号", "宏发手机店", "", "", "手机", "1", "1",
        "2350", "昨天",
    )  # fmt: skip
    for text in texts:
        if text.isascii() and " " not in text:
            hand.text(text)
        else:
            write(focus(), text)
            hand.presses += len(text)
        hand.key(RETURN)
    assert page.strip is not None
    assert focus() is page.strip.fields["facts"].input
    write(focus(), "黑屏")
    hand.key(Qt.Key.Key_F8)
    hand.text("46")
    hand.key(RETURN)
    for text in ("1", "5", "", "2350", ""):
        hand.text(text)
        hand.key(RETURN)
    desk.settle()
    assert page.view is not None
    (form,) = desk.services.piles.show(page.view.pile.id).forms
    record = form.record
    assert (record.complainant, record.trader, record.facts) == ("李秀英", "宏发手机店", "黑屏")
    assert record.purchased_on == date(2026, 3, 1)
    assert record.demand == ("return", "refund")
    assert form.state == "complete"
    print(f"\nwhole: {hand.presses} key presses, words of names and facts among them")


def test_a_whole_paper_has_the_memory_and_the_suggestions_of_the_form(desk: Desk) -> None:
    desk.case(complainant="周爱珍", trader="宏发手机店", trader_phone="0578-6111111", trader_address="北街 18 号")
    page = open_pile(desk, way="全录")
    desk.settle()
    assert page.strip is not None
    page.strip.focus_on("trader")
    write(focus(), "宏发")
    desk.qtbot.waitUntil(lambda: focus() is not None and _press_until(page, "trader_address"), timeout=8000)
    assert page.strip.text("trader_address") == "北街 18 号"
    page.strip.focus_on("item")
    write(focus(), "手机")
    page.strip.focus_on("category")
    desk.qtbot.waitUntil(lambda: _press_until(page, "category"), timeout=8000)
    assert page.strip.text("category") == "家用电子电器类"


def _press_until(page: PilePage, name: str) -> bool:
    """Take the first offer as soon as there is one."""
    assert page.strip is not None
    if not page.strip.text(name):
        press(focus(), Qt.Key.Key_F2)
    return bool(page.strip.text(name))


def test_the_fields_stay_visible_and_in_the_upper_half_whatever_the_letters(desk: Desk) -> None:
    page = open_pile(desk)
    for scale in (1.0, 1.5, 2.25):
        look().set_scale(scale)
        desk.settle()
        desk.qtbot.wait(60)
        assert page.strip is not None
        for name in page.strip.order:
            page.strip.focus_on(name)
            desk.qtbot.wait(60)
            field = page.strip.fields[name].input
            assert field.isVisible()
            bottom = field.mapTo(desk.window, field.rect().bottomLeft()).y()
            assert bottom <= desk.window.height() * 0.6, (scale, name)
            assert page.save_button.isVisible()
    look().set_scale(1.0)


def test_the_rest_is_listed_and_opens_on_the_first_missing_field(desk: Desk) -> None:
    Keyboard().form(desk, STACK[0]) if open_pile(desk) else None
    page = desk.go("pile-owing", OwingPage, pile="")
    assert page.model.rowCount() == 1
    press(page.table, RETURN)
    desk.settle()
    change = desk.window.page("change")
    assert isinstance(change, ChangePage) and focus() is change.form.fields["complainant"].input
    desk.go("pile-owing", OwingPage, pile="")
    press(focus(), Qt.Key.Key_F9)
    desk.settle()
    assert page.model.rowCount() == 0 and page.empty.isVisible()


def test_a_sample_is_keyed_blind_by_another_person_and_decided(desk: Desk) -> None:
    pile = begin(desk, forms="1", sample="100")
    texts = {"paper_number": "7", "received_on": "2", "category": "食品类", "nature": "质量", "amount": "80"}
    desk.services.piles.key(pile, texts, today=desk.today, by="王桂芬")
    page = desk.go("pile-second", SecondPage, pile=pile)
    assert page.who.text() == "" and "7" in page.which.text()
    seen = " ".join(field.text() for field in page.strip.fields.values())
    assert "食品" not in seen and "80" not in seen
    hand = Keyboard()
    write(focus(), "王桂芬")
    page.strip.focus_on("amount")
    for text in ("90", "3", "1"):
        hand.text(text)
        hand.key(RETURN)
    desk.settle()
    assert page._banner is not None and focus() is page.who.input
    page.who.set_text("陈秘书")
    hand.key(Qt.Key.Key_F10)
    desk.settle()
    (difference,) = (page.model.row(at) for at in range(page.model.rowCount()))
    assert (difference.twin.name, difference.twin.first, difference.twin.second) == ("amount", 8000, 9000)
    page.table.setFocus()
    hand.key(Qt.Key.Key_F3)
    desk.settle()
    assert desk.services.piles.show(pile).forms[0].record.amount == 9000
    report = desk.go("pile-report", PileReportPage, pile=pile)
    words = " ".join(child.text() for card in report._cards for child in card.findChildren(type(report.count.rest)))
    assert "1 份里有 1 份两遍不一样（100.0%）" in words and "第一遍录错 1 份" in words


def test_closing_asks_when_forms_are_missing(desk: Desk) -> None:
    page = open_pile(desk, forms="2")
    Keyboard().form(desk, STACK[0])
    assert page.view is not None
    report = desk.go("pile-report", PileReportPage, pile=page.view.pile.id)
    press(focus(), Qt.Key.Key_F10)
    desk.settle()
    assert report._banner is not None and "少 1 份" in report._banner.text.text()
    assert desk.services.piles.listed()[0].closed_at is None
    press(focus(), Qt.Key.Key_F7)
    write(focus(), "一份")
    press(focus(), RETURN)
    desk.settle()
    press(focus(), Qt.Key.Key_F10)
    desk.settle()
    assert desk.services.piles.listed()[0].closed_at is not None
    desk.go("pile", PilePage, pile=page.view.pile.id)
    assert page.strip is not None and not page.strip.isVisible() and page.reopen_button.isVisible()
    page.reopen_button.click()
    desk.settle()
    assert page.strip.isVisible() and page.row.position == 2


def test_a_pile_that_says_too_little_is_told_beside_its_field(desk: Desk) -> None:
    page = desk.go("pile-begin", PileBeginPage)
    write(focus(), "城关监督站")
    press(focus(), Qt.Key.Key_F10)
    desk.settle()
    assert desk.services.piles.listed() == ()
    assert page.forms.state == "error" and focus() is page.forms.input
    assert page.station.text() == "城关监督站"


def test_numbers_go_on_and_lines_fit_the_room() -> None:
    assert [next_number(number) for number in ("城关-017", "9", "099", "甲", "")] == ["城关-018", "10", "100", "", ""]
    names = ("a", "b", "c", "facts", "d")
    assert lines_of(names, Breadth("medium", False)) == (("a", "b", "c"), ("facts",), ("d",))
    assert len(lines_of(names, Breadth("narrow", True))) == 5
