"""Removing cases for good: the rows, their history, their words in the index; the ids are remembered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from app.models import Change, Complaint, ComplaintTag, Event, ImportRow, Tombstone
from app.services.database import search_index
from app.services.database.overwriting import overwriting

if TYPE_CHECKING:
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
        session.execute(delete(Complaint).where(Complaint.pk.in_(pks)))
        search_index.remove(session, pks)
    session.execute(insert(Tombstone), [{"id": id, "entity": "complaint", "by": by} for id in ids])
