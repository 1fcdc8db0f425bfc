"""The use cases of the memory: who fits what was typed, and which spellings are one trader."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.services.memory import joining, people
from app.services.memory.directory import Directory
from app.services.memory.people import KnownPerson

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database

_FEWEST_FIGURES = 3


@dataclass(frozen=True, slots=True)
class KnownTrader:
    """A trader the register knows: what was last written about it, all its spellings, how often it came up.

    ``cases_this_year`` are complaints received since the first of January; ``cases`` all cases ever, reports and
    suggestions too. ``joined``: its spellings were joined by a person.
    """

    name: str
    phone: str
    address: str
    code: str
    spellings: tuple[str, ...]
    cases_this_year: int
    last_on: date | None
    cases: int = 0
    joined: bool = False


class Memory:
    """Traders and complainants of one data folder.

    Safe in any thread, but the first call reads the register (about a second for 100,000 cases) and each later one
    takes in what changed before it answers (some milliseconds): a page asks in a reading lane,
    ``jobs.read(..., channel=…)``. :meth:`warm` in the long lane when the page opens has it ready before the first key.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._directory = Directory()
        self._lock = threading.Lock()

    @contextmanager
    def directory(self) -> Iterator[tuple[Directory, Session]]:
        """The directory as of now, and the view of the register it was read in; one thread at a time."""
        with self._lock, self._database.read() as session:
            self._directory.catch_up(session)
            yield self._directory, session

    def warm(self) -> None:
        """Have the directory read, the sounds of its names too."""
        with self.directory() as (directory, _):
            directory.find_traders("zz")
            directory.find_people("zz", 1)

    # -- traders --------------------------------------------------------------------------------------
    def traders(self, typed: str, today: date, limit: int = 6) -> tuple[KnownTrader, ...]:
        """Traders that fit what was typed: a part of any spelling, pinyin, initials, telephone or credit code.

        The whole name before its beginning before its middle; then what is used most and latest. Each trader once.
        """
        words = typed.strip()
        if not words:
            return ()
        with self.directory() as (directory, _):
            hits = directory.find_traders(words)
            figures = "".join(c for c in words if c in "0123456789")
            if len(figures) >= _FEWEST_FIGURES and len(figures) * 2 > len(words):
                hits += [(1, name) for name in directory.with_phone(figures)]
            if len(figures) >= _FEWEST_FIGURES and words.isascii() and words.isalnum():
                hits += [(1, name) for name in directory.with_code(words)]
            best: dict[str, tuple[int, str]] = {}
            for level, name in hits:
                joined = directory.joined.get(name)
                key = joined.name if joined else name
                best[key] = min(best.get(key, (9, "")), (level, key))
            found = [(level, _told(directory, name, today)) for level, name in sorted(best.values())]
            found.sort(key=lambda hit: _weight(directory, hit[1]), reverse=True)
            found.sort(key=lambda hit: hit[0])
            return tuple(trader for _, trader in found[:limit])

    def trader(self, name: str, today: date) -> KnownTrader | None:
        """The trader that ``name`` is, exactly or as one of its spellings; None for one never written down."""
        with self.directory() as (directory, _):
            known = name.strip()
            if known not in directory.written and known not in directory.joined:
                return None
            joined = directory.joined.get(known)
            return _told(directory, joined.name if joined else known, today)

    def cases(self, name: str, today: date | None = None) -> tuple[str, ...]:
        """Ids of the trader's cases under any spelling, the latest first; with ``today`` this year's complaints."""
        from sqlalchemy import select

        from app.models import Complaint
        from app.services.database.sql import unindexed

        with self.directory() as (directory, session):
            query = select(Complaint.id).where(
                Complaint.trader.in_(directory.spellings_of(name.strip())), unindexed(Complaint.deleted_at).is_(None)
            )
            if today is not None:
                query = query.where(
                    Complaint.kind == "complaint",
                    unindexed(Complaint.received_on).between(date(today.year, 1, 1), today),
                )
            return tuple(session.scalars(query.order_by(unindexed(Complaint.received_on).desc(), Complaint.pk.desc())))

    def likely_spellings(self, name: str, limit: int = 6) -> tuple[str, ...]:
        """Other names in the register that may be the same trader and are not joined with it yet; only to propose."""
        with self.directory() as (directory, _):
            own = set(directory.spellings_of(name.strip()))
            found = [other for _, other in directory.alike(name.strip()) if other not in own]
            known = directory.written.get(name.strip())
            if known is not None and known.code:
                found += [
                    other
                    for other, each in directory.written.items()
                    if each.code == known.code and other not in own and other not in found
                ]
            return tuple(found[:limit])

    def join(self, names: Sequence[str], into: str, by: str) -> None:
        """Make ``names`` and ``into`` one trader called ``into``; the words of every case stay as they were written.

        What a name was joined with before comes along. Raises ``memory.nothing_to_join``.
        """
        wanted = [name.strip() for name in names]
        with self.directory() as (directory, _):
            written = [directory.written[each] for each in (into.strip(), *wanted) if each in directory.written]
        with self._database.write() as session:
            joining.join(session, wanted, into.strip(), by, written)

    def part(self, name: str, by: str) -> None:
        """Take ``name`` out of the trader it was joined with. Raises ``memory.not_joined``."""
        with self._database.write() as session:
            joining.part(session, name.strip(), by)

    # -- complainants ---------------------------------------------------------------------------------
    def complainants(self, typed: str, today: date | None = None, limit: int = 6) -> tuple[KnownPerson, ...]:
        """People who complained before, by figures of the telephone, a part of the name, pinyin or initials.

        ``today`` makes their age what it is by now.
        """
        words = typed.strip()
        figures = "".join(c for c in words if c in "0123456789")
        if not words:
            return ()
        with self.directory() as (directory, session):
            if len(figures) >= _FEWEST_FIGURES and len(figures) * 2 > len(words):
                return people.with_phone(session, figures, today, limit)
            return people.named(session, directory.find_people(words, 30), words, today, limit)


def _told(directory: Directory, name: str, today: date) -> KnownTrader:
    joined = directory.joined.get(name)
    spellings = directory.spellings_of(name)
    written = [directory.written[each] for each in spellings if each in directory.written]
    written.sort(key=lambda each: each.last_on, reverse=True)

    def last(values: Iterable[str], own: str) -> str:
        return next((value for value in values if value), own)

    last_on = written[0].last_on if written else ""
    return KnownTrader(
        name=joined.name if joined else name,
        phone=last((each.phone for each in written), joined.phone if joined else ""),
        address=last((each.address for each in written), joined.address if joined else ""),
        code=last((each.code for each in written), joined.code if joined else ""),
        spellings=spellings,
        cases_this_year=sum(each.years.get(str(today.year), 0) for each in written),
        last_on=date.fromisoformat(last_on) if last_on else None,
        cases=sum(each.cases for each in written),
        joined=joined is not None,
    )


def _weight(directory: Directory, trader: KnownTrader) -> tuple[float, str]:
    weights = [directory.written[each].weight for each in trader.spellings if each in directory.written]
    return sum(weight for weight, _ in weights), max((last for _, last in weights), default="")
