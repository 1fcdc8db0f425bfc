"""«存一份标出问题的表»: the sender's own file with the cells marked that a plan has something to say about."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from app.errors import AppError
from app.progress import SILENT, Progress
from app.services.register.opening import Source
from app.services.register.planning import Plan

_KEPT_ENDINGS = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"})
_SUFFIX = "（标出问题）"


@dataclass(frozen=True, slots=True)
class MarkedCopy:
    """The bytes of the marked file, what it may be called, how many ``cells`` are marked.

    ``anew``: the file was no .xlsx, so this is a new workbook with the same grid, without the looks of the old one.
    """

    data: bytes
    name: str
    cells: int
    anew: bool


def marked_copy(source: Source, plan: Plan, progress: Progress = SILENT) -> MarkedCopy:
    """``source`` with every cell marked that ``plan`` could not read or wants looked at."""
    from app.services.excel.marking import Mark, mark, mark_anew

    progress.step(0, 0, "标出问题")
    marks = [
        Mark(issue.sheet or plan.sheet, issue.cell, issue.message, issue.severity)
        for issue in plan.work.marks
        if issue.cell
    ]
    cells = len({(each.sheet, each.cell) for each in marks})
    path = PurePath(source.file)
    try:
        data = mark(source.data, marks, source.file)
    except AppError as error:
        if error.code not in ("excel.cannot_mark", "excel.encoding"):
            raise
        return MarkedCopy(mark_anew(source.grids, marks), f"{path.stem}{_SUFFIX}.xlsx", cells, True)
    ending = path.suffix if path.suffix.lower() in _KEPT_ENDINGS else ".xlsx"
    return MarkedCopy(data, f"{path.stem}{_SUFFIX}{ending}", cells, False)
