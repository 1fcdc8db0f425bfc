"""What a person has to be asked about: dates outside of the pile's month, a paper number that is there already."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from app.errors import Issue
from app.services.complaints.fields import FIELDS
from app.services.periods import parse_period

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: Steps of a case that belong to the month of its pile.
DAYS = ("received_on", "accepted_on", "refused_on", "closed_on")
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Known:
    """A case that has a paper number already; ``pile`` and ``position`` say which form it is, if it is one."""

    pk: int
    number: str
    station: str
    received_on: date
    pile_pk: int | None
    position: int | None


def of_days(values: Mapping[str, Any], month: str, today: date | None = None) -> list[Issue]:
    """Dates outside of ``month``, and (seen from ``today``) ahead."""
    period = parse_period(month)
    found = []
    for name in DAYS:
        day = values.get(name)
        if not isinstance(day, date):
            continue
        about = {"name": name, "field": FIELDS[name].label, "month": period.label}
        if today is not None and day > today:
            found.append(Issue("warning", "pile.day_ahead", about, found=day.isoformat()))
        elif day not in period:
            found.append(Issue("warning", "pile.day_outside", about, found=day.isoformat()))
    return found


def of_number(paper: str, known: Iterable[Known], pile_pk: int, station: str, received_on: date) -> list[Issue]:
    """A paper number that another case has: in this pile, or of this station (or an unknown one) in the same year."""
    about: dict[str, object] = {"name": "paper_number", "field": FIELDS["paper_number"].label}
    for other in known:
        if other.pile_pk == pile_pk:
            return [Issue("warning", "pile.number_in_pile", {**about, "position": other.position}, found=paper)]
    for other in known:
        if other.station in ("", station) and other.received_on.year == received_on.year:
            return [
                Issue(
                    "warning",
                    "pile.number_in_register",
                    {**about, "number": other.number, "day": other.received_on.isoformat()},
                    found=paper,
                )
            ]
    return []


def with_number(session: Session, papers: Collection[str]) -> dict[str, list[Known]]:
    """The live cases that have one of these paper numbers."""
    from sqlalchemy import select

    from app.models import Complaint, PileForm

    wanted = sorted({paper for paper in papers if paper})
    found: dict[str, list[Known]] = {}
    for at in range(0, len(wanted), _CHUNK):
        rows = session.execute(
            select(
                Complaint.paper_number,
                Complaint.pk,
                Complaint.number,
                Complaint.station,
                Complaint.received_on,
                PileForm.pile_pk,
                PileForm.position,
            )
            .outerjoin(PileForm, PileForm.complaint_pk == Complaint.pk)
            .where(Complaint.paper_number.in_(wanted[at : at + _CHUNK]), Complaint.deleted_at.is_(None))
            .order_by(Complaint.pk)
        )
        for paper, pk, number, station, received_on, pile_pk, position in rows:
            found.setdefault(paper, []).append(Known(pk, number, station, received_on, pile_pk, position))
    return found
