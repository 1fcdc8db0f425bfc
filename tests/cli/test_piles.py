"""Paper in piles from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import run

FORM = (
    "received_on=5",
    "category=食品类",
    "nature=质量",
    "amount=80",
    "channel=来人",
    "result=达成协议",
    "closed_on=9",
)


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    """A call on a fresh county; gives (exit code, JSON), or with ``plain`` the text."""

    def call(*words: str, plain: bool = False, by: str = "王桂芬") -> tuple[int, Any]:
        capsys.readouterr()
        form = () if plain else ("--json",)
        code = run(["--data", str(tmp_path / "d"), *form, "--user", by, "--today", "2026-04-03", *words])
        said = capsys.readouterr().out
        return code, said if plain else json.loads(said)

    assert call("init", "--level", "county", "--name", "青溪县消保委", "--code", "331122")[0] == 0
    return call


def begin(ask: Any, *more: str) -> str:
    code, made = ask("pile", "begin", "station=城关监督站", "month=3月", "forms=2", *more)
    assert code == 0, made
    return str(made["pile"]["id"])


def test_a_pile_from_begin_to_end(ask: Any) -> None:
    pile = begin(ask)
    code, made = ask("pile", "add", pile, "paper_number=1", *FORM)
    assert (code, made["form"]["state"], made["pile"]["left"]) == (0, "incomplete", 1)
    assert made["form"]["missing"][0] == "complainant"
    assert made["form"]["case"]["closed_on"] == "2026-03-09"
    code, told = ask("pile", "add", pile, "paper_number=1", *FORM)
    assert (code, told["error"]["code"], told["issues"][0]["code"]) == (1, "pile.asked", "pile.number_in_pile")
    assert ask("pile", "add", pile, "paper_number=1", *FORM, "--sure", "paper_number")[0] == 0
    assert ask("pile", "change", pile, "2", "paper_number=2", "amount=90")[1]["form"]["case"]["amount"] == 9000
    assert [form["position"] for form in ask("pile", "owing", pile)[1]["forms"]] == [1, 2]
    assert ask("pile", "settle", pile, "1")[1]["form"]["state"] == "complete"
    assert ask("pile", "delete", pile, "2")[1]["forms"][1]["state"] == "deleted"
    code, told = ask("pile", "close", pile)
    assert (code, told["error"]["code"]) == (1, "pile.counts_differ")
    assert ask("pile", "restore", pile, "2")[1]["pile"]["keyed"] == 2
    assert ask("pile", "close", pile)[1]["pile"]["closed_at"]
    assert ask("pile", "list", "--open")[1] == {"piles": []}
    assert ask("pile", "reopen", pile)[0] == 0
    assert ask("pile", "count", pile, "3")[1]["pile"]["left"] == 1
    shown = ask("pile", "show", pile)[1]
    assert shown["lag"]["longest"] == max(form["lag_days"] for form in shown["forms"])
    for words in (("list",), ("show", pile), ("owing",)):
        assert "城关监督站" in ask("pile", *words, plain=True)[1]


def test_a_second_keying(ask: Any) -> None:
    pile = begin(ask, "sample=100")
    ask("pile", "add", pile, "paper_number=1", *FORM)
    waiting = ask("pile", "second", pile)[1]
    assert waiting["waiting"] == [{"position": 1, "paper_number": "1", "keyed_by": "王桂芬"}]
    again = ("pile", "second", pile, "1", "amount=80", "category=食品类", "nature=价格")
    assert ask(*again)[1]["error"]["code"] == "pile.same_person"
    assert ask(*again, by="陈秘书")[0] == 0
    assert "N01 / N04，还没定" in ask("pile", "second", pile, plain=True)[1]
    assert ask("pile", "decide", pile, "1", "nature", "second", by="张主任")[0] == 0
    shown = ask("pile", "show", pile)[1]
    assert shown["forms"][0]["case"]["nature"] == "N04"
    rate = next(rate for rate in shown["sample"]["rates"] if rate["name"] == "nature")
    assert (rate["n"], rate["differ"], rate["first_wrong"], rate["share"]) == (1, 1, 1, "100.0")


def test_a_wrong_call_is_told(ask: Any) -> None:
    assert ask("pile", "begin", "station=城关站")[1]["error"]["code"] == "pile.not_begun"
    assert ask("pile", "show", "x")[1]["error"]["code"] == "pile.not_found"
    assert ask("pile", "second", begin(ask), "1")[0] == 2
