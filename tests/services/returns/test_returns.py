"""A return of this office: counted, written, read back, sealed, reopened, explained."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.bootstrap import Services
from app.errors import AppError
from app.services import templates
from app.services.database import Database
from app.services.excel.returned import read_return
from app.services.periods import parse_period
from tests.services.city_fixtures import MARCH, MEAL, PHONE, SETTLED, TODAY, fill_register, take, written

TABLE = "投诉处理情况表"
HEAD = "主要指标表"


@pytest.fixture
def office(county: Database) -> Services:
    """A county with five phones complained about and three meals settled in March."""
    services = Services(county)
    fill_register(services, 5, 3)
    return services


def values(services: Services, template: str = "monthly", period: str = "2026-03") -> dict[str, Decimal | None]:
    """Every cell's number by its place, as previewed."""
    sheets = services.returns.preview(template, parse_period(period), today=TODAY)
    return {cell.cell.place: cell.value.number for cell in sheets.cells}


def test_the_sheets_say_what_the_register_says(office: Services) -> None:
    found = values(office)
    assert found[f"{TABLE}!B6"] == 8
    assert found[f"{TABLE}!B8"] == 5  # 家用电子电器类
    assert found[f"{TABLE}!B19"] == 3  # 生活、社会服务类
    assert found[f"{TABLE}!D6"] == 3
    assert found[f"{TABLE}!E6"] == Decimal("0.71")  # 3 × 2,350 元, the class rounded to 万元
    assert found[f"{TABLE}!F8"] == 5 and found[f"{TABLE}!G8"] == 0
    by_label = {
        (c.cell.row_label, c.cell.key.partition("@")[2]): c.value
        for c in office.returns.preview("monthly", MARCH, today=TODAY).cells
        if c.cell.sheet == HEAD
    }
    assert by_label["解决率", "current"].number == Decimal("37.50")
    assert by_label["电话受理投诉占比", "current"].number == Decimal("62.50")
    assert by_label["万元以上投诉件数", "current"].number == 5
    assert by_label["接待来访和咨询", "current"].number == 7
    assert by_label["受理投诉件数", "ytd"].number == 8


def test_zero_blank_and_missing_stay_apart(office: Services) -> None:
    states = {c.cell.place: c.value.state for c in office.returns.preview("monthly", MARCH, today=TODAY).cells}
    assert states[f"{TABLE}!B9"] == "value"  # nobody complained about clothes: that is 0
    assert states["工作情况表!D6"] == "blank"  # nobody typed it
    last_year = [c for c in office.returns.preview("monthly", MARCH, today=TODAY).cells if "@last-year" in c.cell.key]
    assert {c.value.state for c in last_year} == {"blank"}  # before the records begin is missing, never 0


def test_what_is_written_reads_back_equal(office: Services, tmp_path: Path) -> None:
    out = written(office, tmp_path / "三月.xlsx", seal=False)
    definition = templates.read(office.database, "monthly").definition
    reading = read_return(out, definition)
    assert (reading.template, reading.office_code, reading.period) == ("monthly", "331122", "2026-03")
    assert reading.issues == () and reading.changed == ()
    shown = values(office)
    assert {c.place: c.value.number for c in reading.cells} == shown


def test_words_that_look_like_formulas_stay_words(county: Database, tmp_path: Path) -> None:
    services = Services(county)
    out = tmp_path / "r.xlsx"
    services.returns.fill("monthly", MARCH, out, today=TODAY, by="=1+1")
    with ZipFile(out) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    assert any("填表人：=1+1" in sheet for sheet in sheets)
    assert not any("<f>1+1</f>" in sheet for sheet in sheets)


def test_a_sealed_return_keeps_its_figures(office: Services, tmp_path: Path) -> None:
    first = written(office, tmp_path / "1.xlsx").read_bytes()
    take(office, 30, PHONE)
    sheets = office.returns.preview("monthly", MARCH, today=TODAY)
    assert sheets.sealed and {c.cell.place: c.value.number for c in sheets.cells}[f"{TABLE}!B6"] == 8
    assert [i.code for i in sheets.issues if i.code == "return.records_differ"]
    again = office.returns.fill("monthly", MARCH, tmp_path / "2.xlsx", today=TODAY, by="陈秘书")
    definition = templates.read(office.database, "monthly").definition
    one, two = read_return(first, definition), read_return(again.out, definition)
    assert [c.value for c in one.cells] == [c.value for c in two.cells]


