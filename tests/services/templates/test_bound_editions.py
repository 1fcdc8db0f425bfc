"""Workbooks bound by the program itself: filled, worked on as people do, read and compared with the next edition.

Every figure that is read or carried over is the one that was meant, or it is asked about.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import AppError
from app.services.excel.definition import Definition
from app.services.excel.manifest import Manifest
from app.services.excel.patcher import fill
from app.services.excel.refs import cell_name, split_cell
from app.services.excel.returned import read_return
from app.services.excel.scan import scan_workbook
from app.services.templates.drift import compared
from app.services.values import Value
from tests.services.binding.test_workbooks import bound, random_book
from tests.services.binding.workbooks import BOOKS, drawn
from tests.services.excel.reshaping import inserted, renamed

MANIFEST = Manifest("city", "1", "330109", "", "2026-03")
Place = tuple[str, str]
Where = Callable[[Place], Place]


@dataclass
class Worked:
    """A workbook somebody worked on, and where every cell went."""

    data: bytes
    where: Where


def worked_on(data: bytes, dice: random.Random, times: int) -> Worked:
    """Rows and columns put in, empty, with new words, or with the words of another one; sheets renamed."""
    where: Where = lambda place: place  # noqa: E731
    for _ in range(times):
        facts = scan_workbook(data)
        sheet = dice.choice([one for one in facts.sheets if one.cells])
        what = dice.choice(["row", "row", "column", "name"])
        if what == "name":
            new = f"{sheet.name}改"
            data, where = renamed(data, sheet.name, new), _then(where, sheet.name, new, 0, "name")
            continue
        by_row = what == "row"
        at = dice.randint(1, sheet.extent[0] if by_row else sheet.extent[1])
        words: dict[int, str] = {}
        texts = [(split_cell(c), raw.text) for c, raw in sheet.cells.items() if raw.kind == "s" and raw.text]
        if dice.random() < 0.6 and texts:
            (row, column), text = dice.choice(texts)
            words = {column if by_row else row: text if dice.random() < 0.5 else "新增加的"}
        data, where = inserted(data, sheet.name, at, words, by_row=by_row), _then(where, sheet.name, "", at, what)
    return Worked(data, where)


def _then(before: Where, sheet: str, new: str, at: int, what: str) -> Where:
    def where(place: Place) -> Place:
        name, cell = before(place)
        if name != sheet:
            return name, cell
        row, column = split_cell(cell)
        if what == "name":
            return new, cell
        if what == "row":
            return name, cell_name(row + (row >= at), column)
        return name, cell_name(row, column + (column >= at))

    return where


def figures(definition: Definition, workbook: bytes, dice: random.Random) -> dict[str, Value]:
    """A different number for every bound cell, so that none can stand for another."""
    cells = definition.bound_cells(scan_workbook(workbook))
    numbers = dice.sample(range(1, 10**6), len(cells))
    return {cell.key: Value.of(Decimal(number)) for cell, number in zip(cells, numbers, strict=True)}


def same(one: Value, other: Value) -> bool:
    """The same figure; a workbook keeps fifteen digits of what a formula comes to."""
    if one.number is None or other.number is None:
        return one == other
    return abs(one.number - other.number) <= Decimal("1e-13") * max(abs(one.number), Decimal(1))


def check_reading(workbook: bytes, definition: Definition, dice: random.Random) -> tuple[int, int]:
    """(figures that are sure, figures) after somebody worked on the filled workbook; no sure one is wrong."""
    values = figures(definition, workbook, dice)
    filled = fill(workbook, definition, values, {}, MANIFEST)
    meant = {(cell.sheet, cell.cell): cell.value for cell in filled.cells}
    straight = read_return(filled.data, definition)
    assert all(not cell.question and same(cell.value, meant[cell.sheet, cell.cell]) for cell in straight.cells)
    worked = worked_on(filled.data, dice, dice.randint(1, 3))
    reading = read_return(worked.data, definition)
    sure = 0
    for cell in reading.cells:
        sheet, mark, name = cell.place.rpartition("!")
        assert mark
        if cell.question:
            continue
        sure += 1
        assert (cell.sheet, cell.cell) == worked.where((sheet, name)), cell
    return sure, len(meant)


def check_drift(workbook: bytes, definition: Definition, dice: random.Random) -> tuple[int, int]:
    """(cells carried over, cells) to an edition somebody drew more into; every one went where its own cell went."""
    worked = worked_on(workbook, dice, dice.randint(1, 3))
    drift = compared(definition, scan_workbook(workbook), scan_workbook(worked.data))
    for cell in drift.carried:
        assert (cell.sheet, cell.cell) == worked.where((cell.old_sheet, cell.old_cell)), cell
    assert len(drift.carried) == drift.cells or drift.lines
    return len(drift.carried), drift.cells


@pytest.mark.parametrize("name", BOOKS)
def test_books_of_the_city_keep_their_figures(name: str) -> None:
    workbook, _truth = drawn(BOOKS[name])
    definition, _engine = bound(workbook)
    for seed in range(6):
        check_reading(workbook, definition, random.Random(f"{name}{seed}"))


@pytest.mark.parametrize("name", BOOKS)
def test_the_next_edition_of_a_book_is_followed(name: str) -> None:
    workbook, _truth = drawn(BOOKS[name])
    definition, _engine = bound(workbook)
    same = compared(definition, scan_workbook(workbook), scan_workbook(workbook))
    assert same.lost == 0, [line.says for line in same.lines]
    for seed in range(6):
        check_drift(workbook, definition, random.Random(f"{name}{seed}"))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_random_books_keep_their_figures(seed: int) -> None:
    workbook, _truth = random_book(seed)
    try:
        definition, _engine = bound(workbook)
    except AppError as error:
        pytest.fail(str(error))
    if definition.plain_cells:
        check_reading(workbook, definition, random.Random(seed))
        check_drift(workbook, definition, random.Random(seed + 1))
