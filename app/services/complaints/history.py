"""The changes of a case: told revision by revision, and taken back without losing what came after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import insert, select, update

from app.errors import AppError, Issue
from app.models import Change, Complaint, ComplaintLink
from app.models.base import new_id, now
from app.services.complaints import group
from app.services.complaints.changing import (
    ASSUMED,
    STEP,
    apply_change,
    course_after,
    kept_value,
    refuse_out_of_archive,
    steps_of,
    words,
)
from app.services.complaints.fields import FIELDS, understand
from app.services.complaints.record import Record, read_events, read_one

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.codelists import CodeLists
    from app.services.offices import Home

RevisionKind = Literal["changed", "deleted", "restored", "merged"]

DELETED = "deleted"
TOOK_BACK = "took_back"
MERGED = "merged"
#: Lines of the history that are no fields of the form.
_BESIDE = (ASSUMED, TOOK_BACK)
_LABELS = {
    "item_code": "商品或服务细目",
    "amount_approx": "金额的“余、近”",
    DELETED: "放在哪里",
    STEP: "办理",
    group.MEMBERS: "群体成员",
    "merged": "并入的一件",
}
_IN_USE, _IN_BIN = "在册", "回收站"
#: Why events that a revision wrote no longer hold once it was taken back.
_UNDONE = "撤销那次改动"


@dataclass(frozen=True, slots=True)
class Edit:
    """One field changed: who, when, before → after (as a person reads them)."""

    at: datetime
    by: str
    field: str
    before: str | None
    after: str | None

    @property
    def label(self) -> str:
        """The field's name on the form."""
        spec = FIELDS.get(self.field)
        return spec.label if spec else _LABELS.get(self.field, self.field)


@dataclass(frozen=True, slots=True)
class Revision:
    """What one person changed in one go.

    ``takes_back`` is the id of the revision that this one took back; ``taken_back`` says that a later one took
    this one back, and stands. When two cases were made one by it, ``merge`` is the id of their link, by which that is
    taken back (None once the other case is gone for good). ``standing`` ones can be taken back by themselves.
    """

    id: str
    at: datetime
    by: str
    kind: RevisionKind
    edits: tuple[Edit, ...]
    takes_back: str | None = None
    taken_back: bool = False
    merge: str | None = None

    @property
    def standing(self) -> bool:
        """Whether there is something to take back."""
        return not self.taken_back and self.kind != "merged"


def edits(session: Session, record: Record) -> tuple[Edit, ...]:
    """Every change of every field, oldest first."""
    rows = session.scalars(
        select(Change).where(Change.entity_id == record.id, Change.field.not_in(_BESIDE)).order_by(Change.pk)
    )
    return tuple(Edit(c.at, c.by, c.field, c.before, c.after) for c in rows)


def revisions(session: Session, pk: int, record: Record) -> tuple[Revision, ...]:
    """The changes of a case, the latest first."""
    grouped: dict[str, list[Change]] = {}
    for row in session.scalars(select(Change).where(Change.entity_id == record.id).order_by(Change.pk)):
        grouped.setdefault(row.revision, []).append(row)
    merges = {
        revision: id
        for revision, id in session.execute(
            select(ComplaintLink.revision, ComplaintLink.id).where(
                ComplaintLink.complaint_pk == pk, ComplaintLink.kind == "merged"
            )
        )
        if revision
    }
    undone: set[str] = set()
    found: list[Revision] = []
    for id, rows in reversed(grouped.items()):
        back = next((row.after for row in rows if row.field == TOOK_BACK), None)
        if back is not None and id not in undone:
            undone.add(back)
        lines = tuple(Edit(c.at, c.by, c.field, c.before, c.after) for c in rows if c.field not in _BESIDE)
        found.append(Revision(id, rows[0].at, rows[0].by, _kind(rows), lines, back, id in undone, merges.get(id)))
    return tuple(found)


def _kind(rows: Sequence[Change]) -> RevisionKind:
    if any(row.field == MERGED for row in rows):
        return "merged"
    moved = next((row.after for row in rows if row.field == DELETED), None)
    return "changed" if moved is None else "deleted" if moved == _IN_BIN else "restored"


