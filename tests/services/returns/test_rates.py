"""A rate that the city's workbook reckons itself: written as a spreadsheet stores it, and told when it differs."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from app.bootstrap import Services
from app.services.database import Database
from tests.services.city_fixtures import MARCH, TODAY, fill_register


@pytest.fixture
def services(county: Database) -> Services:
    """Four complaints about phones, three settled ones about meals."""
    services = Services(county)
    fill_register(services, 4, 3)
    return services


def template(services: Services, tmp_path: Path, rate: str) -> str:
    """A city's table of two classes that divides 调解成功 by 受理 itself, taken for ``rate``."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "情况"
    for row in (
        ("投诉情况",),
        ("类别", "受理件数（件）", "调解成功件数（件）", "成功率（%）"),
        ("家用电子电器类",),
        ("生活、社会服务类",),
        ("合计", "=B3+B4", "=C3+C4", "=IF(B5=0,0,C5/B5*100)"),
    ):
        sheet.append(row)
    book.save(tmp_path / "city.xlsx")
    draft = services.binding.begin(tmp_path / "city.xlsx", today=TODAY, by="王").id
    where = {3: "|category=0101000000", 4: "|category=0201000000", 5: ""}
    names = {"B": "accepted", "C": "settled"}
    services.binding.set_each(
        draft,
        {("情况", f"{at}{row}"): f"{name}{code}@current" for row, code in where.items() for at, name in names.items()},
    )
    services.binding.set_cells(draft, [("情况", "D3"), ("情况", "D4")], None, unneeded=True)
    services.binding.set_cells(draft, [("情况", "D5")], f"{rate}@current", unit="%")
    services.binding.set_head(draft, periods=("month",), due_day=5)
    return services.binding.finish(draft, by="王").id


def test_a_rate_that_never_ends_is_written_and_read_back(services: Services, tmp_path: Path) -> None:
    name = template(services, tmp_path, "settle_rate")
    assert [i for i in services.returns.check(name, MARCH, today=TODAY) if i.cell == "D5"] == []
    services.returns.fill(name, MARCH, tmp_path / "out.xlsx", today=TODAY, by="王")
    found = openpyxl.load_workbook(tmp_path / "out.xlsx", data_only=True)["情况"]
    assert (found["B5"].value, found["C5"].value) == (7, 3)
    assert found["D5"].value == pytest.approx(300 / 7)


def test_a_rate_reckoned_in_another_way_asks_for_a_reason(services: Services, tmp_path: Path) -> None:
    name = template(services, tmp_path, "phone_share")
    (issue,) = (i for i in services.returns.check(name, MARCH, today=TODAY) if i.cell == "D5")
    assert (issue.severity, issue.code, issue.found) == ("warning", "return.rate_differs", "42.86")
    services.returns.fill(name, MARCH, tmp_path / "out.xlsx", today=TODAY, by="王")
