"""The table in a workbook: which sheet, where its header is, and which rows below it are records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from app.errors import AppError, Issue
from app.services.excel.refs import cell_name, column_letters
from app.services.register.headings import (
    Column,
    Header,
    header_at,
    headings_at,
    read_header,
    squeeze,
    table_unit,
)
from app.services.register.mapping import Choice, ColumnChoice, Remembered, applied, by_words

if TYPE_CHECKING:
    from app.services.excel.grid import Grid, GridValue

#: How far down a header is looked for: title rows and instructions stand above it.
_DEEPEST = 60
#: Figures of a merged cell belong to all its rows together: they are never repeated.
_ONCE = frozenset({"amount", "disputed", "recovered", "punitive", "group_size"})

_TOTAL = re.compile(r"(本页|本月|本季|本年|全年|全月|当月)?(合计|总计|小计|共计|累计|总数).{0,12}")
_NOTE = re.compile(
    r"(备注|说明|填表说明|填报说明|注\d*|注意|填表人|填报人|填报单位|填报日期|填表日期|制表|审核|复核|审批|负责人|单位负责人|统计负责人"
    r"|经办人|联系人|联系电话|报出日期|报送|以上|以下空白|以下无|第\d+页|共\d+页)"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:年|[-._](?:0?[1-9]|1[0-2])(?!\d))")
_EXAMPLE = frozenset({"例", "示例", "样例", "例如", "填表示例", "填写示例", "样表", "示范"})
_COUNTED = frozenset("甲乙丙丁戊己庚辛")


@dataclass(slots=True)
class Table:
    """A register's table. ``rows`` gives (row number from 1, its cells) of what should be records.

    ``unit`` is the unit of money of the whole table, ``""`` when none is named; ``year`` is the one year that the
    title, the sheet or the file names, for days written without one. ``skipped`` counts, while
    ``rows`` is read, the rows passed over by kind: total, note, example, header, counters, unfilled.
    ``chosen`` are the columns as a person chose them; ``remembered``: before, for the same headings.
    """

    file: str
    grid: Grid
    header: Header
    unit: str
    year: int | None = None
    issues: list[Issue] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    remembered: bool = False
    chosen: Mapping[int, ColumnChoice] = field(default_factory=dict)
    _filled: dict[int, dict[int, GridValue]] | None = None
    _records: list[tuple[int, Sequence[GridValue]]] | None = None

    @property
    def sheet(self) -> str:
        """The name of the sheet."""
        return self.grid.sheet

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns with a heading, those not taken too."""
        return self.header.columns

    @property
    def records(self) -> Sequence[tuple[int, Sequence[GridValue]]]:
        """What :meth:`rows` gives, found once."""
        if self._records is None:
            self._records = list(self.rows())
        return self._records

    def rows(self) -> Iterator[tuple[int, Sequence[GridValue]]]:
        """Rows in order, merged cells filled downwards. Blank rows, totals and notes are passed over."""
        taken = tuple(c.at for c in self.columns if c.field)
        days = tuple(c.at for c in self.columns if c.field in ("received_on", "accepted_on"))
        if self._filled is None:
            self._filled = self._fill_merged()
        filled = self._filled
        self.skipped.clear()
        wide = self._wide_rows()
        heads = [
            [squeeze(text_of(value)) for value in self.grid.rows[at]]
            for at in range(self.header.first, self.header.last + 1)
        ]
        for at in range(self.header.last + 1, len(self.grid.rows)):
            row: Sequence[GridValue] = self.grid.rows[at]
            if at in filled:
                row = _with(row, filled[at])
            first = next((value for value in row if value is not None and value != ""), None)
            if first is None:
                continue
            if isinstance(first, str) and (kind := self._aside(at, row, first, taken, days, heads, wide)):
                self.skipped[kind] += 1
                continue
            if at == self.header.last + 1 and _counters(row):
                self.skipped["counters"] += 1
                continue
            yield at + 1, row

    def _aside(
        self,
        at: int,
        row: Sequence[GridValue],
        first: str,
        taken: Sequence[int],
        days: Sequence[int],
        heads: Sequence[Sequence[str]],
        wide: frozenset[int],
    ) -> str:
        """What a row is if it is no record: total, note, example, header; else empty."""
        words = squeeze(first)
        if _TOTAL.fullmatch(words):
            return "total"
        if words in _EXAMPLE:
            return "example"
        filled = [n for n in taken if n < len(row) and row[n] is not None]
        dated = any(n in filled for n in days)
        if not dated and len(filled) <= 2 and (_NOTE.match(words) or at + 1 in wide):
            return "note"
        if any(words in head for head in heads):
            texts = [squeeze(text_of(value)) for value in row]
            if any(texts == list(head) for head in heads):
                return "header"
        return ""

    def _wide_rows(self) -> frozenset[int]:
        """Rows (from 1) in which one merged cell spans at least half of the table."""
        width = max((column.at for column in self.columns), default=0) + 1
        last = len(self.grid.rows)
        return frozenset(
            row
            for top, left, bottom, right in self.grid.merges
            if (right - left + 1) * 2 >= width and left <= 2
            for row in range(top, min(bottom, last) + 1)
        )

    def _fill_merged(self) -> dict[int, dict[int, GridValue]]:
        """Row (from 0) → column → value to put there; what is repeated or not repeated is noted."""
        fields = {column.at: column.field for column in self.columns if column.field}
        filled: dict[int, dict[int, GridValue]] = {}
        boxes = 0
        for top, left, bottom, _right in self.grid.merges:
            name = fields.get(left - 1)
            if bottom == top or top <= self.header.last + 1 or name is None:
                continue
            value = self.grid.value(top, left)
            if value is None:
                continue
            if name in _ONCE:
                self._note("warning", "merged_money", top, left, {"rows": bottom - top + 1, "field": fields[left - 1]})
                continue
            boxes += 1
            for row in range(top, min(bottom, len(self.grid.rows))):
                filled.setdefault(row, {})[left - 1] = value
        if boxes:
            first = next(box for box in self.grid.merges if box[0] > self.header.last + 1)
            self._note("note", "merged", first[0], first[1], {"count": boxes})
        return filled

    def _note(self, severity: str, name: str, row: int, column: int, params: dict[str, object]) -> None:
        if "field" in params:
            heading = next(c.heading for c in self.columns if c.at == column - 1)
            params["field"] = heading
        self.issues.append(
            Issue(
                "warning" if severity == "warning" else "note",
                f"register.{name}",
                params,
                file=self.file,
                sheet=self.sheet,
                cell=cell_name(row, column),
            )
        )


