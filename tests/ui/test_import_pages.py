"""导入登记簿: reading, saying what columns are, the plan, doubles, the marked copy, taking back, from the keyboard."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.services.register import batches
from app.ui.pages.register.importing.batches_page import BatchesPage
from app.ui.pages.register.importing.columns_page import ColumnsPage
from app.ui.pages.register.importing.page import ImportPage
from app.ui.theme import look
from app.ui.widgets.cards import Banner, ErrorPanel
from app.ui.widgets.dialog import Question
from tests.ui import audit
from tests.ui.desk import Desk
from tests.ui.keys import press, write

ROOMS = {
    "1366×768 100%": (1366, 768, 1.0),
    "1366×768 150%": (1366, 768, 1.5),
    "1920×1080 200%": (1920, 1080, 2.0),
    "1366×768 225%": (911, 512, 1.5),
}
HEAD = ["登记日期", "投诉人", "电话", "被投诉方", "商品名称", "投诉性质", "涉案金额(元)", "事实"]


def register(path: Path, head: list[Any], *rows: list[Any]) -> str:
    """Write a register; gives its path."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "台账"
    for row in (head, *rows):
        sheet.append(row)
    book.save(path)
    return str(path)


def plain(path: Path) -> str:
    """Five rows that are right and one that is not."""
    rows: list[list[Any]] = [
        [f"2026年3月{day}日", f"张{day}", f"1390571220{day}", "好又多超市", "牛奶", "质量", 35.5, "过期"]
        for day in range(1, 6)
    ]
    return register(path, HEAD, *rows, ["2月30日", "李四", "", "某店", "米", "质量", "三千", "发霉"])


def columns(desk: Desk, path: str) -> ColumnsPage:
    """The page of columns, to which a file led that leaves something open."""
    desk.go("import", ImportPage, file=path)
    page = desk.window.page("import_columns")
    assert isinstance(page, ColumnsPage)
    return page


def banners(page: ImportPage | BatchesPage | ColumnsPage) -> list[str]:
    """What the banners on a page say first."""
    return [banner.title.text() for banner in page.findChildren(Banner) if banner.isVisible()]


