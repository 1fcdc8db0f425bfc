"""Finding lines of the work ledger, one or many, and what they add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, exists, func, or_, select

from app.errors import AppError
from app.models import WorkEntry, WorkMeasure
from app.services.periods import Period, month_of
from app.services.values import Value, add
from app.services.worklog.face import Measure, Month, Sum, WorkLine, WorkList

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.codelists import CodeLists
    from app.services.indicators.catalogue import Catalogue

_CHUNK = 400


class Names:
    """What codes and keys are called."""

    def __init__(self, lists: CodeLists, book: Catalogue) -> None:
        self.lists, self.book = lists, book

    def measure(self, row: WorkMeasure) -> Measure:
        """A figure with the words of its indicator; one that is gone keeps its key."""
        known = self.book.get(row.key) if row.key in self.book else None
        value = Value.of(row.number, row.approx)  # type: ignore[arg-type]
        return Measure(row.key, known.name if known else row.key, known.unit if known else "", value)


def find(
    session: Session,
    names: Names,
    office_pk: int,
    words: str = "",
    *,
    period: Period | None = None,
    kind: str = "",
    key: str = "",
    ids: Collection[str] | None = None,
    deleted: bool = False,
    limit: int = 500,
) -> WorkList:
    """Lines that have all ``words``, counting in ``period``, of ``ids`` when given: the latest first."""
    query = _narrowed(select(WorkEntry), names, office_pk, words, period, kind, key, deleted, ids)
    total = session.scalar(query.with_only_columns(func.count())) or 0
    rows = session.scalars(query.order_by(WorkEntry.on.desc(), WorkEntry.pk.desc()).limit(limit)).all()
    return WorkList(_faces(session, names, rows), total)


def count(
    session: Session,
    names: Names,
    office_pk: int,
    words: str = "",
    *,
    period: Period | None = None,
    deleted: bool = False,
) -> int:
    """How many lines :func:`find` would find."""
    query = _narrowed(select(func.count(WorkEntry.pk)), names, office_pk, words, period, "", "", deleted)
    return session.scalar(query) or 0


def row_of(session: Session, wanted: str) -> WorkEntry:
    """The row of a line; raises ``work.not_found``."""
    row = session.scalar(select(WorkEntry).where(WorkEntry.id == wanted.strip()))
    if row is None:
        raise AppError("work.not_found", wanted=wanted)
    return row


def face_of(session: Session, names: Names, row: WorkEntry) -> WorkLine:
    """One line with its figures."""
    return _faces(session, names, [row])[0]


def sums(
    session: Session,
    names: Names,
    office_pk: int,
    period: Period | None,
    words: str = "",
    kind: str = "",
    ids: Collection[str] | None = None,
) -> tuple[Sum, ...]:
    """What the lines of ``period`` add up to, in the order of the catalogue."""
    pks = _narrowed(select(WorkEntry.pk), names, office_pk, words, period, kind, "", False, ids).subquery()
    rows = session.execute(
        select(WorkMeasure.key, WorkMeasure.number, WorkMeasure.approx)
        .join(pks, pks.c.pk == WorkMeasure.entry_pk)
        .order_by(WorkMeasure.entry_pk)
    )
    values: dict[str, list[Value]] = {}
    for key, number, approx in rows:
        values.setdefault(key, []).append(Value.of(number, approx))  # type: ignore[arg-type]
    order = {indicator.key: at for at, indicator in enumerate(names.book.indicators)}
    found = []
    for key in sorted(values, key=lambda key: (order.get(key, len(order)), key)):
        known = names.book.get(key) if key in names.book else None
        found.append(
            Sum(key, known.name if known else key, known.unit if known else "", add(values[key]), len(values[key]))
        )
    return tuple(found)


def months(session: Session, office_pk: int, first: date, last: date) -> tuple[Month, ...]:
    """How many lines count in each month from ``first`` to ``last``, the latest first; months without one too."""
    days = session.scalars(
        select(WorkEntry.counts_on).where(
            WorkEntry.office_pk == office_pk, WorkEntry.deleted_at.is_(None), WorkEntry.counts_on.between(first, last)
        )
    )
    counted = Counter((day.year, day.month) for day in days)
    spans = (divmod(at, 12) for at in range(last.year * 12 + last.month - 1, first.year * 12 + first.month - 2, -1))
    return tuple(Month(month_of(date(year, month + 1, 1)), counted[year, month + 1]) for year, month in spans)


def measures_of(session: Session, pk: int) -> dict[str, Value]:
    """The figures of a line by indicator."""
    rows = session.scalars(select(WorkMeasure).where(WorkMeasure.entry_pk == pk).order_by(WorkMeasure.key))
    return {row.key: Value.of(row.number, row.approx) for row in rows}  # type: ignore[arg-type]


def _narrowed(
    query: Select[Any],
    names: Names,
    office_pk: int,
    words: str,
    period: Period | None,
    kind: str,
    key: str,
    deleted: bool,
    ids: Collection[str] | None = None,
) -> Select[Any]:
    if ids is not None:
        query = query.where(WorkEntry.id.in_(ids))
    query = query.where(
        WorkEntry.office_pk == office_pk,
        WorkEntry.deleted_at.is_not(None) if deleted else WorkEntry.deleted_at.is_(None),
    )
    if period is not None:
        query = query.where(WorkEntry.counts_on.between(period.start, period.end))
    if kind:
        query = query.where(WorkEntry.kind == kind)
    if key:
        query = query.where(exists().where(and_(WorkMeasure.entry_pk == WorkEntry.pk, WorkMeasure.key == key)))
    for word in words.split():
        like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        kinds = [e.code for e in names.lists.entries("work_kind") if word in e.label or word in e.aliases]
        places = (WorkEntry.what, WorkEntry.place, WorkEntry.note, WorkEntry.created_by)
        keys = [each.key for each in names.book.indicators if each.kind == "B" and word in each.name]
        named = exists().where(and_(WorkMeasure.entry_pk == WorkEntry.pk, WorkMeasure.key.in_(keys)))
        query = query.where(
            or_(
                WorkEntry.kind.in_(kinds),
                *(place.like(like, escape="\\") for place in places),
                *([named] if keys else []),
            )
        )
    return query


def _faces(session: Session, names: Names, rows: Sequence[WorkEntry]) -> tuple[WorkLine, ...]:
    measured: dict[int, list[Measure]] = {}
    order = {indicator.key: at for at, indicator in enumerate(names.book.indicators)}
    for at in range(0, len(rows), _CHUNK):
        pks = [row.pk for row in rows[at : at + _CHUNK]]
        for measure in session.scalars(select(WorkMeasure).where(WorkMeasure.entry_pk.in_(pks))):
            measured.setdefault(measure.entry_pk, []).append(names.measure(measure))
    return tuple(
        WorkLine(
            row.id,
            row.on,
            row.counts_on,
            row.kind,
            names.lists.label("work_kind", row.kind),
            row.what,
            row.place,
            row.note,
            tuple(sorted(measured.get(row.pk, ()), key=lambda each: order.get(each.key, len(order)))),
            row.created_by,
            row.version,
            row.revision,
            row.deleted_at is not None,
        )
        for row in rows
    )
