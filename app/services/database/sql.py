"""SQL that each engine spells in its own way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer
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
