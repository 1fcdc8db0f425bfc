"""What a revision of a return changed, or where the records differ from what was reported, on paper."""

from __future__ import annotations

from collections.abc import Sequence

from app.progress import SILENT, Progress
from app.services.reports.case_list_pdf import ListHead, PrintColumn
from app.services.reports.case_list_pdf import render as render_list


def render(
    office: str,
    title: str,
    words: str,
    titles: tuple[str, str],
    rows: Sequence[tuple[str, str, str, str]],
    progress: Progress = SILENT,
) -> bytes:
    """``rows`` (cell, name, before, after) as a PDF on A4; ``titles`` stand over the two figures, ``words`` above all.

    Raises ``Cancelled``.
    """
    head = ListHead(office, title, (words,))
    columns = (
        PrintColumn("哪一格", 14),
        PrintColumn("哪个数", 20),
        PrintColumn(titles[0] or "怎么答的", 10),
        PrintColumn(titles[1], 18),
    )
    return render_list(head, columns, rows, len(rows), progress)
