"""What stands behind the figures of a return: found in a bounded number of queries, packed, and read again.

A figure is put together from stretches of days whose records were counted, from lines of the work ledger or entries
of a roster, and from months that were sealed before; of those the evidence is in their own return, and only named
here. Format of ``return_evidence.records``: zlib over a JSON object

    {"records": [[id, number], …],      what was counted: id and what it adds (1, persons, or fen; null: not said)
     "from": [[office, template, period, revision, key], …],   sealed figures that are part of this one
     "as": key,                         the records are those behind another key of this return
     "parts": [[key, name, state, number, approx], …]}         of a derived figure, what it was derived from
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.models import Office, ReturnEvidence
from app.models import Return as Row
from app.services.indicators.evidence import records_behind
from app.services.keys import Key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.indicators.catalogue import Indicator
    from app.services.indicators.evaluate import Evaluator
    from app.services.periods import Period

#: Deeper than years of months of weeks ever go.
_DEEP = 6
#: No packed evidence that names a record is as short as this.
_EMPTY = 40


@dataclass(frozen=True, slots=True)
class Counted:
    """What stands behind one figure. ``sealed``: (office, template, period, revision, key) of figures it adds up."""

    kind: str = "complaint"
    records: tuple[tuple[str, int | None], ...] = ()
    sealed: tuple[tuple[str, str, str, int, str], ...] = ()


NOTHING = Counted()


def behind(judge: Evaluator, bases: Iterable[Key]) -> dict[Key, Counted]:
    """What stands behind each counted or typed figure; two queries for each stretch of days that is counted."""
    wanted: dict[tuple[Period, str], list[tuple[Key, Indicator]]] = {}
    sealed: dict[Key, list[tuple[int, str]]] = {}
    kinds: dict[Key, str] = {}
    records: dict[Key, list[tuple[str, int | None]]] = {}
    wanted_keys = tuple(dict.fromkeys(bases))
    judge.prepare(wanted_keys)
    for base in wanted_keys:
        indicator = judge.catalogue.get(base.indicator)
        pieces = judge.pieces(base)
        kinds[base] = "enquiry" if "enquiry" in indicator.intake else "complaint"
        records[base] = []
        for part in pieces.counted:
            wanted.setdefault((part, judge.basis_of(base)), []).append((base, indicator))
        if pieces.noted:
            kinds[base], ids = judge.noted_records(base)
            records[base] += [(id, None) for id in ids]
        name = base.at("current") if indicator.kind == "A" else base.at("current").records
        sealed[base] = [(found.sealed, str(name)) for _, found in pieces.standing if found.sealed is not None]
    for (period, basis), needs in sorted(wanted.items(), key=lambda item: (item[0][0].start, item[0][1])):
        for key, found in records_behind(judge.session, judge.scope, period, needs, basis).items():
            records[key] += found
    named = _named(judge.session, {pk for rows in sealed.values() for pk, _ in rows})
    return {
        base: Counted(
            kinds[base],
            tuple(records[base]),
            tuple((*named[pk], name) for pk, name in sealed[base] if pk in named),
        )
        for base in records
    }


def _named(session: Session, pks: set[int]) -> dict[int, tuple[str, str, str, int]]:
    query = (
        select(Row.pk, Office.code, Row.template, Row.period, Row.number)
        .join(Office, Office.pk == Row.office_pk)
        .where(Row.pk.in_(pks))
    )
    return {pk: (office, template, period, number) for pk, office, template, period, number in session.execute(query)}


# --- as it is kept ---------------------------------------------------------------------------------------


def packed(counted: Counted, parts: Sequence[Sequence[str | None]] = (), same_as: str = "") -> bytes:
    """The bytes that are kept (see the head of this module)."""
    content: dict[str, Any] = {}
    if same_as:
        content["as"] = same_as
    else:
        content["records"] = [list(record) for record in counted.records]
        if counted.sealed:
            content["from"] = [list(each) for each in counted.sealed]
    if parts:
        content["parts"] = [list(part) for part in parts]
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), 9)


def unpacked(data: bytes) -> dict[str, Any]:
    """What :func:`packed` made."""
    content: dict[str, Any] = json.loads(zlib.decompress(data))
    return content


@dataclass(frozen=True, slots=True)
class Kept:
    """The evidence of one sealed figure: words, records in the order they counted, parts of a derived one."""

    name: str
    rule: str
    source: str
    kind: str
    records: tuple[str, ...]
    parts: tuple[tuple[str, str, str, str | None, str], ...]


def kept(session: Session, return_pk: int, key: str) -> Kept | None:
    """What was kept behind ``key`` of a sealed return; None when that was sealed before evidence was kept."""
    row = session.get(ReturnEvidence, (return_pk, key))
    if row is None:
        return None
    content = unpacked(row.records)
    records = _records(session, return_pk, key, _DEEP)
    parts = tuple((p[0], p[1], p[2], p[3], p[4]) for p in content.get("parts", ()))
    return Kept(row.name, row.rule, row.source, row.kind, tuple(dict.fromkeys(records)), parts)


def _records(session: Session, return_pk: int, key: str, deep: int) -> list[str]:
    row = session.get(ReturnEvidence, (return_pk, key))
    if row is None or deep == 0:
        return []
    content = unpacked(row.records)
    if content.get("as"):
        return _records(session, return_pk, content["as"], deep - 1)
    found: list[str] = []
    for office, template, period, revision, name in content.get("from", ()):
        pk = session.scalar(
            select(Row.pk)
            .join(Office, Office.pk == Row.office_pk)
            .where(Office.code == office, Row.template == template, Row.period == period, Row.number == revision)
        )
        if pk is not None:
            found += _records(session, pk, name, deep - 1)
    return found + [str(record[0]) for record in content.get("records", ())]


def expanded(session: Session, counted: Counted) -> tuple[str, ...]:
    """The ids of everything behind a figure, those of sealed parts included."""
    found: list[str] = []
    for office, template, period, revision, name in counted.sealed:
        pk = session.scalar(
            select(Row.pk)
            .join(Office, Office.pk == Row.office_pk)
            .where(Office.code == office, Row.template == template, Row.period == period, Row.number == revision)
        )
        if pk is not None:
            found += _records(session, pk, name, _DEEP)
    return tuple(dict.fromkeys([*found, *(id for id, _ in counted.records)]))


def periods_of(session: Session, office_pk: int, ids: Collection[str]) -> dict[str, str]:
    """Id → period of a sealed return of the office that has it in evidence, for those of ``ids`` that one has."""
    wanted, found = set(ids), dict[str, str]()
    query = (
        select(Row.period, ReturnEvidence.records)
        .join(Row, Row.pk == ReturnEvidence.return_pk)
        .where(Row.office_pk == office_pk, Row.state == "sealed", func.length(ReturnEvidence.records) > _EMPTY)
    )
    for period, data in session.execute(query) if wanted else ():
        for record in unpacked(data).get("records", ()):
            if record[0] in wanted:
                found.setdefault(record[0], period)
    return found
