"""表样: what is listed, handed out, taken over, compared with a new edition; rules tried on last month's figures."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.bootstrap import Services, open_services
from app.paths import DataFolder
from app.ui.pages.templates.bind_page import BindPage
from app.ui.pages.templates.drift_page import DriftPage
from app.ui.pages.templates.list_page import TemplatesPage
from app.ui.pages.templates.rules_page import RulesPage
from app.ui.pages.templates.view_page import ViewPage
from app.ui.widgets.dialog import Question
from tests.ui.desk import Desk
from tests.ui.keys import press
from tests.ui.strange_workbooks import transposed

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def told(page: QWidget) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def made(services: Services, path: Path, today: date) -> str:
    """A template bound from a strange workbook; gives its id."""
    binding = services.binding
    draft = binding.begin(transposed(path), today=today)
    binding.set_head(draft.id, title="横表月报", valid_from="2026-01")
    for area in draft.areas:
        binding.confirm(draft.id, area.id)
    return binding.finish(draft.id).id


def test_the_list_says_what_each_is_and_opens_it(desk: Desk) -> None:
    page = desk.go("templates", TemplatesPage)
    rows = {line.info.id: line for line in page.model._rows}
    assert set(rows) == {"monthly", "analysis"} and rows["monthly"].cells > 100
    assert focus() is page.table
    while page._current() != rows["monthly"]:
        press(focus(), Key.Key_Down)
    desk.qtbot.waitUntil(lambda: "期满后 5 日前" in told(page.margin), timeout=5000)
    assert "程序带来的" in told(page.margin)
    press(focus(), Key.Key_Return)
    desk.settle()
    view = desk.window.page("template-view")
    assert isinstance(view, ViewPage) and focus() is view.panel.view
    view.panel.go_to("投诉处理情况表", (9, 2))
    assert view.margin.title.text() == "食品类 · 已处理"
    assert view.said.text() == "已处理，食品类，本期"
    press(focus(), Key.Key_F7)
    desk.settle()
    rules = desk.window.page("template-rules")
    assert isinstance(rules, RulesPage) and rules.lines
    assert not rules.field.isVisible(), "a template in use is not changed here"
    press(focus(), Key.Key_F9)
    desk.settle()
    assert all(line.tried is not None for line in rules.lines)


def test_one_file_for_other_offices_and_taken_over_there(desk: Desk, tmp_path: Path) -> None:
    template = made(desk.services, tmp_path / "横表.xlsx", desk.today)
    page = desk.go("templates", TemplatesPage, template=template)
    current = page._current()
    assert current is not None and current.info.id == template
    out = tmp_path / "横表月报.xbmb"
    page.publish(template, out)
    desk.settle()
    assert out.exists() and f"存好了：{out.name}" in told(page)
    page.look_at(out)
    desk.settle()
    assert "横表月报" in told(page) and not desk.services.binding.drafts()
    assert focus().accessibleName() == "先不装", "the same version is here already"


def test_a_file_from_elsewhere_is_looked_at_before_it_is_taken(desk: Desk, city_template: Path, tmp_path: Path) -> None:
    shutil.copytree(city_template, tmp_path / "city")
    city = open_services(DataFolder(tmp_path / "city"))
    template = made(city, tmp_path / "横表.xlsx", desk.today)
    out = tmp_path / "横表月报.xbmb"
    city.templates.publish(template, out, today=desk.today)
    city.close()
    page = desk.go("templates", TemplatesPage)
    page.look_at(out)
    desk.settle()
    assert template not in [info.id for info in desk.services.templates.listed()]
    yes = focus()
    assert yes.accessibleName() == "装上"
    press(yes, Key.Key_Space)
    desk.settle()
    (info,) = [each for each in desk.services.templates.listed() if each.id == template]
    assert info.source == "installed" and "装好了" in told(page)
    assert page.table.current_row().info.id == template
    assert page.scrolling is not None and page.scrolling.verticalScrollBar().value() == 0


def test_a_damaged_file_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "坏的.xbmb"
    path.write_bytes(b"not a template at all")
    page = desk.go("templates", TemplatesPage)
    page.look_at(path)
    desk.settle()
    assert "这个文件装不上" in told(page)
    assert len(desk.services.templates.listed()) == 2


def test_the_next_edition_keeps_what_is_found_again(desk: Desk, tmp_path: Path) -> None:
    template = made(desk.services, tmp_path / "横表.xlsx", desk.today)
    before = {cell.key: cell.cell for cell in desk.services.templates.read(template).definition.plain_cells}
    book = load_workbook(tmp_path / "横表.xlsx")
    sheet = book.active
    assert sheet is not None
    sheet.insert_rows(3)
    sheet["A3"] = "单位：件、万元"
    path = tmp_path / "新横表.xlsx"
    book.save(path)
    page = desk.go("templates", TemplatesPage, template=template)
    page.begin(path, follows=template)
    desk.settle()
    drift = desk.window.page("template-drift")
    assert desk.window.current == "template-drift" and isinstance(drift, DriftPage)
    assert drift.drift is not None and len(drift.drift.carried) >= len(before) // 2
    assert "在新表里找到了" in drift.said.text()
    press(focus(), Key.Key_F10)
    desk.settle()
    bind = desk.window.page("bind")
    assert desk.window.current == "bind" and isinstance(bind, BindPage) and bind.draft is not None
    assert bind.draft.head.id == template and bind.draft.head.version != "2026.1"
    now = {each.key: each for each in bind.draft.cells if each.state == "sure"}
    carried = drift.drift.carried[0]
    assert now[carried.key].cell == carried.cell


def test_a_draft_given_up_is_gone_only_after_a_question(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ["keep", "drop"]
    monkeypatch.setattr(Question, "ask", lambda self: answers.pop(0))
    desk.services.binding.begin(transposed(tmp_path / "横表.xlsx"), today=desk.today)
    page = desk.go("templates", TemplatesPage)
    for left in (1, 0):
        page.cards[0].give_up.setFocus()
        press(focus(), Key.Key_Space)
        desk.settle()
        assert len(page.cards) == len(desk.services.binding.drafts()) == left


def test_taking_every_rule_offered(desk: Desk, tmp_path: Path) -> None:
    draft = desk.services.binding.begin(transposed(tmp_path / "横表.xlsx"), today=desk.today)
    page = desk.go("template-rules", RulesPage, draft=draft.id)
    assert page.lines and not any(line.taken for line in page.lines)
    page.table.setFocus()
    press(page.table, Key.Key_A, CTRL)
    desk.settle()
    assert len(desk.services.binding.draft(draft.id).rules) == len(page.lines)
    press(page.table, Key.Key_Space)
    desk.settle()
    assert len(desk.services.binding.draft(draft.id).rules) == len(page.lines) - 1
