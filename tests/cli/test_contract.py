"""The command line as scripts rely on it: names, shapes, exit codes; one JSON object and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import run

Ask = Any


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Ask:
    """A call on a data folder; gives (exit code, JSON)."""

    def call(folder: str, *words: str, today: str = "2026-04-03") -> tuple[int, Any]:
        capsys.readouterr()
        code = run(["--data", str(tmp_path / folder), "--json", "--user", "王桂芬", "--today", today, *words])
        return code, json.loads(capsys.readouterr().out)

    return call


@pytest.fixture
def county(ask: Ask) -> str:
    """A fresh county's folder."""
    code, made = ask(
        "county", "init", "--level", "county", "--name", "青溪县消保委", "--code", "331122", "--parent", "331100"
    )
    assert (code, made["code"], made["level"]) == (0, "331122", "county")
    return "county"


def add(ask: Ask, folder: str, *more: str) -> dict[str, Any]:
    """A case of March taken in."""
    code, made = ask(
        folder, "complaint", "add", "complainant=李秀英", "phone=138 0571 2236", "trader=宏发手机店", "category=食品类",
        "nature=质量", "amount=1.2万", "received_on=3月5日", "accepted_on=3月5日", *more,
    )  # fmt: skip
    assert code == 0, made
    return dict(made)


def test_complaint_round(ask: Ask, county: str) -> None:
    made = add(ask, county, "facts=买的糕点发霉")
    assert set(made) == {"id", "number", "state", "issues"}
    assert made["number"].startswith("33112200020260305") and made["state"] == "accepted"
    code, shown = ask(county, "complaint", "show", made["number"])
    row = shown["rows"][0]
    assert code == 0 and shown["total"] == 1
    assert (row["amount"], row["category"], row["nature"], row["received_on"]) == (
        1_200_000, "0103000000", "N01", "2026-03-05",
    )  # fmt: skip
    for words in ("霉", "发霉", "宏发", "2236", "李", made["number"][-4:]):
        assert ask(county, "complaint", "find", words)[1]["total"] == 1, words
    code, changed = ask(
        county, "complaint", "change", made["id"], "result=达成协议", "closed_on=3月9日", "recovered=800"
    )
    assert (code, changed["state"]) == (0, "settled")
    assert ask(county, "complaint", "delete", made["id"])[0] == 0
    assert ask(county, "complaint", "find", "霉")[1]["total"] == 0
    assert ask(county, "complaint", "restore", made["id"])[0] == 0
    assert ask(county, "complaint", "find", "霉")[1]["total"] == 1
    edits = ask(county, "complaint", "history", made["id"])[1]["changes"]
    assert {"result", "closed_on", "recovered", "deleted"} <= {edit["field"] for edit in edits}


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (["complaint", "add", "received_on=2月30日", "complainant=某"], 1, "complaint.not_taken"),
        (["complaint", "add", "category=不知道", "complainant=某"], 1, "complaint.not_taken"),
        (["complaint", "add", "没有等号"], 2, "cli.usage"),
        (["complaint", "show", "123"], 1, "complaint.not_found"),
        (["没有这条命令"], 2, "cli.usage"),
        (["table", "nothing", "--period", "2026-03"], 1, "indicator.no_table"),
        (["table", "natures", "--period", "三月"], 1, "period.not_understood"),
        (["table", "natures"], 2, "cli.usage"),
        (["return", "fill", "--template", "none", "--period", "2026-03"], 1, "template.unknown"),
        (["return", "read", "没有.xlsx"], 1, "file.not_found"),
        (["figures", "set", "--period", "2026-03", "settle_rate=5"], 1, "figure.not_taken"),
        (["collect", "没有.xlsx"], 1, "file.not_found"),
    ],
)
def test_wrong_calls_and_wrong_input(ask: Ask, county: str, words: list[str], code: int, error: str) -> None:
    found, said = ask(county, *words)
    assert (found, said["error"]["code"]) == (code, error)
    assert said["error"]["message"].endswith(("。", "）")) or said["error"]["message"]
    assert isinstance(said["issues"], list)


