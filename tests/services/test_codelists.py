"""Code lists in a database: what a word means, what a code was called when, and new versions of the lists."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from app.errors import AppError
from app.models import CalendarDay, Code, Setting
from app.paths import resources
from app.services import codelists
from app.services.codelists import UNCLASSIFIED, CodeLists, plain, shipped
from app.services.database import Database


@pytest.fixture
def lists(county: Database) -> CodeLists:
    """The lists of a fresh county."""
    return codelists.of(county)


def test_synchronising_again_touches_nothing(county: Database) -> None:
    with county.write() as session:
        before = session.scalar(select(func.count()).select_from(Code))
        assert codelists.synchronise(session) == 0
        assert session.scalar(select(func.count()).select_from(Code)) == before


def test_the_database_has_what_is_shipped(lists: CodeLists) -> None:
    out_of_the_box = shipped()
    for name in codelists.LIST_NAMES:
        assert lists.entries(name) == out_of_the_box.entries(name) != ()


def test_the_rename_of_a_nature(lists: CodeLists) -> None:
    before, after = date(2023, 12, 31), date(2024, 1, 1)
    assert lists.label("nature", "N09", before) == "人格尊严"
    assert lists.label("nature", "N09", after) == "人格权益"
    assert lists.label("nature", "N09") == "人格权益"
    assert lists.code("nature", "人格尊严") == lists.code("nature", "人格权益") == "N09"
    for day in (before, after):
        codes = [e.code for e in lists.entries("nature", day)]
        assert codes.count("N09") == 1 and len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    ("name", "word", "code"),
    [
        ("nature", "质量问题", "N01"),
        ("nature", " 质 量 ", "N01"),
        ("nature", "n01", "N01"),
        ("sex", "女", "2"),
        ("nature", "火星", None),
        ("nature", "", None),
        ("nowhere", "质量", None),
    ],
)
def test_words(lists: CodeLists, name: str, word: str, code: str | None) -> None:
    assert lists.code(name, word) == code


def test_a_word_nobody_knows(lists: CodeLists) -> None:
    assert codelists.required(lists, "nature", "质量") == "N01"
    with pytest.raises(AppError) as caught:
        codelists.required(lists, "nature", "火星")
    assert caught.value.code == "codelist.unknown_word"
    assert "投诉性质" in caught.value.message and "火星" in caught.value.message


def test_labels_of_no_code(lists: CodeLists) -> None:
    assert lists.label("nature", None) == lists.label("nature", "") == ""
    assert lists.label("nature", "gone") == "gone"
    assert lists.label("category", UNCLASSIFIED) == "未分类"


def test_every_item_has_its_class(lists: CodeLists) -> None:
    for item in lists.entries("item"):
        code = lists.category_of_item(item.code)
        assert code is not None and lists.has("category", code), item


@given(st.text(st.sampled_from("质量问题ＡaB１、,（)· 　"), max_size=12))
def test_plain_is_plain(word: str) -> None:
    assert plain(plain(word)) == plain(word)
    assert plain(f" {word} ") == plain(word)


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """A copy of the shipped lists to edit, as a new version of the natures."""
    folder = tmp_path / "codelists"
    shutil.copytree(resources() / "codelists", folder)
    return folder


def edit(folder: Path, name: str, change: object, version: str = "2027.1") -> None:
    """Rewrite ``name``'s rows with ``change`` (row → row or None) and give the list a new version."""
    assert callable(change)
    for path, key, value in ((folder / "lists.csv", "version", version), (folder / "natures.csv", None, None)):
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            columns, rows = list(reader.fieldnames or ()), list(reader)
        if key:
            for row in rows:
                if row["list"] == name:
                    row[key] = str(value)
        else:
            rows = [new for row in rows if (new := change(row)) is not None]
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns)
            writer.writeheader()
            writer.writerows(rows)


def test_a_new_version_updates_closes_and_keeps_what_offices_added(county: Database, newer: Path) -> None:
    with county.write() as session:
        session.add(Code(list="nature", code="X01", label="本地特色", owner="331122"))

    def change(row: dict[str, str]) -> dict[str, str] | None:
        if row["code"] == "N01":
            return {**row, "label": "质量好坏", "aliases": row["aliases"] + "|质量"}
        return None if row["code"] == "N10" else row

    edit(newer, "nature", change)
    with county.write() as session:
        assert codelists.synchronise(session, newer) == 2
        assert codelists.synchronise(session, newer) == 0
    lists = codelists.of(county)
    assert lists.label("nature", "N01") == "质量好坏" and lists.code("nature", "质量") == "N01"
    assert lists.label("nature", "N10") != "N10", "what is gone keeps its name for old records"
    assert "N10" not in [e.code for e in lists.entries("nature", date(2099, 1, 1))]
    assert lists.code("nature", "本地特色") == "X01"


def test_without_a_new_version_the_file_is_not_looked_at(county: Database, newer: Path) -> None:
    edit(newer, "nature", lambda row: {**row, "label": row["label"] + "!"}, version="2026.1")
    with county.write() as session:
        assert codelists.synchronise(session, newer) == 0


def test_days_an_office_added_stay(county: Database) -> None:
    with county.write() as session:
        session.add(CalendarDay(day=date(2027, 1, 1), kind="holiday", name="元旦", source="331122"))
        session.execute(update(Setting).where(Setting.name == "reference.holidays").values(value="old"))
    with county.write() as session:
        assert codelists.synchronise(session) > 0
    with county.read() as session:
        row = session.get(CalendarDay, date(2027, 1, 1))
        assert row is not None and row.source == "331122"
