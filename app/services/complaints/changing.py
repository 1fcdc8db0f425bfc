"""Changing a case: its columns, tags, events, history and index entry move together."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from app.errors import AppError
from app.models import ArchiveFile, Change, Complaint, ComplaintTag, Document, Event
from app.models.base import new_id, now
from app.services.complaints import outcome, standing
from app.services.complaints.fields import FIELDS
from app.services.complaints.record import TABLE, LiveEvent, Record
from app.services.database import search_index
from app.services.memory.linking import trader_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.codelists import CodeLists
    from app.services.offices import Home

LIST_FIELDS = ("demand",)
#: In the history beside the fields: whether the acceptance was assumed. It cannot be told from the fields alone.
ASSUMED = "acceptance_assumed"
#: In the history beside the fields: a step that no field tells of was written down, or taken back.
STEP = "step"
#: Why an event that a field told of no longer holds, when nobody said why.
CHANGED = "登记内容改动"


def course_after(
    record: Record,
    changes: Mapping[str, Any],
    *,
    assume_acceptance: bool | None = None,
    added: Sequence[outcome.Dated] = (),
    without: Collection[str] = (),
) -> outcome.Course:
    """The events of ``record`` with ``changes`` (typed values by field); an assumed acceptance stays assumed.

    ``assume_acceptance`` says otherwise. ``added`` are steps that no field tells of, ``without`` ids of such that no
    longer hold. An error among the issues says that a later step of the case cannot stand any more.
    """
    values = {name: getattr(record, name) for name in FIELDS if hasattr(record, name)} | dict(changes)
    assumed = record.acceptance_assumed if assume_acceptance is None else assume_acceptance
    way = outcome.course(values, assume_acceptance=assumed)
    steps: list[outcome.Dated] = [event for event in record.events if event.id not in without]
    round = standing.round_of([*steps, *added])
    kind = values["kind"]
    others = [each for each in steps if not _told_by_field(kind, each, round)] + list(added)
    return outcome.together(way, kind, others) if others else way


def course_of(record: Record) -> outcome.Course:
    """All events that stand in a case of another folder, to be written down here with all that is said of them."""
    way = course_after(record, {})
    events = {event.kind: event for event in record.events if _told_by_field(record.kind, event, way.round)}
    told = tuple(_with(each, events[each.kind]) if each.kind in events else each for each in way.happenings)
    steps = tuple(
        _with(
            outcome.Happening(event.kind, event.on, reason=event.reason, recovered=event.recovered, round=event.round),
            event,
        )
        for event in record.events
        if not _told_by_field(record.kind, event, way.round)
    )
    return replace(way, happenings=(*told, *steps))


def _with(happening: outcome.Happening, event: LiveEvent) -> outcome.Happening:
    return replace(
        happening,
        counts_on=event.counts_on,
        to_whom=event.to_whom,
        note=event.note,
        due_on=event.due_on,
        satisfaction=event.satisfaction,
    )


@dataclass(frozen=True, slots=True)
class _Gone:
    """When, by whom and why events no longer hold."""

    on: date
    by: str
    why: str


def _told_by_field(kind: str, event: outcome.Dated | Event, round: int) -> bool:
    return outcome.from_fields(kind, event.kind, closes=event.closes, current=event.round == round)


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
    added: Sequence[outcome.Happening] = (),
    without: Collection[str] = (),
    revived: Collection[str] = (),
    reason: str = "",
    lines: Sequence[Mapping[str, Any]] = (),
    day: date | None = None,
) -> str:
    """Write ``changes`` (typed values that differ) and the events they lead to; returns the new revision.

    ``more`` are columns beside the fields (a fingerprint); they are not part of the history. ``takes_back`` is the
    revision that is taken back by this one: what it revoked holds again. ``added`` are steps that no field tells of;
    ``without`` and ``revived`` are ids of such that no longer hold, or hold again. ``reason`` is why events that no
    longer hold do not. All of them must have been part of :func:`course_after`. ``lines`` are more lines for the
    history. ``day`` is today, where it is not the PC's. Raises ``archive.destroyed_stays`` for what would take a file
    out of the archive whose papers were destroyed.
    """
    if record.state == "filed" != way.state:
        refuse_out_of_archive(session, pk, "archive.destroyed_stays", destroyed=True)
    revision = new_id()
    columns = {name: stored(name, value) for name, value in changes.items() if name in TABLE.c}
    columns |= {
        "state": way.state,
        "supervised": way.supervised,
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
    kind = changes.get("kind", record.kind)
    gone = _Gone(day or now().astimezone().date(), by, reason)
    steps = _write_steps(session, pk, added, without, revived, home, gone, revision)
    reconcile_events(session, pk, way, home, gone, kind=kind, revision=revision, revive=bool(takes_back))
    line = {"by": by, "entity": "complaint", "entity_id": record.id, "revision": revision, "batch_pk": batch_pk}
    told = dict(changes)
    assumed = any(h.kind == "accepted" and h.assumed for h in way.happenings)
    if (told or reason) and assumed != record.acceptance_assumed:
        told[ASSUMED] = assumed
    rows = [line | _told(name, getattr(record, name), value, lists) for name, value in told.items()]
    rows += [line | each for each in (*steps, *map(dict, lines))]
    if takes_back is not None:
        rows.append(line | {"field": "took_back", "before": None, "after": takes_back, "was": None})
    if rows:
        session.execute(insert(Change), rows)
    if any(name in search_index.FIELDS for name in changes):
        search_index.replace(session, pk, search_fields(session, pk))
    return revision


def refuse_out_of_archive(session: Session, pk: int, code: str, *, destroyed: bool) -> None:
    """Raise ``code`` when the case is a file of the archive whose papers were ``destroyed``, or still are there."""
    row = session.scalar(
        select(ArchiveFile).where(
            ArchiveFile.complaint_pk == pk,
            ArchiveFile.deleted_at.is_(None),
            ArchiveFile.destroyed_on.is_not(None) if destroyed else ArchiveFile.destroyed_on.is_(None),
        )
    )
    if row is not None:
        raise AppError(code, number=row.number)


def _write_steps(
    session: Session,
    pk: int,
    added: Sequence[outcome.Happening],
    without: Collection[str],
    revived: Collection[str],
    home: Home,
    gone: _Gone,
    revision: str,
) -> list[dict[str, Any]]:
    """Write steps that no field tells of, and take such back; the lines of the history that tell so."""
    lines: list[dict[str, Any]] = []
    for event in session.scalars(select(Event).where(Event.complaint_pk == pk, Event.id.in_([*without, *revived]))):
        words = step_words(event.kind, event.on_date)
        if event.id in revived:
            _revive(event)
            lines.append({"field": STEP, "before": None, "after": words, "was": json.dumps([event.id])})
        else:
            _revoke(event, gone)
            lines.append({"field": STEP, "before": words, "after": None, "was": json.dumps(event.id)})
    session.flush()
    if added:
        rows = [event_row(pk, each, home, gone.by, revision) for each in added]
        session.execute(insert(Event), rows)
        for each, row in zip(added, rows, strict=True):
            words = step_words(each.kind, each.on)
            lines.append({"field": STEP, "before": None, "after": words, "was": json.dumps([row["id"]])})
    return lines


def step_words(kind: str, on: date) -> str:
    """A step as a person reads it in the history: «开始调解（2026-03-05）»."""
    return f"{standing.EVENT_WORDS[kind]}（{on.isoformat()}）"


def steps_of(was: Sequence[str | None]) -> tuple[list[str], list[str]]:
    """The ids of steps (written down, taken back) from the kept values of the history's step lines."""
    kept = [json.loads(value) for value in was if value is not None]
    return [id for each in kept if isinstance(each, list) for id in each], [id for id in kept if isinstance(id, str)]


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


