"""Reading an .xlsx into :class:`WorkbookFacts`: one streaming pass per part.

Cells are called from expat a few times each, so the work per cell is kept as small as it can be; prefixes
of elements (``<x:c>``) are learnt from the root, what a sheet declares as its dimension is ignored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import AppError
from app.services.excel import kinds
from app.services.excel.facts import Formula, RawCell, SheetFacts, WorkbookFacts
from app.services.excel.package import LIMITS, Limits, Package, local, relation_id, safe_parser
from app.services.excel.refs import MAX_COLUMN, MAX_ROW, Box, cell_name, split_cell, split_range

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(slots=True)
class BookPart:
    """What ``workbook.xml`` says. ``sheets``: (name, state, part); worksheets only, in order."""

    part: str
    sheets: list[tuple[str, str, str]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    date1904: bool = False
    strings: str = ""
    styles: str = ""
    theme: str = ""


def scan_workbook(source: Path | bytes, name: str = "", limits: Limits = LIMITS) -> WorkbookFacts:
    """The facts of an .xlsx. Raises the refusals of :mod:`kinds` and :mod:`package`."""
    data, shown = kinds.load(source, name)
    if kinds.identify(data, shown) != "xlsx":
        raise AppError("excel.not_spreadsheet", file=shown, kind="别的格式")
    return scan_package(Package(data, shown, limits))


def scan_package(package: Package) -> WorkbookFacts:
    """The facts of an opened .xlsx."""
    book = read_book(package)
    strings = read_strings(package, book)
    sheets = tuple(scan_sheet(package, SheetFacts(name, part, state), strings) for name, state, part in book.sheets)
    return WorkbookFacts(sheets, book.names, book.date1904)


def read_book(package: Package) -> BookPart:
    """Sheets, names and the parts that belong to the workbook. Raises ``excel.not_spreadsheet`` when the zip
    holds none, ``excel.corrupt`` when a sheet's part is missing."""
    main = next((r.target for r in package.relations("") if r.kind == "officeDocument"), "xl/workbook.xml")
    if main not in package:
        kind = "压缩包" if "[Content_Types].xml" not in package else "别的文档"
        raise AppError("excel.not_spreadsheet", file=package.shown, kind=kind)
    book = BookPart(main)
    targets: dict[str, tuple[str, str]] = {}
    for relation in package.relations(main):
        targets[relation.id] = (relation.kind, relation.target)
        if relation.kind in ("sharedStrings", "styles", "theme"):
            setattr(book, {"sharedStrings": "strings"}.get(relation.kind, relation.kind), relation.target)
    listed: list[tuple[str, str, str]] = []
    scoped: list[tuple[str, str | None, str]] = []
    scope: tuple[str, str | None] | None = None
    pieces: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal scope
        match local(tag):
            case "sheet":
                state = attributes.get("state", "visible")
                listed.append((attributes.get("name", ""), state, relation_id(attributes)))
            case "definedName":
                scope = (attributes.get("name", ""), attributes.get("localSheetId"))
                pieces.clear()
            case "workbookPr":
                book.date1904 = attributes.get("date1904", "0") in ("1", "true")

    def end(tag: str) -> None:
        nonlocal scope
        if scope is not None and local(tag) == "definedName":
            scoped.append((scope[0], scope[1], "".join(pieces)))
            scope = None

    package.parse(package.read(main), start, end, pieces.append)
    for sheet_name, state, reference in listed:
        kind, target = targets.get(reference, ("", ""))
        if kind not in ("worksheet", ""):
            continue
        if target not in package or not target:
            raise AppError("excel.corrupt", file=package.shown)
        book.sheets.append((sheet_name, state, target))
    for defined, local_id, text in scoped:
        if local_id is None:
            book.names[defined] = text
        elif local_id.isdigit() and int(local_id) < len(listed):
            book.names[f"{listed[int(local_id)][0]}!{defined}"] = text
    return book


def read_strings(package: Package, book: BookPart) -> list[str]:
    """The shared strings; runs of rich text joined, phonetic guides left out."""
    strings: list[str] = []
    if not book.strings or book.strings not in package:
        return strings
    text, whole, guide = "", "", 0

    def start(tag: str, _attributes: dict[str, str]) -> None:
        nonlocal text, whole, guide
        text = ""
        if tag.endswith("si"):
            whole = ""
        elif tag.endswith("rPh"):
            guide += 1

    def end(tag: str) -> None:
        nonlocal whole, guide
        if tag.endswith("si"):
            strings.append(unescape(whole) if "_x" in whole else whole)
        elif tag.endswith("rPh"):
            guide -= 1
        elif not guide and local(tag) == "t":
            whole += text

    def characters(piece: str) -> None:
        nonlocal text
        text += piece

    package.parse(package.read(book.strings), start, end, characters)
    return strings


