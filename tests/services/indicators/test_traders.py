"""Figures by trader: joined spellings count as one, and the records behind a figure are those that were counted."""

from __future__ import annotations

from datetime import date

from app.services import codelists, offices
from app.services.complaints import Complaints
from app.services.database import Database
from app.services.indicators import counting
from app.services.indicators.catalogue import catalogue
from app.services.keys import Key
from app.services.memory import Memory
from app.services.periods import parse_period

MARCH = parse_period("2026-03")


def by_trader(database: Database) -> dict[str, tuple[int, int]]:
    """Complaints of March by trader: (counted, records listed behind the figure)."""
    with database.read() as session:
        home = offices.read_home(session)
        scope = counting.Scope(offices.below(session, home.office), codelists.load(session))
        indicator = catalogue().get("accepted")
        counts = counting.count(session, scope, MARCH, [(indicator, frozenset({"trader"}))])
        return {
            name: (
                int(number),
                len(counting.record_ids(session, scope, MARCH, indicator, Key("accepted", (("trader", name),)))),
            )
            for name, number in counts.codes("accepted", "trader").items()
        }


def test_spellings_of_one_trader_count_together(county: Database, today: date) -> None:
    complaints, memory = Complaints(county), Memory(county)
    for trader in ("宏发手机店", "鸿发手机店", "鸿发手机店", "百姓大药房"):
        complaints.register({"trader": trader, "received_on": "2026-03-05", "accepted_on": "2026-03-05"}, today=today)
    assert by_trader(county) == {"宏发手机店": (1, 1), "鸿发手机店": (2, 2), "百姓大药房": (1, 1)}
    memory.join(["鸿发手机店"], "宏发手机店", "王桂芬")
    assert by_trader(county) == {"宏发手机店": (3, 3), "百姓大药房": (1, 1)}
    memory.part("鸿发手机店", "王桂芬")
    assert by_trader(county) == {"宏发手机店": (1, 1), "鸿发手机店": (2, 2), "百姓大药房": (1, 1)}
