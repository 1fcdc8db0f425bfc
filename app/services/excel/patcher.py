"""Filling: writing figures and words into the office's own workbook and changing nothing else.

Changed are the bound cells and headings, the stored results of formulas that depend on them, ``calcPr`` of the
workbook (so that Excel and WPS calculate once more) and the manifest. Every other part keeps its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.errors import AppError, Issue
from app.services.excel.definition import BoundCell, Definition, Heading
from app.services.excel.facts import SheetFacts, WorkbookFacts
from app.services.excel.formulas import ErrorValue
from app.services.excel.functions import Scalar, number_text
from app.services.excel.kinds import identify, load
from app.services.excel.manifest import Manifest, manifest_parts
from app.services.excel.package import Package, local, safe_parser
from app.services.excel.reading import CellReading, value_of_content, value_of_result
from app.services.excel.recalculation import Place, Recalculation
from app.services.excel.refs import plain
from app.services.excel.repack import repack
from app.services.excel.scan import read_book, scan_package
from app.services.excel.spans import MAX_TEXT, SheetSpans, text_xml
from app.services.values import BLANK, UNREADABLE, Value

#: Everything of ``CT_Workbook`` that stands before ``calcPr``.
_BEFORE_CALC = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames",
)  # fmt: skip


#: What keeps the headings of one cell apart; reading goes by it.
BESIDE = "　　　　"


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled workbook: its bytes, every bound cell as it now reads (results of formulas included), and
    what a person should know."""

    data: bytes
    cells: tuple[CellReading, ...]
    issues: tuple[Issue, ...]


def open_template(workbook: bytes, name: str = "") -> Package:
    """The package of a workbook that is to be filled; only .xlsx can be."""
    data, shown = load(workbook, name)
    if identify(data, shown) != "xlsx":
        raise AppError("excel.cannot_fill", file=shown)
    return Package(data, shown)


def fill(
    workbook: bytes,
    definition: Definition,
    values: Mapping[str, Value],
    headings: Mapping[str, str],
    manifest: Manifest,
) -> Filled:
    """``workbook`` with ``values`` (by place ``Sheet!B7``, else by canonical key; in the unit of the cell, already
    rounded) and ``headings`` (by what they hold) written in, and ``manifest`` with the digests of the result.

    A figure that ``values`` does not have is left blank and reported; a heading that ``headings`` does not
    have stays as it is drawn. Bound cells with formulas are never overwritten. Raises
    ``excel.bad_definition``, ``excel.text_too_long`` and the refusals of unreadable workbooks.
    """
    package = open_template(workbook)
    facts = scan_package(package)
    cells = definition.bound_cells(facts)
    issues: list[Issue] = []
    written = {(cell.sheet, cell.cell): _figure(cell, values, issues) for cell in cells if cell.role == "figure"}
    words = _headings(definition, headings)
    changed: dict[Place, Scalar | None] = {
        place: _stored(value, definition.template.not_applicable) for place, value in written.items()
    }
    changed.update({place: text or None for place, text in words.items()})
    results = Recalculation(facts, changed).results()
    parts = _sheet_parts(package, facts, changed, results)
    main = read_book(package).part
    parts[main] = with_full_calculation(package, package.read(main))
    readings = [_reading(cell, facts, written, results) for cell in cells]
    _report_results(cells, readings, values, results, issues)
    known = [
        None if results.get((c.sheet, c.cell), "") is None else reading.value
        for c, reading in zip(cells, readings, strict=True)
    ]
    read_again = [_as_read(value, definition) for value in known]
    meant = [_wanted(cell, values) if cell.role == "figure" else None for cell in cells]
    parts.update(manifest_parts(package, manifest.sealed(cells, read_again, meant)))
    return Filled(repack(package, parts), tuple(readings), tuple(issues))


def _wanted(cell: BoundCell, values: Mapping[str, Value]) -> Value | None:
    """Two cells may tell the same figure in different units: the place goes before the key."""
    return values.get(cell.place, values.get(cell.key))


def _figure(cell: BoundCell, values: Mapping[str, Value], issues: list[Issue]) -> Value:
    value = _wanted(cell, values)
    about = {"key": cell.key}
    if value is None:
        issues.append(Issue("warning", "excel.value_missing", about, sheet=cell.sheet, cell=cell.cell))
        return BLANK
    if value.state == "error":
        issues.append(Issue("error", "excel.value_unreadable", about, sheet=cell.sheet, cell=cell.cell))
        return BLANK
    if value.approx and value.number is not None:
        issues.append(
            Issue(
                "note", "excel.approx_dropped", about, sheet=cell.sheet, cell=cell.cell,
                found=number_text(value.number), expected=str(value),
            )
        )  # fmt: skip
        return Value("value", value.number)
    return value


def _headings(definition: Definition, headings: Mapping[str, str]) -> dict[Place, str]:
    """The texts of the cells of words. Several headings of one cell stand in it side by side."""
    words: dict[Place, str] = {}
    shared: dict[Place, list[Heading]] = {}
    for heading in definition.heading:
        shared.setdefault((heading.sheet, heading.cell), []).append(heading)
    for place, each in shared.items():
        if not any(heading.what in headings for heading in each):
            continue
        said = [heading.pattern.replace("{}", headings.get(heading.what, ""), 1) for heading in each]
        text = said[0] if len(said) == 1 else BESIDE.join(said)
        if len(text) > MAX_TEXT:
            raise AppError("excel.text_too_long", sheet=place[0], cell=place[1], length=len(text))
        words[place] = text
    return words


def _stored(value: Value, not_applicable: str) -> Scalar | None:
    if value.state == "na":
        return not_applicable or None
    return value.number


