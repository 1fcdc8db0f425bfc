"""One cell of a return as a figure: numbers, numbers written as text, blanks, «不适用», errors."""

from __future__ import annotations

from dataclasses import replace

from app.errors import Issue, Severity
from app.services.excel.facts import RawCell, SheetFacts, content_of
from app.services.excel.reading import value_of_text
from app.services.excel.refs import plain, split_cell
from app.services.parsing.counts import parse_count
from app.services.values import BLANK, NA, UNREADABLE, Value


def read_figure(
    sheet: SheetFacts,
    cell: str,
    raw: RawCell | None,
    unit: str,
    issues: list[Issue],
    not_applicable: str = "",
) -> Value:
    """The figure in ``cell`` (``raw``), in ``unit``; what is odd about it is added to ``issues``.
    ``not_applicable`` is how the template writes that."""
    if raw is None:
        if sheet.merges and _covered(sheet, cell):
            _say(issues, "warning", "merged_over", sheet, cell)
        return BLANK
    content = content_of(raw)
    match content.state:
        case "number" if content.number is not None:
            return Value("value", content.number)
        case "blank":
            if sheet.merges and _covered(sheet, cell):
                _say(issues, "warning", "merged_over", sheet, cell)
            return BLANK
        case "uncalculated":
            _say(issues, "error", "uncalculated", sheet, cell)
            return UNREADABLE
        case "error":
            _say(issues, "error", "error_value", sheet, cell, found=content.text)
            return UNREADABLE
        case "text":
            if not_applicable and plain(content.text) == plain(not_applicable):
                return NA
            return _read_text(sheet, cell, content.text, unit, issues)
        case _:
            _say(issues, "error", "not_a_number", sheet, cell, found=content.text)
            return UNREADABLE


def _read_text(sheet: SheetFacts, cell: str, text: str, unit: str, issues: list[Issue]) -> Value:
    value = value_of_text(text)
    if value != UNREADABLE:
        return value
    parsed = parse_count(text, unit, signed=True)
    read = parsed.value.value if parsed.value is not None else UNREADABLE
    if read.state in ("blank", "na"):
        return read
    if read.number is None or not parsed.ok:
        _say(issues, "error", "not_a_number", sheet, cell, found=text[:80])
        return UNREADABLE
    _say(issues, "warning", "text_number", sheet, cell, found=text[:80], expected=str(read))
    issues += [replace(issue, sheet=sheet.name, cell=cell) for issue in parsed.issues]
    return read


def _covered(sheet: SheetFacts, cell: str) -> bool:
    place = split_cell(cell)
    return sheet.merged.get(place, place) != place


def _say(
    issues: list[Issue], severity: Severity, code: str, sheet: SheetFacts, cell: str,
    found: str | None = None, expected: str | None = None,
) -> None:  # fmt: skip
    issues.append(Issue(severity, f"excel.{code}", sheet=sheet.name, cell=cell, found=found, expected=expected))
