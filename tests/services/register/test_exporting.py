"""What is exported is read back to the same cases, here and in another office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.errors import AppError
from app.progress import Cancelled, Progress
from app.services import register
from app.services.casework import Casework
from app.services.complaints import Complaints
from app.services.complaints.record import Record
from app.services.database import Database
from app.services.periods import parse_period
from tests.services.register.files import TODAY, counts, plan, take, workbook

CASES: list[dict[str, str]] = [
    {
        "received_on": "2026-03-05", "accepted_on": "2026-03-06", "complainant": "买买提·艾力", "sex": "男",
        "age": "63", "phone": "0578-2123456", "address": "=1+1", "id_kind": "身份证", "id_number": "11010519491231002X",
        "consent_publish": "是", "consent_mediation": "否", "trader": "-甲店", "trader_phone": "13800000001",
        "trader_code": "+abc", "category": "食品类", "nature": "质量", "item": "苹果", "brand": "@牌",
        "quantity": "3箱", "amount": "近5000", "disputed": "12.34",
        "purchased_on": "2026-03-01", "happened_on": "2026-03-02",
        "buying": "网购", "channel": "电话", "source": "直接投诉", "station": "东街站", "facts": "坏了,退货;不退。",
        "demand": "退货、赔偿", "paper_number": "007", "tags": "3·15、春雷", "group_size": "5",
        "result": "达成协议", "mediation_way": "现场", "closed_on": "2026-03-09", "recovered": "1234.56",
        "punitive": "3", "followed_up_on": "2026-03-20", "satisfaction": "满意", "summary": "退了",
    },
    {"received_on": "2026-03-06", "complainant": "没受理"},
    {"received_on": "2026-03-06", "complainant": "不受理", "refusal": "超过三年", "refused_on": "2026-03-09"},
    {"received_on": "2026-03-06", "complainant": "没成", "result": "未达成", "termination": "拒绝调解",
     "amount": "4万余元"},
    {"received_on": "2026-03-06", "complainant": "转走", "result": "转办", "closed_on": "2026-03-08"},
    {"received_on": "2026-03-07", "complainant": "举报人", "kind": "举报", "facts": "缺斤少两"},
    {"received_on": "2026-03-08", "complainant": "手机", "category": "手机"},
]  # fmt: skip
_OURS = {"id", "number", "revision", "version", "office", "register_number"}


def content(record: Record) -> dict[str, Any]:
    """A case without what is another folder's own."""
    found = {name: value for name, value in asdict(record).items() if name not in _OURS}
    return found | {"events": [event._replace(id="") for event in record.events]}


def everything(database: Database) -> list[dict[str, Any]]:
    """All cases of a folder, by day and name."""
    complaints = Complaints(database)
    records = [content(complaints.show(hit.number)) for hit in complaints.find(limit=1000).rows]
    return sorted(records, key=lambda record: (record["received_on"], record["complainant"]))


@pytest.fixture
def filled(county: Database, tmp_path: Path) -> Database:
    """A county with cases typed in and cases from a register."""
    complaints = Complaints(county)
    for case in CASES:
        complaints.register(case, today=TODAY)
    take(county, workbook(tmp_path / "r.xlsx", [("编号", "登记日期", "投诉人"), ("A-1", "2026-03-30", "算受理")]))
    return county


def test_an_export_comes_back_whole(
    filled: Database, tmp_path: Path, open_copy: Callable[[Path, str], Database], city_template: Path
) -> None:
    out = tmp_path / "台账.xlsx"
    assert register.export(filled, parse_period("2026-03"), out) == len(CASES) + 1
    here = plan(filled, out)
    assert [c.fields for c in here.changes] == []
    assert counts(here) == (0, 0, len(CASES) + 1, 0)
    assert [c.heading for c in here.columns if not c.field] == []
    assert [i for i in here.issues if i.severity == "error"] == []
    city = open_copy(city_template, "city")
    there, _ = take(city, out)
    assert counts(there) == (len(CASES) + 1, 0, 0, 0)
    assert everything(city) == everything(filled)
    assert counts(plan(city, out)) == (0, 0, len(CASES) + 1, 0)
    kinds = {
        hit.complainant: [e.kind for e in Complaints(city).timeline(hit.number)] for hit in Complaints(city).find().rows
    }
    assert kinds["没受理"] == ["registered"]
    assert kinds["算受理"] == ["registered", "accepted"]
    assert kinds["没成"] == ["registered", "accepted", "terminated"]


