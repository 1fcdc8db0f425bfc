"""LibreOffice as an independent calculator of what filling stores, for figures of every kind."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest

from app.services.excel.definition import Definition, load_definition
from app.services.excel.manifest import Manifest
from app.services.excel.patcher import fill
from app.services.values import BLANK, Value
from tests.libreoffice import differences
from tests.services.excel.workbooks import MAPPING, change_parts, template

TEMPLATES = Path(__file__).resolve().parents[3] / "resources" / "templates"

pytestmark = pytest.mark.libreoffice


def definition_and_template(name: str) -> tuple[Definition, bytes]:
    if name == "own":
        return load_definition(MAPPING), template()
    text = (TEMPLATES / f"{name}.toml").read_text(encoding="utf-8")
    return load_definition(text), (TEMPLATES / f"{name}.xlsx").read_bytes()


@pytest.mark.parametrize("name", ["own", "monthly", "analysis"])
def test_stored_results_are_what_libreoffice_computes(name: str, tmp_path: Path) -> None:
    definition, workbook = definition_and_template(name)
    chance = random.Random(7)
    values = {
        cell.key: chance.choice([BLANK, Value.of(0), *[Value.of(chance.randint(1, 9000)) for _ in range(6)]])
        if not cell.decimals
        else Value.of(Decimal(chance.randint(0, 10**6)) / 100)
        for cell in definition.plain_cells
    }
    data = fill(workbook, definition, values, {}, Manifest(definition.id, "1", "33", "甲", "2026-03")).data
    assert differences({"filled": data}, tmp_path) == {"filled": []}


def test_a_wrong_stored_result_is_found(tmp_path: Path) -> None:
    definition, workbook = definition_and_template("own")
    values = {cell.key: Value.of(5) for cell in definition.plain_cells}
    data = fill(workbook, definition, values, {}, Manifest("monthly", "1", "33", "甲", "2026-03")).data
    wrong = change_parts(
        data,
        lambda name, part: part.replace(b"SUM(C8:C9)</f><v>10", b"SUM(C8:C9)</f><v>11") if "sheet1" in name else part,
    )
    assert wrong != data
    assert differences({"wrong": wrong}, tmp_path) == {"wrong": ["投诉处理情况表!C7 11 ≠ 10"]}
