"""LibreOffice as an independent calculator of what we store.

It echoes stored results even when told to recalculate, so it gets a copy whose formula results were removed.
"""

from __future__ import annotations

import io
import random
import re
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from app.services.excel.definition import Definition, load_definition
from app.services.excel.manifest import Manifest
from app.services.excel.patcher import fill
from app.services.excel.scan import scan_workbook
from app.services.values import BLANK, Value
from tests.services.excel.workbooks import MAPPING, change_parts, template

TEMPLATES = Path(__file__).resolve().parents[3] / "resources" / "templates"

pytestmark = pytest.mark.libreoffice


def without_results(data: bytes) -> bytes:
    """The workbook with the stored result of every formula removed."""
    pattern = rb"(</f>|<f [^>]*/>)<v>[^<]*</v>"
    return change_parts(
        data, lambda name, part: re.sub(pattern, rb"\1", part) if name.startswith("xl/worksheets/") else part
    )


def recalculated(data: bytes, folder: Path) -> dict[str, object]:
    """Every formula's result as LibreOffice computes it, by ``Sheet!B7``."""
    source = folder / "source.xlsx"
    source.write_bytes(without_results(data))
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx"]
    out = folder / "out"
    subprocess.run([*command, "--outdir", str(out), str(source)], check=True, capture_output=True, timeout=180)
    formulas = openpyxl.load_workbook(io.BytesIO(data))
    values = openpyxl.load_workbook(out / "source.xlsx", data_only=True)
    return {
        f"{sheet.title}!{cell.coordinate}": values[sheet.title][cell.coordinate].value
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def differences(data: bytes, folder: Path) -> list[str]:
    """Formulas whose stored result is not LibreOffice's."""
    facts = scan_workbook(data)
    wrong = []
    results = recalculated(data, folder)
    assert results
    for place, computed in results.items():
        sheet, cell = place.split("!")
        content = facts.by_name[sheet].content(cell)
        if isinstance(computed, int | float):
            if content.number is None or abs(content.number - Decimal(repr(computed))) > Decimal("1e-9"):
                wrong.append(place)
        elif (computed or "") != content.text:
            wrong.append(place)
    return wrong


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
    assert differences(data, tmp_path) == []


def test_a_wrong_stored_result_is_found(tmp_path: Path) -> None:
    definition, workbook = definition_and_template("own")
    values = {cell.key: Value.of(5) for cell in definition.plain_cells}
    data = fill(workbook, definition, values, {}, Manifest("monthly", "1", "33", "甲", "2026-03")).data
    wrong = change_parts(
        data,
        lambda name, part: part.replace(b"SUM(C8:C9)</f><v>10", b"SUM(C8:C9)</f><v>11") if "sheet1" in name else part,
    )
    assert wrong != data
    assert differences(wrong, tmp_path) == ["投诉处理情况表!C7"]