def event_row(
    pk: int, happening: outcome.Happening, home: Home, by: str, revision: str = "", before: Event | None = None
) -> dict[str, Any]:
    """The event's columns; it counts when it happened unless someone says otherwise.

    ``before`` is the event that it stands for from now on: what no field tells of goes on with it. ``revision`` is
    that of the case.
    """
    counts_on, to_whom, note, due_on = happening.counts_on, happening.to_whom, happening.note, happening.due_on
    if before is not None:
        if counts_on is None and before.counts_on != before.on_date and before.counts_on >= happening.on:
            counts_on = before.counts_on
        if before.kind == happening.kind:
            to_whom, note, due_on = to_whom or before.to_whom, note or before.note, due_on or before.due_on
    return {
        "id": new_id(),
        "origin": home.office.code,
        "revision": revision or new_id(),
        "complaint_pk": pk,
        "kind": happening.kind,
        "on_date": happening.on,
        "counts_on": counts_on or happening.on,
        "office_pk": home.office.pk,
        "round": happening.round,
        "due_on": due_on,
        "closes": happening.closes,
        "assumed": happening.assumed,
        "reason": happening.reason,
        "way": happening.way,
        "recovered": happening.recovered,
        "punitive": happening.punitive,
        "to_whom": to_whom,
        "satisfaction": happening.satisfaction,
        "note": note,
        "created_by": by,
    }


