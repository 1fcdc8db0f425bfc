"""The list of cases as a workbook: the columns chosen, figures and days as such, what it was narrowed to above them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from app.progress import SILENT, Progress

#: A sheet holds 1,048,576 rows; the rest goes to a further one.
MOST_ROWS = 1_000_000
_FIRST = 2
_EVERY = 500
_LONGEST = 32767
#: What XML cannot hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMATS = {"date": "yyyy-mm-dd", "money": "#,##0.00", "int": "0"}


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its title, how many Chinese characters it is wide, what it holds. Money is fen."""

    title: str
    characters: float
    kind: Literal["text", "date", "money", "int"] = "text"


def write(
    sheet: str,
    said: str,
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[str | int | date | None]],
    total: int,
    progress: Progress = SILENT,
    *,
    foot: Sequence[str] = (),
) -> bytes:
    """The workbook's bytes; rows are written as they come. ``said`` stands above the titles, ``foot`` below."""
    import xlsxwriter

    stream = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(stream, options)
    head = book.add_format({"bold": True, "bg_color": "#E6E6E6", "border": 1, "valign": "vcenter"})
    words = book.add_format({"valign": "top", "text_wrap": True})
    formats = {kind: book.add_format({"num_format": code, "valign": "top"}) for kind, code in _FORMATS.items()}
    page: Any = None
    at = last = 0
    try:
        for number, row in enumerate(rows):
            if number % _EVERY == 0:
                progress.step(number, total, "写表格")
            if number % MOST_ROWS == 0:
                if page is not None:
                    page.autofilter(_FIRST - 1, 0, last, len(columns) - 1)
                page = _page(book, sheet if number == 0 else f"{sheet} {number // MOST_ROWS + 1}", said, columns, head)
                at = _FIRST
            for place, (column, value) in enumerate(zip(columns, row, strict=True)):
                if value is None or value == "":
                    continue
                if isinstance(value, date):
                    page.write_datetime(at, place, value, formats["date"])
                elif isinstance(value, int):
                    page.write_number(at, place, value / 100 if column.kind == "money" else value, formats[column.kind])
                else:
                    page.write_string(at, place, _UNWRITABLE.sub("", value)[:_LONGEST], words)
            last = at
            at += 1
        if page is None:
            page = _page(book, sheet, said, columns, head)
        page.autofilter(_FIRST - 1, 0, max(last, _FIRST), len(columns) - 1)
        for below, line in enumerate(foot):
            page.write_string(max(last, _FIRST) + 2 + 2 * below, 0, line)
    finally:
        book.close()
    progress.step(total, total, "写表格")
    return stream.getvalue()


def _page(book: Any, name: str, said: str, columns: Sequence[SheetColumn], head: Any) -> Any:
    page = book.add_worksheet(name)
    for place, column in enumerate(columns):
        page.set_column(place, place, max(8.0, column.characters * 2 + 2))
    page.write_string(0, 0, said)
    for place, column in enumerate(columns):
        page.write_string(_FIRST - 1, place, f"{column.title}（元）" if column.kind == "money" else column.title, head)
    page.freeze_panes(_FIRST, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_FIRST - 1)
    page.set_footer("&C第 &P 页 共 &N 页")
    return page
