"""Complainants as the register knows them. One telephone may be a family's: each name is a person of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from app.models import Complaint
from app.services.database import search_index
from app.services.database.sql import unindexed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: So many of the latest cases are looked at.
_ROWS = 200
#: So few figures fit too many telephones to look for them in the middle.
_INSIDE = 4
#: So many are a whole number, which is not the middle of another one.
_WHOLE = 11

_COLUMNS = (
    Complaint.pk,
    Complaint.complainant,
    Complaint.phone,
    Complaint.sex,
    Complaint.age,
    Complaint.address,
    Complaint.id_kind,
    Complaint.id_number,
    Complaint.received_on,
    Complaint.trader,
)


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A complainant: each fact as last written; ``age`` as of the day asked for; ``cases`` with this telephone."""

    name: str
    phone: str
    sex: str | None
    age: int | None
    address: str
    id_kind: str | None
    id_number: str
    cases: int
    last_on: date
    last_trader: str


def with_phone(session: Session, figures: str, today: date | None, limit: int) -> tuple[KnownPerson, ...]:
    """People whose telephone begins with, or has, these ``figures``; the whole number first, then the latest."""
    phone = Complaint.phone
    beginning = select(Complaint.pk).where(phone >= figures, phone < figures[:-1] + chr(ord(figures[-1]) + 1))
    pks = list(session.scalars(beginning.order_by(Complaint.pk.desc()).limit(_ROWS)))
    wanted = search_index.phrase(figures)
    if len(pks) < limit and _INSIDE <= len(figures) < _WHOLE and wanted is not None:
        inside = text(
            "SELECT rowid FROM complaint_text WHERE complaint_text MATCH :fts ORDER BY rowid DESC LIMIT :most"
        ).bindparams(fts=f"phones : {wanted}", most=_ROWS)
        pks += session.scalars(inside)
    found = [p for p in _people(session, pks, today) if figures in _figures(p.phone)]
    found.sort(key=lambda person: (_figures(person.phone) == figures, person.last_on), reverse=True)
    return tuple(found[:limit])


def named(
    session: Session, names: Sequence[str], typed: str, today: date | None, limit: int
) -> tuple[KnownPerson, ...]:
    """People with one of these ``names`` (the best first); with the very name ``typed`` first, then the latest."""
    if not names:
        return ()
    query = select(Complaint.pk).where(Complaint.complainant.in_(names), unindexed(Complaint.deleted_at).is_(None))
    pks = session.scalars(query.order_by(Complaint.pk.desc()).limit(_ROWS))
    found = _people(session, list(pks), today)
    begins = {person.name for person in found if person.name.startswith(typed)}
    found.sort(key=lambda p: (p.name == typed, p.name in begins, p.last_on), reverse=True)
    return tuple(found[:limit])


def _people(session: Session, pks: Sequence[int], today: date | None) -> list[KnownPerson]:
    rows = session.execute(
        select(*_COLUMNS)
        .where(Complaint.pk.in_(pks), unindexed(Complaint.deleted_at).is_(None))
        .order_by(unindexed(Complaint.received_on).desc(), Complaint.pk.desc())
    )
    people: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        if row.complainant or row.phone:
            people.setdefault((row.complainant, row.phone or row.id_number or row.address), []).append(row)
    return [_person(cases, today) for cases in people.values()]


def _person(cases: Sequence[Any], today: date | None) -> KnownPerson:
    """``cases`` of one person, the latest first."""
    latest = cases[0]
    aged = next((case for case in cases if case.age is not None), None)
    age = None
    if aged is not None:
        passed = max(0, today.year - aged.received_on.year) if today else 0
        age = min(aged.age + passed, 130)
    identified = next((case for case in cases if case.id_number), latest)
    return KnownPerson(
        name=latest.complainant,
        phone=latest.phone,
        sex=_first(case.sex for case in cases),
        age=age,
        address=_first(case.address for case in cases) or "",
        id_kind=identified.id_kind,
        id_number=identified.id_number,
        cases=len(cases),
        last_on=latest.received_on,
        last_trader=_first(case.trader for case in cases) or "",
    )


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _figures(phone: str) -> str:
    return "".join(c for c in phone if c in "0123456789")
