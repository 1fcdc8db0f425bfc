"""A strange workbook is bound by keyboard, from choosing the file to the figures it is filled with."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.services import templates
from app.ui.pages.templates.bind_page import BindPage
from app.ui.pages.templates.head_page import HeadPage
from app.ui.pages.templates.list_page import TemplatesPage
from app.ui.pages.templates.rules_page import RulesPage
from app.ui.pages.templates.trial_page import TrialPage
from app.ui.sheets.drawing import address
from tests.ui.desk import Desk
from tests.ui.keys import press, write
from tests.ui.strange_workbooks import transposed

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


@pytest.fixture
def bind(desk: Desk, tmp_path: Path) -> BindPage:
    """The page on a workbook the program has just looked at."""
    page = desk.go("templates", TemplatesPage)
    page.begin(transposed(tmp_path / "横表.xlsx"))
    desk.settle()
    found = desk.window.page("bind")
    assert desk.window.current == "bind" and isinstance(found, BindPage)
    return found


def stand(page: BindPage, cell: str) -> None:
    """Walk to ``cell`` with the arrow keys."""
    view = page.panel.view
    view.setFocus()
    from app.ui.sheets.drawing import place_of

    row, column = place_of(cell)
    while view.current[0] != row:
        before = view.current
        press(view, Key.Key_Down if view.current[0] < row else Key.Key_Up)
        assert view.current != before
    while view.current[1] != column:
        before = view.current
        press(view, Key.Key_Right if view.current[1] < column else Key.Key_Left)
        assert view.current != before


def key_of(desk: Desk, page: BindPage, cell: str) -> str:
    assert page.draft is not None
    found = desk.services.binding.draft(page.draft.id).cell("横表", cell)
    return found.key if found is not None else ""


def test_what_is_sure_says_what_it_is(desk: Desk, bind: BindPage) -> None:
    stand(bind, "E4")
    assert bind.margin.title.text() == "受理投诉 · 食品类" and bind.margin.above.text() == "横表 E4"
    assert bind.cell.state.text() == "认准了" and "受理" in bind.cell.taken.text()
    assert key_of(desk, bind, "E4") == "accepted|category=0103000000@current"


def test_the_next_cell_in_question_and_another_indicator_by_pinyin(desk: Desk, bind: BindPage) -> None:
    view = bind.panel.view
    view.setFocus()
    seen = set()
    for _ in range(40):
        press(view, Key.Key_F7)
        seen.add(address(view.current))
    assert "B9" in seen, "nobody knows what the last row counts"
    stand(bind, "B9")
    press(view, Key.Key_T)
    assert focus() is bind.chooser.field.input and bind.chooser.field.text() == "t"
    for letter in (Key.Key_J, Key.Key_C, Key.Key_G):
        press(focus(), letter)
    press(focus(), Key.Key_Return)
    desk.settle()
    assert focus() is view and key_of(desk, bind, "B9") == "settled@current"
    assert bind.cell.state.text() == "认准了"


def test_several_cells_at_once_and_back_with_one_key(desk: Desk, bind: BindPage) -> None:
    stand(bind, "B4")
    before = [key_of(desk, bind, cell) for cell in ("B4", "C4", "D4")]
    press(focus(), Key.Key_Right, SHIFT)
    press(focus(), Key.Key_Right, SHIFT)
    assert bind.margin.title.text() == "选了 3 格"
    press(focus(), Key.Key_Return)
    assert focus() is bind.cell.table
    for _ in range(3):
        press(focus(), Key.Key_Down)
    press(focus(), Key.Key_Return)
    assert bind.chooser.field.label.text() == "时间是"
    press(focus(), Key.Key_4)
    desk.settle()
    after = [key_of(desk, bind, cell) for cell in ("B4", "C4", "D4")]
    assert after == [key.replace("@current", "@last-year") for key in before]
    press(focus(), Key.Key_Z, CTRL)
    desk.settle()
    assert [key_of(desk, bind, cell) for cell in ("B4", "C4", "D4")] == before


def test_what_was_said_is_there_the_next_day(desk: Desk, bind: BindPage) -> None:
    stand(bind, "B9")
    press(focus(), Key.Key_Delete)
    desk.settle()
    assert bind.cell.state.text() == "不用填"
    page = desk.go("templates", TemplatesPage)
    (card,) = page.cards
    card.go_on.setFocus()
    press(focus(), Key.Key_Space)
    desk.settle()
    assert desk.window.current == "bind"
    stand(bind, "B9")
    assert bind.cell.state.text() == "不用填"


def test_a_whole_table_by_its_two_directions(desk: Desk, bind: BindPage) -> None:
    stand(bind, "C4")
    press(focus(), Key.Key_F6)
    assert bind.margin.title.text() == "行是什么，列是什么"
    options = [key for key, _ in bind.directions._options]
    for wanted in ("indicator", "category"):
        press(focus(), Key(int(Key.Key_0) + options.index(wanted) + 1))
        press(focus(), Key.Key_Return)
    desk.settle()
    assert focus() is bind.panel.view
    assert key_of(desk, bind, "E5") == "closed|category=0103000000@current"


def test_from_the_file_to_figures(desk: Desk, bind: BindPage) -> None:
    for day in range(1, 4):
        on = f"2026-{desk.today.month - 1:02d}-{day:02d}"
        facts = {"trader": "好又多超市", "category": "食品类", "nature": "质量"}
        desk.case(complainant=f"投诉人{day}", received_on=on, accepted_on=on, **facts)
    assert bind.draft is not None
    draft = bind.draft.id
    stand(bind, "B9")
    press(focus(), Key.Key_A, CTRL)
    stand(bind, "B9")
    for _ in range(4):
        press(focus(), Key.Key_Right, SHIFT)
    press(focus(), Key.Key_Delete)
    desk.settle()
    for _ in range(2 * len(bind.draft.areas)):
        press(focus(), Key.Key_F8)
        desk.settle()
    assert all(area.confirmed for area in desk.services.binding.draft(draft).areas)
    press(focus(), Key.Key_F10)
    desk.settle()
    head = desk.window.page("bind-head")
    assert desk.window.current == "bind-head" and isinstance(head, HeadPage)
    head.title.set_text("")
    write(head.title.input, "横表月报")
    press(focus(), Key.Key_Return)
    press(focus(), Key.Key_Return)
    assert focus() is head.since.input
    head.since.set_text("")
    write(head.since.input, "2026年1月")
    assert head.since.hint == "2026年1月起"
    press(focus(), Key.Key_F10)
    desk.settle()
    rules = desk.window.page("template-rules")
    assert desk.window.current == "template-rules" and isinstance(rules, RulesPage)
    press(focus(), Key.Key_F8)
    write(rules.field.input, "B4 >= B5")
    desk.qtbot.wait(300)
    desk.settle()
    assert rules.field.hint.startswith("看懂了")
    press(focus(), Key.Key_Return)
    desk.settle()
    assert len(desk.services.binding.draft(draft).rules) == 1
    press(focus(), Key.Key_F9)
    desk.settle()
    assert rules.lines[0].tried is not None and rules.lines[0].tried.holds
    press(focus(), Key.Key_F10)
    desk.settle()
    trial = desk.window.page("bind-trial")
    assert desk.window.current == "bind-trial" and isinstance(trial, TrialPage)
    trial.panel.go_to("横表", (3, 4))
    assert trial.value.text() == "3 件" and trial.margin.title.text() == "受理投诉 · 食品类"
    press(focus(), Key.Key_F4)
    assert focus() is trial.left.table
    press(focus(), Key.Key_Escape)
    assert desk.window.current == "bind-trial" and focus() is trial.panel.view
    assert {row.cell for row in trial.left.rows} == {"B9", "C9", "D9", "E9", "F9"}
    press(focus(), Key.Key_F10)
    desk.settle()
    page = desk.window.page("templates")
    assert desk.window.current == "templates" and isinstance(page, TemplatesPage)
    assert page.cards == [] and "横表月报" in [line.info.title for line in page.model._rows]
    info = next(each for each in templates.listed(desk.services.database) if each.title == "横表月报")
    book = desk.services.templates.read(info.id)
    bound = {cell.cell: cell.key for cell in book.definition.plain_cells}
    assert bound["E4"] == "accepted|category=0103000000@current" and "B9" not in bound
    assert book.definition.template.valid_from == "2026-01" and len(book.definition.rule) == 1


def test_a_head_that_cannot_be_kept_says_where(desk: Desk, bind: BindPage) -> None:
    press(bind.panel.view, Key.Key_F10)
    desk.settle()
    head = desk.window.page("bind-head")
    assert isinstance(head, HeadPage)
    head.cut_off.set_text("")
    write(head.cut_off.input, "31")
    assert head.cut_off.state == "error"
    press(head.cut_off.input, Key.Key_F10)
    desk.settle()
    assert desk.window.current == "bind-head" and focus() is head.cut_off.input
    assert head.cut_off.text() == "31", "what was typed stays"