def take_back(
    session: Session,
    pk: int,
    record: Record,
    revision: str | None,
    *,
    lists: CodeLists,
    home: Home,
    by: str,
    reason: str = _UNDONE,
    day: date | None = None,
) -> tuple[Issue, ...]:
    """Undo one revision, by default the latest that stands; itself a change, which can be taken back in turn.

    All of it or nothing: when a field was changed again since, ``complaint.changed_since`` names it, and nothing is
    taken back, since half an old state beside half a new one is what nobody asked for. Steps of the case that the
    revision wrote no longer hold (``reason`` says why), those it took back hold again. Also raises
    ``complaint.nothing_to_take_back``, ``complaint.no_revision``, ``complaint.taken_back_already``,
    ``complaint.was_merged``, ``complaint.merged_for_good``, ``complaint.in_bin``, ``complaint.not_taken``.
    """
    wanted = _wanted(revisions(session, pk, record), record, revision)
    if wanted.kind in ("deleted", "restored"):
        mark(session, pk, record, by, now() if wanted.kind == "restored" else None, takes_back=wanted.id)
        return ()
    if record.deleted:
        raise AppError("complaint.in_bin", number=record.number)
    lines = session.scalars(
        select(Change).where(Change.entity_id == record.id, Change.revision == wanted.id, Change.field != TOOK_BACK)
    ).all()
    rows = [row for row in lines if row.field not in (STEP, group.MEMBERS)]
    since = [row for row in rows if words(row.field, getattr(record, row.field), lists) != row.after]
    written, revoked = steps_of([row.was for row in lines if row.field == STEP])
    live = {event.id for event in record.events}
    again = any(id not in live for id in written) or any(id in live for id in revoked)
    people = next((row for row in lines if row.field == group.MEMBERS), None)
    others = people is not None and group.words(group.read(session, pk)) != people.after
    if again or others or any(row.field != ASSUMED for row in since):
        labels = [Edit(row.at, row.by, row.field, None, None).label for row in since if row.field != ASSUMED]
        labels += [label for label, changed in ((_LABELS[STEP], again), (_LABELS[group.MEMBERS], others)) if changed]
        fields = "、".join(labels)
        raise AppError("complaint.changed_since", number=record.number, fields=fields)
    values = {row.field: _value_before(row, record, lists) for row in rows if row not in since}
    assumed = values.pop(ASSUMED, None)
    way = course_after(record, values, assume_acceptance=assumed, added=read_events(session, revoked), without=written)
    errors = [issue for issue in way.issues if issue.severity == "error"]
    if errors:
        raise AppError("complaint.not_taken", issues=way.issues, count=len(errors), first=errors[0].message)
    values = {name: value for name, value in values.items() if name not in way.lost}
    apply_change(
        session,
        pk,
        record,
        values,
        way,
        lists=lists,
        home=home,
        by=by,
        takes_back=wanted.id,
        without=written,
        revived=revoked,
        reason=reason,
        lines=_people_again(session, pk, people),
        day=day,
    )
    return way.issues


def _people_again(session: Session, pk: int, row: Change | None) -> list[dict[str, Any]]:
    """Give a group the people it had before the change ``row``; the line of the history that tells so."""
    if row is None or row.was is None:
        return []
    now_there, before = group.read(session, pk), group.kept(row.was)
    group.write(session, pk, before)
    return [group.line(now_there, before)]


def _wanted(found: Sequence[Revision], record: Record, revision: str | None) -> Revision:
    if revision is None:
        chosen = next((one for one in found if one.takes_back is None and not one.taken_back), None)
        if chosen is None:
            raise AppError("complaint.nothing_to_take_back", number=record.number)
    else:
        chosen = next((one for one in found if one.id == revision.strip()), None)
        if chosen is None:
            raise AppError("complaint.no_revision", number=record.number, revision=revision)
    if chosen.taken_back:
        raise AppError("complaint.taken_back_already", number=record.number)
    if chosen.kind == "merged":
        code = "complaint.merged_for_good" if chosen.merge is None else "complaint.was_merged"
        raise AppError(code, number=record.number)
    moved = {"deleted": not record.deleted, "restored": record.deleted}
    if moved.get(chosen.kind, False):
        raise AppError("complaint.taken_back_already", number=record.number)
    return chosen


def _value_before(row: Change, record: Record, lists: CodeLists) -> Any:
    """The typed value before a change: as kept, else (changes of an older program) read from its words."""
    if row.was is not None:
        return kept_value(row.field, row.was)
    if row.before is not None and row.field not in FIELDS:
        return row.before
    if row.field not in FIELDS:
        return "" if row.field == "amount_approx" else None
    value = understand({row.field: row.before or ""}, lists, record.received_on).values.get(row.field)
    if words(row.field, value, lists) != row.before:
        raise AppError("complaint.not_read_back", number=record.number, field=FIELDS[row.field].label)
    return value


def mark(
    session: Session, pk: int, record: Record, by: str, at: datetime | None, *, takes_back: str | None = None
) -> Record:
    """Put a case into the bin (``at`` is when) or take it out (None).

    Raises ``complaint.in_archive``: what lies on the shelf has to be taken out first, or it would go with the bin.
    """
    if at is not None and record.state == "filed":
        refuse_out_of_archive(session, pk, "complaint.in_archive", destroyed=False)
    revision = new_id()
    session.execute(
        update(Complaint)
        .where(Complaint.pk == pk)
        .values(
            deleted_at=at,
            deleted_by=by if at else None,
            revision=revision,
            parent_revision=record.revision,
            version=record.version + 1,
            changed_at=now(),
        )
    )
    before, after = (_IN_USE, _IN_BIN) if at else (_IN_BIN, _IN_USE)
    line: dict[str, str | None] = {"by": by, "entity": "complaint", "entity_id": record.id, "revision": revision}
    lines = [line | {"field": DELETED, "before": before, "after": after}]
    if takes_back is not None:
        lines.append(line | {"field": TOOK_BACK, "before": None, "after": takes_back})
    session.execute(insert(Change), lines)
    return read_one(session, pk)
