"""``indicator`` and ``tag``: the catalogue, own indicators and tags from a script."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import Services
from app.cli.main import run
from app.services.database import Database
from tests.services.city_fixtures import PHONE, take

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def call(county: Database, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a county with three cases of March; gives exit code and JSON."""
    services = Services(county)
    for age in ("59", "60", "71"):
        take(services, 3, PHONE, age=age)
    root: Path = county.folder.root
    county.close()

    def make(*words: str) -> tuple[int, Any]:
        code = run(["--data", str(root), "--json", "--today", "2026-04-03", "--user", "陈秘书", *words])
        return code, json.loads(capsys.readouterr().out)

    return make


def test_the_catalogue_is_listed_and_searched(call: Run) -> None:
    _, everything = call("indicator", "list")
    assert everything["total"] == len(everything["indicators"]) > 150
    assert set(everything["indicators"][0]) == {
        "key", "name", "unit", "group", "kind", "rule", "synonyms", "own", "retired",
    }  # fmt: skip
    _, found = call("indicator", "find", "slts")
    assert found["indicators"][0]["key"] == "accepted"
    _, shown = call("indicator", "show", "accepted", "--period", "2026-03")
    assert (shown["value"], shown["last_year"], shown["period"]) == ("3", None, "2026年3月")
    assert call("indicator", "show", "nothing")[1]["error"]["code"] == "indicator.unknown"


def test_an_indicator_is_tried_made_changed_and_retired(call: Run) -> None:
    code, tried = call("indicator", "try", "--where", "年龄>=60", "--period", "2026-03")
    assert code == 0 and (tried["value"], tried["n"], len(tried["records"])) == ("2", 2, 2)
    _, made = call("indicator", "add", "--name", "老年人投诉", "--where", "年龄>=60")
    assert made["key"] == "own_331122_laonianrentousu"
    assert made["conditions"] == ["投诉人年龄 60 岁以上"]
    _, changed = call("indicator", "change", made["key"], "--where", "年龄>=70")
    assert changed["name"] == "老年人投诉" and changed["conditions"] == ["投诉人年龄 70 岁以上"]
    assert call("indicator", "try", made["key"], "--period", "2026-03")[1]["value"] == "1"
    assert call("indicator", "retire", made["key"])[1]["retired"]
    assert call("indicator", "list", "--group", "own")[1]["total"] == 0
    assert not call("indicator", "restore", made["key"])[1]["retired"]


def test_typed_and_computed_ones(call: Run) -> None:
    _, typed = call("indicator", "add", "--kind", "typed", "--name", "发放台历", "--unit", "份", "--over-time", "last")
    assert (typed["kind"], typed["over_time"]) == ("B", "last")
    _, made = call("indicator", "add", "--name", "人均台历", "--unit", "份", "--formula", "发放台历 / 受理投诉")
    assert (made["kind"], made["formula"]) == ("D", "发放台历 除以 受理投诉")
    code, refused = call("indicator", "add", "--name", "怪数", "--formula", "天上的 + 1")
    assert code == 1 and refused["error"]["code"] == "indicator.not_made"
    assert refused["issues"][0]["code"] == "indicator.formula_unknown"


def test_what_a_search_finds_is_tagged_and_that_is_undone(call: Run) -> None:
    code, done = call("tag", "add", "守护夕阳红", "--found", "--period", "2026-03", "宏发")
    assert code == 0 and (done["changed"], done["already"]) == (3, 0)
    assert call("tag", "list")[1]["tags"] == [{"tag": "守护夕阳红", "n": 3}]
    assert call("indicator", "try", "--where", "标签=守护夕阳红", "--period", "2026-03")[1]["value"] == "3"
    assert call("tag", "undo", done["id"])[1]["changed"] == 3
    assert call("tag", "list")[1]["tags"] == []
    assert call("tag", "add", "守护夕阳红")[0] == 2  # neither a number nor a search
