"""The month on the command line: sealing with answers, zero reports, late records, revisions, return slips."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_contract import Ask, add, ask, county

__all__ = ["ask", "county"]

MONTH = ("--template", "monthly", "--period", "2026-03")


def late(ask: Ask, folder: str, day: str, *more: str) -> dict[str, Any]:
    """A case of March written down after March was sealed."""
    code, made = ask(
        folder, "complaint", "add", f"complainant=周爱珍{day}", "category=食品类", "nature=价格", "facts=多收",
        f"received_on=2026-03-{day}", f"accepted_on=2026-03-{day}", *more,
    )  # fmt: skip
    assert code == 0, made
    return dict(made)


def test_a_sealed_month_from_late_records_to_the_next_revision(ask: Ask, county: str, tmp_path: Path) -> None:
    add(ask, county)
    sealed = ask(county, "return", "seal", *MONTH)[1]
    assert (sealed["state"], sealed["revision"], sealed["remarks"], sealed["answers"]) == ("sealed", 1, 0, [])
    warned = late(ask, county, "20")
    assert [(i["severity"], i["code"]) for i in warned["issues"]] == [("warning", "return.late")]
    assert "2026年3月20日" in warned["issues"][0]["message"]
    counted = late(ask, county, "21", "--late", "late-report")
    assert [(i["severity"], i["code"]) for i in counted["issues"]] == [("note", "return.late_counted")]
    assert "2026年4月1日" in counted["issues"][0]["message"]

    (changed,) = ask(county, "return", "changed")[1]["returns"]
    assert (changed["template"], changed["period"], changed["revision"]) == ("monthly", "2026-03", 1)
    different = ask(county, "return", "difference", *MONTH)[1]
    assert different["differences"] == changed["differences"] and different["from"] == 1 and different["to"] is None
    cell = next(d for d in different["differences"] if d["cell"] == "B10")
    assert (cell["before"], cell["after"], cell["key"]) == ("1", "2", "accepted|category=0103000000@current")

    late(ask, county, "22", "--late", "reopen")
    listed = ask(county, "return", "list")[1]["returns"]
    assert [(r["revision"], r["state"]) for r in listed] == [(2, "draft"), (1, "sealed")]
    assert ask(county, "return", "seal", *MONTH)[1]["revision"] == 2
    both = ask(county, "return", "difference", *MONTH, "--from", "1", "--to", "2")[1]["differences"]
    assert next(d["after"] for d in both if d["cell"] == "B6") == "3"
    first = ask(county, "explain", *MONTH, "--cell", "投诉处理情况表!B6", "--revision", "1")[1]
    assert (first["value"], first["n"], first["now"], len(first["now_records"])) == ("1", 1, "3", 3)
    out = tmp_path / "一.xlsx"
    code, filled = ask(county, "return", "fill", *MONTH, "--revision", "1", "--out", str(out))
    assert (code, filled["revision"], filled["sha256"]) == (0, 1, sealed["file_sha256"])


def test_moves_and_enquiries_of_a_sealed_month_are_told_of(ask: Ask, county: str) -> None:
    made = add(ask, county)
    ask(county, "return", "seal", *MONTH)
    moved = ask(county, "complaint", "move", made["id"], "withdrawn", "on=2026-03-30", "reason=消费者撤回")[1]
    assert "return.late" in {i["code"] for i in moved["issues"]}
    noted = ask(county, "enquiry", "add", "on=2026-03-30", "people=2", "--late", "late-report")[1]
    assert [i["code"] for i in noted["issues"]] == ["return.late_counted"]
    april = ask(county, "enquiry", "add", "on=2026-04-02", "people=2")[1]
    assert april["issues"] == []


def test_reconciliations_piles_and_work_of_a_sealed_month(ask: Ask, county: str) -> None:
    add(ask, county)
    ask(county, "return", "seal", *MONTH)
    settled = ("received_on=2026-03-20", "trader=惠民超市", "category=食品类")
    told = ask(county, "reconciliation", "add", *settled)[1]
    assert [i["code"] for i in told["issues"]] == ["return.late"]
    told = ask(county, "reconciliation", "add", *settled, "--late", "late-report")[1]
    assert [i["code"] for i in told["issues"]] == ["return.late_counted"]
    assert ask(county, "reconciliation", "list", "--period", "2026-04")[1]["total"] == 1

    pile = ask(county, "pile", "begin", "station=城关监督站", "month=2026-03", "forms=2")[1]["pile"]["id"]
    form = ("received_on=5", "category=食品类", "nature=质量", "complainant=吴立群", "facts=多收")
    made = ask(county, "pile", "add", pile, "paper_number=1", *form, "--late", "late-report")[1]
    assert [i["code"] for i in made["issues"] if i["code"].startswith("return.")] == ["return.late_counted"]
    made = ask(county, "pile", "change", pile, "1", "closed_on=9", "result=达成协议")[1]
    assert [i["code"] for i in made["issues"] if i["code"].startswith("return.")] == ["return.late"]

    line = ("kind=讲座", "on=2026-03-12", "what=讲防骗", "讲座=1")
    made = ask(county, "worklog", "add", *line)[1]
    assert [i["code"] for i in made["issues"]] == ["work.sealed_month"]
    made = ask(county, "worklog", "add", *line, "--late", "late-report")[1]
    assert ([i["code"] for i in made["issues"]], made["counts_on"]) == (["return.late_counted"], "2026-04-01")
    moved = ask(county, "worklog", "add", *line, "--late", "reopen")[1]
    assert "work.sealed_month" not in {i["code"] for i in moved["issues"]}
    listed = ask(county, "return", "list")[1]["returns"]
    assert [(r["revision"], r["state"]) for r in listed] == [(2, "draft"), (1, "sealed")]


def test_nothing_happened_is_said(ask: Ask, county: str, tmp_path: Path) -> None:
    code, refused = ask(county, "return", "seal", *MONTH)
    assert (code, refused["error"]["code"]) == (1, "return.zero_needed")
    assert ask(county, "return", "seal", *MONTH, "--zero")[1]["zero"] is True
    out = tmp_path / "零.xlsx"
    ask(county, "return", "fill", *MONTH, "--out", str(out))
    read = ask(county, "return", "read", str(out))[1]
    assert read["zero"] is True and [i["code"] for i in read["issues"]] == ["return.zero_report"]


@pytest.fixture
def doubtful(ask: Ask, county: str) -> str:
    """One case of March, two of February settled in March: the city's rule warns at C6."""
    add(ask, county)
    for day in ("02", "03"):
        ask(
            county, "complaint", "add", "complainant=陈国庆", "category=食品类", "nature=质量", "facts=发霉",
            f"received_on=2026-02-{day}", f"accepted_on=2026-02-{day}", f"closed_on=2026-03-{day}",
            "result=达成协议", "recovered=20",
        )  # fmt: skip
    return county


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((), "没有写理由"),
        (("--reason", "上月受理的"), "上月受理的"),
        (("--answer", "投诉处理情况表!C6=上月的"), "上月的"),
    ],
)
def test_the_reason_of_a_warning_travels(
    ask: Ask, doubtful: str, tmp_path: Path, words: tuple[str, ...], reason: str
) -> None:
    sealed = ask(doubtful, "return", "seal", *MONTH, *words)[1]
    assert [(a["kind"], a["cell"], a["reason"]) for a in sealed["answers"]] == [("explained", "C6", reason)]
    out = tmp_path / "r" / "三月.xlsx"
    out.parent.mkdir()
    ask(doubtful, "return", "fill", *MONTH, "--out", str(out))
    read = ask(doubtful, "return", "read", str(out))[1]
    assert [(r["cell"], r["reason"], r["by"]) for r in read["remarks"]] == [("C6", reason, "王桂芬")]
    assert ask("city", "init", "--level", "city", "--name", "澄江市消保委", "--code", "331100")[0] == 0
    ask("city", "office", "add", "--code", "331122", "--name", "青溪县消保委", "--level", "county")
    (file,) = ask("city", "collect", str(out.parent))[1]["files"]
    wanted = [("warning", "return.rule_broken")] if not words else [("note", "return.explained")]
    assert [(i["severity"], i["code"]) for i in file["issues"]] == wanted
    assert file["state"] == ("taken" if words else "questioned")


