"""One change of a letter, with its history; and taking the latest one back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from app.errors import AppError
from app.models import Change, Document
from app.models import Letter as Row
from app.models.base import now
from app.services.letters.face import LetterEdit
from app.services.letters.fields import LABELS, in_words
from app.services.memory.linking import trader_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ENTITY = "letter"
DELETED = "deleted"
_IN_USE, _IN_BIN = "在册", "回收站"
_DATES = ("sent_on", "answer_due", "answered_on")


def set_fields(session: Session, row: Row, values: Mapping[str, Any], by: str) -> bool:
    """Give a kept letter other values; ``complaint_pk`` comes with its number in words. False: nothing differed."""
    changes = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changes:
        return False
    before = {name: getattr(row, name) for name in changes}
    row.touch()
    for name, value in changes.items():
        setattr(row, name, value)
    if "trader" in changes:
        row.trader_pk = trader_of(session, row.trader)
    if "complaint_pk" in changes:  # its papers lie where it lies, and go when it goes
        session.execute(update(Document).where(Document.letter_pk == row.pk).values(complaint_pk=row.complaint_pk))
    line = {"by": by, "entity": ENTITY, "entity_id": row.id, "revision": row.revision}
    session.execute(
        insert(Change),
        [
            {
                **line,
                "field": name,
                "before": _said(session, name, before[name]),
                "after": _said(session, name, value),
                "was": json.dumps(before[name], ensure_ascii=False, default=date.isoformat),
            }
            for name, value in changes.items()
        ],
    )
    session.flush()
    return True


def mark(session: Session, row: Row, by: str, *, binned: bool) -> None:
    """Put a letter into the bin or take it out."""
    row.touch()
    row.deleted_at, row.deleted_by = (now(), by) if binned else (None, None)
    before, after = (_IN_USE, _IN_BIN) if binned else (_IN_BIN, _IN_USE)
    line = {"by": by, "entity": ENTITY, "entity_id": row.id, "revision": row.revision, "field": DELETED}
    session.execute(insert(Change), [line | {"before": before, "after": after}])
    session.flush()


def take_back(session: Session, row: Row, by: str) -> None:
    """Give the fields of the latest change their values before it; that is a change of its own.

    Raises ``letter.nothing_to_take_back`` for a letter nobody changed.
    """
    changes = session.scalars(select(Change).where(Change.entity_id == row.id, Change.revision == row.revision)).all()
    if not changes:
        raise AppError("letter.nothing_to_take_back")
    if any(change.field == DELETED for change in changes):
        mark(session, row, by, binned=row.deleted_at is None)
        return
    set_fields(session, row, {change.field: _value(change) for change in changes}, by)


def history(session: Session, row: Row) -> tuple[LetterEdit, ...]:
    """Every change of every field, the latest first."""
    rows = session.scalars(select(Change).where(Change.entity_id == row.id).order_by(Change.pk.desc()))
    labels = {**LABELS, "complaint_pk": LABELS["case"], DELETED: "放在哪里"}
    return tuple(
        LetterEdit(each.at, each.by, labels.get(each.field, each.field), each.before, each.after, each.revision)
        for each in rows
    )


def _value(change: Change) -> Any:
    value = json.loads(change.was or "null")
    return date.fromisoformat(value) if change.field in _DATES and value is not None else value


def _said(session: Session, name: str, value: Any) -> str | None:
    if name == "complaint_pk":
        from app.models import Complaint

        return None if value is None else session.scalar(select(Complaint.number).where(Complaint.pk == value))
    return in_words(name, value)
