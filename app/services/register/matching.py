"""Which case a row of a register is: by its number within the office, else by its fingerprint and occurrence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from app.errors import Issue

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.complaints.outcome import Course
    from app.services.complaints.record import Record
    from app.services.offices import Home

_CHUNK = 500


@dataclass(slots=True)
class Row:
    """One record of a register. ``at`` is its row in the sheet (from 1).

    ``said`` are typed values by field as its cells say them, ``follows`` what follows from them where a field
    is empty, ``state`` what follows from its word of state alone. ``occurrence`` counts the rows without a
    number that have the same ``fingerprint`` in the file. ``course`` is what happened, once it is known.
    """

    at: int
    number: str
    fingerprint: str
    occurrence: int
    said: dict[str, Any]
    follows: dict[str, Any]
    state: dict[str, Any]
    pending: bool
    course: Course | None = None

    @property
    def received_on(self) -> date:
        """The day of registration."""
        day: date = self.said["received_on"] if "received_on" in self.said else self.follows["received_on"]
        return day

    def case(self) -> dict[str, Any]:
        """The values of a new case."""
        values = {**self.state, **self.follows, **self.said}
        values["register_number"] = self.number or None
        values["fingerprint"] = self.fingerprint
        values["occurrence"] = self.occurrence
        if self.course is not None:
            values["course"] = self.course
        return values


@dataclass(frozen=True, slots=True)
class Update:
    """A case that a row changes: its row number in the table, what it is now, and the typed values that differ."""

    row: Row
    pk: int
    record: Record
    values: dict[str, Any]
    way: Course


@dataclass(slots=True)
class Matched:
    """Rows told apart. ``binned`` are rows whose case lies in the bin, ``refused`` rows whose change cannot be,
    ``others`` rows whose number belongs to quite another case."""

    new: list[Row] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    unchanged: int = 0
    binned: list[Row] = field(default_factory=list)
    refused: list[tuple[Row, Issue]] = field(default_factory=list)
    others: list[tuple[Row, Record]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Known:
    pk: int
    number: str
    fingerprint: str | None
    occurrence: int
    deleted: bool


def fingerprint(parts: Iterable[str]) -> str:
    """A row's fingerprint: its cells by field, in the order of their names, whatever the order of columns."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def match(session: Session, home: Home, rows: Sequence[Row]) -> Matched:
    """Tell new, changed and known rows apart."""
    out = Matched()
    by_number = _by_number(session, home, [row.number for row in rows if row.number])
    by_print = _by_fingerprint(session, home, [row.fingerprint for row in rows if not row.number])
    differing: list[tuple[Row, _Known]] = []
    for row in rows:
        known = by_number.get(row.number) if row.number else by_print.get((row.fingerprint, row.occurrence))
        if known is None:
            out.new.append(row)
        elif known.deleted:
            out.binned.append(row)
        elif known.fingerprint == row.fingerprint:
            out.unchanged += 1
        else:
            differing.append((row, known))
    _compare(session, differing, out)
    return out


def _compare(session: Session, differing: Sequence[tuple[Row, _Known]], out: Matched) -> None:
    """Rows whose case is known but was not read from the very same cells."""
    from app.services.complaints.changing import course_after
    from app.services.complaints.record import read_many

    for at in range(0, len(differing), _CHUNK):
        chunk = differing[at : at + _CHUNK]
        records = read_many(session, [known.pk for _, known in chunk])
        for row, known in chunk:
            record = records[known.pk]
            values = differences(record, row)
            if not values:
                out.unchanged += 1
                continue
            if _another(record, values, row):
                out.others.append((row, record))
                continue
            way = course_after(record, values)
            error = next((issue for issue in way.issues if issue.severity == "error"), None)
            if error is not None:
                out.refused.append((row, error))
            else:
                out.updates.append(Update(row, known.pk, record, values, way))


def _another(record: Record, values: Mapping[str, Any], row: Row) -> bool:
    """Whether a row with a known number is quite another case: registers that count from 1 every month.

    Another day, and nothing of who, whom and what is the same, though at least two of them can be compared.
    """
    compared = [name for name in ("complainant", "trader", "facts") if getattr(record, name) and row.said.get(name)]
    return "received_on" in values and len(compared) > 1 and all(name in values for name in compared)