def test_a_register_is_planned_taken_in_and_taken_back(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = desk.go("import", ImportPage, file=plain(tmp_path / "登记簿.xlsx"))
    assert page.plan is not None
    assert (page.plan.new, page.plan.changed, page.plan.rejected) == (5, 0, 1)
    assert desk.services.complaints.find("").total == 0
    press(QApplication.focusWidget() or page, Qt.Key.Key_Return)
    desk.settle()
    assert desk.services.complaints.find("").total == 5
    assert banners(page) == ["导好了，新增 5 件，改动 0 件"]
    (batch,) = batches(desk.services.database)
    assert (batch.file, batch.by, batch.new) == ("登记簿.xlsx", "王桂芬", 5)
    edited = desk.services.complaints.find("").rows[0]
    desk.services.complaints.change(edited.id, {"facts": "发霉"}, today=desk.today, by="王桂芬")

    earlier = desk.go("imports", BatchesPage)
    assert earlier.margin.title.text() == "登记簿.xlsx"
    assert not earlier.undo_button.off
    asked: list[str] = []

    def answer(question: Question) -> str:
        asked.append(question.windowTitle() + question.accessibleDescription())
        return "undo"

    monkeypatch.setattr(Question, "ask", answer)
    earlier.undo_button.setFocus()
    press(earlier.undo_button, Qt.Key.Key_Return)
    desk.settle()
    assert len(asked) == 1
    assert desk.services.complaints.find("").total == 1
    assert batches(desk.services.database)[0].state == "undone"
    assert banners(earlier) == ["撤销了，去掉 4 件，改回 0 件，留下 1 件"]
    assert earlier.undo_button.reason == "已经撤销过了"


def test_a_file_that_is_no_table_is_refused_in_words(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "别的.xlsx"
    path.write_bytes(b"nothing of the kind")
    page = desk.go("import", ImportPage, file=str(path))
    assert page.plan is None
    assert "这个文件没有导" in [panel.accessibleName() for panel in page.findChildren(ErrorPanel)]


def test_what_a_column_leaves_open_is_asked_before_anything_is_planned(desk: Desk, tmp_path: Path) -> None:
    path = register(
        tmp_path / "甲站.xlsx",
        ["登记日期", "投诉人", "被投诉方", "涉案金额", "怎么样了"],
        ["03/04/2026", "张三", "甲店", 0.35, "调解成功"],
        ["05/03/2026", "李四", "乙店", 1.2, "撤诉"],
        ["02/03/2026", "王五", "丙店", 0.8, "调解成功"],
    )
    page = columns(desk, path)
    assert page.isVisible()
    assert page.go_button.reason
    assert banners(page)[0] == "有 2 列要您定一下"
    table = page.table
    assert QApplication.focusWidget() is table
    assert table.current_row().heading == "登记日期"
    press(table, Qt.Key.Key_1)  # month first
    desk.settle()
    assert table.current_row().question == "unit"  # on to the next question by itself
    press(table, Qt.Key.Key_2)  # 万元
    desk.settle()
    assert page.go_button.reason == ""
    table.choose(4)
    press(table, Qt.Key.Key_J)  # letters go on in the margin
    assert QApplication.focusWidget() is page.chooser.field.input
    write(page.chooser.field.input, "g")
    assert page.chooser.panel.list.current_key == "result"
    press(page.chooser.field.input, Qt.Key.Key_Return)
    desk.settle()
    assert QApplication.focusWidget() is table
    page.go_button.click()
    desk.settle()
    planned = desk.window.page("import")
    assert isinstance(planned, ImportPage)
    assert planned.plan is not None
    assert (planned.plan.new, planned.plan.rejected) == (3, 0)
    first = planned.plan.work.matched.new[0].case()
    assert (first["received_on"], first["amount"], first["result"]) == (date(2026, 3, 4), 350000, "agreed")

    again = register(
        tmp_path / "乙站.xlsx",
        ["怎么样了", "登记日期", "投诉人", "被投诉方", "涉案金额"],
        ["撤诉", "04/02/2026", "赵六", "丁店", 0.5],
    )
    later = desk.go("import", ImportPage, file=again)
    assert later.plan is not None
    case = later.plan.work.matched.new[0].case()
    assert (case["received_on"], case["amount"], case["result"]) == (date(2026, 4, 2), 500000, "withdrawn")
    assert "columns_remembered" in {issue.code.partition(".")[2] for issue in later.plan.issues}


def test_what_was_not_recognised_can_be_pointed_out(desk: Desk, tmp_path: Path) -> None:
    path = register(
        tmp_path / "丙站.xlsx", ["登记日期", "投诉人", "对方是谁", "怎么回事"], ["2026-03-04", "张三", "甲店", "坏了"]
    )
    page = desk.go("import", ImportPage, file=path)
    assert "没有认出被投诉方、投诉事实" in banners(page)
    page.correct()
    desk.settle()
    assert desk.window.current == "import_columns"


def test_the_row_of_the_heading_and_the_columns_can_be_said(desk: Desk, tmp_path: Path) -> None:
    path = register(
        tmp_path / "表.xlsx",
        ["某某站", None, None],
        ["日子", "谁", "啥事"],
        ["3月5日", "张三", "不保修"],
    )
    page = columns(desk, path)
    assert "还没有哪一列是登记日期" in page.banner.text.text()
    page.head_button.click()
    assert QApplication.focusWidget() is page.heads
    page.heads.choose(1)
    press(page.heads, Qt.Key.Key_Return)
    desk.settle()
    assert [column.heading for column in page.model._rows] == ["日子", "谁", "啥事"]
    assert QApplication.focusWidget() is page.table
    for digit in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_8):  # 登记日期, 投诉人, 事实: one after the other
        press(page.table, digit)
        desk.settle()
    assert [column.field for column in page.model._rows] == ["received_on", "complainant", "facts"]
    press(page.table, Qt.Key.Key_2)  # taken from the column that had it, and that is said
    desk.settle()
    assert [column.field for column in page.model._rows] == ["received_on", "", "complainant"]
    assert banners(page) == ["「谁」现在不当作投诉人了"]
    press(page.table, Qt.Key.Key_0)  # not this one
    desk.settle()
    assert page.model._rows[2].field == ""
    page.table.choose(1)
    press(page.table, Qt.Key.Key_2)
    desk.settle()
    page.confirm()
    desk.settle()
    planned = desk.window.page("import")
    assert isinstance(planned, ImportPage)
    assert planned.plan is not None and planned.plan.new == 1


def test_rows_that_may_be_known_come_in_unless_a_person_says_no(desk: Desk, tmp_path: Path) -> None:
    desk.case(complainant="张1", trader="好又多超市", phone="13905712201", received_on="3月2日", facts="过期")
    page = desk.go("import", ImportPage, file=plain(tmp_path / "登记簿.xlsx"))
    assert page.plan is not None
    assert [found.row for found in page.plan.likely] == [2]
    assert page.go_button.text() == "导入 5 件"
    page.likely.choose(["leave"])
    page.likely.changed.emit(("leave",))
    assert page.go_button.text() == "导入 4 件"
    page.apply()
    desk.settle()
    assert desk.services.complaints.find("").total == 5


def test_a_marked_copy_and_an_empty_register_are_saved(desk: Desk, tmp_path: Path) -> None:
    page = desk.go("import", ImportPage, file=plain(tmp_path / "登记簿.xlsx"))
    target = tmp_path / "登记簿（标出问题）.xlsx"
    page.save_marked(target)
    desk.settle()
    assert banners(page) == ["标出问题的表存好了"]
    sheet = openpyxl.load_workbook(io.BytesIO(target.read_bytes()))["台账"]
    assert sheet["A7"].comment is not None and "2月没有30日" in sheet["A7"].comment.text
    page.escape()
    page.save_blank(tmp_path / "空白.xlsx")
    desk.settle()
    assert banners(page) == ["空白登记表存好了"]
    again = desk.go("import", ImportPage, file=str(tmp_path / "空白.xlsx"))
    assert again.plan is not None and again.plan.empty


def test_stopping_leaves_everything_as_it_was(desk: Desk, tmp_path: Path) -> None:
    page = desk.go("import", ImportPage, file=plain(tmp_path / "登记簿.xlsx"))
    page.apply()
    assert page._job is not None
    page.escape()
    desk.settle()
    assert desk.services.complaints.find("").total in (0, 5)  # it may have been done before it heard
    assert page.plan is None


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_what_shows_with_a_file_open_stops_nobody(desk: Desk, tmp_path: Path, room: tuple[int, int, float]) -> None:
    width, height, scale = room
    look().set_scale(scale)
    desk.window.resize(width, height)
    QApplication.processEvents()
    desk.case(complainant="张1", trader="好又多超市", phone="13905712201", received_on="3月2日", facts="过期")
    asking = register(
        tmp_path / "甲站.xlsx",
        ["登记日期", "投诉人", "被投诉方", "涉案金额", "怎么样了"],
        ["03/04/2026", "张三", "甲店", 0.35, "调解成功"],
        ["05/03/2026", "李四", "乙店", 1.2, "撤诉"],
        ["02/03/2026", "王五", "丙店", 0.8, "调解成功"],
    )
    page = columns(desk, asking)
    assert audit.everything(desk.window) == []
    page.table.setFocus()
    press(page.table, Qt.Key.Key_Return)
    desk.settle()
    assert audit.everything(desk.window) == []
    planned = desk.go("import", ImportPage, file=plain(tmp_path / "登记簿.xlsx"))
    assert planned.plan is not None and planned.plan.likely
    assert audit.everything(desk.window) == []
    planned.apply()
    desk.settle()
    assert audit.everything(desk.window) == []
    desk.go("imports", BatchesPage)
    assert audit.everything(desk.window) == []


def test_in_high_contrast_everything_can_be_read(desk: Desk, tmp_path: Path) -> None:
    look().set_theme("contrast")
    desk.case(complainant="张1", trader="好又多超市", phone="13905712201", received_on="3月2日", facts="过期")
    columns(desk, register(tmp_path / "站.xlsx", HEAD[:4], ["03/04/2026", "张三", "1.38E+10", "甲店"]))
    assert audit.too_faint(desk.window) == []
    desk.go("import", ImportPage, file=plain(tmp_path / "登记簿.xlsx"))
    assert audit.too_faint(desk.window) == []
