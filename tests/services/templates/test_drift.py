"""The city's next edition against the template in use: what is carried over is right, what is not is listed."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.excel.manifest import Manifest
from app.services.excel.patcher import fill
from app.services.excel.scan import scan_workbook
from app.services.templates.drift import compared
from app.services.templates.faces import Drift
from app.services.values import Value
from tests.services.templates import editions
from tests.services.templates.editions import HARMFUL, HARMLESS, Edition, changed, key_of, made


def drift_between(old: Edition, new: Edition) -> Drift:
    return compared(old.definition(), scan_workbook(old.workbook()), scan_workbook(new.workbook()))


def wrong_cells(old: Edition, new: Edition, drift: Drift) -> list[str]:
    """Cells that were carried over and should not have been: to a place that a person reads as something else."""
    before = old.meanings()
    known = {key_of(identity): identity for identity in before}
    own, every = new.places(), new.read_at()
    used_to = list(old.read_at().values())
    wrong = []
    for cell in drift.carried:
        identity = known[cell.key]
        now = every.get((cell.sheet, cell.cell))
        if now != before[identity]:
            wrong.append(f"{cell.key}: {before[identity]} is {now} at {cell.sheet}!{cell.cell}")
        elif own.get(identity) != (cell.sheet, cell.cell) and list(every.values()).count(now) > used_to.count(now):
            wrong.append(f"{cell.key}: {cell.sheet}!{cell.cell} and {own.get(identity)} mean the same")
    return wrong


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_no_cell_is_carried_over_to_another_figure(seed: int) -> None:
    dice = random.Random(seed)
    old = made(dice)
    new = changed(old, dice, HARMLESS + HARMFUL, dice.randint(1, 5))
    drift = drift_between(old, new)
    assert not wrong_cells(old, new, drift)
    assert drift.lost == 0 or any(line.what in ("unsure", "renamed", "gone") for line in drift.lines)
    assert all(line.says for line in drift.lines)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_what_only_moved_is_carried_over(seed: int) -> None:
    dice = random.Random(seed)
    old = made(dice)
    new = changed(old, dice, HARMLESS, dice.randint(1, 4))
    drift = drift_between(old, new)
    assert not wrong_cells(old, new, drift)
    # labels that repeat cannot always be told apart once rows or columns came in between
    repeated = any(
        len({line.label for line in lines}) < len(lines)
        for sheet in new.sheets
        for lines in (sheet.rows, sheet.columns)
    )
    alike = any(line.kind == "sheet" and line.what == "unsure" for line in drift.lines)
    assert repeated or alike or drift.lost <= drift.cells // 4


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9))
def test_the_mapping_that_was_carried_over_fills_the_right_cells(seed: int) -> None:
    dice = random.Random(seed)
    old = made(dice)
    new = changed(old, dice, HARMLESS + HARMFUL, dice.randint(1, 3))
    drift = drift_between(old, new)
    if not drift.carried:
        return
    figures = {cell.key: Value.of(number) for number, cell in enumerate(drift.definition.plain_cells, start=1)}
    manifest = Manifest("t", "2027.1", "330109", "", "2027-03")
    filled = fill(new.workbook(), drift.definition, figures, {}, manifest)
    facts = scan_workbook(filled.data)
    places = new.places()
    known = {key_of(identity): identity for identity in old.places()}
    for key, value in figures.items():
        sheet, cell = places[known[key]]
        assert facts.by_name[sheet].content(cell).number == value.number
    assert {cell.key for cell in drift.carried} == set(figures)


def one_sheet() -> Edition:
    edition = made(random.Random(3))
    edition.sheets = edition.sheets[:1]
    sheet = edition.sheets[0]
    sheet.rows = [
        editions.Line(0, "合计"), editions.Line(1, "商品类"), editions.Line(2, "食品", indent=1),
        editions.Line(3, "服务类"), editions.Line(4, "餐饮", indent=1),
    ]  # fmt: skip
    sheet.columns = [
        editions.Line(0, "受理", group="投诉情况"), editions.Line(1, "办结", group="投诉情况"),
        editions.Line(2, "质量", group="性质"),
    ]  # fmt: skip
    return edition


def test_the_same_workbook_has_no_differences() -> None:
    edition = one_sheet()
    drift = drift_between(edition, edition)
    assert (drift.lines, drift.lost, drift.moved) == ((), 0, 0)
    assert drift.definition == edition.definition()


def test_an_inserted_row_is_listed_and_the_rest_follows() -> None:
    old, new = one_sheet(), one_sheet()
    new.sheets[0].rows.insert(3, editions.Line(9, "烟酒", indent=1))
    drift = drift_between(old, new)
    assert drift.lost == 0
    assert drift.moved == 6
    assert [(line.what, line.kind, line.now) for line in drift.lines] == [
        ("moved", "row", drift.lines[0].now), ("added", "row", "烟酒"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda sheet: setattr(sheet.rows[2], "label", "食品类"), "renamed"),
        (lambda sheet: setattr(sheet.columns[1], "label", "已办结"), "renamed"),
        (lambda sheet: setattr(sheet, "unit", "万件"), "unsure"),
        (lambda sheet: setattr(sheet.columns[2], "group", "举报性质"), "unsure"),
        (lambda sheet: sheet.rows.pop(2), "gone"),
        (lambda sheet: sheet.columns.pop(1), "gone"),
    ],
)
def test_what_changed_its_meaning_is_listed_with_its_place(change: object, what: str) -> None:
    old, new = one_sheet(), one_sheet()
    assert callable(change)
    change(new.sheets[0])
    for edition in (old, new):
        edition.sheets[0].joined = False
    drift = drift_between(old, new)
    assert drift.lost > 0
    told = [line for line in drift.lines if line.what == what]
    assert told
    assert all(line.sheet and line.says for line in told)