def choose(
    grids: Sequence[Grid],
    file: str,
    choice: Choice | None = None,
    remembered: Remembered | None = None,
    *,
    strict: bool = True,
) -> Table:
    """The table of the sheet that was asked for, or of the one that looks most like a register.

    ``choice`` is what a person said, ``remembered`` what was said before about the same headings. Raises
    ``register.no_sheet`` and, when ``strict``, ``no_header``, ``no_day``, ``no_subject``; otherwise the table is the
    likeliest one, whatever it lacks.
    """
    choice = choice or Choice()
    wanted = choice.sheet
    if wanted:
        grids = [grid for grid in grids if grid.sheet.strip() == wanted.strip()] or _no_sheet(grids, file, wanted)
    found = [each for grid in grids for each in _headers(grid, choice, remembered) if each.header.fields]
    registers = [each for each in found if each.header.is_register]
    if not registers and strict:
        raise _not_a_register([(each.grid, each.header) for each in found], file)
    likeliest = max(grids, key=lambda grid: (grid.visible, len(grid.rows)))
    best = max(
        registers or found,
        key=lambda each: (each.grid.visible, each.before, len(each.header.fields), len(each.grid.rows)),
        default=_Found(likeliest, _likeliest(likeliest, choice), choice.columns, False),
    )
    grid, header = best.grid, best.header
    above = [text_of(value) for row in grid.rows[: header.first] for value in row if value is not None]
    year = _year_of([*above, grid.sheet, file])
    table = Table(file, grid, header, table_unit(above), year, remembered=best.before, chosen=best.columns)
    others = [
        each.grid.sheet for each in registers if each.grid is not grid and len(each.grid.rows) > each.header.last + 1
    ]
    if others:
        names = "、".join(f"「{name}」" for name in others)
        table.issues.append(Issue("warning", "register.other_sheets", {"others": names}, file=file, sheet=grid.sheet))
    _tell_unread(table)
    if grid.hidden_rows and any(row > header.last + 1 for row in grid.hidden_rows):
        count = sum(row > header.last + 1 for row in grid.hidden_rows)
        table.issues.append(Issue("warning", "register.hidden_rows", {"count": count}, file=file, sheet=grid.sheet))
    return table


@dataclass(frozen=True, slots=True)
class _Found:
    """A header in a sheet, the columns a person chose for it, and whether that was ``before``."""

    grid: Grid
    header: Header
    columns: Mapping[int, ColumnChoice]
    before: bool


def _headers(grid: Grid, choice: Choice, remembered: Remembered | None) -> Iterator[_Found]:
    """The header of a sheet, at most one: the one that was chosen, one known from before, or the best guess."""
    depth = _DEEPEST + 1 if choice.header is None else choice.header[1]
    texts = [[text_of(value) for value in row] for row in grid.rows[:depth]]
    guess = _find_header(texts) if choice.header is None else None
    places = [(choice.header[0] - 1, choice.header[1] - 1)] if choice.header else list(_places(guess, len(texts)))
    if remembered is not None and not choice.columns:
        for first, last in places:
            headings = headings_at(texts, first, last)
            columns = remembered.find(headings) if len(headings) > 1 else None
            if columns:
                yield _Found(grid, applied(header_at(texts, first, last), columns, headings), columns, True)
                return
    if choice.header is not None:
        first, last = places[0]
        guess = header_at(texts, first, last) if first < len(texts) else None
    if guess is not None:
        headings = headings_at(texts, guess.first, guess.last)
        yield _Found(grid, applied(guess, choice.columns, headings), choice.columns, False)


