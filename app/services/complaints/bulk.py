"""Many cases at once: imports and practice data. The same rows, events and index entries as one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Column, Table, func, select

from app.models import Complaint, ComplaintTag
from app.models.base import new_ids, now
from app.progress import SILENT, Progress
from app.services.complaints import numbers, outcome
from app.services.complaints.changing import stored
from app.services.complaints.record import EVENTS, TABLE
from app.services.database import search_index
from app.services.database.sql import insert_rows
from app.services.memory.linking import link_from
from app.services.pausing import collector_paused

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database.journal import Journal
    from app.services.offices import Home

CHUNK = 5000
TAGS = cast("Table", ComplaintTag.__table__)
#: Columns that are ours to say, in the order in which they are written.
_OURS = (
    "pk", "id", "revision", "origin", "created_at", "changed_at", "number", "state", "registered_pk", "office_pk",
    "batch_pk", "created_by", "demand",
)  # fmt: skip


def _default(column: Column[Any]) -> Any:
    value = getattr(column.default, "arg", None)
    return None if callable(value) else value


#: Columns that a case gives, and what they are when it does not.
_DEFAULTS = {
    column.name: _default(column)
    for column in TABLE.columns
    if column.name not in ("deleted_at", "deleted_by", "trader_pk", *_OURS)
}
_COLUMNS = (*_OURS, *_DEFAULTS)
_given = itemgetter(*_DEFAULTS)
_EVENT_COLUMNS = (
    "complaint_pk", "id", "revision", "origin", "version", "created_at", "changed_at", "created_by", "office_pk",
    "kind", "on_date", "counts_on", "closes", "assumed", "reason", "way", "recovered", "punitive", "satisfaction",
    "to_whom", "note", "revoked_reason",
)  # fmt: skip
#: Columns that hardly any event of a register fills; without them the table's own defaults stand.
_SELDOM = ("round", "due_on")


def insert_cases(
    session: Session,
    journal: Journal,
    home: Home,
    cases: Iterable[Mapping[str, Any]],
    *,
    by: str = "",
    batch_pk: int | None = None,
    assume_acceptance: bool = True,
    total: int = 0,
    progress: Progress = SILENT,
    what: str = "写入台账",
) -> int:
    """Insert cases (typed values by field, ``received_on`` required) inside a write transaction.

    Returns how many. The caller has checked them; ``complaint`` constraints still hold. A case may say for
    itself whether its acceptance is to be assumed (``assume_acceptance``), or bring its ``course`` and ``id``.
    Cancelling rolls the whole transaction back; numbers issued for it stay used.
    """
    with collector_paused(), search_index.many(session):
        following = (session.scalar(select(func.max(Complaint.pk))) or 0) + 1
        connection = session.connection()
        origin, office = home.office.code, home.office.pk
        done = 0
        for chunk in _chunks(cases):
            progress.step(done, total, what)
            stamp = now()
            issued = numbers.issue(session, journal, home, [case["received_on"] for case in chunk])
            session.flush()
            ids = iter(new_ids(2 * len(chunk)))
            rows: list[tuple[Any, ...]] = []
            happenings: list[tuple[int, outcome.Happening]] = []
            tags: list[tuple[int, str]] = []
            indexed: list[tuple[int, Mapping[str, Any]]] = []
            for pk, (case, number) in enumerate(zip(chunk, issued, strict=True), following):
                way = case.get("course") or outcome.course(
                    case, assume_acceptance=case.get("assume_acceptance", assume_acceptance)
                )
                ours = (
                    pk,
                    case.get("id") or next(ids),
                    next(ids),
                    origin,
                    stamp,
                    stamp,
                    number,
                    way.state,
                    office,
                    office,
                    batch_pk,
                    by,
                )
                whole = {**_DEFAULTS, **case, "number": number, "supervised": way.supervised}
                rows.append((*ours, stored("demand", whole.get("demand") or ()), *_given(whole)))
                happenings.extend([(pk, happening) for happening in way.happenings])
                tags.extend([(pk, tag) for tag in whole.get("tags") or ()])
                indexed.append((pk, whole))
            insert_rows(connection, TABLE, _COLUMNS, rows)
            ids = iter(new_ids(2 * len(happenings)))
            events: list[tuple[Any, ...]] = [
                (
                    pk, next(ids), next(ids), origin, 1, stamp, stamp, by, office,
                    h.kind, h.on, h.counts_on or h.on, h.closes, h.assumed, h.reason, h.way, h.recovered,
                    h.punitive, h.satisfaction, h.to_whom, h.note, "",
                )
                for pk, h in happenings
            ]  # fmt: skip
            columns: tuple[str, ...] = _EVENT_COLUMNS
            if any(h.due_on is not None or h.round > 1 for _, h in happenings):
                columns += _SELDOM
                events = [(*row, h.round, h.due_on) for row, (_, h) in zip(events, happenings, strict=True)]
            insert_rows(connection, EVENTS, columns, events)
            insert_rows(connection, TAGS, ("complaint_pk", "tag"), tags)
            search_index.add(connection, indexed)
            following += len(rows)
            done += len(rows)
        link_from(session, following - done)
        progress.step(done, total, what)
        return done


def _chunks(cases: Iterable[Mapping[str, Any]]) -> Iterator[Sequence[Mapping[str, Any]]]:
    source = iter(cases)
    while chunk := list(islice(source, CHUNK)):
        yield chunk
