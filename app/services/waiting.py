"""What waits to be done today, and the month so far: the numbers of the first page, counted in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from app.services import offices
from app.services.keys import Key
from app.services.periods import month_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.services.database import Database


@dataclass(frozen=True, slots=True)
class Waiting:
    """Cases that wait: ``many`` of them, ``late`` past their time limit; ``next`` is the nearest day still ahead."""

    many: int = 0
    late: int = 0
    next: date | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """The first page in numbers. ``recovered`` is fen, None when it cannot be said.

    ``undecided`` waits for acceptance, ``open`` was accepted and is not closed, ``binned`` lies in the bin;
    ``complaints`` and ``people`` (人次 of enquiries) count from the first of the month to today.
    """

    undecided: Waiting
    open: Waiting
    binned: int
    complaints: int
    people: int
    recovered: int | None


def today_in_numbers(database: Database, today: date) -> Today:
    """Count what the first page shows as of ``today``."""
    from sqlalchemy import func, select

    from app.models import Complaint, Enquiry, Event
    from app.services.complaints.due import ACCEPTED, Limits
    from app.services.indicators.evaluate import evaluator

    first = today.replace(day=1)
    with database.read() as session:
        home = offices.read_home(session)
        limits = Limits.load(session)
        alive = Complaint.deleted_at.is_(None)
        received = session.execute(
            select(Complaint.received_on, func.count())
            .where(alive, Complaint.kind == "complaint", Complaint.state == "registered")
            .group_by(Complaint.received_on)
        ).all()
        accepted = session.execute(
            select(Event.on_date, func.count())
            .join(Complaint, Complaint.pk == Event.complaint_pk)
            .where(
                alive,
                Complaint.state == "accepted",
                ACCEPTED,
            )
            .group_by(Event.on_date)
        ).all()

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
        value = judge.figure(Key("recovered")).value
    return Today(
        undecided=_waiting([(day, n) for day, n in received], partial(limits.last_day, "decide"), today),
        open=_waiting([(day, n) for day, n in accepted], partial(limits.last_day, "mediate"), today),
        binned=binned or 0,
        complaints=taken or 0,
        people=int(people or 0),
        recovered=None if value.number is None else round(value.number * 100),
    )


def _waiting(counted: Sequence[tuple[date, int]], limit: Callable[[date], date], today: date) -> Waiting:
    """``counted`` are (day the time limit runs from, cases)."""
    late = 0
    ahead: list[date] = []
    for day, many in counted:
        # Days far back are late whatever the holidays; this spares counting them through.
        end = limit(day) if today - day < timedelta(days=400) else day
        if end < today:
            late += many
        else:
            ahead.append(end)
    return Waiting(sum(many for _, many in counted), late, min(ahead, default=None))
