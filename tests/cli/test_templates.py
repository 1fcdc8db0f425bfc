"""``template``: from the city's workbook to the counties and their next edition, without a window."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import run
from app.paths import DataFolder
from app.services import templates
from app.services.database import Database
from tests.services.excel.workbooks import MAPPING, change_text, template

Ask = Any


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path, county_template: Path, city_template: Path) -> Ask:
    """A call on the county or the city; gives (exit code, JSON)."""
    shutil.copytree(county_template, tmp_path / "county")
    shutil.copytree(city_template, tmp_path / "city")

    def call(office: str, *words: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = run(["--data", str(tmp_path / office), "--json", "--today", "2026-04-03", *words])
        return code, json.loads(capsys.readouterr().out)

    return call


def bound(folder: Path, workbook: bytes, mapping: str = MAPPING) -> None:
    """A template of the city's own, in use there."""
    database = Database(DataFolder(folder))
    try:
        with database.write() as session:
            templates.put(session, mapping.replace('id = "monthly"', 'id = "own"'), workbook, source="bound")
    finally:
        database.close()


def test_listed_and_shown(ask: Ask) -> None:
    code, listed = ask("county", "template", "list")
    assert code == 0
    assert {(one["id"], one["source"], one["suffix"]) for one in listed["templates"]} >= {
        ("monthly", "shipped", "xlsx"), ("analysis", "shipped", "xlsx"),
    }  # fmt: skip
    code, shown = ask("county", "template", "show", "monthly")
    assert (code, shown["id"]) == (0, "monthly")
    assert set(shown["cells"][0]) == {"sheet", "cell", "key", "role", "unit", "decimals", "state", "why"}
    assert {cell["role"] for cell in shown["cells"]} >= {"figure", "total", "header"}
    assert set(shown["rules"][0]) >= {"sheet", "expression", "says", "severity", "tolerance", "kind", "cells", "text"}
    assert ask("county", "template", "show", "nothing")[1]["error"]["code"] == "template.unknown"


def test_checked_with_the_figures_of_a_month(ask: Ask) -> None:
    assert ask("county", "template", "check", "monthly")[1]["issues"] == []
    assert ask("county", "template", "check", "monthly", "--period", "2026-03")[1]["issues"] == []


def test_a_template_goes_from_the_city_to_a_county(ask: Ask, tmp_path: Path) -> None:
    bound(tmp_path / "city", template())
    out = tmp_path / "t.xbmb"
    code, made = ask("city", "template", "publish", "own", "--out", str(out))
    assert (code, made["id"], made["version"]) == (0, "own", "2026.1")
    code, offer = ask("county", "template", "install", str(out), "--dry-run")
    assert (code, offer["standing"], offer["installed"]) == (0, "new", False)
    code, done = ask("county", "template", "install", str(out))
    assert (code, done["installed"], done["drift"]) == (0, True, None)
    assert ask("county", "template", "install", str(out))[1]["standing"] == "same"
    assert ask("county", "template", "show", "own")[0] == 0
    out.write_bytes(out.read_bytes()[:-900])
    code, refused = ask("county", "template", "install", str(out))
    assert (code, refused["error"]["code"]) == (1, "template.file_damaged")


def test_the_next_edition_is_compared(ask: Ask, tmp_path: Path) -> None:
    bound(tmp_path / "city", template())
    path = tmp_path / "new.xlsx"
    path.write_bytes(template())
    same = ask("city", "template", "compare", "own", str(path))[1]
    assert (same["lost"], same["moved"], same["lines"]) == (0, 0, [])
    path.write_bytes(change_text(template(), "xl/sharedStrings.xml", "监督站", "联络站"))
    other = ask("city", "template", "compare", "own", str(path))[1]
    assert other["lost"] == 1
    assert set(other["lines"][0]) >= {"what", "kind", "sheet", "cell", "before", "now", "cells", "says"}


def test_a_rule_is_understood_and_tried(ask: Ask) -> None:
    words = ("受理件数 >= 办结件数", "--sheet", "投诉处理情况表", "--period", "2026-03")
    code, made = ask("county", "template", "rule", "monthly", *words)
    assert code == 0
    assert [rule["expression"] for rule in made["rules"]] == ["B{row} >= C{row}"]
    assert made["tried"] == [{"holds": True, "places": 27}]
    code, refused = ask("county", "template", "rule", "monthly", "受里 >= 1")
    assert (code, refused["error"]["code"]) == (1, "rule.unknown_name")
    assert "受理" in refused["error"]["message"]
