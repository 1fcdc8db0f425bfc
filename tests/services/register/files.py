"""Registers as offices keep them, written for tests."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from app.services import register
from app.services.database import Database
from app.services.excel.grid import read_grid
from app.services.register import Plan

TODAY = date(2026, 4, 7)
Rows = Sequence[Sequence[Any]]

HEAD = (
    "编号",
    "登记日期",
    "投诉人",
    "联系电话",
    "被投诉方",
    "商品类别",
    "投诉性质",
    "处理结果",
    "办结日期",
    "投诉内容",
)


def workbook(
    path: Path, rows: Rows, *, sheet: str = "台账", merges: Sequence[str] = (), more: dict[str, Rows] | None = None
) -> Path:
    """Write an .xlsx; ``merges`` are ranges whose first cell keeps its value, ``more`` are further sheets."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False})
    for name, content in {sheet: rows, **(more or {})}.items():
        page = book.add_worksheet(name)
        for at, row in enumerate(content):
            page.write_row(at, 0, ["" if value is None else value for value in row])
        if name == sheet:
            for area in merges:
                first = area.split(":")[0]
                page.merge_range(area, "")
                line, column = int(first[1:]) - 1, ord(first[0]) - 65
                page.write(line, column, content[line][column])
    book.close()
    return path


def text_table(path: Path, rows: Rows, encoding: str = "gb18030") -> Path:
    """Write a .csv."""
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows(["" if value is None else value for value in row] for row in rows)
    return path


def plan(
    database: Database,
    path: Path,
    *,
    sheet: str | None = None,
    choice: register.Choice | None = None,
    today: date = TODAY,
) -> Plan:
    """A plan, with the file read in this process (the reader process has tests of its own)."""
    return register.plan(database, path, sheet=sheet, choice=choice, today=today, read_grid=read_grid)


def take(database: Database, path: Path, **more: str | None) -> tuple[Plan, str | None]:
    """Plan and apply."""
    planned = plan(database, path, **more)  # type: ignore[arg-type]
    return planned, register.apply(database, planned, by="王秘书")


def codes(planned: Plan, severity: str | None = None) -> list[str]:
    """The codes of the issues, without their area, in order."""
    return [i.code.removeprefix("register.") for i in planned.issues if severity in (None, i.severity)]


def counts(planned: Plan) -> tuple[int, int, int, int]:
    """New, changed, unchanged, rejected."""
    return planned.new, planned.changed, planned.unchanged, planned.rejected
