"""Lists and forms of cases as files: what is read here, :mod:`app.services.reports` draws."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.durable import write_durably
from app.progress import SILENT, Progress
from app.services import codelists, offices
from app.services.complaints import finding, listing
from app.services.complaints.due import Limits
from app.services.complaints.finding import Filters, Hit, Sort

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database

TITLE = "投诉台账清单"
_CHUNK = 500


class Printing:
    """Files of one data folder's cases."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write_list(
        self,
        path: Path,
        words: str,
        filters: Filters,
        sort: Sort,
        columns: Sequence[str],
        *,
        masked: bool = True,
        today: date,
        progress: Progress = SILENT,
    ) -> int:
        """:meth:`case_list` written to ``path`` durably, a PDF or a workbook by its ending; returns how many.

        Cancelling writes nothing. Raises ``file.*``.
        """
        on_paper = path.suffix.lower() == ".pdf"
        data, many = self.case_list(
            words, filters, sort, columns, masked=masked, today=today, on_paper=on_paper, progress=progress
        )
        write_durably(path, data)
        return many

    def case_list(
        self,
        words: str,
        filters: Filters,
        sort: Sort,
        columns: Sequence[str],
        *,
        masked: bool = True,
        today: date,
        on_paper: bool = True,
        progress: Progress = SILENT,
    ) -> tuple[bytes, int]:
        """The list (as found, sorted, with ``columns``) as a PDF, or a workbook, and how many cases it has.

        ``masked`` hides the middle of telephone and identity numbers.
        """
        from app.services.reports import case_list_pdf, case_list_workbook

        chosen = [listing.COLUMNS[key] for key in listing.known_columns(tuple(columns))]
        with self._database.read() as session:
            lists = codelists.load(session)
            pks = finding.row_numbers(session, words, filters, sort, today=today)
            office = offices.read_home(session).office.name
            said = _said(words, filters, sort, lists, today, len(pks))
            hits = _hits(session, pks, today, not on_paper)
            if on_paper:
                data = case_list_pdf.render(
                    case_list_pdf.ListHead(office, TITLE, said),
                    [case_list_pdf.PrintColumn(c.title, c.characters, c.kind in ("money", "int")) for c in chosen],
                    ([listing.text(c, hit, lists, today, masked=masked) for c in chosen] for hit in hits),
                    len(pks),
                    progress,
                )
            else:
                data = case_list_workbook.write(
                    TITLE,
                    f"{office}　" + "　".join(said),
                    [case_list_workbook.SheetColumn(c.title, c.characters, c.kind) for c in chosen],
                    ([_cell(c, hit, lists, today, masked) for c in chosen] for hit in hits),
                    len(pks),
                    progress,
                )
        return data, len(pks)

    def forms(self, ids: Sequence[str], *, progress: Progress = SILENT) -> tuple[bytes, int]:
        """The forms of cases as one PDF (an empty form for no ids), and how many pages it has."""
        from sqlalchemy import select

        from app.models import Complaint
        from app.services.complaints.record import Record, read_many
        from app.services.reports import case_form

        with self._database.read() as session:
            lists = codelists.load(session)
            home = offices.read_home(session)
            records: list[Record | None] = []
            for at in range(0, len(ids), _CHUNK):
                part = ids[at : at + _CHUNK]
                known = {
                    id: pk
                    for pk, id in session.execute(select(Complaint.pk, Complaint.id).where(Complaint.id.in_(part)))
                }
                read = read_many(session, list(known.values()))
                records += [read[known[id]] for id in part if id in known]
        return case_form.render(
            records or [None], lists, home.office.name, practice=bool(home.practice), progress=progress
        )

    def write_forms(self, path: Path, ids: Sequence[str], *, progress: Progress = SILENT) -> int:
        """:meth:`forms` written to ``path`` durably; returns how many pages. Raises ``file.*``."""
        data, pages = self.forms(ids, progress=progress)
        write_durably(path, data)
        return pages


def _hits(session: Session, pks: Sequence[int], today: date, whole: bool) -> Iterator[Hit]:
    limits = Limits.load(session, today)
    for at in range(0, len(pks), _CHUNK):
        yield from finding.hits_of(session, pks[at : at + _CHUNK], limits, whole=whole)


def _said(
    words: str, filters: Filters, sort: Sort, lists: codelists.CodeLists, today: date, many: int
) -> tuple[str, ...]:
    """The lines above a list."""
    narrowed = [f"{said.label} {said.words}" for said in listing.said(filters, lists, today)]
    if words.strip():
        narrowed.insert(0, f"查找“{words.strip()}”")
    day = f"{today.year}年{today.month}月{today.day}日"
    return (
        "条件：" + ("；".join(narrowed) or "没有，全部在册的"),
        f"共 {many:,} 件　{listing.sort_words(sort)}　{day}",
    )


def _cell(column: listing.ListColumn, hit: Hit, lists: codelists.CodeLists, today: date, masked: bool) -> listing.Value:
    if column.key == "amount" and hit.amount_approx:
        return listing.text(column, hit, lists, today)
    value = column.value(hit, lists, today)
    return listing.mask(value) if masked and column.masked and isinstance(value, str) else value
