"""和解: disputes that a trader's own service point settled with the consumer. Written down here, counted apart.

Each is a record like a complaint (kind ``reconciliation``) with one event, ``reconciled``; so it is found, imported,
deleted and restored like all others, and never among the complaints of a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.errors import AppError
from app.services import codelists, offices
from app.services.keys import Key
from app.services.periods import Period

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.complaints import Complaints
    from app.services.complaints.records import Saved
    from app.services.database import Database
    from app.services.returns.late_reports import LateWay

KIND = "reconciliation"
#: A complaint that the parties settled by themselves counts as well.
KINDS = ("complaint", KIND)
_ALL, _RECOVERED = "reconciled", "reconciled_recovered"
#: What is written down of one, by the name it has on the page; the fields are those of a complaint.
FIELDS = {
    "received_on": "和解日期",
    "trader": "服务点",
    "complainant": "消费者",
    "phone": "电话",
    "category": "类别",
    "item": "商品或服务",
    "amount": "涉案金额",
    "recovered": "挽回损失",
    "facts": "怎么和解的",
}
#: The split of the official figures: key of the indicator, the words.
SPLIT = (
    ("reconciled_goods", "商品类"),
    ("reconciled_services", "服务类"),
    ("reconciled_farm", "农用生产资料类"),
    ("reconciled_other", "其他商品和服务"),
)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One dispute settled by a service point ``point`` on ``on``. Money is in fen."""

    id: str
    number: str
    on: date
    point: str
    complainant: str
    category: str | None
    item: str
    amount: int | None
    recovered: int | None
    facts: str


@dataclass(frozen=True, slots=True)
class PointTally:
    """How many disputes a service point settled and what it gave back (fen)."""

    point: str
    many: int
    recovered: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The reconciliations of ``period``: in all, split, by service point (most first); ``recovered`` is fen.

    ``unclassified`` have no category yet: they are in ``many``, in no part of ``split``.
    """

    period: Period
    many: int
    recovered: int
    split: tuple[tuple[str, int], ...]
    unclassified: int
    points: tuple[PointTally, ...]


class Reconciliations:
    """The register of one data folder's service points."""

    def __init__(self, database: Database, complaints: Complaints) -> None:
        self._database, self._complaints = database, complaints

    def add(self, raw: Mapping[str, str], *, today: date, by: str = "", late: LateWay = "") -> Saved:
        """Write one down from what was typed; raises ``complaint.not_taken``, ``reconciliation.no_point``.

        Without a date it was settled today. Who settled it must be named: the figures are those of service points.
        ``late`` decides about a day of a sealed return (raises ``late.asked``), see
        :mod:`app.services.returns.late_reports`.
        """
        unknown = [name for name in raw if name not in FIELDS]
        if unknown:
            raise AppError("reconciliation.no_such_field", field=unknown[0], fields="、".join(FIELDS))
        if not raw.get("trader", "").strip():
            raise AppError("reconciliation.no_point")
        return self._complaints.register({**raw, "kind": KIND}, today=today, by=by, late=late)

    def latest(self, period: Period | None = None, limit: int = 100) -> tuple[Reconciliation, ...]:
        """The latest ones (of ``period``), newest first."""
        from sqlalchemy import select

        from app.models import Complaint, Event

        query = _of(
            select(
                Complaint.id,
                Complaint.number,
                Event.on_date,
                Complaint.trader,
                Complaint.complainant,
                Complaint.category,
                Complaint.item,
                Complaint.amount,
                Event.recovered,
                Complaint.facts,
            ),
            period,
        ).order_by(Event.on_date.desc(), Complaint.pk.desc())
        with self._database.read() as session:
            return tuple(Reconciliation(*row) for row in session.execute(query.limit(limit)))

    def tally(self, period: Period) -> Tally:
        """How many, of what, where: counted as the indicators are, whatever was typed or sealed for the period."""
        from sqlalchemy import func, select

        from app.models import Complaint, Event

        with self._database.read() as session:
            counts = _counts(session, period)
            points = session.execute(
                _of(
                    select(Complaint.trader, func.count(), func.coalesce(func.sum(Event.recovered), 0)),
                    period,
                ).group_by(Complaint.trader)
            ).all()
        many = int(counts[_ALL])
        split = tuple((word, int(counts[key])) for key, word in SPLIT)
        told = sorted((PointTally(point, n, int(sum_)) for point, n, sum_ in points), key=lambda t: (-t.many, t.point))
        return Tally(
            period,
            many,
            round(counts[_RECOVERED] * 100),
            split,
            many - sum(n for _, n in split),
            tuple(told),
        )

    def points(self, limit: int = 200) -> tuple[str, ...]:
        """The service points that settled something before, those with most first."""
        from sqlalchemy import func, select

        from app.models import Complaint

        with self._database.read() as session:
            return tuple(
                session.scalars(
                    select(Complaint.trader)
                    .where(Complaint.kind == KIND, Complaint.deleted_at.is_(None), Complaint.trader != "")
                    .group_by(Complaint.trader)
                    .order_by(func.count().desc(), Complaint.trader)
                    .limit(limit)
                )
            )


def _of(query: Any, period: Period | None) -> Any:
    """Live reconciliations (of ``period``, by their statistical date)."""
    from app.models import Complaint, Event

    query = query.join(Event, Event.complaint_pk == Complaint.pk).where(
        Complaint.kind.in_(KINDS),
        Complaint.deleted_at.is_(None),
        Event.kind == "reconciled",
        Event.revoked_on.is_(None),
        Event.deleted_at.is_(None),
    )
    return query if period is None else query.where(Event.counts_on.between(period.start, period.end))


def _counts(session: Session, period: Period) -> dict[str, Decimal]:
    from app.services.indicators import counting
    from app.services.indicators.own import catalogue_of

    home = offices.read_home(session)
    scope = counting.Scope(offices.below(session, home.office), codelists.load(session))
    known = catalogue_of(session)
    names = (_ALL, _RECOVERED, *(key for key, _ in SPLIT))
    counts = counting.count(session, scope, period, [(known.get(name), frozenset()) for name in names])
    return {name: counts.get(Key(name)) for name in names}
