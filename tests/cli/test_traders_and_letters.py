"""Traders with their complaints, and letters with their answers, from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import run


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


def add(ask: Any, trader: str, on: str, *more: str) -> str:
    code, made = ask("complaint", "add", "complainant=李秀英", f"trader={trader}", f"received_on={on}", *more)
    assert code == 0, made
    return str(made["number"])


def test_a_trader_with_its_complaints(ask: Any, tmp_path: Path) -> None:
    add(ask, "宏发手机店", "2026-01-05", "accepted_on=2026-01-05", "nature=质量", "amount=100")
    done = ("accepted_on=2026-03-05", "result=达成协议", "closed_on=2026-03-08", "recovered=80", "amount=200")
    add(ask, "鸿发手机店", "2026-03-05", *done)
    add(ask, "鸿发手机店", "2025-03-05")
    assert ask("trader", "join", "宏发手机店", "鸿发手机店")[0] == 0
    code, shown = ask("trader", "show", "鸿发手机店", "--period", "2026")
    assert code == 0
    assert shown["trader"]["name"] == "宏发手机店"
    assert (shown["complaints"], shown["open"], shown["accepted"], shown["settled"]) == (2, 1, 2, 1)
    assert (shown["settled_rate"], shown["amount"], shown["recovered"]) == ("50.00", 30000, 8000)
    assert shown["natures"] == [{"code": "N01", "name": "质量", "n": 1}, {"code": None, "name": "", "n": 1}]
    assert shown["months"][-1] == {"month": "2026-04", "complaints": 0, "last_year": 0}
    assert [case["state"] for case in shown["cases"]] == ["accepted", "settled"]
    assert shown["letters"] == []
    of_it = ("complaint", "find", "--trader", "宏发手机店", "--period", "2026")
    for more, many in ((), 2), (("--happened", "accepted"), 2), (("--happened", "settled"), 1), (("--gained",), 1):
        assert ask(*of_it, *more)[1]["total"] == many
    said = ask("trader", "show", "宏发手机店", plain=True)[1]
    assert "投诉 3 件" in said and "解决率 50.00 %" in said
    for ending, head in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        out = tmp_path / f"t.{ending}"
        assert ask("trader", "show", "宏发手机店", "--out", str(out))[0] == 0
        assert out.read_bytes().startswith(head)
    assert ask("trader", "show", "宏发手机店", "--out", "t.doc")[0] == 2
    assert ask("trader", "show", "没有的店")[1] == {"trader": None, "likely_spellings": []}


def test_repeated_traders(ask: Any, tmp_path: Path) -> None:
    for on in ("2026-01-05", "2026-02-05", "2026-03-05", "2025-03-05"):
        add(ask, "宏发手机店", on, "nature=质量")
    add(ask, "百姓大药房", "2026-01-05")
    code, found = ask("trader", "repeated", "--period", "2026")
    assert (code, found["total"], found["complaints"], found["of"]) == (0, 1, 3, 4)
    (row,) = found["rows"]
    assert (row["name"], row["complaints"], row["before"], row["settled_rate"]) == ("宏发手机店", 3, 1, None)
    assert row["last_on"] == "2026-03-05"
    assert ask("trader", "repeated", "--period", "2026", "--least", "1")[1]["total"] == 2
    assert ask("trader", "repeated", "--period", "2026", "--least", "0")[1]["error"]["code"] == "trader.least"
    assert ask("trader", "repeated", "--period", "abc")[1]["error"]["code"] == "period.not_understood"
    out = tmp_path / "r.pdf"
    assert "1 家" in ask("trader", "repeated", "--period", "2026", "--out", str(out), plain=True)[1]
    assert out.read_bytes().startswith(b"%PDF")


def test_a_letter_from_writing_to_its_answer(ask: Any) -> None:
    number = add(ask, "宏发手机店", "2026-03-05")
    code, made = ask("letter", "add", f"case={number}", "to_whom=市场监管局", "subject=查许可", "sent_on=3月10日")
    assert code == 0, made
    assert (made["state"], made["answer_due"], made["case_number"], made["by"]) == (
        "overdue", "2026-03-25", number, "王桂芬",
    )  # fmt: skip
    assert ask("letter", "list", "--state", "overdue", "--trader", "宏发手机店", "--case", number)[1]["total"] == 1
    assert ask("letter", "change", made["id"], "answer_due=4月10日")[1]["state"] == "waiting"
    code, kept = ask("letter", "answer", made["id"], "on=4月2日", "answer=没有许可")
    assert (code, kept["state"], kept["answered_on"]) == (0, "answered", "2026-04-02")
    assert "没有许可" in ask("letter", "show", made["id"], plain=True)[1]
    assert len(ask("letter", "show", made["id"])[1]["history"]) == 3
    assert ask("letter", "take-back", made["id"])[1]["state"] == "waiting"
    assert ask("letter", "delete", made["id"])[1]["deleted"]
    assert ask("letter", "list")[1]["total"] == 0
    assert ask("letter", "list", "--bin")[1]["total"] == 1
    assert not ask("letter", "restore", made["id"])[1]["deleted"]
    code, refused = ask("letter", "add", "to_whom=公安局", "sent_on=2月30日")
    assert (code, refused["error"]["code"]) == (1, "letter.not_taken")
    assert ask("letter", "show", "nothing")[1]["error"]["code"] == "letter.not_found"
    assert ask("trader", "show", "宏发手机店")[1]["letters"][0]["id"] == made["id"]
