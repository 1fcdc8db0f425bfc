"""Making a move: the fields it changes, the event it writes, and what is odd about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.errors import AppError, Issue
from app.models import Event
from app.services.complaints import outcome, standing
from app.services.complaints.changing import apply_change, course_after
from app.services.deadlines import gathering
from app.services.deadlines.reckoning import LABELS, Happened, Limited, Standing
from app.services.register.matching import sealed_periods

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from app.services.casework.offered import Move
    from app.services.casework.reading import Filled
    from app.services.codelists import CodeLists
    from app.services.complaints.record import Record
    from app.services.offices import Home
    from app.services.returns.late_reports import LateWay

#: Moves that a result of the form tells of.
_RESULTS = {"settled": "agreed", "terminated": "not_agreed", "withdrawn": "withdrawn", "transferred": "transferred"}
#: What is told of a case that is taken up again no longer holds.
ENDING = ("result", "termination", "closed_on", "recovered", "punitive", "followed_up_on", "satisfaction")
#: What a move does that has a time limit.
_LIMITED: dict[str, Limited] = {
    "accepted": "decide",
    "refused": "decide",
    "settled": "mediate",
    "terminated": "mediate",
}


def make(
    session: Session,
    pk: int,
    record: Record,
    move: Move,
    filled: Filled,
    *,
    lists: CodeLists,
    home: Home,
    today: date,
    by: str,
    late: LateWay = "",
) -> tuple[str, tuple[Issue, ...]]:
    """Make ``move`` on ``today``; returns the id of its event and remarks. Raises ``casework.not_taken``.

    ``late`` decides about a day of a sealed return, see :mod:`app.services.returns.late_reports`.
    """
    issues = [*filled.issues, *_dates(record, move.key, filled.on)]
    refuse_errors(issues)
    fields = _fields(record, move.key, filled)
    changes = {name: value for name, value in (fields or {}).items() if getattr(record, name) != value}
    added: tuple[outcome.Happening, ...] = ()
    if fields is None or move.key == "reopened":
        added = (_happening(record, move.key, filled),)
    way = course_after(record, changes, added=added)
    issues += _too_early(record, move.key, filled.on, _unsaid(way.issues))
    refuse_errors(issues)
    if not added:
        way = replace(way, happenings=tuple(_said(each, move.key, filled) for each in way.happenings))
    reason = f"{standing.EVENT_WORDS['reopened']}：{filled.note}" if move.key == "reopened" else ""
    if late:
        from app.services.returns.late_reports import all_decided

        known = {(event.kind, event.on) for event in record.events}
        way, beside = all_decided(session, home, [way, replace(way, happenings=added)], late, known)
        added = beside.happenings
    over = _late(session, record, move.key, filled.on)
    revision = apply_change(
        session, pk, record, changes, way, lists=lists, home=home, by=by, added=added, reason=reason, day=today
    )
    issues += [*over, *_amounts(record, move.key, filled)]
    if move.key == "reopened":  # what closed the case no longer counts
        issues += in_sealed(session, home, "casework.sealed_back", [e.counts_on for e in record.events if e.closes])
    if move.asks and any(ask.name == "counts_on" for ask in move.asks):
        issues += in_sealed(session, home, "casework.in_sealed", [filled.counts_on or filled.on])
    written = select(Event.id).where(Event.complaint_pk == pk, Event.revision == revision, Event.kind == move.key)
    return session.scalars(written).one(), tuple(issues)


def _fields(record: Record, key: str, filled: Filled) -> dict[str, Any] | None:
    """The fields of the form that tell of the move; None when none does."""
    if key == "accepted":
        return {"accepted_on": filled.on}
    if key == "refused":
        return {"refused_on": filled.on, "refusal": filled.reason}
    if key == "followed_up":
        return {"followed_up_on": filled.on, "satisfaction": filled.satisfaction}
    if key == "reopened":
        return dict.fromkeys(ENDING)
    accepted = any(event.kind == "accepted" for event in record.events)
    if key not in _RESULTS or record.kind != "complaint" or not accepted:
        return None
    found: dict[str, Any] = {"result": _RESULTS[key], "closed_on": filled.on}
    if key == "terminated":
        found["termination"] = filled.reason
    given = {"recovered": filled.recovered, "punitive": filled.punitive, "mediation_way": filled.way}
    return found | {name: value for name, value in given.items() if value is not None}


def _happening(record: Record, key: str, filled: Filled) -> outcome.Happening:
    round = standing.round_of(record.events) + (key == "reopened")
    happening = outcome.Happening(key, filled.on, reason=filled.reason, recovered=filled.recovered, round=round)
    return _said(happening, key, filled)


def _said(happening: outcome.Happening, key: str, filled: Filled) -> outcome.Happening:
    """The happening of the move with what no field tells of."""
    if happening.kind != key:
        return happening
    return replace(happening, counts_on=filled.counts_on, to_whom=filled.to, note=filled.note, due_on=filled.due)


def _dates(record: Record, key: str, on: date) -> list[Issue]:
    """A step beside the way comes after what it belongs to."""
    if standing.leads_to(record.kind, key) is not None:
        return []
    before = {"supervision_ended": ("supervised",), "answered": ("transferred", "transferred_in")}.get(key, ())
    days = [event.on for event in record.events if event.kind in before]
    # Of two transfers either may be the one that was answered.
    first = max(min(days, default=record.received_on), record.received_on)
    if on >= first:
        return []
    return [_order(key, on, first)]


def _late(session: Session, record: Record, key: str, on: date) -> list[Issue]:
    """A remark when the time limit of what the move does was over on that day."""
    what = _LIMITED.get(key)
    if record.kind != "complaint" or what is None:
        return []
    happened = [
        Happened(event.kind, event.on, event.round, event.due_on, event.satisfaction, event.to_whom)
        for event in record.events
    ]
    due = gathering.reckoner(session).due(Standing(record.kind, record.state, record.received_on), happened, on)
    last = next((one.due_on for one in due if one.what == what and one.due_on is not None), None)
    if last is None or on <= last:
        return []
    more = {"what": LABELS[what], "days": (on - last).days}
    return [Issue("warning", "casework.late", more, expected=last.isoformat())]


def _amounts(record: Record, key: str, filled: Filled) -> list[Issue]:
    if key != "settled":
        return []
    recovered = record.recovered if filled.recovered is None else filled.recovered
    punitive = filled.punitive or 0
    if recovered is None:
        return [Issue("warning", "casework.no_recovered")]
    if record.amount is not None and recovered - punitive > record.amount > 0:
        return [Issue("warning", "casework.recovered_more")]
    return [Issue("warning", "casework.punitive_more")] if punitive > recovered else []


def in_sealed(session: Session, home: Home, code: str, days: Iterable[date]) -> list[Issue]:
    """A remark (``code``) naming the sealed period of this office that counts one of ``days``; at most one."""
    listed = list(days)
    for start, until, label in sealed_periods(session, home):
        if any(start <= day <= until for day in listed):
            return [Issue("warning", code, {"period": label})]
    return []


def _too_early(record: Record, key: str, on: date, faults: list[Issue]) -> list[Issue]:
    """What is wrong with a course, said of the day of the move where that is before the step it follows.

    Sorted by its day such a move stands before a step that cannot follow it; nothing but its day is to be put right.
    """
    days = [event.on for event in record.events if standing.leads_to(record.kind, event.kind) is not None]
    if not faults or standing.leads_to(record.kind, key) is None or on >= max(days, default=on):
        return faults
    return [_order(key, on, max(days))]


def _order(key: str, on: date, first: date) -> Issue:
    params = {"what": standing.EVENT_WORDS[key], "name": "on"}
    expected = f"{first.isoformat()} 或以后"
    return Issue("error", "complaint.dates_out_of_order", params, found=on.isoformat(), expected=expected)


def _unsaid(issues: tuple[Issue, ...]) -> list[Issue]:
    """What a course remarks about a move: errors each once, and nothing that the move itself sees to."""
    found: dict[str | None, Issue] = {}
    for issue in issues:
        if issue.severity == "error":
            found.setdefault(issue.found or issue.code, issue)
    return list(found.values())


def refuse_errors(issues: list[Issue]) -> None:
    """Raise ``casework.not_taken`` with all ``issues`` when one of them is an error."""
    errors = [issue for issue in issues if issue.severity == "error"]
    if errors:
        raise AppError("casework.not_taken", issues=tuple(issues), count=len(errors), first=errors[0].message)
