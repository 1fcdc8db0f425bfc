"""The words in the heading of a return: who reports, for which period."""

from __future__ import annotations

import re

from app.errors import AppError
from app.services.excel.definition import Heading
from app.services.excel.facts import SheetFacts
from app.services.excel.refs import cell_name, plain, split_cell
from app.services.periods import Period, parse_period

_QUARTER = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_SHAPES = (
    (r"(\d{4})年(\d{1,2})月?(?:至|到|—|-|~)(?:(\d{4})年)?(\d{1,2})月(?:份|份?累计)?", "months"),
    (r"(\d{4})年(\d{1,2})月份?", "month"),
    (r"(\d{4})[-./](\d{1,2})", "month"),
    (r"(\d{4})年第?([一二三四1-4])季度?", "quarter"),
    (r"(\d{4})年(上|下)半年", "half"),
    (r"(\d{4})年度?", "year"),
)


def read_period(text: str) -> Period | None:
    """The period in words (``2026年3月``, ``2026年上半年``, ``2026年1-5月`` …) or as the command line spells
    it; ``None`` when it is not understood."""
    words = plain(text).strip("()")
    for shape, kind in _SHAPES:
        found = re.fullmatch(shape, words)
        if not found:
            continue
        year = found[1]
        try:
            match kind:
                case "month":
                    return parse_period(f"{year}-{int(found[2]):02d}")
                case "quarter":
                    return parse_period(f"{year}Q{_QUARTER[found[2]]}")
                case "half":
                    return parse_period(f"{year}H{1 if found[2] == '上' else 2}")
                case "year":
                    return parse_period(year)
                case _:
                    last = f"{found[3] or year}-{int(found[4]):02d}"
                    return parse_period(f"{year}-{int(found[2]):02d}..{last}")
        except AppError:
            return None
    try:
        return parse_period(words)
    except AppError:
        return None


def read_heading(sheet: SheetFacts, heading: Heading) -> str | None:
    """The words of a heading: at its cell, else where its pattern stands on the sheet, else in the cell to
    the right of it. ``None`` when the heading is nowhere, ``""`` when nothing is filled in."""
    prefix, _braces, suffix = heading.pattern.partition("{}")
    row, column = split_cell(heading.cell)
    found = _between(sheet.text(row, column), prefix, suffix)
    if found is None and len(plain(prefix)) >= 2:
        places = [
            split_cell(cell)
            for cell, raw in sheet.cells.items()
            if raw.kind != "n" and raw.text and _between(raw.text, prefix, "") is not None
        ]
        if len(places) == 1:
            row, column = places[0]
            found = _between(sheet.text(row, column), prefix, suffix)
    if found == "" and plain(prefix):
        return _beside(sheet, row, column)
    return found


_NEXT = re.compile(r"[\s\u3000]{2,}(?=[^\s\u3000:：]{2,16}[:：])")


def _between(text: str, prefix: str, suffix: str) -> str | None:
    """What stands between ``prefix`` and ``suffix`` in ``text``, compared without spaces and width. Of several
    headings that share a cell, kept apart by blanks, only the one that begins with ``prefix`` is looked at."""
    parts = _NEXT.split(text.rstrip()) if plain(prefix) and len(re.findall("[:：]", text)) > 1 else [text]
    own = [part for part in parts if plain(part).startswith(plain(prefix))]
    text = own[0] if len(parts) > 1 and len(own) == 1 else text
    wanted = plain(prefix)
    if not plain(text).startswith(wanted):
        return None
    start = next((at for at in range(len(text) + 1) if len(plain(text[:at])) >= len(wanted)), 0)
    rest = text[start:]
    if suffix and plain(rest).endswith(plain(suffix)):
        while rest and plain(rest[-1:]) and len(plain(rest)) > len(plain(text)) - len(wanted) - len(plain(suffix)):
            rest = rest[:-1]
    return rest.strip(" _　\t\r\n\xa0")


def _beside(sheet: SheetFacts, row: int, column: int) -> str:
    """The text of the next cell to the right that is not part of the same merged area and not a heading."""
    home = sheet.merged.get((row, column), (row, column))
    for right in range(column + 1, min(sheet.extent[1], column + 8) + 1):
        if sheet.merged.get((row, right), (row, right)) == home:
            continue
        raw = sheet.cells.get(cell_name(row, right))
        text = (raw.text or "").strip() if raw is not None and raw.kind != "n" else ""
        return "" if ":" in plain(text) else text
    return ""
