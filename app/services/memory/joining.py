"""Several spellings made one trader, and parted again. What stands in the cases is never touched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from app.errors import AppError
from app.models import Change, Complaint, Letter, Trader, TraderSpelling
from app.models.base import now

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.memory.directory import Written


def join(session: Session, names: Sequence[str], into: str, by: str, known: Iterable[Written]) -> None:
    """Make ``names`` and ``into`` spellings of one trader called ``into``; ``known`` says what was written of them."""
    wanted = list(dict.fromkeys(name for name in (into, *names) if name))
    if not into or len(wanted) < 2:
        raise AppError("memory.nothing_to_join")
    groups = {name: _row_of(session, name) for name in wanted}
    trader = groups[into]
    if trader is None:
        details = {
            field: next((value for each in known if (value := getattr(each, field))), "")
            for field in ("phone", "address", "code")
        }
        details["code"] = details["code"][:18]
        trader = Trader(name=into, origin=_origin(session), created_by=by, **details)
        session.add(trader)
        session.flush()
    elif trader.name != into:
        _log(session, trader, "name", trader.name, into, by)
        trader.name = into
    before = _spellings(session, trader.pk)
    for other in {group.pk: group for group in groups.values() if group is not None and group.pk != trader.pk}.values():
        wanted += _spellings(session, other.pk)
        session.execute(update(TraderSpelling).where(TraderSpelling.trader_pk == other.pk).values(trader_pk=trader.pk))
        _dissolve(other, by)
    kept = set(_spellings(session, trader.pk))
    rows = [{"trader_pk": trader.pk, "spelling": name, "by": by} for name in dict.fromkeys(wanted) if name not in kept]
    if rows:
        session.execute(insert(TraderSpelling), rows)
    trader.touch()
    _log(session, trader, "spellings", _listed(before), _listed(_spellings(session, trader.pk)), by)
    session.flush()
    for table in (Complaint, Letter):
        session.execute(
            update(table).where(table.trader.in_(dict.fromkeys(wanted))).values(trader_pk=trader.pk),
            execution_options={"synchronize_session": False},
        )


def part(session: Session, name: str, by: str) -> None:
    """Take the spelling ``name`` out of its trader; a trader with one spelling left is none any more."""
    trader = _row_of(session, name)
    if trader is None:
        raise AppError("memory.not_joined", name=name)
    before = _spellings(session, trader.pk)
    gone = [name]
    left = [each for each in before if each != name]
    if len(left) < 2:
        gone += left
        left = []
        _dissolve(trader, by)
    elif trader.name == name:
        query = select(Complaint.trader).where(Complaint.trader.in_(left), Complaint.deleted_at.is_(None))
        trader.name = session.scalar(query.group_by(Complaint.trader).order_by(func.count().desc()).limit(1)) or left[0]
        _log(session, trader, "name", name, trader.name, by)
    trader.touch()
    _log(session, trader, "spellings", _listed(before), _listed(left), by)
    session.flush()
    session.execute(delete(TraderSpelling).where(TraderSpelling.spelling.in_(gone)))
    for table in (Complaint, Letter):
        session.execute(
            update(table).where(table.trader.in_(gone), table.trader_pk == trader.pk).values(trader_pk=None),
            execution_options={"synchronize_session": False},
        )


def _row_of(session: Session, name: str) -> Trader | None:
    return session.scalar(
        select(Trader)
        .join(TraderSpelling, TraderSpelling.trader_pk == Trader.pk)
        .where(TraderSpelling.spelling == name, Trader.deleted_at.is_(None))
    )


def _spellings(session: Session, pk: int) -> list[str]:
    return list(
        session.scalars(
            select(TraderSpelling.spelling).where(TraderSpelling.trader_pk == pk).order_by(TraderSpelling.pk)
        )
    )


def _dissolve(trader: Trader, by: str) -> None:
    trader.deleted_at, trader.deleted_by = now(), by
    trader.touch()


def _log(session: Session, trader: Trader, field: str, before: str, after: str, by: str) -> None:
    row: dict[str, Any] = {"by": by, "entity": "trader", "entity_id": trader.id, "revision": trader.revision}
    session.execute(insert(Change), [{**row, "field": field, "before": before or None, "after": after or None}])


def _listed(names: Sequence[str]) -> str:
    return "、".join(names)


def _origin(session: Session) -> str:
    from app.services.offices import read_home

    return read_home(session).office.code
