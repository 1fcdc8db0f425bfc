"""``document``: papers from the command line, as scripts call it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import run

Ask = Any


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Ask:
    """A call on a fresh county with one case; gives (exit code, JSON)."""

    def call(*words: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = run(["--data", str(tmp_path / "data"), "--json", "--user", "王桂芬", "--today", "2026-04-07", *words])
        return code, json.loads(capsys.readouterr().out)

    assert call("init", "--level", "county", "--name", "青溪县消保委", "--code", "331122", "--parent", "331100")[0] == 0
    return call


@pytest.fixture
def case(ask: Ask) -> str:
    """The number of the case."""
    code, made = ask("complaint", "add", "complainant=张三", "trader=宏发手机店", "received_on=2026-04-03")
    assert code == 0
    return str(made["number"])


def test_issue_list_serve_and_revoke(ask: Ask, case: str, tmp_path: Path) -> None:
    code, shown = ask("document", "kinds", case)
    assert code == 0 and shown["kinds"][0]["key"] == "acceptance_notice"
    assert {row["name"]: row["default"] for row in shown["kinds"][0]["asks"]}["to"] == "张三"
    out = tmp_path / "受理.pdf"
    code, made = ask("document", "issue", case, "acceptance_notice", "phone=0578-2123456", "--out", str(out))
    assert (code, made["number"], made["pages"], made["issues"]) == (0, "青消保受〔2026〕1号", 1, [])
    assert made["out"] == str(out) and out.read_bytes().startswith(b"%PDF") and made["by"] == "王桂芬"
    code, listed = ask("document", "list", case)
    assert code == 0 and listed["total"] == 1 and listed["rows"][0]["id"] == made["id"]
    code, served = ask("document", "serve", made["number"], "way=邮寄送达", "receiver=张三")
    assert (code, served["served_on"], served["served_way"]) == (0, "2026-04-07", "邮寄送达")
    code, shown = ask("document", "show", made["id"], "--out", str(tmp_path / "x.docx"))
    assert code == 0 and shown["fields"]["receiver"] == "张三" and (tmp_path / "x.docx").read_bytes()[:2] == b"PK"
    code, gone = ask("document", "revoke", made["id"], "--reason", "写错")
    assert (code, gone["revoked_on"], gone["revoked_reason"]) == (0, "2026-04-07", "写错")


def test_fields_may_stand_before_and_behind_the_file(ask: Ask, case: str, tmp_path: Path) -> None:
    out = str(tmp_path / "x.pdf")
    for words in (
        (case, "acceptance_notice", "--out", out, "contact=甲", "phone=1"),
        (case, "acceptance_notice", "contact=甲", "--out", out, "phone=1"),
        ("--out", out, case, "acceptance_notice", "contact=甲", "phone=1"),
    ):
        code, made = ask("document", "issue", *words)
        assert code == 0 and (made["fields"]["contact"], made["fields"]["phone"], made["out"]) == ("甲", "1", out)
    assert ask("document", "issue", case)[0] == 2


def test_a_preview_is_no_issue(ask: Ask, case: str, tmp_path: Path) -> None:
    for name, head in (("x.pdf", b"%PDF"), ("x.docx", b"PK")):
        code, shown = ask("document", "preview", case, "受理告知书", "--out", str(tmp_path / name))
        assert code == 0 and shown["number"] == "青消保受〔2026〕　　号"
        assert (tmp_path / name).read_bytes().startswith(head)
    assert ask("document", "list", case)[1]["total"] == 0


def test_what_is_missing_is_named(ask: Ask, case: str) -> None:
    code, answer = ask("document", "issue", case, "refusal_notice", "refusal=")
    assert code == 1 and answer["error"]["code"] == "paper.not_filled"
    assert [issue["code"] for issue in answer["issues"]] == ["paper.missing"]
    assert "不予受理的理由" in answer["issues"][0]["message"]
    assert ask("document", "issue", case, "诗")[1]["error"]["code"] == "paper.no_such_kind"
    assert ask("document", "serve", "x", "by=y")[0] == 2


def test_what_nobody_filled_in_is_left_blank_and_said(ask: Ask, case: str, tmp_path: Path) -> None:
    out = tmp_path / "x.pdf"
    code, made = ask("document", "issue", case, "mediation_notice", "--out", str(out))
    assert code == 0 and out.read_bytes().startswith(b"%PDF")
    assert {issue["code"] for issue in made["issues"]} == {"paper.left_blank"}


def test_a_letter_needs_no_case(ask: Ask) -> None:
    code, made = ask("document", "issue", "-", "query_letter", "to=某局", "body=某事")
    assert (code, made["case"], made["number"]) == (0, "", "青消保函〔2026〕1号")


def test_templates_and_the_word_of_the_office(ask: Ask, case: str, tmp_path: Path) -> None:
    path = str(tmp_path / "t.docx")
    assert ask("document", "template", "export", "agreement", path)[0] == 0
    code, face = ask("document", "template", "install", "agreement", path)
    assert (code, face["issues"]) == (0, [])
    code, listed = ask("document", "template", "list")
    assert [row["kind"] for row in listed["rows"] if row["changed_at"]] == ["agreement"]
    assert ask("document", "template", "reset", "agreement")[0] == 0
    assert not any(row["changed_at"] for row in ask("document", "template", "list")[1]["rows"])
    assert ask("document", "heading")[1]["heading"] == "青消保"
    assert ask("document", "heading", "青消协")[1]["heading"] == "青消协"
    assert ask("document", "issue", case, "acceptance_notice")[1]["number"] == "青消协受〔2026〕1号"
    assert ask("document", "heading", "")[1]["heading"] == "青消保"
