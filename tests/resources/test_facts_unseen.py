"""The texts that suggestions are measured on are well-formed and cover both lists."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from app.services.codelists import CodeLists, plain, shipped

FILE = Path(__file__).parent.parent / "data" / "facts_unseen.csv"
ROOTS = {"root"}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        found = list(reader)
    assert reader.fieldnames == ["text", "item", "category", "nature"]
    return found


@pytest.fixture(scope="module")
def lists() -> CodeLists:
    return shipped()


def test_every_line_is_whole(rows: list[dict[str, str]]) -> None:
    assert len(rows) == 240
    for row in rows:
        assert None not in row
        assert None not in row.values()
        assert 20 <= len(row["text"]) <= 160, row["text"]
        assert all(value == value.strip() for value in row.values()), row
        assert not re.search(r"\d{7,}", row["text"] + row["item"]), "looks like a telephone or identity number"


def test_no_text_stands_twice_or_nearly(rows: list[dict[str, str]]) -> None:
    texts = [plain(row["text"]) for row in rows]
    assert len(set(texts)) == len(texts)
    runs = [{text[i : i + 3] for i in range(len(text) - 2)} for text in texts]
    for i, one in enumerate(runs):
        for j, other in enumerate(runs[:i]):
            assert len(one & other) < 0.4 * min(len(one), len(other)), (texts[i], texts[j])


def test_the_labels_are_in_the_lists(rows: list[dict[str, str]], lists: CodeLists) -> None:
    for row in rows:
        for name in ("category", "nature"):
            code = lists.code(name, row[name])
            assert code, row
            entry = lists.entry(name, code)
            assert entry is not None
            assert entry.kind not in ROOTS, row


def test_every_category_and_nature_is_present(rows: list[dict[str, str]], lists: CodeLists) -> None:
    today = date(2026, 1, 1)
    for name, least in (("category", 4), ("nature", 6)):
        counts = Counter(lists.code(name, row[name]) for row in rows)
        known = {entry.code for entry in lists.entries(name, on=today) if entry.kind not in ROOTS}
        assert set(counts) == known
        assert min(counts.values()) >= least, counts
