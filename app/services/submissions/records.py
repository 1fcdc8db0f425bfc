"""Use cases on returned workbooks: collect, accept, send back, status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from app.errors import AppError, Issue
from app.models import Submission as Row
from app.models import SubmissionValue
from app.models.base import now
from app.progress import SILENT, Progress
from app.services import offices, templates
from app.services.keys import parse_key
from app.services.parsing.counts import parse_count
from app.services.periods import Period
from app.services.submissions import intake
from app.services.submissions.judging import Judgement, judge

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database
    from app.services.excel.returned import Reading
    from app.services.excel.sandbox import ReaderProcess
    from app.services.offices import Home, Office
    from app.services.templates import Template

#: States a return can be in at the city, in Chinese.
STATE_WORDS = {
    "missing": "未报",
    "taken": "已报",
    "questioned": "有疑问",
    "refused": "没收进",
    "duplicate": "已有",
    "accepted": "已接受",
    "sent_back": "已退回",
    "superseded": "已被新版替换",
}
LIVE = ("taken", "questioned", "accepted", "sent_back")


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of one file."""

    file: str
    sha256: str
    office: str | None
    office_name: str | None
    period: str | None
    template: str | None
    revision: int | None
    state: str
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How one office stands for a period. ``issues`` are as kept (plain dicts with their sentences)."""

    code: str
    name: str
    state: str
    received: date | None
    on_time: bool | None
    errors: int
    warnings: int
    revision: int | None
    file: str | None
    issues: tuple[dict[str, Any], ...]
    contact: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A submission after a decision."""

    office: str
    period: str
    template: str
    revision: int | None
    state: str
    corrected: tuple[str, ...] = ()