def test_a_folder_without_a_register_is_a_storage_problem(ask: Ask) -> None:
    code, said = ask("nothing", "complaint", "find", "x")
    assert (code, said["error"]["code"]) == (3, "database.missing")


def test_init_twice_changes_nothing(ask: Ask, county: str) -> None:
    code, said = ask(county, "init", "--level", "county", "--name", "别的", "--code", "331123")
    assert (code, said["error"]["code"]) == (1, "database.exists")
    assert ask(county, "office", "list")[1]["offices"][1]["name"] == "青溪县消保委"


def test_tables_have_their_shapes(ask: Ask, county: str) -> None:
    add(ask, county)
    code, plain = ask(county, "table", "natures", "--period", "2026-03")
    assert code == 0 and set(plain) == {"period", "office", "rows", "total"}
    assert set(plain["rows"][0]) == {"code", "name", "n", "share", "n_before", "share_before", "change", "change_pp"}
    assert (plain["rows"][0]["n"], plain["rows"][0]["share"], plain["rows"][0]["n_before"]) == (1, "100.00", None)
    _, wide = ask(county, "table", "processing", "--period", "2026-03")
    assert {"key", "name", "unit"} == set(wide["columns"][0]) and {"code", "name", "cells"} <= set(wide["rows"][0])
    food = next(row for row in wide["rows"] if row["code"] == "0103000000")
    assert food["cells"][0] == 1


def test_figures_and_history(ask: Ask, county: str) -> None:
    code, kept = ask(
        county, "figures", "set", "--period", "2026-03", "leaflets=3100余", "warnings=blank", "trainings=na"
    )
    assert code == 0 and kept["figures"][0]["value"] == "3100余"
    listed = {f["key"]: f["value"] for f in ask(county, "figures", "list", "--period", "2026-03")[1]["figures"]}
    assert (listed["leaflets"], listed["warnings"], listed["trainings"]) == ("3100余", "blank", "na")
    assert ask(county, "history", "adopt", "--period", "2025-03", "accepted=16")[0] == 0
    add(ask, county)
    total = ask(county, "table", "headline", "--period", "2026-03")[1]["rows"][0]
    assert total["cells"] == [1, 16, -15, "-93.75"]


def test_a_return_from_register_to_merge(ask: Ask, county: str, tmp_path: Path) -> None:
    made = add(ask, county)
    out = tmp_path / "r" / "三月.xlsx"
    out.parent.mkdir()
    code, filled = ask(county, "return", "fill", "--template", "monthly", "--period", "2026-03", "--out", str(out))
    assert code == 0 and set(filled) >= {"out", "sha256", "revision", "cells", "blank", "issues"}
    assert ask(county, "return", "check", "--template", "monthly", "--period", "2026-03")[1]["errors"] == 0
    assert ask(county, "return", "seal", "--template", "monthly", "--period", "2026-03")[0] == 0
    code, read = ask(county, "return", "read", str(out))
    assert (read["template"], read["office"], read["period"], read["revision"]) == ("monthly", "331122", "2026-03", 1)
    cell = next(c for c in read["cells"] if c["key"] == "accepted|category=0103000000@current")
    assert (cell["sheet"], cell["cell"], cell["value"], cell["state"]) == ("投诉处理情况表", "B10", "1", "value")
    place = ["--template", "monthly", "--period", "2026-03", "--cell", "投诉处理情况表!B10"]
    explained = ask(county, "explain", *place)[1]
    assert (explained["value"], explained["n"], explained["records"]) == ("1", 1, [made["id"]])

    assert ask("city", "init", "--level", "city", "--name", "澄江市消保委", "--code", "331100")[0] == 0
    for number, name in (("331122", "青溪县消保委"), ("331124", "松岭县消保委")):
        assert ask("city", "office", "add", "--code", number, "--name", name, "--level", "county")[0] == 0
    files = ask("city", "collect", str(out.parent))[1]["files"]
    assert [(f["file"], f["office"], f["state"]) for f in files] == [("三月.xlsx", "331122", "taken")]
    states = {o["code"]: o["state"] for o in ask("city", "status", "--period", "2026-03")[1]["offices"]}
    assert states == {"331122": "taken", "331124": "missing"}
    target = tmp_path / "汇总.xlsx"
    code, merged = ask("city", "merge", "--template", "monthly", "--period", "2026-03", "--out", str(target))
    assert (code, merged["offices"], merged["missing"]) == (0, ["331122"], ["331124"])
    assert target.exists() and Path(merged["companion"]).exists()
    traced = ask("city", "explain", *place, "--merged")[1]
    assert [(p["office"], p["sheet"], p["cell"], p["value"]) for p in traced["parts"]] == [
        ("331122", "投诉处理情况表", "B10", "1")
    ]
    from_returns = ask("city", "table", "categories", "--period", "2026-03", "--from", "returns")[1]
    assert next(r["n"] for r in from_returns["rows"] if r["code"] == "0103000000") == 1


