"""History from the workbooks and lists an office has on file."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from app.errors import AppError
from app.services import templates
from app.services.adopting import adopt_file
from app.services.database import Database
from app.services.excel.definition import Definition
from app.services.excel.returned import read_return
from app.services.figures import Figures
from app.services.periods import parse_period
from app.services.returns import Returns
from tests.cases import put
from tests.services.excel.workbooks import change_text

MARCH = parse_period("2025-03")
TODAY = date(2026, 4, 7)


@pytest.fixture
def last_year(open_copy: Callable[[Path, str], Database], county_template: Path, tmp_path: Path) -> Path:
    """The return of March 2025 as this county's old computer wrote it."""
    old = open_copy(county_template, "old")
    put(old, 300, date(2025, 1, 1), date(2025, 3, 31))
    Figures(old).set(MARCH, {"leaflets": "3100余", "lectures": "na"})
    out = tmp_path / "2025年3月月报.xlsx"
    Returns(old).fill("monthly", MARCH, out, today=TODAY)
    return out


def figures(database: Database) -> dict[str, tuple[str, Decimal | None, str]]:
    listed = Figures(database).listed(MARCH, all_indicators=False)
    return {f.key: (f.value.state, f.value.number, f.source) for f in listed if f.origin == "adopted"}


def definitions(database: Database) -> list[Definition]:
    return [templates.read(database, info.id, info.version).definition for info in templates.listed(database)]


def told(failed: pytest.ExceptionInfo[AppError]) -> list[str]:
    return [issue.code for issue in failed.value.issues if issue.severity == "error"]


def table(*rows: tuple[object, ...]) -> bytes:
    stream = io.BytesIO()
    with Workbook(stream) as book:
        sheet = book.add_worksheet("历史数")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return stream.getvalue()


def refused(database: Database, path: Path) -> list[str]:
    with pytest.raises(AppError) as failed:
        adopt_file(database, MARCH, path)
    assert failed.value.code == "adopt.not_taken"
    assert failed.value.message.startswith("一个历史数也没有存")
    assert all("(未知)" not in issue.message for issue in failed.value.issues)
    assert figures(database) == {}
    return told(failed)


def test_a_return_of_last_year(county: Database, last_year: Path) -> None:
    kept = adopt_file(county, MARCH, last_year, by="李四")
    sheets = Returns(county).preview("monthly", parse_period("2026-03"), today=TODAY)
    before = {c.cell.key: c for c in sheets.cells}
    assert len(kept.figures) > 200
    found = figures(county)
    assert before["accepted@last-year"].value.number == found["accepted"][1]
    assert before["accepted@last-year"].origin == "adopted"
    assert found["accepted"][2] == "2025年3月月报.xlsx · 主要指标表!D6"
    assert found["leaflets"][:2] == ("value", Decimal(3100))


def test_money_is_kept_in_its_base_unit_and_not_as_the_sum_of_rounded_rows(county: Database, last_year: Path) -> None:
    adopt_file(county, MARCH, last_year)
    rows = read_return(last_year, definitions(county)).cells
    stated = next(c.value.number for c in rows if c.place == "主要指标表!D20")
    assert stated is not None
    assert figures(county)["recovered"] == ("value", stated * 10000, "2025年3月月报.xlsx · 主要指标表!D20")


def test_again_replaces(county: Database, last_year: Path) -> None:
    once = adopt_file(county, MARCH, last_year)
    assert adopt_file(county, MARCH, last_year).figures == once.figures


def test_shares_and_ranks_and_other_spans_are_not_history(county: Database, last_year: Path) -> None:
    adopt_file(county, MARCH, last_year)
    assert not [key for key in figures(county) if "_rate" in key or "_share" in key or "@" in key or "rank" in key]


def test_another_period(county: Database, last_year: Path) -> None:
    with pytest.raises(AppError) as failed:
        adopt_file(county, parse_period("2025-04"), last_year)
    assert told(failed) == ["adopt.other_period"]
    assert "2025年3月的，不是2025年4月的" in failed.value.message


