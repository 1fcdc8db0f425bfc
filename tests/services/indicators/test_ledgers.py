"""Typed-in figures that nobody typed: what the work ledger and the rosters say, against a recount by hand."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import event, func, select

from app.bootstrap import Services
from app.models import RosterEvent
from app.paths import DataFolder
from app.services.codelists import shipped
from app.services.database import Database
from app.services.indicators.catalogue import RosterCount, catalogue
from app.services.indicators.evaluate import evaluator
from app.services.indicators.ledgers import LedgerFigures
from app.services.keys import Key
from app.services.offices import read_home
from app.services.periods import Period, parse_period
from app.services.rosters import EVENT_LISTS, KIND_LISTS
from app.services.values import Value

TODAY = date(2026, 7, 10)
FLOWS = ("leaflets", "lectures", "banners", "warnings")
KINDS = {
    "network": ("branch", "complaint", "liaison", "school"),
    "volunteer": ("volunteer", "investigator"),
    "title": ("alliance", "satisfactory"),
}
EVENTS = {"network": ("review", "excellent", "training"), "volunteer": ("letter",), "title": ("review",)}
PERIODS = ("2025-03", "2026-01", "2026-06", "2026Q1", "2026H1", "2025", "2026-02-10..2026-03-20", "2026-315")


@pytest.fixture(scope="module")
def office(county_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """A county with eighteen months of work lines and rosters, some of them deleted, moved, closed."""
    root = tmp_path_factory.mktemp("ledgers") / "data"
    shutil.copytree(county_template, root)
    services = Services(Database(DataFolder(root)))
    rng = Random(315)

    def day(first: date = date(2025, 1, 1)) -> date:
        return first + timedelta(days=rng.randrange((TODAY - first).days))

    for _ in range(120):
        raw = {"kind": "宣传", "what": "做一件", "on": day().isoformat()}
        for key in rng.sample(FLOWS, rng.randint(1, 3)):
            raw[key] = f"{rng.randint(0, 900)}{rng.choice(('', '', '', '余', '多'))}"
        wanted = services.worklog.add(raw, today=TODAY).line.id
        match rng.randrange(12):
            case 0:
                services.worklog.delete(wanted)
            case 1:
                services.worklog.change(wanted, {"counts_on": day().isoformat()}, today=TODAY)
            case 2:
                services.worklog.change(wanted, {FLOWS[0]: "", "banners": "7"}, today=TODAY)
    for register, kinds in KINDS.items():
        for number in range(40):
            opened = day(date(2015, 1, 1))
            raw = {"kind": rng.choice(kinds), "name": f"第{number}个", "opened_on": opened.isoformat()}
            raw["person"] = "、".join(f"{c}某" for c in "甲乙丙丁"[: rng.randrange(4)])
            wanted = services.rosters.add(register, raw, today=TODAY).entry.id
            for _ in range(rng.randrange(3)):
                happened = {"kind": rng.choice(EVENTS[register]), "on": day(opened).isoformat()}
                entry = services.rosters.event(wanted, happened, today=TODAY).entry
                if rng.random() < 0.2:
                    services.rosters.drop_event(entry.happenings[-1].id)
            if rng.random() < 0.3:
                services.rosters.close(wanted, on=day(opened).isoformat(), today=TODAY)
            if rng.random() < 0.1:
                services.rosters.delete(wanted)
    yield services
    services.close()


def by_hand(services: Services, key: str, period: Period) -> tuple[Decimal | None, list[str]]:
    """The figure and what stands behind it, by SQL that knows nothing of the engine."""
    indicator = catalogue().get(key)
    base = sqlite3.connect(services.folder.database)
    try:
        days = (period.start.isoformat(), period.end.isoformat())
        if indicator.roster is None:
            rows = base.execute(
                "SELECT e.id, m.number FROM work_measure m JOIN work_entry e ON e.pk = m.entry_pk WHERE m.key = ?"
                ' AND e.deleted_at IS NULL AND e."counts_on" BETWEEN ? AND ? ORDER BY e."counts_on", e.pk',
                (key, *days),
            ).fetchall()
            return (sum((Decimal(n) for _, n in rows), Decimal()) if rows else None), [id for id, _ in rows]
        return _of_a_roster(base, indicator.roster, days)
    finally:
        base.close()


def _of_a_roster(base: sqlite3.Connection, how: RosterCount, days: tuple[str, str]) -> tuple[Decimal | None, list[str]]:
    among = f" AND r.kind IN ({','.join(repr(k) for k in how.kind)})" if how.kind else ""
    live = f"FROM roster r WHERE r.register = '{how.register}' AND r.deleted_at IS NULL{among}"
    if how.count.startswith("event:"):
        kind = how.count.removeprefix("event:")
        happened = (
            f"SELECT r.id, v.\"on\" FROM roster_event v JOIN roster r ON r.pk = v.roster_pk WHERE v.kind = '{kind}'"
            f" AND v.deleted_at IS NULL AND r.register = '{how.register}' AND r.deleted_at IS NULL{among}"
            ' ORDER BY v."on", v.pk'
        )
        rows = base.execute(happened).fetchall()
        if not any(on <= days[1] for _, on in rows):
            return None, []
        inside = [id for id, on in rows if days[0] <= on <= days[1]]
        return Decimal(len(inside)), list(dict.fromkeys(inside))
    if not base.execute(f"SELECT count(*) {live} AND r.opened_on <= ?", (days[1],)).fetchone()[0]:
        return None, []
    stands = f"SELECT r.id, r.person {live} AND r.opened_on <= ? AND (r.closed_on IS NULL OR r.closed_on > ?)"
    order = " ORDER BY r.opened_on, r.pk"
    if how.count == "opened":
        rows = base.execute(f"SELECT r.id {live} AND r.opened_on BETWEEN ? AND ?{order}", days).fetchall()
    else:
        rows = base.execute(stands + order, (days[1], days[1])).fetchall()
    if how.count == "people":
        named = sum(len([name for name in person.split("、") if name]) for _, person in rows)
        return Decimal(named), [id for id, _ in rows]
    return Decimal(len(rows)), [row[0] for row in rows]


FED = [*FLOWS, *(each.key for each in catalogue().indicators if each.roster is not None)]


@pytest.mark.parametrize("text", PERIODS)
@pytest.mark.parametrize("key", FED)
def test_a_figure_is_what_a_hand_written_query_finds(office: Services, key: str, text: str) -> None:
    period = parse_period(text)
    number, ids = by_hand(office, key, period)
    with office.database.read() as session:
        ledgers = LedgerFigures(session, (read_home(session).office.pk,))
        found = ledgers.value(key, period)
        kind, behind = ledgers.record_ids(key, period)
    assert (found.value.number if found else None) == number
    assert list(behind) == ids
    roster = catalogue().get(key).roster is not None
    assert kind == ("roster" if roster else "work")
    if found is not None:
        assert found.origin == ("roster" if roster else "ledger")


def test_a_sum_keeps_the_mark_of_an_approximate_line(county: Database) -> None:
    services = Services(county)
    raw = {"kind": "宣传", "what": "发资料", "on": "2026-06-02"}
    services.worklog.add({**raw, "leaflets": "近5000"}, today=TODAY)
    period = parse_period("2026-06")
    assert figure(services, "leaflets", period) == (Value.of(5000, "近"), "ledger")
    services.worklog.add({**raw, "leaflets": "200"}, today=TODAY)
    assert figure(services, "leaflets", period) == (Value.of(5200, "余"), "ledger")


def figure(services: Services, key: str, period: Period, span: str = "current") -> tuple[Value, str]:
    """A figure as a return has it, and where it comes from."""
    with services.database.read() as session:
        judge = evaluator(session, period, offices=(read_home(session).office.pk,))
        found = judge.figure(Key(key, (), span))
        return found.value, found.origin


def test_what_is_typed_goes_before_the_ledger_and_never_adds(county: Database) -> None:
    services, june, may = Services(county), parse_period("2026-06"), parse_period("2026-05")
    for on in ("2026-05-05", "2026-06-05"):
        services.worklog.add({"kind": "宣传", "what": "发资料", "on": on, "leaflets": "100"}, today=TODAY)
    assert figure(services, "leaflets", june, "ytd") == (Value.of(200), "ledger")
    kept = services.figures.set(june, {"leaflets": "130"})
    assert [issue.code for issue in kept.issues] == ["figure.overrides_ledger"]
    assert figure(services, "leaflets", june) == (Value.of(130), "typed")
    assert figure(services, "leaflets", june, "ytd")[0] == Value.of(230)
    assert figure(services, "leaflets", june, "previous") == (Value.of(100), "ledger")
    listed = {each.key: each for each in services.figures.listed(june)}
    assert (listed["leaflets"].origin, listed["leaflets"].noted) == ("typed", Value.of(100))
    services.figures.set(june, {"leaflets": "blank"})
    assert {each.key: each.origin for each in services.figures.listed(june)}["leaflets"] == "ledger"
    services.returns.seal("monthly", may, today=TODAY, insist=False)
    for wanted in services.worklog.find(period=may).rows:
        services.worklog.delete(wanted.id)
    assert figure(services, "leaflets", june, "previous") == (Value.of(100), "reported"), "sealed means sealed"
    assert figure(services, "leaflets", june, "ytd")[0] == Value.of(200)


def test_how_many_there_are_at_the_end_of_a_period(county: Database) -> None:
    services, june = Services(county), parse_period("2026-06")
    raw = {"kind": "投诉站", "opened_on": "2020"}
    assert figure(services, "stations", june)[1] == "missing", "nothing written down is missing, not 0"
    wanted = services.rosters.add("network", {**raw, "name": "甲"}, today=TODAY).entry.id
    services.rosters.add("network", {**raw, "name": "乙", "opened_on": "2026-06-30"}, today=TODAY)
    assert figure(services, "stations", june) == (Value.of(2), "roster")
    assert figure(services, "stations", june, "previous") == (Value.of(1), "roster")
    assert figure(services, "stations", june, "ytd") == (Value.of(2), "roster")
    assert figure(services, "stations", june, "last-year") == (Value.of(1), "roster")
    assert figure(services, "branches", june)[1] == "missing"
    services.figures.set(june, {"stations": "9"})
    assert figure(services, "stations", june) == figure(services, "stations", june, "ytd") == (Value.of(9), "typed")
    services.figures.set(june, {"stations": "blank"})
    services.rosters.close(wanted, on="2026-06-30", today=TODAY)
    assert figure(services, "stations", june) == (Value.of(1), "roster"), "it stands no more on the day it ends"


def test_a_cell_of_a_whole_return_explains_itself_to_its_lines(office: Services) -> None:
    """The cells of the monthly return, in every column that is one figure: exactly the lines and entries by hand."""
    period = parse_period("2026-06")
    preview = office.returns.preview("monthly", period, today=TODAY)
    told = 0
    for item in preview.cells:
        key = Key(item.cell.key.split("@")[0], (), item.cell.key.split("@")[1])
        if key.indicator not in FED or key.span not in ("current", "previous", "ytd"):
            continue
        number, ids = by_hand(office, key.indicator, period.span(key.span))
        found = office.returns.explain("monthly", period, (item.cell.sheet, item.cell.cell))
        assert item.value.number == number and found.value.number == number
        assert sorted(found.records) == sorted(ids), item.cell.key
        if number is not None:
            told += 1
            assert found.kind == ("roster" if catalogue().get(key.indicator).roster else "work")
            assert found.origin == item.origin in ("ledger", "roster")
    assert told >= 6


def test_queries_do_not_grow_with_cells(office: Services) -> None:
    period, asked = parse_period("2026-06"), []
    with office.database.read() as session:
        offices = (read_home(session).office.pk,)
        judge = evaluator(session, period, offices=offices)
        spans = ("current", "previous", "ytd", "last-year", "last-ytd")
        judge.prepare([Key("leaflets", (), span) for span in spans])
        connection = session.connection()

        def note(*_: object) -> None:
            asked.append(1)

        event.listen(connection, "before_cursor_execute", note)
        try:
            for span in spans:
                for key in FED:
                    judge.figure(Key(key, (), span))
        finally:
            event.remove(connection, "before_cursor_execute", note)
        assert session.scalar(select(func.count()).select_from(RosterEvent)), "there were some to read"
    assert len(asked) <= 3


def test_what_is_counted_from_a_roster_names_codes_there_are() -> None:
    lists = shipped()
    for indicator in catalogue().indicators:
        how = indicator.roster
        if how is None:
            continue
        assert indicator.kind == "B"
        assert all(lists.has(KIND_LISTS[how.register], kind) for kind in how.kind), indicator.key
        if how.count.startswith("event:"):
            assert lists.has(EVENT_LISTS[how.register], how.count.removeprefix("event:")), indicator.key
        else:
            assert how.count in ("standing", "people", "opened", "closed"), indicator.key
        over_time = "last" if how.count in ("standing", "people") else "sum"
        assert indicator.over_time == over_time, indicator.key
