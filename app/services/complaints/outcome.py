"""From the dates and the result of a case to the events that statistics count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from app.errors import Issue
from app.services.complaints import standing

#: What a result of the form closes the case as.
CLOSED_AS = {
    "agreed": "settled",
    "not_agreed": "terminated",
    "withdrawn": "withdrawn",
    "unreachable": "terminated",
    "transferred": "transferred",
}

#: The first year a case can be of: the first consumer associations were founded then.
EARLIEST = 1985


@dataclass(slots=True)
class Happening:
    """One event as it should be: legal date ``on``, and what belongs to that kind of event.

    ``counts_on`` is its statistical date where that is another one; ``due_on`` the day somebody was asked to answer by.
    """

    kind: str
    on: date
    closes: bool = False
    assumed: bool = False
    reason: str | None = None
    way: str | None = None
    recovered: int | None = None
    punitive: int | None = None
    satisfaction: str | None = None
    round: int = 1
    counts_on: date | None = None
    to_whom: str = ""
    note: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """The events of a case that its fields tell of, the state it is in, and what is odd about it.

    ``lost`` names fields that were given but belong to a step this case has not come to. ``round`` is the round the
    case is in, ``supervised`` whether it is under supervision: both, and the state, follow from all of its events.
    """

    happenings: tuple[Happening, ...]
    state: str
    issues: tuple[Issue, ...] = ()
    lost: tuple[str, ...] = ()
    round: int = 1
    supervised: bool = False


class Dated(standing.Step, Protocol):
    """A step of a case that may close it."""

    @property
    def closes(self) -> bool: ...


#: Fields kept only in an event: the event, the field's label, and what is missing without that event.
_NEEDS = {
    "accepted_on": ("accepted", "受理日期", "只有投诉、举报才有受理"),
    "refused_on": ("refused", "不予受理日期", "只有投诉、举报才有不予受理"),
    "refusal": ("refused", "不予受理理由", "只有投诉、举报才有不予受理"),
    "termination": ("terminated", "终止调解理由", "处理结果不是终止调解"),
    "followed_up_on": ("followed_up", "回访日期", "还没有办结"),
}


def course(case: Mapping[str, Any], *, assume_acceptance: bool = False) -> Course:
    """The events that ``case`` (values by field) tells of.

    A field that no event keeps is told (``complaint.not_kept``), never dropped in silence. With
    ``assume_acceptance`` (registers on paper say no more) a complaint that was not refused counts as accepted on
    the day it was registered, and the event says that this was assumed.
    """
    way = _course(case, assume_acceptance=assume_acceptance)
    if any(issue.severity == "error" for issue in way.issues):
        return way
    kinds = {happening.kind for happening in way.happenings}
    lost = tuple(name for name, (kind, _, _) in _NEEDS.items() if case.get(name) and kind not in kinds)
    told = tuple(
        Issue("warning", "complaint.not_kept", {"field": _NEEDS[name][1], "why": _NEEDS[name][2]}) for name in lost
    )
    return replace(way, issues=way.issues + told, lost=lost) if lost else way


def from_fields(kind: str, step: str, *, closes: bool, current: bool) -> bool:
    """Whether fields of a case of ``kind`` tell of a ``step``; ``current``: it is of the round the case is in.

    All others are written by moves alone and stay when a field is changed.
    """
    if step in ("registered", "accepted", "refused") or closes:
        return True
    if step == "followed_up":
        return current
    return step == "reconciled" and kind == "reconciliation"


def together(way: Course, kind: str, others: Sequence[Dated]) -> Course:
    """``way`` with the events that stand beside it (those that no field tells of): the state follows from all.

    Errors say which of them could no longer stand: ``complaint.later_step``, ``complaint.dates_out_of_order``.
    """
    round = standing.round_of(others)
    happenings = way.happenings
    if round > 1:
        happenings = tuple(
            replace(h, round=round) if h.closes or h.kind == "followed_up" else h for h in way.happenings
        )
    steps: list[Dated] = [*happenings, *others]
    return replace(
        way,
        happenings=happenings,
        state=standing.state_of(kind, steps),
        issues=(*way.issues, *_faults(kind, steps, round)),
        round=round,
        supervised=standing.supervised(others),
    )


def with_steps(way: Course, kind: str, steps: Sequence[Happening]) -> Course:
    """A new case's course with steps that no field tells of among its events; for many cases at once."""
    whole = together(way, kind, steps)
    return replace(whole, happenings=(*whole.happenings, *steps))


