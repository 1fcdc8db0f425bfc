"""A full monthly return from a million cases, against the bare grouped SQL that its counts need."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from app.services.indicators.evaluate import evaluator
from app.services.offices import below, read_home
from app.services.periods import parse_period
from app.services.returns import Returns
from app.services.returns.compute import compute
from app.services.templates import get
from tests.benchmarks.ground import TODAY, Ground
from tests.benchmarks.measure import Result, compared

PERIOD = parse_period("2025-12")
#: What the return compares: the month, the year so far, and both of last year.
_STRETCHES = [PERIOD.span(span) for span in ("current", "ytd", "last-year", "last-ytd")]
_GROUPED = """
SELECT e.kind, c.category, c.nature, count(*), sum(e.recovered), sum(c.amount)
FROM event e JOIN complaint c ON c.pk = e.complaint_pk
WHERE e.counts_on BETWEEN ? AND ? AND e.revoked_on IS NULL AND e.deleted_at IS NULL AND +c.deleted_at IS NULL
  AND e.kind IN ('accepted', 'refused', 'settled', 'terminated', 'withdrawn', 'transferred') AND c.kind = 'complaint'
GROUP BY e.kind, c.category, c.nature
"""


def run(ground: Ground) -> list[Result]:
    """December, whose year so far is the whole year: counted alone, and counted, filled and checked."""
    database = ground.database
    path = str(database.folder.database)

    def counted() -> None:
        with database.read() as session:
            home = read_home(session)
            book = get(session, "monthly", None, PERIOD)
            judge = evaluator(session, PERIOD, offices=below(session, home.office), records_from=home.records_from)
            compute(judge, book, judge.scope.lists)

    def bare() -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA cache_size=-65536")
            for stretch in _STRETCHES:
                connection.execute(_GROUPED, (stretch.start.isoformat(), stretch.end.isoformat())).fetchall()

    returns = Returns(database)
    against = "four grouped queries, sqlite3"
    return [
        compared("monthly: every figure counted", counted, against, bare, times=3),
        compared(
            "monthly: counted, filled, checked",
            lambda: returns.preview("monthly", PERIOD, today=TODAY),
            against,
            bare,
            times=3,
        ),
    ]
