"""Changing a case: its columns, tags, events, history and index entry move together."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from app.models import Change, Complaint, ComplaintTag, Event
from app.models.base import new_id, now
from app.services.complaints import outcome
from app.services.complaints.fields import FIELDS
from app.services.complaints.record import TABLE, Record
from app.services.database import search_index
from app.services.memory.linking import trader_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.codelists import CodeLists
    from app.services.offices import Home

LIST_FIELDS = ("demand",)
#: In the history beside the fields: whether the acceptance was assumed. It cannot be told from the fields alone.
ASSUMED = "acceptance_assumed"


def course_after(
    record: Record, changes: Mapping[str, Any], *, assume_acceptance: bool | None = None
) -> outcome.Course:
    """The events of ``record`` with ``changes`` (typed values by field); an assumed acceptance stays assumed.

    ``assume_acceptance`` says otherwise.
    """
    values = {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
    assumed = record.acceptance_assumed if assume_acceptance is None else assume_acceptance
    return outcome.course({**values, **changes}, assume_acceptance=assumed)


def apply_change(
    session: Session,
    pk: int,
    record: Record,
    changes: Mapping[str, Any],
    way: outcome.Course,
    *,
    lists: CodeLists,
    home: Home,
    by: str,
    batch_pk: int | None = None,
    more: Mapping[str, Any] | None = None,
    takes_back: str | None = None,
) -> str:
    """Write ``changes`` (typed values that differ) and the events they lead to; returns the new revision.

    ``more`` are columns beside the fields (a fingerprint); they are not part of the history. ``takes_back`` is the
    revision that is taken back by this one.
    """
    revision = new_id()
    columns = {name: stored(name, value) for name, value in changes.items() if name in TABLE.c}
    columns |= {
        "state": way.state,
        "revision": revision,
        "parent_revision": record.revision,
        "version": record.version + 1,
        "changed_at": now(),
        **(more or {}),
    }
    if "trader" in changes:
        columns["trader_pk"] = trader_of(session, changes["trader"])
    session.execute(update(Complaint).where(Complaint.pk == pk).values(**columns))
    if "tags" in changes:
        session.execute(delete(ComplaintTag).where(ComplaintTag.complaint_pk == pk))
        write_tags(session, pk, changes["tags"])
    reconcile_events(session, pk, way, home, by)
    line = {"by": by, "entity": "complaint", "entity_id": record.id, "revision": revision, "batch_pk": batch_pk}
    told = dict(changes)
    assumed = any(h.kind == "accepted" and h.assumed for h in way.happenings)
    if told and assumed != record.acceptance_assumed:
        told[ASSUMED] = assumed
    rows = [line | _told(name, getattr(record, name), value, lists) for name, value in told.items()]
    if takes_back is not None:
        rows.append(line | {"field": "took_back", "before": None, "after": takes_back, "was": None})
    if rows:
        session.execute(insert(Change), rows)
    if any(name in search_index.FIELDS for name in changes):
        search_index.replace(session, pk, search_fields(session, pk))
    return revision


def _told(name: str, before: Any, after: Any, lists: CodeLists) -> dict[str, Any]:
    """A field's line of the history. The value before is kept beside its words where these are not the value."""
    said = words(name, before, lists)
    was = None if isinstance(before, str) and before == said else json.dumps(before, default=date.isoformat)
    return {"field": name, "before": said, "after": words(name, after, lists), "was": was}


def kept_value(name: str, was: str) -> Any:
    """The typed value of a field from a line of the history."""
    value = json.loads(was)
    if isinstance(value, list):
        return tuple(value)
    spec = FIELDS.get(name)
    return date.fromisoformat(value) if value is not None and spec and spec.kind == "date" else value


def words(name: str, value: Any, lists: CodeLists) -> str | None:
    """A field's value as a person reads it."""
    if value is None or value == "" or value == ():
        return None
    spec = FIELDS.get(name)
    if isinstance(value, tuple):
        return "、".join(lists.label(spec.list, v) if spec and spec.list else str(v) for v in value)
    if spec is not None and spec.kind == "money":
        return f"{value // 100:,}.{value % 100:02d} 元"
    if spec is not None and spec.list:
        return lists.label(spec.list, str(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.isoformat() if isinstance(value, date) else str(value)


def stored(name: str, value: Any) -> Any:
    """A typed value as its column keeps it."""
    return ",".join(value) if name in LIST_FIELDS else value


def write_tags(session: Session, pk: int, tags: Sequence[str]) -> None:
    """Tag a case."""
    if tags:
        session.execute(insert(ComplaintTag), [{"complaint_pk": pk, "tag": tag} for tag in tags])


def event_row(pk: int, happening: outcome.Happening, home: Home, by: str) -> dict[str, Any]:
    """The event's columns; it counts when it happened unless someone says otherwise."""
    return {
        "id": new_id(),
        "origin": home.office.code,
        "revision": new_id(),
        "complaint_pk": pk,
        "kind": happening.kind,
        "on_date": happening.on,
        "counts_on": happening.on,
        "office_pk": home.office.pk,
        "closes": happening.closes,
        "assumed": happening.assumed,
        "reason": happening.reason,
        "way": happening.way,
        "recovered": happening.recovered,
        "punitive": happening.punitive,
        "satisfaction": happening.satisfaction,
        "created_by": by,
    }


def write_events(session: Session, pk: int, way: outcome.Course, home: Home, by: str) -> None:
    """Write the events of a new case."""
    session.execute(insert(Event), [event_row(pk, happening, home, by) for happening in way.happenings])


_FOLLOWS = ("registered", "accepted", "refused", "settled", "terminated", "withdrawn", "transferred", "followed_up")


def reconcile_events(session: Session, pk: int, way: outcome.Course, home: Home, by: str) -> None:
    """Make the live events what the fields now say: what no longer holds is revoked, never erased."""
    live = session.scalars(
        select(Event).where(
            Event.complaint_pk == pk, Event.revoked_on.is_(None), Event.deleted_at.is_(None), Event.kind.in_(_FOLLOWS)
        )
    ).all()
    wanted = list(way.happenings)
    for event in live:
        same = next((h for h in wanted if _same(event, h)), None)
        if same is not None:
            wanted.remove(same)
            continue
        event.revoked_on = now().date()
        event.revoked_reason = "登记内容改动"
        event.version += 1
    session.flush()
    if wanted:
        session.execute(insert(Event), [event_row(pk, happening, home, by) for happening in wanted])


def _same(event: Event, happening: outcome.Happening) -> bool:
    return (
        event.kind == happening.kind
        and event.on_date == happening.on
        and event.reason == happening.reason
        and event.way == happening.way
        and event.recovered == happening.recovered
        and event.punitive == happening.punitive
        and event.satisfaction == happening.satisfaction
        and event.assumed == happening.assumed
    )


def search_fields(session: Session, pk: int) -> dict[str, Any]:
    """What the search index keeps of a case."""
    row = session.execute(select(*(TABLE.c[name] for name in search_index.FIELDS)).where(TABLE.c.pk == pk)).one()
    return dict(row._mapping)
