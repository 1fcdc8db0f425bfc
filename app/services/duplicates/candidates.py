"""The few cases of a large register that are worth judging, each found through an index and each way bounded.

A telephone with a slip is not searched for by likeness: all numbers one slip away (some two hundred and fifty) are
looked up one by one, which an index does in less than a millisecond.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select, text

from app.models import Complaint, ComplaintLink
from app.services.database import search_index
from app.services.database.sql import unindexed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: How many of the latest each way may bring.
_BY_PHONE, _BY_NAME, _BY_TRADER, _BY_DAY = 60, 60, 120, 60
#: Cases of these days before and after are looked through for the same price, so many at most.
_DAYS, _OF_DAYS = 3, 400
_LONGEST = 1500

_COLUMNS = (
    Complaint.pk,
    Complaint.id,
    Complaint.number,
    Complaint.received_on,
    Complaint.complainant,
    Complaint.phone,
    Complaint.trader,
    Complaint.category,
    Complaint.item,
    Complaint.amount,
    Complaint.purchased_on,
    Complaint.happened_on,
)


def candidates(
    session: Session, here: Mapping[str, Any], traders: Sequence[str], but: int | None, without: Collection[str]
) -> list[dict[str, Any]]:
    """Live cases (columns by name, without facts) that share something with ``here``.

    ``traders`` are all names the trader may have; ``but`` is the row of the case itself, whose linked, merged and
    dismissed cases stay away, as do the ids ``without``.
    """
    pks: set[int] = set()
    for phone in _phones(here.get("phone") or ""):
        pks.update(session.scalars(_latest(Complaint.phone.in_(_slips(phone)), _BY_PHONE)))
        if not phone.startswith("1"):
            pks |= _with_ending(session, phone[-7:])
    if here.get("complainant"):
        pks.update(session.scalars(_latest(Complaint.complainant == here["complainant"], _BY_NAME)))
    if traders:
        pks.update(session.scalars(_latest(Complaint.trader.in_(traders), _BY_TRADER)))
    if here.get("amount") and here.get("received_on"):
        pks |= _same_days(session, here["received_on"], here["amount"])
    if but is not None:
        pks -= _decided(session, but) | {but}
    query = select(*_COLUMNS).where(Complaint.pk.in_(pks), unindexed(Complaint.deleted_at).is_(None))
    names = [column.key for column in _COLUMNS]
    found = [dict(zip(names, row, strict=True)) for row in session.connection().execute(query)]
    return [row for row in found if row["id"] not in without]


def stories(session: Session, pks: Iterable[int]) -> dict[int, str]:
    """The facts of some cases, as much of them as is compared."""
    query = select(Complaint.pk, func.substr(Complaint.facts, 1, _LONGEST)).where(Complaint.pk.in_(list(pks)))
    return {row[0]: row[1] for row in session.execute(query)}


def received(session: Session, start: date, until: date, most: int) -> list[dict[str, Any]]:
    """Live cases received in these days (columns by name, with as much of the facts as is compared), newest first."""
    query = (
        select(*_COLUMNS, func.substr(Complaint.facts, 1, _LONGEST).label("facts"))
        .where(Complaint.deleted_at.is_(None), Complaint.received_on.between(start, until))
        .order_by(Complaint.received_on.desc(), Complaint.pk.desc())
        .limit(most)
    )
    return [dict(row._mapping) for row in session.execute(query)]


def _latest(condition: Any, most: int) -> Any:
    return select(Complaint.pk).where(condition).order_by(Complaint.pk.desc()).limit(most)


def _phones(words: str) -> list[str]:
    """The first two numbers of a field, figures only."""
    numbers = ["".join(c for c in part if c in "0123456789") for part in words.split("、")]
    return [number for number in numbers if len(number) >= 7][:2]


def _slips(number: str) -> list[str]:
    """The number, and all with one figure wrong, missing or too many, or two neighbours changed over.

    Landlines stand in the register with a hyphen; only as they are, since slips of them are looked for nowhere.
    """
    if not number.startswith("1") or len(number) not in (10, 11, 12):
        return [number]
    found = {number}
    for at in range(len(number)):
        found.add(number[:at] + number[at + 1 :])
        found.add(number[:at] + number[at : at + 2][::-1] + number[at + 2 :])
        found |= {number[:at] + figure + number[at + 1 :] for figure in "0123456789"}
    found |= {number[:at] + figure + number[at:] for at in range(len(number) + 1) for figure in "0123456789"}
    return [each for each in found if len(each) in (10, 11, 12)]


def _with_ending(session: Session, figures: str) -> set[int]:
    """Cases with a landline that ends so, with or without a code of the area."""
    phrase = search_index.phrase(figures)
    if phrase is None:
        return set()
    query = text(
        "SELECT rowid FROM complaint_text WHERE complaint_text MATCH :fts ORDER BY rowid DESC LIMIT :most"
    ).bindparams(fts=f"phones : {phrase}", most=_BY_PHONE)
    return set(session.scalars(query))


def _same_days(session: Session, day: date, amount: int) -> set[int]:
    """Cases of these days whose price is about the same; whoever they name."""
    near = (
        select(Complaint.pk, Complaint.amount)
        .where(
            Complaint.deleted_at.is_(None),
            Complaint.received_on.between(day - timedelta(days=_DAYS), day + timedelta(days=_DAYS)),
        )
        .order_by(Complaint.received_on.desc(), Complaint.pk.desc())
        .limit(_OF_DAYS)
        .subquery()
    )
    query = select(near.c.pk).where(near.c.amount.between(amount * 9 // 10, amount * 11 // 10)).limit(_BY_DAY)
    return set(session.scalars(query))


def _decided(session: Session, pk: int) -> set[int]:
    """Cases a person has already compared with this one."""
    query = select(ComplaintLink.complaint_pk, ComplaintLink.other_pk).where(
        or_(ComplaintLink.complaint_pk == pk, ComplaintLink.other_pk == pk)
    )
    return {each for pair in session.execute(query) for each in pair}
