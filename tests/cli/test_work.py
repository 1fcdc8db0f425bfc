"""``worklog``, ``roster`` and where ``figures list`` says its figures come from, as scripts see them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import run


@pytest.fixture
def data(county_template: Path, tmp_path: Path) -> Path:
    shutil.copytree(county_template, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def call(data: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command; its exit code and its one JSON object."""

    def one(*words: str) -> tuple[int, dict[str, Any]]:
        code = run(["--data", str(data), "--json", "--today", "2026-07-10", "--user", "李燕", *words])
        return code, json.loads(capsys.readouterr().out)

    return one


def test_a_line_from_writing_to_the_figure_of_the_month(call: Any, tmp_path: Path) -> None:
    code, line = call("worklog", "add", "kind=讲座", "日期=6月5日", "what=讲防骗", "受教育学生=3100余人次", "讲座=1")
    assert code == 0 and line["issues"] == [] and line["kind"] == "lecture"
    assert {m["key"]: (m["number"], m["approx"]) for m in line["measures"]} == {
        "lectures": ("1", ""), "pupils_taught": ("3100", "余"),
    }  # fmt: skip
    code, failed = call("worklog", "add", "kind=讲座", "what=讲防骗", "讲座=很多")
    assert code == 1 and failed["error"]["code"] == "work.not_taken" and failed["issues"]
    _, changed = call("worklog", "change", line["id"], "讲座=2")
    assert changed["version"] == line["version"] + 1
    _, listed = call("worklog", "list", "--period", "2026-06")
    assert listed["total"] == 1 and {s["key"]: s["value"] for s in listed["sums"]} == {
        "lectures": "2", "pupils_taught": "3100余",
    }  # fmt: skip
    figures = {f["key"]: f for f in call("figures", "list", "--period", "2026-06")[1]["figures"]}
    assert (figures["lectures"]["value"], figures["lectures"]["origin"]) == ("2", "ledger")
    assert figures["leaflets"]["value"] == "blank"
    assert call("worklog", "delete", line["id"])[1]["deleted"] is True
    assert call("worklog", "restore", line["id"])[1]["deleted"] is False
    assert call("worklog", "show", line["id"])[1]["history"][-1]["after"]
    assert call("worklog", "export", "--period", "2026-06", "--out", str(tmp_path / "x.xlsx"))[1]["lines"] == 1
    assert len(call("worklog", "kinds")[1]["kinds"]) > 20
    assert call("worklog", "add-kind", "消费夜市")[1]["code"].startswith("331122-")


def test_a_roster_from_a_list_to_the_count_of_a_day(call: Any, tmp_path: Path) -> None:
    names = tmp_path / "名单.csv"
    names.write_text(
        "种类,名称,设立日期\n分会,石门镇分会,2015\n投诉站,城东投诉站,2026-06-30\n火星站,火星,2020\n", "utf-8"
    )
    _, planned = call("roster", "import", "network", str(names), "--dry-run")
    assert (planned["new"], planned["rejected"]) == (2, 1) and planned["issues"]
    assert call("roster", "list", "network")[1]["total"] == 0
    assert call("roster", "import", "network", str(names))[1]["new"] == 2
    _, added = call("roster", "add", "network", "kind=联络站", "name=溪口联络站", "opened_on=2020年", "person=周小明")
    _, counted = call("roster", "count", "network", "--on", "2026-06-30")
    assert (counted["standing"], counted["opened"], counted["people"]) == (3, 1, 1)
    _, happened = call("roster", "event", added["id"], "kind=培训", "on=6月1日")
    assert [each["kind"] for each in happened["events"]] == ["training"]
    assert call("roster", "drop-event", happened["events"][0]["id"])[1]["events"] == []
    _, closed = call("roster", "close", added["id"], "--on", "2026-06-01", "--reason", "并村")
    assert (closed["closed_on"], closed["closed_reason"]) == ("2026-06-01", "并村")
    assert call("roster", "count", "network", "--on", "2026-06-30")[1]["standing"] == 2
    assert call("roster", "list", "network", "--state", "closed")[1]["total"] == 1
    assert call("roster", "take-back", added["id"])[1]["closed_on"] is None
    figures = {f["key"]: f for f in call("figures", "list", "--period", "2026-06")[1]["figures"]}
    assert (figures["stations"]["value"], figures["stations"]["origin"]) == ("2", "roster")
    _, typed = call("figures", "set", "--period", "2026-06", "stations=9")
    assert [issue["code"] for issue in typed["issues"]] == ["figure.overrides_ledger"]
    figures = {f["key"]: f for f in call("figures", "list", "--period", "2026-06")[1]["figures"]}
    assert (figures["stations"]["value"], figures["stations"]["noted"]) == ("9", "2")


def test_tables_and_figures_say_which_days_they_count(
    call: Any, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, listed = call("figures", "list", "--period", "2026-06")
    assert (listed["start"], listed["end"]) == ("2026-06-01", "2026-06-30")
    run(["--data", str(data), "--today", "2026-07-10", "table", "categories", "--period", "2026-06"])
    assert "统计 2026年6月1日至2026年6月30日，按日历上的月份" in capsys.readouterr().out
