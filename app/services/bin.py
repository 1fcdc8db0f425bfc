"""The bin: what was deleted stays for thirty days, can be had back, and then goes for good.

What counts in a sealed return never goes: the figures of the return are explained by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal

from app.errors import AppError
from app.paths import DataFolder
from app.progress import SILENT, Progress
from app.services import offices, stored

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database
    from app.services.offices import Home

#: Days something stays in the bin.
DAYS = 30
_CHUNK = 400
_NOBODY = "到期清理"

Kind = Literal["complaint", "enquiry"]
_KINDS: tuple[Kind, ...] = ("complaint", "enquiry")


@dataclass(frozen=True, slots=True)
class Binned:
    """Something in the bin, deleted ``at`` by ``by``.

    ``on`` is the day it is of; ``goes_on`` the day it goes for good (None: it stays); ``kept`` names the period
    whose sealed return counts it («2026年3月»). ``people`` and ``note`` are an enquiry's. A case that went here
    when two were made one has that link's id as ``merge`` and the number of the case it went into as ``into``.
    """

    kind: Kind
    id: str
    on: date
    at: datetime
    by: str
    goes_on: date | None
    kept: str = ""
    number: str = ""
    complainant: str = ""
    trader: str = ""
    facts: str = ""
    people: int = 0
    note: str = ""
    merge: str | None = None
    into: str = ""


@dataclass(frozen=True, slots=True)
class BinPage:
    """The latest of the bin and how many there are in all."""

    rows: tuple[Binned, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Purged:
    """How many went for good; ``kept`` is how many were due but count in a sealed return."""

    complaints: int = 0
    enquiries: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A stretch of days whose records a sealed return counted."""

    start: date
    until: date
    at: datetime
    label: str


class Bin:
    """The bin of one data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def listed(self, limit: int = 300) -> BinPage:
        """What is in the bin, the latest first."""
        from sqlalchemy import func, select

        from app.models import Complaint, Enquiry

        with self._database.read() as session:
            total = sum(
                session.scalar(select(func.count()).select_from(row).where(row.deleted_at.is_not(None))) or 0
                for row in (Complaint, Enquiry)
            )
            sealed = _sealed(session, offices.read_home(session))
            rows = [*_cases(session, sealed, limit), *_enquiries(session, sealed, limit)]
        rows.sort(key=lambda row: row.at, reverse=True)
        return BinPage(tuple(rows[:limit]), total)

    def restore(self, id: str, *, by: str = "") -> Kind:
        """Take something out of the bin; says what it was. Raises ``bin.not_there``."""
        from app.services.complaints import Complaints
        from app.services.enquiries import Enquiries

        kind = self._kind(id)
        if kind == "complaint":
            Complaints(self._database).restore(id, by=by)
        else:
            Enquiries(self._database).restore(id)
        return kind

    def erase(self, id: str, *, by: str = "") -> Kind:
        """Remove one thing for good, now. Raises ``bin.not_there``, ``bin.in_sealed``."""
        kind = self._kind(id)
        with self._database.write() as session:
            sealed = _sealed(session, offices.read_home(session))
            found = _due(session, kind, id=id)
            if not found:
                raise AppError("bin.not_there", wanted=id)
            kept = _kept(session, kind, found, sealed)
            if kept:
                raise AppError("bin.in_sealed", period=next(iter(kept.values())))
            files = _erase(session, kind, found, by)
        stored.release(self._database, files)
        return kind

    def purge(self, *, today: date, by: str = "", progress: Progress = SILENT) -> Purged:
        """Remove for good what has been in the bin for :data:`DAYS` days, some hundreds in a transaction.

        Files taken away from cases as long ago go too, and then every kept file that nothing names any more.
        """
        before = _over(today)
        gone = dict.fromkeys(_KINDS, 0)
        kept = 0
        for kind in _KINDS:
            last = 0
            while True:
                with self._database.write() as session:
                    found = _due(session, kind, before, last)
                    if not found:
                        break
                    last = found[-1].pk
                    stay = _kept(session, kind, found, _sealed(session, offices.read_home(session)))
                    kept += len(stay)
                    go = [row for row in found if row.pk not in stay]
                    _erase(session, kind, go, by or _NOBODY)
                    gone[kind] += len(go)
                progress.step(sum(gone.values()), 0, "清理回收站")
        with self._database.write() as session:
            _erase_attachments(session, before, by or _NOBODY)
        stored.sweep(self._database)
        return Purged(gone["complaint"], gone["enquiry"], kept)

    def tidy(self, *, today: date) -> Purged:
        """:meth:`purge` as the program does by itself: not while the PC's date is in doubt."""
        from app.services.clock import clock_doubt

        if not self._anything(today) or clock_doubt(self._database, today) is not None:
            return Purged()
        return self.purge(today=today)

    def _anything(self, today: date) -> bool:
        with self._database.read() as session:
            if any(_due(session, kind, _over(today), limit=1) for kind in _KINDS):
                return True
            return bool(_attachments_due(session, _over(today)))

    def _kind(self, id: str) -> Kind:
        with self._database.read() as session:
            for kind in _KINDS:
                if _due(session, kind, id=id):
                    return kind
        raise AppError("bin.not_there", wanted=id)


