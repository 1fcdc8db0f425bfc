"""Fields, choices, tables and sheets do what the keyboard asks of them."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.paths import resources
from app.services.excel.layout import read_layout
from app.ui.sheets.drawing import CellFace, place_of
from app.ui.sheets.from_layout import drawings
from app.ui.sheets.panel import SheetPanel
from app.ui.tables.model import Fetched, PagedModel, RowsModel
from app.ui.tables.view import Table
from app.ui.text import broken
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from app.ui.widgets.choices import Choice, ChoicePanel, Group
from app.ui.widgets.field import Field, TextInput
from app.ui.widgets.frame import ActionBar
from tests.ui.gallery import LEDGER, drawn_sheet, lines
from tests.ui.keys import press, write


def test_a_field_keeps_what_is_typed_and_nothing_moves_when_it_speaks(windows: list[QWidget], qtbot: QtBot) -> None:
    field = Field("日期", required=True)
    windows.append(field)
    field.resize(400, field.sizeHint().height())
    field.show()
    assert field.hint == "必填"
    before = field.sizeHint()
    inner = field.input.geometry()
    write(field.input, "2月30日")
    field.say("2月没有30日", "error")
    QApplication.processEvents()
    assert field.text() == "2月30日"
    assert field.sizeHint() == before
    assert field.input.geometry() == inner
    assert field.input.accessibleDescription() == "2月没有30日"


def test_nothing_is_checked_while_the_input_method_composes(windows: list[QWidget], qtbot: QtBot) -> None:
    field = Field("姓名")
    windows.append(field)
    heard: list[str] = []
    field.edited.connect(heard.append)
    QApplication.sendEvent(field.input, QInputMethodEvent("li", []))
    composing = field.composing
    assert composing
    assert heard == []
    write(field.input, "李")
    assert field.composing != composing
    assert heard[-1] == "李"


def test_digits_arrows_and_initials_choose_from_the_margin(windows: list[QWidget], qtbot: QtBot) -> None:
    words = [f"第{number}类" for number in range(1, 14)]
    panel = ChoicePanel("类别")
    windows.append(panel)
    panel.set_groups([Group("商品", tuple(Choice(word, word, "spl") for word in words)), Group("服务", ())])
    field = Field("类别")
    windows.append(field)
    assert isinstance(field.input, TextInput)
    panel.serve(field.input)
    taken: list[str] = []
    panel.taken.connect(taken.append)
    press(field.input, Qt.Key.Key_3)
    assert taken == ["第3类"]
    assert field.text() == ""
    for _ in range(8):
        press(field.input, Qt.Key.Key_Down)
    assert panel.list.currentIndex().data() == "第11类"
    panel.narrow_to("第12")
    panel.list.choose_current()
    assert taken[-1] == "第12类"
    panel.narrow_to("sp")
    assert panel.list.pages == 2


def test_a_hundred_thousand_rows_page_without_lag(windows: list[QWidget], qtbot: QtBot) -> None:
    asked: list[tuple[Any, int]] = []

    def fetch(after: Any, limit: int) -> Fetched:
        asked.append((after, limit))
        first = after or 0
        rows = lines(first, min(limit, 100_000 - first))
        return Fetched(rows, first + len(rows) if first + len(rows) < 100_000 else None, 100_000)

    model = PagedModel(LEDGER)
    table = Table("台账", model)
    windows.append(table)
    table.resize(700, 500)
    table.show()
    began = time.perf_counter()
    model.restart(fetch)
    table.grab()
    assert time.perf_counter() - began < 0.5
    assert asked[0] == (None, PagedModel.FIRST)
    assert model.total == 100_000
    slowest = 0.0
    for _ in range(60):
        began = time.perf_counter()
        press(table, Qt.Key.Key_PageDown)
        table.viewport().repaint()
        slowest = max(slowest, time.perf_counter() - began)
    assert slowest < 0.25
    assert model.rowCount() < 3000
    assert table.currentIndex().row() > 400


def test_a_table_opens_by_return_and_says_its_rows_with_their_state(windows: list[QWidget], qtbot: QtBot) -> None:
    model = RowsModel(LEDGER)
    table = Table("台账", model)
    windows.append(table)
    model.set_rows(lines(0, 5))
    table.resize(700, 400)
    table.show()
    table.setFocus()
    press(table, Qt.Key.Key_Down)
    with qtbot.waitSignal(table.opened) as opened:
        press(table, Qt.Key.Key_Return)
    assert opened.args[0].who == "李秀英"
    said = model.data(model.index(3, 0), Qt.ItemDataRole.AccessibleDescriptionRole)
    assert said == "登记日 3月22日，投诉人 吴小燕，商家 绿源生鲜，事由 充电发烫，状态 明天到期"
    assert table.isColumnHidden(3) is False
    table.resize(430, 400)
    assert table.isColumnHidden(3) is True


def test_a_sheet_is_walked_by_keyboard_over_merges_and_hidden_nothing(windows: list[QWidget], qtbot: QtBot) -> None:
    panel = SheetPanel("月报")
    windows.append(panel)
    panel.resize(700, 500)
    panel.show()
    drawing, faces = drawn_sheet()
    panel.show_workbook([drawing], {drawing.name: faces})
    view = panel.view
    assert view.current == (4, 1)
    assert view.said() == "B5，商品类 · 受理，62件"
    view.set_current((2, 0))
    press(view, Qt.Key.Key_Up)
    assert view.current == (1, 0)
    press(view, Qt.Key.Key_Right)
    assert view.current == (1, 3)
    press(view, Qt.Key.Key_Up)
    assert view.current == (0, 0)
    assert view.next_face(("error",))
    assert view.current == (6, 1)
    assert view.said().endswith("有错")
    view.set_current((8, 4))
    assert view.said() == "E9，烟酒和饮料类 · 挽回经济损失，没填"
    opened: list[tuple[str, int, int]] = []
    panel.opened.connect(lambda *where: opened.append(where))
    press(view, Qt.Key.Key_Return)
    assert opened == [("投诉处理情况表", 8, 4)]


def test_the_last_column_of_a_sheet_can_be_seen_beside_the_frozen_labels(windows: list[QWidget], qtbot: QtBot) -> None:
    panel = SheetPanel("月报")
    windows.append(panel)
    panel.resize(600, 500)
    panel.show()
    drawing, faces = drawn_sheet()
    panel.show_workbook([drawing], {drawing.name: faces})
    view = panel.view
    for place in ((10, 10), (10, 1), (15, 5), (4, 1)):
        view.set_current(place)
        box = view.visualRect(view.currentIndex())
        assert box.left() >= view.grid.x[view.frozen[1]]
        assert box.right() <= view.viewport().width() + 1
        assert view.place_at(box.center()) == place


def test_labels_that_take_all_the_room_are_narrowed_and_stay(windows: list[QWidget], qtbot: QtBot) -> None:
    panel = SheetPanel("月报")
    windows.append(panel)
    panel.resize(700, 500)
    panel.show()
    drawing, faces = drawn_sheet()
    labels = replace(drawing, frozen=(drawing.frozen[0], 2), widths=(200, 200, *drawing.widths[2:]))
    panel.show_workbook([labels], {labels.name: faces})
    view = panel.view
    assert view.frozen[1] == 2
    assert view.grid.x[2] <= view.viewport().width() * 0.6
    view.set_current((8, 4))
    assert view.visualRect(view.currentIndex()).right() <= view.viewport().width() + 1
    panel.resize(1400, 500)
    assert view.grid.x[2] == round(200 * view.grid.zoom) * 2


def test_the_action_bar_gives_way_step_by_step(windows: list[QWidget], qtbot: QtBot) -> None:
    bar = ActionBar()
    windows.append(bar)
    later = Button("放下，以后再写", main=True, key="Esc", short="以后再写")
    save = Button("保存", "primary", icon="check", main=True, key="F10")
    bar.set_buttons([later], [save])
    bar.show()
    for width in (900, 420, 300, 230):
        bar.resize(width, bar.heightForWidth(width))
        for button in (later, save):
            assert button.geometry().right() <= width
            assert button.geometry().bottom() <= bar.height()
        assert not later.geometry().intersects(save.geometry())


def test_rare_characters_break_where_they_should() -> None:
    text = "𬱖𣲘䶮㛃" * 5
    block = broken(text, look().font(), 100, look().line())
    assert "".join(block.lines) == text
    assert len(block.lines) > 1


def test_the_offices_own_template_is_drawn_with_its_texts_merges_and_frozen_labels(
    windows: list[QWidget], qtbot: QtBot
) -> None:
    sheets = drawings(read_layout(resources() / "templates" / "monthly.xlsx"))
    assert [sheet.name for sheet in sheets][:1] == ["投诉处理情况表"]
    assert "投诉处理情况表" in sheets[0].cells[(0, 0)].text
    assert sheets[0].span((0, 3)).left == 0
    panel = SheetPanel("月报")
    windows.append(panel)
    panel.resize(700, 500)
    panel.show()
    panel.show_workbook(sheets, {sheets[0].name: {place_of("C8"): CellFace("23", title="食品类 · 已处理")}})
    assert panel.view.address() == "C8"
    for scale in (1.0, 2.0):
        look().set_scale(scale)
        image = panel.grab().toImage()
        letters = {image.pixelColor(x, look().px(16)).name() for x in range(look().px(60), 600)}
        assert len(letters) > 2  # the column letters are there, with and without frozen columns
