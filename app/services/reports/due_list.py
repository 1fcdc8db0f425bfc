"""What is due, on paper: a group of cases with their last days and why, to work off by pencil."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from app.progress import SILENT, Progress
from app.services.reports.case_list_pdf import ListHead, PrintColumn
from app.services.reports.case_list_pdf import render as render_list

if TYPE_CHECKING:
    from app.services.deadlines import CaseDue

_COLUMNS = (
    PrintColumn("编号", 12),
    PrintColumn("要做什么", 7),
    PrintColumn("最后一天", 6),
    PrintColumn("还有几天", 5),
    PrintColumn("投诉人", 5),
    PrintColumn("经营者", 10),
    PrintColumn("怎么算的", 13),
    PrintColumn("办了打钩", 4),
)


def render(office: str, group: str, cases: Sequence[CaseDue], today: date, progress: Progress = SILENT) -> bytes:
    """The ``cases`` of a ``group`` (its word) as a PDF on A4, as of ``today``."""
    day = f"{today.year}年{today.month}月{today.day}日"
    head = ListHead(office, f"待办清单：{group}", (f"{day}　共 {len(cases):,} 件",))
    rows = (
        (
            case.number,
            case.label,
            "" if case.due_on is None else f"{case.due_on.month}月{case.due_on.day}日",
            _days(case.days_left),
            case.complainant,
            case.about or case.trader,
            case.rule,
            "",
        )
        for case in cases
    )
    return render_list(head, _COLUMNS, rows, len(cases), progress)


def _days(left: int | None) -> str:
    if left is None:
        return ""
    return f"过了 {-left} 天" if left < 0 else "今天" if left == 0 else f"{left} 天"
