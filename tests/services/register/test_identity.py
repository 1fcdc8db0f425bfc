"""A case is known by its number, else by its row: identical rows all count, the same file again adds nothing."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.complaints import Complaints
from app.services.database import Database
from tests.services.register.files import HEAD, TODAY, codes, counts, plan, take, text_table, workbook

PLAIN = ("登记日期", "投诉人", "被投诉方", "投诉内容")


def test_identical_rows_all_count_and_the_same_file_adds_nothing(county: Database, tmp_path: Path) -> None:
    row = ("2026-03-05", "张三", "甲店", "坏了")
    path = workbook(tmp_path / "a.xlsx", [PLAIN, row, row, ("2026-03-06", "李四", "乙店", "坏了"), row])
    planned, batch = take(county, path)
    assert counts(planned) == (4, 0, 0, 0)
    assert batch is not None
    again, nothing = take(county, path)
    assert counts(again) == (0, 0, 4, 0)
    assert again.empty
    assert nothing is None
    more = workbook(tmp_path / "b.xlsx", [PLAIN, row, row, row, row, row])
    assert counts(plan(county, more)) == (2, 0, 3, 0)
    assert Complaints(county).find().total == 4


def test_the_order_of_columns_and_the_kind_of_file_do_not_matter(county: Database, tmp_path: Path) -> None:
    take(county, workbook(tmp_path / "a.xlsx", [PLAIN, (date(2026, 3, 5), "张三", "甲店", "坏了")]))
    turned = [("投诉内容", "商家", "序号", "姓名", "投诉日期"), ("坏了", "甲店", 7, "张三", "2026年3月5日")]
    assert counts(plan(county, text_table(tmp_path / "b.csv", turned))) == (0, 0, 1, 0)


def test_a_number_stays_the_same_case_when_its_content_changes(county: Database, tmp_path: Path) -> None:
    rows: list[tuple[str | None, ...]] = [
        HEAD,
        ("1", "2026-03-05", "张三", "13800000001", "甲店", "食品", "质量", None, None, "坏了"),
        ("2", "2026-03-06", "李四", "13800000002", "乙店", "手机", "价格", None, None, "贵了"),
    ]
    take(county, workbook(tmp_path / "a.xlsx", rows))
    rows[1] = ("1", "2026-03-05", "张三丰", "13800000001", "甲店", "食品", "质量", "调解成功", "2026-03-09", None)
    later = workbook(tmp_path / "b.xlsx", rows)
    planned, _ = take(county, later)
    assert counts(planned) == (0, 1, 1, 0)
    assert planned.changes[0].fields == (
        ("办结日期", "", "2026-03-09"), ("投诉人", "张三", "张三丰"), ("处理结果", "", "达成协议"),
    )  # fmt: skip
    complaints = Complaints(county)
    record = complaints.show("1")
    assert (record.complainant, record.facts, record.state) == ("张三丰", "坏了", "settled")  # a blank empties nothing
    assert [event.kind for event in complaints.timeline("1")] == ["registered", "accepted", "settled"]
    assert {edit.field for edit in complaints.history("1")} == {"complainant", "result", "closed_on"}
    assert [hit.number for hit in complaints.find("张三丰").rows] == [record.number]
    assert counts(plan(county, later)) == (0, 0, 2, 0)


def test_what_was_edited_here_is_not_overwritten_by_the_same_row(county: Database, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [("编号", *PLAIN), ("1", "2026-03-05", "张三", "甲店", "坏了")])
    take(county, path)
    Complaints(county).change("1", {"complainant": "章三"}, today=TODAY)
    assert counts(plan(county, path)) == (0, 0, 1, 0)


def test_our_own_number_is_known_too(county: Database, tmp_path: Path) -> None:
    saved = Complaints(county).register({"complainant": "张三", "received_on": "2026-03-05"}, today=TODAY).record
    rows = [("编号", *PLAIN), (saved.number, "2026-03-05", "张三", "甲店", None)]
    planned, _ = take(county, workbook(tmp_path / "a.xlsx", rows))
    assert counts(planned) == (0, 1, 0, 0)
    assert Complaints(county).show(saved.number).trader == "甲店"


def test_one_number_twice_in_a_file(county: Database, tmp_path: Path) -> None:
    head = ("编号", *PLAIN)
    rows = [
        head,
        ("1", "2026-03-05", "张三", "甲店", "坏了"),
        ("1", "2026-03-05", "张三", "甲店", "坏了"),
        ("1", "2026-03-05", "李四", "乙店", "坏了"),
    ]
    planned = plan(county, workbook(tmp_path / "a.xlsx", rows))
    assert counts(planned) == (1, 0, 1, 1)
    error = planned.issues[0]
    assert (error.code, error.cell, error.found) == ("register.same_number", "A4", "1")
    assert "repeated" in codes(planned, "note")


def test_a_case_in_the_bin_is_left_there(county: Database, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [("编号", *PLAIN), ("1", "2026-03-05", "张三", "甲店", "坏了")])
    take(county, path)
    Complaints(county).delete("1")
    planned = plan(county, path)
    assert counts(planned) == (0, 0, 1, 0)
    assert codes(planned, "warning") == ["in_bin"]


def test_a_row_without_a_number_that_looks_known_is_pointed_out(county: Database, tmp_path: Path) -> None:
    Complaints(county).register(
        {"complainant": "张三", "trader": "甲店", "received_on": "2026-03-05", "facts": "别的话"}, today=TODAY
    )
    planned = plan(county, workbook(tmp_path / "a.xlsx", [PLAIN, ("2026-03-05", "张三", "甲店", "坏了")]))
    assert counts(planned) == (1, 0, 0, 0)
    assert codes(planned, "warning") == ["looks_known"]


def test_a_number_that_begins_again_every_month_overwrites_nothing(county: Database, tmp_path: Path) -> None:
    head = ("编号", *PLAIN)
    take(county, workbook(tmp_path / "3.xlsx", [head, ("1", "2026-03-05", "张三", "甲店", "坏了")]))
    april = workbook(tmp_path / "4.xlsx", [head, ("1", "2026-04-02", "李四", "乙店", "贵了")])
    planned = plan(county, april)
    assert counts(planned) == (0, 0, 0, 1)
    error = planned.issues[0]
    assert (error.code, error.cell, error.found) == ("register.other_case", "A2", "1")
    assert "2026-03-05，张三" in error.message
    corrected = workbook(tmp_path / "5.xlsx", [head, ("1", "2026-03-06", "张三", "乙店", "贵了")])
    assert counts(plan(county, corrected)) == (0, 1, 0, 0)


def test_a_change_that_cannot_be_is_refused(county: Database, tmp_path: Path) -> None:
    head = ("编号", "登记日期", "投诉人", "处理结果", "办结日期")
    take(county, workbook(tmp_path / "a.xlsx", [head, ("1", "2026-03-05", "张三", "调解成功", "2026-03-09")]))
    Complaints(county).change("1", {"accepted_on": "2026-03-08"}, today=TODAY)
    planned = plan(county, workbook(tmp_path / "b.xlsx", [head, ("1", "2026-03-05", "张三", None, "2026-03-06")]))
    assert counts(planned) == (0, 0, 0, 1)
    assert codes(planned, "error") == ["row_wrong"]


@pytest.fixture(scope="module")
def somewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the files of the examples."""
    return tmp_path_factory.mktemp("examples")


