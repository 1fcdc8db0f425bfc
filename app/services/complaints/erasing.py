"""Removing cases for good: the rows, their history, their words in the index; the ids are remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, or_, select

from app.models import (
    ArchiveFile,
    Attachment,
    Change,
    Complaint,
    ComplaintTag,
    Document,
    Event,
    ImportRow,
    Letter,
    Tombstone,
)
from app.services.database import search_index
from app.services.database.overwriting import overwriting

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session


def erase(session: Session, cases: Mapping[int, str], by: str) -> None:
    """Remove the cases (row number → id; some hundreds at a time) with all that hangs on them.

    The caller has made sure that nothing sealed counts them. Their numbers stay issued: the series and the journal
    know them.
    """
    pks, ids = list(cases), list(cases.values())
    with overwriting(session):
        for table in (ImportRow, ComplaintTag, Event):
            session.execute(delete(table).where(table.complaint_pk.in_(pks)))
        session.execute(delete(Change).where(Change.entity_id.in_(ids)))
        for named in _beside(pks):
            session.execute(delete(Change).where(Change.entity_id.in_(named)))
        session.execute(delete(Complaint).where(Complaint.pk.in_(pks)))
        search_index.remove(session, pks)
    session.execute(insert(Tombstone), [{"id": id, "entity": "complaint", "by": by} for id in ids])


def _beside(pks: Sequence[int]) -> list[Select[str]]:
    """The ids of what goes with the cases and has a history of its own, which names the same people."""
    letters = select(Letter.pk).where(Letter.complaint_pk.in_(pks))
    papers = or_(Document.complaint_pk.in_(pks), Document.letter_pk.in_(letters))
    own = [select(table.id).where(table.complaint_pk.in_(pks)) for table in (Letter, Attachment, ArchiveFile)]
    return [*own, select(Document.id).where(papers)]
