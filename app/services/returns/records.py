"""Use cases on this office's returns: preview, fill, check, seal, reopen, list, explain."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from app.durable import write_durably
from app.errors import AppError, Issue
from app.models import Return as Row
from app.models import ReturnValue
from app.models.base import now
from app.progress import SILENT, Progress
from app.services import offices, templates
from app.services.clock import clock_doubt
from app.services.returns import behind
from app.services.returns.checks import compute_now, differs, evaluator_of, remarks, totals, unclassified
from app.services.returns.compute import CellValue, bound_cells
from app.services.returns.writing import fill_again, fill_template, kept_value, values_digest, verify, with_formulas

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database
    from app.services.offices import Home
    from app.services.periods import Period
    from app.services.returns.behind import Explanation
    from app.services.templates import Template


@dataclass(frozen=True, slots=True)
class ReturnInfo:
    """One revision of one return."""

    template: str
    version: str
    period: str
    revision: int
    state: str
    reason: str
    made_at: datetime
    made_by: str
    sealed_at: datetime | None
    sealed_by: str | None
    file_sha256: str | None


@dataclass(frozen=True, slots=True)
class Sheets:
    """A return as it stands: every bound cell with value and origin, issues, the filled workbook's bytes."""

    info: ReturnInfo | None
    title: str
    revision: int
    sealed: bool
    cells: tuple[CellValue, ...]
    issues: tuple[Issue, ...]
    workbook: bytes


@dataclass(frozen=True, slots=True)
class FilledReturn:
    """A return written to a file, read again and found equal."""

    out: Path
    sha256: str
    revision: int
    cells: int
    blank: int
    issues: tuple[Issue, ...]


