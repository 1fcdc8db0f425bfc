"""The shipped words are of the code lists, and each says something."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from app.paths import resources
from app.services.codelists import CodeLists, shipped
from app.services.suggesting.cleaning import KINDS, Kind, may_be_offered
from app.services.suggesting.lexicon import lexicon, load, stock

FOLDER = resources() / "suggesting"


@pytest.fixture(scope="module")
def lists() -> CodeLists:
    """The shipped code lists."""
    return shipped()


@pytest.mark.parametrize("kind", KINDS)
def test_every_class_has_its_share_and_its_words(kind: Kind, lists: CodeLists) -> None:
    classes = {entry.code for entry in lists.entries(kind) if entry.kind != "root"}
    known = lexicon()
    assert set(known.shares[kind]) == classes
    assert sum(known.shares[kind].values()) == pytest.approx(1)
    assert all(share > 0 for share in known.shares[kind].values())
    assert {code for entry in known.words[kind].values() for code in entry.belief} == classes


@pytest.mark.parametrize("kind", KINDS)
def test_beliefs_leave_room_for_doubt(kind: Kind) -> None:
    for word, entry in lexicon().words[kind].items():
        assert word == word.strip().lower() and len(word) <= 12, word
        assert "{" not in word and "}" not in word and "," not in word, word
        assert 0 < sum(entry.belief.values()) <= 0.951, word


def test_items_are_of_the_list_and_of_their_class(lists: CodeLists) -> None:
    found = {entry.item: entry for entry in lexicon().words["category"].values() if entry.item}
    assert set(found) <= {entry.code for entry in lists.entries("item")}
    assert len(found) == len(lists.entries("item"))
    for code, entry in found.items():
        assert lists.category_of_item(code) in entry.belief


@pytest.mark.parametrize("name", ["goods", "services", "natures"])
def test_no_word_stands_twice_in_a_section(name: str) -> None:
    for code, levels in tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8")).items():
        assert set(levels) <= {"sure", "likely", "hint"}, code
        words = [word for text in levels.values() for word in text.split()]
        assert sorted({word for word in words if words.count(word) > 1}) == [], code


def test_every_name_of_an_item_is_known(lists: CodeLists) -> None:
    """Or a part of it is; only 教育 says too little by itself."""
    judge_words = lexicon().words["category"]
    missing = [
        alias
        for entry in lists.entries("item")
        for alias in entry.aliases
        if len(alias) <= 4 and alias != "教育" and not any(part in alias for part in judge_words)
    ]
    assert missing == []


def test_braces_stand_for_either(tmp_path: Path) -> None:
    for name in ("goods", "services"):
        (tmp_path / f"{name}.toml").write_text("", "utf-8")
    (tmp_path / "natures.toml").write_text('[N02]\nsure = "{不给,不肯}{退,换}货 保修"\n[N03]\nhint = "保修"', "utf-8")
    (tmp_path / "shares.toml").write_text("[category]\nA = 1\n[nature]\nN02 = 3\nN03 = 1", "utf-8")
    words = load(tmp_path)
    assert set(words.words["nature"]) == {"不给退货", "不给换货", "不肯退货", "不肯换货", "保修"}
    assert words.words["nature"]["不给换货"].belief == {"N02": 0.9}
    shared = words.words["nature"]["保修"].belief
    assert sum(shared.values()) == pytest.approx(0.95) and shared["N02"] == pytest.approx(3 * shared["N03"])
    assert words.shares["nature"] == {"N02": 0.75, "N03": 0.25}


def test_shipped_clauses_name_nobody_and_no_day() -> None:
    for line in stock():
        for clause in line.split("，"):
            assert may_be_offered(clause, ()) or len(clause) < 4 or "七天" in clause or "退一赔" in clause, clause
    assert len(set(stock())) == len(stock())
