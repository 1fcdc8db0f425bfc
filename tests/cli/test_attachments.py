"""Files of a case from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import run
from tests.services.attachments import files


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    """A call on a fresh county; gives (exit code, JSON), or with ``plain`` the text."""

    def call(*words: str, plain: bool = False) -> tuple[int, Any]:
        capsys.readouterr()
        form = () if plain else ("--json",)
        code = run(["--data", str(tmp_path / "d"), *form, "--user", "王桂芬", "--today", "2026-04-03", *words])
        said = capsys.readouterr().out
        return code, said if plain else json.loads(said)

    assert call("init", "--level", "county", "--name", "青溪县消保委", "--code", "331122")[0] == 0
    return call


@pytest.fixture
def case(ask: Any) -> str:
    fields = ("complainant=李秀英", "trader=宏发手机店", "category=家用电子电器类", "facts=黑屏")
    code, made = ask("complaint", "add", *fields)
    assert code == 0
    return str(made["number"])


def test_a_file_from_adding_to_taking_away(ask: Any, case: str, tmp_path: Path) -> None:
    photo, paper = tmp_path / "发票.jpg", tmp_path / "合同.pdf"
    photo.write_bytes(files.photo())
    paper.write_bytes(files.pdf(2))
    code, made = ask("attachment", "add", case, str(photo), str(paper), "--note", "三月五日")
    assert code == 0 and made["issues"] == []
    assert [(a["name"], a["media"], a["pages"], a["note"], a["by"]) for a in made["attachments"]] == [
        ("发票.jpg", "image/jpeg", 1, "三月五日", "王桂芬"),
        ("合同.pdf", "application/pdf", 2, "三月五日", "王桂芬"),
    ]
    code, listed = ask("attachment", "list", case)
    assert code == 0 and listed["attachments"] == made["attachments"]
    first = made["attachments"][0]["id"]
    out = tmp_path / "out.jpg"
    assert ask("attachment", "save", first, "--out", str(out))[0] == 0
    assert out.read_bytes() == photo.read_bytes()
    assert ask("attachment", "note", first, "买手机的发票")[1]["attachment"]["note"] == "买手机的发票"
    assert ask("attachment", "remove", first)[1]["attachment"]["removed"] is True
    assert [a["name"] for a in ask("attachment", "list", case)[1]["attachments"]] == ["合同.pdf"]
    assert ask("attachment", "restore", first)[0] == 0
    text = ask("attachment", "list", case, plain=True)[1]
    assert "发票.jpg" in text and "照片" in text and "买手机的发票" in text
    code, health = ask("check")
    assert code == 0 and health["files"]["whole"] == 2


def test_what_is_not_taken_is_told(ask: Any, case: str, tmp_path: Path) -> None:
    good, bad = tmp_path / "a.jpg", tmp_path / "b.jpg"
    good.write_bytes(files.photo())
    bad.write_bytes(b"MZ\0\0")
    code, made = ask("attachment", "add", case, str(good), str(bad))
    assert code == 0 and len(made["attachments"]) == 1
    assert [issue["code"] for issue in made["issues"]] == ["attachment.program"]
    code, told = ask("attachment", "add", case, str(bad))
    assert code == 1 and told["error"]["code"] == "attachment.none_taken"
    assert "是一个程序" in told["error"]["message"] and [i["code"] for i in told["issues"]] == ["attachment.program"]
    code, told = ask("attachment", "add", case, str(good), str(bad), "--strict")
    assert code == 1
    assert (
        ask("attachment", "save", "nothing", "--out", str(tmp_path / "x"))[1]["error"]["code"] == "attachment.not_found"
    )