def test_sealed_figures_resist_plain_sql(office: Services, tmp_path: Path) -> None:
    written(office, tmp_path / "1.xlsx")
    for statement in (
        "UPDATE return_value SET number = '99' WHERE cell = 'B6'",
        "DELETE FROM return_value",
        "UPDATE \"return\" SET state = 'draft', sealed_at = NULL",
        'DELETE FROM "return"',
    ):
        with pytest.raises(DatabaseError), office.database.write() as session:
            session.execute(text(statement))


def test_reopening_makes_the_next_revision(office: Services, tmp_path: Path) -> None:
    written(office, tmp_path / "1.xlsx")
    take(office, 30, PHONE)
    with pytest.raises(AppError) as refused:
        office.returns.reopen("monthly", MARCH, reason="  ")
    assert refused.value.code == "return.reason_needed"
    info, _ = office.returns.reopen("monthly", MARCH, reason="漏了一件")
    assert (info.revision, info.state) == (2, "draft")
    done = office.returns.fill("monthly", MARCH, tmp_path / "2.xlsx", today=TODAY)
    assert done.revision == 2
    assert values(office)[f"{TABLE}!B6"] == 9


def test_year_to_date_is_the_sealed_months_as_they_stand(office: Services, tmp_path: Path) -> None:
    written(office, tmp_path / "1.xlsx")
    take(office, 30, PHONE)  # after sealing: March stays 8
    late = {"received_on": "2026-04-02", "accepted_on": "2026-04-02"}
    office.complaints.register({**PHONE, **late, "complainant": "周爱珍"}, today=TODAY)
    april = {
        (c.cell.row_label, c.cell.key.partition("@")[2]): c.value.number
        for c in office.returns.preview("monthly", parse_period("2026-04"), today=TODAY).cells
        if c.cell.sheet == HEAD
    }
    assert april["受理投诉件数", "current"] == 1
    assert april["受理投诉件数", "ytd"] == 9


def test_unclassified_complaints_stop_the_seal(office: Services) -> None:
    office.complaints.register(
        {"complainant": "某", "received_on": "2026-03-09", "accepted_on": "2026-03-09"}, today=TODAY
    )
    codes = {i.code for i in office.returns.check("monthly", MARCH, today=TODAY) if i.severity == "error"}
    assert {"return.unclassified", "return.total_differs"} <= codes
    with pytest.raises(AppError) as refused:
        office.returns.seal("monthly", MARCH, today=TODAY)
    assert refused.value.code == "return.not_sealed"
    assert office.returns.listed() == ()


def test_a_month_that_is_not_over_is_not_sealed(office: Services) -> None:
    with pytest.raises(AppError) as refused:
        office.returns.seal("monthly", parse_period("2026-04"), today=TODAY)
    assert refused.value.code == "return.not_over"


def test_the_wrong_kind_of_period_is_refused(office: Services, tmp_path: Path) -> None:
    with pytest.raises(AppError) as refused:
        office.returns.fill("monthly", parse_period("2026Q1"), tmp_path / "x.xlsx", today=TODAY)
    assert refused.value.code == "template.wrong_period"
    assert not (tmp_path / "x.xlsx").exists()


@pytest.mark.parametrize(
    ("cell", "where"),
    [
        ("B6", "e.kind = 'accepted'"),
        ("B8", "e.kind = 'accepted' AND c.category = '0101000000'"),
        ("D19", "e.kind = 'settled' AND c.category = '0201000000'"),
        ("C6", "e.closes"),
        ("E6", "e.closes AND e.recovered > 0"),
        ("I19", "e.kind = 'accepted' AND c.category = '0201000000' AND c.nature = 'N04'"),
        ("B7", "e.kind = 'accepted' AND c.category LIKE '01%'"),
    ],
)
def test_a_figure_explains_itself_to_its_records(office: Services, cell: str, where: str) -> None:
    explained = office.returns.explain("monthly", MARCH, (TABLE, cell))
    with office.database.read() as session:
        by_hand = session.scalars(
            text(
                "SELECT c.id FROM event e JOIN complaint c ON c.pk = e.complaint_pk WHERE c.deleted_at IS NULL"
                f" AND e.revoked_on IS NULL AND e.counts_on BETWEEN '2026-03-01' AND '2026-03-31' AND {where}"
            )
        ).all()
    assert sorted(explained.records) == sorted(by_hand)
    assert explained.rule and explained.value == explained.now


