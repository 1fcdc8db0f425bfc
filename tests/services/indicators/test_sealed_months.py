"""Longer periods over sealed months: the months as they were reported, and a recount of those not reported yet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import event as sql_event

from app.bootstrap import Services
from app.services import offices, templates
from app.services.database import Database
from app.services.indicators.derive import Figure
from app.services.indicators.evaluate import evaluator
from app.services.keys import parse_key
from app.services.periods import Period, parse_period, with_cut_off
from tests.services.city_fixtures import MEAL, PHONE, SETTLED

TODAY = date(2026, 7, 3)
Q1, HALF = parse_period("2026Q1"), parse_period("2026H1")


def take(services: Services, day: str, **more: str) -> None:
    """A case received and accepted on ``day``."""
    what = MEAL if more else PHONE
    fields = {"complainant": "李秀英", "facts": "黑屏", **what, "received_on": day, "accepted_on": day, **more}
    services.complaints.register(fields, today=TODAY)


def figure(services: Services, key: str, period: Period, basis: str = "flow") -> Figure:
    """A figure as a return of ``period`` would hold it."""
    with services.database.read() as session:
        home = offices.read_home(session)
        judge = evaluator(session, period, offices=offices.below(session, home.office), basis=basis)
        wanted = parse_key(key)
        judge.prepare([wanted])
        return judge.figure(wanted)


@pytest.fixture
def office(county: Database) -> Services:
    """January and February are sealed with 2 and 3 cases; then each of the three months gets one more."""
    services = Services(county)
    for month, cases in ((1, 2), (2, 3), (3, 4)):
        for n in range(cases):
            take(services, f"2026-{month:02d}-{10 + n}")
    for text in ("2026-01", "2026-02"):
        services.returns.seal("monthly", parse_period(text), today=TODAY, by="陈秘书")
    for month in (1, 2, 3):
        take(services, f"2026-{month:02d}-20")
    return services


def test_a_quarter_is_its_sealed_months_and_a_recount_of_the_open_one(office: Services) -> None:
    found = figure(office, "accepted", Q1)
    assert found.value.number == 2 + 3 + 5
    assert (found.origin, found.source) == ("reported", "2 个已报月份 加 1 个月的台账数")
    assert figure(office, "accepted|category=0101000000", Q1).value.number == 10


def test_a_half_year_and_a_year_add_the_same_months(office: Services) -> None:
    take(office, "2026-05-05")
    assert figure(office, "accepted", HALF).value.number == 11
    assert figure(office, "accepted", parse_period("2026")).value.number == 11
    assert figure(office, "accepted@ytd", parse_period("2026-03")).value.number == 10


def test_a_rate_of_a_quarter_comes_from_the_summed_months(office: Services) -> None:
    take(office, "2026-03-21", closed_on="2026-03-25", **SETTLED)
    rate = figure(office, "settle_rate", Q1).value.number
    assert rate is not None
    assert rate.quantize(Decimal("0.01")) == Decimal("9.09")  # one of eleven


def test_a_quarter_without_sealed_months_is_counted(county: Database) -> None:
    services = Services(county)
    take(services, "2026-02-10")
    found = figure(services, "accepted", Q1)
    assert (str(found.value), found.origin) == ("1", "counted")


def test_what_a_sealed_month_does_not_tell_is_recounted_there(office: Services) -> None:
    assert figure(office, "accepted|trader=宏发手机店", Q1).value.number == 12


def test_a_quarter_of_cut_off_months_knows_nothing_of_calendar_months(office: Services) -> None:
    period = with_cut_off(Q1, 25)
    assert (period.start, period.end) == (date(2025, 12, 26), date(2026, 3, 25))
    assert figure(office, "accepted", period).value.number == 12  # sealed were 1 to 31, not 26 to 25


def test_what_was_typed_for_march_is_meant_for_the_march_of_the_template(county: Database) -> None:
    services = Services(county)
    march = parse_period("2026-03")
    services.figures.set(march, {"leaflets": "3100余"})
    services.figures.adopt(parse_period("2025-03"), {"accepted": "17"})
    cut = with_cut_off(march, 25)
    assert str(figure(services, "leaflets", cut).value) == "3100余"
    assert figure(services, "accepted@last-year", cut).value.number == 17
    services.figures.set(cut, {"leaflets": "40"})
    assert str(figure(services, "leaflets", cut).value) == "40"
    assert str(figure(services, "leaflets", march).value) == "3100余"


def test_cut_off_months_count_from_the_26th_to_the_25th(county: Database) -> None:
    services = Services(county)
    for day in ("2025-12-25", "2025-12-26", "2026-01-25", "2026-01-26", "2026-02-25", "2026-02-26", "2026-12-26"):
        take(services, day)
    counted = {
        text: figure(services, "accepted", with_cut_off(parse_period(text), 25)).value.number
        for text in ("2025-12", "2026-01", "2026-02", "2026-03", "2026Q1", "2026", "2027-01")
    }
    assert counted == {"2025-12": 1, "2026-01": 2, "2026-02": 2, "2026-03": 1, "2026Q1": 5, "2026": 5, "2027-01": 1}
    january = with_cut_off(parse_period("2026-01"), 25)
    assert figure(services, "accepted@previous", january).value.number == 1
    assert figure(services, "accepted@ytd", with_cut_off(parse_period("2026-02"), 25)).value.number == 4


def test_flow_and_cohort_stand_in_one_sheet_at_two_queries_a_span(county: Database) -> None:
    services = Services(county)
    take(services, "2026-03-10", closed_on="2026-04-02", **SETTLED)
    take(services, "2026-02-10", closed_on="2026-03-02", **SETTLED)
    take(services, "2026-02-11", closed_on="2026-03-03", **SETTLED)
    march = parse_period("2026-03")
    assert figure(services, "settled", march).value.number == 2
    assert figure(services, "settled|basis=cohort", march).value.number == 1
    assert figure(services, "settle_rate|basis=cohort", march).value.number == 100
    keys = [parse_key(f"{name}|nature=N0{n}{basis}") for name in ("accepted", "settled", "closed", "recovered")
            for n in range(1, 9) for basis in ("", "|basis=cohort")]  # fmt: skip
    with services.database.read() as session:
        home = offices.read_home(session)
        judge = evaluator(session, march, offices=offices.below(session, home.office))
        said: list[str] = []
        sql_event.listen(session.get_bind(), "before_cursor_execute", lambda *a: said.append(a[2]))
        judge.prepare(keys)
        for key in keys:
            judge.figure(key)
    assert sum("sum(" in line for line in said) == 2


def test_a_span_asked_for_later_finds_what_stands_there(county: Database) -> None:
    services = Services(county)
    services.figures.adopt(parse_period("2025-03"), {"accepted": "17"})
    take(services, "2026-03-10")
    with services.database.read() as session:
        home = offices.read_home(session)
        judge = evaluator(session, parse_period("2026-03"), offices=offices.below(session, home.office))
        judge.prepare([parse_key("accepted")])
        assert judge.figure(parse_key("accepted")).value.number == 1
        assert judge.figure(parse_key("accepted@last-year")).value.number == 17
        judge.prepare([parse_key("accepted@last-ytd")])
        assert judge.figure(parse_key("accepted_change")).value.number == 1 - 17


def test_the_quarterly_return_holds_and_explains_the_sealed_months(office: Services) -> None:
    sheets = office.returns.preview("analysis", Q1, today=TODAY)
    cell = next(c for c in sheets.cells if c.cell.key == "accepted@current" and c.cell.role == "figure")
    assert (str(cell.value), cell.source) == ("10", "2 个已报月份 加 1 个月的台账数")
    told = office.returns.explain("analysis", Q1, (cell.cell.sheet, cell.cell.cell))
    assert len(told.records) == 10  # the records of the sealed months as they were sealed, and those of March now
    assert "2 个已报月份" in told.source


def test_a_figure_that_a_revision_took_back_stands_no_longer(office: Services) -> None:
    february = parse_period("2026-02")
    office.returns.reopen("monthly", february, reason="补宣传数", by="陈秘书")
    office.figures.set(february, {"leaflets": "300", "warnings": "4"})
    office.returns.seal("monthly", february, today=TODAY, by="陈秘书")
    assert figure(office, "warnings", Q1).value.number == 4
    office.returns.reopen("monthly", february, reason="警示是一月的", by="陈秘书")
    office.figures.set(february, {"warnings": "blank"})
    office.returns.seal("monthly", february, today=TODAY, by="陈秘书")
    assert figure(office, "warnings", Q1).value.number is None
    assert figure(office, "leaflets", Q1).value.number == 300


def test_history_stays_marked_in_a_sum_of_months_typed_in(office: Services) -> None:
    for month in (1, 2, 3):
        office.figures.adopt(parse_period(f"2025-{month:02d}"), {"warnings": "3"}, source="2025年报表")
    found = figure(office, "warnings@last-year", Q1)
    assert (found.value.number, found.origin) == (Decimal(9), "adopted")
    assert found.source == "3 个月之和，其中 3 个月份的历史数"


def test_the_more_exact_of_two_returns_of_a_month_is_added_up(county: Database) -> None:
    services = Services(county)
    more = {**SETTLED, "recovered": "12345.67", "closed_on": "2026-03-04"}
    take(services, "2026-03-03", **more)
    book = templates.read(county, "monthly")
    exact = book.mapping.replace('id = "monthly"', 'id = "exact"', 1).replace('unit = "万元"', 'unit = "元"')
    with county.write() as session:
        assert templates.put(session, exact, book.workbook, source="bound")
    for template in ("exact", "monthly"):  # in 元, then rounded in 万元
        services.returns.seal(template, parse_period("2026-03"), today=TODAY, by="陈秘书", insist=False)
    assert figure(services, "recovered", Q1).value.number == Decimal("12345.67")
