"""The catalogue an office has: the shipped one and its own indicators, read from the database.

Own indicators travel with the templates that use them (:func:`carried`, :func:`take_over`): their keys hold the code of
the office that made them, so that two offices never mean two things by one key.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from app.models import OwnIndicator
from app.services import offices
from app.services.indicators.catalogue import Catalogue, Condition, Indicator, catalogue

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: The group that own indicators stand in unless they were put into another.
GROUP = "own"
GROUP_NAME = "本单位自设"

#: What an own indicator says beside its columns.
_DEFINED = ("event", "measure", "intake", "where", "match", "formula")

#: The columns that say what an own indicator is; they travel with its key.
COLUMNS = (
    "name", "synonyms", "section", "unit", "kind", "over_time", "over_offices", "decimals", "rule", "definition",
)  # fmt: skip

_KEPT = 8
_known: OrderedDict[tuple[str, ...], Catalogue] = OrderedDict()
_lock = Lock()


def catalogue_of(session: Session) -> Catalogue:
    """The shipped catalogue with the indicators of this folder's office; one small query, the rest is kept.

    Every state of an own indicator has a revision of its own, so the revisions together name a state of them all.
    """
    stamp = tuple(
        session.scalars(
            select(OwnIndicator.revision).where(OwnIndicator.deleted_at.is_(None)).order_by(OwnIndicator.pk)
        )
    )
    if not stamp:
        return catalogue()
    with _lock:
        found = _known.get(stamp)
        if found is not None:
            _known.move_to_end(stamp)
            return found
    made = _made(session)
    with _lock:
        _known[stamp] = made
        while len(_known) > _KEPT:
            _known.popitem(last=False)
    return made


def _made(session: Session) -> Catalogue:
    shipped = catalogue()
    rows = session.scalars(select(OwnIndicator).where(OwnIndicator.deleted_at.is_(None)).order_by(OwnIndicator.pk))
    own = tuple(indicator_of(row) for row in rows)
    groups = shipped.groups | {GROUP: GROUP_NAME}
    taken = {indicator.key for indicator in shipped.indicators}
    return Catalogue(shipped.version, groups, (*shipped.indicators, *(i for i in own if i.key not in taken)))


def indicator_of(row: OwnIndicator) -> Indicator:
    """The indicator that a row of the table is."""
    defined = json.loads(row.definition)
    return Indicator(
        key=row.key,
        name=row.name,
        group=row.section if row.section in catalogue().groups else GROUP,
        unit=row.unit,
        kind=row.kind,  # type: ignore[arg-type]
        over_time=row.over_time,  # type: ignore[arg-type]
        over_offices=row.over_offices,  # type: ignore[arg-type]
        rule=row.rule,
        synonyms=tuple(json.loads(row.synonyms)),
        decimals=row.decimals,
        event=defined.get("event", ""),
        measure=defined.get("measure", "count"),
        intake=tuple(defined.get("intake", ("complaint",))),
        where=tuple(msgspec.convert(each, Condition) for each in defined.get("where", ())),
        match=defined.get("match", "all"),
        formula=defined.get("formula", ""),
        own=True,
        retired=row.retired_on is not None,
    )


def columns_of(indicator: Indicator) -> dict[str, Any]:
    """The columns of the table that say what ``indicator`` is."""
    whole = msgspec.to_builtins(indicator)
    return {
        "name": indicator.name,
        "synonyms": json.dumps(list(indicator.synonyms), ensure_ascii=False),
        "section": indicator.group,
        "unit": indicator.unit,
        "kind": indicator.kind,
        "over_time": indicator.over_time,
        "over_offices": indicator.over_offices,
        "decimals": indicator.decimals,
        "rule": indicator.rule,
        "definition": json.dumps({name: whole[name] for name in _DEFINED}, ensure_ascii=False, sort_keys=True),
    }


def carried(session: Session, keys: Iterable[str]) -> tuple[dict[str, Any], ...]:
    """The own indicators among ``keys`` (and those their formulas need) as plain data, to travel with a template."""
    from app.services.indicators import formula

    book = catalogue_of(session)
    found: dict[str, Indicator] = {}

    def take(key: str) -> None:
        resolved = book.resolve(key).indicator
        if not resolved.own or resolved.key in found:
            return
        if resolved.kind == "D":
            for part in formula.parts(formula.parse(resolved.formula)):
                take(part.indicator)
        found[resolved.key] = resolved

    for key in keys:
        take(key)
    return tuple({"key": each.key, **columns_of(each)} for each in found.values())


def take_over(session: Session, indicators: Sequence[Mapping[str, Any]], *, by: str = "", replace: bool = True) -> int:
    """Take indicators over that came with another office's template; returns how many are new or changed here.

    Indicators this office made itself come back with its own templates, in an older state perhaps: they stay, and so
    do all that are known here when not to ``replace``. Raises ``indicator.not_carried`` for one that is not whole,
    ``indicator.in_use`` for another unit or kind than was reported under its key.
    """
    from app.services.indicators.arriving import checked
    from app.services.indicators.records import refuse_reported

    home = offices.read_home(session).office.code
    checked(session, indicators)
    touched = 0
    for raw in indicators:
        key = str(raw["key"])
        columns = {name: raw[name] for name in COLUMNS}
        row = session.scalar(select(OwnIndicator).where(OwnIndicator.key == key))
        if row is None:
            session.add(OwnIndicator(key=key, origin=_origin(key), created_by=by, **columns))
            touched += 1
            continue
        differing = {
            name: (getattr(row, name), value) for name, value in columns.items() if getattr(row, name) != value
        }
        if differing and replace and row.origin != home:
            refuse_reported(session, row, differing)
            for name, (_, value) in differing.items():
                setattr(row, name, value)
            row.touch()
            touched += 1
    session.flush()
    return touched


def _origin(key: str) -> str:
    """The office code in an own key: own_331122_laoniantousu → 331122."""
    parts = key.split("_")
    return parts[1][:12] if len(parts) > 2 else ""
