"""What is due, holidays and time limits from the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import run

Ask = Any
NOTICE = Path(__file__).parent.parent / "services" / "calendars" / "notices" / "2026.txt"


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path, county_template: Path) -> Ask:
    """A call on an empty county; gives (exit code, JSON)."""
    shutil.copytree(county_template, tmp_path / "county")

    def call(*words: str, today: str = "2026-04-07") -> tuple[int, Any]:
        capsys.readouterr()
        code = run(["--data", str(tmp_path / "county"), "--json", "--today", today, "--user", "王桂芬", *words])
        return code, json.loads(capsys.readouterr().out)

    return call


def add(ask: Ask, *fields: str) -> str:
    code, answer = ask("complaint", "add", "complainant=李秀英", *fields)
    assert code == 0
    return str(answer["id"])


def test_what_is_due(ask: Ask) -> None:
    late = add(ask, "received_on=2026-03-02")
    add(ask, "received_on=2026-03-30")
    taken = add(ask, "received_on=2026-04-01", "accepted_on=2026-04-02")
    code, answer = ask("due")
    assert code == 0
    assert [
        {name: one[name] for name in ("id", "what", "due_on", "overdue", "rule")}
        for one in answer["cases"]
        if one["id"] in (late, taken)
    ] == [
        {
            "id": late,
            "what": "decide",
            "due_on": "2026-03-09",
            "overdue": True,
            "rule": "收到次日（3月3日）起算，5 个工作日",
        },
        {
            "id": taken,
            "what": "mediate",
            "due_on": "2026-04-17",
            "overdue": False,
            "rule": "受理次日（4月3日）起算，10 个工作日",
        },
    ]
    assert [one["group"] for one in answer["cases"]] == ["overdue", "today", "later"]
    assert answer["counts"] == {
        "today": 1, "overdue": 1, "soon": 0, "waiting": 0, "follow_up": 0, "later": 1, "older": 0,
    }  # fmt: skip
    _, later = ask("due", today="2026-04-18")
    assert [one["overdue"] for one in later["cases"]] == [True, True, True]
    _, one = ask("due", taken)
    assert [case["id"] for case in one["cases"]] == [taken]
    _, cut = ask("due", "--most", "1", today="2026-04-18")
    assert len(cut["cases"]) == 1 and cut["counts"]["overdue"] == 3
    assert ask("due", "没有")[0] == 1


def test_moves_move_what_is_due(ask: Ask) -> None:
    case = add(ask, "received_on=2026-03-02", "accepted_on=2026-03-02")
    assert ask("complaint", "move", case, "paused", "on=2026-03-06", "note=送检", today="2026-03-06")[0] == 0
    _, answer = ask("due", case)
    assert [(one["label"], one["due_on"], one["group"]) for one in answer["cases"]] == [("等检测结果", None, "waiting")]
    assert ask("complaint", "move", case, "resumed", "on=2026-03-13", today="2026-03-13")[0] == 0
    _, answer = ask("due", case)
    assert [(one["what"], one["due_on"]) for one in answer["cases"]] == [("mediate", "2026-03-23")]


def test_calendar(ask: Ask, tmp_path: Path) -> None:
    assert ask("calendar", "show")[1]["years"][0]["year"] == 2026
    code, answer = ask("calendar", "show", "2026")
    assert code == 0 and answer["source"] == "shipped"
    assert answer["holidays"][0] == {
        "name": "元旦", "first": "2026-01-01", "last": "2026-01-03", "worked": ["2026-01-04"],
    }  # fmt: skip
    code, notice = ask("calendar", "read-notice", str(NOTICE), "--year", "2026", "--save")
    assert (code, notice["saved"], notice["issues"]) == (0, True, [])
    assert notice["holidays"] == answer["holidays"] == ask("calendar", "show", "2026")[1]["holidays"]
    assert ask("calendar", "show", "2026")[1]["source"] == "own"
    code, wrong = ask("calendar", "read-notice", str(NOTICE), "--year", "2027", "--save")
    assert code == 1 and not wrong["saved"] and wrong["issues"]
    assert ask("calendar", "read-notice", str(tmp_path / "没有.txt"), "--year", "2027")[0] == 1
    file = str(tmp_path / "a.xbcal")
    code, answer = ask("calendar", "export", file)
    assert code == 0 and answer == {"out": file, "years": [2026]}
    code, answer = ask("calendar", "install", file, "--dry-run")
    assert code == 0 and not answer["installed"] and answer["years"] == [{"year": 2026, "what": "same", "words": []}]
    assert ask("calendar", "install", file, "--keep-own")[1]["installed"]
    Path(file).write_text("x", encoding="utf-8")
    code, answer = ask("calendar", "install", file)
    assert code == 1 and answer["error"]["code"] == "calendar.file_other"
    assert ask("calendar", "reset", "2026")[1]["source"] == "shipped"


def test_limits(ask: Ask) -> None:
    code, answer = ask("limits", "list")
    assert code == 0 and answer["handler"] == "committee" and len(answer["rules"]) == 4
    key = next(one["key"] for one in answer["rules"] if one["in_use"])
    code, answer = ask("limits", "set", f"key={key}", "mediate_days=15")
    assert code == 0 and answer["rule"]["mediate_days"] == 15 and answer["rule"]["own"]
    assert ask("limits", "drop", key)[1]["rule"]["mediate_days"] == 10
    code, answer = ask("limits", "set", "decide_days=0")
    assert code == 1 and answer["error"]["code"] == "calendar.rule_not_taken"
    assert ask("limits", "handler", "市场监管部门")[1] == {"handler": "regulator", "name": "市场监管部门"}
    assert ask("limits", "handler")[1]["handler"] == "regulator"
    assert ask("limits", "list", today="2026-05-01")[1]["rules"][1]["in_use"]


def test_words_for_people(capsys: pytest.CaptureFixture[str], ask: Ask, tmp_path: Path) -> None:
    add(ask, "received_on=2026-03-02")
    for words, said in (
        (["due"], "超期 29 天"),
        (["calendar", "show"], "程序自带"),
        (["calendar", "show", "2026"], "春节 2月15日至2月23日，2月14日、2月28日上班"),
        (["limits", "list"], "这里由消保委办理"),
        (["limits", "handler"], "这里由消保委办理"),
        (["calendar", "read-notice", str(NOTICE), "--year", "2026"], "国庆节 10月1日至10月7日"),
    ):
        capsys.readouterr()
        assert run(["--data", str(tmp_path / "county"), "--today", "2026-04-07", *words]) == 0
        assert said in capsys.readouterr().out