def _faults(kind: str, steps: Sequence[Dated], round: int) -> list[Issue]:
    """What cannot be: a step before the one it follows, or after one that does not lead to it."""
    issues: list[Issue] = []
    following = standing.FOLLOWING.get(kind, {})
    way = standing.in_order(kind, steps)
    last: date | None = None
    state = ""
    accepted = False
    within = 1
    for step in way:
        word = standing.EVENT_WORDS[step.kind]
        if last is not None:
            _in_order(issues, last, step.on, word)
        last = step.on if last is None else max(last, step.on)
        fits = step.kind in ("registered", "reopened") or step.kind in following.get(state, ())
        if step.kind == "transferred" and kind == "complaint":
            fits = fits and getattr(step, "closes", False) == accepted
        if step.kind == "reopened" or step.round != within:
            fits = accepted and step.kind == "reopened" and kind == "complaint"
        within = step.round
        accepted = accepted or step.kind == "accepted"
        state = standing.leads_to(kind, step.kind) or state
        if not fits and step.round == round:
            issues.append(Issue("error", "complaint.later_step", {"step": word}))
    return issues


def _course(case: Mapping[str, Any], *, assume_acceptance: bool) -> Course:
    received: date = case["received_on"]
    events = [Happening("registered", received)]
    issues: list[Issue] = []
    kind = case.get("kind") or "complaint"
    refused = bool(case.get("refused_on") or case.get("refusal"))
    result = case.get("result") if kind == "complaint" else None
    closing = CLOSED_AS.get(result or "")
    if case.get("closed_on") and (closing is None or refused):
        _in_order(issues, received, case["closed_on"], "办结")
    if received.year < EARLIEST:
        issues.append(
            Issue("error", "complaint.too_long_ago", found=received.isoformat(), expected=f"{EARLIEST} 年以后")
        )
    if kind == "reconciliation":
        on = case.get("closed_on")
        events.append(Happening("reconciled", on or received, assumed=on is None, recovered=case.get("recovered")))
        return Course(tuple(events), "reconciled", tuple(issues))
    if kind == "suggestion":
        return Course(tuple(events), "registered", tuple(issues))
    if refused and (result or case.get("accepted_on")):
        issues.append(Issue("error", "complaint.refused_and_accepted"))
        return Course(tuple(events), "registered", tuple(issues))
    if refused:
        on = case.get("refused_on") or received
        _in_order(issues, received, on, "不予受理")
        events.append(
            Happening("refused", on, assumed=not case.get("refused_on"), reason=case.get("refusal") or "other")
        )
        return Course(tuple(events), "refused", tuple(issues))
    accepted = case.get("accepted_on")
    assumed = (
        accepted is None and kind == "complaint" and (assume_acceptance or bool(result) or bool(case.get("closed_on")))
    )
    if assumed:
        accepted = received
    if accepted is not None:
        _in_order(issues, received, accepted, "受理")
        events.append(Happening("accepted", accepted, assumed=assumed))
    state = "accepted" if accepted else "registered"
    if kind == "report":
        return Course(tuple(events), state, tuple(issues))
    if case.get("closed_on") and closing is None:
        issues.append(Issue("warning", "complaint.closed_without_result"))
    if (case.get("recovered") or case.get("punitive")) and closing is None:
        issues.append(Issue("warning", "complaint.recovered_without_result"))
    if closing and accepted is not None:
        on = case.get("closed_on") or accepted
        if not case.get("closed_on"):
            issues.append(Issue("note", "complaint.closing_assumed"))
        _in_order(issues, accepted, on, "办结")
        reason = case.get("termination") or ("other" if closing == "terminated" else None)
        if result == "unreachable" and not case.get("termination"):
            reason = "party_gone"
        events.append(
            Happening(
                closing,
                on,
                closes=True,
                assumed=not case.get("closed_on"),
                reason=reason,
                way=case.get("mediation_way"),
                recovered=case.get("recovered"),
                punitive=case.get("punitive"),
            )
        )
        state = closing
        if case.get("followed_up_on"):
            _in_order(issues, on, case["followed_up_on"], "回访")
            events.append(Happening("followed_up", case["followed_up_on"], satisfaction=case.get("satisfaction")))
            state = "followed_up"
    return Course(tuple(events), state, tuple(issues))


def _in_order(issues: list[Issue], before: date, on: date, what: str) -> None:
    if on < before:
        issues.append(
            Issue(
                "error",
                "complaint.dates_out_of_order",
                {"what": what},
                found=on.isoformat(),
                expected=f"{before.isoformat()} 或以后",
            )
        )
