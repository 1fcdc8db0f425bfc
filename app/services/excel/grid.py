"""Any spreadsheet or text table as plain rows of cells, for importing registers.

Values come from python-calamine (quick, also for 100,000 rows), hidden rows and merges from a scan of our own
that looks at nothing else; both belong into the reader process when the file is a stranger's.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.services.excel import biff
from app.services.excel.facts import decimal_of
from app.services.excel.foreign import extras_of, opened
from app.services.excel.kinds import Kind, identify, load
from app.services.excel.package import LIMITS, Package
from app.services.excel.refs import Box
from app.services.excel.scan import read_book

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

GridValue = str | int | Decimal | date | datetime | time | bool | None
"""A text (``""`` never: blank is ``None``), a number, a date by its number format. An error is its code."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. ``rows[0]`` is row 1; rows are as long as they are filled, at most ``width``.

    ``merges`` are boxes of 1-based rows and columns; ``hidden_rows`` 1-based; ``visible`` is whether the sheet
    shows; ``encoding`` of a text file. ``uncalculated``: rows and columns of formulas without a stored result.
    """

    sheet: str
    rows: list[list[GridValue]]
    merges: tuple[Box, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    visible: bool = True
    encoding: str = ""
    uncalculated: tuple[tuple[int, int], ...] = ()

    @property
    def width(self) -> int:
        """The length of the longest row."""
        return max(map(len, self.rows), default=0)

    def value(self, row: int, column: int) -> GridValue:
        """The cell at 1-based (row, column); blank outside."""
        if 1 <= row <= len(self.rows) and 1 <= column <= len(self.rows[row - 1]):
            return self.rows[row - 1][column - 1]
        return None


def read_grid(source: Path | bytes, name: str = "") -> tuple[Grid, ...]:
    """The sheets of an xlsx, xlsb, xls or ods, or the one of a csv (UTF-8, UTF-16, GB18030; commas, tabs or
    semicolons). Raises the refusals of :mod:`kinds`."""
    data, shown = load(source, name)
    kind = identify(data, shown)
    if kind == "text":
        title = Path(name or (source.name if isinstance(source, Path) else "")).stem
        return (read_text_table(data, title, shown),)
    return _read_workbook(data, kind, shown)


def _read_workbook(data: bytes, kind: Kind, shown: str) -> tuple[Grid, ...]:
    extras = _package_extras(data, shown) if kind == "xlsx" else {}
    old = extras_of(data) if kind == "xls" else []
    grids: list[Grid] = []
    with opened(data, shown) as workbook:
        from python_calamine import SheetTypeEnum, SheetVisibleEnum

        for meta in workbook.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(meta.name)
            extra = extras.get(meta.name, _Extra())
            if len(grids) < len(old):
                extra = _old_extra(old[len(grids)])
            rows = _rows(sheet)
            for (row, column), code in extra.errors.items():
                _put(rows, row, column, code)
            for row, column in extra.uncalculated:
                _put(rows, row, column, None)
            grids.append(
                Grid(
                    sheet=meta.name,
                    rows=rows,
                    merges=_merges(sheet),
                    hidden_rows=frozenset(extra.hidden_rows),
                    visible=meta.visible == SheetVisibleEnum.Visible,
                    uncalculated=tuple(sorted(extra.uncalculated)),
                )
            )
    return tuple(grids)


def _rows(sheet: CalamineSheet) -> list[list[GridValue]]:
    """The values, each row cut after its last filled cell, blank rows at the end dropped."""
    rows: list[list[GridValue]] = []
    lead: list[GridValue] = [None] * (sheet.start[1] if sheet.start else 0)
    for raw in sheet.iter_rows():  # begins at row 1, but at the first filled column
        row = lead + [_value(cell) for cell in raw]
        while row and row[-1] is None:
            row.pop()
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _value(cell: int | float | str | bool | time | date | datetime | timedelta) -> GridValue:
    kind = type(cell)
    if kind is str:
        return cell or None  # type: ignore[return-value]  # narrowed by kind, which mypy does not follow
    if kind is float:
        assert isinstance(cell, float)
        if cell.is_integer() and abs(cell) < 1e15:
            return int(cell)
        return decimal_of(repr(cell))
    if kind is datetime:
        assert isinstance(cell, datetime)
        return cell.date() if cell.time() == time() else cell
    if isinstance(cell, timedelta):
        return _clock(cell)
    assert not isinstance(cell, float)
    return cell


def _clock(span: timedelta) -> str:
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


def _put(rows: list[list[GridValue]], row: int, column: int, value: GridValue) -> None:
    if row > len(rows) and value is None:
        return
    rows.extend([] for _ in range(row - len(rows)))
    line = rows[row - 1]
    if column > len(line):
        if value is None:
            return
        line.extend([None] * (column - len(line)))
    line[column - 1] = value


def _merges(sheet: CalamineSheet) -> tuple[Box, ...]:
    ranges = sheet.merged_cell_ranges or []
    boxes = [(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in ranges]
    return tuple(sorted(boxes))


@dataclass(slots=True)
class _Extra:
    """What calamine does not tell of a sheet."""

    hidden_rows: frozenset[int] = frozenset()
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: frozenset[tuple[int, int]] = frozenset()


def _old_extra(sheet: biff.BiffSheet) -> _Extra:
    stale = frozenset(sheet.formulas) if sheet.stale else frozenset[tuple[int, int]]()
    return _Extra(frozenset(sheet.hidden_rows), sheet.errors, stale)


_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?>")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")
_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d+)["']""")
_FORMULA = rb"""<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)"""
#: A formula without a result: no value, or an empty one that is not the text "".
_BARE = re.compile(
    rb"""<(?:\w+:)?c\b(?![^>]*\st\s*=\s*["']str["'])[^>]*?\sr\s*=\s*["']([A-Z]{1,3})(\d+)["'][^>]*>\s*"""
    + _FORMULA
    + rb"""\s*(?:<(?:\w+:)?v\s*/>\s*|<(?:\w+:)?v>\s*</(?:\w+:)?v>\s*)?</(?:\w+:)?c>"""
)
_WRONG = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^>]*\st\s*=\s*["']e["'])[^>]*?\sr\s*=\s*["']([A-Z]{1,3})(\d+)["'][^>]*>"""
    rb"""(?:\s*""" + _FORMULA + rb""")?\s*<(?:\w+:)?v>([^<]*)<"""
)


