"""The quick ways of writing many rows give what the plain ways give."""

from __future__ import annotations

from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Date, MetaData, String, Table, create_engine, insert, select

from app.models.base import UtcDateTime, new_ids, now
from app.services.database import search_index
from app.services.database.sql import insert_rows


def plainly(words: str) -> str:
    """The tokens of ``words``, cut one character after the other."""
    out: list[str] = []
    for piece in search_index._cut(words):
        if piece.isascii():
            out.extend(piece[at : at + 3] for at in range(len(piece)))
        else:
            out.append(f"ж{ord(piece):05x}")
    return " ".join(out)


@given(st.text(max_size=60) | st.text("a1 ，,。-张①ｶﾞé́ж\n", max_size=30))
def test_words_are_cut_alike(words: str) -> None:
    assert search_index.tokens(words) == plainly(words)


def test_ids_grow_and_are_uuids_of_version_7() -> None:
    ids = new_ids(5000) + new_ids(3)
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
    assert {(len(i), i[12]) for i in ids} == {(32, "7")}
    assert {i[16] for i in ids} <= set("89ab")


def _table() -> Table:
    return Table(
        "some table",
        MetaData(),
        Column("day", Date),
        Column("order", String),
        Column("at", UtcDateTime),
    )


def test_rows_are_converted_as_one_by_one() -> None:
    table, moment = _table(), now()
    rows: list[tuple[date | None, str, datetime]] = [(date(2026, 3, 5), "a", moment), (None, "b", moment)]

    def written(connection: Connection, quick: bool) -> list[tuple[object, ...]]:
        table.create(connection)
        if quick:
            insert_rows(connection, table, ("day", "order", "at"), rows)
        else:
            connection.execute(insert(table), [dict(zip(("day", "order", "at"), row, strict=True)) for row in rows])
        raw = connection.exec_driver_sql('SELECT * FROM "some table"').fetchall()
        read = connection.execute(select(table)).fetchall()
        table.drop(connection)
        return [*map(tuple, raw), *map(tuple, read)]

    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        assert written(connection, quick=True) == written(connection, quick=False)
    engine.dispose()
