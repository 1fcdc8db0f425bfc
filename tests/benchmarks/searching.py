"""The one search box on a million cases, against LIKE."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from app.services.complaints import Complaints
from tests.benchmarks.ground import Ground
from tests.benchmarks.measure import Result, compared

_FIELDS = ("number", "complainant", "phone", "trader", "facts")
_WHERE = "deleted_at IS NULL AND (" + " OR ".join(f"{name} LIKE :words" for name in _FIELDS) + ")"
_COUNT = f"SELECT count(*) FROM complaint WHERE {_WHERE}"
_PAGE = (
    "SELECT id, number, received_on, complainant, phone, trader, category, nature, state, facts FROM complaint "
    f"WHERE {_WHERE} ORDER BY received_on DESC, pk DESC LIMIT 50"
)


def run(ground: Ground) -> list[Result]:
    """Count and first page of fifty, as the list shows them."""
    complaints = Complaints(ground.database)
    first = complaints.find("", limit=1).rows[0]
    record = complaints.show(first.number)
    asked = {
        "1 character": "漏",
        "2 characters": "漏水",
        "4 characters": "拒绝退款",
        "a name": record.complainant,
        "part of a phone number": record.phone[3:9],
        "whole number": record.number,
        "two words": "冰箱 漏水",
    }
    results = []
    with closing(sqlite3.connect(str(ground.database.folder.database))) as connection:
        connection.execute("PRAGMA cache_size=-65536")
        for what, words in asked.items():
            like = {"words": f"%{words.replace(' ', '%')}%"}

            def bare(like: dict[str, str] = like) -> int:
                connection.execute(_PAGE, like).fetchall()
                return int(connection.execute(_COUNT, like).fetchone()[0])

            def ours(words: str = words) -> int:
                return complaints.find(words, limit=50).total

            found = ours()
            note = f"{found:,} found" if found == bare() else f"{found:,} found, LIKE finds {bare():,}"
            results.append(compared(f"search: {what}", ours, "LIKE on five fields", bare, times=3, note=note))
    return results
