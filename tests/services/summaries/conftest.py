"""Summaries of a fresh county, and a register of published figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from app.services.database import Database
from app.services.offices import read_home
from app.services.summaries import Summaries

TODAY = date(2026, 7, 8)


@pytest.fixture
def summaries(county: Database) -> Summaries:
    """The summaries of a fresh county."""
    return Summaries(county)


def cases(
    first: date, natures: dict[str, int], category: str = "0103000000", settled: int = 0
) -> Iterator[dict[str, Any]]:
    """So many cases of each nature, received within 150 days of ``first``; ``settled`` of them are settled."""
    at = 0
    for nature, many in natures.items():
        for _ in range(many):
            day = first + timedelta(days=at % 150)
            case: dict[str, Any] = {
                "received_on": day,
                "complainant": "王秀兰",
                "trader": f"某店{at % 7}",
                "category": category,
                "nature": nature,
                "facts": "买来的东西坏了。",
            }
            if at < settled:
                case |= {"result": "agreed", "closed_on": day, "recovered": 10_000}
            at += 1
            yield case


def put(county: Database, rows: Iterator[dict[str, Any]]) -> None:
    """Put cases into the register."""
    from app.services.complaints.bulk import insert_cases

    with county.write() as session:
        insert_cases(session, county.journal, read_home(session), rows)


def arbitrated(county: Database, first: date, many: int) -> None:
    """Let ``many`` of the cases received from ``first`` on within half a year go to arbitration."""
    from sqlalchemy import select

    from app.models import Complaint, Event

    with county.write() as session:
        home = read_home(session)
        query = select(Complaint).where(Complaint.received_on.between(first, first + timedelta(days=170)))
        for row in session.scalars(query.order_by(Complaint.pk).limit(many)):
            session.add(
                Event(
                    origin=home.office.code,
                    complaint_pk=row.pk,
                    kind="arbitration",
                    on_date=row.received_on,
                    counts_on=row.received_on,
                    office_pk=home.office.pk,
                )
            )


def text_of(summaries: Summaries, kind: str, period: str, **options: Any) -> str:
    """The whole text of a summary, a paragraph a line."""
    from app.services.periods import parse_period

    face = summaries.begin(kind, parse_period(period), today=TODAY)
    if options:
        summaries.set_options(face.id, **options)
    return "\n".join(passage.text for passage in summaries.show(face.id, today=TODAY).passages)
