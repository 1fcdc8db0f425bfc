"""The grouped queries behind what is told of traders: a handful, however many traders or cases there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, case, extract, func, select

from app.models import Complaint, Event, Trader, TraderSpelling
from app.services.complaints.due import Limits
from app.services.complaints.finding import OPEN, hits_of, states_of
from app.services.database.sql import unindexed
from app.services.periods import month_of, parse_period
from app.services.traders.face import Figures, Month, Portrait, Repeated, RepeatedTrader

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.memory import KnownTrader
    from app.services.periods import Period

_COUNTED = ("accepted", "settled")
_MONTHS = 12


# -- one trader ---------------------------------------------------------------------------------------
def portrait(
    session: Session, trader: KnownTrader, period: Period | None, today: date, likely: Sequence[str], most: int
) -> Portrait:
    """Everything told of one trader."""
    names = trader.spellings
    within = [*_of(names), *_in(period)]
    kinds = session.execute(select(Complaint.kind, func.count()).where(*within).group_by(Complaint.kind))
    by_kind = {kind: int(many) for kind, many in kinds}
    complaints = by_kind.pop("complaint", 0)
    sums = _sums(session, names, period)
    figures = Figures()
    for each in sums.values():
        figures = _added(figures, each)
    figures = _with_events(figures, _events(session, names, period).values())
    open_first = case((Complaint.state.in_(states_of(OPEN)), 0), else_=1)
    others_last = case((Complaint.kind == "complaint", 0), else_=1)
    order = (open_first, others_last, unindexed(Complaint.received_on).desc(), Complaint.pk.desc())
    pks = session.scalars(select(Complaint.pk).where(*within).order_by(*order).limit(most)).all()
    return Portrait(
        trader=trader,
        period=period,
        figures=figures,
        natures=_ranked({nature: each.complaints for (_, nature), each in _merged(sums).items()}),
        kinds=tuple(sorted(by_kind.items(), key=lambda pair: (-pair[1], pair[0]))),
        months=_months(session, names, today),
        cases=hits_of(session, pks, Limits.load(session)),
        total=complaints + sum(by_kind.values()),
        likely=tuple(likely),
    )


def _months(session: Session, names: Sequence[str], today: date) -> tuple[Month, ...]:
    """The twelve months up to the one of ``today``, each with the same one a year before."""
    last = month_of(today)
    months = [last]
    while len(months) < 2 * _MONTHS:
        months.append(months[-1].previous)
    months.reverse()
    on = Complaint.received_on
    rows = session.execute(
        select(extract("year", on), extract("month", on), func.count())
        .where(*_of(names), Complaint.kind == "complaint", unindexed(on).between(months[0].start, last.end))
        .group_by(extract("year", on), extract("month", on))
    )
    many = {(int(year), int(month)): int(count) for year, month, count in rows}
    counts = [many.get((month.start.year, month.start.month), 0) for month in months]
    return tuple(
        Month(month.start, month.end, counts[at], counts[at - _MONTHS])
        for at, month in enumerate(months)
        if at >= _MONTHS
    )


# -- repeated traders ---------------------------------------------------------------------------------
def repeated(session: Session, period: Period, least: int, most: int, today: date | None = None) -> Repeated:
    """Traders with at least ``least`` complaints in ``period``; the first ``most`` of them with all that is told.

    While the period still runs on ``today``, it is compared with the same days of the year before, not with all of it.
    """
    of_spelling = _joined(session)
    groups: dict[str, list[str]] = {}
    counted: dict[str, int] = {}
    within = (
        Complaint.deleted_at.is_(None),
        Complaint.received_on.between(period.start, period.end),
        Complaint.kind == "complaint",
        Complaint.trader != "",
    )
    by_name = select(Complaint.trader, func.count()).where(*within).group_by(Complaint.trader)
    several = _counts(session, by_name.having(func.count() >= least))
    # One spelling alone may be written less often than all of its trader together.
    joined = by_name.where(Complaint.trader.in_(select(TraderSpelling.spelling))) if of_spelling else None
    several |= _counts(session, joined) if joined is not None else {}
    for written, many in several.items():
        name = of_spelling.get(written, written)
        groups.setdefault(name, []).append(written)
        counted[name] = counted.get(name, 0) + many
    total = session.scalar(select(func.count()).select_from(Complaint).where(*within)) or 0
    found = sorted((name for name, many in counted.items() if many >= least), key=lambda name: (-counted[name], name))
    shown = found[:most]
    for written, name in of_spelling.items():  # spellings of other years count for the year before
        if name in counted and written not in groups[name]:
            groups[name].append(written)
    names = [written for name in shown for written in groups[name]]
    sums, events = _sums(session, names, period), _events(session, names, period)
    before = _before(session, names, _year_before(period, today))
    last_on = _last(session, names, period)
    rows = []
    for name in shown:
        own = set(groups[name])
        natures = {key: each for key, each in sums.items() if key[0] in own}
        figures = Figures()
        for each in natures.values():
            figures = _added(figures, each)
        figures = _with_events(figures, [events[written] for written in own if written in events])
        by_nature: dict[str, int] = {}
        for (_, nature), each in natures.items():
            by_nature[nature] = by_nature.get(nature, 0) + each.complaints
        rows.append(
            RepeatedTrader(
                name,
                tuple(sorted(own)),
                figures,
                _ranked(by_nature),
                sum(before.get(written, 0) for written in own),
                max(last_on[written] for written in own if written in last_on),
            )
        )
    return Repeated(period, least, tuple(rows), len(found), sum(counted[name] for name in found), total)


def _joined(session: Session) -> dict[str, str]:
    """Spelling → what its trader is called, for those that a person joined."""
    query = select(TraderSpelling.spelling, Trader.name).join(Trader, Trader.pk == TraderSpelling.trader_pk)
    return dict(session.execute(query.where(Trader.deleted_at.is_(None))).all())


# -- queries ------------------------------------------------------------------------------------------
def _of(names: Sequence[str]) -> list[ColumnElement[bool]]:
    return [Complaint.trader.in_(names), unindexed(Complaint.deleted_at).is_(None)]


def _in(period: Period | None) -> list[ColumnElement[bool]]:
    return [] if period is None else [unindexed(Complaint.received_on).between(period.start, period.end)]


def _sums(session: Session, names: Sequence[str], period: Period | None) -> dict[tuple[str, str], Figures]:
    """By (name as written, nature or ""): everything but what happened."""
    is_open = case((Complaint.state.in_(states_of(OPEN)), 1), else_=0)
    rows = session.execute(
        select(
            Complaint.trader,
            Complaint.nature,
            func.count(),
            func.sum(is_open),
            func.coalesce(func.sum(Complaint.amount), 0),
            func.coalesce(func.sum(Complaint.recovered), 0),
        )
        .where(*_of(names), *_in(period), Complaint.kind == "complaint")
        .group_by(Complaint.trader, Complaint.nature)
    )
    return {
        (written, nature or ""): Figures(int(many), int(still), 0, 0, int(amount), int(recovered))
        for written, nature, many, still, amount, recovered in rows
    }


def _events(session: Session, names: Sequence[str], period: Period | None) -> dict[str, dict[str, int]]:
    """By name as written: how many of the complaints were ever accepted, and settled."""
    rows = session.execute(
        select(Complaint.trader, Event.kind, func.count(Event.complaint_pk.distinct()))
        .join(Event, Event.complaint_pk == Complaint.pk)
        .where(
            *_of(names),
            *_in(period),
            Complaint.kind == "complaint",
            unindexed(Event.kind).in_(_COUNTED),
            Event.revoked_on.is_(None),
            unindexed(Event.deleted_at).is_(None),
        )
        .group_by(Complaint.trader, Event.kind)
    )
    found: dict[str, dict[str, int]] = {}
    for written, kind, many in rows:
        found.setdefault(written, {})[kind] = int(many)
    return found


def _year_before(period: Period, today: date | None) -> Period:
    if today is None or not period.start <= today < period.end:
        return period.last_year
    return parse_period(f"{period.start.isoformat()}..{today.isoformat()}").last_year


def _before(session: Session, names: Sequence[str], period: Period) -> dict[str, int]:
    query = select(Complaint.trader, func.count()).where(*_of(names), *_in(period), Complaint.kind == "complaint")
    return _counts(session, query.group_by(Complaint.trader))


def _counts(session: Session, query: Select[str, int]) -> dict[str, int]:
    return {written: int(many) for written, many in session.execute(query)}


def _last(session: Session, names: Sequence[str], period: Period) -> dict[str, date]:
    query = select(Complaint.trader, func.max(Complaint.received_on)).where(*_of(names), *_in(period))
    rows = session.execute(query.where(Complaint.kind == "complaint").group_by(Complaint.trader))
    return dict(rows.all())


# -- adding up ----------------------------------------------------------------------------------------
def _added(one: Figures, other: Figures) -> Figures:
    return Figures(
        one.complaints + other.complaints,
        one.open + other.open,
        one.accepted + other.accepted,
        one.settled + other.settled,
        one.amount + other.amount,
        one.recovered + other.recovered,
    )


def _with_events(figures: Figures, events: Any) -> Figures:
    listed = list(events)
    return replace(
        figures,
        accepted=sum(each.get("accepted", 0) for each in listed),
        settled=sum(each.get("settled", 0) for each in listed),
    )


def _merged(sums: dict[tuple[str, str], Figures]) -> dict[tuple[str, str], Figures]:
    """The same by nature alone, under the empty name."""
    found: dict[tuple[str, str], Figures] = {}
    for (_, nature), each in sums.items():
        key = ("", nature)
        found[key] = _added(found.get(key, Figures()), each)
    return found


def _ranked(natures: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """(code, how many), most first; what has no nature comes last."""
    return tuple(sorted(natures.items(), key=lambda pair: (not pair[0], -pair[1], pair[0])))