class Submissions:
    """The returned workbooks of one city."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(
        self,
        paths: Sequence[Path],
        *,
        today: date,
        by: str = "",
        period: Period | None = None,
        template: str | None = None,
        progress: Progress = SILENT,
    ) -> tuple[Collected, ...]:
        """Take files and folders in. Every file gets an answer; no file stops the others.

        Reading happens in a process of its own; each file is kept and recorded in a short transaction.
        """
        from app.services.excel.sandbox import ReaderProcess

        files = intake.files_in(paths)
        if not files:
            raise AppError("submission.no_files")
        with self._database.read() as session:
            home = offices.read_home(session)
            books = _books(session, template)
        out: list[Collected] = []
        with ReaderProcess() as reader:
            for position, path in enumerate(files):
                progress.step(position, len(files), path.name)
                out.append(self._one(reader, path, home, books, period, today, by))
        progress.step(len(files), len(files), "收完了")
        return tuple(out)

    def _one(
        self,
        reader: ReaderProcess,
        path: Path,
        home: Home,
        books: dict[tuple[str, str], Template],
        asked: Period | None,
        today: date,
        by: str,
    ) -> Collected:
        digest = ""
        try:
            data = intake.read_bytes(path)
            digest = intake.digest_of(data)
            known = self._known(digest, path.name)
            if known is not None:
                return known
            if path.suffix.lower() in (".zip", ".rar", ".7z"):
                raise AppError("submission.archive", file=path.name)
            reading = reader.read_return(path, [book.definition for book in books.values()])
            book = books.get((reading.template, reading.version)) or next(
                (b for b in books.values() if b.info.id == reading.template), None
            )
            if book is None:
                raise AppError("submission.not_a_return", file=path.name)
            intake.keep(self._database.folder, digest, path.suffix, data)
            return self._record(path.name, digest, reading, book, home, asked, today, by)
        except AppError as error:
            if error.exit_code == 3:
                raise
            told = [Issue("error", error.code, dict(error.params), file=path.name), *error.issues]
            return self._refused(path, digest, tuple(told), today, by)

    def _known(self, digest: str, name: str) -> Collected | None:
        with self._database.read() as session:
            row = session.scalar(select(Row).where(Row.sha256 == digest, Row.state != "refused"))
            if row is None:
                return None
            office = _office_of(session, row)
            issue = Issue("note", "submission.duplicate", {"before": row.file, "on": row.received_on}, file=name)
            return Collected(
                name, digest, office.code if office else None, office.name if office else None, row.period,
                row.template, row.number, "duplicate", (issue,),
            )  # fmt: skip

    def _refused(self, path: Path, digest: str, issues: tuple[Issue, ...], today: date, by: str) -> Collected:
        if digest:
            with self._database.write() as session:
                row = session.scalar(select(Row).where(Row.sha256 == digest))
                if row is None:
                    row = Row(file=path.name[:200], sha256=digest, state="refused", received_on=today)
                    session.add(row)
                row.received_by = by
                row.issues = [issue.as_dict() for issue in issues]
        return Collected(path.name, digest, None, None, None, None, None, "refused", issues)

    def _record(
        self,
        name: str,
        digest: str,
        reading: Reading,
        book: Template,
        home: Home,
        asked: Period | None,
        today: date,
        by: str,
    ) -> Collected:
        with self._database.write() as session:
            members = _senders(session, home)
            found = judge(reading, book, members, asked, name)
            older = _compare_with_earlier(session, found, book, reading, name)
            state = found.state
            row = session.scalar(select(Row).where(Row.sha256 == digest)) or Row(sha256=digest)
            row.file = name[:200]
            row.office_pk = found.office.pk if found.office else None
            row.template, row.template_version = book.info.id, book.info.version
            row.period = found.period.text if found.period else None
            row.start = found.period.start if found.period else None
            row.until = found.period.end if found.period else None
            row.number, row.state = reading.revision or None, state
            row.received_on, row.received_by = today, by
            row.issues = [issue.as_dict() for issue in found.issues]
            session.add(row)
            session.flush()
            if reading.cells:
                session.execute(insert(SubmissionValue), _values(row.pk, reading))
            if older and state == "taken":
                session.execute(update(Row).where(Row.pk.in_(older)).values(state="superseded"))
            return Collected(
                name, digest, found.office.code if found.office else None, found.office.name if found.office else None,
                row.period, book.info.id, row.number, state, tuple(found.issues),
            )  # fmt: skip

    def accept(
        self,
        office: str,
        template: str,
        period: Period,
        *,
        by: str = "",
        corrections: Mapping[str, str] | None = None,
        reason: str = "",
    ) -> Decided:
        """Accept the latest return of ``office``; corrections (by key) keep both values and need a reason."""
        if corrections and not reason.strip():
            raise AppError("submission.reason_needed")
        with self._database.write() as session:
            row = _latest(session, office, template, period)
            corrected = _correct(session, row, corrections or {}, reason.strip())
            row.state, row.decided_at, row.decided_by, row.reason = "accepted", now(), by, reason.strip()
            session.execute(
                update(Row)
                .where(
                    Row.template == template, Row.period == period.text, Row.office_pk == row.office_pk,
                    Row.pk != row.pk, Row.state.in_(LIVE),
                )
                .values(state="superseded")
            )  # fmt: skip
            return Decided(office, period.text, template, row.number, row.state, corrected)

    def send_back(
        self,
        office: str,
        template: str,
        period: Period,
        *,
        reason: str,
        by: str = "",
        out: Path | None = None,
        today: date | None = None,
    ) -> Decided:
        """Mark the latest return of ``office`` as sent back; it is merged no more.

        ``out``: where to write the return slip, which names every cell in question (see :mod:`app.services.slips`).
        """
        if not reason.strip():
            raise AppError("submission.reason_needed")
        with self._database.write() as session:
            row = _latest(session, office, template, period)
            row.state, row.decided_at, row.decided_by, row.reason = "sent_back", now(), by, reason.strip()
            if out is not None:
                _write_slip(session, row, period, out, today or date.today(), by)
            return Decided(office, period.text, template, row.number, row.state)

    def status(self, period: Period, template: str = "monthly") -> tuple[Standing, ...]:
        """Every office that owes this return, with its latest state; nobody is left out."""
        with self._database.read() as session:
            home = offices.read_home(session)
            book = templates.get(session, template)
            due = due_on(period, book.info.due_day)
            latest = _latest_by_office(session, template, period)
            return tuple(_standing(o, latest.get(o.pk), due) for o in _senders(session, home, period, counties=True))

    def loose(self) -> tuple[Standing, ...]:
        """Files that could not be put to an office or period, newest first."""
        with self._database.read() as session:
            rows = session.scalars(
                select(Row)
                .where((Row.state == "refused") | Row.office_pk.is_(None) | Row.period.is_(None))
                .order_by(Row.pk.desc())
                .limit(200)
            )
            return tuple(
                Standing(
                    "",
                    row.file,
                    row.state,
                    row.received_on,
                    None,
                    *_counted(row),
                    row.number,
                    row.file,
                    tuple(row.issues),
                )
                for row in rows
            )


def _write_slip(session: Session, row: Row, period: Period, out: Path, today: date, by: str) -> None:
    from app.services import slips

    home, office = offices.read_home(session), _office_of(session, row)
    keys: dict[tuple[str, str], str] = {}
    for value in session.scalars(select(SubmissionValue).where(SubmissionValue.submission_pk == row.pk)):
        sheet, _, cell = value.place.rpartition("!")
        keys[value.sheet, value.cell] = keys[sheet, cell] = value.key
    items = []
    for issue in row.issues:
        if issue.get("severity") in ("error", "warning"):
            sheet, cell, found, expected, says, kind = (
                str(issue.get(name) or "") for name in ("sheet", "cell", "found", "expected", "message", "severity")
            )
            items.append(slips.SlipItem(sheet, cell, keys.get((sheet, cell), ""), found, expected, says, kind))
    book = templates.get(session, row.template or "", row.template_version)
    content = {
        "template": row.template,
        "title": book.info.title,
        "version": row.template_version,
        "period": period.text,
        "revision": row.number or 1,
        "office": office.code if office else "",
        "office_name": office.name if office else "",
        "from": home.office.code,
        "from_name": home.office.name,
        "reason": row.reason,
        "at": today.isoformat(),
        "by": by,
        "file": row.file,
        "file_sha256": row.sha256,
    }
    slips.write(out, content, items)


def due_on(period: Period, day: int | None) -> date:
    """The last day a return of ``period`` is on time: ``day`` of the following month."""
    first = period.end + timedelta(days=1)
    return first.replace(day=min(day or 5, 28))


def _books(session: Session, template: str | None) -> dict[tuple[str, str], Template]:
    from app.models import Template as TemplateRow

    query = select(TemplateRow.template, TemplateRow.template_version)
    if template:
        query = query.where(TemplateRow.template == template)
    found = {(t, v): templates.get(session, t, v) for t, v in session.execute(query)}
    if not found:
        raise AppError("template.unknown", template=template or "", version="")
    return found


def _senders(session: Session, home: Home, period: Period | None = None, *, counties: bool = False) -> list[Office]:
    found = [
        o
        for o in offices.read_all(session)
        if o.parent == home.office.code and (period is None or o.exists_on(period.end))
    ]
    return [o for o in found if o.level == "county"] if counties else found


def _office_of(session: Session, row: Row) -> Office | None:
    return next((o for o in offices.read_all(session) if o.pk == row.office_pk), None)


def _values(pk: int, reading: Reading) -> list[dict[str, Any]]:
    return [
        {
            "submission_pk": pk,
            "position": position,
            "key": cell.key,
            "place": cell.place,
            "sheet": cell.sheet,
            "cell": cell.cell,
            "state": cell.value.state,
            "number": cell.value.number,
            "approx": cell.value.approx,
            "text": "",
            "found_by": cell.found_by,
        }
        for position, cell in enumerate(reading.cells)
    ]


def _compare_with_earlier(session: Session, found: Judgement, book: Template, reading: Reading, name: str) -> list[int]:
    """Earlier returns this one takes the place of; an older or forked one is asked about instead."""
    if found.office is None or found.period is None:
        return []
    rows = session.scalars(
        select(Row).where(
            Row.office_pk == found.office.pk,
            Row.template == book.info.id,
            Row.period == found.period.text,
            Row.state.in_(LIVE),
        )
    ).all()
    if not rows:
        return []
    newest = max(row.number or 0 for row in rows)
    words = {"before": newest, "now": reading.revision}
    fresh = {cell.place: cell.value.number for cell in reading.cells}
    last = max(rows, key=lambda row: (row.number or 0, row.pk))
    old = {
        v.place: v.number
        for v in session.scalars(select(SubmissionValue).where(SubmissionValue.submission_pk == last.pk))
    }
    different = sum(1 for place in fresh.keys() | old.keys() if fresh.get(place) != old.get(place))
    if reading.revision < newest:
        found.issues.append(Issue("warning", "submission.older", words, file=name))
        return []
    if reading.revision == newest:
        if different == 0:
            found.issues.append(Issue("note", "submission.same_figures", {"before": last.file}, file=name))
            return [row.pk for row in rows]
        found.issues.append(Issue("warning", "submission.forked", words | {"count": different}, file=name))
        return []
    found.issues.append(Issue("note", "submission.newer", words | {"count": different}, file=name))
    return [row.pk for row in rows]


def _latest_by_office(session: Session, template: str, period: Period) -> dict[int, Row]:
    rows = session.scalars(
        select(Row)
        .where(Row.template == template, Row.period == period.text, Row.state.in_(LIVE), Row.office_pk.is_not(None))
        .order_by(Row.number, Row.pk)
    )
    return {row.office_pk: row for row in rows if row.office_pk is not None}


def _latest(session: Session, office: str, template: str, period: Period) -> Row:
    found = _latest_by_office(session, template, period).get(offices.by_code(session, office).pk)
    if found is None:
        raise AppError("submission.none", office=office, period=period.label)
    return found


def _correct(session: Session, row: Row, corrections: Mapping[str, str], reason: str) -> tuple[str, ...]:
    done: list[str] = []
    for name, text in corrections.items():
        key = str(parse_key(name))
        values = session.scalars(
            select(SubmissionValue).where(SubmissionValue.submission_pk == row.pk, SubmissionValue.key == key)
        ).all()
        read = parse_count(text, signed=True)
        number: Decimal | None = read.value.value.number if read.ok and read.value else None
        if not values:
            raise AppError("submission.no_such_figure", key=key)
        if number is None:
            raise AppError("submission.bad_correction", key=key, text=text)
        for value in values:
            value.corrected, value.correction_reason = number, reason
        done.append(key)
    return tuple(done)


def _counted(row: Row) -> tuple[int, int]:
    severities = [str(issue.get("severity")) for issue in row.issues]
    return severities.count("error"), severities.count("warning")


def _standing(office: Office, row: Row | None, due: date) -> Standing:
    if row is None:
        return Standing(
            office.code, office.name, "missing", None, None, 0, 0, None, None, (), office.contact, office.phone
        )
    errors, warnings = _counted(row)
    return Standing(
        office.code,
        office.name,
        row.state,
        row.received_on,
        row.received_on <= due,
        errors,
        warnings,
        row.number,
        row.file,
        tuple(row.issues),
        office.contact,
        office.phone,
    )


__all__ = ["STATE_WORDS", "Collected", "Decided", "Standing", "Submissions"]
