"""Which cases stand in which group, and how many: the list of what is due, its numbers, and filters of other lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, or_, select

from app.models import Complaint, Event
from app.services.deadlines import gathering
from app.services.deadlines.faces import GROUPS, SOON, CaseDue, DueCounts, Group
from app.services.deadlines.gathering import Moved, Nearness, Plain
from app.services.deadlines.reckoning import MEDIATED, UNDECIDED, Limited, Reckoned, Reckoner, Standing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_CHUNK = 500
_NEAR: dict[Nearness, tuple[Group, ...]] = {
    "late": ("overdue",),
    "soon": ("today", "soon"),
    "ahead": ("today", "soon", "later"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case of a group: ``on`` is what the group is sorted by (its last day; since when, where there is none)."""

    pk: int
    group: Group
    on: date


def group_of(one: Moved, today: date) -> Group | None:
    """The group of a moved case: that of what presses most."""
    return one.due[0].group(today) if one.due else None


def counted(reckoner: Reckoner, plain: Plain, moved: dict[int, Moved], today: date) -> DueCounts:
    """How many cases each group has."""
    many: dict[Group, int] = dict.fromkeys(GROUPS, 0)
    for what, starts in zip(gathering.LIMITED, (plain.undecided, plain.mediated), strict=True):
        for start, n in starts.items():
            many[group_from(reckoner, what, start, today)] += n
    many["follow_up"] += plain.to_follow_up
    for one in moved.values():
        group = group_of(one, today)
        if group is not None:
            many[group] += 1
    return DueCounts(
        today=many["today"],
        overdue=many["overdue"],
        soon=many["soon"],
        waiting=many["waiting"],
        follow_up=many["follow_up"],
        later=many["later"],
        older=plain.older,
    )


def letters(session: Session, today: date) -> tuple[CaseDue, ...]:
    """Letters that wait for their answers, as lines beside the cases; the most urgent first."""
    from app.services.letters import waiting

    return tuple(
        CaseDue(
            id=one.case,
            number=one.case_number,
            what="answer",
            label=f"{one.word}答复",
            due_on=one.due_on,
            overdue=one.overdue,
            days_left=one.days_left,
            group="overdue" if one.overdue else "waiting",
            rule=f"{one.sent_on.month}月{one.sent_on.day}日发出，要求{one.due_on.month}月{one.due_on.day}日前答复",
            complainant=one.complainant,
            trader=one.trader,
            letter=one.id,
            about="：".join(filter(None, (one.to_whom, one.subject))),
        )
        for one in waiting(session, today)
    )


def with_letters(counts: DueCounts, found: Sequence[CaseDue]) -> DueCounts:
    """``counts`` with the letters of each group."""
    late = sum(one.group == "overdue" for one in found)
    return replace(counts, overdue=counts.overdue + late, waiting=counts.waiting + len(found) - late)


def group_from(reckoner: Reckoner, what: Limited, start: date, today: date) -> Group:
    """The group of a case whose limit runs from ``start`` and was not moved."""
    if gathering.is_late(reckoner, what, start, today):
        return "overdue"
    left = (reckoner.last_day(what, start) - today).days
    return "today" if left == 0 else "soon" if left <= SOON else "later"


def candidates(
    session: Session,
    reckoner: Reckoner,
    begun: Mapping[Limited, Sequence[tuple[int, date]]],
    moved: Mapping[int, Moved],
    today: date,
    most: int | None,
) -> list[Candidate]:
    """The cases to show, group by group, at most ``most`` of each. ``begun`` are open cases that are not moved."""
    found: dict[Group, list[Candidate]] = {group: [] for group in GROUPS}
    for one in moved.values():
        group = group_of(one, today)
        if group is not None:
            found[group].append(Candidate(one.pk, group, one.due[0].due_on or one.due[0].since))
    for what, cases in begun.items():
        by_day: dict[date, list[int]] = {}
        for pk, start in cases:
            by_day.setdefault(start, []).append(pk)
        taken = 0
        for on, start in sorted(((reckoner.last_day(what, start), start) for start in by_day), reverse=True):
            group = group_from(reckoner, what, start, today)
            if group == "overdue":
                if most is not None and taken >= most:
                    continue
                taken += len(by_day[start])
            found[group] += (Candidate(pk, group, on) for pk in by_day[start])
    found["follow_up"] += _closed(session, moved, today, most)
    shown: list[Candidate] = []
    for group in GROUPS:
        found[group].sort(key=lambda one: (one.on, one.pk), reverse=group == "overdue")
        shown += found[group][:most]
    return shown


def _closed(session: Session, moved: Mapping[int, Moved], today: date, most: int | None) -> Iterator[Candidate]:
    asked = (
        select(Complaint.pk, Complaint.closed_on)
        .where(gathering.is_to_follow_up(today - timedelta(days=gathering.RECENT)))
        .order_by(Complaint.closed_on, Complaint.pk)
        .limit(None if most is None else most + len(moved))
    )
    for pk, on in session.execute(asked):
        if pk not in moved and on is not None:
            yield Candidate(pk, "follow_up", on)


def faces(session: Session, reckoner: Reckoner, shown: Sequence[Candidate], today: date) -> Iterator[CaseDue]:
    """Candidates as they are shown, in their order."""
    for at in range(0, len(shown), _CHUNK):
        pks = [one.pk for one in shown[at : at + _CHUNK]]
        events = gathering.happened(session, pks)
        rows = {
            row.pk: row
            for row in session.execute(
                select(
                    Complaint.pk,
                    Complaint.id,
                    Complaint.number,
                    Complaint.complainant,
                    Complaint.trader,
                    Complaint.kind,
                    Complaint.state,
                    Complaint.received_on,
                ).where(Complaint.pk.in_(pks))
            )
        }
        for pk in pks:
            row = rows[pk]
            due = reckoner.due(Standing(row.kind, row.state, row.received_on), events[pk], today)
            yield face(due[0], today, row.id, row.number, row.complainant, row.trader, row.state)


def face(one: Reckoned, today: date, id: str, number: str, complainant: str, trader: str, state: str) -> CaseDue:
    """What is due in a case as it is shown."""
    group = one.group(today)
    left = None if one.due_on is None else (one.due_on - today).days
    return CaseDue(
        id=id,
        number=number,
        what=one.what,
        label=one.label,
        due_on=one.due_on,
        overdue=group == "overdue",
        days_left=left,
        group=group,
        rule=one.rule,
        issues=one.issues,
        complainant=complainant,
        trader=trader,
        state=state,
    )


def condition(reckoner: Reckoner, moved: dict[int, Moved], near: Nearness, today: date) -> ColumnElement[bool]:
    """Cases whose most pressing time limit is ``near`` on ``today``, as a condition of a query of complaints."""
    accepted = (
        select(Event.complaint_pk)
        .where(
            Event.complaint_pk == Complaint.pk,
            gathering.ACCEPTED,
            gathering.within(Event.on_date, gathering.starts(reckoner, "mediate", near, today)),
        )
        .exists()
    )
    unmoved = or_(
        and_(
            Complaint.state == UNDECIDED,
            gathering.within(Complaint.received_on, gathering.starts(reckoner, "decide", near, today)),
        ),
        and_(Complaint.state.in_(MEDIATED), accepted),
    )
    unmoved = and_(Complaint.kind == "complaint", unmoved)
    if not moved:
        return unmoved
    fitting = [pk for pk, one in moved.items() if group_of(one, today) in _NEAR[near]]
    return or_(and_(unmoved, ~gathering.one_of(Complaint.pk, list(moved))), gathering.one_of(Complaint.pk, fitting))
