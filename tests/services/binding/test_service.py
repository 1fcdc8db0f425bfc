"""Drafts: every step durable, taken back one by one, and what is settled put in use."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from app.errors import AppError
from app.services import templates
from app.services.binding.service import Binding
from app.services.database import Database
from app.services.excel.definition import Rule
from app.services.periods import parse_period
from tests.services.binding.workbooks import BOOKS, drawn, with_macros


@pytest.fixture
def binding(county: Database) -> Binding:
    return Binding(county)


def book(tmp_path: Path, name: str, file: str = "表.xlsx") -> Path:
    path = tmp_path / file
    workbook, _truth = drawn(BOOKS[name])
    path.write_bytes(with_macros(workbook) if file.endswith("xlsm") else workbook)
    return path


def test_a_draft_outlives_the_program(binding: Binding, county: Database, tmp_path: Path, today: date) -> None:
    draft = binding.begin(book(tmp_path, "单位行，划掉的格"), today=today, by="王")
    changed = binding.set_cells(draft.id, [("服务", "F5")], "settled|category=0201000000@last-year", decimals=1)
    again = Binding(county).draft(draft.id)
    assert again == changed
    cell = again.cell("服务", "F5")
    assert cell is not None
    assert (cell.key, cell.state, cell.hand, cell.decimals) == (
        "settled|category=0201000000@last-year", "sure", True, 1,
    )  # fmt: skip
    face = binding.drafts()[0]
    assert (face.id, face.sure + face.ask + face.unbound) == (draft.id, face.sure + face.ask + face.unbound)
    assert face.sure == sum(c.state == "sure" for c in again.cells)


def test_every_step_is_taken_back(binding: Binding, tmp_path: Path, today: date) -> None:
    states = [binding.begin(book(tmp_path, "单位行，划掉的格"), today=today)]
    id, area = states[0].id, states[0].areas[0].id
    states.append(binding.set_cells(id, [("服务", "B5"), ("服务", "B6")], None, unneeded=True))
    states.append(binding.set_each(id, {("服务", "F5"): "settled@current", ("服务", "F6"): None}))
    states.append(binding.set_directions(id, area, rows="category", columns="indicator"))
    states.append(binding.confirm(id, area))
    states.append(binding.set_head(id, title="别的名字", due_day=8, cut_off=25, periods=("month", "quarter")))
    states.append(binding.set_heading(id, "服务", "A1", "office"))
    states.append(binding.set_rules(id, [Rule(sheet="服务", expression="B5 >= C5", says="受理不小于成功")]))
    for before, after in pairwise(states):
        assert before != after
    for state in reversed(states[:-1]):
        assert binding.undo(id) == state
    with pytest.raises(AppError, match="nothing_to_undo"):
        binding.undo(id)


def test_confirming_settles_what_was_asked(binding: Binding, tmp_path: Path, today: date) -> None:
    draft = binding.begin(book(tmp_path, "单位行，划掉的格"), today=today)
    area = draft.areas[0]
    assert area.ask > 0
    kept = binding.confirm(draft.id, area.id, asks=False)
    assert kept.areas[0].ask == area.ask
    settled = binding.confirm(draft.id, area.id)
    assert (settled.areas[0].ask, settled.areas[0].confirmed) == (0, True)
    assert {c.key for c in settled.cells} == {c.key for c in draft.cells}


def test_a_part_of_a_key_refines_each_cell(binding: Binding, tmp_path: Path, today: date) -> None:
    draft = binding.begin(book(tmp_path, "单位行，划掉的格"), today=today)
    places = [("服务", "B5"), ("服务", "C6")]
    binding.set_cells(draft.id, places, "@last-year")
    binding.set_cells(draft.id, places, "|nature=N01")
    found = binding.set_cells(draft.id, places, "|category=0210000000")
    keys = [cell.key for place in places if (cell := found.cell(*place)) is not None]
    assert keys == [f"{key}|category=0210000000|nature=N01@last-year" for key in ("accepted", "settled")]


def test_a_cross_table_is_bound_by_naming_its_directions(binding: Binding, tmp_path: Path, today: date) -> None:
    draft = binding.begin(book(tmp_path, "交叉表"), today=today)
    area = draft.areas[0].id
    found = binding.set_directions(draft.id, area, rows="category", columns="nature", indicator="settled")
    cell = found.cell("类别与性质", "D8")
    assert cell is not None
    assert (cell.key, cell.state) == ("settled|category=0102000000|nature=N01@current", "sure")
    with pytest.raises(AppError, match="bad_direction"):
        binding.set_directions(draft.id, area, rows="上下")
    with pytest.raises(AppError, match="no_area"):
        binding.set_directions(draft.id, "别处", rows="nature")


@pytest.mark.parametrize(
    ("places", "key", "code"),
    [
        ([("没有", "B5")], "accepted", "binding.bad_place"),
        ([("服务", "B999")], "accepted", "binding.bad_place"),
        ([("服务", "C1")], "accepted", "binding.bad_place"),
        ([("服务", "B5")], "unknown_thing", "indicator.unknown"),
        ([("服务", "B5")], "受理", "indicator.bad_key"),
        ([("服务", "A5")], "@ytd", "indicator.bad_key"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    binding: Binding, tmp_path: Path, today: date, places: list[tuple[str, str]], key: str, code: str
) -> None:
    draft = binding.begin(book(tmp_path, "单位行，划掉的格"), today=today)
    with pytest.raises(AppError) as caught:
        binding.set_cells(draft.id, places, key)
    assert caught.value.code == code
    assert binding.draft(draft.id) == draft


def test_a_property_must_be_one(binding: Binding, tmp_path: Path, today: date) -> None:
    draft = binding.begin(book(tmp_path, "单位行，划掉的格"), today=today)
    for wrong in ({"rounding": "up"}, {"decimals": 9}, {"colour": "red"}, {"basis": ""}):
        with pytest.raises(AppError, match="bad_property"):
            binding.set_cells(draft.id, [("服务", "B5")], "accepted", **wrong)


def test_finishing_puts_the_settled_cells_in_use(
    binding: Binding, county: Database, tmp_path: Path, today: date
) -> None:
    draft = binding.begin(book(tmp_path, "主要指标表，公式", "主要指标.xlsm"), today=today, id="zhibiao")
    rules = [Rule(sheet="主要指标", expression="D5 >= D7", says="受理不小于调解成功")]
    binding.set_rules(draft.id, rules)
    binding.set_head(draft.id, cut_off=25, late="reopen", due_day=3)
    binding.set_cells(draft.id, [("主要指标", "D5")], "accepted", basis="cohort", blank="zero")
    info = binding.finish(draft.id, version="2026.2", by="王")
    assert (info.id, info.version, info.source, info.suffix) == ("zhibiao", "2026.2", "bound", "xlsm")
    assert binding.drafts() == ()
    kept = templates.read(county, "zhibiao")
    assert kept.workbook == draft.workbook
    head = kept.definition.template
    assert (head.cut_off, head.late, head.due_day) == (25, "reopen", 3)
    assert kept.definition.rule == tuple(rules)
    cells = {cell.cell: cell for cell in kept.definition.plain_cells}
    assert (cells["D5"].basis, cells["D5"].blank) == ("cohort", "zero")
    assert cells["H6"].key == "refused_change@last-year"
    with pytest.raises(AppError, match="no_draft"):
        binding.finish(draft.id)


def test_nothing_is_put_in_use_when_nothing_is_settled(binding: Binding, tmp_path: Path, today: date) -> None:
    draft = binding.begin(book(tmp_path, "没有框线，全角半角"), today=today)
    places = [cell.place for cell in draft.cells]
    binding.set_cells(draft.id, places, None, unneeded=True)
    with pytest.raises(AppError, match="nothing_bound"):
        binding.finish(draft.id)
    assert binding.drafts()


def test_a_trial_fills_the_draft_without_using_it(
    binding: Binding, county: Database, tmp_path: Path, today: date
) -> None:
    draft = binding.begin(book(tmp_path, "单位行，划掉的格"), today=today)
    trial = binding.trial(draft.id, parse_period("2026-03"), today=today, by="王")
    assert {(c.cell.sheet, c.cell.cell) for c in trial.cells} == {c.place for c in draft.cells if c.state == "sure"}
    assert trial.workbook != draft.workbook
    assert draft.head.id not in {info.id for info in templates.listed(county)}


def test_an_earlier_mapping_is_carried_over(binding: Binding, county: Database, tmp_path: Path, today: date) -> None:
    first = binding.begin(book(tmp_path, "单位行，划掉的格"), today=today, id="fuwu")
    binding.confirm(first.id, first.areas[0].id)
    binding.set_head(first.id, due_day=9)
    binding.finish(first.id, version="2026.1")
    old = templates.read(county, "fuwu").definition
    second = binding.begin(book(tmp_path, "单位行，划掉的格", "新.xlsx"), today=today)
    carried = binding.carry_over(second.id, old)
    assert {c.place: c.key for c in carried.cells if c.state == "sure"} == {
        (c.sheet, c.cell): c.key for c in old.plain_cells
    }
    assert (carried.head.id, carried.head.due_day, carried.head.version) == ("fuwu", 9, "2026.2")
    assert carried.cells[0].why == "照上一版。"
    assert binding.undo(second.id) == second


def test_choices_are_found_by_words_pinyin_and_parts(binding: Binding) -> None:
    assert "accepted" in [c.key for c in binding.choices("slts", 5)]
    assert "|category=0103000000" in [c.key for c in binding.choices("食品")]
    whole = binding.choices("受理 食品类 质量 上年同期")[0]
    assert whole.key == "accepted|category=0103000000|nature=N01@last-year"
    everything = binding.choices("", 1000)
    assert len(everything) > 100
    assert all(choice.initials for choice in everything)
    assert [c.key for c in binding.choices("", 3)] == [c.key for c in everything[:3]]


def test_a_draft_that_is_not_there(binding: Binding) -> None:
    with pytest.raises(AppError, match="no_draft"):
        binding.draft("0" * 32)
    binding.drop("0" * 32)


def test_codes_of_templates_are_free_and_plain(binding: Binding, tmp_path: Path, today: date) -> None:
    one = binding.begin(book(tmp_path, "前十位", "排名.xlsx"), today=today)
    two = binding.begin(book(tmp_path, "前十位", "排名2.xlsx"), today=today)
    assert one.head.id != two.head.id
    assert one.head.id.isascii()
    with pytest.raises(AppError, match="bad_id"):
        binding.begin(book(tmp_path, "前十位"), today=today, id="排名")
