"""A person says what columns are; it is shown with examples, used, remembered, and never overrides another file."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import AppError
from app.services import codelists, register
from app.services.database import Database
from app.services.excel.grid import read_grid
from app.services.register import Choice, ColumnChoice, Preview, Source
from app.services.register.mapping import Remembered, by_words
from tests.services.register.files import TODAY, Rows, codes, plan, workbook

ROWS: Rows = [
    ("某某站一季度", None, None, None, None, None),
    ("序号", "日子", "谁", "电话", "电话", "怎么样了"),
    (1, "3月5日", "张三", "13800000001", "0578-2123456", "调解成功"),
    (2, "2月30日", "李四", "13800000002", "0578-2123457", "撤诉"),
]
SAID = {
    1: ColumnChoice("received_on"),
    2: ColumnChoice("complainant"),
    4: ColumnChoice("trader_phone"),
    5: ColumnChoice("result"),
}


def opened(path: Path) -> Source:
    """The file, read in this process."""
    return register.open_register(path, read_grid=read_grid)


def seen(county: Database, source: Source, choice: Choice | None = None) -> Preview:
    """How it would be read."""
    return register.preview(source, codelists.of(county), TODAY, choice, register.remembered(county))


def test_every_column_is_shown_with_examples_and_what_they_are_read_as(county: Database, tmp_path: Path) -> None:
    rows: Rows = [
        ("登记日期", "投诉人", "商品类别", "涉案金额", "经办"),
        ("3月5日", "张三", "食品", 35.5, "老王"),
        ("2月30日", "李四", "怪物", "1.2万", "老王"),
    ]
    found = seen(county, opened(workbook(tmp_path / "a.xlsx", rows)))
    assert (found.sheet, found.header, found.rows, found.missing) == ("台账", (1, 1), 2, "")
    by_heading = {column.heading: column for column in found.columns}
    day = by_heading["登记日期"]
    assert [(e.cell, e.text, e.read) for e in day.examples] == [("A2", "3月5日", "2026-03-05"), ("A3", "2月30日", "")]
    assert day.examples[1].wrong
    assert (day.filled, day.understood) == (2, 1)
    assert [e.read for e in by_heading["涉案金额"].examples] == ["35.50 元", "12,000.00 元"]
    assert [e.read for e in by_heading["商品类别"].examples] == ["食品类", ""]
    assert (by_heading["经办"].field, by_heading["经办"].examples[0].text) == ("", "老王")


def test_what_is_said_is_used_and_the_other_column_gives_way(county: Database, tmp_path: Path) -> None:
    source = opened(workbook(tmp_path / "a.xlsx", ROWS))
    guess = seen(county, source)
    assert "登记日期" in guess.missing
    with pytest.raises(AppError) as refused:
        register.plan(county, source, today=TODAY)
    assert refused.value.code in ("register.no_day", "register.no_header")
    choice = Choice("台账", (2, 2), SAID)
    found = seen(county, source, choice)
    assert [column.field for column in found.columns] == [
        "", "received_on", "complainant", "phone", "trader_phone", "result",
    ]  # fmt: skip
    assert found.columns[0].counter
    planned = register.plan(county, source, choice=choice, today=TODAY)
    assert (planned.new, planned.rejected, planned.header) == (1, 1, (2, 2))
    case = planned.work.matched.new[0].case()
    assert (case["phone"], case["trader_phone"], case["result"]) == ("13800000001", "0578-2123456", "agreed")


def test_it_is_remembered_for_the_same_headings_in_any_order(county: Database, tmp_path: Path) -> None:
    source = opened(workbook(tmp_path / "a.xlsx", ROWS))
    register.remember(county, source, Choice("台账", (2, 2), SAID))
    turned = [(row[5], row[0], row[2], row[1], row[3], row[4]) for row in ROWS[1:]]
    other = opened(workbook(tmp_path / "b.xlsx", turned))
    planned = register.plan(county, other, today=TODAY)
    assert (planned.new, planned.rejected) == (1, 1)
    assert "columns_remembered" in codes(planned)
    assert seen(county, other).remembered
    strange = [("日子", "谁", "别的"), ("3月5日", "张三", "x")]
    assert not seen(county, opened(workbook(tmp_path / "c.xlsx", strange))).remembered
    register.remember(county, source, Choice("台账", (2, 2), {}))
    assert not seen(county, other).remembered


def test_only_so_much_is_remembered(tmp_path: Path) -> None:
    memory = Remembered(tmp_path / "settings.toml")
    for n in range(80):
        memory.keep({0: f"日子{n}", 1: "谁"}, {0: ColumnChoice("received_on", order="mdy")})
    again = Remembered(tmp_path / "settings.toml")
    assert again.find({0: "日子0", 1: "谁"}) is None
    assert again.find({1: "日 子79", 0: "谁"}) == {1: ColumnChoice("received_on", order="mdy")}


def test_a_file_of_settings_that_makes_no_sense_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    Remembered(path).keep({0: "日子", 1: "谁"}, {0: ColumnChoice("received_on"), 1: ColumnChoice("complainant")})
    path.write_text(path.read_text("utf-8").replace("received_on", "no_such_field"), "utf-8")
    assert Remembered(path).find({0: "日子", 1: "谁"}) == {1: ColumnChoice("complainant")}


def test_words_of_the_command_line() -> None:
    headings = {0: "日子", 1: "投诉人/姓名", 2: "金额", 3: ""}
    assert by_words(
        ["日子=登记日期[日/月/年]", "姓名=complainant", "C=amount（万元）", "D=", "金额=涉案金额"], headings
    ) == {
        0: ColumnChoice("received_on", order="dmy"),
        1: ColumnChoice("complainant"),
        2: ColumnChoice("amount"),
        3: ColumnChoice(""),
    }
    for wrong in ("没有的列=amount", "日子=没有的栏", "日子=received_on[万元]", "日子"):
        with pytest.raises(AppError) as refused:
            by_words([wrong], headings)
        assert (refused.value.code, refused.value.exit_code) == ("register.bad_map", 2)


def test_the_heading_may_have_two_rows_and_stand_anywhere(county: Database, tmp_path: Path) -> None:
    rows: Rows = [
        ("说明",),
        ("x", "y", "z"),
        ("谁来投诉", None, "哪天"),
        ("姓名", "电话", None),
        ("张三", "13800000001", "3月5日"),
    ]
    source = opened(workbook(tmp_path / "a.xlsx", rows, merges=("A3:B3", "C3:C4")))
    found = seen(county, source, Choice("台账", (3, 4), {2: ColumnChoice("received_on")}))
    assert [column.heading for column in found.columns] == ["谁来投诉/姓名", "谁来投诉/电话", "哪天"]
    planned = register.plan(
        county, source, choice=Choice("台账", (3, 4), {2: ColumnChoice("received_on")}), today=TODAY
    )
    assert planned.work.matched.new[0].case()["complainant"] == "张三"


def test_planning_with_a_choice_changes_no_other_file(county: Database, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [("登记日期", "投诉人"), ("3月5日", "张三")])
    first = plan(county, path)
    plan(county, path, choice=Choice(columns={1: ColumnChoice("trader")}))
    assert plan(county, path).columns == first.columns
