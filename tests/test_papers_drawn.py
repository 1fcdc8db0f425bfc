"""The shipped templates of papers are what their script draws, byte for byte."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from app.paths import resources
from app.services.papers.kinds import specs

SCRIPT = resources().parent / "packaging" / "draw_papers.py"


def test_drawing_gives_the_kept_templates(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(SCRIPT), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    drawn = {path.stem: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.stem: path.read_bytes() for path in (resources() / "papers").glob("*.docx")}
    assert set(drawn) == set(kept) == set(specs())
    assert [key for key in drawn if drawn[key] != kept[key]] == [], "run packaging/draw_papers.py"
