"""The tables of a mapping: blocks with the same labels and header, as the locator looks for them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from app.services.excel.definition import Block, Definition
from app.services.excel.refs import column_number, plain


@dataclass(frozen=True, slots=True)
class Line:
    """A row or column of a table: its place in the template and its label as compared; ``name`` if any."""

    at: int
    label: str
    written: str
    name: str = ""


@dataclass(slots=True)
class Table:
    """Rows and columns of all blocks with this sheet, label column and header rows, each once, in order.

    ``repeated``: labels that stand more than once by design. ``areas``: defined names of whole blocks with
    the first row, first column, height and width they cover in the template.
    """

    sheet: str
    label_column: int
    header_rows: tuple[int, ...]
    rows: list[Line] = field(default_factory=list)
    columns: list[Line] = field(default_factory=list)
    row_counts: Counter[str] = field(default_factory=Counter)
    column_counts: Counter[str] = field(default_factory=Counter)
    areas: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)


def tables_of(definition: Definition) -> list[Table]:
    """The tables in the order of :attr:`BoundCell.table`."""
    found: dict[tuple[str, str, tuple[int, ...]], Table] = {}
    for block in definition.block:
        key = (block.sheet, block.label_column, block.header_rows)
        table = found.setdefault(
            key, Table(block.sheet, column_number(block.label_column), tuple(sorted(block.header_rows)))
        )
        _add(table, block)
    for table in found.values():
        table.rows.sort(key=lambda line: line.at)
        table.columns.sort(key=lambda line: line.at)
        table.row_counts = Counter(line.label for line in table.rows)
        table.column_counts = Counter(line.label for line in table.columns)
    return list(found.values())


def _add(table: Table, block: Block) -> None:
    rows = {line.at: number for number, line in enumerate(table.rows)}
    for row in block.row:
        line = Line(row.at, plain(row.label), row.label, row.name)
        if row.at not in rows:
            table.rows.append(line)
        elif row.name:
            table.rows[rows[row.at]] = line
    columns = {line.at: number for number, line in enumerate(table.columns)}
    for column in block.column:
        at = column_number(column.at)
        line = Line(at, plain(column.label), column.label, column.name)
        if at not in columns:
            table.columns.append(line)
        elif column.name:
            table.columns[columns[at]] = line
    if block.name:
        tops = [row.at for row in block.row]
        lefts = [column_number(column.at) for column in block.column]
        table.areas[block.name] = (
            min(tops), min(lefts), max(tops) - min(tops) + 1, max(lefts) - min(lefts) + 1,
        )  # fmt: skip
