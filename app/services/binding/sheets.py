"""A sheet as its cells: texts, borders, merged areas and what could hold a figure; and the tables on it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from app.services.excel.facts import SheetFacts
from app.services.excel.layout import SheetLayout
from app.services.excel.refs import Box, cell_name, plain, range_name

Kind = Literal["text", "value", "marker", "crossed"]

_BLANKS = re.compile(r"^[_＿\s　\-—–.…×xX0]*$")
_CROSSED = frozenset(
    {"-", "--", "—", "——", "–", "/", "\\", "×", "x", "*", "···", "…", "……", "不填", "不适用", "不用填", "免填"}
)
#: Sheets beyond this are data, no forms.
MOST_ROWS, MOST_COLUMNS = 600, 120
_DEEPEST_HEADER = 6


@dataclass(slots=True)
class Grid:
    """The cells of a sheet, 1-based. ``home``: cell of a merged area → its first cell. ``box``: first cell → area."""

    name: str
    rows: int
    columns: int
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    kinds: dict[tuple[int, int], Kind] = field(default_factory=dict)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    lines: set[tuple[int, int]] = field(default_factory=set)
    indents: dict[tuple[int, int], int] = field(default_factory=dict)
    homes: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    boxes: dict[tuple[int, int], Box] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def home(self, row: int, column: int) -> tuple[int, int]:
        """The first cell of the merged area a cell lies in; itself when in none."""
        return self.homes.get((row, column), (row, column))

    def text(self, row: int, column: int) -> str:
        """The text that stands over a cell, merged areas spread."""
        return self.texts.get(self.home(row, column), "")

    def kind(self, row: int, column: int) -> Kind:
        """Whether words stand over a cell (``text``) or a figure could (``value``)."""
        return self.kinds.get(self.home(row, column), "value")

    def box(self, row: int, column: int) -> Box:
        """The area of the cell, merged or not."""
        row, column = self.home(row, column)
        return self.boxes.get((row, column), (row, column, row, column))


def read_grid(layout: SheetLayout, facts: SheetFacts) -> Grid:
    """The cells of one sheet."""
    grid = Grid(
        facts.name,
        min(max(len(layout.heights), facts.extent[0]), MOST_ROWS),
        min(max(len(layout.widths), facts.extent[1]), MOST_COLUMNS),
        homes=facts.merged,
        boxes={(box[0], box[1]): box for box in facts.merges},
        hidden_rows=facts.hidden_rows,
        hidden_columns=facts.hidden_columns,
    )
    for cell in layout.cells:
        place = (cell.row, cell.column)
        if cell.row > grid.rows or cell.column > grid.columns:
            continue
        raw = facts.cells.get(cell_name(*place))
        style = cell.style
        grid.formats[place] = style.number_format
        if style.left or style.right or style.top or style.bottom:
            for row in range(cell.row, min(cell.row + cell.rows, grid.rows + 1)):
                for column in range(cell.column, min(cell.column + cell.columns, grid.columns + 1)):
                    grid.lines.add((row, column))
        if raw is not None and raw.formula is not None:
            grid.formulas[place] = raw.formula.text
        elif raw is not None and raw.text:
            if raw.kind != "n":
                grid.texts[place] = raw.text
                grid.kinds[place] = _kind(raw.text)
                grid.indents[place] = style.indent * 2
            else:
                grid.texts[place] = raw.text
    _mark_ranks(grid)
    return grid


def _mark_ranks(grid: Grid) -> None:
    """Numbers 1, 2, 3 … below each other name their rows; they are no figures."""
    for row, column in [place for place, text in grid.texts.items() if text == "1" and place not in grid.kinds]:
        run = [(row, column)]
        while grid.texts.get((run[-1][0] + 1, column)) == str(len(run) + 1):
            run.append((run[-1][0] + 1, column))
        if len(run) >= 3 and not any(
            (row - 1, c) in grid.lines and grid.texts.get((row, c)) == "2" for c in (column + 1,)
        ):
            grid.kinds.update(dict.fromkeys(run, "text"))


def _kind(text: str) -> Kind:
    if "{{" in text or "｛｛" in text:
        return "marker"
    if plain(text) in _CROSSED:
        return "crossed"
    return "value" if _BLANKS.fullmatch(text) else "text"


@dataclass(slots=True)
class Found:
    """One table. ``head``: its header rows; ``body``: the rows of its figures; ``labels``: columns with the words of
    the rows; ``values``: columns with figures. ``above``: the words standing over it, nearest last."""

    grid: Grid
    head: tuple[int, ...]
    body: tuple[int, ...]
    labels: tuple[int, ...]
    values: tuple[int, ...]
    above: tuple[str, ...] = ()
    frame: Box = (0, 0, 0, 0)

    @property
    def range(self) -> str:
        """Its area on the sheet, e.g. ``A4:P30``."""
        columns = (*self.labels, *self.values)
        rows = (*self.head, *self.body)
        return range_name((min(rows), min(columns), max(rows), max(columns)))


def find_tables(grid: Grid) -> list[Found]:
    """The tables of a sheet in reading order: cells held together by lines, or by standing side by side."""
    found: list[Found] = []
    for box in _regions(grid):
        for part in _sections(grid, box):
            found += part
    for table in found:
        table.above = _above(grid, table, found)
    return sorted(found, key=lambda table: ((table.head or table.body)[0], table.values[0]))


def _regions(grid: Grid) -> list[Box]:
    """Rectangles of cells that belong together."""
    lined = {p for p in grid.lines if p[0] <= grid.rows and p[1] <= grid.columns}
    boxes = [box for box in _components(lined, reach=1, corners=False) if _area(box) >= 4]
    inside = {(r, c) for t, left, b, right in boxes for r in range(t, b + 1) for c in range(left, right + 1)}
    loose = {
        (r, c)
        for place in (*grid.texts, *grid.formulas)
        for r in range(grid.box(*place)[0], min(grid.box(*place)[2], grid.rows) + 1)
        for c in range(grid.box(*place)[1], min(grid.box(*place)[3], grid.columns) + 1)
        if (r, c) not in inside
    }
    if not boxes or len(loose) > len(lined):
        boxes += [box for box in _components(loose, reach=1, corners=True) if _area(box) >= 4 and box[3] > box[1]]
    return sorted(boxes)


def _area(box: Box) -> int:
    return (box[2] - box[0] + 1) * (box[3] - box[1] + 1)


def _components(cells: set[tuple[int, int]], *, reach: int, corners: bool) -> list[Box]:
    left = set(cells)
    boxes: list[Box] = []
    steps = [(-1, 0), (1, 0), (0, -1), (0, 1)]
    if corners:
        steps += [(-1, -1), (-1, 1), (1, -1), (1, 1)]
    while left:
        stack = [left.pop()]
        top, first = stack[0]
        bottom, last = stack[0]
        while stack:
            row, column = stack.pop()
            top, bottom = min(top, row), max(bottom, row)
            first, last = min(first, column), max(last, column)
            for down, right in steps:
                place = (row + down * reach, column + right * reach)
                if place in left:
                    left.discard(place)
                    stack.append(place)
        boxes.append((top, first, bottom, last))
    return boxes


def _sections(grid: Grid, box: Box) -> list[list[Found]]:
    """The tables below each other in a rectangle; each may be several side by side."""
    top, left, bottom, right = box
    parts: list[list[Found]] = []
    start = top
    while start <= bottom:
        end = bottom
        for _try in range(8):
            fit = _fit(grid, start, end, left, right)
            if fit is None:
                break
            cut = _second_header(grid, fit, start, end, left, right)
            if cut is None or cut - 1 <= start:
                break
            end = cut - 1
        if fit is not None:
            parts.append(_side_by_side(grid, *fit, left, right))
        start = end + 1
    return [part for part in parts if part]


_Fit = tuple[tuple[int, ...], tuple[int, ...], frozenset[int]]


def _fit(grid: Grid, top: int, bottom: int, left: int, right: int) -> _Fit | None:
    """Header rows, body rows and value columns that explain the rows best."""
    while top <= bottom and _spans_all(grid, top, left, right):
        top += 1
    while bottom >= top and (_spans_all(grid, bottom, left, right) or _note(grid, bottom, left, right)):
        bottom -= 1
    rows = list(range(top, bottom + 1))
    columns = range(left, right + 1)
    best: tuple[float, int, frozenset[int]] | None = None
    for depth in range(min(_DEEPEST_HEADER, len(rows) - 1) + 1):
        body = [row for row in rows[depth:] if not _spans_all(grid, row, left, right)]
        if not body:
            continue
        values = frozenset(
            c for c in columns if 2 * sum(_is_value(grid, row, c) for row in body) >= len(body) + (depth == 0)
        )
        if depth and values:
            values = frozenset(c for c in values if any(_is_value(grid, r, c) for r in body))
        if not values or (len(values) == len(columns) and not depth):
            continue
        cost = 0.0
        for row in body:
            for c in columns:
                here = _is_value(grid, row, c)
                if c in values:
                    cost += 0 if here else 1.0
                elif here:
                    cost += 0.1 if grid.text(row - 1, c) and row - 1 >= top else 0.5
            if not any(not _is_value(grid, row, c) and grid.text(row, c) for c in columns if c not in values):
                cost += 1.0
        for row in rows[:depth]:
            for c in values:
                if not _is_value(grid, row, c) or _counts_columns(grid, row, left, right):
                    continue
                spread = (
                    any(not _is_value(grid, row, x) for x in range(left, c) if x in values) and row < rows[depth] - 1
                )
                over = any(not _is_value(grid, r, c) for r in rows[:depth] if r != row)
                cost += 0.25 if spread or over else 0.7
            if all(_is_value(grid, row, c) for c in values) and not _counts_columns(grid, row, left, right):
                cost += 2.0
        if depth == 0:
            cost += 1.5
        if best is None or cost < best[0] - 1e-9:
            best = (cost, depth, values)
    if best is None:
        return None
    _cost, depth, values = best
    head, body = rows[:depth], list(rows[depth:])
    while body and _counts_columns(grid, body[0], left, right):
        head.append(body.pop(0))
    body = [row for row in body if not _spans_all(grid, row, left, right)]
    return (tuple(head), tuple(body), values) if body else None


def _is_value(grid: Grid, row: int, column: int) -> bool:
    return grid.kind(row, column) != "text"


def _spans_all(grid: Grid, row: int, left: int, right: int) -> bool:
    """Whether one merged cell takes the whole width: a title, a section's name, a note."""
    box = grid.box(row, left)
    return right > left and box[1] <= left and box[3] >= right