def _package_extras(data: bytes, shown: str) -> dict[str, _Extra]:
    """Sheet name → what calamine leaves out. Every part is checked for entities on the way; the patterns
    only run when a cheap look says there is something to find."""
    from app.services.excel.refs import column_number

    package = Package(data, shown, LIMITS)
    book = read_book(package)
    for part in (book.strings, book.styles):
        if part and part in package:
            package.check_prolog(package.read(part))
    extras: dict[str, _Extra] = {}
    for name, _state, part in book.sheets:
        content = package.read(part)
        package.check_prolog(content)
        hidden: set[int] = set()
        if b"hidden" in content:
            for tag in _ROW.findall(content):
                number = _NUMBER.search(tag)
                if number and _HIDDEN.search(tag):
                    hidden.add(int(number[1]))
        bare: set[tuple[int, int]] = set()
        errors: dict[tuple[int, int], str] = {}
        if b"<f" in content or b":f" in content:
            for letters, row in _BARE.findall(content):
                bare.add((int(row), column_number(letters.decode())))
        if b'"e"' in content or b"'e'" in content:
            for letters, row, code in _WRONG.findall(content):
                errors[int(row), column_number(letters.decode())] = code.decode()
        extras[name] = _Extra(frozenset(hidden), errors, frozenset(bare))
    return extras


def read_text_table(data: bytes, title: str = "", shown: str = "这个文件") -> Grid:
    """A csv, tsv or semicolon-separated file. Everything is text; the separator is the one that gives the
    most even rows. Raises ``excel.encoding_unknown`` and ``excel.corrupt``."""
    text, encoding = decode(data, shown)
    sample = "\n".join(text.splitlines()[:50])
    delimiter = max(("\t", ",", ";", "|"), key=lambda sign: _evenness(sample, sign))
    rows: list[list[GridValue]] = []
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            row: list[GridValue] = [cell.strip() or None for cell in line]
            while row and row[-1] is None:
                row.pop()
            rows.append(row)
    except csv.Error as error:
        raise AppError("excel.corrupt", file=shown) from error
    while rows and not rows[-1]:
        rows.pop()
    return Grid(title, rows, encoding=encoding)


def decode(data: bytes, shown: str = "这个文件") -> tuple[str, str]:
    """The text of a file and its encoding: by its mark, else UTF-8, else GB18030 (GBK, GB2312)."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030"), "gb18030"
    except UnicodeDecodeError as error:
        raise AppError("excel.encoding_unknown", file=shown) from error


def _evenness(sample: str, delimiter: str) -> tuple[int, int]:
    """How many lines share the commonest number of fields (more than one), and that number."""
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row]
    except csv.Error:
        return 0, 0
    counts: dict[int, int] = {}
    for width in widths:
        if width > 1:
            counts[width] = counts.get(width, 0) + 1
    if not counts:
        return 0, 0
    best = max(counts, key=lambda width: (counts[width], width))
    return counts[best], best
