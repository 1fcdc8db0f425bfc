"""Every trader of the register in memory: how often and when, what was last written about it, its spellings.

Read once with one query (about a second for 100,000 cases, in a lane of its own), then kept up with what came and
changed since: a handful of rows by their row numbers. A case of the bin is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import String, func, select, type_coerce

from app.models import Change, Complaint, Tombstone, Trader, TraderSpelling
from app.services.database.sql import unindexed
from app.services.memory import spellings
from app.services.memory.names import Names

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: So much changed at once is read anew instead.
_MANY = 2000
#: So many new names are kept aside before the large index is made anew.
_ASIDE = 500
_CHUNK = 500
_FIELDS = ("trader", "trader_phone", "trader_address", "trader_code", "received_on", "kind", "deleted", "complainant")
_COLUMNS = (
    Complaint.trader,
    Complaint.complainant,
    Complaint.kind,
    type_coerce(Complaint.received_on, String),
    Complaint.trader_phone,
    Complaint.trader_address,
    Complaint.trader_code,
)


@dataclass(slots=True)
class Written:
    """A name of a trader as it was written: cases by year, the last day, what was last known of it.

    ``years`` counts complaints alone, ``cases`` reports and suggestions too. Days are ISO text.
    """

    name: str
    years: dict[str, int] = field(default_factory=dict)
    cases: int = 0
    last_on: str = ""
    phone: str = ""
    address: str = ""
    code: str = ""

    def take(self, kind: str, on: str, phone: str, address: str, code: str) -> None:
        """Count one more case; they come in the order of their days."""
        self.cases += 1
        if kind == "complaint":
            self.years[on[:4]] = self.years.get(on[:4], 0) + 1
        self.last_on = on
        self.phone = phone or self.phone
        self.address = address or self.address
        self.code = code or self.code

    @property
    def weight(self) -> tuple[float, str]:
        """What is used most and latest comes first: a case of the year before counts half."""
        return sum(many * 2.0 ** (int(year) - 2000) for year, many in self.years.items()), self.last_on


@dataclass(frozen=True, slots=True)
class Joined:
    """A trader of the table: several spellings of one. ``pk`` is its row."""

    pk: int
    name: str
    phone: str
    address: str
    code: str
    spellings: tuple[str, ...]


class Directory:
    """The traders and the complainants' names of one register. Not for two threads at once."""

    def __init__(self) -> None:
        self.written: dict[str, Written] = {}
        self.joined: dict[str, Joined] = {}
        self.places: frozenset[str] = frozenset()
        self._traders = Names(())
        self._new_traders = Names(())
        self._people = Names(())
        self._new_people = Names(())
        self._known_people: set[str] = set()
        self._aside: set[str] = set()
        self._people_aside: dict[str, None] = {}
        self._cores = spellings.Cores(frozenset())
        self._phones = ""
        self._phones_of: list[str] = []
        self._stamp: tuple[int, ...] | None = None

    @property
    def loaded(self) -> bool:
        """Whether the register was read."""
        return self._stamp is not None

    # -- reading --------------------------------------------------------------------------------------
    def catch_up(self, session: Session) -> None:
        """Take in what came or changed since the last call; the first call reads everything."""
        stamp = _stamp(session)
        if stamp == self._stamp:
            return
        before = self._stamp
        if before is None or stamp[2] != before[2] or stamp[0] < before[0] or stamp[0] - before[0] > _MANY:
            self._read_all(session)
        elif stamp[:2] != before[:2]:
            changed = self._changed(session, before)
            if changed is None:
                self._read_all(session)
            else:
                self._read_again(session, changed)
        if before is None or stamp[3:] != before[3:]:
            self._read_joined(session)
        self._stamp = stamp

    def _read_all(self, session: Session) -> None:
        written: dict[str, Written] = {}
        people: dict[str, None] = {}
        query = select(*_COLUMNS).where(Complaint.deleted_at.is_(None)).order_by(Complaint.received_on, Complaint.pk)
        for trader, who, *more in session.connection().execute(query):
            if who:
                people.pop(who, None)
                people[who] = None
            if trader:
                known = written.get(trader)
                if known is None:
                    known = written[trader] = Written(trader)
                kind, on, phone, address, code = more
                known.take(kind, str(on), phone, address, code)
        self.written = written
        self._known_people = set(people)
        self._people = Names(list(reversed(people)))
        self._people_aside = {}
        self._index()
        self.places = _places(session)
        self._cores = spellings.Cores(self.places)
        self._cores.add(written)

    def _index(self) -> None:
        names = sorted(self.written, key=lambda name: self.written[name].weight, reverse=True)
        self._traders = Names(names)
        self._new_traders = Names(())
        self._aside = set()
        self._new_people = Names(())
        self._phones_of = [name for name in names if self.written[name].phone]
        self._phones = "\n" + "\n".join([_digits(self.written[name].phone) for name in self._phones_of]) + "\n"

    def _changed(self, session: Session, before: tuple[int, ...]) -> tuple[set[str], set[str]] | None:
        """(names of traders, complainants) that new and changed cases name or named; None for too many."""
        rows = session.execute(
            select(Change.entity_id, Change.field, Change.before)
            .where(Change.pk > before[1], Change.entity == "complaint", Change.field.in_(_FIELDS))
            .limit(_MANY + 1)
        ).all()
        if len(rows) > _MANY:
            return None
        traders = {was for _, name, was in rows if name == "trader" and was}
        people: set[str] = set()
        ids = sorted({id_ for id_, _, _ in rows})
        columns = select(Complaint.trader, Complaint.complainant)
        queries = [columns.where(Complaint.pk > before[0])]
        queries += [columns.where(Complaint.id.in_(ids[at : at + _CHUNK])) for at in range(0, len(ids), _CHUNK)]
        for query in queries:
            for trader, who in session.execute(query):
                traders.add(trader)
                people.add(who)
        return traders - {""}, people - {""}

    def _read_again(self, session: Session, changed: tuple[set[str], set[str]]) -> None:
        traders, people = changed
        wanted = sorted(traders)
        for name in wanted:
            self.written.pop(name, None)
        for at in range(0, len(wanted), _CHUNK):
            query = (
                select(*_COLUMNS)
                .where(Complaint.trader.in_(wanted[at : at + _CHUNK]), unindexed(Complaint.deleted_at).is_(None))
                .order_by(unindexed(Complaint.received_on), Complaint.pk)
            )
            for trader, _, kind, on, phone, address, code in session.connection().execute(query):
                self.written.setdefault(trader, Written(trader)).take(kind, str(on), phone, address, code)
        self._aside |= traders
        self._cores.add(name for name in traders if name in self.written)
        for name in people:
            self._people_aside.pop(name, None)
            self._people_aside[name] = None
        if len(self._aside) > _ASIDE or len(self._people_aside) > _ASIDE:
            self._people = Names(list(dict.fromkeys([*reversed(self._people_aside), *self._people.all])))
            self._people_aside = {}
            self._index()
        else:
            self._new_traders = Names([name for name in self._aside if name in self.written])
            self._new_people = Names(list(reversed(self._people_aside)))

    def _read_joined(self, session: Session) -> None:
        of: dict[int, list[str]] = {}
        for pk, spelling in session.execute(select(TraderSpelling.trader_pk, TraderSpelling.spelling)):
            of.setdefault(pk, []).append(spelling)
        self.joined = {}
        rows = session.execute(
            select(Trader.pk, Trader.name, Trader.phone, Trader.address, Trader.code).where(Trader.deleted_at.is_(None))
        )
        for pk, name, phone, address, code in rows:
            all_names = tuple(sorted({name, *of.get(pk, ())}))
            joined = Joined(pk, name, phone, address, code, all_names)
            self.joined |= dict.fromkeys(all_names, joined)

    # -- asking ---------------------------------------------------------------------------------------
    def spellings_of(self, name: str) -> tuple[str, ...]:
        """Every spelling of the trader that ``name`` is one of; itself alone when nothing was joined."""
        joined = self.joined.get(name)
        return joined.spellings if joined else (name,)

    def find_traders(self, typed: str) -> list[tuple[int, str]]:
        """(how well, name as written) of traders whose name fits."""
        found: dict[str, int] = {}
        for level, name in [*self._new_traders.find(typed), *self._traders.find(typed)]:
            if name in self.written or name in self.joined:
                found[name] = min(level, found.get(name, level))
        if typed in self.joined:
            found[typed] = 0
        return [(level, name) for name, level in found.items()]

    def find_people(self, typed: str, most: int) -> list[str]:
        """Names of complainants that fit, best and latest first."""
        found = [*self._new_people.find(typed, most), *self._people.find(typed, most)]
        return list(dict.fromkeys(name for _, name in sorted(found, key=lambda hit: hit[0])))[:most]

    def with_phone(self, digits: str, most: int = 50) -> list[str]:
        """Names of traders whose telephone has these figures."""
        joined = {each.name: each.phone for each in self.joined.values()}
        joined |= {name: self.written[name].phone for name in self._aside if name in self.written}
        found = [name for name, phone in joined.items() if digits in _digits(phone)]
        at = self._phones.find(digits)
        while at >= 0 and len(found) < most:
            name = self._phones_of[self._phones.count("\n", 0, at) - 1]
            if name in self.written and name not in self._aside:
                found.append(name)
            at = self._phones.find(digits, self._phones.find("\n", at))
        return found

    def with_code(self, part: str, most: int = 50) -> list[str]:
        """Names of traders whose credit code has these letters and figures."""
        wanted = part.upper()
        found = [each.name for each in self.joined.values() if wanted in each.code]
        found += [name for name, each in self.written.items() if each.code and wanted in each.code]
        return list(dict.fromkeys(found))[:most]

    def alike(self, name: str, most: int = 20) -> list[tuple[str, str]]:
        """(``same`` or ``near``, name as written) of traders that may be ``name`` spelled otherwise."""
        found: list[tuple[str, str]] = []
        for other in self._cores.near(name):
            how = spellings.alike(name, other, self.places) if other != name and other in self.written else ""
            if how:
                found.append((how, other))
        found.sort(key=lambda hit: (hit[0] == "same", self.written[hit[1]].weight), reverse=True)
        return found[:most]


def _digits(text: str) -> str:
    return "".join(c for c in text if c in "0123456789")


#: What tells whether cases came, changed, or went for good, or spellings were joined or parted.
_STAMP = select(
    *(
        part.scalar_subquery()
        for part in (
            select(func.coalesce(func.max(Complaint.pk), 0)),
            select(func.coalesce(func.max(Change.pk), 0)),
            select(func.count()).select_from(Tombstone),
            select(func.count()).select_from(TraderSpelling),
            select(func.coalesce(func.max(TraderSpelling.pk), 0)),
            select(func.count()).select_from(Trader),
            select(func.coalesce(func.sum(Trader.version), 0)),
        )
    )
)


def _stamp(session: Session) -> tuple[int, ...]:
    return tuple(session.connection().execute(_STAMP).one())


def _places(session: Session) -> frozenset[str]:
    """What the names of places in front of a trader's name may be: those of the offices known, short and long."""
    from app.services.offices import read_all

    found: set[str] = set()
    for office in read_all(session):
        name = office.short_name
        found |= {name, name[:-1] if len(name) > 2 and name[-1] in "省市县区镇乡" else name}
    return frozenset(place for place in found if 2 <= len(place) <= 12)