def write_events(session: Session, pk: int, way: outcome.Course, home: Home, by: str) -> None:
    """Write the events of a new case."""
    session.execute(insert(Event), [event_row(pk, happening, home, by) for happening in way.happenings])


def reconcile_events(
    session: Session,
    pk: int,
    way: outcome.Course,
    home: Home,
    gone: _Gone,
    *,
    kind: str,
    revision: str,
    revive: bool = False,
) -> None:
    """Make the live events what the fields now say: what no longer holds is revoked, never erased.

    Events that no field tells of stay. A new event takes over the statistical date, the note and the papers of the
    one it stands for; with ``revive`` one that was revoked and says the same holds again.
    """
    events = session.scalars(select(Event).where(Event.complaint_pk == pk, Event.deleted_at.is_(None))).all()
    live = [event for event in events if event.revoked_on is None and _told_by_field(kind, event, way.round)]
    wanted = list(way.happenings)
    lost: list[Event] = []
    for event in live:
        same = next((h for h in wanted if _same(event, h)), None)
        if same is not None:
            wanted.remove(same)
            continue
        _revoke(event, gone)
        lost.append(event)
    session.flush()
    if revive:
        for event in sorted(events, key=lambda event: event.pk, reverse=True):
            same = next((h for h in wanted if _same(event, h) and event.round == h.round), None)
            if event.revoked_on is not None and event not in lost and same is not None:
                wanted.remove(same)
                _revive(event)
        session.flush()
    for happening in wanted:
        before = next((e for e in lost if e.kind == happening.kind or (e.closes and happening.closes)), None)
        row = event_row(pk, happening, home, gone.by, revision, before)
        written = session.scalars(insert(Event).returning(Event.pk), [row]).one()
        if before is not None:
            session.execute(update(Document).where(Document.event_pk == before.pk).values(event_pk=written))


def _revoke(event: Event, gone: _Gone) -> None:
    event.revoked_on, event.revoked_reason, event.revoked_by = gone.on, (gone.why or CHANGED)[:200], gone.by
    event.version += 1


def _revive(event: Event) -> None:
    event.revoked_on, event.revoked_reason, event.revoked_by = None, "", ""
    event.version += 1


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
        and event.closes == happening.closes
    )


def search_fields(session: Session, pk: int) -> dict[str, Any]:
    """What the search index keeps of a case."""
    row = session.execute(select(*(TABLE.c[name] for name in search_index.FIELDS)).where(TABLE.c.pk == pk)).one()
    return dict(row._mapping)