class Returns:
    """The returns of one data folder's office."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def preview(self, template: str, period: Period, *, today: date, by: str = "") -> Sheets:
        """The sheets with their numbers, as filling would write them; nothing is kept."""
        with self._database.read() as session:
            home = offices.read_home(session)
            latest = _latest(session, home, template, period)
            book = templates.get(session, template, latest.template_version if latest else None, period)
            if latest is not None and latest.state == "sealed":
                filled, cells = fill_again(session, home, book, latest, period, by, today)
                issues = (*differs(session, home, book, period, cells), *filled.issues)
                return Sheets(_info(latest), book.info.title, latest.number, True, cells, issues, filled.data)
            revision = latest.number if latest else 1
            computed, issues_ = compute_now(session, home, book, period)
            filled = fill_template(book, computed, home, period, revision, by, today)
            cells = with_formulas(computed.cells, filled)
            issues_ += [*totals(computed, filled), *remarks(book, filled, cells)]
            return Sheets(
                _info(latest) if latest else None, book.info.title, revision, False, cells, tuple(issues_), filled.data
            )

    def fill(
        self,
        template: str,
        period: Period,
        out: Path,
        *,
        today: date,
        by: str = "",
        progress: Progress = SILENT,
    ) -> FilledReturn:
        """Fill the template for ``period`` and write it to ``out``; a sealed return is written as sealed.

        The figures of an open return are counted anew and kept as its draft. The file is read again after
        writing and compared cell by cell; raises ``return.not_equal`` when that fails.
        """
        progress.step(0, 3, "计算各格的数")
        with self._database.write() as session:
            home = offices.read_home(session)
            _refuse_practice(home)
            latest = _latest(session, home, template, period)
            book = templates.get(session, template, latest.template_version if latest else None, period)
            issues: list[Issue] = []
            if latest is not None and latest.state == "sealed":
                filled, cells = fill_again(session, home, book, latest, period, by, today)
                issues += differs(session, home, book, period, cells)
            else:
                row = latest or _new_row(session, home, book, period, 1, "", by)
                computed, issues = compute_now(session, home, book, period)
                filled = fill_template(book, computed, home, period, row.number, by, today)
                cells = with_formulas(computed.cells, filled)
                issues += totals(computed, filled)
                _keep(session, row, cells, computed.words)
                latest = row
            issues += remarks(book, filled, cells)
            progress.step(1, 3, "写出工作簿")
            digest = hashlib.sha256(filled.data).hexdigest()
            verify(filled, book)
            latest.file_sha256 = digest
            latest.made_by = by
            revision = latest.number
            write_durably(out, filled.data)
        progress.step(2, 3, "重新读出核对")
        if hashlib.sha256(out.read_bytes()).hexdigest() != digest:
            raise AppError("return.not_equal", path=out, exit_code=3)
        progress.step(3, 3, "写好了")
        blank = sum(1 for cell in cells if cell.value.state == "blank")
        return FilledReturn(out, digest, revision, len(cells), blank, tuple(issues))

    def check(self, template: str, period: Period, *, today: date) -> tuple[Issue, ...]:
        """Everything that stands in the way of sealing (errors), or should be looked at (warnings)."""
        sheets = self.preview(template, period, today=today)
        with self._database.read() as session:
            home = offices.read_home(session)
            found = unclassified(session, home, period)
        doubt = clock_doubt(self._database, today)
        return (*([doubt] if doubt else []), *found, *sheets.issues)

    def seal(self, template: str, period: Period, *, today: date, by: str = "") -> ReturnInfo:
        """Seal the return: its values stay what they are. Errors stop it (``return.not_sealed``)."""
        with self._database.write() as session:
            home = offices.read_home(session)
            _refuse_practice(home)
            latest = _latest(session, home, template, period)
            if latest is not None and latest.state == "sealed":
                raise AppError("return.already_sealed", period=period.label)
            if today <= period.end:
                raise AppError("return.not_over", period=period.label)
            book = templates.get(session, template, latest.template_version if latest else None, period)
            computed, issues = compute_now(session, home, book, period)
            row = latest or _new_row(session, home, book, period, 1, "", by)
            filled = fill_template(book, computed, home, period, row.number, by, today)
            cells = with_formulas(computed.cells, filled)
            issues += [*unclassified(session, home, period), *totals(computed, filled)]
            issues += remarks(book, filled, cells)
            errors = [issue for issue in issues if issue.severity == "error"]
            if errors:
                raise AppError("return.not_sealed", issues=tuple(issues), count=len(errors), first=errors[0].message)
            _keep(session, row, cells, computed.words)
            session.flush()
            row.state, row.sealed_at, row.sealed_by = "sealed", now(), by
            session.flush()
            self._database.journal.append(
                [
                    {
                        "kind": "seal",
                        "office": home.office.code,
                        "template": template,
                        "version": book.info.version,
                        "period": period.text,
                        "revision": row.number,
                        "values": values_digest(cells),
                    }
                ]
            )
            return _info(row)

    def reopen(
        self, template: str, period: Period, *, reason: str, by: str = ""
    ) -> tuple[ReturnInfo, tuple[Issue, ...]]:
        """Open the next revision of a sealed return; names every later sealed return that contains the month."""
        if not reason.strip():
            raise AppError("return.reason_needed")
        with self._database.write() as session:
            home = offices.read_home(session)
            latest = _latest(session, home, template, period)
            if latest is None or latest.state != "sealed":
                raise AppError("return.not_sealed_yet", period=period.label)
            book = templates.get(session, template, latest.template_version, period)
            row = _new_row(session, home, book, period, latest.number + 1, reason.strip(), by)
            later = session.scalars(
                select(Row).where(
                    Row.office_pk == home.office.pk, Row.state == "sealed", Row.until > latest.until, Row.pk != row.pk
                )
            )
            issues = tuple(
                Issue(
                    "warning",
                    "return.contains_month",
                    {"template": r.template, "period": r.period, "month": period.label},
                )
                for r in later
                if r.until.year == period.end.year
            )
            return _info(row), issues

    def listed(self, template: str | None = None) -> tuple[ReturnInfo, ...]:
        """All revisions of all returns, newest period first."""
        with self._database.read() as session:
            home = offices.read_home(session)
            query = select(Row).where(Row.office_pk == home.office.pk)
            if template:
                query = query.where(Row.template == template)
            rows = session.scalars(query.order_by(Row.start.desc(), Row.template, Row.number.desc()))
            return tuple(_info(row) for row in rows)

    def explain(
        self, template: str, period: Period, place: tuple[str, str], *, revision: int | None = None
    ) -> Explanation:
        """How the figure in cell ``place`` = (sheet, cell) was counted, and the records behind it."""
        with self._database.read() as session:
            home = offices.read_home(session)
            row = _latest(session, home, template, period, revision)
            book = templates.get(session, template, row.template_version if row else None, period)
            cell = next((c for c in bound_cells(book) if (c.sheet, c.cell) == place), None)
            if cell is None:
                raise AppError("return.not_bound", cell=f"{place[0]}!{place[1]}")
            kept = None
            if row is not None and row.state == "sealed":
                kept = session.get(ReturnValue, (row.pk, cell.sheet, cell.cell))
            judge, lists = evaluator_of(session, home, period)
            return behind.explain(judge, lists, cell, None if kept is None else kept_value(kept))


def own_figures(session: Session, home: Home, book: Template, period: Period, by: str) -> Row:
    """The office's own return of a period for a merge: as sealed, else counted now and kept as the draft."""
    latest = _latest(session, home, book.info.id, period)
    if latest is not None and latest.state == "sealed":
        return latest
    row = latest or _new_row(session, home, book, period, 1, "", by)
    computed, _ = compute_now(session, home, book, period)
    filled = fill_template(book, computed, home, period, row.number, by, period.end)
    _keep(session, row, with_formulas(computed.cells, filled), computed.words)
    return row


