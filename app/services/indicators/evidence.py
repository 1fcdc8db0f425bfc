"""The records behind many figures at once: what sealing keeps, in one query for each stretch of days.

The conditions are those that count (:mod:`counting`); each record comes with the number it adds to the figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import case, select

from app.models import Complaint, Enquiry, Event, Office
from app.services.codelists import UNCLASSIFIED
from app.services.indicators import counting
from app.services.keys import Key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.indicators.catalogue import Indicator
    from app.services.indicators.counting import Scope
    from app.services.periods import Period

#: A record and what it adds to the figure: 1, persons, or fen.
Record = tuple[str, int]


def records_behind(
    session: Session, scope: Scope, period: Period, wanted: Iterable[tuple[Key, Indicator]], basis: str = "flow"
) -> dict[Key, list[Record]]:
    """The records counted in ``period`` behind each key (its span is not looked at), in the order they count.

    Two queries at most, one over cases and one over enquiries, however many keys.
    """
    cases = [(key, indicator) for key, indicator in wanted if "enquiry" not in indicator.intake]
    enquiries = [(key, indicator) for key, indicator in wanted if "enquiry" in indicator.intake]
    found: dict[Key, list[Record]] = {}
    for mine, enquiry in ((cases, False), (enquiries, True)):
        if mine:
            found |= _behind(session, scope, period, mine, basis, enquiry)
    return found


def _behind(
    session: Session, scope: Scope, period: Period, wanted: list[tuple[Key, Indicator]], basis: str, enquiry: bool
) -> dict[Key, list[Record]]:
    indicators = list({indicator.key: indicator for _, indicator in wanted}.values())
    dimensions = sorted({dimension for key, _ in wanted for dimension, _ in key.records.where})
    columns = [counting.dimension(name, enquiry) for name in dimensions]
    if enquiry:
        amounts = [counting.of_enquiries(indicator, scope) for indicator in indicators]
        query = counting.enquiries(select(Enquiry.id, *columns, *amounts), scope, period)
        order = (Enquiry.counts_on, Enquiry.pk)
    else:
        amounts = [
            case((counting.conditions_of(i, scope, period, basis), counting.measure_of(i)), else_=0) for i in indicators
        ]
        query = counting.cases(select(Complaint.id, *columns, *amounts), scope, period, indicators, basis)
        order = (Event.counts_on, Complaint.pk)
    if "office" in dimensions:
        query = query.join(Office, Office.pk == (Enquiry.office_pk if enquiry else Event.office_pk))
    places: dict[str, dict[tuple[str, ...], dict[tuple[str, ...], list[Key]]]] = {}
    for key, indicator in wanted:
        where = key.records.where
        table = places.setdefault(indicator.key, {}).setdefault(tuple(d for d, _ in where), {})
        table.setdefault(tuple(c for _, c in where), []).append(key)
    position = {name: at for at, name in enumerate(dimensions, 1)}
    found: dict[Key, list[Record]] = {key: [] for key, _ in wanted}
    width = 1 + len(dimensions)
    for row in session.execute(query.order_by(*order)):
        for at, indicator in enumerate(indicators):
            number = row[width + at]
            if not number:
                continue
            for subset, table in places[indicator.key].items():
                pairs = [(d, UNCLASSIFIED if row[position[d]] is None else row[position[d]]) for d in subset]
                for codes in counting.rolled(pairs):
                    for key in table.get(codes, ()):
                        found[key].append((row[0], int(number)))
    return found
