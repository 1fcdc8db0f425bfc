"""What stands around a bound cell: texts above and to the left, the row it is part of. By these a cell is known again.

Pure looks at two workbooks; what follows from them is decided in :mod:`drift`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from app.services.excel.checking import header_texts
from app.services.excel.facts import SheetFacts
from app.services.excel.refs import cell_name, plain, split_cell
from app.services.excel.tables import Table

#: In a title over a whole table these words change what every figure means.
_TELLING = re.compile(
    r"本期|本月|本季|本年|当年|上年|上月|去年|同期|累计|增减|增长|比重|占比|率|%|‰|百分|万|亿|千|元|单位"
)
#: How far above its header a table's title and unit may stand.
_TITLE_ROWS = 6


@dataclass(slots=True)
class Frame:
    """A table as it lies in one workbook: its sheet, the column of labels, header rows, the first row of figures,
    and template row or column → row or column here."""

    sheet: SheetFacts
    label_column: int
    header: tuple[int, ...]
    first: int
    rows: dict[int, int] = field(default_factory=dict)
    columns: dict[int, int] = field(default_factory=dict)


def own_frame(table: Table, sheet: SheetFacts) -> Frame:
    """A table in the workbook its mapping was made for."""
    rows = {line.at: line.at for line in table.rows}
    columns = {line.at: line.at for line in table.columns}
    return Frame(sheet, table.label_column, table.header_rows, min(rows), rows, columns)


def found_frame(
    table: Table, old: Frame, sheet: SheetFacts, rows: dict[int, int], columns: dict[int, int]
) -> Frame | None:
    """A table in the new edition, from where its rows and columns were found; ``None`` when its labels or header
    cannot be told."""
    labels = {line.at: line.label for line in table.rows}
    hits: Counter[int] = Counter()
    for at, here in rows.items():
        for column in range(1, min(columns.values())):
            if plain(_own(sheet, here, column)) == labels[at]:
                hits[column] += 1
    if not hits:
        return None
    header = _header(table, old, sheet, rows, columns)
    if table.header_rows and not header:
        return None
    label_column = max(hits, key=lambda column: (hits[column], -abs(column - table.label_column)))
    below = old.first - (old.header[-1] if old.header else old.first)
    first = header[-1] + below if header else min(rows.values())
    return Frame(sheet, label_column, header, first, dict(rows), dict(columns))


def _header(
    table: Table, old: Frame, sheet: SheetFacts, rows: dict[int, int], columns: dict[int, int]
) -> tuple[int, ...]:
    """Where the header rows stand now, by the lowest words of each column."""
    if not table.header_rows:
        return ()
    votes: Counter[int] = Counter()
    for at, here in columns.items():
        texts = header_texts(old.sheet, table.header_rows, at)
        if not texts:
            continue
        lowest = max(r for r in table.header_rows if plain(old.sheet.text(r, at)) == texts[-1])
        for row in range(min(rows.values()) - 1, 0, -1):
            if plain(sheet.text(row, here)) == texts[-1]:
                votes[row + table.header_rows[-1] - lowest] += 1
                break
    if not votes:
        return ()
    bottom = max(votes, key=lambda row: (votes[row], -abs(row - table.header_rows[-1])))
    top = bottom - (table.header_rows[-1] - table.header_rows[0])
    return tuple(range(top, bottom + 1)) if top >= 1 else ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Texts around a row or column that are not the same. ``telling``: they may change what a figure means."""

    before: str
    now: str
    telling: bool


def above_differs(old: Frame, new: Frame, column: int, here: int) -> Difference | None:
    """The texts over a column, from the table's title to the last row before the figures."""
    before, now = _over(old, column), _over(new, here)
    if before == now:
        return None
    gone = [text for text in before if text not in now]
    come = [text for text in now if text not in before]
    spread = _everywhere(old) | _everywhere(new)
    telling = (not gone and not come) or any(text not in spread or _TELLING.search(text) for text in [*gone, *come])
    return Difference("、".join(gone) or "/".join(before), "、".join(come) or "/".join(now), telling)


def _over(frame: Frame, column: int) -> tuple[str, ...]:
    top = max(1, (frame.header[0] if frame.header else frame.first) - _TITLE_ROWS)
    texts: list[str] = []
    for row in range(top, frame.first):
        text = _worded(frame.sheet.text(row, column))
        if text and (not texts or texts[-1] != text):
            texts.append(text)
    return tuple(texts)


