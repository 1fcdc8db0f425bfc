"""Lists of the archive on paper and as workbooks: the yearly catalogue, what may be destroyed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.progress import SILENT, Progress
from app.services.reports import case_list_pdf, case_list_workbook
from app.services.reports.case_list_pdf import PrintColumn


@dataclass(frozen=True, slots=True)
class ListText:
    """Whose list it is, its title, lines below the title, and places to sign at the end."""

    office: str
    title: str
    said: tuple[str, ...]
    signatures: tuple[str, ...] = ()


def pdf(
    text: ListText, columns: Sequence[PrintColumn], rows: Sequence[Sequence[str]], progress: Progress = SILENT
) -> bytes:
    """The list on A4."""
    head = case_list_pdf.ListHead(text.office, text.title, text.said)
    return case_list_pdf.render(head, columns, rows, len(rows), progress, signatures=text.signatures)


def workbook(
    text: ListText, columns: Sequence[PrintColumn], rows: Sequence[Sequence[str]], progress: Progress = SILENT
) -> bytes:
    """The list as a workbook; whole numbers in a column of numbers are numbers."""
    return case_list_workbook.write(
        text.title[:31],
        f"{text.office}　{text.title}　" + "　".join(text.said),
        [
            case_list_workbook.SheetColumn(column.title, column.characters, "int" if column.right else "text")
            for column in columns
        ],
        (
            [int(cell) if column.right and cell.isdigit() else cell for cell, column in zip(row, columns, strict=True)]
            for row in rows
        ),
        len(rows),
        progress,
        foot=[f"{words}：＿＿＿＿＿＿＿＿＿＿" for words in text.signatures],
    )
