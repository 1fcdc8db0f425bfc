"""Case numbers: division (6), station (3), day (8), machine (2), serial (4).

Unique without a network, also with two PCs in one station. Every number is in the journal before it is in
the database, and what the journal knows and the database does not is caught up with first: neither work that
was rolled back nor an older database put back in place makes a number come twice.
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


#: The setting that says how far into the journal (in bytes) this database knows it.
SEEN = "journal.seen"


def prefix(home: Home, day: date) -> str:
    """The number without its serial."""
    place = home.office.code.ljust(9, "0")
    return f"{place}{day:%Y%m%d}{home.machine}"


def issue(session: Session, journal: Journal, home: Home, days: Sequence[date]) -> list[str]:
    """One number for each day in ``days``, in order; call inside a write transaction."""
    named = {day: prefix(home, day) for day in set(days)}
    wanted = [named[day] for day in days]
    return [f"{name}{serial:04d}" for name, serial in zip(wanted, serials(session, journal, wanted), strict=True)]


def serials(session: Session, journal: Journal, names: Sequence[str]) -> list[int]:
    """The next serial of each series in ``names``, in order; call inside a write transaction.

    A serial is given once for ever, be the work rolled back or the database restored from an older backup.
    """
    from sqlalchemy import select

    from app.models import NumberSeries, Setting

    seen = session.get(Setting, SEEN)
    newer = journal.numbers(int(seen.value) if seen else 0)
    if newer:
        catch_up(session, newer)
        session.flush()
    wanted = Counter(names)
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
    session.merge(Setting(name=SEEN, value=str(journal.end())))
    given = []
    for name in names:
        given.append(following[name])
        following[name] += 1
    return given


def catch_up(session: Session, issued: dict[str, int]) -> int:
    """Go on behind the highest serials the journal knows. Returns how many series moved."""
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
