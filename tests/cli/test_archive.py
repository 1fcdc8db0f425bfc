"""``archive`` and ``casefile`` as scripts call them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from app.cli.main import run


@pytest.fixture
def office(county_template: Path, tmp_path: Path) -> Path:
    """A county with two cases that may be filed."""
    import shutil

    root = tmp_path / "office"
    shutil.copytree(county_template, root)
    for who in ("李秀英", "王芳"):
        fields = ["complainant=" + who, "trader=宏发手机店", "received_on=2026-01-05", "accepted_on=2026-01-06",
                  "result=达成协议", "closed_on=2026-01-20", "facts=" + who + "电话13812345678"]  # fmt: skip
        assert run(["--data", str(root), "--today", "2026-01-20", "complaint", "add", *fields]) == 0
    return root


def call(capsys: pytest.CaptureFixture[str], office: Path, *words: str, today: str = "2026-04-07") -> tuple[int, Any]:
    capsys.readouterr()
    code = run(["--json", "--data", str(office), "--today", today, *words])
    return code, json.loads(capsys.readouterr().out)


def test_from_ready_to_destroyed(capsys: pytest.CaptureFixture[str], office: Path, tmp_path: Path) -> None:
    code, found = call(capsys, office, "archive", "ready")
    assert (code, found["total"]) == (0, 2)
    code, plan = call(capsys, office, "archive", "file", "--ready", "--dry-run")
    assert (code, len(plan["files"]), plan["last"]) == (0, 2, "2026-消调-0002")
    code, filed = call(capsys, office, "archive", "file", found["cases"][0]["number"], "--box", "1")
    assert [file["number"] for file in filed["files"]] == ["2026-消调-0001"]
    code, again = call(capsys, office, "archive", "file", found["cases"][0]["id"])
    assert (code, again["error"]["code"]) == (1, "archive.nothing_to_file")
    assert again["issues"][0]["code"] == "archive.filed_already"
    code, _ = call(capsys, office, "archive", "file")
    assert code == 2
    code, _ = call(capsys, office, "archive", "file", "--ready")
    code, listed = call(capsys, office, "archive", "list", "王芳", "--year", "2026")
    assert listed["total"] == 1
    code, changed = call(capsys, office, "archive", "change", "2026-消调-0002", "box=2", "pages=12")
    assert (changed["box"], changed["pages"]) == ("2", 12)
    code, out = call(capsys, office, "archive", "take-out", "2026-消调-0002", "--reason", "归错了")
    assert code == 0 and out["files"][0]["number"] == "2026-消调-0002"
    later = "2037-01-01"
    code, due = call(capsys, office, "archive", "due", "--out", str(tmp_path / "due.pdf"), today=later)
    assert [file["number"] for file in due["files"]] == ["2026-消调-0001"] and (tmp_path / "due.pdf").exists()
    code, gone = call(capsys, office, "archive", "destroy", "2026-消调-0001", "--reason", "到期", today=later)
    assert gone["files"][0]["destroyed_on"] == later
    code, back = call(capsys, office, "archive", "undestroy", "2026-消调-0001", today=later)
    assert code == 0 and back["files"][0]["destroyed_on"] is None


def test_papers_of_the_archive(capsys: pytest.CaptureFixture[str], office: Path, tmp_path: Path) -> None:
    call(capsys, office, "archive", "file", "--ready")
    for words, name in (
        (["catalogue", "--year", "2026"], "a.pdf"),
        (["catalogue", "--year", "2026"], "a.xlsx"),
        (["labels", "--year", "2026"], "b.pdf"),
        (["labels", "--year", "2026", "--kind", "spine"], "c.pdf"),
    ):
        code, done = call(capsys, office, "archive", *words, "--out", str(tmp_path / name))
        assert code == 0 and Path(done["out"]).stat().st_size > 1000
    code, error = call(capsys, office, "archive", "catalogue", "--year", "2020", "--out", str(tmp_path / "d.pdf"))
    assert (code, error["error"]["code"]) == (1, "archive.nothing_listed")
    code, rules = call(capsys, office, "archive", "rules", "--number", "{year}第{serial}卷", "--short", "15")
    assert (rules["example"], rules["short"]) == ("2026第0012卷", 15)


@pytest.mark.parametrize("hidden", [False, True])
def test_a_whole_file(capsys: pytest.CaptureFixture[str], office: Path, tmp_path: Path, hidden: bool) -> None:
    case = call(capsys, office, "archive", "ready")[1]["cases"][0]["id"]
    out = tmp_path / "a.pdf"
    code, made = call(capsys, office, "casefile", case, "--out", str(out), *(["--redacted"] if hidden else []))
    text = "".join("".join(page.extract_text().split()) for page in PdfReader(out).pages)
    assert code == 0 and made["pages"] == len(PdfReader(out).pages) and made["issues"] == []
    assert made["parts"][0]["title"] == "消费者投诉登记表" and made["parts"][0]["first"] == 3
    assert ("李秀英" in text, "13812345678" in text, "投诉人甲" in text) == (not hidden, not hidden, hidden)
