"""A plain list as a new workbook: one sheet, one header row, any number of rows. Text stays text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ListValue = str | int | Decimal | date | None
"""A blank cell is ``None`` or ``""``; money and other decimals are numbers, dates show as 2026-03-05."""

#: What XML cannot hold: control characters, lone surrogates, non-characters.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32767
#: What a spreadsheet would take for a formula when the cell is edited.
_FORMULA_LIKE = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column: its ``heading`` and its ``width`` in characters of the font."""

    heading: str
    width: float = 12.0


def write_listing(sheet: str, columns: Sequence[ListColumn], rows: Iterable[Sequence[ListValue]]) -> bytes:
    """The bytes of an .xlsx with ``rows`` below the headings; the header stays in view and can be filtered."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    page.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.sheet_format.defaultRowHeight = 18
    font, fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F4E79")
    line = Border(bottom=Side("thin", color="1F4E79"))
    heads = []
    for column in columns:
        cell = WriteOnlyCell(page, column.heading)
        cell.font, cell.fill, cell.border = font, fill, line
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        heads.append(cell)
    page.append(heads)
    count = 1
    for row in rows:
        count += 1
        cells: list[object] = []
        for value in row:
            if isinstance(value, str) and value:
                text = _UNWRITABLE.sub("", value)[:_LONGEST]
                if text.startswith(_FORMULA_LIKE):
                    cell = WriteOnlyCell(page, text)
                    cell.data_type = "s"
                    cell.quotePrefix = True
                    cells.append(cell)
                else:
                    cells.append(text)
            else:
                cells.append(None if value == "" else value)
        page.append(cells)
    page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
