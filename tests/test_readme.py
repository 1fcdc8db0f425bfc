"""What the READMEs promise is there: the two commands first, the files they link to, the folders they list."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
READMES = sorted(path for path in ROOT.glob("**/*.md") if ".venv" not in path.parts and "practice" not in path.parts)


def test_the_first_commands_are_the_two() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    first = text.split("```")[1].strip().splitlines()
    assert first[0].startswith("python3 packaging/start.py ")
    assert first[1].startswith("python3 packaging/start.py test")


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target


def test_every_place_in_the_map_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for row in re.findall(r"^\| (`.+?) \|", text.split("## Where things are")[1].split("###")[0], re.MULTILINE):
        folder = Path()
        for name in re.findall(r"`([^`]+)`", row):
            folder = ROOT / name if (ROOT / name).exists() else folder.parent / name
            assert folder.exists(), name
