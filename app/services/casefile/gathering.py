"""Reading what belongs into the file of a case, in one view of the database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.models import ArchiveFile, Attachment, Document, Letter
from app.services import codelists, offices
from app.services.archive import rules
from app.services.casework.story import Told, tell
from app.services.complaints import group
from app.services.complaints.records import find_one

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.codelists import CodeLists
    from app.services.complaints.record import Record


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """An issued paper; ``fields`` is what was filled in. Its bytes are kept under ``sha256``, as a Word file under
    ``docx_sha256``."""

    id: str
    kind: str
    title: str
    number: str
    recipient: str
    issued_on: date
    sha256: str
    docx_sha256: str
    pages: int
    fields: dict[str, Any]
    revoked: str = ""


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter and its answer."""

    kind: str
    number: str
    to_whom: str
    subject: str
    body: str
    sent_on: date
    answered_on: date | None
    answer: str


@dataclass(frozen=True, slots=True)
class KeptFile:
    """An attachment: its bytes are kept under ``sha256``."""

    name: str
    media: str
    size: int
    note: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """All there is of a case. ``archive_number`` and ``kept_for`` are empty before it is in the archive."""

    record: Record
    lists: CodeLists
    office: str
    practice: bool
    members: tuple[group.Member, ...]
    papers: tuple[KeptPaper, ...]
    letters: tuple[KeptLetter, ...]
    files: tuple[KeptFile, ...]
    story: tuple[Told, ...]
    archive_number: str = ""
    archive_title: str = ""
    kept_for: str = ""
    box: str = ""


def gather(session: Session, wanted: str) -> Gathered:
    """Everything of a case. Raises ``complaint.not_found``."""
    pk, record = find_one(session, wanted)
    lists = codelists.load(session)
    home = offices.read_home(session)
    filed = session.scalar(select(ArchiveFile).where(ArchiveFile.complaint_pk == pk, ArchiveFile.deleted_at.is_(None)))
    return Gathered(
        record,
        lists,
        home.office.name,
        bool(home.practice),
        group.read(session, pk),
        _papers(session, pk),
        _letters(session, pk),
        _files(session, pk),
        tell(session, pk, lists),
        filed.number if filed else "",
        filed.title if filed else "",
        rules.read(session).words_of(filed.retention) if filed else "",
        filed.box if filed else "",
    )


def _papers(session: Session, pk: int) -> tuple[KeptPaper, ...]:
    rows = session.scalars(
        select(Document)
        .where(Document.complaint_pk == pk, Document.deleted_at.is_(None))
        .order_by(Document.issued_on, Document.pk)
    )
    return tuple(
        KeptPaper(
            row.id,
            row.kind,
            row.title,
            row.number,
            row.recipient,
            row.issued_on,
            row.sha256,
            row.docx_sha256,
            row.pages,
            json.loads(row.fields),
            f"{row.revoked_on.isoformat()} 作废：{row.revoked_reason}" if row.revoked_on else "",
        )
        for row in rows
    )


def _letters(session: Session, pk: int) -> tuple[KeptLetter, ...]:
    rows = session.scalars(
        select(Letter).where(Letter.complaint_pk == pk, Letter.deleted_at.is_(None)).order_by(Letter.sent_on, Letter.pk)
    )
    return tuple(
        KeptLetter(row.kind, row.number, row.to_whom, row.subject, row.body, row.sent_on, row.answered_on, row.answer)
        for row in rows
    )


def _files(session: Session, pk: int) -> tuple[KeptFile, ...]:
    rows = session.scalars(
        select(Attachment)
        .where(Attachment.complaint_pk == pk, Attachment.deleted_at.is_(None))
        .order_by(Attachment.position, Attachment.pk)
    )
    return tuple(KeptFile(row.name, row.media, row.size, row.note, row.sha256) for row in rows)
