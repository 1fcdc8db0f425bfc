"""What waits to be done today, and the month so far: the numbers of the first page, counted in the database.

Time limits are those of :mod:`app.services.deadlines`; the numbers here and there are the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from app.services import offices
from app.services.deadlines.faces import DueCounts
from app.services.keys import Key
from app.services.periods import month_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.services.database import Database
    from app.services.deadlines.gathering import Moved
    from app.services.deadlines.reckoning import Limited, Reckoner


@dataclass(frozen=True, slots=True)
class Waiting:
    """Cases that wait: ``many`` of them, ``late`` past a time limit; ``next`` is the nearest last day still ahead."""

    many: int = 0
    late: int = 0
    next: date | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """The first page in numbers. ``recovered`` is fen, None when it cannot be said.

    ``undecided`` waits for acceptance, ``open`` was accepted and is in mediation (not in a pause), ``binned`` lies in
    the bin; ``due`` is what is due in all cases and letters; ``complaints`` and ``people``
    (人次 of enquiries) count from the first of the month to today.
    """

    undecided: Waiting
    open: Waiting
    binned: int
    complaints: int
    people: int
    recovered: int | None
    due: DueCounts = field(default_factory=DueCounts)


def today_in_numbers(database: Database, today: date) -> Today:
    """Count what the first page shows as of ``today``."""
    from sqlalchemy import func, select

    from app.models import Complaint, Enquiry
    from app.services.deadlines import gathering, listing
    from app.services.deadlines.reckoning import MEDIATED, UNDECIDED
    from app.services.indicators.evaluate import evaluator

    first = today.replace(day=1)
    with database.read() as session:
        home = offices.read_home(session)
        reckoner = gathering.reckoner(session)
        moved = gathering.moved(session, reckoner, today)
        plain = gathering.plain(session, moved, today)
        alive = Complaint.deleted_at.is_(None)
        binned = session.scalar(select(func.count()).select_from(Complaint).where(Complaint.deleted_at.is_not(None)))
        taken = session.scalar(
            select(func.count())
            .select_from(Complaint)
            .where(alive, Complaint.kind == "complaint", Complaint.received_on.between(first, today))
        )
        people = session.scalar(
            select(func.coalesce(func.sum(Enquiry.people), 0)).where(
                Enquiry.deleted_at.is_(None), Enquiry.counts_on.between(first, today)
            )
        )
        judge = evaluator(
            session, month_of(today), offices=offices.below(session, home.office), records_from=home.records_from
        )
        due = listing.with_letters(listing.counted(reckoner, plain, moved, today), listing.letters(session, today))
        value = judge.figure(Key("recovered")).value
    return Today(
        undecided=_waiting(reckoner, "decide", plain.undecided, _in(moved, (UNDECIDED,)), today),
        open=_waiting(reckoner, "mediate", plain.mediated, _in(moved, MEDIATED), today),
        binned=binned or 0,
        complaints=taken or 0,
        people=int(people or 0),
        recovered=None if value.number is None else round(value.number * 100),
        due=due,
    )


def _in(moved: Mapping[int, Moved], states: Iterable[str]) -> list[Moved]:
    """The moved complaints in one of ``states``."""
    return [one for one in moved.values() if one.standing.state in states and one.standing.kind == "complaint"]


def _waiting(
    reckoner: Reckoner, what: Limited, plain: Mapping[date, int], moved: Iterable[Moved], today: date
) -> Waiting:
    """``plain`` are cases by the day their time limit runs from; ``moved`` those that an event moved."""
    from app.services.deadlines import gathering

    many = late = 0
    ahead: list[date] = []
    for start, n in plain.items():
        many += n
        if gathering.is_late(reckoner, what, start, today):
            late += n
        else:
            ahead.append(reckoner.last_day(what, start))
    for one in moved:
        many += 1
        if one.due and (on := one.due[0].due_on) is not None:
            late += one.due[0].group(today) == "overdue"
            ahead += [on] if on >= today and one.due[0].group(today) != "waiting" else []
    return Waiting(many, late, min(ahead, default=None))