def test_register_import_and_undo(ask: Ask, county: str, tmp_path: Path) -> None:
    source = tmp_path / "登记簿.csv"
    source.write_text(
        "编号,登记日期,投诉人,联系电话,商家,商品类别,投诉性质,涉案金额(元),处理结果,办结日期,挽回损失\n"
        "1,2026-03-02,周爱珍,13805710001,好又多超市,食品,质量,35.5,调解成功,2026-03-04,35.5\n"
        "2,2026-03-03,陈国庆,13805710002,宏发手机店,家用电子电器,售后,2350,,,\n",
        encoding="gb18030",
    )
    dry = ask(county, "register", "import", str(source), "--dry-run")[1]
    assert (dry["new"], dry["batch"]) == (2, None)
    code, done = ask(county, "register", "import", str(source))
    assert (code, done["new"], done["rejected"]) == (0, 2, 0) and done["batch"]
    again = ask(county, "register", "import", str(source))[1]
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 2)
    row = next(r for r in ask(county, "complaint", "find", "周爱珍")[1]["rows"])
    assert (row["amount"], row["recovered"], row["state"]) == (3550, 3550, "settled")
    assert ask(county, "batch", "list")[1]["batches"][0]["new"] == 2
    assert ask(county, "batch", "undo", done["batch"])[0] == 0
    assert ask(county, "complaint", "find", "")[1]["total"] == 0


def test_what_columns_are_can_be_said(ask: Ask, county: str, tmp_path: Path) -> None:
    source = tmp_path / "登记簿.csv"
    source.write_text(
        "日子,谁,商家,金额,怎么样了\n03/04/2026,周爱珍,好又多超市,0.35,调解成功\n05/03/2026,陈国庆,某店,1.2,撤诉\n"
        "05/03/2026,李四,某店,0.8,撤诉\n",
        encoding="utf-8-sig",
    )
    code, refused = ask(county, "register", "import", str(source))
    assert (code, refused["error"]["code"]) == (1, "register.no_day")
    named = ("--map", "日子=登记日期", "--map", "谁=complainant", "--map", "怎么样了=处理结果")
    code, asked = ask(county, "register", "import", str(source), *named, "--dry-run")
    assert (code, asked["new"], asked["rejected"]) == (0, 0, 3)
    assert [(q["heading"], q["kind"]) for q in asked["questions"]] == [("日子", "order"), ("金额", "unit")]
    marked = tmp_path / "标出.xlsx"
    said = (*named[2:], "--map", "日子=登记日期[月/日/年]", "--map", "金额=amount[万元]", "--marked", str(marked))
    code, done = ask(county, "register", "import", str(source), *said)
    assert (code, done["new"], done["rejected"], done["questions"]) == (0, 3, 0, [])
    assert marked.read_bytes().startswith(b"PK")
    row = next(r for r in ask(county, "complaint", "find", "周爱珍")[1]["rows"])
    assert (row["received_on"], row["amount"], row["result"]) == ("2026-03-04", 350000, "agreed")
    seen = ask(county, "register", "columns", str(source))[1]
    assert seen["remembered"]
    assert [column["field"] for column in seen["columns"]] == [
        "received_on", "complainant", "trader", "amount", "result",
    ]  # fmt: skip
    again = ask(county, "register", "import", str(source))[1]
    assert (again["new"], again["unchanged"]) == (0, 3)
    assert ask(county, "register", "import", str(source), "--map", "没有=amount")[0] == 2


