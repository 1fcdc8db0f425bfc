"""Fill, work on the workbook as people do, read: the same figures, or a question, never a wrong value."""

from __future__ import annotations

import random
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import AppError
from app.services.excel.manifest import Manifest
from app.services.excel.patcher import fill
from app.services.excel.returned import read_return
from app.services.excel.scan import scan_workbook
from app.services.values import BLANK, NA, Value
from tests.services.templates import editions
from tests.services.templates.editions import Edition, Identity, changed, key_of, made

#: What happens to a return between two offices.
ON_THE_WAY = (
    editions.insert_row, editions.insert_column, editions.shift, editions.rename_sheet, editions.reorder_sheets,
    editions.move_column, editions.move_row, editions.drop_row, editions.drop_column, editions.repeat_row,
    editions.repeat_column, editions.rename_row, editions.rename_column, editions.add_sheet,
)  # fmt: skip


def figures(edition: Edition, dice: random.Random) -> dict[Identity, Decimal]:
    """A different number for every cell, so that no two can be mistaken for each other."""
    identities = list(edition.places())
    return dict(zip(identities, map(Decimal, dice.sample(range(1, 10**6), len(identities))), strict=True))


def told(sheet: editions.Sheet, old: Edition) -> dict[tuple[str, str], tuple[str, ...]]:
    """What the mapping knows of the labels of every figure of a sheet: (sheet, cell) → row and column as labelled."""
    grouped = next(one.joined for one in old.sheets if one.id == sheet.id)
    return {
        (sheet.name, sheet.place(row.id, column.id) or ""): (row.label, column.group if grouped else "", column.label)
        for row in sheet.rows
        for column in sheet.columns
    }


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_what_is_filled_is_read_again(seed: int) -> None:
    dice = random.Random(seed)
    edition = made(dice)
    definition = edition.definition()
    absent = [BLANK, NA, Value.of(0)]
    values = {
        cell.key: dice.choice(absent) if dice.random() < 0.2 else Value.of(Decimal(dice.randint(-(10**6), 10**9)))
        for cell in definition.plain_cells
    }
    manifest = Manifest("t", "2026.1", "330109", "", "2026-03")
    filled = fill(edition.workbook(), definition, values, {}, manifest)
    reading = read_return(filled.data, definition)
    assert reading.changed == ()
    read = {cell.key: cell for cell in reading.cells}
    assert set(read) == set(values)
    for key, value in values.items():
        assert (read[key].value, read[key].question) == (value, False)


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 10**9))
def test_whatever_people_do_on_the_way_no_value_is_wrong(seed: int) -> None:
    dice = random.Random(seed)
    old = made(dice)
    numbers = figures(old, dice)
    new = changed(old, dice, ON_THE_WAY, dice.randint(1, 4))
    try:
        reading = read_return(new.workbook(numbers), old.definition())
    except AppError as error:
        assert error.code == "excel.template_unknown"  # too little of it is left: refused with a sentence
        return
    meant = {key_of(identity): number for identity, number in numbers.items()}
    now = {place: words for sheet in new.sheets for place, words in told(sheet, old).items()}
    meanings = {
        identity: told(sheet, old)[sheet.name, sheet.place(*identity[1:]) or ""]
        for sheet in old.sheets
        for identity in numbers
        if identity[0] == sheet.id
    }
    known = {key_of(identity): identity for identity in numbers}
    for cell in reading.cells:
        if cell.question or cell.value == Value.of(meant[cell.key]):
            continue
        same = now.get((cell.sheet, cell.cell)) == meanings[known[cell.key]]
        assert same, f"{cell.key}: {cell.value} at {cell.sheet}!{cell.cell}, not {meant[cell.key]}"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_rows_and_columns_put_in_between_cost_no_figure(seed: int) -> None:
    dice = random.Random(seed)
    old = made(dice)
    for sheet in old.sheets:  # labels that repeat by design may have to be asked about
        words = [line.label for line in sheet.rows]
        sheet.rows = [line for at, line in enumerate(sheet.rows) if line.label not in words[:at]]
    numbers = figures(old, dice)
    new = changed(old, dice, (editions.insert_row, editions.insert_column, editions.shift), dice.randint(1, 3))
    reading = read_return(new.workbook(numbers), old.definition())
    read = {cell.key: cell for cell in reading.cells}
    for identity, number in numbers.items():
        cell = read[key_of(identity)]
        assert cell.question or cell.value == Value.of(number)
    sure = sum(1 for cell in read.values() if not cell.question)
    assert sure >= len(read) * 3 // 4
    assert scan_workbook(new.workbook(numbers)).sheets
