"""The columns of the archive's lists, and how long a file is kept in words."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import TYPE_CHECKING

from app.services.archive import RETENTION_WORDS
from app.ui.pages.common import list_day, state_cell
from app.ui.tables.columns import Cell, Column

if TYPE_CHECKING:
    from app.services.archive import ShelfFile

Today = Callable[[], date]
#: The ids of the rows that carry a mark.
Marked = Callable[[], Collection[str]]


def _mark(marked: Marked) -> Column:
    def face(row: object) -> Cell:
        on = getattr(row, "id", "") in marked()
        return Cell("选了", "check-circle", "done") if on else Cell("", "circle", quiet=True)

    return Column("mark", "选", face, 92, line=1)


def ready(today: Today, marked: Marked) -> tuple[Column, ...]:
    """Cases that may be filed."""
    return (
        _mark(marked),
        Column("since", "最后一步", lambda row: list_day(row.since, today()), 124, line=2),
        Column("who", "投诉人", lambda row: row.complainant or "没写姓名", 96, bold=True, line=1),
        Column("trader", "经营者", lambda row: row.trader, 140, stretch=3, priority=1, line=2),
        Column("state", "现在", lambda row: state_cell(row.state), 126, priority=2, line=1),
    )


def _number() -> Column:
    return Column("number", "案卷号", lambda row: row.number, 168, bold=True, line=1)


def _parties() -> tuple[Column, Column]:
    """Who complained about whom; the whole title stands in the margin."""
    return (
        Column("who", "投诉人", lambda row: row.complainant or "没写姓名", 96, line=2),
        Column("trader", "经营者", lambda row: row.trader, 140, stretch=3, priority=1, line=2),
    )


def files() -> tuple[Column, ...]:
    """Files of the archive."""
    return (
        _number(),
        *_parties(),
        Column("box", "盒号", lambda row: row.box or "没装盒", 84, priority=2, line=1),
        Column("kept", "保管", kept_cell, 138, priority=3, line=1),
    )


def due(marked: Marked) -> tuple[Column, ...]:
    """Files whose time is over."""
    return (
        _mark(marked),
        _number(),
        *_parties(),
        Column("until", "保管到", lambda row: row.destroy_after.isoformat(), 124, priority=2, line=1),
    )


def gone() -> tuple[Column, ...]:
    """Files whose papers were destroyed."""
    return (
        _number(),
        *_parties(),
        Column("on", "销毁日期", lambda row: row.destroyed_on.isoformat(), 124, priority=2, line=1),
    )


def planned() -> tuple[Column, ...]:
    """What filing would write."""
    return (
        Column("who", "投诉人", lambda row: row.case.complainant or "没写姓名", 96, bold=True, line=1),
        Column("trader", "经营者", lambda row: row.case.trader, 140, stretch=3, priority=2, line=2),
        Column("kept", "保管", lambda row: RETENTION_WORDS[row.retention], 74, line=1),
        Column("rule", "按哪条规则", lambda row: row.rule, 190, priority=1, line=2),
    )


def kept_cell(file: ShelfFile) -> Cell:
    """«永久», «到 2036 年», «已销毁»."""
    if file.destroyed_on is not None:
        return Cell("已销毁", "trash", quiet=True)
    if file.destroy_after is None:
        return Cell(RETENTION_WORDS["permanent"], "lock")
    return Cell(f"到 {file.destroy_after.year} 年", "clock")
