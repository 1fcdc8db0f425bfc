"""What a column leaves open is asked; what the column itself settles is settled and told; nothing is guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.services.database import Database
from app.services.register import Choice, ColumnChoice
from app.services.register.doubts import settle
from app.services.register.headings import Column
from tests.services.register.files import TODAY, codes, counts, plan, text_table, workbook


def orders(*texts: str) -> tuple[str, ...]:
    """The orders in which days could be meant; one: settled, none: nothing to settle."""
    columns, found, _ = settle([Column(0, "登记日期", "received_on")], [[text] for text in texts], "", TODAY)
    return found[0].options if found else (columns[0].order,) if columns[0].order else ()


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("03/04/2026", "05/06/2026"), ("mdy", "dmy")),
        (("03/04/2026", "03/25/2026"), ("mdy",)),
        (("03/04/2026", "25/03/2026"), ("dmy",)),
        (("25/03/2026", "03/25/2026"), ("mdy", "dmy")),  # both: a person has to look
        (("3-4-2026", "3.4.2026 8:30"), ("mdy", "dmy")),
        (("3/25/26",), ("mdy",)),
        (("26/3/5", "26/3/12"), ("ymd",)),
        (("26/03/25", "26/03/05"), ("ymd",)),
        (("26/03/25", "26/03/24"), ("ymd", "dmy")),
        (("26.3.25", "26.3.24"), ()),  # the Chinese way of writing it
        (("2026-03-04", "3月4日", "昨天", ""), ()),
    ],
)
def test_orders_of_days(texts: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert orders(*texts) == expected


def unit(values: list[Any], column: Column | None = None, table: str = "") -> str:
    """``ask`` when the unit of the money is asked."""
    column = column or Column(0, "涉案金额", "amount")
    return settle([column], [[value] for value in values], table, TODAY)[0][0].unit


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ([Decimal("0.35"), Decimal("1.2"), Decimal("0.8")], True),
        ([Decimal("0.0236")], True),  # less than a fen
        (["0.35", "1.2", "0.8万"], False),  # two are too few, the third says its unit
        ([Decimal("35.5"), 20, 3000], False),
        ([Decimal("3.5"), 12, 8], False),
        ([Decimal("33.333333333")], False),  # a third of a hundred yuan
        ([], False),
        (["三百", "", None], False),
    ],
)
def test_units_of_money(values: list[Any], asked: bool) -> None:
    assert (unit(values) == "ask") is asked


def test_a_unit_that_is_named_is_believed_unless_it_makes_millions() -> None:
    small = [Decimal("0.35"), Decimal("1.2"), Decimal("0.8")]
    assert unit(small, Column(0, "金额(万元)", "amount", "万元")) == "万元"
    assert unit(small, table="万元") == ""
    assert unit([3200, 1500, 800], Column(0, "金额(万元)", "amount", "万元")) == "ask"
    assert unit([3200, 1500, 800], Column(0, "金额(万元)", "amount", "万元", chosen=True)) == "万元"


def test_open_cells_stay_out_until_a_person_says(county: Database, tmp_path: Path) -> None:
    rows = [
        ("登记日期", "投诉人", "涉案金额", "挽回损失"),
        ("03/04/2026", "张三", "0.35", "0.1"),
        ("05/03/2026", "李四", "1.2", "0.5"),
        ("05/03/2026", "王五", "0.8", "3000元"),
        ("2026-03-06", "赵六", "2万元", ""),
    ]
    path = text_table(tmp_path / "a.csv", rows)
    asked = plan(county, path)
    assert counts(asked) == (1, 0, 0, 3)
    assert [(q.heading, q.kind) for q in asked.questions] == [
        ("登记日期", "order"), ("涉案金额", "unit"), ("挽回损失", "unit"),
    ]  # fmt: skip
    assert set(codes(asked, "error")) == {"ask_order", "ask_unit"}
    assert asked.work.matched.new[0].case()["amount"] == 2000000
    said = Choice(
        columns={
            0: ColumnChoice("received_on", order="mdy"),
            2: ColumnChoice("amount", unit="万元"),
            3: ColumnChoice("recovered", unit="元"),
        }
    )
    answered = plan(county, path, choice=said)
    assert (counts(answered), answered.questions) == ((4, 0, 0, 0), ())
    cases = [row.case() for row in answered.work.matched.new]
    assert [case["received_on"] for case in cases][:2] == [date(2026, 3, 4), date(2026, 5, 3)]
    assert [(case["amount"], case.get("recovered")) for case in cases] == [
        (350000, 10), (1200000, 50), (800000, 300000), (2000000, None),
    ]  # fmt: skip


def test_an_order_that_shows_itself_is_told(county: Database, tmp_path: Path) -> None:
    rows = [("登记日期", "投诉人"), ("03/04/2026", "张三"), ("03/25/2026", "李四")]
    planned = plan(county, text_table(tmp_path / "a.csv", rows))
    assert [row.received_on.isoformat() for row in planned.work.matched.new] == ["2026-03-04", "2026-03-25"]
    told = next(issue for issue in planned.issues if issue.code == "register.order_found")
    assert "月/日/年" in told.message and "03/25/2026" in told.message


def test_what_excel_cut_off_is_never_filled_up(county: Database, tmp_path: Path) -> None:
    rows = [
        ("登记日期", "投诉人", "电话", "身份证号", "购买日期"),
        (3.1, "张三", "13800000001", None, None),
        ("3.1", "李四", "1.38E+10", "1.23457E+17", 3.2),
        ("3月1日", "王五", "1.3812345678E+10", None, "02/03/2026"),
    ]
    planned = plan(county, workbook(tmp_path / "a.xlsx", rows))
    assert counts(planned) == (2, 0, 0, 1)
    assert [(i.code.removeprefix("register."), i.cell) for i in planned.issues if i.severity == "error"] == [
        ("rejected_cell", "A2")
    ]
    told = {i.cell: i.code.removeprefix("register.") for i in planned.issues if i.severity == "warning" and i.cell}
    assert {"C3": "digits_lost", "D3": "digits_lost", "E3": "left_empty", "E4": "left_empty"}.items() <= told.items()
    cases = [row.case() for row in planned.work.matched.new]
    assert [case.get("phone") for case in cases] == [None, "13812345678"]
    assert not any("purchased_on" in case for case in cases)