def _everywhere(frame: Frame) -> frozenset[str]:
    """Texts over every column of the table, above its header: titles."""
    top = frame.header[0] if frame.header else frame.first
    found: set[str] = set()
    for row in range(max(1, top - _TITLE_ROWS), top):
        texts = {_worded(frame.sheet.text(row, column)) for column in frame.columns.values()}
        texts |= {_worded(frame.sheet.text(row, frame.label_column))}
        texts.discard("")
        wide = all(frame.sheet.text(row, column) for column in frame.columns.values())
        if len(texts) == 1 and wide:
            found |= texts
        elif not wide:
            # the line of «填报单位» and «报告期» stands over some columns only
            found |= {text for text in texts if ":" in text}
    return frozenset(found)


def claimed_again(old: Frame, new: Frame, column: int, here: int) -> bool:
    """Whether more columns than before bear the lowest words over this one: then another may be the one meant."""
    words = _worded(new.sheet.text(new.header[-1], here)) if new.header else ""
    if not words or not old.header:
        return False
    counts = [
        sum(_worded(frame.sheet.text(frame.header[-1], c)) == words for c in frame.sheet.columns)
        for frame in (old, new)
    ]
    return counts[1] > counts[0] >= 1 and column != here


def left_differs(old: Frame, new: Frame, row: int, here: int, units: frozenset[str]) -> Difference | None:
    """The texts to the left of a row's figures: groups, the label, units, codes. A unit that was added and is the
    figure's own (one of ``units``) is no difference."""
    before, now = _left(old, row), _left(new, here)
    if before == now or [text for text in now if text in before or text not in units] == list(before):
        return None
    gone = [text for text in before if text not in now]
    come = [text for text in now if text not in before]
    return Difference("、".join(gone) or "/".join(before), "、".join(come) or "/".join(now), telling=True)


def _left(frame: Frame, row: int) -> tuple[str, ...]:
    texts: list[str] = []
    for column in range(1, min(frame.columns.values())):
        text = _worded(frame.sheet.text(row, column))
        if text and text not in texts:
            texts.append(text)
    return tuple(texts)


def parent_of(frame: Frame, row: int) -> str:
    """The label a row is a part of: the nearest above that is indented less; ``""`` without indentation."""
    depth = _depth(frame, row)
    for above in range(row - 1, frame.first - 1, -1):
        if _own(frame.sheet, above, frame.label_column).strip() and _depth(frame, above) < depth:
            return plain(_own(frame.sheet, above, frame.label_column))
    return ""


def _depth(frame: Frame, row: int) -> int:
    text = _own(frame.sheet, row, frame.label_column)
    return sum(2 if sign == "　" else 1 for sign in text[: len(text) - len(text.lstrip())])


def out_of_order(rows: dict[int, int]) -> frozenset[int]:
    """The rows that do not follow the others in the old order: all but the longest run that does."""
    best: list[list[int]] = []
    for at in sorted(rows):
        fitting = [run for run in best if rows[run[-1]] < rows[at]]
        best.append([*max(fitting, key=len, default=[]), at])
    kept = max(best, key=len, default=[])
    return frozenset(set(rows) - set(kept))


def changed_total(old: SheetFacts, new: SheetFacts, cell: str, here: str) -> str:
    """``made`` when a figure has become a formula, ``lost`` when a formula has become a cell to fill in."""
    was, now = old.cells.get(cell), new.cells.get(here)
    had = was is not None and was.formula is not None
    has = now is not None and now.formula is not None
    return "" if had == has else "lost" if had else "made"


def writable(sheet: SheetFacts, cell: str) -> bool:
    """Whether a figure can stand there: inside what is drawn, first cell of its merged area, no words in it."""
    row, column = split_cell(cell)
    if row > sheet.extent[0] or column > sheet.extent[1]:
        return False
    if sheet.merged.get((row, column), (row, column)) != (row, column):
        return False
    content = sheet.content(cell)
    raw = sheet.cells.get(cell)
    return content.state != "text" or (raw is not None and raw.formula is not None) or len(plain(content.text)) < 2


def _worded(text: str) -> str:
    """A text as surroundings are compared: digits of years and counts do not matter; a bare number is nothing."""
    words = re.sub(r"\d+", "#", plain(text))
    return "" if words in ("#", "#.#", "-", "—") else words


def _own(sheet: SheetFacts, row: int, column: int) -> str:
    raw = sheet.cells.get(cell_name(row, column))
    return (raw.text or "") if raw is not None else ""