def test_a_slip_goes_back_and_is_answered(ask: Ask, doubtful: str, tmp_path: Path) -> None:
    ask(doubtful, "return", "seal", *MONTH)
    out = tmp_path / "r" / "三月.xlsx"
    out.parent.mkdir()
    ask(doubtful, "return", "fill", *MONTH, "--out", str(out))
    ask("city", "init", "--level", "city", "--name", "澄江市消保委", "--code", "331100")
    ask("city", "office", "add", "--code", "331122", "--name", "青溪县消保委", "--level", "county")
    ask("city", "collect", str(out.parent))
    slip = tmp_path / "退回单.xbhd"
    back = ask("city", "send-back", "--office", "331122", *MONTH, "--reason", "请核对", "--out", str(slip))
    assert (back[0], back[1]["state"], slip.exists()) == (0, "sent_back", True)
    code, opened = ask(doubtful, "slip", "open", str(slip))
    assert (code, opened["reason"], opened["revision"]) == (0, "请核对", 1)
    assert [(i["cell"], i["key"]) for i in opened["items"]] == [("C6", "closed@current")]
    ask(doubtful, "return", "reopen", *MONTH, "--reason", "按退回单更正", "--slip", opened["id"])
    assert ask(doubtful, "slip", "list")[1]["slips"][0]["answered_by"] == 2


def test_a_wrong_answer_is_a_wrong_call(ask: Ask, doubtful: str) -> None:
    assert ask(doubtful, "return", "seal", *MONTH, "--answer", "C6")[0] == 2
