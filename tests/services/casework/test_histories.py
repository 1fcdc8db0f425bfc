"""A year of cases with random but legal histories: dates in order, states that follow, figures that a recount gives."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.paths import DataFolder
from app.services import statistics
from app.services.codelists import shipped
from app.services.complaints import standing
from app.services.database import Database
from app.services.indicators.tables import WideTable
from app.services.periods import parse_period
from tests.services.casework.walks import Walker

YEAR_END = date(2026, 12, 31)
PERIODS = ("2026-02", "2026-05", "2026Q3", "2026H1", "2026")
LIVE = "e.revoked_on IS NULL AND e.deleted_at IS NULL AND c.deleted_at IS NULL AND c.kind = 'complaint'"


@pytest.fixture(scope="module")
def walked(county_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A county with a hundred cases of a year."""
    root = tmp_path_factory.mktemp("walked") / "data"
    shutil.copytree(county_template, root)
    database = Database(DataFolder(root))
    rng = Random(2026)
    walker = Walker(database, shipped(), rng, YEAR_END)
    for number in range(100):
        id = walker.case(date(2026, 1, 3) + timedelta(days=number * 3), rng.choice((0, 2, 3, 4, 5, 7, 9, 14)))
        if rng.random() < 0.05 and walker.complaints.show(id).state != "filed":
            walker.complaints.delete(id)
    yield database
    database.close()


@pytest.fixture
def year(walked: Database) -> Iterator[sqlite3.Connection]:
    """Its database as SQLite sees it."""
    connection = sqlite3.connect(walked.folder.database)
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


def happened(year: sqlite3.Connection, pk: int) -> list[Any]:
    """The live events of a case as plain rows."""
    rows = year.execute(
        "SELECT kind, on_date, counts_on, round, closes, satisfaction FROM event"
        " WHERE complaint_pk = ? AND revoked_on IS NULL AND deleted_at IS NULL ORDER BY pk",
        (pk,),
    )
    return [_Step(row) for row in rows]


class _Step:
    def __init__(self, row: sqlite3.Row) -> None:
        self.kind, self.round, self.closes = row["kind"], row["round"], row["closes"]
        self.on, self.counts_on = date.fromisoformat(row["on_date"]), date.fromisoformat(row["counts_on"])


def recount(year: sqlite3.Connection, where: str, measure: str, period: str, basis: str) -> int:
    """A figure counted by hand: over the events of the period, or over the cases accepted in it."""
    days = parse_period(period)
    span = f"BETWEEN '{days.start}' AND '{days.end}'"
    if basis == "flow":
        counted = f"e.counts_on {span}"
    else:
        counted = (
            "EXISTS (SELECT 1 FROM event a WHERE a.complaint_pk = c.pk AND a.kind = 'accepted'"
            f" AND a.revoked_on IS NULL AND a.deleted_at IS NULL AND a.counts_on {span})"
        )
    query = f"SELECT {measure} FROM event e JOIN complaint c ON c.pk = e.complaint_pk WHERE {LIVE} AND {counted}"
    return int(year.execute(f"{query} AND {where}").fetchone()[0] or 0)


def test_states_days_and_marks_follow_from_what_happened(year: sqlite3.Connection) -> None:
    cases = year.execute("SELECT * FROM complaint").fetchall()
    for case in cases:
        events = happened(year, case["pk"])
        way = standing.in_order(case["kind"], events)
        days = [step.on for step in way]
        assert days == sorted(days)
        assert days[0].isoformat() == case["received_on"]
        assert min(step.on for step in events) == days[0]
        assert all(step.on <= step.counts_on <= YEAR_END for step in events)
        assert case["state"] == standing.state_of(case["kind"], events)
        assert bool(case["supervised"]) == standing.supervised(events)
        rounds = [step.kind for step in way if step.round > 1 or step.kind == "reopened"]
        assert rounds[:1] in ([], ["reopened"])
        closing = [step for step in events if step.closes]
        assert len(closing) <= 1
        assert not closing or any(step.kind == "accepted" for step in events)
    met = {row["kind"] for row in year.execute("SELECT DISTINCT kind FROM event")}
    assert {"settled", "performed", "followed_up", "reopened", "filed", "paused", "transferred", "refused"} <= met
    assert len(met) > 18


def test_steps_taken_back_stay_with_the_reason(year: sqlite3.Connection) -> None:
    gone = year.execute("SELECT DISTINCT revoked_reason, revoked_by FROM event WHERE revoked_on IS NOT NULL").fetchall()
    reasons = {row["revoked_reason"] for row in gone}
    assert "写错了" in reasons and all(reasons)
    assert any(reason.startswith("重新调解：") for reason in reasons)
    assert {row["revoked_by"] for row in gone if row["revoked_reason"] == "写错了"} == {"赵主任"}


def _place(code: str) -> str:
    """The cases of a row: all, those of a category and below it, those without one."""
    if not code:
        return "1"
    if len(code) != 10:
        return "c.category IS NULL"
    root = code.rstrip("0")
    return f"c.category LIKE '{root}{'0' * (len(root) % 2)}%'"


@pytest.mark.parametrize("basis", ["flow", "cohort"])
def test_every_figure_of_the_processing_table_is_what_a_recount_gives(
    walked: Database, year: sqlite3.Connection, basis: str
) -> None:
    measures = {
        "accepted": ("e.kind = 'accepted'", "count(*)"),
        "closed": ("e.closes", "count(*)"),
        "settled": ("e.kind = 'settled'", "count(*)"),
        "recovered": ("e.closes", "sum(e.recovered)"),
    }
    some = 0
    for period in PERIODS:
        made = statistics.make_table(walked, "processing", parse_period(period), basis=basis)
        assert isinstance(made.table, WideTable)
        for row in made.table.rows:
            place = _place(row.code)
            found = {}
            for column, cell in zip(made.table.columns, row.cells, strict=True):
                key, _, nature = column.key.partition("|nature=")
                where, measure = measures[key]
                of_nature = f" AND c.nature = '{nature}'" if nature else ""
                by_hand = recount(year, f"{where} AND {place}{of_nature}", measure, period, basis)
                expected = Decimal(by_hand) / 100 if key == "recovered" else Decimal(by_hand)
                assert (cell.number or Decimal()) == expected, (period, row.name, column.name)
                found[column.key] = expected
                some += by_hand > 0
            if basis == "cohort":
                assert found["settled"] <= found["closed"] <= found["accepted"], (period, row.name)
            natures = sum(number for key, number in found.items() if "nature=" in key)
            assert natures == found["accepted"]
    assert some > 200
