"""A new workbook with the same grid as a file that is no .xlsx (.xls, .csv, .ods), its bad cells marked."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from app.services.excel.grid import Grid, GridValue
from app.services.excel.marking.patching import GROUNDS, MOST_COMMENTS, Mark
from app.services.excel.refs import split_cell

_AUTHOR = "消保台账"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767
#: Digits that a number of a spreadsheet keeps.
_PRECISE = 15


def mark_anew(grids: Sequence[Grid], marks: Sequence[Mark]) -> bytes:
    """The bytes of an .xlsx with the same cells at the same places. Looks other than the marks are not kept."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    grounds = {name: book.add_format({"bg_color": f"#{colour}"}) for name, colour in GROUNDS.items()}
    days = {
        name: book.add_format({"num_format": "yyyy-mm-dd", **({"bg_color": f"#{GROUNDS[name]}"} if name else {})})
        for name in ("", *GROUNDS)
    }
    used: set[str] = set()
    left = MOST_COMMENTS
    for grid in grids:
        page = book.add_worksheet(_title(grid.sheet, used))
        page.set_comments_author(_AUTHOR)
        texts: dict[tuple[int, int], list[str]] = {}
        tones: dict[tuple[int, int], str] = {}
        for mark in marks:
            if mark.sheet == grid.sheet:
                place = _anchor(grid, split_cell(mark.cell))
                if mark.text not in texts.setdefault(place, []):
                    texts[place].append(mark.text)
                tone = "error" if mark.severity == "error" else "warning"
                tones[place] = "error" if tones.get(place) == "error" else tone
        for top, left_, bottom, right in grid.merges:
            if (bottom, right) != (top, left_):
                page.merge_range(top - 1, left_ - 1, bottom - 1, right - 1, "")
        for at, row in enumerate(grid.rows):
            for column, value in enumerate(row):
                tone = tones.get((at + 1, column + 1), "")
                if value is not None:
                    looks = days[tone] if isinstance(value, date) else grounds.get(tone)
                    _write(page, at, column, value, looks)
        for place in sorted(texts):
            if grid.value(*place) is None:
                page.write_blank(place[0] - 1, place[1] - 1, None, grounds[tones[place]])
            if left > 0:
                left -= 1
                words = "\n".join(texts[place])
                page.write_comment(place[0] - 1, place[1] - 1, words, {"x_scale": 1.6, "y_scale": 1 + len(words) / 80})
    if not grids:
        book.add_worksheet()
    book.close()
    return stream.getvalue()


def _write(page: Any, row: int, column: int, value: GridValue, looks: Any) -> None:
    match value:
        case bool():
            page.write_boolean(row, column, value, looks)
        case int() | Decimal():
            text = format(value, "f") if isinstance(value, Decimal) else str(value)
            if len(text.partition(".")[0].lstrip("-")) > _PRECISE:
                page.write_string(row, column, text, looks)
            else:
                page.write_number(row, column, value, looks)
        case datetime() | date():
            page.write_datetime(row, column, value, looks)
        case time():
            page.write_string(row, column, value.isoformat(), looks)
        case _:
            page.write_string(row, column, _UNWRITABLE.sub("", str(value))[:_LONGEST], looks)


def _anchor(grid: Grid, place: tuple[int, int]) -> tuple[int, int]:
    row, column = place
    for top, left, bottom, right in grid.merges:
        if top <= row <= bottom and left <= column <= right:
            return top, left
    return place


def _title(name: str, used: set[str]) -> str:
    """A name that a sheet may have."""
    title = _FORBIDDEN.sub("", name).strip("' ")[:31] or "表"
    found, number = title, 1
    while found.casefold() in used:
        number += 1
        found = f"{title[:28]}{number}"
    used.add(found.casefold())
    return found
