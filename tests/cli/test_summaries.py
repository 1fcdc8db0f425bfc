"""``summary``: files, explanations and templates from the command line, as scripts call it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from app.cli.main import run

Ask = Any


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Ask:
    """A call on a fresh county with the figures of a published summary; gives (exit code, JSON)."""

    def call(*words: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = run(["--data", str(tmp_path / "data"), "--json", "--user", "王桂芬", "--today", "2026-07-08", *words])
        return code, json.loads(capsys.readouterr().out)

    assert call("init", "--level", "county", "--name", "青溪县消保委", "--code", "331122", "--parent", "331100")[0] == 0
    before = ("accepted=2717", "arbitration=61")
    now = ("accepted=2450", "arbitration=24", "settled=2400", "leaflets=3100余")
    assert call("history", "adopt", "--period", "2025H1", *before)[0] == 0
    assert call("history", "adopt", "--period", "2026H1", *now)[0] == 0
    return call


def test_a_word_file_and_its_figures(ask: Ask, tmp_path: Path) -> None:
    out = tmp_path / "总结.docx"
    code, made = ask("summary", "--kind", "half_year", "--period", "2026H1", "--out", str(out))
    assert code == 0
    assert made["out"] == str(out)
    figures = {figure["name"]: figure for figure in made["figures"]}
    assert figures["受理件数"]["value"] == 2450
    assert figures["受理件数"]["key"] == "accepted@current"
    assert figures["受理件数.变化"]["value"] == "-9.8"
    assert figures["仲裁件数.变化"]["value"] == "-60.7"
    assert "消费教育活动场次" in made["missing"]
    assert {"severity", "code", "message"} <= set(made["issues"][0])
    text = "".join(paragraph.text for paragraph in Document(str(out)).paragraphs)
    assert "同比下降9.8%" in text
    assert "同比下降60.7%" in text
    assert "3100余份" in text


def test_a_pdf_by_its_suffix_and_nothing_else(ask: Ask, tmp_path: Path) -> None:
    out = tmp_path / "分析.pdf"
    code, made = ask("summary", "--kind", "投诉分析", "--period", "2026H1", "--out", str(out))
    assert code == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert made["pages"] > 1
    code, refused = ask("summary", "--kind", "analysis", "--period", "2026H1", "--out", str(tmp_path / "分析.txt"))
    assert (code, refused["error"]["code"]) == (1, "summary.bad_suffix")
    code, refused = ask("summary", "--kind", "analysis", "--period", "2026H1")
    assert (code, refused["error"]["code"]) == (2, "cli.usage")
    code, refused = ask("summary", "--kind", "year", "--period", "2026H1", "--out", str(out))
    assert (code, refused["error"]["code"]) == (1, "summary.bad_period")


def test_parts_cases_and_explanations(ask: Ask, tmp_path: Path) -> None:
    of = ("--kind", "half_year", "--period", "2026H1")
    code, written = ask("summary", "write", *of, "存在的不足", "宣传不够。")
    assert (code, written["unwritten"]) == (0, 1)
    raw = ("complainant=张三", "trader=某店", "item=手机", "received_on=2026-03-01", "result=达成协议")
    code, case = ask("complaint", "add", *raw, "closed_on=2026-03-05", "recovered=200", "facts=张三买的手机坏了。")
    assert code == 0
    code, told = ask("summary", "case", *of, case["number"])
    assert code == 0
    assert "张三" not in told["text"]
    code, found = ask("summary", "explain", *of, "受理件数.变化")
    assert code == 0
    assert found["value"] == "-9.8"
    assert [part["text"] for part in found["parts"]] == ["2450件", "2717件"]
    code, listed = ask("summary", "list")
    assert (code, listed["total"]) == (0, 1)
    out = tmp_path / "总结.docx"
    assert ask("summary", *of, "--out", str(out))[0] == 0
    text = "".join(paragraph.text for paragraph in Document(str(out)).paragraphs)
    assert "宣传不够。" in text
    assert "典型案例" in text
    code, refused = ask("summary", "explain", *of, "没有")
    assert (code, refused["error"]["code"]) == (1, "summary.no_such_figure")


def test_templates(ask: Ask, tmp_path: Path) -> None:
    own = tmp_path / "模板.docx"
    assert ask("summary", "template", "export", "year", str(own))[0] == 0
    assert ask("summary", "template", "install", "year", str(own))[0] == 0
    code, faces = ask("summary", "template", "list")
    assert code == 0
    assert [bool(row["changed_at"]) for row in faces["rows"]] == [False, True, False]
    assert ask("summary", "template", "reset", "year")[0] == 0
    word = Document()
    word.add_paragraph("{{ 受理件书 }}")
    word.save(str(own))
    code, refused = ask("summary", "template", "install", "year", str(own))
    assert (code, refused["error"]["code"]) == (1, "summary.template_wrong")
    assert "受理件数" in refused["issues"][0]["message"]
