"""The mapping file: what it says, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.errors import AppError
from app.services.excel.checking import check_definition
from app.services.excel.definition import load_definition
from app.services.excel.scan import scan_workbook
from tests.services.excel.workbooks import MAPPING, template

ROOT = Path(__file__).resolve().parents[3]


def test_cells_have_merged_keys_and_the_nearest_properties() -> None:
    cells = {cell.place: cell for cell in load_definition(MAPPING).plain_cells}
    assert cells["投诉处理情况表!E8"].key == "accepted|category=0101000000|nature=N01@current"
    assert (cells["投诉处理情况表!D8"].unit, cells["投诉处理情况表!D8"].decimals) == ("万元", 2)
    assert cells["主要指标表!C5"].key == "closed_rate@last-year"
    assert (cells["主要指标表!C5"].unit, cells["主要指标表!C5"].rounding) == ("%", "half-up")
    assert cells["主要指标表!B9"].name == "stations"


def test_the_examples_of_the_documentation_are_a_mapping() -> None:
    text = (ROOT / "resources" / "templates" / "README.md").read_text(encoding="utf-8")
    examples = "\n".join(re.findall(r"```toml\n(.*?)```", text, re.DOTALL))
    head = '[template]\nid = "m"\nversion = "1"\ntitle = "月报"\nworkbook = "m.xlsx"\n'
    assert len(load_definition(head + examples).plain_cells) == 5


def test_roles_come_from_the_formulas_of_the_workbook() -> None:
    cells = load_definition(MAPPING).bound_cells(scan_workbook(template()))
    roles = {cell.place: cell.role for cell in cells}
    assert roles["投诉处理情况表!B6"] == "total"
    assert roles["投诉处理情况表!B8"] == "figure"
    assert roles["主要指标表!B5"] == "rate"
    assert roles["主要指标表!C5"] == "figure"


def test_skipped_cells_are_not_bound() -> None:
    mapping = MAPPING.replace("header_rows = [3]\n", 'header_rows = [3]\nskip = ["C5:C6"]\n')
    places = {cell.place for cell in load_definition(mapping).plain_cells}
    assert "主要指标表!C4" in places
    assert not {"主要指标表!C5", "主要指标表!C6"} & places


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id = "monthly"', 'id = "monthly'),
        ("label_column =", "label_colum ="),
        ('cell = "A2"', 'cell = "2A"'),
        ('pattern = "报告期：{}"', 'pattern = "报告期"'),
        ("decimals = 2", "decimals = -2"),
        ('at = "F"', 'at = "E"'),
        ('at = "F"', 'at = "ZZZ"'),
        ('key = "|category=0101000000"', 'key = "|category=1|category=2"'),
    ],
)
def test_mistakes_in_a_mapping_are_refused(old: str, new: str) -> None:
    assert old in MAPPING
    with pytest.raises(AppError) as refusal:
        load_definition(MAPPING.replace(old, new, 1))
    assert refusal.value.code in ("excel.bad_definition", "indicator.bad_key")
    assert refusal.value.message


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('at = "B9"', 'at = "B90"', "excel.definition_outside"),
        ('at = "B9"', 'at = "B1"', "excel.definition_merged"),
        ('sheet = "主要指标表"\nat', 'sheet = "主要指标"\nat', "excel.definition_sheet"),
        ('cell = "D2"', 'cell = "E2"', "excel.definition_merged"),
    ],
)
def test_cells_that_cannot_be_are_refused(old: str, new: str, code: str) -> None:
    assert old in MAPPING
    facts = scan_workbook(template())
    with pytest.raises(AppError) as refusal:
        load_definition(MAPPING.replace(old, new, 1)).bound_cells(facts)
    assert refusal.value.code == "excel.bad_definition"
    assert [issue.code for issue in refusal.value.issues] == [code]


def test_a_heading_over_a_formula_is_refused() -> None:
    facts = scan_workbook(template())
    mapping = MAPPING.replace('sheet = "投诉处理情况表"\ncell = "D2"', 'sheet = "主要指标表"\ncell = "B4"')
    issues = check_definition(load_definition(mapping), facts)
    assert [issue.code for issue in issues] == ["excel.definition_formula"]


def test_labels_that_differ_from_the_workbook_are_told() -> None:
    facts = scan_workbook(template())
    definition = load_definition(
        MAPPING.replace('label = "食品类"', 'label = "食品"').replace("性质/价格", "性质/计量")
    )
    found = {(issue.cell, issue.severity) for issue in check_definition(definition, facts)}
    assert found == {("A8", "warning"), ("F5", "warning")}
