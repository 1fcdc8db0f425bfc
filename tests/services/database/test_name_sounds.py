"""Names are found by initials and by full pinyin, from any character on, under each reading."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, text

from app.services import pinyin
from app.services.complaints import Complaints
from app.services.database import Database, name_sounds, search_index

#: Characters with one reading and with several.
SIGNS = "李秀英宏发手机店单曾乐行重长家电西安恩"
names = st.text(st.sampled_from(SIGNS), min_size=2, max_size=6)


@pytest.fixture(scope="module")
def index() -> Iterator[Connection]:
    """An empty search index in memory."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        connection.execute(text(search_index.CREATE))
        yield connection
    engine.dispose()


def finds(index: Connection, name: str, typed: list[str]) -> list[str]:
    """Those of ``typed`` that do not find ``name``."""
    index.execute(text("DELETE FROM complaint_text"))
    search_index.add(index, [(1, {"trader": name})])
    asked = text("SELECT rowid FROM complaint_text WHERE complaint_text MATCH :q")
    return [each for each in typed if index.execute(asked, {"q": search_index.query(each)}).first() is None]


@given(names, st.data())
@example("单秀英", None)
@example("长乐行", None)
def test_every_part_is_found_under_every_reading(index: Connection, name: str, data: st.DataObject | None) -> None:
    start = data.draw(st.integers(0, len(name) - 2)) if data else 0
    end = data.draw(st.integers(start + 2, len(name))) if data else len(name)
    sounds = [pinyin.sounds(character) for character in name[start:end]]
    readings = list(product(*sounds))[:12]
    initials = ["".join(sound[0] for sound in reading) for reading in readings]
    whole = ["".join(reading) for reading in readings]
    begun = [words[:-1] for words in whole if len(words) > 3]
    assert finds(index, name, [*initials, *whole, *begun]) == []


@pytest.mark.parametrize(
    ("name", "typed", "found"),
    [
        ("宏发手机店", "hfsj", True),
        ("宏发手机店", "sjd", True),
        ("宏发手机店", "hfd", False),
        ("宏发手机店", "fahong", False),
        ("宏发手机店", "hongfasho", True),
        ("宏发手机店", "HFSJ", True),
        ("宏发手机店", "ｈｆｓｊ", True),
        ("西安恩", "xian", True),
        ("西安恩", "xianen", True),
        ("先恩", "xianen", True),
        ("TCL专卖店", "zmd", True),
        ("TCL专卖店", "tcl", True),
        ("TCL专卖店", "lzmd", False),
        ("李秀英", "h", False),
    ],
)
def test_what_is_typed(index: Connection, name: str, typed: str, found: bool) -> None:
    assert (finds(index, name, [typed]) == []) is found


@given(st.text(max_size=40))
def test_any_name_gives_few_tokens(name: str) -> None:
    assert len(name_sounds.tokens(name).split()) <= 96


@given(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), max_size=60))
def test_any_letters_may_be_typed(index: Connection, typed: str) -> None:
    assert typed == "" or finds(index, "李秀英", [typed]) in ([], [typed])


def test_the_search_box_finds_people_traders_and_things(county: Database) -> None:
    complaints = Complaints(county)
    wanted = complaints.register(
        {"complainant": "单秀英", "trader": "宏发手机店", "item": "红米手机", "facts": "黑屏"}, today=date(2026, 4, 7)
    ).record
    complaints.register({"complainant": "李四", "trader": "绿源生鲜", "facts": "烂苹果"}, today=date(2026, 4, 7))
    for typed in ("sxy", "dxy", "shanxiuying", "danxiu", "hfsjd", "hongfa", "hmsj", "sxy 黑屏", "hf hm"):
        assert [hit.number for hit in complaints.find(typed).rows] == [wanted.number], typed
    assert complaints.find("hp").total == 0  # facts are found by their characters only
    complaints.change(wanted.number, {"complainant": "陈国庆"}, today=date(2026, 4, 7))
    assert complaints.find("sxy").total == 0
    assert complaints.find("cgq").total == 1