def _note(grid: Grid, row: int, left: int, right: int) -> bool:
    """Whether the row holds a note or the names below a table."""
    texts = [grid.texts[row, c] for c in range(left, right + 1) if (row, c) in grid.texts]
    words = [plain(text) for text in texts if text]
    if not words:
        return not any((row, c) in grid.lines for c in range(left, right + 1))
    return bool(re.match(r"(注|说明|备注|附注|填表说明|填报说明)[:1-9一二三]", words[0])) or any(
        re.match(r"(填表人|填报人|制表人|单位负责人|统计负责人|审核人|联系电话|报出日期|填报日期|负责人)[:(]", word)
        for word in words
    )


def _counts_columns(grid: Grid, row: int, left: int, right: int) -> bool:
    """Whether the row only numbers the columns: 甲 乙 1 2 3."""
    seen = [plain(grid.text(row, c)) for c in range(left, right + 1)]
    numbers = [int(text) for text in seen if text.isdecimal()]
    words = [text for text in seen if text and not text.isdecimal()]
    return (
        len(numbers) >= 2
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] in (1, 2, 3)
        and all(re.fullmatch(r"[甲乙丙丁戊己]|[\d=+\-*/%()×÷]+|栏次", text) for text in words)
        and len(numbers) + len(words) >= (right - left + 1) - 1
    )