def tidy(folder: DataFolder, today: date) -> Purged:
    """:meth:`Bin.tidy` of a data folder."""
    from app.services.database import Database

    database = Database(folder)
    try:
        return Bin(database).tidy(today=today)
    finally:
        database.close()


@dataclass(frozen=True, slots=True)
class _Row:
    pk: int
    id: str
    on: date
    at: datetime


def _over(today: date) -> datetime:
    """What was deleted before this moment has had its days."""
    return datetime.combine(today - timedelta(days=DAYS - 1), time()).astimezone()


def _goes_on(row: Any, kept: str) -> date | None:
    """The day it goes. What was deleted before it was written down was deleted by a wrong clock: it stays."""
    if kept or row.deleted_at < row.created_at:
        return None
    day: date = row.deleted_at.astimezone().date()
    return day + timedelta(days=DAYS)


def _due(
    session: Session,
    kind: Kind,
    before: datetime | None = None,
    after: int = 0,
    id: str | None = None,
    limit: int = _CHUNK,
) -> list[_Row]:
    """Rows in the bin by row number: those deleted ``before`` a moment, or the one of ``id``."""
    from sqlalchemy import select

    from app.models import Complaint, Enquiry

    table: Any = Complaint if kind == "complaint" else Enquiry
    on = Complaint.received_on if kind == "complaint" else Enquiry.counts_on
    query = select(table.pk, table.id, on, table.deleted_at).where(table.deleted_at.is_not(None))
    if before is not None:
        query = query.where(table.deleted_at < before, table.deleted_at >= table.created_at)
    if id is not None:
        query = query.where(table.id == id.strip())
    return [_Row(*row) for row in session.execute(query.where(table.pk > after).order_by(table.pk).limit(limit))]


def _sealed(session: Session, home: Home) -> list[_Sealed]:
    """What sealed returns of this office counted: their own days, and those they compare with or add up."""
    from sqlalchemy import select

    from app.models import Return
    from app.services.keys import SPANS
    from app.services.periods import parse_period

    rows = session.execute(
        select(Return.period, Return.start, Return.until, Return.sealed_at).where(
            Return.office_pk == home.office.pk, Return.state == "sealed"
        )
    ).all()
    found: list[_Sealed] = []
    for text, start, until, at in rows:
        assert at is not None  # the table has it so
        period = parse_period(text)
        found.append(_Sealed(start, until, at, period.label))
        spans = (period.span(name) for name in SPANS)
        found.extend(_Sealed(span.start, span.end, at, period.label) for span in spans)
    return found


def _counted(days: Iterable[date], at: datetime, sealed: Sequence[_Sealed]) -> str:
    """The sealed period that counted something of these ``days``; "" when it was in the bin before each sealing."""
    listed = list(days)
    for stretch in sealed:
        if stretch.at >= at:
            continue
        if any(stretch.start <= day <= stretch.until for day in listed):
            return stretch.label
    return ""


def _kept(session: Session, kind: Kind, rows: Sequence[_Row], sealed: Sequence[_Sealed]) -> dict[int, str]:
    """Row number → the sealed period that counts it, for those that one counts."""
    days = {row.pk: [row.on] for row in rows}
    if kind == "complaint" and sealed:
        from sqlalchemy import select

        from app.models import Event

        events = select(Event.complaint_pk, Event.counts_on).where(Event.complaint_pk.in_(list(days)))
        for pk, on in session.execute(events):
            days[pk].append(on)
    found = {row.pk: _counted(days[row.pk], row.at, sealed) for row in rows}
    found |= _in_evidence(session, [row for row in rows if not found[row.pk]]) if sealed else {}
    return {pk: label for pk, label in found.items() if label}


def _in_evidence(session: Session, rows: Sequence[_Row]) -> dict[int, str]:
    """Row number → the sealed period that has the record in evidence, whatever its days are now."""
    from app.services.periods import parse_period
    from app.services.returns.evidence import periods_of

    periods = periods_of(session, offices.read_home(session).office.pk, [row.id for row in rows])
    return {row.pk: parse_period(periods[row.id]).label for row in rows if row.id in periods}


