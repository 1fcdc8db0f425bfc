"""The tokens keep their promise of contrast, and nothing outside the theme has a look of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.ui.theme import CONTRAST, LIGHT, Colours

UI = Path(__file__).resolve().parents[2] / "app" / "ui"
SOURCES = sorted(path for path in UI.rglob("*.py") if "theme" not in path.relative_to(UI).parts)

TEXT = (
    ("ink", ("paper", "surface", "field", "celadon", "celadon2", "head", "key_cap", "sel")),
    ("ink2", ("paper", "surface", "field", "celadon", "celadon2", "head", "sel")),
    ("pine", ("paper", "surface", "field", "celadon", "celadon2", "sel", "done_tint")),
    ("action", ("paper", "field", "celadon2")),
    ("on_primary", ("primary", "primary_pressed")),
    ("on_bookmark", ("bookmark",)),
    ("on_side", ("side", "side2")),
    ("error", ("paper", "surface", "field", "error_tint", "sel")),
    ("question", ("paper", "surface", "field", "question_tint", "sel")),
    ("note", ("surface", "field", "note_tint", "celadon")),
    ("done", ("surface", "field", "done_tint", "sel")),
    ("on_seal", ("seal",)),
    ("on_hit", ("hit",)),
)
EDGES = (
    ("border", ("paper", "field", "celadon", "head")),
    ("focus", ("paper", "surface", "field", "celadon", "sel")),
    ("focus_side", ("side",)),
    ("error_edge", ("error_tint", "paper")),
    ("question_edge", ("question_tint", "paper")),
    ("note_edge", ("note_tint", "paper")),
    ("done_edge", ("done_tint", "paper")),
    ("primary", ("paper", "surface")),
)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, CONTRAST], ids=lambda theme: theme.name)
def test_text_has_seven_to_one_and_edges_three_to_one(theme: Colours) -> None:
    weak = [
        f"{front} on {back}: {ratio:.2f} < {least}"
        for pairs, least in ((TEXT, 7.0), (EDGES, 3.0))
        for front, backs in pairs
        for back in backs
        if (ratio := contrast(getattr(theme, front), getattr(theme, back))) < least
    ]
    assert not weak


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(UI)))
def test_no_colour_length_or_font_outside_the_theme(path: Path) -> None:
    source = path.read_text("utf-8")
    assert not re.findall(r"[\"'#]#?[0-9A-Fa-f]{6}\b[\"']|#[0-9A-Fa-f]{6}\b", source)
    assert not re.findall(r"\b\d+\s*(?:px|pt)\b[;\"' ]*[;\"'}]", source)
    assert not re.findall(r"Noto|YaHei|SimSun|Arial|setStyleSheet|QFont\([\"']", source)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(UI)))
def test_chinese_sentences_use_full_width_punctuation(path: Path) -> None:
    source = path.read_text("utf-8")
    assert not re.findall(r"[一-鿿][,;:?!][一-鿿]", source)
