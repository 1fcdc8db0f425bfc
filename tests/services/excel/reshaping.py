"""What people do to a workbook between two offices, on the XML of any .xlsx: rows, columns, names of sheets."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from app.services.excel.refs import cell_name, column_letters, split_cell
from app.services.excel.scan import scan_workbook
from tests.services.excel.workbooks import change_parts

_ADDRESS = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d+)(?![\d(])")
_PREFIX = r"((?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?"
_REFERENCE = re.compile(_PREFIX + r"(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)(?![\w(!])")

Step = Callable[[int, int], tuple[int, int]]


def inserted(data: bytes, sheet: str, at: int, words: Mapping[int, str] | None = None, *, by_row: bool) -> bytes:
    """The workbook with an empty row (column) put in before number ``at`` of ``sheet``; ``words`` stand in it, by their
    column (row). Formulas, merged cells, names and ranges follow as a spreadsheet program makes them."""
    part = next(one.part for one in scan_workbook(data).sheets if one.name == sheet)

    def step(row: int, column: int) -> tuple[int, int]:
        return (row + (row >= at), column) if by_row else (row, column + (column >= at))

    def change(name: str, content: bytes) -> bytes:
        if name == part:
            return _with_words(_shifted(content.decode(), step), at, words or {}, by_row=by_row).encode()
        if name.startswith("xl/worksheets/sheet"):
            return _formulas(content.decode(), lambda text: _moved(text, sheet, step, own=False)).encode()
        if name == "xl/workbook.xml":
            return re.sub(
                r"(<definedName [^>]*>)([^<]*)",
                lambda found: found[1] + _moved(found[2], sheet, step, own=False),
                content.decode(),
            ).encode()
        return content

    return change_parts(data, change)


def renamed(data: bytes, sheet: str, new: str) -> bytes:
    """The workbook with a sheet called otherwise, in formulas and names too."""

    def change(name: str, content: bytes) -> bytes:
        text = content.decode() if name.endswith(".xml") else ""
        if name == "xl/workbook.xml":
            text = text.replace(f'<sheet name="{sheet}"', f'<sheet name="{new}"')
            return re.sub(
                r"(<definedName [^>]*>)([^<]*)", lambda found: found[1] + _called(found[2], sheet, new), text
            ).encode()
        if name.startswith("xl/worksheets/sheet"):
            return _formulas(text, lambda formula: _called(formula, sheet, new)).encode()
        return content

    return change_parts(data, change)


def _called(formula: str, sheet: str, new: str) -> str:
    return re.sub(rf"(?<![\w']){re.escape(sheet)}!|'{re.escape(sheet)}'!", f"'{new}'!", formula)


def _formulas(text: str, change: Callable[[str], str]) -> str:
    return re.sub(r"(<f[^>]*>)([^<]+)(</f>)", lambda found: found[1] + change(found[2]) + found[3], text)


def _moved(formula: str, sheet: str, step: Step, *, own: bool) -> str:
    def new(found: re.Match[str]) -> str:
        prefix = (found[1] or "")[:-1].strip("'")
        if (prefix or (sheet if own else "")) != sheet:
            return found[0]
        return (found[1] or "") + _range(found[2], step)

    return _REFERENCE.sub(new, formula)


def _range(text: str, step: Step) -> str:
    def new(found: re.Match[str]) -> str:
        row, column = step(*split_cell(found[2] + found[4]))
        return f"{found[1]}{column_letters(column)}{found[3]}{row}"

    return _ADDRESS.sub(new, text)


def _shifted(text: str, step: Step) -> str:
    """One sheet's XML with everything at its new place."""
    text = re.sub(r'<row r="(\d+)"', lambda found: f'<row r="{step(int(found[1]), 1)[0]}"', text)
    text = re.sub(r' spans="[^"]*"', "", text)
    text = re.sub(r'<c r="([A-Z]+\d+)"', lambda found: f'<c r="{_range(found[1], step)}"', text)
    text = re.sub(r' (ref|sqref)="([^"]*)"', lambda found: f' {found[1]}="{_range(found[2], step)}"', text)
    text = re.sub(
        r'<col min="(\d+)" max="(\d+)"',
        lambda found: f'<col min="{step(1, int(found[1]))[1]}" max="{step(1, int(found[2]))[1]}"',
        text,
    )
    return _formulas(text, lambda formula: _moved(formula, "", step, own=True))


def _with_words(text: str, at: int, words: Mapping[int, str], *, by_row: bool) -> str:
    """Write words into the new row or column."""
    for number, word in sorted(words.items()):
        row, column = (at, number) if by_row else (number, at)
        cell = f'<c r="{cell_name(row, column)}" t="inlineStr"><is><t>{word}</t></is></c>'
        found = re.search(rf'<row r="{row}"[^>]*?(/>|>.*?</row>)', text, re.DOTALL)
        if found is None:
            later = [one for one in re.finditer(r'<row r="(\d+)"', text) if int(one[1]) > row]
            spot = later[0].start() if later else text.index("</sheetData>")
            text = text[:spot] + f'<row r="{row}">{cell}</row>' + text[spot:]
            continue
        whole = found[0]
        if whole.endswith("/>") and "<c " not in whole:
            whole = whole[:-2] + f">{cell}</row>"
        else:
            cells = [one for one in re.finditer(r'<c r="([A-Z]+\d+)"', whole) if split_cell(one[1])[1] > column]
            spot = cells[0].start() if cells else whole.index("</row>")
            whole = whole[:spot] + cell + whole[spot:]
        text = text[: found.start()] + whole + text[found.end() :]
    return text