def test_another_office(city: Database, last_year: Path) -> None:
    assert refused(city, last_year) == ["adopt.other_office"]


def test_a_cell_that_cannot_be_read(county: Database, last_year: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "坏.xlsx"
    broken = change_text(
        last_year.read_bytes(), "xl/worksheets/sheet1.xml", r'<c r="B8"([^>]*?)><v>[^<]*</v></c>',
        r'<c r="B8"\1 t="inlineStr"><is><t>很多</t></is></c>',
    )  # fmt: skip
    wrong.write_bytes(broken)
    assert "adopt.unreadable" in refused(county, wrong)


def test_the_same_figure_twice_must_agree(county: Database, last_year: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "两个数.xlsx"
    broken = change_text(
        last_year.read_bytes(), "xl/worksheets/sheet2.xml", r'<c r="D6"([^>]*?)>.*?</c>', r'<c r="D6"\1><v>7</v></c>'
    )
    wrong.write_bytes(broken)
    assert "adopt.two_values" in refused(county, wrong)


def test_a_list_of_names_and_numbers(county: Database, tmp_path: Path) -> None:
    path = tmp_path / "历史.xlsx"
    path.write_bytes(
        table(
            ("2025年3月历史数",),
            ("指标名称", "数"),
            ("受理投诉", 1200),
            ("宣传资料", "3100余"),
            ("挽回经济损失（万元）", 12.34),
            ("accepted|nature=N01", "300"),
            ("维权志愿者", "不适用"),
        )
    )
    kept = adopt_file(county, MARCH, path)
    assert figures(county) == {
        "accepted": ("value", Decimal(1200), "历史.xlsx · 历史数!B3"),
        "leaflets": ("value", Decimal(3100), "历史.xlsx · 历史数!B4"),
        "recovered": ("value", Decimal(123400), "历史.xlsx · 历史数!B5"),
        "accepted|nature=N01": ("value", Decimal(300), "历史.xlsx · 历史数!B6"),
        "volunteers": ("na", None, "历史.xlsx · 历史数!B7"),
    }
    assert len(kept.figures) == 5


def test_a_csv_from_an_old_system(county: Database, tmp_path: Path) -> None:
    path = tmp_path / "历史.csv"
    path.write_bytes('项目,单位,数\r\n受理投诉,件,"1,200"\r\n宣传资料,万份,1.5\r\n'.encode("gb18030"))
    adopt_file(county, MARCH, path)
    found = {key: value[1] for key, value in figures(county).items()}
    assert found == {"accepted": Decimal(1200), "leaflets": Decimal(15000)}


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([("没有这个指标", 3)], ["adopt.unknown_name"]),
        ([("受理投诉", 3), ("受理投诉", 4)], ["adopt.two_values"]),
        ([("受理投诉", -3)], ["adopt.field"]),
        ([("受理投诉", "万元", 3)], ["adopt.wrong_unit"]),
        ([("受理投诉", 1, 2, 3)], ["adopt.many_columns"]),
        ([("受理投诉", "件", 2, 3)], ["adopt.many_columns"]),
        ([("解决率", 88)], ["adopt.derived"]),
        ([("accepted@last-year", 88)], ["adopt.unknown_name"]),
        ([("指标名", "数")], ["adopt.nothing"]),
    ],
)
def test_what_is_wrong_with_a_list(
    county: Database, tmp_path: Path, rows: list[tuple[object, ...]], codes: list[str]
) -> None:
    path = tmp_path / "历史.xlsx"
    path.write_bytes(table(*rows))
    assert refused(county, path) == codes


def test_an_unclear_number(county: Database, tmp_path: Path) -> None:
    path = tmp_path / "历史.xlsx"
    path.write_bytes(table(("受理投诉", "若干")))
    assert refused(county, path)


def test_a_file_that_is_no_table(county: Database, tmp_path: Path) -> None:
    path = tmp_path / "照片.xlsx"
    path.write_bytes(b"\xff\xd8\xff\xe0 no table")
    with pytest.raises(AppError):
        adopt_file(county, MARCH, path)