def test_states_that_moves_lead_to_come_back_as_no_more_than_they_are(
    county: Database, tmp_path: Path, open_copy: Callable[[Path, str], Database], city_template: Path
) -> None:
    complaints, casework = Complaints(county), Casework(county)
    ways: dict[str, tuple[tuple[str, dict[str, str]], ...]] = {
        "补正": (("papers_asked", {"note": "小票"}),),
        "门口转": (("transferred", {"to": "市场监管局"}),),
        "门口劝": (("advised_elsewhere", {"reason": "法院"}), ("filed", {})),
        "受理转": (("accepted", {}), ("transferred", {"to": "市场监管局"}), ("filed", {})),
        "调着": (("accepted", {}), ("mediating", {}), ("paused", {"note": "送检"})),
        "成了": (("accepted", {}), ("settled", {"recovered": "100"}), ("performed", {}), ("filed", {})),
        "举报转": (("transferred", {"to": "市场监管局"}),),
        "举报答": (("answered", {"note": "已立案"}), ("filed", {})),
    }
    for name, moves in ways.items():
        raw = {"complainant": name, "received_on": "2026-03-05", "kind": name[:2] if name[:2] == "举报" else "投诉"}
        id = complaints.register(raw, today=TODAY).record.id
        for key, more in moves:
            casework.move(id, key, {"on": "2026-03-06", **more}, today=TODAY)
    out = tmp_path / "台账.xlsx"
    register.export(county, parse_period("2026-03"), out)
    assert counts(plan(county, out)) == (0, 0, len(ways), 0)
    city = open_copy(city_template, "city")
    there, _ = take(city, out)
    assert counts(there) == (len(ways), 0, 0, 0)
    assert [issue for issue in there.issues if issue.severity != "note"] == []
    found = Complaints(city)
    records = {hit.complainant: found.show(hit.id) for hit in found.find().rows}
    assert {name: record.state for name, record in records.items()} == {
        "补正": "registered", "门口转": "registered", "门口劝": "registered", "受理转": "transferred",
        "调着": "accepted", "成了": "settled", "举报转": "registered", "举报答": "registered",
    }  # fmt: skip
    assert all(records[name].result is None for name in ("门口转", "门口劝", "举报转", "举报答"))


def test_text_stays_text(filled: Database, tmp_path: Path) -> None:
    register.export(filled, parse_period("2026-03"), tmp_path / "a.xlsx")
    page = openpyxl.load_workbook(tmp_path / "a.xlsx")["投诉台账"]
    head, first = (list(row) for row in page.iter_rows(min_row=1, max_row=2))
    cells = {str(h.value): c for h, c in zip(head, first, strict=True)}
    assert [(cells[n].value, cells[n].data_type) for n in ("地址", "被投诉方", "统一社会信用代码", "品牌型号")] == [
        ("=1+1", "s"), ("-甲店", "s"), ("+abc", "s"), ("@牌", "s"),
    ]  # fmt: skip
    assert head[0].value == "编号"
    assert cells["编号"].data_type == cells["电话"].data_type == cells["证件号码"].data_type == "s"
    assert cells["挽回经济损失（元）"].value == 1234.56
    assert cells["登记日期"].value.date() == date(2026, 3, 5)  # type: ignore[union-attr]


def test_only_the_period_and_not_the_bin(filled: Database, tmp_path: Path) -> None:
    complaints = Complaints(filled)
    complaints.delete(complaints.find("转走").rows[0].number)
    assert register.export(filled, parse_period("2026-03-06..2026-03-07"), tmp_path / "a.xlsx") == 4
    assert register.export(filled, parse_period("2025"), tmp_path / "b.xlsx") == 0


def test_what_stood_there_survives_a_failure(filled: Database, tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    out.write_bytes(b"before")
    with pytest.raises(Cancelled):
        register.export(filled, parse_period("2026-03"), out, Progress(cancelled=lambda: True))
    with pytest.raises(AppError) as missing:
        register.export(filled, parse_period("2026-03"), tmp_path / "none" / "a.xlsx")
    assert missing.value.code == "file.folder_missing"
    assert out.read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []
