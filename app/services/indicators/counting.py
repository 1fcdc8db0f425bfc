"""Counting records: one grouped query for each stretch of days and set of dimensions, however many figures.

Every counted indicator becomes a conditional sum in that query; the same conditions list the records
behind a figure (:func:`record_ids`), so the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.errors import AppError
from app.models import Complaint, Enquiry, Event, Office
from app.services.codelists import UNCLASSIFIED, CodeLists
from app.services.database.sql import unindexed
from app.services.indicators import conditions
from app.services.indicators.catalogue import Indicator
from app.services.indicators.conditions import CASE_DIMENSIONS, ENQUIRY_DIMENSIONS, prefix_of
from app.services.keys import Key
from app.services.periods import Period

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

CLOSING = ("settled", "terminated", "withdrawn", "transferred")
#: What may happen to a case more than once. It counts once in a period: the last time.
REPEATING = frozenset(
    {"followed_up", "advised_elsewhere", "transferred", "answered", "arbitration", "supported_lawsuit", "supervised"}
)

_TREE = frozenset({"category", "item"})


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose records count: row numbers of offices, and the code lists for conditions on kinds."""

    offices: tuple[int, ...]
    lists: CodeLists


class Counts:
    """Counted figures of one stretch of days, looked up by key; roll-ups of trees are made once."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], Decimal]] = {}

    def put(
        self, indicator: Indicator, dimensions: tuple[str, ...], rows: Iterable[tuple[tuple[str, ...], int]]
    ) -> None:
        """Take grouped sums in; ``rows`` are (codes in the order of ``dimensions``, sum)."""
        fen = indicator.measure in ("amount", "recovered", "punitive")
        wanted = []
        for subset in _subsets(dimensions):
            name = (indicator.key, tuple(dimensions[i] for i in subset))
            if name not in self._sums:  # another query may have counted the same already
                self._sums[name] = {}
                wanted.append(subset)
        for codes, number in rows:
            if not number:
                continue
            value = Decimal(number).scaleb(-2) if fen else Decimal(number)
            for subset in wanted:
                table = self._sums[indicator.key, tuple(dimensions[i] for i in subset)]
                for key in rolled([(dimensions[i], codes[i]) for i in subset]):
                    table[key] = table.get(key, Decimal()) + value

    def get(self, key: Key) -> Decimal:
        """The count for ``key`` (its span is not looked at); 0 when no record was found."""
        dimensions = tuple(d for d, _ in key.where)
        codes = tuple(c for _, c in key.where)
        return self._sums.get((key.indicator, dimensions), {}).get(codes, Decimal())

    def has(self, indicator: str, dimensions: frozenset[str]) -> bool:
        """Whether the indicator was counted with these dimensions."""
        return (indicator, tuple(sorted(dimensions))) in self._sums

    def merge(self, other: Counts) -> None:
        """Take in what another query counted over the same days."""
        for name, table in other._sums.items():
            self._sums.setdefault(name, table)

    def codes(self, indicator: str, dimension: str) -> dict[str, Decimal]:
        """All codes met in ``dimension`` with their counts."""
        return {codes[0]: n for codes, n in self._sums.get((indicator, (dimension,)), {}).items()}


def _subsets(dimensions: tuple[str, ...]) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = [()]
    for position in range(len(dimensions)):
        found += [(*subset, position) for subset in found]
    return found


def rolled(pairs: list[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Every combination of codes a record counts under: each code of a tree with those above it."""
    keys: list[tuple[str, ...]] = [()]
    for dimension, code in pairs:
        codes = _ancestors(code) if dimension in _TREE else (code,)
        keys = [(*key, each) for key in keys for each in codes]
    return keys


def _ancestors(code: str) -> tuple[str, ...]:
    """A ten-digit code and the codes above it: 0103010000 → itself, 0103000000, 0100000000."""
    if len(code) != 10:
        return (code,)
    found = dict.fromkeys(code[:n] + "0" * (10 - n) for n in (10, 8, 6, 4, 2))
    return tuple(found)


def count(
    session: Session,
    scope: Scope,
    period: Period,
    wanted: Sequence[tuple[Indicator, frozenset[str]]],
    basis: str = "flow",
) -> Counts:
    """Count every wanted (indicator, dimensions) over ``period``: one query for each maximal set of dimensions."""
    counts = Counts()
    for enquiry in (False, True):
        mine = [(i, d) for i, d in wanted if ("enquiry" in i.intake) == enquiry]
        for dimensions, indicators in _bundles(mine):
            _run(session, scope, period, dimensions, indicators, counts, basis, enquiry)
    return counts


def _bundles(wanted: Sequence[tuple[Indicator, frozenset[str]]]) -> list[tuple[tuple[str, ...], list[Indicator]]]:
    sets = {dimensions for _, dimensions in wanted}
    largest = [s for s in sets if not any(s < other for other in sets)]
    bundles = []
    for dimensions in sorted(largest, key=sorted):
        inside: dict[str, Indicator] = {}
        for indicator, own in wanted:
            first = next(s for s in sorted(largest, key=sorted) if own <= s)
            if first == dimensions:
                inside.setdefault(indicator.key, indicator)
        if inside:
            bundles.append((tuple(sorted(dimensions)), list(inside.values())))
    return bundles


def _run(
    session: Session,
    scope: Scope,
    period: Period,
    dimensions: tuple[str, ...],
    indicators: list[Indicator],
    counts: Counts,
    basis: str,
    enquiry: bool,
) -> None:
    columns = [dimension(name, enquiry) for name in dimensions]
    if enquiry:
        sums = [func.sum(of_enquiries(i, scope)) for i in indicators]
        query = enquiries(select(*columns, *sums), scope, period)
    else:
        sums = [func.sum(case((conditions_of(i, scope, period, basis), measure_of(i)), else_=0)) for i in indicators]
        query = cases(select(*columns, *sums), scope, period, indicators, basis)
    if "office" in dimensions:
        query = query.join(Office, Office.pk == (Enquiry.office_pk if enquiry else Event.office_pk))
    rows = session.execute(query.group_by(*columns)).all() if columns else session.execute(query).all()
    width = len(columns)
    for position, indicator in enumerate(indicators):
        counts.put(
            indicator,
            dimensions,
            ((tuple(UNCLASSIFIED if c is None else c for c in row[:width]), row[width + position]) for row in rows),
        )


def of_enquiries(indicator: Indicator, scope: Scope) -> Any:
    """What an enquiry adds to ``indicator``."""
    measure: Any = Enquiry.people if indicator.measure == "people" else 1
    wanted = conditions.all_of(indicator, scope.lists, enquiry=True)
    return measure if wanted is None else case((wanted, measure), else_=0)


def dimension(name: str, enquiry: bool) -> Any:
    """The column of a dimension; raises ``indicator.bad_dimension``."""
    column = (ENQUIRY_DIMENSIONS if enquiry else CASE_DIMENSIONS).get(name)
    if column is None:
        raise AppError("indicator.bad_dimension", dimension=name)
    return column


def enquiries(query: Select[Any], scope: Scope, period: Period) -> Select[Any]:
    """Live enquiries of the offices that count in ``period``."""
    return query.select_from(Enquiry).where(
        Enquiry.counts_on.between(period.start, period.end),
        Enquiry.deleted_at.is_(None),
        Enquiry.office_pk.in_(scope.offices),
    )


def cases(query: Select[Any], scope: Scope, period: Period, indicators: Sequence[Indicator], basis: str) -> Select[Any]:
    """Live events of live cases whose statistical date (flow) or acceptance (cohort) lies in the period."""
    query = query.select_from(Event).join(Complaint, Complaint.pk == Event.complaint_pk)
    live = [
        Event.revoked_on.is_(None),
        Event.deleted_at.is_(None),
        unindexed(Complaint.deleted_at).is_(None),
        Event.office_pk.in_(scope.offices),
        Event.kind.in_(sorted({kind for i in indicators for kind in _kinds(i)})),
    ]
    if basis == "cohort":
        taken = aliased(Event)
        query = query.join(taken, and_(taken.complaint_pk == Complaint.pk, taken.kind == "accepted"))
        live += [
            taken.revoked_on.is_(None),
            taken.deleted_at.is_(None),
            taken.counts_on.between(period.start, period.end),
        ]
    else:
        live.append(Event.counts_on.between(period.start, period.end))
    return query.where(*live)


def _kinds(indicator: Indicator) -> tuple[str, ...]:
    return CLOSING if indicator.event == "closed" else (indicator.event,)


def measure_of(indicator: Indicator) -> Any:
    """What a record that meets the conditions adds."""
    match indicator.measure:
        case "people":
            return Complaint.group_size
        case "amount":
            return func.coalesce(Complaint.amount, 0)
        case "recovered":
            return func.coalesce(Event.recovered, 0)
        case "punitive":
            return func.coalesce(Event.punitive, 0)
    return 1


def conditions_of(indicator: Indicator, scope: Scope, period: Period, basis: str) -> ColumnElement[bool]:
    """What an event and its case must meet to count."""
    parts: list[ColumnElement[bool]] = [
        Event.closes.is_(True) if indicator.event == "closed" else Event.kind == indicator.event,
        Complaint.kind == indicator.intake[0] if len(indicator.intake) == 1 else Complaint.kind.in_(indicator.intake),
    ]
    own = conditions.all_of(indicator, scope.lists)
    if own is not None:
        parts.append(own)
    if indicator.event in REPEATING:
        parts.append(_is_last(period, basis))
    return and_(*parts)


def _is_last(period: Period, basis: str) -> ColumnElement[bool]:
    """That nothing of the same kind happened to the case later in the period (in a cohort: later at all)."""
    later = aliased(Event)
    after = [
        later.complaint_pk == Event.complaint_pk,
        later.kind == Event.kind,
        later.revoked_on.is_(None),
        later.deleted_at.is_(None),
        or_(
            later.counts_on > Event.counts_on,
            and_(later.counts_on == Event.counts_on, later.pk > Event.pk),
        ),
    ]
    if basis != "cohort":
        after.append(later.counts_on <= period.end)
    return ~exists().where(*after)


def record_ids(
    session: Session, scope: Scope, period: Period, indicator: Indicator, key: Key, basis: str = "flow"
) -> list[str]:
    """Ids of the records behind ``key`` over ``period``, by the same conditions that count them."""
    enquiry = "enquiry" in indicator.intake
    if enquiry:
        query = enquiries(select(Enquiry.id), scope, period)
        wanted = conditions.all_of(indicator, scope.lists, enquiry=True)
        if wanted is not None:
            query = query.where(wanted)
    else:
        query = cases(select(Complaint.id), scope, period, [indicator], basis).where(
            conditions_of(indicator, scope, period, basis)
        )
        if indicator.measure in ("recovered", "punitive"):
            query = query.where(getattr(Event, indicator.measure) > 0)
        elif indicator.measure == "amount":
            query = query.where(Complaint.amount > 0)
    for name, code in key.where:
        column = dimension(name, enquiry)
        if name == "office":
            query = query.join(Office, Office.pk == (Enquiry.office_pk if enquiry else Event.office_pk))
        if code == UNCLASSIFIED:
            query = query.where(column.is_(None))
        elif name in _TREE:
            query = query.where(column.like(f"{prefix_of(code)}%"))
        else:
            query = query.where(column == code)
    order = (Enquiry.counts_on, Enquiry.pk) if enquiry else (Event.counts_on, Complaint.pk)
    return list(session.scalars(query.order_by(*order)))


def first_day(session: Session) -> Any:
    """The day of the earliest event on record, or None."""
    return session.scalar(select(func.min(Event.counts_on)).where(Event.deleted_at.is_(None)))
