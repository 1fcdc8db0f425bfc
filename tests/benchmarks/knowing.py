"""The memory and likely duplicates while one types, with 100,000 cases: what must be there before the next key."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import cycle

from app.services.complaints import Complaints, Record
from app.services.database import Database
from app.services.duplicates import Duplicates
from app.services.memory import Memory
from app.services.periods import parse_period
from app.services.traders import Traders
from tests.benchmarks.ground import FIRST, LAST, TODAY, Ground, told
from tests.benchmarks.measure import Result, compared, timed
from tests.cases import put

_TYPED = ("百货", "王伟健身", "wwjs", "wangwei", "hbdx", "15")
_SLIP = "SELECT id FROM complaint WHERE deleted_at IS NULL AND (phone LIKE ? OR complainant = ? OR trader LIKE ?)"
_REPEATED = (
    "SELECT trader, count(*) AS n FROM complaint WHERE deleted_at IS NULL AND kind = 'complaint' "
    "AND received_on BETWEEN ? AND ? GROUP BY trader HAVING n >= 3 ORDER BY n DESC LIMIT 500"
)
_TRADERS = "SELECT trader, count(*), max(received_on) FROM complaint WHERE trader LIKE ? GROUP BY trader LIMIT 6"


def run(ground: Ground) -> list[Result]:
    """Medians of single calls; the baselines scan the one table, since what is typed is a part or has a slip."""
    database = Database(ground.office("known"))
    try:
        with told(f"{ground.many(100_000):,} cases"):
            put(database, ground.many(100_000), FIRST, LAST, seed=4)
        return _measured(database)
    finally:
        database.close()


def _measured(database: Database) -> list[Result]:
    complaints, memory = Complaints(database), Memory(database)
    duplicates = Duplicates(database, memory)
    records = complaints.show_many([hit.id for hit in complaints.find("", limit=60).rows])
    first = timed(memory.warm)
    results = []
    with closing(sqlite3.connect(str(database.folder.database))) as connection:
        connection.execute("PRAGMA cache_size=-65536")

        def ask(query: str, *words: str) -> Callable[[], object]:
            return lambda: connection.execute(query, words).fetchall()

        note = f"register read in {first * 1000:.0f} ms before"
        for typed in _TYPED:
            results.append(
                compared(
                    f"known: trader «{typed}»", lambda typed=typed: memory.traders(typed, TODAY),  # type: ignore[misc]
                    "LIKE, grouped", ask(_TRADERS, f"%{typed}%"), times=15, note=note,
                )
            )  # fmt: skip
            note = ""
        number = cycle(record.phone for record in records)
        results.append(
            compared(
                "known: complainant by telephone", lambda: memory.complainants(next(number), TODAY),
                "LIKE", ask(_SLIP, "%1385781%", "", ""), times=15,
            )
        )  # fmt: skip
        again = cycle([_typed(record) for record in records])
        found = sum(bool(duplicates.likely(next(again), TODAY)) for _ in records)
        record = records[0]
        results.append(
            compared(
                "known: likely duplicates, a slip in the number", lambda: duplicates.likely(next(again), TODAY),
                "LIKE and = in one scan",
                ask(_SLIP, f"%{record.phone[:7]}%", record.complainant, f"%{record.trader}%"),
                times=len(records), note=f"{found} of {len(records)} found",
            )
        )  # fmt: skip
        traders, year = Traders(database, memory), parse_period(f"{LAST.year}")
        days = (year.start.isoformat(), year.end.isoformat())
        many = traders.repeated(year).total
        results.append(
            compared(
                "known: repeated traders of a year, all figures", lambda: traders.repeated(year),
                "how many each has, grouped", ask(_REPEATED, *days), times=7, note=f"{many:,} traders",
            )
        )  # fmt: skip
    return results


def _typed(record: Record) -> dict[str, str]:
    """The case as somebody else would key it: two figures changed over, the amount rounded, less of the story."""
    phone = record.phone
    return {
        "received_on": record.received_on.isoformat(),
        "complainant": record.complainant,
        "phone": phone[:6] + phone[7] + phone[6] + phone[8:],
        "trader": record.trader,
        "amount": str(round((record.amount or 0) / 10_000) * 100),
        "facts": record.facts[: len(record.facts) * 2 // 3],
    }
