"""Case numbers: division (6), station (3), day (8), machine (2), serial (4).

Unique without a network, also with two PCs in one station. Every number is in the journal before it is in
the database, so that no restore can issue it again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database.journal import Journal
    from app.services.offices import Home


def prefix(home: Home, day: date) -> str:
    """The number without its serial."""
    place = home.office.code.ljust(9, "0")
    return f"{place}{day:%Y%m%d}{home.machine}"


def issue(session: Session, journal: Journal, home: Home, days: Sequence[date]) -> list[str]:
    """One number for each day in ``days``, in order; call inside a write transaction."""
    from sqlalchemy import select

    from app.models import NumberSeries

    wanted = Counter(prefix(home, day) for day in days)
    prefixes = sorted(wanted)
    rows: dict[str, NumberSeries] = {}
    for at in range(0, len(prefixes), 500):
        found = session.scalars(select(NumberSeries).where(NumberSeries.prefix.in_(prefixes[at : at + 500])))
        rows.update({row.prefix: row for row in found})
    following: dict[str, int] = {}
    entries = []
    for name in prefixes:
        row = rows.get(name)
        first = row.last + 1 if row else 1
        last = first + wanted[name] - 1
        if row is None:
            session.add(NumberSeries(prefix=name, last=last))
        else:
            row.last = last
        following[name] = first
        entries.append({"kind": "numbers", "prefix": name, "first": first, "last": last})
    journal.append(entries)
    numbers = []
    for day in days:
        name = prefix(home, day)
        numbers.append(f"{name}{following[name]:04d}")
        following[name] += 1
    return numbers


def catch_up(session: Session, issued: dict[str, int]) -> int:
    """After a restore: go on after the highest serials the journal knows. Returns how many series moved."""
    from sqlalchemy import select

    from app.models import NumberSeries

    moved = 0
    rows = {row.prefix: row for row in session.scalars(select(NumberSeries))}
    for name, last in issued.items():
        row = rows.get(name)
        if row is None:
            session.add(NumberSeries(prefix=name, last=last))
        elif row.last < last:
            row.last = last
        else:
            continue
        moved += 1
    return moved
