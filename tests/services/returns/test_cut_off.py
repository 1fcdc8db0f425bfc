"""A template whose months end on the 25th: counted, sealed, added up and explained by those days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.bootstrap import Services
from app.services import offices, templates
from app.services.database import Database
from app.services.excel.returned import read_return
from app.services.indicators.evaluate import evaluator
from app.services.keys import Key
from app.services.periods import parse_period, with_cut_off
from app.services.values import Value
from tests.services.city_fixtures import PHONE

TODAY = date(2026, 5, 3)
MARCH, APRIL, QUARTER = parse_period("2026-03"), parse_period("2026-04"), parse_period("2026Q1")


@pytest.fixture
def office(county: Database) -> Services:
    """The monthly return with the 25th as its last day; cases on both sides of every edge."""
    book = templates.read(county, "monthly")
    mapping = book.mapping.replace("due_day = 5\n", "due_day = 5\ncut_off = 25\n", 1)
    mapping = mapping.replace(f'version = "{book.info.version}"', 'version = "2026.99"', 1)
    with county.write() as session:
        assert templates.put(session, mapping, book.workbook)
    services = Services(county)
    for day in ("01-10", "02-25", "02-26", "03-25", "03-25", "03-26", "04-25", "04-26"):
        services.complaints.register(
            {"complainant": "李秀英", **PHONE, "received_on": f"2026-{day}", "accepted_on": f"2026-{day}"}, today=TODAY
        )
    return services


def figure(services: Services, key: str, text: str) -> Value:
    """A figure of the return of a month, by its key."""
    sheets = services.returns.preview("monthly", parse_period(text), today=TODAY)
    return next(c.value for c in sheets.cells if c.cell.key == key)


def test_march_is_the_26th_of_february_to_the_25th_of_march(office: Services, tmp_path: Path) -> None:
    counted = [str(figure(office, "accepted@current", f"2026-{month:02d}")) for month in (1, 2, 3, 4)]
    assert counted == ["1", "1", "3", "2"]
    assert str(figure(office, "accepted@ytd", "2026-04")) == "7"
    out = tmp_path / "三月.xlsx"
    office.returns.fill("monthly", MARCH, out, today=TODAY)
    reading = read_return(out, templates.read(office.database, "monthly").definition)
    assert (reading.period, reading.issues) == ("2026-03", ())  # its head still says «2026年3月»


def test_what_is_sealed_stands_in_the_year_to_date_by_the_same_days(office: Services) -> None:
    for month in ("2026-01", "2026-02", "2026-03"):
        office.returns.seal("monthly", parse_period(month), today=TODAY, by="陈秘书")
    office.complaints.register(
        {"complainant": "王芳", **PHONE, "received_on": "2026-03-20", "accepted_on": "2026-03-20"}, today=TODAY
    )
    assert str(figure(office, "accepted@ytd", "2026-04")) == "7"  # as sealed: 1 + 1 + 3, and 2 now
    sheets = office.returns.preview("monthly", APRIL, today=TODAY)
    cell = next(c.cell for c in sheets.cells if c.cell.key == "accepted@ytd")
    told = office.returns.explain("monthly", APRIL, (cell.sheet, cell.cell))
    assert len(told.records) == 7
    assert "2026年1月至4月（2025年12月26日至4月25日）" in told.rule


def test_the_quarter_adds_the_same_sealed_months(office: Services) -> None:
    for month in ("2026-01", "2026-02"):
        office.returns.seal("monthly", parse_period(month), today=TODAY, by="陈秘书")
    office.complaints.register(
        {"complainant": "王芳", **PHONE, "received_on": "2026-02-10", "accepted_on": "2026-02-10"}, today=TODAY
    )
    with office.database.read() as session:
        home = offices.read_home(session)
        judge = evaluator(session, with_cut_off(QUARTER, 25), offices=offices.below(session, home.office))
        found = judge.figure(Key("accepted"))
    assert (str(found.value), found.source) == ("5", "2 个已报月份 加 1 个月的台账数")
