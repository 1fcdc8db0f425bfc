"""A case as read from the database, one or many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sqlalchemy import Table, select

from app.models import Complaint, ComplaintTag, Event, Office
from app.services.complaints.standing import round_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TABLE = cast("Table", Complaint.__table__)
EVENTS = cast("Table", Event.__table__)
_CHUNK = 500


class LiveEvent(NamedTuple):
    """Something that happened to a case and was not taken back. Codes are codes, money is fen."""

    id: str
    kind: str
    on: date
    counts_on: date
    round: int
    closes: bool
    assumed: bool
    reason: str | None
    way: str | None
    recovered: int | None
    punitive: int | None
    to_whom: str
    satisfaction: str | None
    note: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Record:
    """A case with all its fields. Codes are codes, money is fen, days are dates.

    ``acceptance_assumed``: it counts as accepted on the day it was registered, nobody wrote a day down. ``events`` are
    those that stand, in the order in which they were written down.
    """

    id: str
    number: str
    state: str
    kind: str
    received_on: date
    office: str
    version: int
    revision: str
    deleted: bool
    paper_number: str = ""
    register_number: str | None = None
    station: str = ""
    complainant: str = ""
    sex: str | None = None
    age: int | None = None
    phone: str = ""
    address: str = ""
    id_kind: str | None = None
    id_number: str = ""
    consent_publish: bool | None = None
    consent_mediation: bool | None = None
    group_size: int = 1
    trader: str = ""
    trader_contact: str = ""
    trader_phone: str = ""
    trader_address: str = ""
    trader_code: str = ""
    category: str | None = None
    nature: str | None = None
    item: str = ""
    item_code: str | None = None
    brand: str = ""
    quantity: str = ""
    amount: int | None = None
    amount_approx: str = ""
    disputed: int | None = None
    purchased_on: date | None = None
    happened_on: date | None = None
    buying: str | None = None
    channel: str | None = None
    source: str | None = None
    facts: str = ""
    demand: tuple[str, ...] = ()
    mediation_way: str | None = None
    result: str | None = None
    recovered: int | None = None
    punitive: int | None = None
    closed_on: date | None = None
    summary: str = ""
    satisfaction: str | None = None
    tags: tuple[str, ...] = ()
    accepted_on: date | None = None
    refused_on: date | None = None
    refusal: str | None = None
    termination: str | None = None
    followed_up_on: date | None = None
    acceptance_assumed: bool = False
    supervised: bool = False
    events: tuple[LiveEvent, ...] = ()


_COLUMNS = tuple(f.name for f in fields(Record) if f.name in TABLE.c and f.name not in ("id", "demand"))


def read_one(session: Session, pk: int) -> Record:
    """The case in row ``pk``, which must exist."""
    return read_many(session, [pk])[pk]


def read_many(session: Session, pks: Sequence[int]) -> dict[int, Record]:
    """Cases by row number; three queries for every 500."""
    found: dict[int, Record] = {}
    for at in range(0, len(pks), _CHUNK):
        found.update(_read_chunk(session, pks[at : at + _CHUNK]))
    return found


def _read_chunk(session: Session, pks: Sequence[int]) -> dict[int, Record]:
    tags: dict[int, list[str]] = {}
    for pk, tag in session.execute(
        select(ComplaintTag.complaint_pk, ComplaintTag.tag)
        .where(ComplaintTag.complaint_pk.in_(pks))
        .order_by(ComplaintTag.complaint_pk, ComplaintTag.tag)
    ):
        tags.setdefault(pk, []).append(tag)
    events: dict[int, list[LiveEvent]] = {}
    made = LiveEvent._make
    for row in session.execute(
        select(EVENTS.c.complaint_pk, *_EVENT)
        .where(EVENTS.c.complaint_pk.in_(pks), EVENTS.c.revoked_on.is_(None), EVENTS.c.deleted_at.is_(None))
        .order_by(EVENTS.c.complaint_pk, EVENTS.c.pk)
    ):
        events.setdefault(row[0], []).append(made(row[1:]))
    rows = session.execute(
        select(TABLE, Office.code.label("office_code"))
        .join(Office, Office.pk == TABLE.c.office_pk)
        .where(TABLE.c.pk.in_(pks))
    ).mappings()
    return {row["pk"]: _record(row, tags.get(row["pk"], ()), events.get(row["pk"], ())) for row in rows}


def read_events(session: Session, ids: Sequence[str]) -> list[LiveEvent]:
    """Events by id, in the order in which they were written down, whether they were taken back or not."""
    if not ids:
        return []
    rows = session.execute(select(*_EVENT).where(EVENTS.c.id.in_(ids)).order_by(EVENTS.c.pk))
    return [LiveEvent(*row) for row in rows]


_EVENT = tuple(EVENTS.c["on_date" if name == "on" else name] for name in LiveEvent._fields)


def _record(row: Any, tags: Sequence[str], events: Sequence[LiveEvent]) -> Record:
    round = round_of(events)
    # Of a follow-up only the one of this round is meant; all others stand once.
    found = {event.kind: event for event in events if event.kind != "followed_up" or event.round == round}

    def on(kind: str) -> date | None:
        event = found.get(kind)
        return None if event is None or event.assumed else event.on

    def reason(kind: str) -> str | None:
        return found[kind].reason if kind in found else None

    return Record(
        id=row["id"],
        office=row["office_code"],
        deleted=row["deleted_at"] is not None,
        demand=tuple(filter(None, row["demand"].split(","))),
        tags=tuple(tags),
        accepted_on=on("accepted"),
        acceptance_assumed="accepted" in found and found["accepted"].assumed,
        refused_on=on("refused"),
        refusal=reason("refused"),
        termination=reason("terminated"),
        followed_up_on=on("followed_up"),
        events=tuple(events),
        **{name: row[name] for name in _COLUMNS},
    )
