"""The work ledger of a period as a workbook: one line a row, the sums below."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.excel.listing import ListColumn, ListValue, write_listing
from app.services.periods import Period
from app.services.worklog.face import Sum, WorkLine

_COLUMNS = (
    ListColumn("日期", 12),
    ListColumn("种类", 16),
    ListColumn("做了什么", 44),
    ListColumn("地点", 20),
    ListColumn("数", 50),
    ListColumn("统计日期", 12),
    ListColumn("备注", 24),
    ListColumn("经手人", 10),
)


def workbook(period: Period, lines: Sequence[WorkLine], sums: Sequence[Sum]) -> bytes:
    """The bytes of an .xlsx; lines by day, the first one first."""
    rows: list[list[ListValue]] = [
        [
            line.on,
            line.kind_name,
            line.what,
            line.place,
            "，".join(measure.words for measure in line.measures),
            line.counts_on if line.counts_on != line.on else None,
            line.note,
            line.by,
        ]
        for line in reversed(lines)
    ]
    if sums:
        rows.append([None] * len(_COLUMNS))
    rows.extend([None, "合计", each.name, None, each.words, None, f"{each.lines} 笔", None] for each in sums)
    return write_listing(f"{period.label}工作台账", _COLUMNS, rows)
