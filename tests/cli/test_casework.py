"""Moving a case on from the command line: names and shapes scripts rely on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import run

Ask = Callable[..., tuple[int, Any]]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path, county_template: Path) -> Ask:
    shutil.copytree(county_template, tmp_path / "county")

    def call(*words: str, plain: bool = False) -> tuple[int, Any]:
        capsys.readouterr()
        how = () if plain else ("--json",)
        code = run(["--data", str(tmp_path / "county"), *how, "--user", "王桂芬", "--today", "2026-04-03", *words])
        out = capsys.readouterr().out
        return code, out if plain else json.loads(out)

    return call


@pytest.fixture
def case(ask: Ask) -> str:
    code, made = ask("complaint", "add", "complainant=李秀英", "trader=宏发手机店", "amount=2600", "received_on=3月5日")
    assert code == 0
    return str(made["id"])


def test_every_state_of_the_contract_can_be_reached(ask: Ask, case: str) -> None:
    for state, more in (
        ("accepted", ["on=2026-03-06", "counts_on=2026-04-01"]),
        ("mediating", ["on=2026-03-07"]),
        ("paused", ["on=2026-03-08", "note=送检"]),
        ("resumed", ["on=2026-03-10"]),
        ("settled", ["on=2026-03-12", "recovered=0.12万", "punitive=0", "way=现场"]),
        ("performed", []),
        ("followed_up", ["satisfaction=满意"]),
        ("filed", []),
    ):
        code, moved = ask("complaint", "move", case, state, *more)
        assert (code, set(moved)) == (0, {"id", "number", "state", "event", "issues"})
        assert moved["state"] == ("mediating" if state == "resumed" else state)
    row = ask("complaint", "show", case)[1]["rows"][0]
    assert (row["state"], row["recovered"], row["closed_on"]) == ("filed", 120000, "2026-03-12")
    assert row["events"][1]["counts_on"] == "2026-04-01"
    assert ask("complaint", "find", "--state", "filed")[1]["total"] == 1


@pytest.mark.parametrize(
    ("state", "more"),
    [
        ("refused", ["reason=too_old"]),
        ("transferred", ["to=市场监管局"]),
        ("advised_elsewhere", ["reason=法院"]),
        ("papers_asked", ["note=小票"]),
    ],
)
def test_what_ends_a_case_at_the_door(ask: Ask, case: str, state: str, more: list[str]) -> None:
    assert ask("complaint", "move", case, state, *more)[1]["state"] == state
    assert ask("complaint", "find", "--state", state)[1]["total"] == 1


@pytest.mark.parametrize(
    ("state", "more"), [("terminated", ["reason=拒绝调解"]), ("withdrawn", []), ("转办", ["to=甲"])]
)
def test_what_closes_a_case(ask: Ask, case: str, state: str, more: list[str]) -> None:
    ask("complaint", "move", case, "受理")
    moved = ask("complaint", "move", case, state, *more)[1]
    assert moved["state"] == {"转办": "transferred"}.get(state, state)
    table = ask("table", "processing", "--period", "2026-04", "--basis", "cohort")[1]
    assert table["rows"][0]["cells"][:3] == [1, 1, 0]


def test_a_move_that_cannot_be_made_says_why(ask: Ask, case: str) -> None:
    code, told = ask("complaint", "move", case, "settled")
    assert (code, told["error"]["code"]) == (1, "casework.not_offered")
    code, told = ask("complaint", "move", case, "accepted", "on=2026-03-04")
    assert (code, told["error"]["code"]) == (1, "casework.not_taken")
    assert told["issues"][0]["code"] == "complaint.dates_out_of_order"
    assert ask("complaint", "move", case, "nonsense")[0] == 2
    assert ask("complaint", "move", "33", "accepted")[1]["error"]["code"] == "complaint.not_found"


def test_moves_story_and_taking_back(ask: Ask, case: str) -> None:
    moves = ask("complaint", "moves", case)[1]["moves"]
    assert (moves[0]["key"], moves[0]["primary"]) == ("accepted", True)
    assert {"key", "verb", "explains", "asks", "primary", "beside", "papers"} <= set(moves[0])
    event = ask("complaint", "move", case, "accepted")[1]["event"]
    assert ask("complaint", "take-back", case)[0] == 2
    code, told = ask("complaint", "take-back", case, event, "--reason", "点错了")
    assert (code, told["state"], told["event"]) == (0, "registered", event)
    story = ask("complaint", "story", case)[1]["story"]
    assert [(one["key"], one["taken_back"]) for one in story] == [
        ("registered", ""), ("accepted", "点错了（王桂芬，2026-04-03）"),
    ]  # fmt: skip
    _, words = ask("complaint", "story", case, plain=True)
    assert "撤回：点错了" in words


def test_the_people_of_a_group(ask: Ask, case: str) -> None:
    code, told = ask("complaint", "members", case, "name=王建国;amount=500", "name=赵敏；phone=13812345678")
    assert (code, told["total"], told["members"][0]["amount"]) == (0, 2, 50000)
    assert ask("complaint", "members", case)[1] == told
    assert ask("complaint", "members", case, "phone=1")[1]["error"]["code"] == "casework.members_not_taken"
    assert ask("complaint", "members", case, "--clear")[1]["total"] == 0
    assert ask("complaint", "show", case)[1]["rows"][0]["group_size"] == 2


def test_major_cases_are_listed(ask: Ask, case: str) -> None:
    assert ask("complaint", "find", "--supervised")[1]["total"] == 0
    ask("complaint", "move", case, "supervised", "to=省消保委", "due=2026-05-01")
    assert ask("complaint", "find", "--supervised")[1]["total"] == 1


def test_words_under_a_near_name_are_kept_where_they_belong(ask: Ask, case: str) -> None:
    ask("complaint", "move", case, "accepted", "on=2026-03-06")
    assert ask("complaint", "move", case, "paused", "on=2026-03-08", "reason=送省质检院")[0] == 0
    assert ask("complaint", "move", case, "resumed", "on=2026-03-09")[0] == 0
    assert ask("complaint", "move", case, "withdrawn", "on=2026-03-10", "reason=双方谈好了", "note=电话说的")[0] == 0
    notes = {told["key"]: told["detail"] for told in ask("complaint", "story", case)[1]["story"]}
    assert "送省质检院" in notes["paused"] and "双方谈好了；电话说的" in notes["withdrawn"]
    assert ask("complaint", "move", case, "followed_up", "on=2026-03-12")[1]["state"] == "followed_up"


@pytest.mark.parametrize("said", ["to=仲裁", "reason=仲裁", "to=县法院"])
def test_another_way_is_advised_in_one_word(said: str, ask: Ask, case: str) -> None:
    code, moved = ask("complaint", "move", case, "advised_elsewhere", said)
    assert (code, moved["state"]) == (0, "advised_elsewhere")
    assert said.partition("=")[2] in str(ask("complaint", "story", case)[1])


@pytest.mark.parametrize(("state", "more"), [("papers_asked", ["note=小票"]), ("transferred", ["to=市场监管局"])])
def test_who_is_asked_has_fifteen_days_unless_told_otherwise(
    state: str, more: list[str], ask: Ask, case: str, tmp_path: Path
) -> None:
    ask("complaint", "move", case, state, "on=2026-03-06", *more)
    assert ask("complaint", "show", case)[1]["rows"][0]["events"][-1]["due_on"] == "2026-03-21"
    kind = {"papers_asked": "papers_notice", "transferred": "transfer_notice"}[state]
    assert ask("document", "issue", case, kind, "on=2026-03-06")[1]["fields"]["due"] == "2026-03-21"
    ask("complaint", "take-back", case, "--reason", "日子不对")
    ask("complaint", "move", case, state, "on=2026-03-06", "due=", *more)
    assert ask("complaint", "show", case)[1]["rows"][0]["events"][-1]["due_on"] is None
