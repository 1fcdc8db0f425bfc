"""Finding entries of a roster, one or many, and counting who stood on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import case, func, or_, select

from app.errors import AppError
from app.models import Roster, RosterEvent
from app.services.parsing.people import names_in
from app.services.rosters.face import EVENT_LISTS, KIND_LISTS, Entry, EntryList, Happening, Tally

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.codelists import CodeLists

State = Literal["", "standing", "closed", "deleted"]
_CHUNK = 400
_STANDING = select(Roster.kind, Roster.person, Roster.opened_on, Roster.closed_on)


def find(
    session: Session,
    lists: CodeLists,
    office_pk: int,
    register: str,
    words: str = "",
    *,
    state: State = "",
    kind: str = "",
    day: date | None = None,
    ids: Collection[str] | None = None,
    limit: int = 1000,
) -> EntryList:
    """Entries that have all ``words``; ``state`` as on ``day``. By kind in the order of the list, then by day."""
    query = select(Roster).where(Roster.office_pk == office_pk, Roster.register == register)
    query = query.where(Roster.deleted_at.is_not(None) if state == "deleted" else Roster.deleted_at.is_(None))
    if day is not None and state == "standing":
        query = query.where(Roster.opened_on <= day, or_(Roster.closed_on.is_(None), Roster.closed_on > day))
    if day is not None and state == "closed":
        query = query.where(Roster.closed_on.is_not(None), Roster.closed_on <= day)
    if kind:
        query = query.where(Roster.kind == kind)
    if ids is not None:
        query = query.where(Roster.id.in_(ids))
    kinds = lists.entries(KIND_LISTS[register])
    for word in words.split():
        like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        meant = [e.code for e in kinds if word in e.label or word in e.aliases]
        places = (Roster.name, Roster.person, Roster.phone, Roster.address, Roster.note, Roster.closed_reason)
        query = query.where(or_(Roster.kind.in_(meant), *(place.like(like, escape="\\") for place in places)))
    total = session.scalar(query.with_only_columns(func.count())) or 0
    if limit == 0:
        return EntryList((), total)
    order = case({e.code: e.sort for e in kinds}, value=Roster.kind, else_=99)
    rows = session.scalars(query.order_by(order, Roster.kind, Roster.opened_on, Roster.pk).limit(limit)).all()
    return EntryList(faces(session, lists, rows), total)


def row_of(session: Session, wanted: str) -> Roster:
    """The row of an entry; raises ``roster.not_found``."""
    row = session.scalar(select(Roster).where(Roster.id == wanted.strip()))
    if row is None:
        raise AppError("roster.not_found", wanted=wanted)
    return row


def event_row(session: Session, wanted: str) -> RosterEvent:
    """The row of what happened; raises ``roster.no_event``."""
    row = session.scalar(select(RosterEvent).where(RosterEvent.id == wanted.strip()))
    if row is None:
        raise AppError("roster.no_event", wanted=wanted)
    return row


def face_of(session: Session, lists: CodeLists, row: Roster) -> Entry:
    """One entry with what happened to it."""
    return faces(session, lists, [row])[0]


def tally(session: Session, lists: CodeLists, office_pk: int, register: str, day: date, since: date) -> Tally:
    """Who stood on ``day``; who came and went, and what happened, from ``since`` to that day."""
    rows = session.execute(_live(_STANDING, office_pk, register)).all()
    standing = [row for row in rows if row.opened_on <= day and (row.closed_on is None or day < row.closed_on)]
    by_kind = Counter(row.kind for row in standing)
    known = [(e.code, e.label) for e in lists.entries(KIND_LISTS[register], day)]
    known += [(code, code) for code in sorted(set(by_kind) - {code for code, _ in known})]
    happened = Counter(
        session.scalars(
            _live(
                select(RosterEvent.kind)
                .join(Roster, Roster.pk == RosterEvent.roster_pk)
                .where(RosterEvent.deleted_at.is_(None), RosterEvent.on.between(since, day)),
                office_pk,
                register,
            )
        )
    )
    return Tally(
        register,
        day,
        since,
        len(standing),
        sum(len(names_in(row.person)) for row in standing),
        sum(since <= row.opened_on <= day for row in rows),
        sum(row.closed_on is not None and since <= row.closed_on <= day for row in rows),
        tuple((code, name, by_kind[code]) for code, name in known if by_kind[code]),
        tuple((code, lists.label(EVENT_LISTS[register], code), many) for code, many in sorted(happened.items())),
    )


def _live(query: Any, office_pk: int, register: str) -> Any:
    return query.where(Roster.office_pk == office_pk, Roster.register == register, Roster.deleted_at.is_(None))


def faces(session: Session, lists: CodeLists, rows: Sequence[Roster]) -> tuple[Entry, ...]:
    """Entries with what happened to them, in the order of ``rows``."""
    happened: dict[int, list[Happening]] = {}
    registers = {row.pk: row.register for row in rows}
    for at in range(0, len(rows), _CHUNK):
        pks = [row.pk for row in rows[at : at + _CHUNK]]
        events = session.scalars(
            select(RosterEvent)
            .where(RosterEvent.roster_pk.in_(pks), RosterEvent.deleted_at.is_(None))
            .order_by(RosterEvent.on, RosterEvent.pk)
        )
        for each in events:
            name = lists.label(EVENT_LISTS[registers[each.roster_pk]], each.kind)
            happened.setdefault(each.roster_pk, []).append(
                Happening(each.id, each.kind, name, each.on, each.value, each.note)
            )
    return tuple(
        Entry(
            row.id,
            row.register,
            row.kind,
            lists.label(KIND_LISTS[row.register], row.kind),
            row.name,
            row.person,
            row.phone,
            row.address,
            row.note,
            row.opened_on,
            row.closed_on,
            row.closed_reason,
            tuple(happened.get(row.pk, ())),
            row.created_by,
            row.version,
            row.revision,
            row.deleted_at is not None,
        )
        for row in rows
    )
