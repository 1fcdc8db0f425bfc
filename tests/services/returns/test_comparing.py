"""Revisions beside each other, and sealed figures beside what the records say now."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import event

from app.bootstrap import Services
from app.errors import AppError
from app.services.database import Database
from app.services.periods import parse_period
from app.services.returns import CellDifference
from tests.services.city_fixtures import MARCH, PHONE, TODAY, fill_register, take

TABLE = "投诉处理情况表"
HEAD = "主要指标表"
APRIL, NEXT_MARCH = parse_period("2026-04"), parse_period("2027-03")


@pytest.fixture
def office(county: Database) -> Services:
    """March is sealed: five phones and three meals."""
    services = Services(county)
    fill_register(services, 5, 3)
    services.returns.seal("monthly", MARCH, today=TODAY, by="陈秘书")
    return services


def numbers(item: CellDifference) -> list[Decimal | None]:
    """Before and after."""
    return [item.before.number, item.after.number]


def counted(services: Services) -> int:
    """How many statements asking for changed returns runs."""
    seen: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(services.database.engine, "before_cursor_execute", note)
    services.returns.changed_since()
    event.remove(services.database.engine, "before_cursor_execute", note)
    return len(seen)


def test_the_records_now_are_compared_cell_by_cell(office: Services) -> None:
    assert office.returns.difference("monthly", MARCH, 1) == ()
    take(office, 30, PHONE)
    found = {f"{d.sheet}!{d.cell}": d for d in office.returns.difference("monthly", MARCH, 1)}
    assert numbers(found[f"{TABLE}!B8"]) == [5, 6]
    assert numbers(found[f"{TABLE}!F8"]) == [5, 6]
    assert f"{TABLE}!B19" not in found
    assert found[f"{TABLE}!B8"].name == "受理投诉"


def test_two_revisions_are_compared_as_they_were_sent(office: Services) -> None:
    take(office, 30, PHONE)
    office.returns.reopen("monthly", MARCH, reason="漏了一件")
    office.returns.seal("monthly", MARCH, today=TODAY)
    take(office, 29, PHONE)  # is in neither
    found = {f"{d.sheet}!{d.cell}": d for d in office.returns.difference("monthly", MARCH, 1, 2)}
    assert numbers(found[f"{TABLE}!B6"]) == [8, 9]
    back = {f"{d.sheet}!{d.cell}": d for d in office.returns.difference("monthly", MARCH, 2, 1)}
    assert numbers(back[f"{TABLE}!B6"]) == [9, 8]
    for wrong, code in (((1, 1), "return.same_revision"), ((1, 7), "return.no_revision")):
        with pytest.raises(AppError) as refused:
            office.returns.difference("monthly", MARCH, *wrong)
        assert refused.value.code == code


def test_the_history_keeps_every_revision(office: Services) -> None:
    office.returns.reopen("monthly", MARCH, reason="漏了一件", by="陈秘书")
    assert [(r.revision, r.state) for r in office.returns.revisions("monthly", MARCH)] == [(2, "draft"), (1, "sealed")]
    assert office.returns.sheets_of("monthly", MARCH).revision == 1
    with pytest.raises(AppError) as refused:
        office.returns.sheets_of("monthly", MARCH, 2)
    assert refused.value.code == "return.not_sealed_yet"


def test_changed_returns_are_found_and_only_when_something_was_written(office: Services) -> None:
    assert office.returns.changed_since() == ()
    quiet = counted(office)
    take(office, 30, PHONE)
    (changed,) = office.returns.changed_since()
    assert (changed.template, changed.period, changed.label, changed.revision) == ("monthly", "2026-03", "2026年3月", 1)
    assert changed.differences == office.returns.difference("monthly", MARCH, 1)
    assert counted(office) == quiet < 20
    assert Services(office.database).returns.changed_since() == (changed,)


@pytest.mark.parametrize("what", ["change", "delete", "figure", "move", "enquiry"])
def test_every_way_of_writing_is_noticed(office: Services, what: str) -> None:
    assert office.returns.changed_since() == ()
    row = office.complaints.find().rows[0]
    match what:
        case "change":
            office.complaints.change(row.id, {"nature": "合同"}, today=TODAY)
        case "delete":
            office.complaints.delete(row.id)
        case "figure":
            office.figures.set(MARCH, {"leaflets": "5000"})
        case "move":
            open_one = next(r for r in office.complaints.find().rows if r.state == "accepted")
            fields = {"on": "2026-03-31", "reason": "消费者撤回"}
            office.casework.move(open_one.id, "withdrawn", fields, today=TODAY)
        case _:
            office.enquiries.add({"on": "2026-03-06", "people": "3"}, today=TODAY)
    (changed,) = office.returns.changed_since()
    assert changed.differences


def test_a_reopened_month_is_not_told_of(office: Services) -> None:
    take(office, 30, PHONE)
    office.returns.reopen("monthly", MARCH, reason="漏了一件")
    assert office.returns.changed_since() == ()


def test_comparisons_use_reported_or_revised_figures_as_chosen_and_say_which(office: Services) -> None:
    take(office, 30, PHONE)
    office.returns.reopen("monthly", MARCH, reason="漏了一件")
    office.returns.seal("monthly", MARCH, today=TODAY)
    later = date(2027, 4, 2)
    number: dict[bool, Decimal | None] = {}
    for revised, words in ((False, "第 1 版，原报数"), (True, "第 2 版，更正后的数")):
        sheets = office.returns.preview("monthly", NEXT_MARCH, today=later, revised_base=revised)
        cell = next(c for c in sheets.cells if c.cell.key == "accepted@last-year")
        number[revised] = cell.value.number
        assert words in cell.source
    assert number == {False: Decimal(8), True: Decimal(9)}
    fresh = {**PHONE, "complainant": "周爱珍", "received_on": "2027-03-02", "accepted_on": "2027-03-02"}
    office.complaints.register(fresh, today=later)
    office.returns.seal("monthly", NEXT_MARCH, today=later, revised_base=True, insist=False)
    sealed = office.returns.sheets_of("monthly", NEXT_MARCH)
    cell = next(c for c in sealed.cells if c.cell.key == "accepted@last-year")
    assert sealed.info is not None and sealed.info.revised_base and cell.value.number == 9
    told = office.returns.explain("monthly", NEXT_MARCH, (cell.cell.sheet, cell.cell.cell))
    assert "第 2 版，更正后的数" in told.source and len(told.records) == 9


def test_the_year_to_date_adds_the_months_as_they_stand(office: Services) -> None:
    """A month that was revised counts in the year as revised, a late record counted later counts once."""
    take(office, 30, PHONE)
    office.returns.reopen("monthly", MARCH, reason="漏了一件")
    office.returns.seal("monthly", MARCH, today=TODAY)
    late = {**PHONE, "complainant": "周爱珍", "received_on": "2026-03-31", "accepted_on": "2026-03-31"}
    office.complaints.register(late, today=date(2026, 5, 2), late="late-report")
    cells = {
        (c.cell.row_label, c.cell.key.partition("@")[2]): c.value.number
        for c in office.returns.preview("monthly", APRIL, today=date(2026, 5, 2)).cells
        if c.cell.sheet == HEAD
    }
    assert [cells["受理投诉件数", span] for span in ("current", "ytd")] == [1, 10]
    assert office.returns.changed_since() == ()


def test_reopening_names_each_sealed_return_that_contains_the_month_once(office: Services) -> None:
    today = date(2026, 5, 3)
    april = {**PHONE, "received_on": "2026-04-02", "accepted_on": "2026-04-02", "complainant": "周爱珍"}
    office.complaints.register(april, today=today)
    office.returns.seal("monthly", APRIL, today=today, insist=False)
    office.returns.seal("analysis", parse_period("2026Q1"), today=today, insist=False)
    office.returns.reopen("monthly", APRIL, reason="漏了一件")
    office.returns.seal("monthly", APRIL, today=today, insist=False)
    _, issues = office.returns.reopen("monthly", MARCH, reason="漏了一件")
    told = sorted((i.params["template"], i.params["period"]) for i in issues)
    assert told == [("analysis", "2026Q1"), ("monthly", "2026-04")]


def test_a_day_of_a_sealed_month_is_asked_about(office: Services) -> None:
    asked = office.returns.late(date(2026, 3, 12))
    assert asked is not None
    assert (asked.words, asked.default, asked.counts_on) == ("2026年3月", "late-report", date(2026, 4, 1))
    assert [(r.template, r.revision) for r in asked.returns] == [("monthly", 1)]
    assert office.returns.late(date(2026, 4, 1)) is None and office.returns.late(date(2026, 2, 28)) is None
    office.returns.reopen("monthly", MARCH, reason="漏了一件")
    assert office.returns.late(date(2026, 3, 12)) is None