def _refuse_practice(home: Home) -> None:
    """From an office's practice folder no return leaves; the practice city exists to send returns around."""
    if home.practice == "desk":
        raise AppError("practice.no_return")


def _latest(session: Session, home: Home, template: str, period: Period, revision: int | None = None) -> Row | None:
    query = select(Row).where(Row.office_pk == home.office.pk, Row.template == template, Row.period == period.text)
    if revision is not None:
        query = query.where(Row.number == revision)
    found = session.scalar(query.order_by(Row.number.desc()).limit(1))
    if revision is not None and found is None:
        raise AppError("return.no_revision", revision=revision, period=period.label)
    return found


def _new_row(session: Session, home: Home, book: Template, period: Period, revision: int, reason: str, by: str) -> Row:
    row = Row(
        office_pk=home.office.pk,
        template=book.info.id,
        template_version=book.info.version,
        period=period.text,
        start=period.start,
        until=period.end,
        number=revision,
        reason=reason,
        made_by=by,
    )
    session.add(row)
    session.flush()
    return row


def _keep(session: Session, row: Row, cells: tuple[CellValue, ...], words: Mapping[str, str]) -> None:
    session.execute(delete(ReturnValue).where(ReturnValue.return_pk == row.pk))
    session.execute(
        insert(ReturnValue),
        [
            {
                "return_pk": row.pk,
                "sheet": c.cell.sheet,
                "cell": c.cell.cell,
                "key": c.cell.key,
                "unit": c.cell.unit,
                "state": c.value.state,
                "number": c.value.number,
                "approx": c.value.approx,
                "text": "",
                "made_from": c.origin,
            }
            for c in cells
        ]
        + [
            {
                "return_pk": row.pk,
                "sheet": "#",
                "cell": what,
                "key": what,
                "unit": "",
                "state": "text",
                "number": None,
                "approx": "",
                "text": text,
                "made_from": "derived",
            }
            for what, text in words.items()
        ],
    )


def _info(row: Any) -> ReturnInfo:
    return ReturnInfo(
        row.template,
        row.template_version,
        row.period,
        row.number,
        row.state,
        row.reason,
        row.made_at,
        row.made_by,
        row.sealed_at,
        row.sealed_by,
        row.file_sha256,
    )
