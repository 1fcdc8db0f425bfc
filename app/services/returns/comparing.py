"""Where two revisions of a return differ, and where the records would now give other figures than were sealed.

Comparing a return with the records counts it anew (some tens of milliseconds), so it is done only when something could
have changed: one stamp for each return says when last anything was written that its days could feel (events, cases,
enquiries, typed figures, work, rosters, other sealed returns). The result is kept under that stamp in a small file of
the folder, which is made again when missing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.durable import write_durably
from app.errors import AppError
from app.models import Complaint, Enquiry, Event, Figure, OwnIndicator, ReturnValue, Roster, RosterEvent, WorkEntry
from app.models import Return as Row
from app.services import offices, templates
from app.services.indicators.own import catalogue_of
from app.services.keys import SPANS, parse_key
from app.services.periods import parse_period, with_cut_off
from app.services.returns import lateness
from app.services.returns.checks import compute_now
from app.services.returns.compute import bound_cells
from app.services.returns.faces import CellDifference, ChangedReturn
from app.services.returns.writing import kept_value
from app.services.values import BLANK, Value

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from app.services.database import Database
    from app.services.offices import Home
    from app.services.periods import Period
    from app.services.templates import Template

_FORMAT = 1
_writing = threading.Lock()


def difference(
    session: Session, home: Home, book: Template, period: Period, first: Row, other: Row | None
) -> tuple[CellDifference, ...]:
    """Cell by cell what ``first`` says and ``other`` (None: the records now) says differently, in the template's order.

    Totals whose formula stands in the workbook are compared between revisions, not with the records.
    """
    before = _values(session, first)
    if other is not None:
        after = _values(session, other)
    else:
        computed, _ = compute_now(session, home, book, period, revised=first.revised_base)
        after = {(c.cell.sheet, c.cell.cell): c.value for c in computed.cells if c.cell.role == "figure"}
    catalogue = catalogue_of(session)
    found: list[CellDifference] = []
    for cell in bound_cells(book):
        place = (cell.sheet, cell.cell)
        if other is None and place not in after:
            continue
        was, now = before.get(place, BLANK), after.get(place, BLANK)
        if was == now:
            continue
        try:
            name = catalogue.resolve(parse_key(cell.key).indicator).name
        except AppError:
            name = cell.row_label or cell.column_label
        found.append(CellDifference(cell.sheet, cell.cell, cell.key, name, cell.unit, was, now))
    return tuple(found)


def _values(session: Session, row: Row) -> dict[tuple[str, str], Value]:
    kept = session.scalars(select(ReturnValue).where(ReturnValue.return_pk == row.pk, ReturnValue.state != "text"))
    return {(v.sheet, v.cell): kept_value(v) for v in kept}


# --- all sealed returns at once --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Touched:
    """When something was last written that counts on a day, by month or stretch of days."""

    stretches: tuple[tuple[date, date, str], ...]

    def stamp(self, spans: list[tuple[date, date]], own: str) -> str:
        """What names the state of everything within ``spans``: equal stamps mean nothing was written since."""
        hit = [
            f"{start}|{until}|{mark}"
            for start, until, mark in self.stretches
            if any(start <= last and first <= until for first, last in spans)
        ]
        return hashlib.sha256("\n".join([own, *sorted(hit)]).encode()).hexdigest()


def changed_since(database: Database) -> tuple[ChangedReturn, ...]:
    """Sealed returns, newest revisions, that the records would now give differently; newest period first."""
    place = database.folder.root / "compared.json"
    known = _read(place)
    fresh: dict[str, Any] = {}
    found: list[ChangedReturn] = []
    with database.read() as session:
        home = offices.read_home(session)
        closed = lateness.closed_returns(session, home)
        touched = _touched(session, home) if closed else _Touched(())
        for row in reversed(closed):
            period = parse_period(row.period)
            book = templates.get(session, row.template, row.template_version)
            period = with_cut_off(period, book.definition.template.cut_off)
            spans = [(span.start, span.end) for span in map(period.span, SPANS)]
            stamp = touched.stamp(spans, f"{row.template_version}|{row.revised_base}")
            kept = known.get(row.id)
            if kept is None or kept[0] != stamp:
                try:
                    told = difference(session, home, book, period, row, None)
                except AppError:  # an indicator is not here any more; the check of that return says so
                    continue
                kept = [stamp, [_packed(each) for each in told]]
            fresh[row.id] = kept
            if kept[1]:
                cells = tuple(_unpacked(each) for each in kept[1])
                found.append(ChangedReturn(row.template, book.info.title, row.period, period.label, row.number, cells))
    if fresh != known:
        _write(place, fresh)
    return tuple(found)


def _touched(session: Session, home: Home) -> _Touched:
    """A few grouped queries over everything that is counted: how much of it there is, and when it last changed."""
    below = offices.below(session, home.office)
    stretches: list[tuple[date, date, str]] = []
    month = func.substr(Event.counts_on, 1, 7)
    query = (
        select(
            month,
            func.min(Event.counts_on),
            func.max(Event.counts_on),
            func.count(),
            func.max(Event.changed_at),
            func.sum(Event.version),
            func.sum(Complaint.version),
            func.max(Complaint.changed_at),
            func.count(Event.deleted_at),
            func.count(Complaint.deleted_at),
            func.count(Event.revoked_on),
        )
        .join(Complaint, Complaint.pk == Event.complaint_pk)
        .where(Event.office_pk.in_(below))
        .group_by(month)
    )
    for _, first, last, *marks in session.execute(query):
        stretches.append((first, last, "event " + " ".join(map(str, marks))))
    for what, table, day in (("enquiry", Enquiry, Enquiry.counts_on), ("work", WorkEntry, WorkEntry.counts_on)):
        month = func.substr(day, 1, 7)
        marks_of = (func.count(), func.max(table.changed_at), func.sum(table.version), func.count(table.deleted_at))
        grouped = select(func.min(day), func.max(day), *marks_of).where(table.office_pk.in_(below)).group_by(month)
        for first, last, *marks in session.execute(grouped):
            stretches.append((first, last, f"{what} " + " ".join(map(str, marks))))
    typed = select(
        Figure.start, Figure.until, func.max(Figure.changed_at), func.sum(Figure.version), func.count(Figure.deleted_at)
    ).where(Figure.office_pk.in_(below))
    for first, last, *marks in session.execute(typed.group_by(Figure.start, Figure.until)):
        stretches.append((first, last, "figure " + " ".join(map(str, marks))))
    for start, until, number, at in session.execute(
        select(Row.start, Row.until, Row.number, Row.sealed_at).where(Row.office_pk.in_(below), Row.state == "sealed")
    ):
        stretches.append((start, until, f"sealed {number} {at}"))
    for kept in (Roster, RosterEvent, OwnIndicator):
        state = session.execute(select(func.count(), func.max(kept.changed_at), func.sum(kept.version))).one()
        stretches.append((date.min, date.max, f"{kept.__tablename__} " + " ".join(map(str, state))))
    return _Touched(tuple(stretches))


def _packed(item: CellDifference) -> list[Any]:
    def plain(value: Value) -> list[str | None]:
        return [value.state, None if value.number is None else str(value.number), value.approx]

    return [item.sheet, item.cell, item.key, item.name, item.unit, plain(item.before), plain(item.after)]


def _unpacked(row: list[Any]) -> CellDifference:
    def value(parts: list[Any]) -> Value:
        return Value(parts[0], None if parts[1] is None else Decimal(parts[1]), parts[2])

    return CellDifference(row[0], row[1], row[2], row[3], row[4], value(row[5]), value(row[6]))


def _read(place: Path) -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        content = json.loads(place.read_bytes())
        if isinstance(content, dict) and content.get("format") == _FORMAT and isinstance(content.get("returns"), dict):
            found: dict[str, Any] = content["returns"]
            return found
    return {}


def _write(place: Path, fresh: dict[str, Any]) -> None:
    text = json.dumps({"format": _FORMAT, "returns": fresh}, ensure_ascii=False, separators=(",", ":"))
    with _writing, contextlib.suppress(AppError):  # only spares work the next time
        write_durably(place, text.encode())
