"""Finding cases: what a list shows of them, what narrows it, how it is sorted; a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal_column, or_, select, text

from app.models import Complaint, Event, PileForm, Trader, TraderSpelling
from app.models.complaint import STATES
from app.services.complaints.due import MEDIATED, UNDECIDED, Due, Limits, Nearness
from app.services.complaints.record import TABLE
from app.services.database import search_index
from app.services.database.sql import pinyin_order, unindexed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Cursor = tuple[Any, ...]

#: Words that no more cases than these have are rare: each of the cases is looked at.
_RARE = 1000
#: So much of the facts stands in a list.
_PREVIEW = 60

#: States one looks for together.
OPEN = "open"
CLOSED = "closed"
_GROUPS = {
    OPEN: (UNDECIDED, "papers_asked", *MEDIATED, "paused"),
    CLOSED: (
        "settled", "terminated", "withdrawn", "transferred", "answered", "reconciled", "advised_elsewhere", "performed",
        "followed_up", "filed",
    ),
}  # fmt: skip

SortKey = Literal[
    "day", "number", "who", "trader", "item", "category", "nature", "amount", "recovered", "state", "closed", "station"
]


@dataclass(frozen=True, slots=True)
class Sort:
    """What a list is sorted by. What is missing comes last either way; equals come newest first."""

    key: SortKey = "day"
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """A case as a list shows it. ``due`` is the time limit it waits for; ``complete`` is False for 待补全."""

    id: str
    number: str
    state: str
    kind: str
    received_on: date
    complainant: str
    phone: str
    trader: str
    category: str | None
    nature: str | None
    item: str
    amount: int | None
    facts: str
    closed_on: date | None
    cursor: Cursor
    paper_number: str = ""
    register_number: str | None = None
    station: str = ""
    sex: str | None = None
    age: int | None = None
    address: str = ""
    id_number: str = ""
    trader_phone: str = ""
    trader_address: str = ""
    brand: str = ""
    channel: str | None = None
    source: str | None = None
    demand: tuple[str, ...] = ()
    result: str | None = None
    recovered: int | None = None
    amount_approx: str = ""
    due: Due | None = None
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; ``after`` fetches the next one (None at the end). ``total`` is -1 when not counted."""

    rows: tuple[Hit, ...]
    total: int
    after: Cursor | None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; None means all.

    ``state`` is a state, or ``open`` or ``closed`` for those that are. ``trader`` is a name; its other spellings that
    a person joined with it count as well. ``least`` and ``most`` are fen, both included. ``due``: past the time limit
    (``late``) or near it (``soon``). ``incomplete``: keyed from a pile, and something of the paper is left to key.
    ``happened`` is a kind of event that a case has had and that stands, whatever became of it since. ``gained``: some
    of the loss was recovered. ``supervised``: a major case under supervision.
    """

    start: date | None = None
    until: date | None = None
    state: str | None = None
    category: str | None = None
    nature: str | None = None
    trader: str | None = None
    kind: str | None = None
    deleted: bool = False
    station: str | None = None
    channel: str | None = None
    least: int | None = None
    most: int | None = None
    due: Nearness | None = None
    incomplete: bool = False
    happened: str | None = None
    gained: bool = False
    supervised: bool = False


_HIT = tuple(TABLE.c[f.name] for f in fields(Hit) if f.name in TABLE.c)
_rank = case({state: at for at, state in enumerate(STATES)}, value=Complaint.state)
SORTS: dict[SortKey, ColumnElement[Any]] = {
    "day": TABLE.c.received_on,
    "number": TABLE.c.number,
    "who": pinyin_order(TABLE.c.complainant),
    "trader": pinyin_order(TABLE.c.trader),
    "item": pinyin_order(TABLE.c.item),
    "category": TABLE.c.category,
    "nature": TABLE.c.nature,
    "amount": TABLE.c.amount,
    "recovered": TABLE.c.recovered,
    "state": _rank,
    "closed": TABLE.c.closed_on,
    "station": pinyin_order(TABLE.c.station),
}
#: Words are sorted by what :class:`pinyin_order` makes of them; whether they are missing shows without it.
_WORDS = {"who": TABLE.c.complainant, "trader": TABLE.c.trader, "item": TABLE.c.item, "station": TABLE.c.station}
#: What no case is without.
_WHOLE = ("number", "state")
_NEWEST = Sort()


def find(
    session: Session,
    words: str = "",
    filters: Filters | None = None,
    sort: Sort = _NEWEST,
    *,
    after: Cursor | None = None,
    limit: int = 50,
    today: date | None = None,
    count: bool = True,
) -> Page:
    """Cases that have all ``words`` and fit ``filters``. ``after`` is the cursor of the last case already seen.

    ``today`` says what is due (today's date without it); with ``count`` false the total is not counted.
    """
    filters = filters or Filters()
    limits = Limits.load(session, today)
    matches = _matches(session, words)
    narrowed = _narrowing(session, filters, matches, limits)
    by = SORTS[sort.key]
    query = narrowed(select(TABLE.c.pk, *(() if sort.key == "day" else (by.label("sorted_by"),))).select_from(TABLE))
    if after is not None:
        query = query.where(_beyond(sort, by, after))
    found = session.execute(_ordered(query, sort, by).limit(limit + 1)).all()
    more, found = len(found) > limit, found[:limit]
    rows = _hits(session, [row[0] for row in found], limits, [None if sort.key == "day" else row[1] for row in found])
    total = _total(session, filters, matches, narrowed) if count else -1
    return Page(rows, total, rows[-1].cursor if more and rows else None)


def by_ids(session: Session, ids: Sequence[str], today: date | None = None) -> tuple[Hit, ...]:
    """Cases by id as a list shows them, newest first; ``today`` as for :func:`find`."""
    pks: list[int] = []
    for at in range(0, len(ids), 500):
        pks.extend(session.scalars(select(Complaint.pk).where(Complaint.id.in_(ids[at : at + 500]))))
    rows = _hits(session, pks, Limits.load(session, today), [None] * len(pks))
    return tuple(sorted(rows, key=lambda hit: hit.cursor[-2:], reverse=True))


def row_numbers(
    session: Session, words: str, filters: Filters, sort: Sort, *, today: date, most: int | None = None
) -> list[int]:
    """The whole list as row numbers, for printing and exporting: all of them, or the first ``most``."""
    narrowed = _narrowing(session, filters, _matches(session, words), Limits.load(session, today))
    query = _ordered(narrowed(select(TABLE.c.pk).select_from(TABLE)), sort, SORTS[sort.key])
    return list(session.scalars(query if most is None else query.limit(most)))


def hits_of(session: Session, pks: Sequence[int], limits: Limits, *, whole: bool = False) -> tuple[Hit, ...]:
    """Cases by row number as a list shows them, in the order asked for; ``whole`` ones with all of their facts."""
    return _hits(session, pks, limits, [None] * len(pks), whole=whole)


def ids_of(session: Session, pks: Sequence[int]) -> tuple[str, ...]:
    """Ids by row number, in the order asked for."""
    found: dict[int, str] = {}
    for at in range(0, len(pks), 500):
        query = select(Complaint.pk, Complaint.id).where(Complaint.pk.in_(pks[at : at + 500]))
        found.update((row.pk, row.id) for row in session.execute(query))
    return tuple(found[pk] for pk in pks)


def stations(session: Session) -> tuple[str, ...]:
    """The stations that cases name, by how they are spelled."""
    query = select(Complaint.station).where(Complaint.deleted_at.is_(None), Complaint.station != "").distinct()
    return tuple(sorted(session.scalars(query)))


def _hits(
    session: Session, pks: Sequence[int], limits: Limits, sorted_by: Sequence[Any], *, whole: bool = False
) -> tuple[Hit, ...]:
    rows: dict[int, dict[str, Any]] = {}
    for at in range(0, len(pks), 500):
        chunk = select(TABLE.c.pk, *_HIT).where(TABLE.c.pk.in_(pks[at : at + 500]))
        rows.update({row.pk: dict(row._mapping) for row in session.execute(chunk)})
    due = limits.of(rows.values())
    incomplete: set[int] = set()
    for at in range(0, len(pks), 500):
        left = select(PileForm.complaint_pk).where(
            PileForm.complaint_pk.in_(pks[at : at + 500]), unindexed(PileForm.complete).is_(False)
        )
        incomplete.update(session.scalars(left))
    hits = []
    for pk, value in zip(pks, sorted_by, strict=True):
        row = rows[pk]
        if len(row["facts"]) > _PREVIEW and not whole:
            row["facts"] = row["facts"][:_PREVIEW] + "…"
        row["demand"] = tuple(filter(None, row["demand"].split(",")))
        cursor = (row["received_on"].isoformat(), row.pop("pk"))
        hits.append(
            Hit(
                **row,
                cursor=cursor if value is None else (_plain(value), *cursor),
                due=due.get(pk),
                complete=pk not in incomplete,
            )
        )
    return tuple(hits)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _ordered(query: Select[Any], sort: Sort, by: ColumnElement[Any]) -> Select[Any]:
    newest = TABLE.c.received_on.desc(), TABLE.c.pk.desc()
    if sort.key == "day":
        return query.order_by(*newest) if sort.descending else query.order_by(TABLE.c.received_on, TABLE.c.pk)
    way = by.desc() if sort.descending else by
    return query.order_by(way, *newest) if sort.key in _WHOLE else query.order_by(_missing(sort), way, *newest)


def _missing(sort: Sort) -> ColumnElement[bool]:
    word = _WORDS.get(sort.key)
    return SORTS[sort.key].is_(None) if word is None else word == ""


def _beyond(sort: Sort, by: ColumnElement[Any], after: Cursor) -> ColumnElement[bool]:
    """What comes after a cursor: (received on, row number), for other sorts with the value sorted by before them.

    A cursor of such a sort without a value stands among those that have none.
    """
    day, pk = date.fromisoformat(after[-2]), after[-1]
    received, number = TABLE.c.received_on, TABLE.c.pk
    if sort.key == "day" and not sort.descending:
        return or_(received > day, and_(received == day, number > pk))
    older = or_(received < day, and_(received == day, number < pk))
    if sort.key == "day":
        return older
    if len(after) == 2:
        return and_(_missing(sort), older)
    value: Any = date.fromisoformat(after[0]) if sort.key == "closed" else after[0]
    further = by < value if sort.descending else by > value
    same = and_(by == value, older)
    return or_(further, same) if sort.key in _WHOLE else or_(further, _missing(sort), same)


@dataclass(frozen=True, slots=True)
class _Matches:
    """What the search index finds, deleted cases included: how many, and which if there are but a few."""

    fts: str
    count: int
    pks: tuple[int, ...] | None


def _matches(session: Session, words: str) -> _Matches | None:
    """The cases that have all ``words``; None when there are no words to look for."""
    if not words.strip():
        return None
    fts = search_index.query(words)
    if fts is None:
        return _Matches("", 0, ())
    found = "FROM complaint_text WHERE complaint_text MATCH :fts"
    pks = session.scalars(text(f"SELECT rowid {found} LIMIT {_RARE + 1}").bindparams(fts=fts)).all()
    if len(pks) <= _RARE:
        return _Matches(fts, len(pks), tuple(pks))
    return _Matches(fts, session.scalar(text(f"SELECT count(*) {found}").bindparams(fts=fts)) or 0, None)


def _total(
    session: Session, filters: Filters, matches: _Matches | None, narrowed: Callable[[Select[Any]], Select[Any]]
) -> int:
    """How many cases there are. Frequent words alone are counted in the index, without looking at any case."""
    count = select(func.count()).select_from(TABLE)
    if matches is None or matches.pks is not None or filters != Filters():
        return session.scalar(narrowed(count)) or 0
    binned = count.where(Complaint.deleted_at.is_not(None), unindexed(Complaint.pk).in_(_found(matches)))
    return matches.count - (session.scalar(binned) or 0)


def _found(matches: _Matches) -> Select[Any]:
    query: Select[Any] = select(literal_column("rowid")).select_from(text("complaint_text"))
    return query.where(text("complaint_text MATCH :fts").bindparams(fts=matches.fts))


def _narrowing(
    session: Session, filters: Filters, matches: _Matches | None, limits: Limits
) -> Callable[[Select[Any]], Select[Any]]:
    """What narrows a query to cases that ``filters`` let through and that ``matches`` found.

    When these are few, each of them is looked at, else the list is walked until a page is full.
    """
    few = matches is not None and matches.pks is not None
    deleted_at = unindexed(Complaint.deleted_at) if few else Complaint.deleted_at
    wanted: list[ColumnElement[bool]] = [deleted_at.is_not(None) if filters.deleted else deleted_at.is_(None)]
    if filters.start:
        wanted.append(Complaint.received_on >= filters.start)
    if filters.until:
        wanted.append(Complaint.received_on <= filters.until)
    if filters.category:
        root = filters.category.rstrip("0")
        root += "0" * (len(root) % 2)
        wanted.append(Complaint.category.like(f"{root}%"))
    if filters.state:
        wanted.append(Complaint.state.in_(states_of(filters.state)))
    for name in ("nature", "kind", "station", "channel"):
        value = getattr(filters, name)
        if value:
            wanted.append(getattr(Complaint, name) == value)
    if filters.trader:
        wanted.append(Complaint.trader.in_(spellings_of(session, filters.trader)))
    if filters.happened:
        wanted.append(having_had(filters.happened))
    if filters.gained:
        wanted.append(Complaint.recovered > 0)
    if filters.least is not None:
        wanted.append(Complaint.amount >= filters.least)
    if filters.most is not None:
        wanted.append(Complaint.amount <= filters.most)
    if filters.due:
        wanted.append(limits.condition(filters.due))
    if filters.supervised:
        wanted.append(Complaint.supervised.is_(True))
    if filters.incomplete:
        wanted.append(Complaint.pk.in_(select(PileForm.complaint_pk).where(PileForm.complete.is_(False))))
    if matches is not None:
        wanted.append(Complaint.pk.in_(_found(matches) if matches.pks is None else matches.pks))
    return lambda query: query.where(*wanted)


def states_of(state: str) -> tuple[str, ...]:
    """The states that ``state`` stands for: those of ``open`` and ``closed``, else itself."""
    return _GROUPS.get(state, (state,))


def having_had(kind: str) -> ColumnElement[bool]:
    """That a case has an event of ``kind`` that stands."""
    stands = (Event.kind == kind, Event.revoked_on.is_(None), Event.deleted_at.is_(None))
    return exists().where(Event.complaint_pk == TABLE.c.pk, *stands)


def spellings_of(session: Session, name: str) -> tuple[str, ...]:
    """``name`` and every other spelling that a person joined with it."""
    of_spelling = select(TraderSpelling.trader_pk).where(TraderSpelling.spelling == name)
    of_name = select(Trader.pk).where(Trader.name == name)
    known = session.execute(
        select(Trader.name, TraderSpelling.spelling)
        .join(TraderSpelling, TraderSpelling.trader_pk == Trader.pk)
        .where(or_(Trader.pk.in_(of_spelling), Trader.pk.in_(of_name)))
    )
    return tuple({name, *(word for row in known for word in row)})
