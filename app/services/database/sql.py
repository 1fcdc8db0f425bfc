"""SQL that each engine spells in its own way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Integer, String, Table, insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class days_between(FunctionElement[int]):  # noqa: N801  (reads like the SQL function it is)
    """Whole days from the first date to the second."""

    type = Integer()
    inherit_cache = True


@compiles(days_between)
def _standard(element: Any, compiler: Any, **options: Any) -> str:
    first, second = list(element.clauses)
    return f"({compiler.process(second, **options)} - {compiler.process(first, **options)})"


@compiles(days_between, "sqlite")
def _sqlite(element: Any, compiler: Any, **options: Any) -> str:
    first, second = list(element.clauses)
    return (
        f"CAST(julianday({compiler.process(second, **options)}) - "
        f"julianday({compiler.process(first, **options)}) AS INTEGER)"
    )


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert many rows (values in the order of ``columns``) at the speed of the driver.

    The same values as through ``connection.execute(insert(table), …)``, converted once per distinct value
    instead of once per row; defaults of the mapping are not applied.
    """
    if not rows:
        return
    dialect = connection.dialect
    if dialect.paramstyle != "qmark":
        connection.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in rows])
        return
    lists: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for at, name in enumerate(columns):
        convert = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        if convert is not None:
            lists[at] = _converted(lists[at], convert)
    names = ", ".join(dialect.identifier_preparer.quote(name) for name in columns)
    into = dialect.identifier_preparer.format_table(table)
    marks = ", ".join("?" * len(columns))
    connection.exec_driver_sql(f"INSERT INTO {into} ({names}) VALUES ({marks})", list(zip(*lists, strict=True)))


def _converted(values: Sequence[Any], convert: Callable[[Any], Any]) -> list[Any]:
    known = {value: convert(value) for value in set(values)}
    return [known[value] for value in values]


class unindexed(FunctionElement[Any]):  # noqa: N801  (reads like a mark on the column it takes)
    """A column in a condition that must not choose the order of a join.

    Without statistics SQLite takes «not deleted» for a rare thing and reads every record before it looks at
    the dates; a plus sign before the column keeps its index out of the choice.
    """

    inherit_cache = True


@compiles(unindexed)
def _as_it_is(element: Any, compiler: Any, **options: Any) -> str:
    return str(compiler.process(next(iter(element.clauses)), **options))


@compiles(unindexed, "sqlite")
def _plus(element: Any, compiler: Any, **options: Any) -> str:
    return f"+{compiler.process(next(iter(element.clauses)), **options)}"


class pinyin_order(FunctionElement[str]):  # noqa: N801  (reads like the SQL function it is)
    """What Chinese words are sorted by: as in a dictionary by pinyin. NULL for an empty word."""

    type = String()
    inherit_cache = True


@compiles(pinyin_order)
def _collated(element: Any, compiler: Any, **options: Any) -> str:
    return f"NULLIF({compiler.process(next(iter(element.clauses)), **options)}, '') COLLATE \"zh-x-icu\""


@compiles(pinyin_order, "sqlite")
def _own_function(element: Any, compiler: Any, **options: Any) -> str:
    return f"pinyin_order({compiler.process(next(iter(element.clauses)), **options)})"


def gb_order(word: str | None) -> str | None:
    """The function behind :class:`pinyin_order` in SQLite: the bytes of GB 18030, whose common characters stand in
    the order of their pinyin, as text of the same order."""
    return word.encode("gb18030", "replace").decode("latin-1") if word else None
