"""Every figure of every shipped template explains itself to exactly the records that a query written by hand finds."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from app.bootstrap import Services
from app.paths import DataFolder
from app.services import templates
from app.services.codelists import shipped
from app.services.database import Database
from app.services.keys import Key, parse_key
from app.services.periods import Period, parse_period
from tests.cases import put as with_items
from tests.services.casework.walks import Walker

TODAY = date(2026, 12, 31)
LIVE = "e.revoked_on IS NULL AND e.deleted_at IS NULL AND c.deleted_at IS NULL"
#: What a figure counts, in SQL: events ``e`` of cases ``c``. The endings of keys (share, change …) are cut off first.
COUNTED = {
    "accepted": "c.kind = 'complaint' AND e.kind = 'accepted'",
    "accepted_by_phone": "c.kind = 'complaint' AND e.kind = 'accepted' AND c.channel IN ({phone})",
    "amount_involved": "c.kind = 'complaint' AND e.kind = 'accepted' AND c.amount > 0",
    "arbitration": "c.kind = 'complaint' AND e.kind = 'arbitration'",
    "closed": "c.kind = 'complaint' AND {closing}",
    "group_complaints": "c.kind = 'complaint' AND e.kind = 'accepted' AND c.group_size >= 2",
    "high_value": "c.kind = 'complaint' AND e.kind = 'accepted' AND c.amount >= 1000000",
    "punitive_amount": "c.kind = 'complaint' AND {closing} AND c.punitive > 0",
    "punitive_cases": "c.kind = 'complaint' AND {closing} AND c.punitive > 0",
    "recovered": "c.kind = 'complaint' AND {closing} AND c.recovered > 0",
    "refused": "c.kind = 'complaint' AND e.kind = 'refused'",
    "reports_registered": "c.kind = 'report' AND e.kind = 'registered'",
    "settled": "c.kind = 'complaint' AND e.kind = 'settled'",
    "settled_onsite": "c.kind = 'complaint' AND e.kind = 'settled' AND e.way IN ({onsite})",
    "suggestions_registered": "c.kind = 'suggestion' AND e.kind = 'registered'",
    "supported_lawsuit": "c.kind = 'complaint' AND e.kind = 'supported_lawsuit'",
    "terminated": "c.kind = 'complaint' AND e.kind = 'terminated'",
}
CLOSING = (
    "(e.kind IN ('settled', 'terminated', 'withdrawn') OR (e.kind = 'transferred' AND EXISTS (SELECT 1 FROM event a"
    " WHERE a.complaint_pk = c.pk AND a.kind = 'accepted' AND a.revoked_on IS NULL AND a.deleted_at IS NULL)))"
)
#: Of a rate, the records are those of its first part; of a change, those of the period itself.
FIRST_OF = {
    "settle_rate": "settled",
    "handle_rate": "closed",
    "onsite_rate": "settled_onsite",
    "phone_share": "accepted_by_phone",
}
ENDINGS = ("_share_change", "_change_rate", "_change_pp", "_change", "_share")


@pytest.fixture(scope="module")
def office(county_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """A county with two years of cases that went every legal way, enquiries, reports and suggestions."""
    root = tmp_path_factory.mktemp("figures") / "data"
    shutil.copytree(county_template, root)
    database = Database(DataFolder(root))
    services = Services(database)
    rng = Random(42)
    walker = Walker(database, shipped(), rng, TODAY)
    for number in range(90):
        walker.case(date(2025, 1, 5) + timedelta(days=number * 8), rng.choice((1, 2, 3, 4, 5, 7, 9)))
    with_items(database, 80, date(2025, 1, 3), date(2026, 12, 20))
    for kind, many in (("report", 5), ("suggestion", 3)):
        for number in range(many):
            raw = {"kind": kind, "received_on": f"2026-{3 + number:02d}-10", "facts": "发现一家店缺斤少两"}
            services.complaints.register(raw, today=TODAY)
    for month in range(1, 13):
        raw = {"on": f"2026-{month:02d}-12", "people": str(month), "channel": "来人"}
        services.enquiries.add(raw, today=TODAY)
    yield services
    database.close()


def codes(services: Services, name: str, kind: str) -> str:
    return ", ".join(f"'{e.code}'" for e in services.lists.entries(name) if e.kind == kind)


def by_hand(connection: sqlite3.Connection, services: Services, key: Key, period: Period) -> set[str]:
    """The ids of the records that ``key`` (without an ending) counts over ``period``, asked of SQLite itself."""
    days = f"BETWEEN '{period.start}' AND '{period.end}'"
    if key.indicator == "enquiries":
        query = f"SELECT id FROM enquiry WHERE deleted_at IS NULL AND counts_on {days}"
        return {row[0] for row in connection.execute(query)}
    rule = COUNTED[key.indicator].format(
        closing=CLOSING,
        phone=codes(services, "channel", "phone"),
        onsite=codes(services, "mediation_way", "onsite"),
    )
    for dimension, code in key.where:
        match dimension:
            case "category" if code == "none":
                rule += " AND c.category IS NULL"
            case "category":
                stem = code
                while stem.endswith("00"):
                    stem = stem[:-2]
                rule += f" AND c.category LIKE '{stem}%'"
            case "item":
                rule += f" AND c.item_code = '{code}'"
            case _:
                rule += f" AND c.{dimension} " + ("IS NULL" if code == "none" else f"= '{code}'")
    query = (
        f"SELECT DISTINCT c.id FROM event e JOIN complaint c ON c.pk = e.complaint_pk"
        f" WHERE {LIVE} AND e.counts_on {days} AND {rule}"
    )
    return {row[0] for row in connection.execute(query)}


def ranks_by_hand(connection: sqlite3.Connection, key: Key, period: Period) -> str:
    """The item in the place of a ranked list that ``key`` speaks of."""
    query = (
        f"SELECT c.item_code, COUNT(*) FILTER (WHERE e.counts_on BETWEEN ? AND ?) AS now,"
        f" COUNT(*) FILTER (WHERE e.counts_on BETWEEN ? AND ?) AS before"
        f" FROM event e JOIN complaint c ON c.pk = e.complaint_pk WHERE {LIVE} AND {COUNTED['accepted']}"
        f" AND substr(c.item_code, 5, 2) <> '00' GROUP BY c.item_code HAVING now > 0"
    )
    days = (str(period.start), str(period.end), str(period.last_year.start), str(period.last_year.end))
    rows = connection.execute(query, days).fetchall()
    if key.indicator.startswith("top_risers"):
        rows = [row for row in rows if row[1] > row[2] > 0]
        rows.sort(key=lambda row: (-Decimal(row[1]) / row[2], row[0]))
    else:
        stem = "01" if key.indicator.startswith("top_goods") else "02"
        rows = sorted((row for row in rows if row[0].startswith(stem)), key=lambda row: (-row[1], row[0]))
    return str(rows[int(key.code("rank") or 0) - 1][0])


def base_of(key: Key) -> tuple[Key, str]:
    """The key whose records stand behind a figure, and the ending that was cut off."""
    for ending in ENDINGS:
        if key.indicator.endswith(ending) and key.indicator not in FIRST_OF:
            span = "current" if "change" in ending and key.span == "last-year" else key.span
            base = key.of(key.indicator.removesuffix(ending)).at(span)
            return base.of(FIRST_OF.get(base.indicator, base.indicator)), ending
    return key.of(FIRST_OF.get(key.indicator, key.indicator)), ""


@pytest.mark.parametrize(("template", "text"), [("monthly", "2026-06"), ("monthly", "2026-11"), ("analysis", "2026H1")])
def test_behind_each_figure_stand_the_records_a_query_by_hand_finds(office: Services, template: str, text: str) -> None:
    period = parse_period(text)
    sheets = office.returns.preview(template, period, today=TODAY)
    book = templates.read(office.database, template, None, period)
    connection = sqlite3.connect(office.database.folder.database)
    looked: dict[Key, set[str]] = {}
    counted = typed = ranked = listed = 0
    wrong: list[str] = []
    for item in sheets.cells:
        key = parse_key(item.cell.key)
        told = office.returns.explain(template, period, (item.cell.sheet, item.cell.cell))
        if key.code("rank"):
            ranked += 1
            if item.value.number is not None:
                listed += 1
                base = Key("accepted", (("item", ranks_by_hand(connection, key, period)),))
                base = base.at("last-year" if key.span == "last-year" and "change" not in key.indicator else "current")
                if set(told.records) != by_hand(connection, office, base, period.span(base.span)):
                    wrong.append(f"{item.cell.place} {item.cell.key}: {len(told.records)} told")
            continue
        base, ending = base_of(key)
        if base.indicator not in COUNTED and base.indicator != "enquiries":
            typed += 1
            continue
        if base not in looked:
            looked[base] = by_hand(connection, office, base, period.span(base.span))
        counted += 1
        if len(told.records) != len(set(told.records)) or set(told.records) != looked[base]:
            wrong.append(f"{item.cell.place} {item.cell.key}: {len(told.records)} told, {len(looked[base])} by hand")
        whole = item.cell.unit == "件" and not ending and key.indicator not in FIRST_OF
        if whole and item.cell.role == "figure" and item.value.number != Decimal(len(looked[base])):
            wrong.append(f"{item.cell.place} {item.cell.key}: says {item.value.number}, {len(looked[base])} by hand")
    connection.close()
    assert not wrong, "\n".join(wrong[:20])
    assert counted > 300 or template == "analysis"
    assert counted + typed + ranked == len(sheets.cells)
    assert len({key.indicator for key in looked}) >= (15 if template == "monthly" else 1)
    assert listed >= 20 or template == "monthly"
    assert book.info.id == template
