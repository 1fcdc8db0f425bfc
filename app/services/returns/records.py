"""Use cases on this office's returns: preview, fill, check, seal, reopen, list, explain, compare."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.durable import write_durably
from app.errors import AppError, Issue
from app.models import Return as Row
from app.models import ReturnFile, ReturnValue
from app.progress import SILENT, Progress
from app.services import offices, slips, templates
from app.services.clock import clock_doubt
from app.services.periods import parse_period, with_cut_off
from app.services.returns import comparing, evidence, formats, lateness, leaving, rows, sealing
from app.services.returns.behind import Explainer, as_sealed, gone
from app.services.returns.checks import (
    as_the_city_reads,
    compute_now,
    differs,
    evaluator_of,
    is_zero,
    remarks,
    totals,
    unclassified,
)
from app.services.returns.compute import bound_cells
from app.services.returns.faces import (
    Answer,
    CellDifference,
    ChangedReturn,
    FilledReturn,
    LateQuestion,
    Remark,
    ReturnInfo,
    SentFile,
    Sheets,
)
from app.services.returns.writing import fill_again, fill_template, kept_value, verify, with_formulas

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database
    from app.services.offices import Home
    from app.services.periods import Period
    from app.services.returns.behind import Explanation
    from app.services.slips import Slip
    from app.services.templates import Template


class Returns:
    """The returns of one data folder's office."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def preview(
        self, template: str, period: Period, *, today: date, by: str = "", revised_base: bool | None = None
    ) -> Sheets:
        """The sheets with their numbers, as filling would write them; nothing is kept.

        ``revised_base``: whether an open return compares with corrected figures; as its row says when None.
        """
        with self._database.read() as session:
            return _preview(session, template, period, today, by, revised_base)

    def fill(
        self,
        template: str,
        period: Period,
        out: Path,
        *,
        today: date,
        by: str = "",
        revision: int | None = None,
        progress: Progress = SILENT,
    ) -> FilledReturn:
        """Fill the template for ``period`` and write it to ``out``; a sealed return is written exactly as sealed.

        The figures of an open return are counted anew and kept as its draft. The file is read again after
        writing and compared; raises ``return.not_equal`` when that fails. ``revision``: an earlier one, as it was sent.
        The format is the one ``out`` ends with, else the city's own; an old one that no program here can write raises
        ``template.no_converter``.
        """
        progress.step(0, 3, "计算各格的数")
        suffix = formats.wanted(out)
        with self._database.write() as session:
            home = offices.read_home(session)
            _refuse_practice(home)
            row, book, period = _opened(session, home, template, period, revision)
            issues: list[Issue] = []
            sent: tuple[str, bytes] | None = None
            if row is not None and row.state == "sealed":
                filled, cells = fill_again(session, home, book, row, period, by, today)
                issues += differs(session, home, book, period, cells, revised=row.revised_base)
                kept = session.get(ReturnFile, row.pk, options=[undefer(ReturnFile.data)])
                if kept is not None:
                    sent = kept.suffix, kept.data
                issues += as_the_city_reads(book, kept.data if kept is not None else filled.data)
            else:
                row = row or rows.opened(session, home, book, period, 1, "", by)
                computed, issues = compute_now(session, home, book, period, revised=row.revised_base)
                filled = fill_template(book, computed, home, period, row.number, by, today)
                cells = with_formulas(computed.cells, filled)
                issues += [*totals(computed, filled), *remarks(book, filled, cells)]
                rows.keep(session, row, cells, computed.words)
                row.made_by = by
            progress.step(1, 3, "写出工作簿")
            verify(filled, book)
            pk, number = row.pk, row.number
            written = formats.at_hand(book, filled.data, sent, suffix)
            if written is not None:
                write_durably(out, written.data)
                _note_file(row, written.data)
        if written is None:
            written = formats.by_office_program(book, filled.data, suffix, progress)
            write_durably(out, written.data)
            with self._database.write() as session:
                _note_file(session.get_one(Row, pk), written.data)
        digest = hashlib.sha256(written.data).hexdigest()
        progress.step(2, 3, "重新读出核对")
        if hashlib.sha256(out.read_bytes()).hexdigest() != digest:
            raise AppError("return.not_equal", path=out, exit_code=3)
        progress.step(3, 3, "写好了")
        blank = sum(1 for cell in cells if cell.value.state == "blank")
        said = (*issues, *written.issues)
        return FilledReturn(out, digest, number, len(cells), blank, said, written.suffix, filled.data)

    def check(
        self, template: str, period: Period, *, today: date, revised_base: bool | None = None
    ) -> tuple[Issue, ...]:
        """Everything that stands in the way of sealing (errors), or should be looked at (warnings).

        Of a sealed return it is what the city is told when it collects it, and where the records differ now. That
        nothing happened is the error ``return.zero_needed``: sealing with ``zero`` answers it.
        """
        with self._database.read() as session:
            home = offices.read_home(session)
            sheets = _preview(session, template, period, today, "", revised_base)
            found: list[Issue] = []
            if not sheets.sealed:
                period = _opened(session, home, template, period)[2]
                found = unclassified(session, home, period)
                if is_zero(sheets.cells):
                    found.append(Issue("error", "return.zero_needed", {"period": period.label}))
        doubt = clock_doubt(self._database, today)
        return (*([doubt] if doubt else []), *found, *sheets.issues)

    def seal(
        self,
        template: str,
        period: Period,
        *,
        today: date,
        by: str = "",
        answers: Sequence[Answer] = (),
        zero: bool = False,
        revised_base: bool = False,
        insist: bool = True,
    ) -> ReturnInfo:
        """Seal the return: its values, what is behind them and its workbook stay what they are.

        Errors stop it (``return.not_sealed``), but a rule of the city's may be set aside with a signed reason; a
        warning without an answer stops it too (``return.reasons_needed``) unless ``insist`` is false. A return of
        noughts wants ``zero`` (``return.zero_needed``). ``revised_base``: compare with corrected figures of earlier
        years. Raises also ``return.already_sealed``, ``return.not_over``, ``return.not_zero``, ``return.unsigned``.
        """
        wish = sealing.Wish(tuple(answers), zero, revised_base, insist)
        made = None
        while True:
            with self._database.write() as session:
                home = offices.read_home(session)
                row, book, period = _to_seal(session, home, template, period, today)
                if made is not None or formats.city_suffix(book) in formats.OWN:
                    row = row or rows.opened(session, home, book, period, 1, "", by)
                    if sealing.seal(session, self._database, home, book, row, period, wish, made, today=today, by=by):
                        return rows.info(row, len(rows.remarks_of(session, row.pk)))
            with self._database.read() as session:  # an office program may take long: others can write meanwhile
                row, book, period = _to_seal(session, home, template, period, today)
                filled = sealing.ready(session, home, book, row, period, wish, today=today, by=by).filled
            made = formats.converted(book, filled.data)

    def reopen(
        self, template: str, period: Period, *, reason: str, by: str = "", slip: str | None = None
    ) -> tuple[ReturnInfo, tuple[Issue, ...]]:
        """Open the next revision of a sealed return; names every later sealed return that contains the month.

        ``slip``: the id of the return slip it answers. Raises ``return.reason_needed``, ``return.not_sealed_yet``,
        ``slip.unknown``.
        """
        if not reason.strip():
            raise AppError("return.reason_needed")
        with self._database.write() as session:
            home = offices.read_home(session)
            latest, book, period = _opened(session, home, template, period)
            if latest is None or latest.state != "sealed":
                raise AppError("return.not_sealed_yet", period=period.label)
            row = rows.opened(session, home, book, period, latest.number + 1, reason.strip()[:200], by)
            row.revised_base = latest.revised_base
            if slip is not None:
                slips.answer(session, slip, row.number)
            issues = tuple(
                Issue(
                    "warning",
                    "return.contains_month",
                    {
                        "template": r.template,
                        "period": r.period,
                        "title": templates.get(session, r.template, r.template_version).info.title,
                        "label": parse_period(r.period).label,
                        "month": period.label,
                    },
                )
                for r in rows.holding(session, home, latest)
            )
            return rows.info(row), issues

    def listed(self, template: str | None = None) -> tuple[ReturnInfo, ...]:
        """All revisions of all returns, newest period first."""
        with self._database.read() as session:
            home = offices.read_home(session)
            query = select(Row).where(Row.office_pk == home.office.pk)
            if template:
                query = query.where(Row.template == template)
            found = session.scalars(query.order_by(Row.start.desc(), Row.template, Row.number.desc())).all()
            counted = rows.counted_remarks(session, [row.pk for row in found])
            left = leaving.noted(session, [row.id for row in found])
            return tuple(rows.info(row, counted.get(row.pk, 0), left.get(row.id)) for row in found)

    # --- what was sealed, revision by revision ---------------------------------------------------------

    def revisions(self, template: str, period: Period) -> tuple[ReturnInfo, ...]:
        """Every revision of one return, newest first."""
        with self._database.read() as session:
            home = offices.read_home(session)
            found = session.scalars(
                select(Row)
                .where(Row.office_pk == home.office.pk, Row.template == template, Row.period == period.text)
                .order_by(Row.number.desc())
            ).all()
            counted = rows.counted_remarks(session, [row.pk for row in found])
            left = leaving.noted(session, [row.id for row in found])
            return tuple(rows.info(row, counted.get(row.pk, 0), left.get(row.id)) for row in found)

    def remarks(self, template: str, period: Period, revision: int | None = None) -> tuple[Remark, ...]:
        """The answered remarks of a sealed revision (the newest sealed when None)."""
        with self._database.read() as session:
            home = offices.read_home(session)
            return rows.remarks_of(session, rows.sealed(session, home, template, period, revision).pk)

    def sheets_of(self, template: str, period: Period, revision: int | None = None) -> Sheets:
        """A sealed revision as it was sent. Raises ``return.no_revision``, ``return.not_sealed_yet``."""
        with self._database.read() as session:
            home = offices.read_home(session)
            row = rows.sealed(session, home, template, period, revision)
            return _sealed_sheets(session, home, row, period)

    def file_of(self, template: str, period: Period, revision: int | None = None) -> SentFile:
        """The workbook of a sealed revision, byte for byte. Raises also ``return.no_file`` (sealed before such files
        were kept)."""
        with self._database.read() as session:
            home = offices.read_home(session)
            row = rows.sealed(session, home, template, period, revision)
            kept = session.get(ReturnFile, row.pk, options=[undefer(ReturnFile.data)])
            if kept is None:
                raise AppError("return.no_file", period=period.label, revision=row.number)
            return SentFile(kept.name, kept.suffix, kept.data, kept.sha256, kept.made_at)

    def note_exported(self, template: str, period: Period, revision: int, goal: leaving.Goal) -> None:
        """Keep that the file of a revision was just written onto ``goal``. Raises ``return.no_revision``."""
        with self._database.write() as session:
            row = rows.find(session, offices.read_home(session), template, period, revision)
            assert row is not None  # a named revision that is not there was refused
            leaving.note(session, row, goal)

    def difference(self, template: str, period: Period, a: int, b: int | None = None) -> tuple[CellDifference, ...]:
        """Cell by cell what revision ``a`` and revision ``b`` say differently; ``b`` None: the records as they are now.

        Raises ``return.no_revision``, ``return.same_revision``.
        """
        if a == b:
            raise AppError("return.same_revision")
        with self._database.read() as session:
            home = offices.read_home(session)
            first, book, period = _opened(session, home, template, period, a)
            assert first is not None  # a named revision that is not there was refused
            other = rows.find(session, home, template, period, b) if b is not None else None
            return comparing.difference(session, home, book, period, first, other)

    def changed_since(self) -> tuple[ChangedReturn, ...]:
        """Sealed returns (newest revisions) that the records would now give differently.

        What no record touched since it was last compared costs nothing; see :mod:`comparing`.
        """
        return comparing.changed_since(self._database)

    def late(self, day: date) -> LateQuestion | None:
        """The question to ask about a record of ``day``: which sealed returns it belongs to; None when none is."""
        with self._database.read() as session:
            return lateness.question(session, offices.read_home(session), day)

    # --- slips of the city -------------------------------------------------------------------------------

    def open_slip(self, path: Path, *, by: str = "") -> Slip:
        """Read and keep what came back from the city. Raises as ``slips.read``."""
        return slips.take_in(self._database, path, by)

    def slips(self) -> tuple[Slip, ...]:
        """What came back from the city, newest first."""
        return slips.listed(self._database)

    def explain(
        self, template: str, period: Period, place: tuple[str, str], *, revision: int | None = None
    ) -> Explanation:
        """How the figure in cell ``place`` = (sheet, cell) was counted, and the records behind it.

        Of a sealed return the records are those it was sealed with, beside what a recount gives now.
        """
        with self._database.read() as session:
            home = offices.read_home(session)
            row, book, period = _opened(session, home, template, period, revision)
            cell = next((c for c in bound_cells(book) if (c.sheet, c.cell) == place), None)
            if cell is None:
                raise AppError("return.not_bound", cell=f"{place[0]}!{place[1]}")
            judge, lists = evaluator_of(session, home, period, revised=row is not None and row.revised_base)
            kept = None
            if row is not None and row.state == "sealed":
                kept = session.get(ReturnValue, (row.pk, cell.sheet, cell.cell))
            if row is None or kept is None:
                return Explainer(judge, lists).explain(cell)
            behind = evidence.kept(session, row.pk, kept.key)
            try:
                live = Explainer(judge, lists).explain(cell)
            except AppError:  # an indicator that is not here any more: what was kept explains itself
                if behind is None:
                    raise
                live = gone(cell, behind)
            return as_sealed(live, behind, kept_value(kept), row.number)


