"""Taking a step back: the latest of the way, or one that stands beside it; it stays visible with the reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.errors import AppError, Issue
from app.models import Document, Event
from app.services.casework.moving import ENDING, in_sealed, refuse_errors
from app.services.casework.offered import MOVES
from app.services.complaints import history, outcome, standing
from app.services.complaints.changing import apply_change, course_after

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.codelists import CodeLists
    from app.services.complaints.record import LiveEvent, Record
    from app.services.offices import Home

_FOLLOW_UP = ("followed_up_on", "satisfaction")
#: The fields that tell of a step; without it they are empty.
_FIELDS: dict[str, tuple[str, ...]] = {
    "accepted": ("accepted_on",),
    "refused": ("refused_on", "refusal"),
    "followed_up": _FOLLOW_UP,
}
_CLOSING = tuple(name for name in ENDING if name not in _FOLLOW_UP)
#: Steps that an answer belongs to.
_ANSWERED = ("transferred", "transferred_in")


def take_back(
    session: Session,
    pk: int,
    record: Record,
    event: str | None,
    reason: str,
    *,
    lists: CodeLists,
    home: Home,
    by: str,
    today: date,
) -> tuple[str, tuple[Issue, ...]]:
    """Take a step back; returns the id of its event and remarks."""
    step = _wanted(session, pk, record, event)
    issues = in_sealed(session, home, "casework.sealed_back", [step.counts_on])
    issues += _papers(session, step)
    if step.kind == "reopened":
        revision = session.scalars(select(Event.revision).where(Event.id == step.id)).one()
        back = history.take_back(session, pk, record, revision, lists=lists, home=home, by=by, reason=reason, day=today)
        issues += back
        return step.id, tuple(issues)
    round = standing.round_of(record.events)
    told = outcome.from_fields(record.kind, step.kind, closes=step.closes, current=step.round == round)
    names = (_CLOSING if step.closes else _FIELDS[step.kind]) if told else ()
    changes: dict[str, Any] = {name: None for name in names if getattr(record, name) is not None}
    without = () if told else (step.id,)
    assume = False if step.kind == "accepted" else None
    way = course_after(record, changes, assume_acceptance=assume, without=without)
    refuse_errors([issue for issue in way.issues if issue.severity == "error"])
    apply_change(
        session, pk, record, changes, way, lists=lists, home=home, by=by, without=without, reason=reason, day=today
    )
    return step.id, tuple(issues)


def _wanted(session: Session, pk: int, record: Record, event: str | None) -> LiveEvent:
    way = [step for step in standing.in_order(record.kind, record.events) if step.kind != "registered"]
    latest = next((each for each in reversed(record.events) if way and each == way[-1]), None)
    if event is None:
        if latest is None or record.kind == "reconciliation":
            raise AppError("casework.nothing_to_take_back", number=record.number)
        _unanswered(record, latest)
        return latest
    step = next((each for each in record.events if each.id == event.strip()), None)
    if step is None:
        known = session.scalar(select(Event.pk).where(Event.complaint_pk == pk, Event.id == event.strip()))
        code = "casework.no_event" if known is None else "casework.taken_back_already"
        raise AppError(code, number=record.number, event=event)
    if step.kind == "registered" or record.kind == "reconciliation":
        raise AppError("casework.nothing_to_take_back", number=record.number)
    if standing.leads_to(record.kind, step.kind) is not None and step != latest:
        assert latest is not None
        raise AppError("casework.later_step", step=standing.EVENT_WORDS[latest.kind])
    _unanswered(record, step)
    return step


def _unanswered(record: Record, step: LiveEvent) -> None:
    """An answer belongs to a transfer: it goes first."""
    kinds = [event.kind for event in record.events]
    if step.kind in _ANSWERED and kinds.count("answered") >= sum(kinds.count(kind) for kind in _ANSWERED):
        raise AppError("casework.later_step", step=standing.EVENT_WORDS["answered"])


def _papers(session: Session, step: LiveEvent) -> list[Issue]:
    """A remark when papers went out with the step."""
    titles = session.scalars(
        select(Document.title)
        .join(Event, Event.pk == Document.event_pk)
        .where(Event.id == step.id, Document.revoked_on.is_(None), Document.deleted_at.is_(None))
        .order_by(Document.pk)
    ).all()
    if not titles:
        return []
    verb = MOVES[step.kind].verb if step.kind in MOVES else standing.EVENT_WORDS[step.kind]
    return [Issue("warning", "casework.papers_out", {"papers": "、".join(titles), "verb": verb})]
