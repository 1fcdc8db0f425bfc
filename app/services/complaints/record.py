"""A case as read from the database, one or many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Table, select

from app.models import Complaint, ComplaintTag, Event, Office

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TABLE = cast("Table", Complaint.__table__)
EVENTS = cast("Table", Event.__table__)
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Record:
    """A case with all its fields. Codes are codes, money is fen, days are dates.

    ``acceptance_assumed``: it counts as accepted on the day it was registered, nobody wrote a day down.
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
    events: dict[int, dict[str, tuple[date, str | None, bool]]] = {}
    for pk, kind, on, reason, assumed in session.execute(
        select(EVENTS.c.complaint_pk, EVENTS.c.kind, EVENTS.c.on_date, EVENTS.c.reason, EVENTS.c.assumed).where(
            EVENTS.c.complaint_pk.in_(pks), EVENTS.c.revoked_on.is_(None), EVENTS.c.deleted_at.is_(None)
        )
    ):
        events.setdefault(pk, {})[kind] = (on, reason, assumed)
    rows = session.execute(
        select(TABLE, Office.code.label("office_code"))
        .join(Office, Office.pk == TABLE.c.office_pk)
        .where(TABLE.c.pk.in_(pks))
    ).mappings()
    return {row["pk"]: _record(row, tags.get(row["pk"], ()), events.get(row["pk"], {})) for row in rows}


def _record(row: Any, tags: Sequence[str], events: dict[str, tuple[date, str | None, bool]]) -> Record:
    def on(kind: str) -> date | None:
        found = events.get(kind)
        return None if found is None or found[2] else found[0]

    def reason(kind: str) -> str | None:
        return events[kind][1] if kind in events else None

    return Record(
        id=row["id"],
        office=row["office_code"],
        deleted=row["deleted_at"] is not None,
        demand=tuple(filter(None, row["demand"].split(","))),
        tags=tuple(tags),
        accepted_on=on("accepted"),
        acceptance_assumed="accepted" in events and events["accepted"][2],
        refused_on=on("refused"),
        refusal=reason("refused"),
        termination=reason("terminated"),
        followed_up_on=on("followed_up"),
        **{name: row[name] for name in _COLUMNS},
    )
