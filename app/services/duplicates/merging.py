"""Two cases made one: what the kept one lacks comes from the other, which goes to the bin; and taken back whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import delete, insert, or_, select

from app.errors import AppError, Issue
from app.models import Change, Complaint, ComplaintLink, Event
from app.models.base import new_id, now
from app.services.attachments.carrying import carry_back, carry_over
from app.services.complaints import group, history, outcome, standing
from app.services.complaints.changing import ASSUMED, apply_change, course_after, kept_value, words
from app.services.complaints.fields import FIELDS
from app.services.complaints.record import Record, read_one
from app.services.duplicates import links

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.codelists import CodeLists
    from app.services.complaints.outcome import Course
    from app.services.offices import Home

Side = Literal["keep", "other"]
#: Columns that go with a field: «约» with the amount, the fine class with the goods.
_WITH = {"amount": ("amount_approx",), "item": ("item_code",)}
#: How a case went on. These hold together: half of one case's end and half of another's is no history.
_ENDING = (
    "accepted_on", "refused_on", "refusal", "result", "termination", "mediation_way", "closed_on", "recovered",
    "punitive", "followed_up_on", "satisfaction",
)  # fmt: skip
#: What every case has, whether somebody thought about it or not.
_ALWAYS = ("kind", "received_on", "group_size")
_MERGED = "merged"


def merge(
    session: Session,
    keep: tuple[int, Record],
    other: tuple[int, Record],
    taken: Mapping[str, Side],
    *,
    lists: CodeLists,
    home: Home,
    by: str,
) -> tuple[str, tuple[Issue, ...]]:
    """Merge ``other`` into ``keep`` (rows and records); returns the link's id and remarks.

    A sealed month does not hinder it, since what was sealed is kept as it was; the remark says so.
    """
    (pk, kept), (other_pk, gone) = keep, other
    known = links.find(session, pk, other_pk)
    if known is not None and known.kind == _MERGED:
        raise AppError("duplicate.merged_already")
    issues = list(_sealed(session, home, pk, other_pk))
    changes, way, remarks = _filled(kept, gone, taken)
    before = {name: getattr(kept, name) for name in changes} | {ASSUMED: kept.acceptance_assumed}
    joined, people = _people(session, pk, other_pk)
    revision = apply_change(session, pk, kept, changes, way, lists=lists, home=home, by=by, lines=people)
    line = {"by": by, "entity": "complaint", "entity_id": kept.id, "revision": revision}
    session.execute(insert(Change), [line | {"field": _MERGED, "before": None, "after": gone.number}])
    carried = carry_over(session, other_pk, pk)
    binned = history.mark(session, other_pk, gone, by, now())
    if known is not None:
        session.execute(delete(ComplaintLink).where(ComplaintLink.pk == known.pk))
    row = {
        "id": new_id(),
        "complaint_pk": pk,
        "other_pk": other_pk,
        "kind": _MERGED,
        "by": by,
        "revision": revision,
        "before": json.dumps(
            {"values": before, "other": binned.revision, "carried": carried, "people": joined},
            ensure_ascii=False,
            default=date.isoformat,
        ),
    }
    session.execute(insert(ComplaintLink), [row])
    return str(row["id"]), (*issues, *remarks, *_steps_left(gone))


def _people(session: Session, pk: int, other_pk: int) -> tuple[bool, list[dict[str, Any]]]:
    """Give a kept case without a list of its group that of the other; whether it did, and its line of the history."""
    theirs = group.read(session, other_pk)
    if not theirs or group.read(session, pk):
        return False, []
    group.write(session, pk, [replace(member, id="") for member in theirs])
    return True, [group.line((), group.read(session, pk))]


def _steps_left(gone: Record) -> list[Issue]:
    """A remark on steps of the other case that no field tells of: they stay with it."""
    steps = dict.fromkeys(
        standing.EVENT_WORDS[event.kind]
        for event in gone.events
        if not outcome.from_fields(gone.kind, event.kind, closes=event.closes, current=True)
    )
    more = {"steps": "、".join(steps), "number": gone.number}
    return [Issue("warning", "duplicate.steps_left", more)] if steps else []


def _filled(kept: Record, gone: Record, taken: Mapping[str, Side]) -> tuple[dict[str, Any], Course, list[Issue]]:
    """What the kept case gets, the course it then takes, and what could not be brought together."""
    changes: dict[str, Any] = {}
    ended = bool(kept.result or kept.refused_on or kept.refusal)
    result = gone.result if taken.get("result") == "other" else kept.result
    left = [name for name in _ENDING if ended and result != gone.result and name not in taken]
    for name in FIELDS:
        mine, theirs = getattr(kept, name), getattr(gone, name)
        if name in left:
            continue
        empty = mine in (None, "", ()) and name not in _ALWAYS
        wanted = taken.get(name, "other" if empty else "keep") == "other"
        if not wanted or mine == theirs or (theirs in (None, "", ()) and name not in taken):
            continue
        for each in (name, *_WITH.get(name, ())):
            if getattr(kept, each) != getattr(gone, each):
                changes[each] = getattr(gone, each)
    way = course_after(kept, changes)
    if any(issue.severity == "error" for issue in way.issues):
        left += [name for name in _ENDING if name in changes and name not in taken]
        changes = {name: value for name, value in changes.items() if name not in left}
        way = course_after(kept, changes)
        errors = [issue for issue in way.issues if issue.severity == "error"]
        if errors:
            raise AppError("complaint.not_taken", issues=way.issues, count=len(errors), first=errors[0].message)
    fields = "、".join(FIELDS[n].label for n in left if getattr(gone, n) and getattr(gone, n) != getattr(kept, n))
    remarks = [Issue("warning", "duplicate.ending_left", {"fields": fields, "number": gone.number})] if fields else []
    changes = {name: value for name, value in changes.items() if name not in way.lost}
    return changes, way, [*remarks, *way.issues]


def take_back(
    session: Session, link: ComplaintLink, *, lists: CodeLists, home: Home, by: str
) -> tuple[Record, tuple[Issue, ...]]:
    """Undo a merge: the kept case has its fields back, the other is out of the bin.

    All of it or nothing: raises ``complaint.changed_since`` when a field that the merge filled was changed again,
    ``complaint.in_bin`` when the kept case itself is in the bin.
    """
    pk, other_pk = link.complaint_pk, link.other_pk
    kept, gone = read_one(session, pk), read_one(session, other_pk)
    if kept.deleted:
        raise AppError("complaint.in_bin", number=kept.number)
    issues = _sealed(session, home, pk, other_pk)
    before = json.loads(link.before)
    values = {name: kept_value(name, json.dumps(value)) for name, value in before["values"].items()}
    assumed = bool(values.pop(ASSUMED))
    lines = select(Change.field, Change.after).where(Change.entity_id == kept.id, Change.revision == link.revision)
    given = {row[0]: row[1] for row in session.execute(lines)}
    since = [name for name in values if words(name, getattr(kept, name), lists) != given.get(name)]
    if since:
        fields = "、".join(history.Edit(link.at, link.by, name, None, None).label for name in since)
        raise AppError("complaint.changed_since", number=kept.number, fields=fields)
    way = course_after(kept, values, assume_acceptance=assumed if values else None)
    errors = [issue for issue in way.issues if issue.severity == "error"]
    if errors:
        raise AppError("complaint.not_taken", issues=way.issues, count=len(errors), first=errors[0].message)
    people: list[dict[str, Any]] = []
    if before.get("people"):
        people = [group.line(group.read(session, pk), ())]
        group.write(session, pk, ())
    apply_change(session, pk, kept, values, way, lists=lists, home=home, by=by, takes_back=link.revision, lines=people)
    if gone.deleted:
        history.mark(session, other_pk, gone, by, None, takes_back=before["other"])
    carry_back(session, before.get("carried", {}), other_pk)
    session.execute(delete(ComplaintLink).where(ComplaintLink.pk == link.pk))
    return read_one(session, pk), issues


def _sealed(session: Session, home: Home, *pks: int) -> tuple[Issue, ...]:
    """A remark when one of the cases counts in a sealed return of this office: its figures stay as they are."""
    from app.services.register.matching import sealed_periods

    sealed = sealed_periods(session, home)
    if not sealed:
        return ()
    counted = session.scalar(
        select(Event.pk)
        .where(
            Event.complaint_pk.in_(pks),
            Event.revoked_on.is_(None),
            Event.deleted_at.is_(None),
            or_(*(Event.counts_on.between(start, until) for start, until, _ in sealed)),
        )
        .limit(1)
    )
    return () if counted is None else (Issue("warning", "complaint.in_sealed"),)


def row_of(session: Session, id: str) -> int:
    """The row of a case by its id; raises ``complaint.not_found``."""
    pk = session.scalar(select(Complaint.pk).where(Complaint.id == id))
    if pk is None:
        raise AppError("complaint.not_found", wanted=id)
    return pk
