"""Imports as batches: listing them, and taking one back as far as nobody worked on its cases since."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.errors import AppError, Issue
from app.progress import SILENT, Progress
from app.services import codelists, offices
from app.services.register.applying import unpacked

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.codelists import CodeLists
    from app.services.complaints.record import Record
    from app.services.database import Database
    from app.services.offices import Home

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Batch:
    """One import: the file's name and hash, when and by whom, what it did; ``state``: applied or undone."""

    id: str
    file: str
    sha256: str
    at: datetime
    by: str
    state: str
    new: int
    changed: int
    unchanged: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A case of a batch that stays as it is, and ``why``, as a person reads it. ``code`` is that message's."""

    id: str
    number: str
    code: str
    why: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing did: new cases ``removed``, changed cases ``restored``, and what was ``skipped``."""

    removed: int
    restored: int
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What is left of a batch: how many cases undoing would take out and change back, and which it would leave."""

    removable: int
    restorable: int
    skipped: tuple[Skipped, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing that undoing could do."""
        return not (self.removable or self.restorable)


@dataclass(frozen=True, slots=True)
class _Imported:
    pk: int
    id: str
    number: str
    untouched: bool
    before: str


def batches(database: Database) -> tuple[Batch, ...]:
    """All imports of registers, the latest first."""
    from sqlalchemy import select

    from app.models import ImportBatch

    with database.read() as session:
        rows = session.scalars(
            select(ImportBatch).where(ImportBatch.kind == "register").order_by(ImportBatch.pk.desc())
        )
        return tuple(
            Batch(r.id, r.file, r.sha256, r.at, r.by, r.state, r.new, r.changed, r.unchanged, r.rejected) for r in rows
        )


def held(database: Database, batch_id: str) -> Held:
    """What undoing a batch would do now. Raises ``register.no_batch``."""
    from sqlalchemy import select

    from app.models import ImportBatch

    with database.read() as session:
        batch = session.scalar(
            select(ImportBatch).where(ImportBatch.id == batch_id.strip(), ImportBatch.kind == "register")
        )
        if batch is None:
            raise AppError("register.no_batch", batch=batch_id)
        rows = _imported(session, batch.pk)
        sealed = _in_sealed(session, offices.read_home(session), batch.pk)
        new, changed, skipped = _apart(rows, sealed, _kept(session, batch.pk))
    return Held(len(new), len(changed), tuple(skipped))


def _apart(
    rows: Sequence[_Imported], sealed: frozenset[int], kept: frozenset[int]
) -> tuple[list[_Imported], list[_Imported], list[Skipped]]:
    """New cases, changed ones, and those that stay because they were edited or sealed since, or ``kept``."""
    skipped: list[Skipped] = []
    new: list[_Imported] = []
    changed: list[_Imported] = []
    for row in rows:
        if not row.untouched:
            skipped.append(_skip(row, "skipped_edited"))
        elif row.pk in sealed:
            skipped.append(_skip(row, "skipped_sealed"))
        elif row.pk in kept and not row.before:
            skipped.append(_skip(row, "skipped_kept"))
        else:
            (changed if row.before else new).append(row)
    return new, changed, skipped


def undo(database: Database, batch_id: str, by: str = "", progress: Progress = SILENT) -> Undone:
    """Take a batch back: its new cases go for good, its changes are taken back.

    What was edited since, has files, papers or letters, or counts in a sealed return, stays and is listed; a later
    undo of the same batch tries those again. All or nothing otherwise. Raises ``register.no_batch``,
    ``register.already_undone``.
    """
    from sqlalchemy import select, update

    from app.models import ImportBatch
    from app.services.complaints.record import read_many

    with database.write() as session:
        batch = session.scalar(
            select(ImportBatch).where(ImportBatch.id == batch_id.strip(), ImportBatch.kind == "register")
        )
        if batch is None:
            raise AppError("register.no_batch", batch=batch_id)
        home = offices.read_home(session)
        rows = _imported(session, batch.pk)
        if batch.state == "undone" and not rows:
            raise AppError("register.already_undone", file=batch.file)
        new, changed, skipped = _apart(rows, _in_sealed(session, home, batch.pk), _kept(session, batch.pk))
        total = len(new) + len(changed)
        lists = codelists.load(session)
        for at in range(0, len(changed), _CHUNK):
            chunk = changed[at : at + _CHUNK]
            records = read_many(session, [row.pk for row in chunk])
            for done, row in enumerate(chunk, at):
                if done % 100 == 0:
                    progress.step(done, total, "撤销导入")
                _restore(session, row, records[row.pk], batch.pk, lists, home, by)
        for at in range(0, len(new), _CHUNK):
            progress.step(len(changed) + at, total, "撤销导入")
            _remove(session, new[at : at + _CHUNK], batch.pk, by)
        session.execute(update(ImportBatch).where(ImportBatch.pk == batch.pk).values(state="undone"))
        progress.step(total, total, "撤销导入")
    return Undone(len(new), len(changed), tuple(skipped))


def _imported(session: Session, batch_pk: int) -> list[_Imported]:
    from sqlalchemy import select

    from app.models import Complaint, ImportRow

    query = (
        select(Complaint.pk, Complaint.id, Complaint.number, Complaint.revision, ImportRow.revision, ImportRow.before)
        .join(Complaint, Complaint.pk == ImportRow.complaint_pk)
        .where(ImportRow.batch_pk == batch_pk)
        .order_by(Complaint.pk)
    )
    return [
        _Imported(pk, id_, number, now == then, before) for pk, id_, number, now, then, before in session.execute(query)
    ]


def _in_sealed(session: Session, home: Home, batch_pk: int) -> frozenset[int]:
    """Row numbers of the batch's cases that count in a sealed return of this office."""
    from sqlalchemy import or_, select

    from app.models import Event, ImportRow
    from app.services.register.matching import sealed_periods

    sealed = sealed_periods(session, home)
    if not sealed:
        return frozenset()
    query = (
        select(Event.complaint_pk)
        .join(ImportRow, ImportRow.complaint_pk == Event.complaint_pk)
        .where(
            ImportRow.batch_pk == batch_pk,
            Event.revoked_on.is_(None),
            Event.deleted_at.is_(None),
            or_(*(Event.counts_on.between(start, until) for start, until, _ in sealed)),
        )
    )
    from app.models import Complaint
    from app.services.returns.evidence import periods_of

    ids = select(Complaint.pk, Complaint.id).join(ImportRow, ImportRow.complaint_pk == Complaint.pk)
    mine = {id: pk for pk, id in session.execute(ids.where(ImportRow.batch_pk == batch_pk))}
    in_evidence = {mine[id] for id in periods_of(session, home.office.pk, mine)}
    return frozenset(session.scalars(query)) | in_evidence


def _kept(session: Session, batch_pk: int) -> frozenset[int]:
    """Row numbers of the batch's cases with files, papers or letters: these leave the case itself unchanged."""
    from sqlalchemy import select

    from app.models import Attachment, Document, ImportRow, Letter

    found: set[int] = set()
    for table in (Attachment, Document, Letter):
        query = select(ImportRow.complaint_pk).join(table, table.complaint_pk == ImportRow.complaint_pk)
        found.update(session.scalars(query.where(ImportRow.batch_pk == batch_pk).distinct()))
    return frozenset(found)


def _skip(row: _Imported, name: str) -> Skipped:
    issue = Issue("warning", f"register.{name}", {"number": row.number})
    return Skipped(row.id, row.number, issue.code, issue.message)


def _restore(
    session: Session, row: _Imported, record: Record, batch_pk: int, lists: CodeLists, home: Home, by: str
) -> None:
    """Give a changed case its old values back. An earlier batch that made them may still be undone after that."""
    from sqlalchemy import delete, update

    from app.models import ImportRow
    from app.services.complaints.changing import apply_change, course_after

    before = json.loads(row.before)
    values = unpacked(before["values"])
    way = course_after(record, values, assume_acceptance=before["acceptance_assumed"])
    revision = apply_change(
        session,
        row.pk,
        record,
        values,
        way,
        lists=lists,
        home=home,
        by=by,
        batch_pk=batch_pk,
        more={"fingerprint": before["fingerprint"]},
    )
    session.execute(delete(ImportRow).where(ImportRow.batch_pk == batch_pk, ImportRow.complaint_pk == row.pk))
    session.execute(
        update(ImportRow)
        .where(ImportRow.complaint_pk == row.pk, ImportRow.revision == before["revision"])
        .values(revision=revision)
    )


def _remove(session: Session, rows: Sequence[_Imported], batch_pk: int, by: str) -> None:
    """Remove new cases for good; their ids are remembered, their numbers never used again."""
    from sqlalchemy import delete, insert

    from app.models import Complaint, ComplaintTag, Event, ImportRow, Tombstone
    from app.services.database import search_index

    pks = [row.pk for row in rows]
    session.execute(delete(ImportRow).where(ImportRow.batch_pk == batch_pk, ImportRow.complaint_pk.in_(pks)))
    session.execute(delete(ComplaintTag).where(ComplaintTag.complaint_pk.in_(pks)))
    session.execute(delete(Event).where(Event.complaint_pk.in_(pks)))
    session.execute(delete(Complaint).where(Complaint.pk.in_(pks)))
    search_index.remove(session, pks)
    session.execute(insert(Tombstone), [{"id": row.id, "entity": "complaint", "by": by} for row in rows])
