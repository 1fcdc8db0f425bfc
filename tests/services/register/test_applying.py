"""Applying writes everything or nothing, and what it writes is counted like any other case."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.errors import AppError
from app.progress import Cancelled, Progress, Step
from app.services import register
from app.services.complaints import Complaints
from app.services.database import Database
from tests.services.register.files import HEAD, TODAY, plan, take, workbook


def some(tmp_path: Path, count: int = 3, name: str = "a.xlsx") -> Path:
    """A register of ``count`` numbered cases, each settled."""
    rows = [
        (f"{n}", "2026-03-05", f"张{n}", "13800000001", "甲店", "食品", "质量", "调解成功", "2026-03-08", "坏了")
        for n in range(1, count + 1)
    ]
    return workbook(tmp_path / name, [HEAD, *rows])


def test_cases_with_events_numbers_and_index(county: Database, tmp_path: Path) -> None:
    planned, batch = take(county, some(tmp_path))
    complaints = Complaints(county)
    page = complaints.find("张2")
    assert page.total == 1
    record = complaints.show("2")
    assert record.number.startswith("33112200020260305")
    assert (record.register_number, record.state, record.acceptance_assumed) == ("2", "settled", True)
    happened = [(e.kind, e.on, e.counts_on, e.assumed, e.by) for e in complaints.timeline("2")]
    day, closed = date(2026, 3, 5), date(2026, 3, 8)
    assert happened == [
        ("registered", day, day, False, "王秘书"), ("accepted", day, day, True, "王秘书"),
        ("settled", closed, closed, False, "王秘书"),
    ]  # fmt: skip
    (listed,) = register.batches(county)
    assert (listed.id, listed.file, listed.sha256, listed.by) == (batch, "a.xlsx", planned.sha256, "王秘书")
    assert (listed.state, listed.new, listed.changed, listed.unchanged, listed.rejected) == ("applied", 3, 0, 0, 0)


def test_cancelling_leaves_nothing(county: Database, tmp_path: Path) -> None:
    planned = plan(county, some(tmp_path))
    steps: list[Step] = []

    def enough() -> bool:
        return bool(steps)

    with pytest.raises(Cancelled):
        register.apply(county, planned, progress=Progress(steps.append, enough))
    assert steps[0].what == "写入台账"
    assert Complaints(county).find().total == 0
    assert register.batches(county) == ()
    register.apply(county, planned)
    assert Complaints(county).find().total == 3


def test_a_plan_that_no_longer_holds_is_refused(county: Database, tmp_path: Path) -> None:
    first, second = plan(county, some(tmp_path)), plan(county, some(tmp_path))
    register.apply(county, first)
    with pytest.raises(AppError) as refused:
        register.apply(county, second)
    assert refused.value.code == "register.outdated"
    assert Complaints(county).find().total == 3


def test_a_plan_holds_when_something_else_changed(county: Database, tmp_path: Path) -> None:
    planned = plan(county, some(tmp_path))
    Complaints(county).register({"complainant": "别人", "facts": "别的事"}, today=TODAY)
    register.apply(county, planned)
    assert Complaints(county).find().total == 4


def test_refusals_and_transfers(county: Database, tmp_path: Path) -> None:
    rows = [
        ("编号", "登记日期", "投诉人", "处理结果", "办结日期", "不予受理理由"),
        ("1", "2026-03-05", "张三", "不予受理", "2026-03-07", "超过三年"),
        ("2", "2026-03-05", "李四", "移送", "2026-03-07", None),
        ("3", "2026-03-05", "王五", None, None, "说不清"),
    ]
    take(county, workbook(tmp_path / "a.xlsx", rows))
    complaints = Complaints(county)
    assert [(complaints.show(n).state, complaints.show(n).refusal) for n in "123"] == [
        ("refused", "too_old"), ("transferred", None), ("refused", "other"),
    ]  # fmt: skip
    assert complaints.show("1").refused_on == date(2026, 3, 7)
    assert [e.kind for e in complaints.timeline("2")] == ["registered", "accepted", "transferred"]
