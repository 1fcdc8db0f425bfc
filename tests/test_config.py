"""Settings come back as they were written, whatever is in them, and a broken file stops nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import SettingsFile, to_toml

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    texts,
    st.lists(texts, max_size=3),
)


@given(st.dictionaries(texts, st.dictionaries(texts, values, max_size=4), max_size=3))
def test_every_table_comes_back(tables: dict[str, dict[str, object]]) -> None:
    assert tomllib.loads(to_toml(tables)) == tables


def test_tables_of_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('loose = 1\n[other]\nname = "王"\n', encoding="utf-8")
    mine = SettingsFile(path)
    assert mine.change("window", {"scale": 1.5, "theme": "dark"})
    assert mine.change("window", {"scale": 2.0})
    assert SettingsFile(path).table("window") == {"scale": 2.0, "theme": "dark"}
    assert SettingsFile(path).table("other") == {"name": "王"}
    assert "loose = 1" in path.read_text("utf-8")


@pytest.mark.parametrize("content", [b"not toml [", b"\xff\xfe", b"window = 3"])
def test_a_broken_file_counts_as_empty(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(content)
    assert SettingsFile(path).table("window") == {}
    assert SettingsFile(path).change("window", {"scale": 1.0})
    assert SettingsFile(path).table("window") == {"scale": 1.0}


def test_a_disk_that_refuses_costs_the_memory_only(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "nowhere" / "settings.toml")
    assert file.table("window") == {}
    assert not file.change("window", {"scale": 1.0})
