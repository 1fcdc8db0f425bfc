"""An old mapping rewritten for the places its cells stand at now: blocks, single cells, headings and rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import msgspec

from app.services.excel.checking import check_definition
from app.services.excel.definition import Block, Cell, Definition, Heading, Rule
from app.services.excel.facts import SheetFacts, WorkbookFacts
from app.services.excel.formulas import NotUnderstood, Reference, operands, parse_formula
from app.services.excel.locator import Spot
from app.services.excel.refs import (
    cell_name,
    column_letters,
    column_number,
    plain,
    range_name,
    split_cell,
    split_range,
)
from app.services.excel.rules import expanded
from app.services.excel.words import read_heading
from app.services.templates.faces import DriftKind, DriftWhat
from app.services.templates.surroundings import Frame

Note = Callable[[DriftWhat, DriftKind, str, str, str, str, int], None]


def carried_definition(
    definition: Definition,
    workbook: WorkbookFacts,
    kept: Mapping[str, Spot],
    frames: Mapping[int, Frame],
    note: Note,
) -> tuple[Definition, frozenset[str]]:
    """The mapping of what was ``kept`` (template place → where it stands now), and the places that could not be kept
    after all: those the new mapping would not find again in its own workbook."""
    dropped: set[str] = set()
    for _round in range(3):
        left = {place: spot for place, spot in kept.items() if place not in dropped}
        made = msgspec.structs.replace(
            definition,
            block=tuple(_blocks(definition, workbook, left, frames)),
            cell=tuple(_cells(definition, workbook, left)),
            heading=(),
            rule=(),
        )
        wrong = {
            (issue.sheet, issue.cell)
            for issue in check_definition(made, workbook)
            if issue.code in ("excel.definition_unsure", "excel.definition_merged", "excel.definition_outside")
        }
        back = {(spot.sheet.name, spot.cell): place for place, spot in left.items()}
        more = {back[at] for at in back if at in wrong}
        if not more:
            break
        for place in sorted(more):
            spot = left[place]
            note("unsure", "cell", spot.sheet.name, spot.cell, place, spot.cell, 1)
        dropped |= more
    left = {place: spot for place, spot in kept.items() if place not in dropped}
    headings = tuple(_headings(definition, workbook, left, note))
    rules = tuple(_rules(definition, left, note))
    return msgspec.structs.replace(made, heading=headings, rule=rules), frozenset(dropped)


def _blocks(
    definition: Definition, workbook: WorkbookFacts, kept: Mapping[str, Spot], frames: Mapping[int, Frame]
) -> list[Block]:
    numbers: dict[tuple[str, str, tuple[int, ...]], int] = {}
    made: list[Block] = []
    for block in definition.block:
        number = numbers.setdefault((block.sheet, block.label_column, block.header_rows), len(numbers))
        frame = frames.get(number)
        if frame is None:
            continue
        rows: dict[int, int] = {}
        columns: dict[int, int] = {}
        here: set[tuple[int, int]] = set()
        for row in block.row:
            for column in block.column:
                letters = column_number(column.at)
                spot = kept.get(f"{block.sheet}!{cell_name(row.at, letters)}")
                if spot is not None:
                    at = split_cell(spot.cell)
                    here.add(at)
                    rows[row.at], columns[letters] = at
        if not here:
            continue
        names = _kept_name(block.name, workbook, frame.sheet)
        made.append(
            msgspec.structs.replace(
                block,
                sheet=frame.sheet.name,
                label_column=column_letters(frame.label_column),
                header_rows=frame.header,
                row=tuple(
                    msgspec.structs.replace(row, at=rows[row.at], name=_kept_name(row.name, workbook, frame.sheet))
                    for row in block.row
                    if row.at in rows
                ),
                column=tuple(
                    msgspec.structs.replace(
                        column,
                        at=column_letters(columns[column_number(column.at)]),
                        name=_kept_name(column.name, workbook, frame.sheet),
                    )
                    for column in block.column
                    if column_number(column.at) in columns
                ),
                skip=tuple(
                    cell_name(row, column)
                    for row in sorted(set(rows.values()))
                    for column in sorted(set(columns.values()))
                    if (row, column) not in here
                ),
                name=names,
            )
        )
    return made


def _kept_name(name: str, workbook: WorkbookFacts, sheet: SheetFacts) -> str:
    """A defined name that still points into the sheet."""
    area = workbook.area(name) if name else None
    return name if area is not None and area[0] == sheet.name else ""


def _cells(definition: Definition, workbook: WorkbookFacts, kept: Mapping[str, Spot]) -> list[Cell]:
    made: list[Cell] = []
    for cell in definition.cell:
        spot = kept.get(f"{cell.sheet}!{cell_name(*split_cell(cell.at))}")
        if spot is not None:
            name = _kept_name(cell.name, workbook, spot.sheet)
            made.append(msgspec.structs.replace(cell, sheet=spot.sheet.name, at=spot.cell, name=name))
    return made


def _headings(definition: Definition, workbook: WorkbookFacts, kept: Mapping[str, Spot], note: Note) -> list[Heading]:
    sheets = {place.rsplit("!", 1)[0]: spot.sheet for place, spot in kept.items()}
    made: list[Heading] = []
    for heading in definition.heading:
        sheet = sheets.get(heading.sheet) or workbook.by_name.get(heading.sheet)
        prefix = heading.pattern.partition("{}")[0]
        at = _heading_cell(heading, sheet, prefix) if sheet is not None else None
        if sheet is None or at is None:
            note("gone", "heading", heading.sheet, heading.cell, prefix.strip() or heading.what, "", 0)
            continue
        if at != heading.cell:
            note("moved", "heading", sheet.name, at, f"{prefix.strip()}（{heading.cell}）", at, 0)
        made.append(msgspec.structs.replace(heading, sheet=sheet.name, cell=at))
    return made


def _heading_cell(heading: Heading, sheet: SheetFacts, prefix: str) -> str | None:
    """Where the words of a heading stand: its own cell, or the only one that begins as it does."""
    row, column = split_cell(heading.cell)
    if sheet.merged.get((row, column), (row, column)) == (row, column) and row <= sheet.extent[0]:
        text = plain(sheet.text(row, column))
        raw = sheet.cells.get(heading.cell)
        free = raw is None or raw.formula is None
        if free and (text.startswith(plain(prefix)) if plain(prefix) else read_heading(sheet, heading) is not None):
            return heading.cell
    if len(plain(prefix)) < 2:
        return None
    places = [
        cell
        for cell, raw in sheet.cells.items()
        if raw.kind != "n" and raw.formula is None and raw.text and plain(raw.text).startswith(plain(prefix))
    ]
    return places[0] if len(places) == 1 else None


def _rules(definition: Definition, kept: Mapping[str, Spot], note: Note) -> list[Rule]:
    """Rules whose every cell was carried over, at the new places."""
    made: list[Rule] = []
    for rule in definition.rule:
        moved = [_moved(rule, expression, cells, kept) for expression, cells in expanded(rule)]
        words = rule.text or rule.says or rule.expression
        good = [one for one in moved if one is not None]
        if len(good) < len(moved):
            note("gone", "rule", rule.sheet, "", words, f"{len(moved) - len(good)}/{len(moved)}", 0)
        made += _gathered(rule, good)
    return made


def _moved(rule: Rule, expression: str, cells: tuple[str, ...], kept: Mapping[str, Spot]) -> Rule | None:
    """One place of a rule with new addresses; ``None`` when one of its cells was not carried over."""
    home = next((spot.sheet.name for place, spot in kept.items() if place.rsplit("!", 1)[0] == rule.sheet), None)
    if home is None:
        return None
    texts: list[str] = []
    for text in (expression, *cells):
        new = _rewritten(text, rule.sheet, home, kept)
        if new is None:
            return None
        texts.append(new)
    return msgspec.structs.replace(rule, sheet=home, expression=texts[0], cells=tuple(texts[1:]), rows=(), columns=())


_ADDRESS = re.compile(
    r"(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?(?P<at>\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)(?![\w(!.])"
)


def _rewritten(text: str, sheet: str, home: str, kept: Mapping[str, Spot]) -> str | None:
    if not text:
        return ""
    try:
        known = sum(1 for part in operands(parse_formula(text)) if isinstance(part, Reference))
    except NotUnderstood:
        return None
    lost = False
    seen = 0

    def new(found: re.Match[str]) -> str:
        nonlocal lost, seen
        seen += 1
        of = (found["sheet"] or "")[:-1].strip("'").replace("''", "'") or sheet
        top, left, bottom, right = split_range(found["at"].replace("$", ""))
        spots = [
            kept.get(f"{of}!{cell_name(row, column)}")
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]
        if any(spot is None for spot in spots):
            lost = True
            return found[0]
        places = [split_cell(spot.cell) for spot in spots if spot is not None]
        names = {spot.sheet.name for spot in spots if spot is not None}
        box = (
            min(r for r, _c in places),
            min(c for _r, c in places),
            max(r for r, _c in places),
            max(c for _r, c in places),
        )
        if len(names) != 1 or (box[2] - box[0] + 1) * (box[3] - box[1] + 1) != len(set(places)):
            lost = True  # rows came in between: whether they belong to the sum a person decides
            return found[0]
        name = names.pop()
        quoted = name.replace("'", "''")
        return ("" if name == home else f"'{quoted}'!") + range_name(box)

    made = _ADDRESS.sub(new, text)
    return None if lost or seen != known else made


def _gathered(rule: Rule, moved: list[Rule]) -> list[Rule]:
    """Places of one rule that are still in line become one rule with rows or columns again."""
    if not (rule.rows or rule.columns) or len(moved) < 2:
        return moved
    shapes: dict[tuple[str, ...], list[int]] = {}
    for one in moved:
        lines = {int(number) for number in re.findall(r"[A-Z](\d+)", " ".join((one.expression, *one.cells)))}
        if not rule.rows or rule.columns or len(lines) != 1:
            return moved
        row = lines.pop()
        shape = tuple(
            re.sub(rf"(?<=[A-Z]){row}(?!\d)", "{row}", text) for text in (one.sheet, one.expression, *one.cells)
        )
        shapes.setdefault(shape, []).append(row)
    return [
        msgspec.structs.replace(
            rule, sheet=shape[0], expression=shape[1], cells=shape[2:], rows=tuple(sorted(rows)), columns=()
        )
        if len(rows) > 1
        else msgspec.structs.replace(
            rule,
            sheet=shape[0],
            expression=shape[1].replace("{row}", str(rows[0])),
            cells=tuple(text.replace("{row}", str(rows[0])) for text in shape[2:]),
            rows=(),
            columns=(),
        )
        for shape, rows in shapes.items()
    ]
