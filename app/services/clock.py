"""Is the PC's date believable? Asked before anything is dated, numbered or sealed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.errors import Issue

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database

#: A date more than this many days past the last record is asked about.
GAP_DAYS = 35
_LOOK_AT = 500


def clock_doubt(database: Database, today: date) -> Issue | None:
    """A warning when ``today`` lies before the last record or more than 35 days past it; None when it is fine.

    The last record is the latest day of a complaint or an enquiry that was not in the future when it was written
    down: one mistyped year does not put every following day in doubt. An empty register doubts nothing.
    """
    with database.read() as session:
        last = _last(session)
    if last is None:
        return None
    facts = {"today": today.isoformat(), "last": last.isoformat()}
    if today < last:
        return Issue("warning", "calendar.clock_back", facts, found=today.isoformat())
    if today - last > timedelta(days=GAP_DAYS):
        return Issue("warning", "calendar.clock_ahead", {**facts, "days": (today - last).days}, found=today.isoformat())
    return None


def _last(session: Session) -> date | None:
    from sqlalchemy import select

    from app.models import Complaint, Enquiry

    queries = (
        select(Complaint.received_on, Complaint.created_at)
        .where(Complaint.deleted_at.is_(None))
        .order_by(Complaint.received_on.desc()),
        select(Enquiry.on_date, Enquiry.created_at)
        .where(Enquiry.deleted_at.is_(None))
        .order_by(Enquiry.on_date.desc()),
    )
    days: list[date] = []
    for query in queries:
        for day, written in session.execute(query.limit(_LOOK_AT)):
            if day <= written.date() + timedelta(days=1):  # give or take the offset from UTC
                days.append(day)
                break
    return max(days, default=None)
