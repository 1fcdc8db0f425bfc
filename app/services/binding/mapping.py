"""From settled cells to a mapping: blocks where the keys of a table fall apart into rows and columns, single cells
elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.services.binding.engine import Engine
from app.services.binding.faces import Head, HeadingProposal, Proposal
from app.services.binding.sheets import Found
from app.services.excel.checking import header_texts
from app.services.excel.definition import Block, Cell, Column, Definition, Heading, Row, Rule, TemplateHead
from app.services.excel.facts import SheetFacts
from app.services.excel.refs import Box, cell_name, column_letters, plain, range_name, split_cell
from app.services.indicators.catalogue import Catalogue
from app.services.keys import Key, parse_key

_PROPERTIES = ("unit", "decimals", "rounding", "denominator", "share_change", "basis", "blank")
_DEFAULTS = {
    "rounding": "half-up",
    "denominator": "all",
    "share_change": "rounded",
    "basis": "flow",
    "blank": "missing",
}


def make_definition(
    head: Head,
    engine: Engine,
    cells: Iterable[Proposal],
    headings: Iterable[HeadingProposal],
    rules: tuple[Rule, ...] = (),
) -> Definition:
    """The mapping that binds ``cells`` (those with a key) and ``headings``."""
    by_area: dict[str, list[Proposal]] = {}
    for cell in cells:
        if cell.key:
            by_area.setdefault(cell.area, []).append(cell)
    blocks: list[Block] = []
    singles: list[Cell] = [_single(cell) for cell in by_area.pop("", ())]
    tables = engine.tables
    catalogue = engine.vocabulary.catalogue
    for area, members in by_area.items():
        table = tables.get(area)
        if table is None:
            singles += [_single(cell) for cell in members]
            continue
        made, rest = _blocks(table, engine.facts.by_name[table.grid.name], members, catalogue)
        blocks += made
        singles += [_single(cell) for cell in rest]
    suffix = "xlsm" if head.suffix == "xlsm" else "xlsx"
    return Definition(
        template=TemplateHead(
            id=head.id,
            version=head.version or "1",
            title=head.title,
            workbook=f"{head.id}.{suffix}",
            periods=head.periods,
            valid_from=head.valid_from,
            valid_until=head.valid_until,
            due_day=head.due_day,
            cut_off=head.cut_off,
            late=head.late,
            suffix=head.suffix,
            not_applicable=head.not_applicable,
        ),
        heading=tuple(
            Heading(what=h.what, sheet=h.sheet, cell=h.cell, pattern=h.pattern) for h in headings if h.state == "sure"
        ),
        block=tuple(blocks),
        cell=tuple(singles),
        rule=rules,
    )


def _single(cell: Proposal) -> Cell:
    column = cell.column_label.rsplit("/", 1)[-1]
    return Cell(
        sheet=cell.sheet,
        at=cell.cell,
        key=cell.key,
        label_row=cell.row_label,
        label_column=column,
        unit=cell.unit,
        decimals=cell.decimals,
        **_own(cell),
    )


def _own(cell: Proposal) -> dict[str, Any]:
    return {name: getattr(cell, name) for name, default in _DEFAULTS.items() if getattr(cell, name) != default}


@dataclass(frozen=True, slots=True)
class _Part:
    """A key apart: what a row or a column may each say."""

    indicator: str
    ending: str
    span: str
    where: tuple[tuple[str, str], ...]


def _blocks(
    table: Found, sheet: SheetFacts, members: Sequence[Proposal], catalogue: Catalogue
) -> tuple[list[Block], list[Proposal]]:
    """The blocks of one table, and the cells that have no label to find them by."""
    grid = {split_cell(cell.cell): cell for cell in members}
    head = tuple(table.head)
    rest: list[Proposal] = []
    labels: dict[int, int] = {}
    for row in sorted({row for row, _ in grid}):
        column = _label_column(table, sheet, row)
        if column:
            labels[row] = column
    columns = [c for c in sorted({c for _, c in grid}) if header_texts(sheet, head, c)]
    for place, cell in grid.items():
        if place[0] not in labels or place[1] not in columns:
            rest.append(cell)
    blocks: list[Block] = []
    for label_column in sorted(set(labels.values())):
        rows = [row for row, column in labels.items() if column == label_column]
        left = [c for c in columns if any((row, c) in grid for row in rows)]
        while left:
            taken = [left.pop(0)]
            for column in list(left):
                if _apart(rows, [*taken, column], grid, catalogue) is not None:
                    taken.append(column)
                    left.remove(column)
            parts = _apart(rows, taken, grid, catalogue)
            assert parts is not None  # one column alone always falls apart
            block, odd = _block(table, sheet, label_column, rows, taken, grid, parts)
            blocks.append(block)
            rest += odd
    return blocks, rest


def _label_column(table: Found, sheet: SheetFacts, row: int) -> int:
    """The label column whose own text names the row best: the last with words, units and numbers aside."""
    texts = {c: sheet.cells.get(cell_name(row, c)) for c in table.labels}
    words = {c: plain(raw.text or "") for c, raw in texts.items() if raw is not None and raw.text}
    counts = Counter((c, plain(sheet.text(r, c))) for r in table.body for c in table.labels if sheet.text(r, c).strip())
    best = [c for c, text in words.items() if text and not text.isdecimal() and len(text) > 1 and counts[c, text] == 1]
    some = [c for c, text in words.items() if text and counts[c, text] == 1]
    return max(best or some or list(words), default=0) if words else 0


_Apart = tuple[dict[int, str], dict[int, str], dict[int, str], dict[int, str]]
"""Keys of the rows, of the columns, suffixes of the rows, of the columns."""


def _apart(
    rows: Sequence[int], columns: Sequence[int], grid: dict[tuple[int, int], Proposal], catalogue: Catalogue
) -> _Apart | None:
    """The parts of row and column keys that give every cell's key; ``None`` when there are none."""
    keys = {(r, c): _taken_apart(grid[r, c].key, catalogue) for r in rows for c in columns if (r, c) in grid}
    row_keys: dict[int, list[str]] = {row: [] for row in rows}
    column_keys: dict[int, list[str]] = {column: [] for column in columns}
    row_suffix: dict[int, str] = {}
    column_suffix: dict[int, str] = {}
    dimensions = sorted({d for part in keys.values() for d, _ in part.where})

    def axis_of(values: dict[tuple[int, int], str]) -> str | None:
        """Whether the row or the column alone decides: ``row``, ``column``; ``None`` when neither."""
        by_column = {c: {v for (_r, x), v in values.items() if x == c} for c in columns}
        if all(len(found) <= 1 for found in by_column.values()):
            return "column"
        by_row = {r: {v for (x, _c), v in values.items() if x == r} for r in rows}
        return "row" if all(len(found) <= 1 for found in by_row.values()) else None

    for dimension in dimensions:
        values = {place: next((c for d, c in part.where if d == dimension), "") for place, part in keys.items()}
        axis = axis_of(values)
        if axis is None:
            return None
        for (r, c), code in values.items():
            text = f"|{dimension}={code}"
            target = row_keys[r] if axis == "row" else column_keys[c]
            if code and text not in target:
                target.append(text)
    spans = {place: part.span for place, part in keys.items()}
    span_axis = axis_of(spans)
    indicators = {place: part.indicator for place, part in keys.items()}
    indicator_axis = axis_of(indicators)
    endings = {place: part.ending for place, part in keys.items()}
    ending_axis = axis_of(endings)
    if span_axis is None or indicator_axis is None or ending_axis is None:
        return None
    heads: dict[tuple[str, int], str] = {}
    for (r, c), part in keys.items():
        at = (indicator_axis, r if indicator_axis == "row" else c)
        if indicator_axis == ending_axis:
            heads[at] = part.indicator + part.ending
        else:
            heads[at] = part.indicator
            if part.ending and ending_axis == "row":
                row_suffix[r] = part.ending
            elif part.ending:
                column_suffix[c] = part.ending
    tails: dict[tuple[str, int], str] = {
        (span_axis, r if span_axis == "row" else c): f"@{span}" for (r, c), span in spans.items()
    }
    return (
        {r: heads.get(("row", r), "") + "".join(row_keys[r]) + tails.get(("row", r), "") for r in rows},
        {c: heads.get(("column", c), "") + "".join(column_keys[c]) + tails.get(("column", c), "") for c in columns},
        row_suffix,
        column_suffix,
    )


