"""Steps on files that also concern their cases or what became of their papers; within the session of the caller."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from app.errors import AppError
from app.models import ArchiveFile, Complaint, Event
from app.models.base import new_id, now
from app.services.archive import filing
from app.services.complaints import standing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.archive.filing import Facts
    from app.services.archive.rules import Rules
    from app.services.database.journal import Journal
    from app.services.offices import Home


def file_case(
    session: Session,
    journal: Journal,
    home: Home,
    facts: Facts,
    rules: Rules,
    *,
    on: date,
    by: str,
    retention: str = "",
    box: str = "",
) -> ArchiveFile:
    """File one case: the step of its way and its place in the archive together."""
    row = filing.enter(session, journal, home, facts, rules, on=on, by=by, retention=retention, box=box)
    office = session.scalars(select(Complaint.office_pk).where(Complaint.pk == facts.pk)).one()
    rounds = session.scalars(
        select(Event.round).where(Event.complaint_pk == facts.pk, Event.revoked_on.is_(None))
    ).all()
    session.add(
        Event(
            complaint_pk=facts.pk,
            kind="filed",
            on_date=on,
            counts_on=on,
            office_pk=office,
            origin=home.office.code,
            round=max(rounds, default=1),
            note=row.number,
            created_by=by,
        )
    )
    _restate(session, facts.pk)
    return row


def unfile_case(session: Session, row: ArchiveFile, *, on: date, reason: str, by: str) -> None:
    """Take a file out of the archive and its case back to where it was before. Raises ``archive.destroyed_stays``."""
    filing.leave(session, row.complaint_pk, by=by)
    for event in session.scalars(
        select(Event).where(Event.complaint_pk == row.complaint_pk, Event.kind == "filed", Event.revoked_on.is_(None))
    ):
        event.revoked_on, event.revoked_reason, event.revoked_by = on, reason, by
        event.version += 1
        event.changed_at = now()
    _restate(session, row.complaint_pk)


def destroy(session: Session, row: ArchiveFile, reason: str, today: date, by: str) -> None:
    """Mark the papers of a file as destroyed; raises as :meth:`Archive.destroy`."""
    if row.destroyed_on is not None:
        raise AppError("archive.destroyed_already", number=row.number)
    if row.destroy_after is None:
        raise AppError("archive.kept_for_ever", number=row.number)
    if row.destroy_after >= today:
        raise AppError("archive.not_due", number=row.number, day=row.destroy_after)
    row.destroyed_on, row.destroyed_reason = today, reason
    filing.touch(row)
    filing.note_change(session, row, "destroyed_on", None, today, by)
    filing.note_change(session, row, "destroyed_reason", "", reason, by)
    session.flush()


def undestroy(session: Session, row: ArchiveFile, by: str) -> None:
    """Take that mark away; raises ``archive.not_destroyed``."""
    if row.destroyed_on is None:
        raise AppError("archive.not_destroyed", number=row.number)
    before = (row.destroyed_on, row.destroyed_reason)
    row.destroyed_on, row.destroyed_reason = None, ""
    filing.touch(row)
    filing.note_change(session, row, "destroyed_on", before[0], None, by)
    filing.note_change(session, row, "destroyed_reason", before[1], "", by)
    session.flush()


def _restate(session: Session, pk: int) -> None:
    """Bring the state of a case in line with its events, as a change of its own."""
    session.flush()
    case = session.scalars(select(Complaint).where(Complaint.pk == pk)).one()
    happened = [
        _Step(kind, on, round)
        for kind, on, round in session.execute(
            select(Event.kind, Event.on_date, Event.round)
            .where(Event.complaint_pk == pk, Event.revoked_on.is_(None), Event.deleted_at.is_(None))
            .order_by(Event.pk)
        )
    ]
    session.execute(
        update(Complaint)
        .where(Complaint.pk == pk)
        .values(
            state=standing.state_of(case.kind, happened),
            revision=new_id(),
            parent_revision=case.revision,
            version=case.version + 1,
            changed_at=now(),
        )
    )


class _Step:
    """An event as far as the state of a case follows from it."""

    def __init__(self, kind: str, on: date, round: int) -> None:
        self.kind, self.on, self.round = kind, on, round
