"""Set-up files and the practice office from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import run
from app.config import SettingsFile
from app.paths import DataFolder


def ask(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> tuple[int, Any]:
    """A call on ``folder``; gives (exit code, JSON)."""
    capsys.readouterr()
    code = run(["--data", str(folder), "--json", "--user", "王桂芬", "--today", "2026-04-03", *words])
    return code, json.loads(capsys.readouterr().out)


def test_a_station_from_a_file_and_a_case_out_of_practice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    county, station, file = tmp_path / "county", tmp_path / "station", tmp_path / "城关.xbset"
    ask(capsys, county, "init", "--level", "county", "--name", "青溪县消保委", "--code", "331122")
    code, made = ask(
        capsys, county, "setup", "make", "--code", "331122003", "--name", "城关监督站", "--machine", "02", "--out",
        str(file),
    )  # fmt: skip
    assert (code, made["parent"], made["scale"], made["templates"]) == (0, "331122", 1.5, ["analysis", "monthly"])
    code, home = ask(capsys, station, "init", "--from", str(file))
    assert (code, home["code"], home["machine"]) == (0, "331122003", "02")
    assert SettingsFile(DataFolder(station).settings).table("window")["scale"] == 1.5
    _, there = ask(capsys, station, "practice", "start")
    practice = Path(there["data"])
    _, added = ask(
        capsys, practice, "complaint", "add", "complainant=李秀英", "trader=宏发手机店", "received_on=3月5日"
    )
    code, moved = ask(capsys, practice, "practice", "move", added["number"])
    assert code == 0 and moved["number"][17:19] == "02"
    assert ask(capsys, station, "complaint", "find", "李秀英")[1]["total"] == 1
    assert ask(capsys, practice, "complaint", "find", "李秀英")[1]["total"] == 0
    code, refused = ask(capsys, practice, "practice", "move", added["number"])
    assert (code, refused["error"]["code"]) == (1, "complaint.in_bin")
    code, refused = ask(capsys, station, "practice", "move", moved["number"])
    assert (code, refused["error"]["code"]) == (1, "practice.not_practice")


def test_init_asks_for_one_or_the_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, refused = ask(capsys, tmp_path / "x", "init", "--name", "甲")
    assert (code, refused["error"]["code"]) == (2, "setup.who")
