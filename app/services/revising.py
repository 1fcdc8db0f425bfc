"""One change of a kept line or entry, with its history; deleting it, and taking the latest change back.

For records that are rows of one table (lines of the work ledger, entries of rosters). What belongs to a record but lies
in other tables is read and written by the caller: a field for it is named in ``beside``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from app.models import Change
from app.models.base import Travelling, now

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

DELETED = "deleted"
IN_USE, IN_BIN = "在册", "删掉的"
#: A value as the history keeps it, by field.
Said = Callable[[str, Any], str | None]


@dataclass(frozen=True, slots=True)
class Edit:
    """One field changed: who, when, before → after as a person reads them."""

    at: datetime
    by: str
    label: str
    before: str | None
    after: str | None
    revision: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A field that is no column: what it is now, and how it is written. Values are JSON."""

    now: Any
    write: Callable[[Any], None]


def set_fields(
    session: Session,
    row: Any,
    entity: str,
    values: Mapping[str, Any],
    by: str,
    said: Said,
    beside: Mapping[str, Beside] | None = None,
) -> bool:
    """Give a kept record other values. False: nothing differed."""
    other = beside or {}

    def current(name: str) -> Any:
        return other[name].now if name in other else getattr(row, name)

    changes = {name: value for name, value in values.items() if current(name) != value}
    if not changes:
        return False
    before = {name: current(name) for name in changes}
    row.touch()
    for name, value in changes.items():
        if name in other:
            other[name].write(value)
        else:
            setattr(row, name, value)
    line = {"by": by, "entity": entity, "entity_id": row.id, "revision": row.revision}
    session.execute(
        insert(Change),
        [
            {
                **line,
                "field": name,
                "before": said(name, before[name]),
                "after": said(name, value),
                "was": json.dumps(before[name], ensure_ascii=False, default=date.isoformat),
            }
            for name, value in changes.items()
        ],
    )
    session.flush()
    return True


def mark(session: Session, row: Travelling, entity: str, by: str, *, binned: bool) -> None:
    """Delete a record, or have it back."""
    row.touch()
    row.deleted_at, row.deleted_by = (now(), by) if binned else (None, None)
    before, after = (IN_USE, IN_BIN) if binned else (IN_BIN, IN_USE)
    line = {"by": by, "entity": entity, "entity_id": row.id, "revision": row.revision, "field": DELETED}
    session.execute(insert(Change), [line | {"before": before, "after": after}])
    session.flush()


def latest(session: Session, row: Travelling, dates: frozenset[str]) -> dict[str, Any] | None:
    """The fields of the latest change with their values before it; None when nobody changed the record.

    ``deleted`` among them: it was deleted or had back, with True for what it was before.
    """
    changes = session.scalars(select(Change).where(Change.entity_id == row.id, Change.revision == row.revision)).all()
    if not changes:
        return None
    found: dict[str, Any] = {}
    for change in changes:
        if change.field == DELETED:
            return {DELETED: change.before == IN_BIN}
        value = json.loads(change.was or "null")
        found[change.field] = date.fromisoformat(value) if change.field in dates and value is not None else value
    return found


def history(session: Session, id: str, labels: Mapping[str, str]) -> tuple[Edit, ...]:
    """Every change of every field of a record, the latest first."""
    rows = session.scalars(select(Change).where(Change.entity_id == id).order_by(Change.pk.desc()))
    return tuple(
        Edit(
            each.at,
            each.by,
            "放在哪里" if each.field == DELETED else labels.get(each.field, each.field),
            each.before,
            each.after,
            each.revision,
        )
        for each in rows
    )
