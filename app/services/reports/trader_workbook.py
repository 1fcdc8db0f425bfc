"""One trader as a workbook: what its complaints add up to, month by month, and its cases on a sheet of their own."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.progress import SILENT, Progress

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Cell = str | int | date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, what is said above, titles with the width of their columns in Chinese characters, rows."""

    name: str
    said: str
    titles: tuple[tuple[str, float], ...]
    rows: Sequence[Sequence[Cell]]
    #: Columns whose numbers are fen.
    money: frozenset[int] = frozenset()


def write(sheets: Sequence[Sheet], progress: Progress = SILENT) -> bytes:
    """The workbook's bytes. Words are never taken for formulas."""
    import xlsxwriter

    stream = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(stream, options)
    head = book.add_format({"bold": True, "bg_color": "#E6E6E6", "border": 1, "valign": "vcenter"})
    words = book.add_format({"valign": "top", "text_wrap": True})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    money = book.add_format({"num_format": "#,##0.00", "valign": "top"})
    number = book.add_format({"num_format": "0", "valign": "top"})
    for at, sheet in enumerate(sheets):
        progress.step(at, len(sheets), "写表格")
        page = book.add_worksheet(sheet.name)
        page.write_string(0, 0, _plain(sheet.said))
        for place, (title, characters) in enumerate(sheet.titles):
            page.set_column(place, place, max(8.0, characters * 2 + 2))
            page.write_string(1, place, f"{title}（元）" if place in sheet.money else title, head)
        for line, row in enumerate(sheet.rows, start=2):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(line, place, value, day)
                elif isinstance(value, int):
                    fen = place in sheet.money
                    page.write_number(line, place, value / 100 if fen else value, money if fen else number)
                elif value:
                    page.write_string(line, place, _plain(value), words)
        page.freeze_panes(2, 0)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(1)
        page.set_footer("&C第 &P 页 共 &N 页")
    book.close()
    progress.step(len(sheets), len(sheets), "写表格")
    return stream.getvalue()


def _plain(text: str) -> str:
    return _UNWRITABLE.sub("", text)[:32767]
