"""Use cases of the archive: what may be filed, filing, the shelf, boxes, what may go, catalogues and labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.errors import AppError
from app.models import ArchiveFile, Complaint
from app.progress import SILENT, Progress
from app.services import codelists, offices
from app.services.archive import filing, keeping, printing, rules, shelf
from app.services.archive.shapes import Filed, FilingPlan, Ready, ReadyCase, Shelf, ShelfFile, Unfit
from app.services.parsing.text import clean

if TYPE_CHECKING:
    from app.services.archive.rules import Rules
    from app.services.database import Database


class Archive:
    """The archive of one data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- rules ----------------------------------------------------------------------------------------
    def rules(self) -> Rules:
        """How files are numbered and how long they are kept here."""
        with self._database.read() as session:
            return rules.read(session)

    def set_rules(
        self, *, number: str | None = None, long_years: int | None = None, short_years: int | None = None
    ) -> Rules:
        """Change the number format or the years; None leaves one as it is. What is in the archive stays as it is.

        Raises ``archive.bad_number``, ``archive.bad_years``.
        """
        with self._database.write() as session:
            rules.write(session, number=number, long_years=long_years, short_years=short_years)
            return rules.read(session)

    # -- filing ---------------------------------------------------------------------------------------
    def ready(self, *, today: date, limit: int = 500) -> Ready:
        """The cases that may be filed, the longest waiting first."""
        with self._database.read() as session:
            condition = filing.may_be_filed(rules.read(session), today)
            total = session.scalar(select(func.count()).select_from(Complaint).where(condition)) or 0
            since = filing.last_step()
            rows = session.execute(
                select(Complaint.id, Complaint.number, Complaint.complainant, Complaint.trader, Complaint.state, since)
                .where(condition)
                .order_by(since, Complaint.pk)
                .limit(limit)
            )
            return Ready(tuple(ReadyCase(*row) for row in rows), total)

    def ready_ids(self, *, today: date) -> tuple[str, ...]:
        """The ids of all cases that may be filed, the longest waiting first."""
        with self._database.read() as session:
            condition = filing.may_be_filed(rules.read(session), today)
            return tuple(
                session.scalars(select(Complaint.id).where(condition).order_by(filing.last_step(), Complaint.pk))
            )

    def plan(self, ids: Sequence[str], *, today: date) -> FilingPlan:
        """What filing the cases ``ids`` today would do. Nothing is changed, no number is kept."""
        with self._database.read() as session:
            known = rules.read(session)
            fit, unfit = filing.sorted_out(session, ids, known, codelists.load(session), today)
            first = filing.following(session, today.year)
            rows = tuple(filing.planned(facts, known) for facts in fit)
        return FilingPlan(
            rows,
            tuple(unfit),
            known.numbered(today.year, first) if rows else "",
            known.numbered(today.year, first + len(rows) - 1) if rows else "",
        )

    def file(
        self,
        ids: Sequence[str],
        *,
        today: date,
        by: str = "",
        box: str = "",
        retention: str = "",
        progress: Progress = SILENT,
    ) -> Filed:
        """File the cases ``ids``: each gets its number, in the order given; all of them or, when cancelled, none.

        What cannot be filed is left out and told. ``retention`` stands over the rules. Raises
        ``archive.nothing_to_file``, ``archive.no_such_retention``, ``archive.box_too_long``.
        """
        box = shelf.checked_box(box)
        keep = shelf.checked_retention(retention) if retention else ""
        with self._database.write() as session:
            home = offices.read_home(session)
            known = rules.read(session)
            lists = codelists.load(session)
            fit, unfit = filing.sorted_out(session, ids, known, lists, today)
            if not fit:
                first = unfit[0].issue.message if unfit else ""
                raise AppError("archive.nothing_to_file", first=first, issues=tuple(one.issue for one in unfit))
            serials = filing.take_serials(session, self._database.journal, [facts.pk for facts in fit], today.year)
            made: list[int] = []
            for done, facts in enumerate(fit):
                progress.step(done, len(fit), "归档")
                try:
                    row = keeping.file_case(
                        session,
                        self._database.journal,
                        home,
                        lists,
                        facts,
                        known,
                        on=today,
                        by=by,
                        retention=keep,
                        box=box,
                        serial=serials.get(facts.pk),
                    )
                except AppError as error:
                    if error.code != "casework.not_taken":
                        raise
                    unfit.append(Unfit(facts.case.id, facts.case.number, error.issues[0]))  # nothing of it is written
                else:
                    made.append(row.pk)
            if not made:
                raise AppError("archive.nothing_to_file", first=unfit[-1].issue.message)
            progress.step(len(fit), len(fit), "归档")
            session.flush()
            return Filed(shelf.by_pk(session, made), tuple(unfit))

    def take_out(
        self, wanted: Sequence[str], *, reason: str, today: date, by: str = "", progress: Progress = SILENT
    ) -> tuple[ShelfFile, ...]:
        """Take files out of the archive: their cases are where they were before. Their numbers go to nobody else.

        Raises ``archive.not_found``, ``archive.destroyed_stays``, ``archive.reason_needed``; then nothing is changed.
        """
        words = _reason(reason)
        with self._database.write() as session:
            rows = [shelf.find(session, one) for one in wanted]
            told = shelf.by_pk(session, [row.pk for row in rows])
            lists, home = codelists.load(session), offices.read_home(session)
            for done, row in enumerate(rows):
                progress.step(done, len(rows), "取出")
                keeping.unfile_case(session, row, lists=lists, home=home, on=today, reason=words, by=by)
            progress.step(len(rows), len(rows), "取出")
            return told

    # -- the shelf ------------------------------------------------------------------------------------
    def listed(self, year: int | None = None, words: str = "", box: str = "", *, limit: int = 500) -> Shelf:
        """Files in the order of their numbers; ``words`` each anywhere in number, title, box or case number."""
        with self._database.read() as session:
            return shelf.listed(session, year, words, box, limit)

    def show(self, wanted: str) -> ShelfFile:
        """One file by its number or id, or the number or id of its case. Raises ``archive.not_found``."""
        with self._database.read() as session:
            return shelf.by_pk(session, [shelf.find(session, wanted).pk])[0]

    def of(self, case: str) -> ShelfFile | None:
        """The file the case of this id is in; None when it is not in the archive."""
        with self._database.read() as session:
            pk = session.scalar(
                select(ArchiveFile.pk)
                .join(Complaint, Complaint.pk == ArchiveFile.complaint_pk)
                .where(Complaint.id == case, shelf.THERE)
            )
            return None if pk is None else shelf.by_pk(session, [pk])[0]

    def years(self) -> tuple[tuple[int, int], ...]:
        """The years that have files, the latest first, each with how many."""
        with self._database.read() as session:
            rows = session.execute(
                select(ArchiveFile.year, func.count())
                .where(shelf.THERE)
                .group_by(ArchiveFile.year)
                .order_by(ArchiveFile.year.desc())
            )
            return tuple((year, many) for year, many in rows)

    def boxes(self, year: int) -> tuple[tuple[str, int], ...]:
        """The boxes of a year in the order of their names, each with how many files; "" is no box."""
        with self._database.read() as session:
            return shelf.boxes(session, year)

    def change(self, wanted: str, raw: Mapping[str, str], *, by: str = "") -> ShelfFile:
        """Change ``box``, ``retention`` (a word or code), ``pages`` or ``title`` of a file, as typed.

        Raises ``archive.not_found``, ``archive.no_such_retention``, ``archive.box_too_long``, ``archive.bad_pages``.
        """
        with self._database.write() as session:
            row = shelf.find(session, wanted)
            shelf.change(session, row, raw, rules.read(session), by)
            return shelf.by_pk(session, [row.pk])[0]

    def put_in_box(self, wanted: Sequence[str], box: str, *, by: str = "") -> tuple[ShelfFile, ...]:
        """Put files into one box; "" takes them out of theirs."""
        with self._database.write() as session:
            rows = [shelf.find(session, one) for one in wanted]
            known = rules.read(session)
            for row in rows:
                shelf.change(session, row, {"box": box}, known, by)
            return shelf.by_pk(session, [row.pk for row in rows])

    # -- what may go ----------------------------------------------------------------------------------
    def due(self, *, today: date) -> tuple[ShelfFile, ...]:
        """Files whose time to be kept is over and that still are there."""
        with self._database.read() as session:
            return shelf.due(session, today)

    def destroyed(self) -> tuple[ShelfFile, ...]:
        """Files whose papers were destroyed, the latest first."""
        with self._database.read() as session:
            return shelf.destroyed(session)

    def destroy(self, wanted: Sequence[str], *, reason: str, today: date, by: str = "") -> tuple[ShelfFile, ...]:
        """Write down that the papers of these files were destroyed today.

        Nothing in the register changes: every figure, sealed or not, stays what it is. Raises ``archive.not_due``,
        ``archive.kept_for_ever``, ``archive.destroyed_already``, ``archive.reason_needed``; then none is marked.
        """
        words = _reason(reason)
        with self._database.write() as session:
            rows = [shelf.find(session, one) for one in wanted]
            for row in rows:
                keeping.destroy(session, row, words, today, by)
            return shelf.by_pk(session, [row.pk for row in rows])

    def undestroy(self, wanted: Sequence[str], *, by: str = "") -> tuple[ShelfFile, ...]:
        """The papers of these files are there after all. Raises ``archive.not_destroyed``."""
        with self._database.write() as session:
            rows = [shelf.find(session, one) for one in wanted]
            for row in rows:
                keeping.undestroy(session, row, by)
            return shelf.by_pk(session, [row.pk for row in rows])

    # -- on paper -------------------------------------------------------------------------------------
    def catalogue(self, year: int, *, workbook: bool = False, progress: Progress = SILENT) -> bytes:
        """The catalogue of a year (案卷目录) as a PDF or a workbook. Raises ``archive.nothing_listed``."""
        with self._database.read() as session:
            return printing.catalogue(session, year, workbook=workbook, progress=progress)

    def write_catalogue(self, year: int, path: Path, *, progress: Progress = SILENT) -> int:
        """:meth:`catalogue` in a file: a workbook when ``path`` ends so, else a PDF; returns how many files it lists.

        Raises ``archive.nothing_listed``, ``file.*``.
        """
        from app.durable import write_durably

        with self._database.read() as session:
            data = printing.catalogue(session, year, workbook=printing.is_workbook(path), progress=progress)
            many = shelf.count(session, year)
        write_durably(path, data)
        return many

    def labels(self, year: int, kind: str = "envelope", *, box: str = "", progress: Progress = SILENT) -> bytes:
        """Labels to cut out, as a PDF: ``spine`` one for each box, ``envelope`` one for each file.

        Raises ``archive.no_such_label``, ``archive.nothing_listed``.
        """
        with self._database.read() as session:
            return printing.labels(session, year, kind, box, progress)

    def write_labels(self, year: int, path: Path, kind: str = "envelope", *, box: str = "") -> None:
        """:meth:`labels` in a file. Raises ``file.*`` too."""
        from app.durable import write_durably

        write_durably(path, self.labels(year, kind, box=box))

    def due_list(self, *, today: date, workbook: bool = False, progress: Progress = SILENT) -> bytes:
        """The list of what may be destroyed (档案鉴定销毁清单) with room for signatures, as a PDF or a workbook.

        Raises ``archive.nothing_listed``.
        """
        with self._database.read() as session:
            return printing.due_list(session, today, workbook=workbook, progress=progress)

    def write_due_list(self, path: Path, *, today: date, progress: Progress = SILENT) -> None:
        """:meth:`due_list` in a file: a workbook when ``path`` ends so, else a PDF. Raises ``file.*`` too."""
        from app.durable import write_durably

        write_durably(path, self.due_list(today=today, workbook=printing.is_workbook(path), progress=progress))


def _reason(text: str) -> str:
    words = clean(text)[:200]
    if not words:
        raise AppError("archive.reason_needed")
    return words
