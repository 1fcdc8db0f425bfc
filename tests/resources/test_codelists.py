"""The shipped code lists keep what their README promises."""

from __future__ import annotations

import csv
import itertools
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from app.paths import resources
from app.services.parsing.text import normal_label

FOLDER = resources() / "codelists"
COLUMNS = ["list", "code", "label", "parent", "kind", "valid_from", "valid_to", "aliases", "sort", "note"]
Row = dict[str, str]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


LISTS = {row["list"]: row for row in read(FOLDER / "lists.csv")}
FILES = sorted({row["file"] for row in LISTS.values()})


@pytest.fixture(scope="module")
def rows() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for name in FILES:
        table = read(FOLDER / name)
        assert list(table[0]) == COLUMNS
        for row in table:
            assert LISTS[row["list"]]["file"] == name
            found[row["list"]].append(row)
    return found


def test_every_list_has_rows_and_every_file_is_listed(rows: dict[str, list[Row]]) -> None:
    assert set(rows) == set(LISTS)
    assert {path.name for path in FOLDER.glob("*.csv")} == {*FILES, "lists.csv", "time_limits.csv"}
    assert all(row["version"] and row["title"] for row in LISTS.values())


def test_no_row_stands_twice_and_validity_does_not_overlap(rows: dict[str, list[Row]]) -> None:
    for table in rows.values():
        spans: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in table:
            assert row["code"] == row["code"].strip() != ""
            assert row["label"]
            assert int(row["sort"]) > 0
            for day in (row["valid_from"], row["valid_to"]):
                assert not day or date.fromisoformat(day)
            spans[row["code"]].append((row["valid_from"] or "0000", row["valid_to"] or "9999"))
        for pairs in spans.values():
            pairs.sort()
            assert all(first[1] < second[0] for first, second in itertools.pairwise(pairs))


def test_a_word_means_one_code(rows: dict[str, list[Row]]) -> None:
    for name, table in rows.items():
        if name == "division":  # 鼓楼区 exists in four cities
            continue
        meaning: dict[str, set[str]] = defaultdict(set)
        for row in table:
            for word in filter(None, [row["label"], *row["aliases"].split("|")]):
                meaning[normal_label(word)].add(row["code"])
        assert {word: codes for word, codes in meaning.items() if len(codes) > 1} == {}


def test_parents_exist(rows: dict[str, list[Row]]) -> None:
    for name, table in rows.items():
        above = {row["code"] for row in rows["category" if name == "item" else name]}
        assert all(row["parent"] in above for row in table if row["parent"])


def test_items_hang_below_their_category(rows: dict[str, list[Row]]) -> None:
    for row in rows["item"]:
        assert len(row["code"]) == 10
        assert row["code"][:4] == row["parent"][:4]
        assert row["code"].endswith("0000")
        assert row["note"] in {"published", "inferred"}


def test_the_classification_is_complete(rows: dict[str, list[Row]]) -> None:
    kinds = [row["kind"] for row in rows["category"]]
    assert {kind: kinds.count(kind) for kind in kinds} == {"root": 2, "goods": 10, "service": 13, "other": 1}
    assert len({row["code"] for row in rows["nature"]}) == 10


def test_a_renamed_nature_keeps_its_code(rows: dict[str, list[Row]]) -> None:
    named = {row["label"]: row for row in rows["nature"] if row["code"] == "N09"}
    assert named["人格尊严"]["valid_to"] == "2023-12-31"
    assert named["人格权益"]["valid_from"] == "2024-01-01"


def test_kinds_others_rely_on(rows: dict[str, list[Row]]) -> None:
    assert [row["code"] for row in rows["channel"] if row["kind"] == "phone"] == ["1"]
    assert {row["kind"] for row in rows["intake_kind"]} == {"complaint", "report", "suggestion", "enquiry", "other"}
    assert [row["code"] for row in rows["mediation_way"] if row["kind"] == "onsite"] == ["spot_now", "spot"]


def test_divisions_reach_the_counties_of_zhejiang(rows: dict[str, list[Row]]) -> None:
    here = [row for row in rows["division"] if row["code"].startswith("33")]
    kinds = [row["kind"] for row in here]
    assert {kind: kinds.count(kind) for kind in kinds} == {"province": 1, "city": 11, "county": 90}
    assert {row["label"]: row["parent"] for row in here}["钱塘区"] == "330100"


def test_time_limits() -> None:
    found = {(row["handler"], row["valid_from"]): row for row in read(FOLDER / "time_limits.csv")}
    zhejiang = found["committee", "2017-05-01"]
    assert (zhejiang["decide_days"], zhejiang["mediate_days"], zhejiang["region"]) == ("5", "10", "330000")
    assert found["regulator", "2026-04-15"]["mediate_unit"] == "calendar"
    assert found["regulator", "2020-01-01"]["valid_to"] == "2026-04-14"
