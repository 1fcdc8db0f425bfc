"""Rows that may be registered already are named with the case and the reasons, and come in unless a person says no."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.services import register
from app.services.complaints import Complaints
from app.services.database import Database
from tests.services.register.files import TODAY, Rows, plan, workbook

HEAD = ("登记日期", "投诉人", "电话", "被投诉方", "纸质编号", "投诉内容")
CASE = {
    "received_on": "2026-03-05",
    "complainant": "张三",
    "phone": "13800000001",
    "trader": "甲店",
    "paper_number": "17",
    "facts": "手机黑屏",
}


def reasons(county: Database, tmp_path: Path, row: tuple[object, ...]) -> tuple[str, ...]:
    """Why the one row may be known."""
    found = plan(county, workbook(tmp_path / "a.xlsx", [HEAD, row])).likely
    return found[0].reasons if found else ()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ((date(2026, 3, 5), "张三", None, "甲店", None, "x"), ("同一投诉人投诉同一商家", "同一天")),
        (
            (date(2026, 3, 7), "张 三", "13800000001", "甲店", None, "x"),
            ("电话相同", "同一投诉人投诉同一商家", "相隔 2 天"),
        ),
        ((date(2026, 3, 6), None, "13800000001", "乙店", None, "x"), ("电话相同", "相隔 1 天")),
        ((date(2026, 5, 20), None, None, None, "17", "x"), ("纸质编号相同",)),
        ((date(2026, 3, 6), "李四", "13800000001", "乙店", None, "x"), ()),  # a shared telephone
        ((date(2026, 3, 20), "张三", "13800000001", "甲店", None, "x"), ()),  # too long after
        ((date(2026, 3, 5), "张三", None, "乙店", None, "x"), ()),
    ],
)
def test_reasons(county: Database, tmp_path: Path, row: tuple[object, ...], expected: tuple[str, ...]) -> None:
    Complaints(county).register(CASE, today=TODAY)
    assert reasons(county, tmp_path, row) == expected


def test_what_lies_in_the_bin_is_not_meant(county: Database, tmp_path: Path) -> None:
    complaints = Complaints(county)
    complaints.delete(complaints.register(CASE, today=TODAY).record.id)
    assert reasons(county, tmp_path, (date(2026, 3, 5), "张三", None, "甲店", None, "x")) == ()


def test_they_come_in_unless_they_are_left_out(county: Database, tmp_path: Path) -> None:
    known = Complaints(county).register(CASE, today=TODAY).record
    rows: Rows = [
        HEAD,
        ("2026-03-05", "张三", "13800000001", "甲店", None, "黑屏"),
        ("2026-03-05", "李四", "13800000002", "乙店", None, "发霉"),
    ]
    planned = plan(county, workbook(tmp_path / "a.xlsx", rows))
    (found,) = planned.likely
    assert (found.row, found.number, found.who, found.trader) == (2, known.number, "张三", "甲店")
    told = next(issue for issue in planned.issues if issue.code == "register.looks_known")
    assert known.number in told.message and told.cell == "A2"
    assert register.apply(county, planned, without={found.row})
    assert Complaints(county).find().total == 2
    (batch,) = register.batches(county)
    assert (batch.new, batch.rejected) == (1, 1)
    later = plan(county, tmp_path / "a.xlsx")
    assert (later.new, later.unchanged) == (1, 1)  # left out, not forgotten
    assert register.apply(county, later)
    assert Complaints(county).find().total == 3
    assert register.apply(county, plan(county, tmp_path / "a.xlsx")) is None


def test_leaving_all_out_writes_nothing(county: Database, tmp_path: Path) -> None:
    Complaints(county).register(CASE, today=TODAY)
    planned = plan(
        county, workbook(tmp_path / "a.xlsx", [HEAD, ("2026-03-05", "张三", "13800000001", "甲店", None, "黑屏")])
    )
    assert register.apply(county, planned, without={found.row for found in planned.likely}) is None
    assert register.batches(county) == ()
