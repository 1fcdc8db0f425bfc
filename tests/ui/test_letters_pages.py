"""函件: written by keyboard, answered, taken back, found again, and its paper issued."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.ui.pages.due.page import DuePage
from app.ui.pages.letters.letter_page import LetterPage
from app.ui.pages.letters.page import LettersPage
from app.ui.pages.preview_page import PreviewPage
from tests.ui.desk import Desk
from tests.ui.keys import click, press, write

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
TRADER = "宏发手机店"


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """A late query of a case, a letter to its trader that waits, and an answered query."""
    case = desk.case(trader=TRADER, complainant="李秀英", received_on="2026-03-05", facts="黑屏")
    letters = desk.services.letters
    letters.write(
        {"case": case, "to_whom": "市场监管局", "subject": "查许可", "sent_on": "2026-03-10"}, today=desk.today
    )
    letters.write(
        {"kind": "rectification", "trader": TRADER, "subject": "售后", "body": "请改正。", "sent_on": "2026-04-01"},
        today=desk.today,
    )
    done = letters.write({"to_whom": "公安局", "sent_on": "2026-03-01"}, today=desk.today).letter.id
    letters.answered(done, on="2026-03-05", answer="查过了", today=desk.today)
    return desk


def shown(page: LettersPage) -> list[str]:
    return [page.model.row(at).to_whom for at in range(page.model.rowCount())]


def settle(desk: Desk) -> None:
    """The list and what is beside it were read."""
    desk.settle()
    desk.qtbot.wait(80)
    desk.settle()


def letter_page(desk: Desk) -> LetterPage:
    assert desk.window.current == "letter"
    page = desk.window.page("letter")
    assert isinstance(page, LetterPage)
    return page


def typed(page: LetterPage, **texts: str) -> None:
    for name, text in texts.items():
        page.form.focus_on(name)
        page.form.fields[name].set_text("")
        write(page.form.fields[name].input, text)


def test_the_groups_say_what_waits_and_digits_choose_them(filled: Desk) -> None:
    page = filled.go("letters", LettersPage)
    settle(filled)
    assert page.head.fact.text() == "1 份过期没答复"
    assert shown(page) == ["市场监管局", TRADER, "公安局"]
    assert [page.groups.words(key) for key in page.groups.keys] == [
        "全部 3", "过期 1", "等答复 1", "已答复 1", "不用答复 0", "删掉的 0",
    ]  # fmt: skip
    press(page.table, Key.Key_2)
    settle(filled)
    assert shown(page) == ["市场监管局"]
    press(page.table, Key.Key_5)
    settle(filled)
    assert page.empty.title.text() == "没有“不用答复”的"


def test_a_letter_is_written_by_keyboard_and_taken_back(filled: Desk) -> None:
    page = filled.go("letters", LettersPage)
    press(page, Key.Key_F7)
    filled.settle()
    form = letter_page(filled)
    press(form, Key.Key_F10)
    assert form.form.fields["to_whom"].state == "error", "whom it goes to is needed"
    typed(form, to_whom="教育局", subject="查办学许可", sent_on="4月3日", due="5月8日", body="请查一查。")
    press(form, Key.Key_F10)
    settle(filled)
    assert filled.window.current == "letters"
    row = page.table.current_row()
    assert (row.to_whom, row.subject, row.answer_due.isoformat()) == ("教育局", "查办学许可", "2026-05-08")
    assert row.by == "王桂芬"
    press(page, Key.Key_Z, CONTROL)
    settle(filled)
    assert "教育局" not in shown(page)
    assert page.groups.words("bin") == "删掉的 1"


def test_a_letter_begun_from_a_case_knows_it(filled: Desk) -> None:
    case = filled.services.complaints.find(limit=1).rows[0]
    filled.window.go("letter", kind="rectification", case=case.id)
    filled.settle()
    form = letter_page(filled)
    assert form.form.text("trader") == TRADER
    assert form.form.text("to_whom") == TRADER
    assert form.form.text("case") == case.number
    press(form, Key.Key_F10)
    filled.settle()
    kept = filled.services.letters.find(today=filled.today, case=case.id).rows
    assert {each.kind for each in kept} == {"query", "rectification"}


def test_another_kind_keeps_what_was_typed(filled: Desk) -> None:
    filled.window.go("letter", kind="query", trader=TRADER)
    filled.settle()
    form = letter_page(filled)
    typed(form, subject="多次投诉")
    form.kinds.step(2)
    filled.settle()
    assert form.kinds.chosen == "warning"
    assert form.head.title.text() == "写警示约谈"
    assert form.form.text("subject") == "多次投诉"
    assert form.form.text("to_whom") == TRADER
    assert form.form.text("due") == ""


def test_an_answer_is_written_down_and_undone(filled: Desk) -> None:
    page = filled.go("letters", LettersPage)
    settle(filled)
    press(page, Key.Key_F8)
    filled.settle()
    form = letter_page(filled)
    assert form.head.title.text() == "记下答复"
    typed(form, answered_on="3月9日", answer="没有许可")
    press(form, Key.Key_F10)
    filled.settle()
    assert form.form.fields["answered_on"].state == "error", "before it was sent"
    assert filled.window.current == "letter"
    typed(form, answered_on="4月2日")
    press(form, Key.Key_F10)
    settle(filled)
    row = page.table.current_row()
    assert (row.to_whom, row.answer, row.state(filled.today)) == ("市场监管局", "没有许可", "answered")
    assert page.answer_button.text() == "改答复"
    press(page, Key.Key_Z, CONTROL)
    settle(filled)
    assert filled.services.letters.show(row.id).state(filled.today) == "overdue"


def test_a_letter_is_changed_deleted_and_put_back(filled: Desk) -> None:
    page = filled.go("letters", LettersPage)
    settle(filled)
    press(page.table, Key.Key_Return)
    filled.settle()
    typed(letter_page(filled), subject="查处罚")
    press(letter_page(filled), Key.Key_F10)
    settle(filled)
    assert page.table.current_row().subject == "查处罚"
    press(page.table, Key.Key_Delete)
    settle(filled)
    assert shown(page) == [TRADER, "公安局"]
    page.groups.choose("bin")
    page.groups.changed.emit("bin")
    settle(filled)
    assert shown(page) == ["市场监管局"]
    assert page.restore_button.isVisible() and not page.answer_button.isVisible()
    click(page.restore_button)
    settle(filled)
    assert filled.services.letters.find(today=filled.today).total == 3


def test_the_margin_tells_all_of_the_chosen_letter_and_leads_on(filled: Desk) -> None:
    page = filled.go("letters", LettersPage, trader=TRADER)
    settle(filled)
    assert shown(page) == ["市场监管局", TRADER], "the query of its case is about it too"
    words = " ".join(label.text() for label in page.margin.findChildren(type(page.margin.title)))
    for said in ("市场监管局", "查许可", "李秀英 投诉 宏发手机店", "过期 13 天没答复"):
        assert said in words, said
    chip = page.chips.findChildren(type(page.chips._widgets[0]))[0]
    click(chip)
    settle(filled)
    assert len(shown(page)) == 3


def test_letters_are_searched(filled: Desk) -> None:
    page = filled.go("letters", LettersPage)
    for words, found in (("公安", ["公安局"]), ("劝喻", [TRADER]), ("没有", [])):
        press(page, Key.Key_F, CONTROL)
        page.search.clear()
        write(page.search, words)
        press(page.search, Key.Key_Return)
        settle(filled)
        assert shown(page) == found, words
    assert page.empty.title.text() == "没有找到“没有”"
    press(page.search, Key.Key_Escape)
    settle(filled)
    assert len(shown(page)) == 3


def test_the_paper_is_looked_at_issued_and_kept_with_its_number(filled: Desk) -> None:
    page = filled.go("letters", LettersPage, trader=TRADER, state="waiting")
    settle(filled)
    letter = page.table.current_row()
    assert letter.kind == "rectification"
    press(page, Key.Key_F9)
    settle(filled)
    preview = filled.window.page("preview")
    assert filled.window.current == "preview" and isinstance(preview, PreviewPage)
    press(QApplication.focusWidget() or preview, Key.Key_F10)
    settle(filled)
    assert filled.window.current == "letters"
    (paper,) = filled.services.papers.of_letter(letter.id)
    assert paper.kind == "rectification_letter" and paper.number
    assert filled.services.letters.show(letter.id).number == paper.number
    assert filled.services.papers.pdf(paper.id).startswith(b"%PDF")


def test_an_answer_that_is_late_stands_in_what_is_due_and_opens_the_letter(filled: Desk) -> None:
    due = filled.go("due", DuePage, group="overdue")
    row = due.table.current_row()
    assert (row.label, row.about) == ("查询函答复", "市场监管局：查许可")
    press(due.table, Key.Key_Return)
    settle(filled)
    assert filled.window.current == "letters"
    page = filled.window.page("letters")
    assert isinstance(page, LettersPage)
    assert page.table.current_row().id == row.letter


def test_a_key_for_erasing_in_the_search_deletes_no_letter(filled: Desk) -> None:
    page = filled.go("letters", LettersPage)
    settle(filled)
    page.search.setFocus()
    write(page.search, "公安")
    press(page.search, Key.Key_Home)
    press(page.search, Key.Key_Delete)
    press(page.search, Key.Key_Z, CONTROL)
    settle(filled)
    assert page.search.text() == "公安"
    assert filled.services.letters.find(today=filled.today, deleted=True).total == 0