def unescape(text: str) -> str:
    """``_x000D_`` → the character it stands for, as the format writes control characters."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def scan_sheet(package: Package, sheet: SheetFacts, strings: list[str]) -> SheetFacts:
    """Fill ``sheet`` from its part. Raises ``excel.corrupt`` for references and indexes that cannot be, or
    beyond the limit of cells."""
    _scan(package, sheet, strings)
    return sheet


def _scan(package: Package, sheet: SheetFacts, strings: list[str]) -> None:
    cells = sheet.cells
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    merges: list[Box] = []
    limit = package.limits.cells
    c_tag, v_tag, f_tag, t_tag, row_tag = "c", "v", "f", "t", "row"
    ref, kind, buffer, guide = "", "n", "", False
    value: str | None = None
    formula: Formula | None = None
    about: dict[str, str] = {}
    row = last_row = last_column = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal ref, kind, value, formula, buffer, about, row
        if tag == c_tag:
            ref = attributes["r"] if "r" in attributes else _next(ref, row)
            kind = attributes.get("t", "n")
            value = formula = None
        elif tag in (v_tag, t_tag):
            buffer = ""
        elif tag == f_tag:
            buffer, about = "", attributes
        elif tag == row_tag:
            number = attributes.get("r")
            row = int(number) if number else row + 1
            ref = ""
            if attributes.get("hidden") in ("1", "true"):
                hidden_rows.add(row)
        else:
            other(local(tag), attributes)

    def other(tag: str, attributes: dict[str, str]) -> None:
        nonlocal guide
        if tag == "mergeCell":
            merges.append(split_range(attributes["ref"]))
        elif tag == "rPh":
            guide = True
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = int(attributes["min"]), min(int(attributes["max"]), MAX_COLUMN)
            hidden_columns.update(range(first, last + 1))

    def end(tag: str) -> None:
        nonlocal value, formula, last_row, last_column, guide
        if tag == c_tag:
            if value is not None or formula is not None:
                if kind == "s" and value is not None:
                    value = strings[int(value)]
                elif value is not None and "_x" in value and kind != "n":
                    value = unescape(value)
                split_cell(ref)  # a reference that is none is a broken file
                cells[ref] = RawCell(kind, value, formula)
        elif tag == v_tag:
            value = buffer
        elif tag == row_tag:
            if row > MAX_ROW or len(cells) > limit:
                raise ValueError(row)
            last_row = max(last_row, row)
            if ref:
                at, column = split_cell(ref)
                last_row, last_column = max(last_row, at), max(last_column, column)
        elif tag == f_tag:
            formula = Formula(buffer, about.get("t", "normal"), about.get("si", ""), about.get("ref", ""))
        elif tag == t_tag:
            if not guide:
                value = (value or "") + buffer
        elif guide and local(tag) == "rPh":
            guide = False

    def characters(piece: str) -> None:
        nonlocal buffer
        buffer += piece

    def root(tag: str, _attributes: dict[str, str]) -> None:
        nonlocal c_tag, v_tag, f_tag, t_tag, row_tag
        prefix, colon, _name = tag.rpartition(":")
        if colon:
            c_tag, v_tag, f_tag, t_tag, row_tag = (f"{prefix}:{name}" for name in ("c", "v", "f", "t", "row"))
        parser.StartElementHandler = start

    parser = safe_parser()
    parser.StartElementHandler = root
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    package.run(parser, package.read(sheet.part))
    for top, left, bottom, right in merges:
        last_row, last_column = max(last_row, min(bottom, top + 1000)), max(last_column, min(right, left + 1000))
    sheet.merges, sheet.extent = tuple(merges), (last_row, last_column)
    sheet.hidden_rows, sheet.hidden_columns = frozenset(hidden_rows), frozenset(hidden_columns)


def _next(before: str, row: int) -> str:
    """The place of a cell that does not say its own: after the one before it in its row."""
    return cell_name(row, split_cell(before)[1] + 1 if before else 1)
