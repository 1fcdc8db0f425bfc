"""Finding, lists and forms from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from app.cli.main import run

Ask = Any


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path, county_template: Path) -> Ask:
    """A call on a county with three cases; gives (exit code, JSON)."""
    import shutil

    shutil.copytree(county_template, tmp_path / "county")

    def call(*words: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = run(["--data", str(tmp_path / "county"), "--json", "--today", "2026-04-07", *words])
        return code, json.loads(capsys.readouterr().out)

    for who, trader, day, amount, more in (
        ("李秀英", "宏发手机店", "2026-03-01", "2350", "accepted_on=2026-03-02"),
        ("单小燕", "好又多超市", "2026-04-01", "120", "station=城关站"),
        ("陈国庆", "宏发通讯", "2026-04-06", "", "category=食品类"),
    ):
        fields = [f"complainant={who}", f"trader={trader}", f"received_on={day}", f"amount={amount}", more]
        assert call("complaint", "add", *fields)[0] == 0
    return call


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["hf"], ["陈国庆", "李秀英"]),
        (["sxy"], ["单小燕"]),
        (["--overdue"], ["李秀英"]),
        (["--due-soon"], ["单小燕"]),
        (["--state", "已受理"], ["李秀英"]),
        (["--state", "open", "--sort", "who", "--ascending"], ["陈国庆", "单小燕", "李秀英"]),
        (["--sort", "amount"], ["李秀英", "单小燕", "陈国庆"]),
        (["--sort", "amount", "--ascending"], ["单小燕", "李秀英", "陈国庆"]),
        (["--least", "一百", "--most", "500"], ["单小燕"]),
        (["--category", "食品"], ["陈国庆"]),
        (["--station", "城关站"], ["单小燕"]),
        (["--trader", "宏发通讯"], ["陈国庆"]),
        (["--period", "2026-04"], ["陈国庆", "单小燕"]),
        (["--from", "4月2日"], ["陈国庆"]),
        (["--incomplete"], []),
    ],
)
def test_filters_and_orders(ask: Ask, words: list[str], found: list[str]) -> None:
    code, answer = ask("complaint", "find", *words)
    assert (code, [row["complainant"] for row in answer["rows"]]) == (0, found)
    assert answer["total"] == len(found)


def test_time_limits_are_told(ask: Ask) -> None:
    rows = {row["complainant"]: row for row in ask("complaint", "find")[1]["rows"]}
    assert (rows["李秀英"]["due_on"], rows["李秀英"]["overdue"]) == ("2026-03-16", True)
    assert (rows["陈国庆"]["overdue"], rows["单小燕"]["overdue"]) == (False, False)


@pytest.mark.parametrize("sort", ["day", "amount", "who", "number", "state"])
def test_pages_follow_each_other(ask: Ask, sort: str) -> None:
    seen: list[str] = []
    after: list[str] = []
    for _ in range(5):
        answer = ask("complaint", "find", "--sort", sort, "--limit", "1", *after)[1]
        seen += [row["number"] for row in answer["rows"]]
        if answer["after"] is None:
            break
        after = ["--after", answer["after"]]
    assert len(seen) == len(set(seen)) == 3


@pytest.mark.parametrize(
    "words", [["--state", "没有"], ["--category", "没有"], ["--from", "没有"], ["--least", "没有"], ["--after", "%%"]]
)
def test_what_is_not_understood_is_told(ask: Ask, words: list[str]) -> None:
    code, answer = ask("complaint", "find", *words)
    assert code in (1, 2) and "error" in answer


def test_lists_and_forms_as_files(ask: Ask, tmp_path: Path) -> None:
    out = str(tmp_path / "清单.pdf")
    assert ask("complaint", "list", "hf", "--out", out)[1] == {"out": out, "rows": 2}
    assert "李秀英" in PdfReader(out).pages[0].extract_text()
    out = str(tmp_path / "清单.xlsx")
    assert ask("complaint", "list", "--columns", "投诉人,amount", "--sort", "amount", "--out", out)[0] == 0
    sheet = load_workbook(out).active
    assert sheet is not None and [cell.value for cell in sheet[3]] == ["李秀英", 2350]
    assert ask("complaint", "list", "--columns", "没有", "--out", out)[0] == 2
    numbers = [row["number"] for row in ask("complaint", "find")[1]["rows"]]
    out = str(tmp_path / "表.pdf")
    assert ask("complaint", "print", *numbers, "--out", out)[1] == {"out": out, "pages": 3, "numbers": numbers}
    assert ask("complaint", "blank-form", "--out", out)[1] == {"out": out, "pages": 1}
    assert "消费者投诉登记表" in PdfReader(out).pages[0].extract_text()
    code, answer = ask("complaint", "print", "没有的", "--out", out)
    assert code == 1 and answer["error"]["code"] == "complaint.not_found"