def _second_header(grid: Grid, fit: _Fit, top: int, bottom: int, left: int, right: int) -> int | None:
    """The row in which another table begins, if the body holds the header of one."""
    _head, body, values = fit
    for number, row in enumerate(body):
        if not number:
            continue
        texts = [c for c in values if grid.kind(row, c) == "text" and grid.home(row, c)[0] == row]
        if len(texts) < max(2, 0.5 * len(values)) and not (
            len(values) == 1 and texts and _header_word(grid, row, texts[0])
        ):
            continue
        cut = row
        while cut - 1 > top and (_spans_all(grid, cut - 1, left, right) or _title_row(grid, cut - 1, left, right)):
            cut -= 1
        return cut if cut > body[0] else None
    return None


def _title_row(grid: Grid, row: int, left: int, right: int) -> bool:
    texts = [c for c in range(left, right + 1) if (row, c) in grid.texts]
    return len(texts) == 1 and ("表" in grid.texts[row, texts[0]] or "单位" in grid.texts[row, texts[0]])


def _header_word(grid: Grid, row: int, column: int) -> bool:
    return bool(re.search(r"本期|数量|累计|本月|件数|合计", grid.text(row, column)))


def _side_by_side(
    grid: Grid, head: tuple[int, ...], body: tuple[int, ...], values: frozenset[int], left: int, right: int
) -> list[Found]:
    """Labels and figures in turns: each run of figures with the labels before it is a table of its own."""
    found: list[Found] = []
    labels: list[int] = []
    figures: list[int] = []
    for column in range(left, right + 2):
        if column in values:
            figures.append(column)
            continue
        if figures:
            found.append(Found(grid, head, body, tuple(labels), tuple(figures), frame=(0, left, 0, right)))
            labels, figures = [], []
        labels.append(column)
    return [_trimmed(table) for table in found if table.labels or table.head]


def _trimmed(table: Found) -> Found:
    """Without body rows that have no label at all."""
    grid = table.grid
    kept = [row for row in table.body if any(grid.text(row, c) for c in table.labels)] if table.labels else table.body
    table.body = tuple(kept) or table.body
    return table


def _above(grid: Grid, table: Found, tables: list[Found]) -> tuple[str, ...]:
    """The words over a table up to the table before it, those of the sheet's top line first."""
    first = (table.head or table.body)[0]
    others = [max(t.body) for t in tables if max(t.body) < first]
    stop = max(others, default=0)
    columns = (*table.labels, *table.values)
    words: list[str] = []
    for row in range(stop + 1, first):
        for column in range(1, grid.columns + 1):
            text = grid.texts.get((row, column))
            if text and grid.kinds.get((row, column)) == "text":
                box = grid.box(row, column)
                if (box[3] >= min(columns) - 1 and box[1] <= max(columns) + 1) or row <= 2:
                    words.append(text)
    return tuple(words)