def test_likely_doubles_and_what_undoing_would_do(ask: Ask, county: str, tmp_path: Path) -> None:
    source = tmp_path / "登记簿.csv"
    source.write_text(
        "登记日期,投诉人,联系电话,商家\n2026-03-02,周爱珍,13805710001,好又多超市\n2026-03-03,陈国庆,13805710002,某店\n",
        encoding="utf-8",
    )
    first = ask(county, "register", "import", str(source))[1]
    other = tmp_path / "又一本.csv"
    other.write_text(source.read_text("utf-8").replace("13805710002", "13805710009"), "utf-8")
    found = ask(county, "register", "import", str(other), "--dry-run")[1]
    assert [row["row"] for row in found["likely"]] == [3]
    left = ask(county, "register", "import", str(other), "--skip-likely")[1]
    assert (left["new"], left["rejected"], left["batch"]) == (0, 1, None)
    case = ask(county, "complaint", "find", "周爱珍")[1]["rows"][0]
    assert ask(county, "complaint", "change", case["id"], "facts=过期")[0] == 0
    shown = ask(county, "batch", "show", first["batch"])[1]
    assert (shown["removable"], shown["restorable"]) == (1, 0)
    assert [skipped["code"] for skipped in shown["skipped"]] == ["register.skipped_edited"]
    undone = ask(county, "batch", "undo", first["batch"])[1]
    assert (undone["removed"], len(undone["skipped"])) == (1, 1)
    blank = tmp_path / "空白.xlsx"
    assert ask(county, "register", "blank", "--out", str(blank))[0] == 0
    assert ask(county, "register", "import", str(blank), "--dry-run")[1]["rejected"] == 0


def test_backup_restore_and_check(ask: Ask, county: str, tmp_path: Path) -> None:
    add(ask, county)
    code, saved = ask(county, "backup", "--to", str(tmp_path))
    assert code == 0
    second = add(ask, county)
    assert ask(county, "restore", str(saved["file"]))[0] == 0
    assert ask(county, "complaint", "find", "")[1]["total"] == 1
    third = add(ask, county)
    assert third["number"] > second["number"]  # a number once issued is never issued again
    code, health = ask(county, "check")
    assert (code, health["database"]) == (0, "ok")
    assert set(health) >= {"database", "backups", "journal", "issues"}


def test_strict_turns_errors_into_a_failure(ask: Ask, county: str, tmp_path: Path) -> None:
    bad = tmp_path / "b.xlsx"
    bad.write_bytes(b"not a workbook")
    assert ask("city", "init", "--level", "city", "--name", "澄江市消保委", "--code", "331100")[0] == 0
    assert ask("city", "collect", str(bad))[0] == 0
    assert ask("city", "--strict", "collect", str(bad))[0] == 1


def test_words_for_people_go_beside_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert (
        run(["--data", str(tmp_path / "x"), "init", "--level", "station", "--name", "城关站", "--code", "331122003"])
        == 0
    )
    assert "城关站" in capsys.readouterr().out
    assert run(["--data", str(tmp_path / "x"), "complaint", "show", "9"]) == 1
    said = capsys.readouterr()
    assert said.out == "" and "没有找到" in said.err and "2002" in said.err


def test_a_story_keeps_its_lines(ask: Ask, county: str, tmp_path: Path) -> None:
    story = "第一天：买来就黑屏。 \n\n\n\n第二天：  不给修。\r\n"
    made = add(ask, county, f"facts={story}")
    kept = "第一天：买来就黑屏。\n\n第二天： 不给修。"
    assert ask(county, "complaint", "show", made["id"])[1]["rows"][0]["facts"] == kept
    out = tmp_path / "簿.xlsx"
    assert ask(county, "register", "export", "--period", "2026-03", "--out", str(out))[0] == 0
    again = ask(county, "register", "import", str(out))[1]
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 1)
    assert ask(county, "complaint", "find", "屏第二")[1]["total"] == 1