def differences(record: Record, row: Row) -> dict[str, Any]:
    """The typed values that ``row`` gives ``record``. A blank cell is missing, so it never empties a field."""
    values: dict[str, Any] = {}
    for name, value in row.said.items():
        before = getattr(record, name)
        same = set(before) == set(value) if isinstance(value, tuple) else before == value
        if not same:
            values[name] = value
    follows = row.follows if record.number == row.number else {**row.state, **row.follows}
    empty = {name for name in follows if name != "item_code" and getattr(record, name) in (None, "", ())}
    values |= {name: value for name, value in follows.items() if name in empty}
    if "item" in values or "category" in values:
        values["item_code"] = row.follows.get("item_code")
        if values["item_code"] == record.item_code:
            del values["item_code"]
    return values


def _by_number(session: Session, home: Home, wanted: Sequence[str]) -> dict[str, _Known]:
    """Cases by our own number; else by the number they had in the register of this office."""
    from sqlalchemy import select

    from app.models import Complaint

    columns = (Complaint.pk, Complaint.number, Complaint.fingerprint, Complaint.occurrence, Complaint.deleted_at)
    known: dict[str, _Known] = {}
    for numbers in _chunks(wanted):
        theirs = select(*columns, Complaint.register_number).where(
            Complaint.origin == home.office.code, Complaint.register_number.in_(numbers)
        )
        for pk, number, found, occurrence, deleted, register_number in session.execute(theirs):
            known[str(register_number)] = _Known(pk, number, found, occurrence, deleted is not None)
        for pk, number, found, occurrence, deleted in session.execute(
            select(*columns).where(Complaint.number.in_(numbers))
        ):
            known[number] = _Known(pk, number, found, occurrence, deleted is not None)
    return known


def _by_fingerprint(session: Session, home: Home, wanted: Sequence[str]) -> dict[tuple[str, int], _Known]:
    from sqlalchemy import select

    from app.models import Complaint

    known: dict[tuple[str, int], _Known] = {}
    for prints in _chunks(wanted):
        query = select(
            Complaint.pk, Complaint.number, Complaint.fingerprint, Complaint.occurrence, Complaint.deleted_at
        ).where(
            Complaint.origin == home.office.code,
            Complaint.fingerprint.in_(prints),
            Complaint.register_number.is_(None),
        )
        for pk, number, found, occurrence, deleted in session.execute(query):
            known[str(found), occurrence] = _Known(pk, number, found, occurrence, deleted is not None)
    return known


def _chunks(wanted: Sequence[str]) -> Iterator[list[str]]:
    unique = list(dict.fromkeys(wanted))
    for at in range(0, len(unique), _CHUNK):
        yield unique[at : at + _CHUNK]


def stamp(session: Session) -> tuple[int, ...]:
    """What tells whether cases came, changed or went since."""
    from sqlalchemy import func, select

    from app.models import Change, Complaint, Tombstone

    return (
        session.scalar(select(func.max(Complaint.pk))) or 0,
        session.scalar(select(func.max(Change.pk))) or 0,
        session.scalar(select(func.count()).select_from(Tombstone)) or 0,
    )


def in_sealed(session: Session, home: Home, matched: Matched) -> tuple[int, str]:
    """How many rows touch a month whose return is sealed, and which returns those are."""
    sealed = sealed_periods(session, home)
    if not sealed:
        return 0, ""
    count = 0
    touched: set[str] = set()
    ways = [row.course for row in matched.new if row.course is not None]
    for way in (*ways, *(update.way for update in matched.updates)):
        hit = {label for start, until, label in sealed for event in way.happenings if start <= event.on <= until}
        count += bool(hit)
        touched |= hit
    return count, "、".join(label for _, _, label in sealed if label in touched)


def sealed_periods(session: Session, home: Home) -> list[tuple[date, date, str]]:
    """The sealed returns of this office: first day, last day, Chinese name of the period; each period once."""
    from sqlalchemy import select

    from app.models import Return
    from app.services.periods import parse_period

    query = (
        select(Return.start, Return.until, Return.period)
        .where(Return.office_pk == home.office.pk, Return.state == "sealed")
        .distinct()
        .order_by(Return.start, Return.until)
    )
    return [(start, until, parse_period(period).label) for start, until, period in session.execute(query)]
