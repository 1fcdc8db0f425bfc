"""Searching finds exactly what plain containment would: one or two characters, parts of numbers, rare characters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, text

from app.services.complaints import Complaints
from app.services.database import Database, search_index

# few characters, so that words are often found; rare ones beyond the first plane, letters, digits, full width
SIGNS = "王小明手机坏𠮷㙱䶮abC1379-()。,. Aб９％é"
texts = st.text(st.sampled_from(SIGNS), max_size=14)
words = st.text(st.sampled_from(SIGNS.replace(" ", "")), min_size=1, max_size=5)


@pytest.fixture(scope="module")
def index() -> Iterator[Connection]:
    """An empty search index in memory."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        connection.execute(text(search_index.CREATE))
        yield connection
    engine.dispose()


def found(index: Connection, fields: dict[str, str], typed: str) -> bool:
    """Whether a record with ``fields`` is found by what was typed."""
    index.execute(text("DELETE FROM complaint_text"))
    search_index.add(index, [(1, fields)])
    query = search_index.query(typed)
    if query is None:
        return False
    hits = index.execute(text("SELECT rowid FROM complaint_text WHERE complaint_text MATCH :q"), {"q": query})
    return hits.first() is not None


def plain(words: str) -> str:
    """Width and case folded, punctuation dropped; a space stays only between two letters or digits."""
    kept = [c for c in search_index.normal(words) if c.isalnum() or c.isspace()]
    out = ""
    for word in "".join(kept).split():
        between = out and out[-1].isascii() and word[0].isascii()
        out += f" {word}" if between else word
    return out


@given(texts, words)
@example("王小明", "王")
@example("王小明", "小明")
@example("𠮷田", "𠮷")
@example("13957112345", "5711")
@example("a b", "ab")
@example("中a中", "a中")
def test_one_word_is_found_where_it_is_contained(index: Connection, content: str, word: str) -> None:
    wanted = plain(word)
    assert found(index, {"facts": content}, word) == bool(wanted and wanted in plain(content))


@given(st.dictionaries(st.sampled_from(search_index.FIELDS), texts, max_size=4), words)
def test_in_any_field_but_never_across_two(index: Connection, fields: dict[str, str], word: str) -> None:
    wanted = plain(word)
    assert found(index, fields, word) == any(wanted in plain(value) for value in fields.values() if wanted)


@given(texts, st.lists(words, min_size=1, max_size=3))
def test_several_words_must_all_be_there(index: Connection, content: str, typed: list[str]) -> None:
    wanted = [w for word in typed if (w := plain(word))]
    assert found(index, {"facts": content}, " ".join(typed)) == bool(
        wanted and all(w in plain(content) for w in wanted)
    )


@given(st.text(max_size=30), st.text(max_size=8))
def test_anything_may_be_typed(index: Connection, content: str, typed: str) -> None:
    found(index, {"facts": content}, typed)


@given(st.text(st.characters(categories=["Lo", "Nd", "Ll"]), min_size=1, max_size=12))
def test_a_text_of_any_script_finds_itself(index: Connection, content: str) -> None:
    if not any(c.isspace() for c in search_index.normal(content)):
        assert found(index, {"complainant": content}, content) == bool(plain(content))


@pytest.mark.parametrize("typed", ["", "   ", "%", "*", '"', "' OR 1=1 --", "()", "NEAR(a b)", "facts:x", "^", "-"])
def test_signs_of_query_languages_mean_nothing(county: Database, typed: str) -> None:
    complaints = Complaints(county)
    complaints.register({"complainant": "张三", "facts": "退货"}, today=date(2026, 4, 7))
    page = complaints.find(typed)
    assert page.total == (1 if not typed.strip() else 0)


@pytest.mark.parametrize(
    "typed",
    [
        "王",
        "安",
        "𠮷",
        "139",
        "7112",
        "9571",
        "宏达",
        "手机店",
        "黑屏",
        "HUAWEI",
        "mate",
        "te６０",
        "王𠮷安 黑屏",
        "xb-12",
    ],
)
def test_the_search_box(county: Database, typed: str) -> None:
    complaints = Complaints(county)
    wanted = complaints.register(
        {
            "complainant": "王𠮷安",
            "phone": "13957112345",
            "trader": "青溪县宏达手机店",
            "brand": "Huawei Mate60",
            "facts": "买来三天黑屏",
            "paper_number": "XB-12",
        },
        today=date(2026, 4, 7),
    ).record
    complaints.register({"complainant": "李四", "facts": "其他"}, today=date(2026, 4, 7))
    assert [hit.number for hit in complaints.find(typed).rows] == [wanted.number]
    assert complaints.find(wanted.number[-8:]).rows[0].number == wanted.number


def test_the_index_follows_every_change(county: Database) -> None:
    complaints = Complaints(county)
    number = complaints.register({"complainant": "王一", "facts": "旧"}, today=date(2026, 4, 7)).record.number
    complaints.change(number, {"facts": "新的说法"}, today=date(2026, 4, 7))
    assert complaints.find("旧").total == 0 and complaints.find("新的").total == 1
    complaints.delete(number)
    assert complaints.find("新的").total == 0
    complaints.restore(number)
    assert complaints.find("新的").total == 1
