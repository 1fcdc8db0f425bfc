"""City workbooks that look nothing like ours: at least nine cells in ten right, none wrong without a mark."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services import codelists
from app.services.binding.engine import Engine
from app.services.binding.faces import Head
from app.services.binding.mapping import make_definition
from app.services.excel.checking import check_definition
from app.services.excel.definition import Definition, load_definition
from app.services.excel.dumping import dump_definition
from app.services.excel.manifest import Manifest
from app.services.excel.patcher import fill
from app.services.excel.returned import read_return
from app.services.indicators.catalogue import catalogue
from app.services.values import Value
from tests.services.binding.layouts import draw_random
from tests.services.binding.measure import Score, proposed, score
from tests.services.binding.workbooks import BOOKS, Sheet, Truth, drawn, with_macros


def engine_of(workbook: bytes) -> Engine:
    return Engine(workbook, catalogue(), codelists.shipped())


def bound(workbook: bytes) -> tuple[Definition, Engine]:
    """What taking the sure cells into use makes of a workbook."""
    engine = engine_of(workbook)
    found = engine.proposed()
    sure = [cell for cell in found.cells if cell.state == "sure"]
    return make_definition(Head("city", found.title), engine, sure, found.headings), engine


def random_book(seed: int, *, traps: bool = False) -> tuple[bytes, Truth]:
    return drawn(lambda book, truth: draw_random(seed, book, truth, traps=traps))


@pytest.mark.parametrize("name", BOOKS)
def test_nine_cells_in_ten_are_right_and_none_is_wrong_without_a_mark(name: str) -> None:
    workbook, truth = drawn(BOOKS[name])
    found = score(proposed(workbook), truth)
    assert found.wrong == []
    assert found.right >= 0.9, found.faults


def test_a_workbook_with_macros_is_understood_as_well() -> None:
    workbook, truth = drawn(BOOKS["主要指标表，公式"])
    found = score(proposed(with_macros(workbook)), truth)
    assert found.wrong == []
    assert found.right >= 0.9


def test_a_cell_that_shows_per_cents_itself_is_filled_with_the_fraction() -> None:
    def draw(book: xlsxwriter.Workbook, truth: Truth) -> None:
        sheet = Sheet(book, "比率", truth)
        sheet.text("A1", "投诉指标")
        sheet.text("B1", "本期")
        sheet.text("A2", "解决率")
        sheet.figure("B2", "settle_rate", shown="0.00%")

    workbook, _truth = drawn(draw)
    cell = proposed(workbook).cells[0]
    assert (cell.key, cell.unit, cell.decimals, cell.state) == ("settle_rate@current", "百分数", 4, "sure")


@given(st.integers(0, 10**6))
@settings(max_examples=40)
def test_no_layout_of_known_words_misleads(seed: int) -> None:
    workbook, truth = random_book(seed)
    found = score(proposed(workbook), truth)
    assert found.wrong == []


@given(st.integers(0, 10**6))
@settings(max_examples=60)
def test_lines_that_mean_nothing_or_two_things_are_never_sure(seed: int) -> None:
    workbook, truth = random_book(seed, traps=True)
    found = score(proposed(workbook), truth)
    assert found.wrong == []


def test_nine_cells_in_ten_of_random_layouts_are_right() -> None:
    whole = Score()
    for seed in range(40):
        workbook, truth = random_book(seed, traps=seed % 2 == 0)
        found = score(proposed(workbook), truth)
        whole.cells += found.cells
        whole.sure += found.sure
        whole.asked += found.asked
    assert whole.cells > 500
    assert whole.right >= 0.9


@pytest.mark.parametrize("name", BOOKS)
def test_what_is_taken_into_use_finds_its_own_cells_again(name: str) -> None:
    workbook, truth = drawn(BOOKS[name])
    definition, engine = bound(workbook)
    assert check_definition(definition, engine.facts) == ()
    assert {(c.sheet, c.cell): c.key for c in definition.plain_cells}.items() <= truth.items()


@given(st.integers(0, 10**6))
@settings(max_examples=25)
def test_a_mapping_written_as_text_is_the_same_mapping(seed: int) -> None:
    workbook, _truth = random_book(seed)
    definition, engine = bound(workbook)
    again = load_definition(dump_definition(definition))
    assert again == definition
    cells = {cell.place: cell for cell in engine.proposed().cells if cell.state == "sure"}
    assert {(c.sheet, c.cell) for c in again.plain_cells} == set(cells)
    for cell in again.plain_cells:
        meant = cells[cell.sheet, cell.cell]
        assert (cell.key, cell.unit, cell.decimals) == (meant.key, meant.unit, meant.decimals)
        assert (cell.denominator, cell.rounding, cell.basis) == (meant.denominator, meant.rounding, meant.basis)


@given(st.integers(0, 10**6))
@settings(max_examples=25)
def test_figures_filled_in_are_read_back_from_where_they_were_meant(seed: int) -> None:
    workbook, truth = random_book(seed)
    definition, _engine = bound(workbook)
    dice = random.Random(seed)
    values = {cell.key: Value.of(Decimal(dice.randrange(0, 9999))) for cell in definition.plain_cells}
    manifest = Manifest("city", definition.template.version, "331122", "青溪县消保委", "2026-03", 1)
    filled = fill(workbook, definition, values, {"office": "青溪县消保委", "period": "2026年3月"}, manifest)
    reading = read_return(filled.data, definition)
    assert not [issue for issue in reading.issues if issue.severity == "error"]
    read = {(cell.sheet, cell.cell): cell.value.number for cell in reading.cells}
    assert read == {place: values[truth[place]].number for place in read}
    assert len(read) == len(definition.plain_cells)


@given(st.integers(0, 10**6))
@settings(max_examples=25)
def test_any_keys_and_properties_a_person_settles_are_what_the_mapping_says(seed: int) -> None:
    """Cells of one table given anything at all: blocks where they fall apart, single cells elsewhere."""
    dice = random.Random(seed)
    workbook, _truth = random_book(seed)
    engine = engine_of(workbook)
    keys = ["accepted@ytd", "recovered|nature=N01@last-year", "settle_rate_change_pp@last-year", "leaflets@current"]
    cells = [cell for cell in engine.proposed().cells if cell.state == "sure"]
    for _number in range(dice.randrange(1, 12)):
        at = dice.randrange(len(cells))
        cells[at] = replace(
            cells[at],
            key=dice.choice([cells[at].key, *keys]),
            unit=dice.choice(["件", "万元", "%"]),
            decimals=dice.choice([None, 0, 1, 2]),
            basis=dice.choice(["flow", "cohort"]),
            blank=dice.choice(["missing", "zero"]),
            rounding=dice.choice(["half-up", "truncate"]),
        )
    definition = load_definition(dump_definition(make_definition(Head("city", "表"), engine, cells, ())))
    meant = {cell.place: cell for cell in cells}
    assert {(c.sheet, c.cell) for c in definition.plain_cells} == set(meant)
    for cell in definition.plain_cells:
        wanted = meant[cell.sheet, cell.cell]
        assert cell.key.replace("|basis=cohort", "") == wanted.key
        assert all(
            getattr(cell, name) == getattr(wanted, name) for name in ("unit", "decimals", "basis", "blank", "rounding")
        )