def own_figures(session: Session, home: Home, book: Template, period: Period, by: str) -> Row:
    """The office's own return of a period for a merge: as sealed, else counted now and kept as the draft."""
    period = with_cut_off(period, book.definition.template.cut_off)
    latest = rows.find(session, home, book.info.id, period)
    if latest is not None and latest.state == "sealed":
        return latest
    row = latest or rows.opened(session, home, book, period, 1, "", by)
    computed, _ = compute_now(session, home, book, period, revised=row.revised_base)
    filled = fill_template(book, computed, home, period, row.number, by, period.end)
    rows.keep(session, row, with_formulas(computed.cells, filled), computed.words)
    return row


def _note_file(row: Row, data: bytes) -> None:
    """Keep which file a draft was last written to; a sealed return keeps the check of the file it was sealed with."""
    if row.state != "sealed" or row.file_sha256 is None:
        row.file_sha256 = hashlib.sha256(data).hexdigest()


def _refuse_practice(home: Home) -> None:
    """From an office's practice folder no return leaves; the practice city exists to send returns around."""
    if home.practice == "desk":
        raise AppError("practice.no_return")


def _opened(
    session: Session, home: Home, template: str, period: Period, revision: int | None = None
) -> tuple[Row | None, Template, Period]:
    """The newest revision (or the one named), its template, and the days of the period as that template cuts them."""
    row = rows.find(session, home, template, period, revision)
    book = templates.get(session, template, row.template_version if row else None, period)
    return row, book, with_cut_off(period, book.definition.template.cut_off)