def _taken_apart(text: str, catalogue: Catalogue) -> _Part:
    key: Key = parse_key(text)
    if key.indicator in catalogue and not key.code("rank"):
        return _Part(key.indicator, "", key.span, key.where)
    if key.code("rank"):
        kind, _, ending = key.indicator.removeprefix("top_").partition("_")
        return _Part(f"top_{kind}", f"_{ending}" if ending else "", key.span, key.where)
    resolved = catalogue.resolve(key.indicator)
    return _Part(resolved.indicator.key, resolved.ending, key.span, key.where)


def _block(
    table: Found,
    sheet: SheetFacts,
    label_column: int,
    rows: Sequence[int],
    columns: Sequence[int],
    grid: dict[tuple[int, int], Proposal],
    parts: _Apart,
) -> tuple[Block, list[Proposal]]:
    """The block of some rows and columns, and those of its cells whose properties are their own."""
    row_keys, column_keys, row_suffix, column_suffix = parts
    used = [row for row in rows if any((row, c) in grid for c in columns)]
    said = {place: grid[place] for place in grid if place[0] in used and place[1] in columns}
    row_words, column_words = _properties(said, used, columns)
    odd = [cell for (r, c), cell in said.items() if not _agrees(cell, column_words[c], row_words[r])]
    places = {cell.cell for cell in odd}
    skip = [name for r in used for c in columns if (name := cell_name(r, c)) in places or (r, c) not in grid]
    block = Block(
        sheet=table.grid.name,
        label_column=column_letters(label_column),
        header_rows=tuple(table.head),
        row=tuple(
            Row(
                at=r,
                label=(sheet.text(r, label_column)).strip(),
                key=row_keys[r],
                suffix=row_suffix.get(r, ""),
                **row_words[r],
            )
            for r in used
        ),
        column=tuple(
            Column(
                at=column_letters(c),
                label="/".join(_written(sheet, table.head, c)),
                key=column_keys[c],
                suffix=column_suffix.get(c, ""),
                **column_words[c],
            )
            for c in columns
        ),
        skip=tuple(_ranges(skip)),
    )
    return block, odd


