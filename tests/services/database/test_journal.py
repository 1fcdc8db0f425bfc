"""The journal only grows, is chained, and survives a torn last line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError
from app.services.database.journal import Journal


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """An empty journal at ``tmp_path / "journal.jsonl"``."""
    return Journal(tmp_path / "journal.jsonl")


def numbers(prefix: str, first: int, last: int) -> dict[str, object]:
    """One entry of issued numbers."""
    return {"kind": "numbers", "prefix": prefix, "first": first, "last": last}


def test_empty(journal: Journal) -> None:
    assert list(journal.rows()) == [] and journal.numbers() == {} and journal.broken_at() is None
    assert journal.end() == 0
    journal.append([])
    assert journal.end() == 0


def test_entries_are_chained(journal: Journal) -> None:
    journal.append([numbers("A", 1, 3), numbers("B", 1, 1)])
    journal.append([numbers("A", 4, 9)])
    rows = list(journal.rows())
    assert [row["prev"] for row in rows] == ["0" * 64, rows[0]["hash"], rows[1]["hash"]]
    assert journal.numbers() == {"A": 9, "B": 1}
    assert journal.broken_at() is None


def test_what_was_read_before_is_passed_over(journal: Journal) -> None:
    journal.append([numbers("A", 1, 3)])
    seen = journal.end()
    assert journal.numbers(seen) == {}
    journal.append([numbers("B", 1, 5)])
    assert journal.numbers(seen) == {"B": 5}
    assert journal.numbers(10**9) == {"A": 3, "B": 5}


@pytest.mark.parametrize("torn", [b'{"at":"2026-04-07T', b"\x00\x00\x00", b'"text"', b"\xe4\xb8"])
def test_a_torn_line_is_passed_over_and_the_chain_goes_on(journal: Journal, tmp_path: Path, torn: bytes) -> None:
    path = tmp_path / "journal.jsonl"
    journal.append([numbers("A", 1, 3)])
    with path.open("ab") as stream:
        stream.write(torn)
    assert journal.numbers() == {"A": 3}
    journal.append([numbers("A", 4, 4)])
    assert journal.numbers() == {"A": 4}
    assert journal.broken_at() is None


def test_every_edit_is_noticed(journal: Journal, tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    journal.append([numbers("A", n, n) for n in range(1, 6)])
    lines = path.read_bytes().splitlines(keepends=True)
    edited = lines[2].replace(b'"last":3', b'"last":4')
    assert edited != lines[2]
    for changed, at in (
        ([*lines[:2], edited, *lines[3:]], 3),
        ([*lines[:2], *lines[3:]], 3),
        ([lines[1], lines[0], *lines[2:]], 1),
        ([*lines, lines[4]], 6),
        ([*lines[:4], b"{}\n", lines[4]], 5),
    ):
        path.write_bytes(b"".join(changed))
        assert journal.broken_at() == at


@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.integers(1, 10**6)), min_size=1, max_size=20))
def test_what_goes_in_comes_out(tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[str, int]]) -> None:
    journal = Journal(tmp_path_factory.mktemp("j") / "journal.jsonl")
    for prefix, last in entries:
        journal.append([numbers(prefix, 1, last)])
    assert [(row["prefix"], row["last"]) for row in journal.rows()] == entries
    assert journal.numbers() == {p: max(n for q, n in entries if q == p) for p, _ in entries}
    assert journal.broken_at() is None


def test_a_line_longer_than_the_tail_that_is_read(journal: Journal) -> None:
    journal.append([{"kind": "seal", "values": "x" * 200_000}])
    journal.append([numbers("A", 1, 1)])
    assert journal.broken_at() is None


def test_lines_are_plain_text(journal: Journal, tmp_path: Path) -> None:
    journal.append([{"kind": "seal", "office": "青溪县"}])
    text = (tmp_path / "journal.jsonl").read_text("utf-8")
    assert "青溪县" in text and text.endswith("\n") and json.loads(text)["kind"] == "seal"


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        Journal(tmp_path / "nowhere" / "journal.jsonl").append([numbers("A", 1, 1)])
    assert (caught.value.code, caught.value.exit_code) == ("file.folder_missing", 3)