_EXAMPLES = itertools.count()
names = st.sampled_from(["张三", "李四", "王五"])
days = st.sampled_from(["2026-03-05", "2026-03-06"])
rows_ = st.lists(
    st.tuples(st.sampled_from([None, "1", "2", "3"]), days, names, st.sampled_from(["坏了", None])), max_size=9
)


@settings(max_examples=15)
@given(rows=rows_.filter(bool), seed=st.integers(0, 99))
def test_importing_twice_in_any_order_adds_nothing(
    rows: list[tuple[str | None, ...]],
    seed: int,
    open_copy: Callable[[Path, str], Database],
    county_template: Path,
    somewhere: Path,
) -> None:
    name = f"example{next(_EXAMPLES)}"
    database = open_copy(county_template, name)
    head = ("编号", "登记日期", "投诉人", "投诉内容")
    numbered: dict[str, tuple[str | None, ...]] = {}
    for row in rows:
        if row[0]:
            numbered.setdefault(row[0], row)
    expected = len(numbered) + sum(row[0] is None for row in rows)
    first, _ = take(database, text_table(somewhere / f"{name}.csv", [head, *rows], "utf-8"))
    assert first.new == expected
    assert first.new + first.unchanged + first.rejected == len(rows)
    assert Complaints(database).find().total == expected
    mixed = [*numbered.values(), *(row for row in rows if row[0] is None)]
    random.Random(seed).shuffle(mixed)
    again = plan(database, text_table(somewhere / f"{name}-b.csv", [head, *mixed], "gb18030"))
    assert counts(again) == (0, 0, expected, 0)