def _erase(session: Session, kind: Kind, rows: Sequence[_Row], by: str) -> set[str]:
    """Remove rows; the hashes of the files they named, to be released after the commit."""
    if not rows:
        return set()
    if kind == "complaint":
        from app.services.complaints.erasing import erase

        files = stored.hashes_of(session, [row.pk for row in rows])
        erase(session, {row.pk: row.id for row in rows}, by)
        return files
    from sqlalchemy import delete, insert

    from app.models import Enquiry, Tombstone
    from app.services.database.overwriting import overwriting

    with overwriting(session):
        session.execute(delete(Enquiry).where(Enquiry.pk.in_([row.pk for row in rows])))
    session.execute(insert(Tombstone), [{"id": row.id, "entity": "enquiry", "by": by} for row in rows])
    return set()


def _attachments_due(session: Session, before: datetime) -> list[tuple[int, str]]:
    """Files taken away from their cases ``before`` a moment: row number and id."""
    from sqlalchemy import select

    from app.models import Attachment

    taken = select(Attachment.pk, Attachment.id).where(
        Attachment.deleted_at < before, Attachment.deleted_at >= Attachment.created_at
    )
    return [(pk, id) for pk, id in session.execute(taken.order_by(Attachment.pk).limit(_CHUNK))]


def _erase_attachments(session: Session, before: datetime, by: str) -> None:
    from sqlalchemy import delete, insert

    from app.models import Attachment, Tombstone
    from app.services.database.overwriting import overwriting

    rows = _attachments_due(session, before)
    if not rows:
        return
    with overwriting(session):
        session.execute(delete(Attachment).where(Attachment.pk.in_([pk for pk, _ in rows])))
    session.execute(insert(Tombstone), [{"id": id, "entity": "attachment", "by": by} for _, id in rows])


def _cases(session: Session, sealed: Sequence[_Sealed], limit: int) -> list[Binned]:
    from sqlalchemy import select

    from app.models import Complaint, ComplaintLink

    rows = session.scalars(
        select(Complaint).where(Complaint.deleted_at.is_not(None)).order_by(Complaint.deleted_at.desc()).limit(limit)
    ).all()
    kept: dict[int, str] = {}
    merged: dict[int, tuple[str, str]] = {}
    for at in range(0, len(rows), _CHUNK):
        chunk = rows[at : at + _CHUNK]
        brief = [_Row(row.pk, row.id, row.received_on, row.deleted_at) for row in chunk if row.deleted_at]
        kept |= _kept(session, "complaint", brief, sealed)
        links = (
            select(ComplaintLink.other_pk, ComplaintLink.id, Complaint.number)
            .join(Complaint, Complaint.pk == ComplaintLink.complaint_pk)
            .where(ComplaintLink.kind == "merged", ComplaintLink.other_pk.in_([row.pk for row in chunk]))
        )
        merged |= {pk: (id, number) for pk, id, number in session.execute(links)}
    found: list[Binned] = []
    for row in rows:
        assert row.deleted_at is not None
        link, into = merged.get(row.pk, (None, ""))
        label = kept.get(row.pk, "")
        found.append(
            Binned(
                "complaint",
                row.id,
                row.received_on,
                row.deleted_at,
                row.deleted_by or "",
                _goes_on(row, label),
                label,
                number=row.number,
                complainant=row.complainant,
                trader=row.trader,
                facts=row.facts[:60],
                merge=link,
                into=into,
            )
        )
    return found


def _enquiries(session: Session, sealed: Sequence[_Sealed], limit: int) -> list[Binned]:
    from sqlalchemy import select

    from app.models import Enquiry

    rows = session.scalars(
        select(Enquiry).where(Enquiry.deleted_at.is_not(None)).order_by(Enquiry.deleted_at.desc()).limit(limit)
    )
    found: list[Binned] = []
    listed = rows.all()
    brief = [_Row(row.pk, row.id, row.counts_on, row.deleted_at) for row in listed if row.deleted_at]
    kept = _kept(session, "enquiry", brief, sealed)
    for row in listed:
        assert row.deleted_at is not None
        label = kept.get(row.pk, "")
        found.append(
            Binned(
                "enquiry",
                row.id,
                row.on_date,
                row.deleted_at,
                row.deleted_by or "",
                _goes_on(row, label),
                label,
                people=row.people,
                note=row.note,
            )
        )
    return found
