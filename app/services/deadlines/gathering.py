"""Reading what time limits depend on, for one case or for all of them, in a bounded number of queries.

Most open cases have limits that were never moved: these are counted and listed by the day their limit runs from,
without a look at each. Cases whose limit an event moved (papers, a pause, a second round, a day to answer) are few,
found by an index of their own, and reckoned one by one. They are called *moved* here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, and_, between, bindparam, case, false, func, or_, select, text
from sqlalchemy.orm import aliased

from app.models import Complaint, Event, Setting
from app.models.event import MOVES_A_LIMIT
from app.services import calendar, offices
from app.services.database.sql import unindexed
from app.services.deadlines.faces import SOON
from app.services.deadlines.reckoning import (
    DISSATISFIED,
    MEDIATED,
    TO_FOLLOW_UP,
    UNDECIDED,
    Happened,
    Limited,
    Reckoned,
    Reckoner,
    Standing,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import InstrumentedAttribute, Session

Nearness = Literal["late", "soon", "ahead"]
Range = tuple[date, date]

LIMITED: tuple[Limited, ...] = ("decide", "mediate")
#: The name of the setting that says who handles cases here.
HANDLER = "handler"
#: No time limit reaches further than so many days: what began before is past it whatever the holidays.
FAR = 400
#: What was closed, or passed on without a day to answer, so many days ago is not asked after any more.
RECENT = 90
_CHUNK = 500
#: The condition of the index, with the columns of the event wherever it stands in a query.
MOVES_A_LIMIT_OF_EVENT = MOVES_A_LIMIT.replace("due_on", "event.due_on").replace("kind", "event.kind")

_WATCHED = (UNDECIDED, "papers_asked", *MEDIATED, "paused", "transferred", "settled")
_ASKED_ABOUT = (
    "papers_asked",
    "papers_received",
    "accepted",
    "paused",
    "resumed",
    "reopened",
    "transferred",
    "transferred_in",
    "answered",
    "settled",
    "performed",
    "terminated",
    "withdrawn",
    "followed_up",
    "upheld",
    "supervised",
    "supervision_ended",
)
LIVE = and_(Event.revoked_on.is_(None), Event.deleted_at.is_(None))
#: The one acceptance of a case that stands.
ACCEPTED = and_(Event.kind == "accepted", LIVE)
ALIVE = Complaint.deleted_at.is_(None)


@dataclass(frozen=True, slots=True)
class Moved:
    """A case whose time limit was moved, and what is due in it, what presses most first."""

    pk: int
    standing: Standing
    closed_on: date | None
    happened: tuple[Happened, ...]
    due: tuple[Reckoned, ...]


@dataclass(frozen=True, slots=True)
class Plain:
    """How many cases, none of them moved, have a limit that runs from which day; how many are to be followed up.

    ``older`` were closed too long ago for that.
    """

    undecided: Counter[date]
    mediated: Counter[date]
    to_follow_up: int
    older: int


def reckoner(session: Session) -> Reckoner:
    """The time limits of the home office as they stand in the database."""
    days, limits = calendar.load(session)
    return Reckoner(days, limits, offices.read_home(session).office.code, handler(session))


def handler(session: Session) -> str:
    """Who handles cases here; a committee unless the office said otherwise."""
    kept = session.get(Setting, HANDLER)
    return kept.value if kept is not None else "committee"


def happened(session: Session, pks: Sequence[int]) -> dict[int, tuple[Happened, ...]]:
    """What happened to cases, in the order in which it was written down."""
    found: dict[int, list[Happened]] = {pk: [] for pk in pks}
    for at in range(0, len(pks), _CHUNK):
        _into(found, session, _events().where(Event.complaint_pk.in_(pks[at : at + _CHUNK])))
    return {pk: tuple(events) for pk, events in found.items()}


def moved(session: Session, reckoner: Reckoner, today: date) -> dict[int, Moved]:
    """The cases whose time limit was moved, or that wait without one, by row number: four queries."""
    columns = Complaint.pk, Complaint.kind, Complaint.state, Complaint.received_on, Complaint.closed_on
    alive = unindexed(Complaint.deleted_at).is_(None)
    limited = (
        select(*columns)
        .join(Event, Event.complaint_pk == Complaint.pk)
        .where(
            text(MOVES_A_LIMIT_OF_EVENT), LIVE, alive, or_(Complaint.state.in_(_WATCHED), Complaint.pk.in_(_beside()))
        )
        .distinct()
    )
    unlimited = select(*columns).where(alive, one_of(Complaint.pk, _unlimited(session, today)))
    rows = {row.pk: row for query in (limited, unlimited) for row in session.execute(query)}.values()
    events: dict[int, list[Happened]] = {row.pk: [] for row in rows}
    if rows:
        _into(events, session, _events().where(one_of(Event.complaint_pk, list(events))))
    found: dict[int, Moved] = {}
    for pk, kind, state, received_on, closed_on in rows:
        standing, told = Standing(kind, state, received_on), tuple(events[pk])
        due = (one for one in reckoner.due(standing, told, today) if _still_asked(one, closed_on, today))
        found[pk] = Moved(pk, standing, closed_on, told, tuple(due))
    return found


def _beside() -> Any:
    """Cases that owe somebody an answer by a day, be they closed: to who supervises them, to who passed them on."""
    other = aliased(Event)
    ended = select(other.pk).where(
        other.complaint_pk == Event.complaint_pk,
        other.revoked_on.is_(None),
        other.deleted_at.is_(None),
        other.on_date >= Event.on_date,
        or_(
            and_(Event.kind == "supervised", other.kind == "supervision_ended"),
            and_(Event.kind == "transferred_in", other.kind == "answered"),
        ),
    )
    return select(Event.complaint_pk).where(
        text(MOVES_A_LIMIT_OF_EVENT),
        Event.kind.in_(("supervised", "transferred_in")),
        Event.due_on.is_not(None),
        LIVE,
        ~ended.exists(),
    )


def _unlimited(session: Session, today: date) -> list[int]:
    """Cases passed on a short while ago, and those whose consumer said since that he is not content."""
    return list(
        session.scalars(
            select(Event.complaint_pk)
            .join(Complaint, Complaint.pk == Event.complaint_pk)
            .where(
                unindexed(Complaint.deleted_at).is_(None),
                LIVE,
                Event.counts_on >= today - timedelta(days=RECENT),
                or_(
                    and_(Event.kind == "transferred", Complaint.state == "transferred"),
                    and_(
                        Event.kind == "followed_up",
                        Event.satisfaction == DISSATISFIED,
                        Complaint.state == "followed_up",
                    ),
                ),
            )
        )
    )


def _still_asked(one: Reckoned, closed_on: date | None, today: date) -> bool:
    """Whether a list still tells of it: what has no last day is forgotten after a while."""
    if one.what not in ("answer", "follow_up", "decide_again") or one.due_on is not None:
        return True
    began = closed_on if one.what == "follow_up" and closed_on is not None else one.since
    return began >= today - timedelta(days=RECENT)


def one_of(column: InstrumentedAttribute[int], pks: Sequence[int]) -> ColumnElement[bool]:
    """Row numbers written into the statement: there may be more of them than an engine takes parameters."""
    return column.in_(bindparam(None, list(pks), expanding=True, literal_execute=True)) if pks else false()


def _events() -> Any:
    return (
        select(
            Event.complaint_pk,
            Event.kind,
            Event.on_date,
            Event.round,
            Event.due_on,
            Event.satisfaction,
            Event.to_whom,
        )
        .where(LIVE, Event.kind.in_(_ASKED_ABOUT))
        .order_by(Event.pk)
    )


def _into(
    found: dict[int, list[Happened]],
    session: Session,
    query: Any,
) -> None:
    for pk, kind, on, turn, due_on, satisfaction, to_whom in session.execute(query):
        found[pk].append(Happened(kind, on, turn, due_on, satisfaction, to_whom))


def plain(session: Session, moved: Mapping[int, Moved], today: date) -> Plain:
    """Count the cases that are not ``moved``: three queries."""
    undecided, mediated = Counter[date](), Counter[date]()
    of_day = select(Complaint.received_on, func.count()).where(is_undecided()).group_by(Complaint.received_on)
    for on, many in session.execute(of_day):
        undecided[on] += many
    of_day = (
        select(Event.on_date, func.count())
        .join(Complaint, Complaint.pk == Event.complaint_pk)
        .where(is_mediated())
        .group_by(Event.on_date)
    )
    for on, many in session.execute(of_day):
        mediated[on] += many
    for one in moved.values():
        state = one.standing.state
        if one.standing.kind != "complaint":
            continue
        if state == UNDECIDED:
            undecided[one.standing.received_on] -= 1
        elif state in MEDIATED:
            mediated[next(event.on for event in one.happened if event.kind == "accepted")] -= 1
    return Plain(+undecided, +mediated, *_closed(session, moved, today))


def started(session: Session, what: Limited, moved: Mapping[int, Moved]) -> list[tuple[int, date]]:
    """The open cases that are not ``moved``, with the day their limit runs from."""
    asked: Any = select(Complaint.pk, Complaint.received_on).where(is_undecided())
    if what == "mediate":
        asked = select(Complaint.pk, Event.on_date).join(Event, Event.complaint_pk == Complaint.pk).where(is_mediated())
    return [(row[0], row[1]) for row in session.execute(asked) if row[0] not in moved]


def plain_of(
    session: Session, begun: Mapping[Limited, Sequence[tuple[int, date]]], moved: Mapping[int, Moved], today: date
) -> Plain:
    """:func:`plain` of cases that were read one by one: one query."""
    undecided, mediated = (Counter(start for _, start in begun[what]) for what in LIMITED)
    return Plain(undecided, mediated, *_closed(session, moved, today))


def _closed(session: Session, moved: Mapping[int, Moved], today: date) -> tuple[int, int]:
    """How many closed cases are to be followed up, and how many were closed too long ago for that."""
    since = today - timedelta(days=RECENT)
    recent = func.sum(case((Complaint.closed_on >= since, 1), else_=0))
    row = session.execute(
        select(func.count(), func.coalesce(recent, 0)).where(ALIVE, Complaint.state.in_(TO_FOLLOW_UP))
    ).one()
    done, to_follow_up = int(row[0]), int(row[1])
    for one in moved.values():
        if one.standing.state in TO_FOLLOW_UP:
            done -= 1
            to_follow_up -= one.closed_on is not None and one.closed_on >= since
    return to_follow_up, done - to_follow_up


def is_undecided() -> ColumnElement[bool]:
    """Complaints that wait for a decision."""
    return and_(ALIVE, Complaint.kind == "complaint", Complaint.state == UNDECIDED)


def is_mediated() -> ColumnElement[bool]:
    """Complaints in mediation, joined with their acceptance."""
    return and_(ALIVE, Complaint.kind == "complaint", Complaint.state.in_(MEDIATED), ACCEPTED)


def is_to_follow_up(since: date) -> ColumnElement[bool]:
    """Cases closed after ``since`` whose consumer was not asked yet."""
    return and_(ALIVE, Complaint.state.in_(TO_FOLLOW_UP), Complaint.closed_on >= since)


def starts(reckoner: Reckoner, what: Limited, near: Nearness, today: date) -> tuple[Range, ...]:
    """The ranges of days (both ends included) from which a limit runs that is ``near`` on ``today``.

    Late: its last day is over. Soon: that is today or within three days. Ahead: it is not over.
    """
    first = today - timedelta(days=FAR)
    soon = today + timedelta(days=SOON)
    found: list[Range] = [(date.min, first - timedelta(days=1))] if near == "late" else []
    for number in range(FAR + 1):
        day = first + timedelta(days=number)
        last = reckoner.last_day(what, day)
        if (last < today) != (near == "late") or (near == "soon" and last > soon):
            continue
        if found and found[-1][1] == day - timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    if near == "ahead":  # a day ahead of today is a mistake, and not late
        found.append((today + timedelta(days=1), date.max))
    return tuple(found)


def within(column: InstrumentedAttribute[date], ranges: Iterable[Range]) -> ColumnElement[bool]:
    """Days inside one of ``ranges``."""
    parts = [column <= last if first == date.min else between(column, first, last) for first, last in ranges]
    return or_(*parts) if parts else false()


def is_late(reckoner: Reckoner, what: Limited, start: date, today: date) -> bool:
    """Whether the limit that runs from ``start`` is over; days far back are not counted through."""
    return start < today - timedelta(days=FAR) or reckoner.last_day(what, start) < today


def happened_where_limited(session: Session, cases: Mapping[int, Standing]) -> dict[int, tuple[Happened, ...]]:
    """What happened to those of ``cases`` that may have a last day: open ones, and closed ones that owe an answer."""
    wanted = [pk for pk, case in cases.items() if case.state in _WATCHED]
    others = [pk for pk, case in cases.items() if case.state not in _WATCHED]
    for at in range(0, len(others), _CHUNK):
        beside = _beside().where(Event.complaint_pk.in_(others[at : at + _CHUNK])).distinct()
        wanted += session.scalars(beside)
    return happened(session, wanted)
