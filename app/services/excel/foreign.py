"""Reading .xls, .xlsb and .ods through python-calamine into the same facts as an .xlsx.

Calamine is quick, but a broken file can make it panic or eat memory: call this in the reader process. It knows
no names and no formulas; for .xls :mod:`biff` adds which cells are formulas, errors and stale.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from app.errors import AppError
from app.services.excel import biff
from app.services.excel.facts import Formula, RawCell, SheetFacts, WorkbookFacts
from app.services.excel.kinds import Kind
from app.services.excel.ole import SIGNATURE, CompoundFile
from app.services.excel.refs import Box, cell_name

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

CalamineValue = int | float | str | bool | time | date | datetime | timedelta


@contextmanager
def opened(data: bytes, shown: str) -> Iterator[CalamineWorkbook]:
    """The workbook, opened by calamine. Raises ``excel.password`` or ``excel.corrupt``; a panic inside it
    counts as corrupt."""
    import python_calamine

    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            yield workbook
    except python_calamine.PasswordError as error:
        raise AppError("excel.password", file=shown) from error
    except (python_calamine.CalamineError, OSError) as error:
        raise AppError("excel.corrupt", file=shown) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # a BaseException of pyo3 that cannot be imported
            raise AppError("excel.corrupt", file=shown) from error
        raise


def scan_foreign(data: bytes, kind: Kind, shown: str) -> WorkbookFacts:
    """The facts of a workbook that is not an .xlsx. Numbers are kept as the file's binary numbers print."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    extras = extras_of(data) if kind == "xls" else []
    sheets: list[SheetFacts] = []
    with opened(data, shown) as workbook:
        for meta in workbook.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(meta.name)
            facts = SheetFacts(meta.name, state="visible" if meta.visible == SheetVisibleEnum.Visible else "hidden")
            number = len(sheets)
            extra = extras[number] if number < len(extras) else biff.BiffSheet()
            _fill(facts, sheet.to_python(skip_empty_area=False), extra)
            facts.merges = _merges(sheet.merged_cell_ranges)
            for _top, _left, bottom, right in facts.merges:
                facts.extent = max(facts.extent[0], bottom), max(facts.extent[1], right)
            sheets.append(facts)
    return WorkbookFacts(tuple(sheets), knows_formulas=kind == "xls")


def _merges(ranges: list[tuple[tuple[int, int], tuple[int, int]]] | None) -> tuple[Box, ...]:
    boxes = [(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in ranges or []]
    return tuple(sorted(boxes))


def extras_of(data: bytes) -> list[biff.BiffSheet]:
    """What :mod:`biff` adds to the worksheets of an .xls, in their order."""
    if not data.startswith(SIGNATURE):
        return []
    stream = biff.workbook_stream(CompoundFile(data))
    return biff.sheets_of(stream) if stream is not None else []


def _fill(facts: SheetFacts, rows: list[list[CalamineValue]], extra: biff.BiffSheet) -> None:
    width = 0
    for row, values in enumerate(rows, start=1):
        width = max(width, len(values))
        for column, value in enumerate(values, start=1):
            if value != "":
                facts.cells[cell_name(row, column)] = raw_of(value)
    for place in extra.formulas:
        before = facts.cells.get(cell_name(*place), RawCell("str", ""))
        text = None if extra.stale else before.text
        facts.cells[cell_name(*place)] = RawCell(before.kind, text, Formula("", "unknown"))
    for place, code in extra.errors.items():
        known = facts.cells.get(cell_name(*place))
        if known is None or known.text is not None:
            facts.cells[cell_name(*place)] = RawCell("e", code, known.formula if known else None)
    facts.extent = len(rows), width
    facts.hidden_rows, facts.hidden_columns = frozenset(extra.hidden_rows), frozenset(extra.hidden_columns)


def raw_of(value: CalamineValue) -> RawCell:
    """A value of calamine as a stored cell."""
    if isinstance(value, bool):
        return RawCell("b", "1" if value else "0")
    if isinstance(value, float):
        return RawCell("n", str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value))
    if isinstance(value, int):
        return RawCell("n", str(value))
    if isinstance(value, str):
        return RawCell("s", value)
    return RawCell("d", value.isoformat() if isinstance(value, date | time) else str(value))