def choice_by_words(
    grids: Sequence[Grid], file: str, words: Sequence[str], sheet: str = "", header: tuple[int, int] | None = None
) -> Choice:
    """The choice that ``列名=字段`` words make for the sheet and the heading that are named, or else guessed.

    Raises ``register.bad_map`` and ``register.no_sheet``.
    """
    asked = Choice(sheet, header)
    if not words:
        return asked
    table = choose(grids, file, asked, strict=False)
    texts = [[text_of(value) for value in row] for row in table.grid.rows[: table.header.last + 1]]
    headings = headings_at(texts, table.header.first, table.header.last)
    named = {at: headings.get(at, "") for at in range(max(table.grid.width, 1))}
    return Choice(table.sheet, (table.header.first + 1, table.header.last + 1), by_words(words, named))


def _places(guess: Header | None, rows: int) -> Iterator[tuple[int, int]]:
    """Where a header may stand, the guess first."""
    if guess is not None:
        yield guess.first, guess.last
    for at in range(min(rows, _DEEPEST)):
        yield at, at
        yield at, at + 1


def _likeliest(grid: Grid, choice: Choice) -> Header:
    """A header where none was recognised: the chosen rows, else the first row that is about as wide as any."""
    texts = [[text_of(value) for value in row] for row in grid.rows[: _DEEPEST + 1]]
    if choice.header is not None:
        return header_at(texts, choice.header[0] - 1, choice.header[1] - 1)
    filled = [sum(bool(text.strip()) for text in row) for row in texts] or [0]
    at = next((n for n, many in enumerate(filled) if many * 2 > max(filled)), 0)
    return header_at(texts, at, at) if texts else Header(0, 0, ())


def _no_sheet(grids: Sequence[Grid], file: str, wanted: str) -> list[Grid]:
    names = "、".join(f"「{grid.sheet}」" for grid in grids) or "（没有）"
    raise AppError("register.no_sheet", file=file, sheet=wanted, sheets=names)


def _not_a_register(found: Sequence[tuple[Grid, Header]], file: str) -> AppError:
    """The refusal that says what is missing, by the sheet that comes closest."""
    best = max((header for _, header in found), key=lambda header: len(header.fields), default=None)
    if best is None or len(best.fields) < 2:
        return AppError("register.no_header", file=file)
    known = "、".join(f"「{column.heading}」" for column in best.columns if column.field)
    missing = "no_subject" if best.fields & {"received_on", "accepted_on"} else "no_day"
    return AppError(f"register.{missing}", file=file, known=known)


def _find_header(texts: Sequence[Sequence[str]]) -> Header | None:
    """The row that names most fields among the first ones; of equals the one in fewer rows, then the upper."""
    best: Header | None = None
    for at in range(min(len(texts), _DEEPEST)):
        header = read_header(texts, at)
        if header is None:
            continue
        if best is None or _weight(header) > _weight(best):
            best = header
    return best


def _year_of(texts: Sequence[str]) -> int | None:
    """The year named by the first text that names any; None when it names several."""
    for text in texts:
        years = {int(year) for year in _YEAR.findall(text)}
        if years:
            return years.pop() if len(years) == 1 else None
    return None


def _weight(header: Header) -> tuple[bool, int, int]:
    return header.is_register, len(header.fields), header.first - header.last


def _tell_unread(table: Table) -> None:
    """Name the columns that are not taken: an unknown heading, or data below no heading."""
    unread = [
        (column.at, f"「{column.heading}」") for column in table.columns if not column.field and not column.chosen
    ]
    headed = {column.at for column in table.columns}
    sample = table.grid.rows[table.header.last + 1 : table.header.last + 200]
    heads = table.grid.rows[table.header.first : table.header.last + 1]
    for at in range(max(map(len, sample), default=0)):
        blank = all(at >= len(row) or row[at] is None for row in heads)
        if at not in headed and blank and sum(at < len(row) and row[at] is not None for row in sample) > 1:
            unread.append((at, f"{column_letters(at + 1)} 列（没有表头）"))
    if unread:
        cell = cell_name(table.header.last + 1, min(unread)[0] + 1)
        names = "、".join(name for _, name in sorted(unread))
        table.issues.append(
            Issue("note", "register.unread_columns", {"columns": names}, file=table.file, sheet=table.sheet, cell=cell)
        )


def _counters(row: Sequence[GridValue]) -> bool:
    """Whether this is the row that numbers the columns: 甲 乙 1 2 3."""
    cells = [text_of(value).strip("()（） ") for value in row if value is not None]
    numbers = [int(text) for text in cells if text.isdecimal() and len(text) < 3]
    rest = [text for text in cells if not text.isdecimal()]
    return len(numbers) >= 3 and numbers == list(range(1, len(numbers) + 1)) and all(t in _COUNTED for t in rest)


def _with(row: Sequence[GridValue], more: dict[int, GridValue]) -> list[GridValue]:
    out = list(row)
    for at, value in more.items():
        out.extend([None] * (at + 1 - len(out)))
        out[at] = value
    return out


def text_of(value: GridValue) -> str:
    """A cell as a person would have typed it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return value.isoformat() if isinstance(value, date | time) else str(value)
