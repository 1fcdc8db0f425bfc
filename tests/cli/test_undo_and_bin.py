"""Taking back and the bin from the command line: names and shapes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from app.cli.main import run
from app.models import Complaint
from app.paths import DataFolder
from app.services.database import Database

Ask = Any


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path, county_template: Path) -> Ask:
    import shutil

    shutil.copytree(county_template, tmp_path / "county")

    def call(*words: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = run(["--data", str(tmp_path / "county"), "--json", "--user", "王桂芬", "--today", "2026-04-03", *words])
        return code, json.loads(capsys.readouterr().out)

    call.root = tmp_path / "county"  # type: ignore[attr-defined]
    return call


def add(ask: Ask) -> str:
    code, made = ask("complaint", "add", "complainant=李秀英", "trader=宏发手机店", "nature=质量", "received_on=3月5日")
    assert code == 0
    return str(made["id"])


def test_undo(ask: Ask) -> None:
    id = add(ask)
    ask("complaint", "change", id, "nature=价格")
    ask("complaint", "change", id, "complainant=王一")
    shown = ask("complaint", "history", id)[1]
    assert [r["kind"] for r in shown["revisions"]] == ["changed", "changed"]
    assert {"id", "at", "by", "edits", "takes_back", "taken_back"} <= set(shown["revisions"][0])
    code, done = ask("complaint", "undo", id, shown["revisions"][1]["id"])
    assert (code, set(done)) == (0, {"id", "number", "state", "issues"})
    assert ask("complaint", "show", id)[1]["rows"][0]["nature"] == "N01"
    code, done = ask("complaint", "undo", id)
    assert code == 0 and ask("complaint", "show", id)[1]["rows"][0]["complainant"] == "李秀英"
    code, done = ask("complaint", "undo", id)
    assert (code, done["error"]["code"]) == (1, "complaint.nothing_to_take_back")


def binned_long_ago(ask: Ask, id: str, days: int) -> None:
    database = Database(DataFolder(ask.root))
    with database.write() as session:
        at = datetime(2026, 4, 3, 12, tzinfo=UTC) - timedelta(days=days)
        session.execute(update(Complaint).where(Complaint.id == id).values(deleted_at=at, created_at=at))
    database.close()


def test_bin(ask: Ask) -> None:
    old, young, one = add(ask), add(ask), add(ask)
    for id in (old, young, one):
        assert ask("complaint", "delete", id)[0] == 0
    binned_long_ago(ask, old, 31)
    binned_long_ago(ask, young, 29)
    code, listed = ask("bin", "list")
    assert (code, listed["total"]) == (0, 3)
    row = next(row for row in listed["rows"] if row["id"] == young)
    assert (row["kind"], row["goes_on"], row["by"], row["kept"]) == ("complaint", "2026-04-04", "王桂芬", "")
    code, gone = ask("bin", "purge")
    assert (code, gone) == (0, {"complaints": 1, "enquiries": 0, "kept": 0})
    assert ask("complaint", "show", old)[1]["error"]["code"] == "complaint.not_found"
    assert ask("bin", "erase", one)[0] == 0
    assert [row["id"] for row in ask("bin", "list")[1]["rows"]] == [young]
    code, failed = ask("bin", "erase", one)
    assert (code, failed["error"]["code"]) == (1, "bin.not_there")
    assert ask("bin", "restore", young)[0] == 0
    assert ask("bin", "list")[1] == {"rows": [], "total": 0}
