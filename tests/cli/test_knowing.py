"""Two cases, and spellings of a trader, from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import run

CASE = ("complainant=李秀英", "phone=13857812236", "trader=宏发手机店", "amount=2350", "received_on=3月5日")


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    """A call on a fresh county; gives (exit code, JSON), or with ``plain`` the text."""

    def call(*words: str, plain: bool = False) -> tuple[int, Any]:
        capsys.readouterr()
        form = () if plain else ("--json",)
        code = run(["--data", str(tmp_path / "d"), *form, "--user", "王桂芬", "--today", "2026-04-03", *words])
        said = capsys.readouterr().out
        return code, said if plain else json.loads(said)

    assert call("init", "--level", "county", "--name", "青溪县消保委", "--code", "331122")[0] == 0
    return call


def add(ask: Any, *more: str) -> str:
    code, made = ask("complaint", "add", *CASE, *more)
    assert code == 0, made
    return str(made["number"])


def test_two_cases(ask: Any) -> None:
    keep, other = add(ask), add(ask, "trader=青溪县宏发手机店", "age=67", "trader_phone=0578-6111111")
    code, found = ask("complaint", "duplicates", keep)
    assert (code, found["total"], found["rows"][0]["number"]) == (0, 1, other)
    assert "电话相同" in found["rows"][0]["reasons"]
    assert {"field", "label", "here", "there", "same"} == set(found["rows"][0]["compared"][0])
    assert other in ask("complaint", "duplicates", keep, plain=True)[1]
    code, shown = ask("complaint", "compare", keep, other)
    assert {each["field"]: each["same"] for each in shown["compared"]}["trader"] == "near"
    code, made = ask("complaint", "dismiss", keep, other)
    assert (code, made["kind"]) == (0, "dismissed")
    assert ask("complaint", "duplicates", keep)[1] == {"rows": [], "total": 0}
    assert ask("complaint", "unlink", made["link"])[0] == 0
    assert ask("complaint", "link", keep, other)[1]["kind"] == "linked"
    code, merged = ask("complaint", "merge", keep, other, "trader=other")
    assert (code, merged["number"], merged["issues"]) == (0, keep, [])
    row = ask("complaint", "show", keep)[1]["rows"][0]
    assert (row["trader"], row["age"]) == ("青溪县宏发手机店", 67)
    assert ask("complaint", "links", keep)[1]["links"][0]["kind"] == "merged"
    assert "合成一件" in ask("complaint", "links", keep, plain=True)[1]
    code, back = ask("complaint", "unlink", merged["link"])
    assert (code, back["number"]) == (0, keep)
    assert ask("complaint", "show", keep)[1]["rows"][0]["age"] is None
    assert ask("complaint", "duplicates", keep)[1]["total"] == 1
    code, problem = ask("complaint", "unlink", merged["link"])
    assert (code, problem["error"]["code"]) == (1, "duplicate.no_link")
    code, problem = ask("complaint", "merge", keep, other, "trader=left")
    assert (code, problem["error"]["code"]) == (1, "duplicate.no_choice")


def test_a_trader(ask: Any) -> None:
    add(ask, "trader_phone=0578-6111111")
    add(ask, "trader=鸿发手机店")
    code, found = ask("trader", "find", "hfsj")
    assert (code, found["total"]) == (0, 2)
    code, shown = ask("trader", "show", "宏发手机店")
    assert shown["likely_spellings"] == ["鸿发手机店"] and shown["trader"]["cases_this_year"] == 1
    assert "鸿发手机店" in ask("trader", "show", "宏发手机店", plain=True)[1]
    code, joined = ask("trader", "join", "宏发手机店", "鸿发手机店")
    assert (code, joined["trader"]["cases_this_year"], joined["trader"]["joined"]) == (0, 2, True)
    assert [row["name"] for row in ask("trader", "find", "鸿发")[1]["rows"]] == ["宏发手机店"]
    assert ask("trader", "part", "鸿发手机店")[0] == 0
    assert ask("trader", "find", "手机")[1]["total"] == 2
    assert ask("trader", "show", "没有的店")[1] == {"trader": None, "likely_spellings": []}
    code, problem = ask("trader", "part", "鸿发手机店")
    assert (code, problem["error"]["code"]) == (1, "memory.not_joined")
