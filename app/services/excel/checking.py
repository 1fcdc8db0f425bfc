"""Does a mapping fit its workbook? One issue per thing that does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.errors import Issue
from app.services.excel.definition import BoundCell, Definition, Role
from app.services.excel.facts import SheetFacts, WorkbookFacts
from app.services.excel.refs import column_number, plain, split_cell


def role_of(cell: BoundCell, workbook: WorkbookFacts) -> Role:
    """``figure`` without a formula; ``rate`` when it divides by cells or is a per cent; else ``total``."""
    raw = workbook.by_name[cell.sheet].cells.get(cell.cell)
    if raw is None or raw.formula is None:
        return "figure"
    if any(sign in plain(cell.unit) for sign in ("%", "‰", "百分点")):
        return "rate"
    text = re.sub(r'"[^"]*"', "", raw.formula.text)
    return "rate" if re.search(r"/\s*(?![0-9.\s])", text) else "total"


def check_definition(definition: Definition, workbook: WorkbookFacts) -> tuple[Issue, ...]:
    """Errors: no such sheet, cell outside what is drawn, cell inside a merged area but not its first.
    Warnings: a label that is not what the workbook says, or the same label twice in one table."""
    issues: list[Issue] = []
    missing: set[str] = set()
    for place, sheet_name, cell in _places(definition):
        sheet = workbook.by_name.get(sheet_name)
        if sheet is None:
            if sheet_name not in missing:
                missing.add(sheet_name)
                issues.append(Issue("error", "excel.definition_sheet", {"name": sheet_name}, sheet=sheet_name))
            continue
        issues += _bad_place(sheet, cell, place)
    for heading in definition.heading:
        sheet = workbook.by_name.get(heading.sheet)
        raw = sheet.cells.get(heading.cell) if sheet is not None else None
        if raw is not None and raw.formula is not None:
            what = {"what": heading.what}
            issues.append(Issue("error", "excel.definition_formula", what, sheet=heading.sheet, cell=heading.cell))
    for block in definition.block:
        sheet = workbook.by_name.get(block.sheet)
        if sheet is None:
            continue
        label_column = column_number(block.label_column)
        wrong = [
            (f"{block.label_column}{row.at}", sheet.text(row.at, label_column), row.label)
            for row in block.row
            if plain(sheet.text(row.at, label_column)) != plain(row.label)
        ]
        for column in block.column:
            texts = header_texts(sheet, block.header_rows, column_number(column.at))
            if not label_fits(texts, column.label):
                last = block.header_rows[-1] if block.header_rows else 0
                wrong.append((f"{column.at}{last}", "/".join(texts), column.label))
        issues += [
            Issue("warning", "excel.definition_label", sheet=block.sheet, cell=at, found=found, expected=label)
            for at, found, label in wrong
        ]
    if not issues:
        issues += _unsure(definition, workbook)
    return tuple(issues)


def check_template(workbook: bytes, mapping: str, name: str = "") -> tuple[Issue, ...]:
    """:func:`check_definition` on a workbook and a mapping's text. Raises ``excel.bad_definition``,
    ``excel.cannot_fill`` and the refusals of unreadable workbooks."""
    from app.services.excel.definition import load_definition
    from app.services.excel.patcher import open_template
    from app.services.excel.scan import scan_package

    return check_definition(load_definition(mapping), scan_package(open_template(workbook, name)))


def _unsure(definition: Definition, workbook: WorkbookFacts) -> list[Issue]:
    """A template must find its own cells: else no return of it can be read without questions."""
    from app.services.excel.locator import Locator

    issues: list[Issue] = []
    for cell, spot in zip(definition.plain_cells, Locator(definition, workbook).spots(), strict=True):
        if spot is None or spot.question or (spot.sheet.name, spot.cell) != (cell.sheet, cell.cell):
            about = {"key": cell.key}
            issues.append(Issue("warning", "excel.definition_unsure", about, sheet=cell.sheet, cell=cell.cell))
    return issues


def header_texts(sheet: SheetFacts, rows: tuple[int, ...], column: int) -> tuple[str, ...]:
    """The texts above a column from top to bottom, merged areas spread, blanks and repetitions left out."""
    texts: list[str] = []
    for row in rows:
        text = plain(sheet.text(row, column))
        if text and (not texts or texts[-1] != text):
            texts.append(text)
    return tuple(texts)


def label_fits(texts: tuple[str, ...], label: str) -> bool:
    """Whether ``label`` (plain or joined by ``/``) is the joined header or its lower part."""
    wanted, joined = plain(label), "/".join(texts)
    return bool(wanted) and (joined == wanted or joined.endswith("/" + wanted))


def _places(definition: Definition) -> Iterator[tuple[str, str, str]]:
    for cell in definition.plain_cells:
        yield cell.key, cell.sheet, cell.cell
    for heading in definition.heading:
        yield heading.what, heading.sheet, heading.cell


def _bad_place(sheet: SheetFacts, cell: str, what: str) -> list[Issue]:
    row, column = split_cell(cell)
    if row > sheet.extent[0] or column > sheet.extent[1]:
        return [Issue("error", "excel.definition_outside", {"what": what}, sheet=sheet.name, cell=cell)]
    first = sheet.merged.get((row, column))
    if first is not None and first != (row, column):
        return [Issue("error", "excel.definition_merged", {"what": what}, sheet=sheet.name, cell=cell)]
    return []
