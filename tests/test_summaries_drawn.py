"""The shipped templates of summaries are what their script draws, byte for byte, and name only what there is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.paths import resources
from app.services.codelists import shipped as lists_shipped
from app.services.indicators.catalogue import catalogue
from app.services.summaries import composing, naming
from app.services.summaries.kinds import kinds
from app.services.summaries.templates import examine, shipped

SCRIPT = resources().parent / "packaging" / "draw_summaries.py"


def test_drawing_gives_the_kept_templates(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(SCRIPT), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    drawn = {path.stem: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.stem: path.read_bytes() for path in (resources() / "summaries").glob("*.docx")}
    assert set(drawn) == set(kept) == set(kinds())
    assert [key for key in drawn if drawn[key] != kept[key]] == [], "run packaging/draw_summaries.py"


@pytest.mark.parametrize("kind", list(kinds()))
def test_a_shipped_template_passes_its_own_examination(kind: str) -> None:
    assert examine(shipped(kind), (kind, lists_shipped(), catalogue())) == ()


def test_every_short_name_is_a_figure_there_is() -> None:
    from datetime import date

    book = naming.vocabulary(catalogue(), lists_shipped(), date(2026, 6, 30))
    for name, key in book.figures.items():
        assert name.isidentifier()
        catalogue().resolve(key.indicator)


def test_every_plain_word_of_a_template_is_given() -> None:
    assert not set(composing.PLAIN) & set(naming.DIMENSIONS)
