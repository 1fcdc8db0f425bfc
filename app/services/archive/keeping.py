"""Steps on files that also concern their cases or what became of their papers; within the session of the caller."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.errors import AppError
from app.services.archive import filing, rules
from app.services.complaints.record import read_one

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import ArchiveFile
    from app.services.archive.filing import Facts
    from app.services.archive.rules import Rules
    from app.services.codelists import CodeLists
    from app.services.database.journal import Journal
    from app.services.offices import Home


def file_case(
    session: Session,
    journal: Journal,
    home: Home,
    lists: CodeLists,
    facts: Facts,
    rules: Rules,
    *,
    on: date,
    by: str,
    retention: str = "",
    box: str = "",
    serial: int | None = None,
) -> ArchiveFile:
    """File one case: the step of its way and its place in the archive together."""
    from app.services.casework import moving
    from app.services.casework.offered import MOVES
    from app.services.casework.reading import Filled

    record = read_one(session, facts.pk)
    moving.make(session, facts.pk, record, MOVES["filed"], Filled(on), lists=lists, home=home, today=on, by=by)
    return filing.enter(session, journal, home, facts, rules, on=on, by=by, retention=retention, box=box, serial=serial)


def unfile_case(
    session: Session, row: ArchiveFile, *, lists: CodeLists, home: Home, on: date, reason: str, by: str
) -> None:
    """Take a file out of the archive and its case back to where it was before. Raises ``archive.destroyed_stays``."""
    from app.services.casework import taking_back

    filing.leave(session, row.complaint_pk, by=by)
    pk = row.complaint_pk
    record = read_one(session, pk)
    step = next((event.id for event in record.events if event.kind == "filed"), None)
    if step is not None:
        taking_back.take_back(session, pk, record, step, reason, lists=lists, home=home, by=by, today=on)


def moved(session: Session, journal: Journal, home: Home, lists: CodeLists, case: str, *, on: date, by: str) -> None:
    """Give the case of this id, which has just been filed, its place in the archive."""
    known = rules.read(session)
    for facts in filing.facts_of(session, [case], known, lists):
        filing.enter(session, journal, home, facts, known, on=on, by=by)


def destroy(session: Session, row: ArchiveFile, reason: str, today: date, by: str) -> None:
    """Mark the papers of a file as destroyed; raises as :meth:`Archive.destroy`."""
    if row.destroyed_on is not None:
        raise AppError("archive.destroyed_already", number=row.number)
    if row.destroy_after is None:
        raise AppError("archive.kept_for_ever", number=row.number)
    if row.destroy_after >= today:
        raise AppError("archive.not_due", number=row.number, day=row.destroy_after)
    row.destroyed_on, row.destroyed_reason = today, reason
    row.touch()
    filing.note_change(session, row, "destroyed_on", None, today, by)
    filing.note_change(session, row, "destroyed_reason", "", reason, by)
    session.flush()


def undestroy(session: Session, row: ArchiveFile, by: str) -> None:
    """Take that mark away; raises ``archive.not_destroyed``."""
    if row.destroyed_on is None:
        raise AppError("archive.not_destroyed", number=row.number)
    before = (row.destroyed_on, row.destroyed_reason)
    row.destroyed_on, row.destroyed_reason = None, ""
    row.touch()
    filing.note_change(session, row, "destroyed_on", before[0], None, by)
    filing.note_change(session, row, "destroyed_reason", before[1], "", by)
    session.flush()