def _same(facts: WorkbookFacts, place: Place, new: Scalar | None) -> bool:
    """Whether the cell already holds it: then its bytes stay."""
    content = facts.by_name[place[0]].content(place[1])
    if isinstance(new, Decimal):
        return content.state == "number" and content.number == new
    return content.state == ("blank" if new is None else "text") and content.text == (new or "")


def _sheet_parts(
    package: Package,
    facts: WorkbookFacts,
    changed: Mapping[Place, Scalar | None],
    results: Mapping[Place, Scalar | None],
) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    for sheet in facts.sheets:
        here = {
            cell: new
            for (name, cell), new in changed.items()
            if name == sheet.name and not _same(facts, (name, cell), new)
        }
        formulas = {
            cell: result
            for (name, cell), result in results.items()
            if name == sheet.name and not _keeps(sheet, cell, result)
        }
        if not here and not formulas:
            continue
        spans = SheetSpans(package, package.read(sheet.part))
        for cell, new in here.items():
            if new is None:
                spans.put(cell, "", "")
            elif isinstance(new, str):
                spans.put(cell, "inlineStr", text_xml(new, spans.prefix))
            else:
                tag = f"{spans.prefix}:v" if spans.prefix else "v"
                assert isinstance(new, Decimal)
                spans.put(cell, "", f"<{tag}>{number_text(new)}</{tag}>")
        for cell, result in formulas.items():
            spans.put_result(cell, *_result_xml(result))
        parts[sheet.part] = spans.spliced()
    return parts


def _keeps(sheet: SheetFacts, cell: str, result: Scalar | None) -> bool:
    """Whether the stored result already is this one."""
    content = sheet.content(cell)
    if isinstance(result, Decimal):
        return content.state == "number" and number_text(content.number or Decimal()) == number_text(result)
    if isinstance(result, str):
        return content.state == "text" and content.text == result
    if isinstance(result, ErrorValue):
        return content.state == "error" and content.text == result.code
    return result is None and content.state == "uncalculated"


def _result_xml(result: Scalar | None) -> tuple[str, str | None]:
    if result is None:
        return "", None
    if isinstance(result, bool):
        return "b", "1" if result else "0"
    if isinstance(result, Decimal):
        return "", number_text(result)
    return ("str", result) if isinstance(result, str) else ("e", result.code)


def _reading(
    cell: BoundCell,
    facts: WorkbookFacts,
    written: Mapping[Place, Value],
    results: Mapping[Place, Scalar | None],
) -> CellReading:
    place = (cell.sheet, cell.cell)
    if place in written:
        value = written[place]
    elif place in results:
        value = value_of_result(results[place])
    else:
        value = value_of_content(facts.by_name[cell.sheet].content(cell.cell))
    return CellReading(cell.key, cell.sheet, cell.cell, value, "name" if cell.name else "anchor", cell.place)


#: A sum of rounded figures differs from the rounded sum by up to half a last digit for each of them.
_SUMMANDS = 15


def _report_results(
    cells: tuple[BoundCell, ...],
    readings: list[CellReading],
    values: Mapping[str, Value],
    results: Mapping[Place, Scalar | None],
    issues: list[Issue],
) -> None:
    for cell, reading in zip(cells, readings, strict=True):
        if cell.role == "figure":
            continue
        if results.get((cell.sheet, cell.cell), "") is None:
            issues.append(Issue("note", "excel.not_recalculated", sheet=cell.sheet, cell=cell.cell))
            continue
        wanted = _wanted(cell, values)
        if wanted is None or wanted.number is None or reading.value.number is None:
            continue
        places = Decimal(1).scaleb(-(cell.decimals if cell.decimals is not None else 6))
        slack = _SUMMANDS * places if cell.decimals else places
        if abs(wanted.number - reading.value.number) >= slack:
            issues.append(
                Issue(
                    "warning", "excel.total_differs", {"key": cell.key}, sheet=cell.sheet, cell=cell.cell,
                    found=number_text(reading.value.number), expected=number_text(wanted.number),
                )
            )  # fmt: skip


def _as_read(value: Value | None, definition: Definition) -> Value | None:
    """The value as reading the workbook back gives it: by default «not applicable» is an empty cell."""
    if value is None or value == UNREADABLE:
        return None
    if value.state == "na" and not plain(definition.template.not_applicable):
        return BLANK
    return value


def with_full_calculation(package: Package, content: bytes) -> bytes:
    """``workbook.xml`` asking for one full calculation when it is opened."""
    spot: list[tuple[int, int]] = []
    prefix, depth, after = "", 0, 0
    parser = safe_parser()

    def start(tag: str, _attributes: dict[str, str]) -> None:
        nonlocal prefix, depth
        depth += 1
        if depth == 1:
            prefix = tag.rpartition(":")[0]
        if depth == 2 and local(tag) == "calcPr":
            at = parser.CurrentByteIndex
            spot.append((at, content.index(b">", at) + 1))

    def end(tag: str) -> None:
        nonlocal depth, after
        depth -= 1
        if depth == 1 and local(tag) in _BEFORE_CALC:
            at = parser.CurrentByteIndex
            closing = f"</{tag}".encode()
            after = content.index(b">", at) + 1 if content.startswith(closing, at) else at

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    package.run(parser, content)
    if spot:
        first, last = spot[0]
        tag = re.sub(rb"""\sfullCalcOnLoad\s*=\s*("[^"]*"|'[^']*')""", b"", content[first:last])
        cut = -2 if tag.endswith(b"/>") else -1
        return content[:first] + tag[:cut].rstrip() + b' fullCalcOnLoad="1"' + tag[cut:] + content[last:]
    colon = f"{prefix}:" if prefix else ""
    return content[:after] + f'<{colon}calcPr fullCalcOnLoad="1"/>'.encode() + content[after:]