_Words = dict[int, dict[str, Any]]


def _properties(
    said: dict[tuple[int, int], Proposal], rows: Sequence[int], columns: Sequence[int]
) -> tuple[_Words, _Words]:
    """What rows and columns say of unit, decimals …: the columns where they alone decide, else the rows, else the
    columns that are all one thing and the rows for what is left."""
    row_words: _Words = {row: {} for row in rows}
    column_words: _Words = {column: {} for column in columns}
    for name in _PROPERTIES:
        usual = _DEFAULTS.get(name)
        by_column = {c: [getattr(cell, name) for (_r, x), cell in said.items() if x == c] for c in columns}
        by_row = {r: [getattr(cell, name) for (x, _c), cell in said.items() if x == r] for r in rows}
        if all(len(set(found)) <= 1 for found in by_column.values()):
            for c, found in by_column.items():
                _say(column_words[c], name, found, usual)
        elif all(len(set(found)) <= 1 for found in by_row.values()):
            for r, found in by_row.items():
                _say(row_words[r], name, found, usual)
        else:
            even = {c for c, found in by_column.items() if len(set(found)) == 1}
            for c in even:
                _say(column_words[c], name, by_column[c], None)
            for r in rows:
                left = [getattr(cell, name) for (x, c), cell in said.items() if x == r and c not in even]
                _say(row_words[r], name, left, None)
    return row_words, column_words


def _say(words: dict[str, Any], name: str, found: list[Any], usual: str | None) -> None:
    """Note what most of ``found`` are, unless that is the usual."""
    value = Counter(found).most_common(1)[0][0] if found else None
    if value is not None and value != usual:
        words[name] = value


def _agrees(cell: Proposal, column: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether column and row say of a cell what is to be said."""
    return all(
        getattr(cell, name) == column.get(name, row.get(name, _DEFAULTS.get(name, "" if name == "unit" else None)))
        for name in _PROPERTIES
    )


def _written(sheet: SheetFacts, head: Sequence[int], column: int) -> list[str]:
    """The texts of the header over a column, as written but on one line."""
    texts: list[str] = []
    for row in head:
        text = "".join(sheet.text(row, column).split())
        if text and (not texts or plain(texts[-1]) != plain(text)):
            texts.append(text)
    return texts


def _ranges(cells: Sequence[str]) -> list[str]:
    """Cells below each other joined to ranges."""
    boxes: list[Box] = []
    for row, column in sorted((split_cell(cell) for cell in cells), key=lambda place: (place[1], place[0])):
        if boxes and boxes[-1][1] == column and boxes[-1][2] == row - 1:
            top, left, _bottom, right = boxes[-1]
            boxes[-1] = (top, left, row, right)
        else:
            boxes.append((row, column, row, column))
    return [range_name(box) for box in boxes]