def test_records_in_the_bin_count_nowhere(office: Services) -> None:
    number = take(office, 8, MEAL, closed_on="2026-03-09", **SETTLED)
    assert values(office)[f"{TABLE}!B6"] == 9
    office.complaints.delete(number, by="陈秘书")
    assert values(office)[f"{TABLE}!B6"] == 8
    office.complaints.restore(number)
    assert values(office)[f"{TABLE}!B6"] == 9


def test_adopted_history_is_used_before_the_records_and_marked(office: Services) -> None:
    office.figures.adopt(parse_period("2025-03"), {"accepted": "16", "settled": "4"}, source="2025 年 3 月报表")
    cells = {
        (c.cell.row_label, c.cell.key): c
        for c in office.returns.preview("monthly", MARCH, today=TODAY).cells
        if c.cell.sheet == HEAD
    }
    before = cells["受理投诉件数", "accepted@last-year"]
    assert (before.value.number, before.origin) == (Decimal(16), "adopted")
    assert cells["受理投诉件数", "accepted_change@last-year"].value.number == -8
    assert cells["受理投诉件数", "accepted_change_rate@last-year"].value.number == Decimal("-50.00")
    assert cells["解决率", "settle_rate_change_pp@last-year"].value.number == Decimal("12.50")


def test_typing_over_a_counted_figure_is_visible(office: Services) -> None:
    kept = office.figures.set(MARCH, {"enquiries": "20"})
    assert [i.code for i in kept.issues] == ["figure.overrides_count"]
    cell = next(
        c for c in office.returns.preview("monthly", MARCH, today=TODAY).cells if c.cell.key == "enquiries@current"
    )
    assert (cell.value.number, cell.origin) == (Decimal(20), "typed")


def test_the_number_of_queries_does_not_grow_with_cells(office: Services) -> None:
    from sqlalchemy import event

    seen: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        if "GROUP BY" in statement or "sum(" in statement:
            seen.append(statement)

    event.listen(office.database.engine, "before_cursor_execute", note)
    sheets = office.returns.preview("monthly", MARCH, today=TODAY)
    event.remove(office.database.engine, "before_cursor_execute", note)
    assert len(sheets.cells) > 500
    assert len(seen) <= 12


def test_analysis_ranks_items(office: Services) -> None:
    sheets = office.returns.preview("analysis", parse_period("2026Q1"), today=TODAY)
    by_key = {c.cell.key: c.value.number for c in sheets.cells}
    assert by_key["top_goods|rank=1@current"] == 5
    assert by_key["top_goods|rank=2@current"] is None
    assert by_key["accepted_share|nature=N01@current"] == Decimal("62.50")


def test_a_ranked_list_says_nothing_of_days_before_the_records(office: Services) -> None:
    sheets = office.returns.preview("analysis", parse_period("2026Q1"), today=TODAY)
    states = {c.cell.key: c.value.state for c in sheets.cells}
    assert states["top_goods|rank=1@current"] == "value"
    assert states["top_risers|rank=1@last-year"] == "blank"
    before = office.returns.preview("analysis", parse_period("2025Q4"), today=TODAY)
    assert {c.value.state for c in before.cells if c.cell.key == "top_goods|rank=1@current"} == {"blank"}


def test_about_and_not_applicable_travel_with_the_file(office: Services, tmp_path: Path) -> None:
    office.figures.set(MARCH, {"trainings": "na"})
    out = written(office, tmp_path / "三月.xlsx", seal=False)
    reading = read_return(out, templates.read(office.database, "monthly").definition)
    by_key = {c.key: c.value for c in reading.cells}
    assert str(by_key["leaflets@current"]) == "3100余"
    assert by_key["trainings@current"].state == "na"
    assert by_key["typical_cases@current"].state == "blank"