def _to_seal(
    session: Session, home: Home, template: str, period: Period, today: date
) -> tuple[Row | None, Template, Period]:
    """What is to be sealed. Raises ``practice.no_return``, ``return.already_sealed``, ``return.not_over``."""
    _refuse_practice(home)
    row, book, period = _opened(session, home, template, period)
    if row is not None and row.state == "sealed":
        raise AppError("return.already_sealed", period=period.label)
    if today <= period.end:
        raise AppError("return.not_over", period=period.label)
    return row, book, period


def _preview(
    session: Session, template: str, period: Period, today: date, by: str, revised_base: bool | None
) -> Sheets:
    home = offices.read_home(session)
    row, book, period = _opened(session, home, template, period)
    if row is not None and row.state == "sealed":
        return _sealed_sheets(session, home, row, period, compare=True)
    revised = revised_base if revised_base is not None else row is not None and row.revised_base
    computed, issues = compute_now(session, home, book, period, revised=revised)
    filled = fill_template(book, computed, home, period, row.number if row else 1, by, today)
    cells = with_formulas(computed.cells, filled)
    issues += [*totals(computed, filled), *remarks(book, filled, cells)]
    info = rows.info(row) if row else None
    number, city = row.number if row else 1, formats.city_suffix(book)
    return Sheets(info, book.info.title, number, False, cells, tuple(issues), filled.data, suffix=city)


def _sealed_sheets(session: Session, home: Home, row: Row, period: Period, *, compare: bool = False) -> Sheets:
    """A sealed revision as it was sent; with ``compare`` also where the records differ now."""
    book = templates.get(session, row.template, row.template_version)
    period = with_cut_off(period, book.definition.template.cut_off)
    filled, cells = fill_again(session, home, book, row, period, row.sealed_by or "", row.until)
    found = differs(session, home, book, period, cells, revised=row.revised_base) if compare else []
    said = rows.remarks_of(session, row.pk)
    kept = session.get(ReturnFile, row.pk, options=[undefer(ReturnFile.data)])
    told = as_the_city_reads(book, kept.data if kept is not None else filled.data)
    info = rows.info(row, len(said), leaving.noted(session, [row.id]).get(row.id))
    suffix = kept.suffix if kept is not None else formats.city_suffix(book)
    return Sheets(info, book.info.title, row.number, True, cells, (*found, *told), filled.data, said, suffix)


__all__ = ["ReturnInfo", "Returns", "Sheets", "own_figures"]
