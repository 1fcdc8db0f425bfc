"""Many cases at once: imports and practice data. The same rows, events and index entries as one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from app.models import Complaint, ComplaintTag, Event
from app.models.base import new_id, now
from app.progress import SILENT, Progress
from app.services.complaints import numbers, outcome
from app.services.complaints.changing import event_row, stored
from app.services.complaints.record import TABLE
from app.services.database import search_index

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database.journal import Journal
    from app.services.offices import Home

CHUNK = 5000
_CASE_FIELDS = tuple(
    column.name
    for column in TABLE.columns
    if column.name not in ("pk", "deleted_at", "deleted_by", "trader_pk", "registered_pk", "office_pk", "batch_pk")
)
_DEFAULTS = {
    column.name: column.default.arg
    for column in TABLE.columns
    if column.default is not None and not callable(column.default.arg)
}


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
    itself whether its acceptance is to be assumed (``assume_acceptance``). Cancelling rolls the whole
    transaction back; numbers issued for it stay used.
    """
    following = (session.scalar(select(func.max(Complaint.pk))) or 0) + 1
    done = 0
    for chunk in _chunks(cases):
        progress.step(done, total, what)
        days = [case["received_on"] for case in chunk]
        issued = numbers.issue(session, journal, home, days)
        stamp = now()
        rows: list[dict[str, Any]] = []
        events: list[dict[str, Any]] = []
        tags: list[dict[str, Any]] = []
        for pk, (case, number) in enumerate(zip(chunk, issued, strict=True), following):
            way = outcome.course(case, assume_acceptance=case.get("assume_acceptance", assume_acceptance))
            row = {name: stored(name, case[name]) if name in case else _DEFAULTS.get(name) for name in _CASE_FIELDS}
            row |= {
                "pk": pk,
                "id": new_id(),
                "origin": home.office.code,
                "revision": new_id(),
                "created_at": stamp,
                "changed_at": stamp,
                "number": number,
                "state": way.state,
                "registered_pk": home.office.pk,
                "office_pk": home.office.pk,
                "batch_pk": batch_pk,
                "created_by": by,
            }
            rows.append(row)
            events.extend(event_row(pk, happening, home, by) for happening in way.happenings)
            tags.extend({"complaint_pk": pk, "tag": tag} for tag in case.get("tags") or ())
        connection = session.connection()
        connection.execute(insert(Complaint), rows)
        connection.execute(insert(Event), events)
        if tags:
            connection.execute(insert(ComplaintTag), tags)
        search_index.add(connection, ((row["pk"], row) for row in rows))
        following += len(rows)
        done += len(rows)
    progress.step(done, total, what)
    return done


def _chunks(cases: Iterable[Mapping[str, Any]]) -> Iterator[Sequence[Mapping[str, Any]]]:
    source = iter(cases)
    while chunk := list(islice(source, CHUNK)):
        yield chunk
