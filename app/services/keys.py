"""Names of figures: ``accepted|category=0103000000|nature=N01@last-year``.

A key is an indicator, the codes it is restricted to, and the span of time relative to the period of the
return. Rows and columns of a template each give a part; the parts merge into the key of a cell.

``basis=cohort`` stands among the codes but restricts nothing: it asks what became of the cases accepted in the period.
So one sheet can hold both bases, and a sealed figure of one is never taken for one of the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from app.errors import AppError

#: Not a code: whether events of the period count (flow, not written) or what became of its cases (cohort).
BASIS = "basis"

SPANS = ("current", "last-year", "ytd", "last-ytd", "previous")

_SHAPE = re.compile(r"(?P<indicator>[A-Za-z][A-Za-z0-9_.]*)?(?P<where>(?:\|[a-z_]+=[^|=@]+)*)(?:@(?P<span>[a-z-]+))?")


@dataclass(frozen=True, slots=True)
class Key:
    """``indicator``, ``where`` (dimension, code) sorted by dimension, ``span`` one of :data:`SPANS`."""

    indicator: str
    where: tuple[tuple[str, str], ...] = ()
    span: str = "current"

    def __str__(self) -> str:
        return self.indicator + "".join(f"|{d}={c}" for d, c in self.where) + "@" + self.span

    def code(self, dimension: str) -> str | None:
        """The code the figure is restricted to in ``dimension``, if any."""
        return next((c for d, c in self.where if d == dimension), None)

    def at(self, span: str) -> Key:
        """The same figure of another span."""
        return Key(self.indicator, self.where, span)

    def of(self, indicator: str) -> Key:
        """Another indicator for the same records and span."""
        return Key(indicator, self.where, self.span)

    @property
    def basis(self) -> str:
        """``cohort`` when the key says so, else ``""``."""
        return self.code(BASIS) or ""

    @property
    def records(self) -> Key:
        """The same key without its basis: what the records themselves are restricted to."""
        return self.without(BASIS) if self.basis else self

    def without(self, dimension: str) -> Key:
        """The same figure with ``dimension`` not restricted."""
        return Key(self.indicator, tuple(p for p in self.where if p[0] != dimension), self.span)


def _parts(text: str) -> tuple[str | None, dict[str, str], str | None]:
    found = _SHAPE.fullmatch(text.strip())
    if not found or (found["span"] and found["span"] not in SPANS):
        raise AppError("indicator.bad_key", key=text)
    where: dict[str, str] = {}
    for pair in filter(None, found["where"].split("|")):
        dimension, code = pair.split("=", 1)
        if where.setdefault(dimension, code) != code:
            raise AppError("indicator.bad_key", key=text)
    return found["indicator"], where, found["span"]


@lru_cache(maxsize=65536)
def parse_key(text: str) -> Key:
    """The key written as ``text``; without a span it is the current one. Raises ``indicator.bad_key``."""
    indicator, where, span = _parts(text)
    if indicator is None:
        raise AppError("indicator.bad_key", key=text)
    return Key(indicator, tuple(sorted(where.items())), span or "current")


def merge_keys(*parts: str) -> Key:
    """The key that ``parts`` (of a row, a column, a block) say together.

    Raises ``indicator.bad_key`` when two parts disagree or none names the indicator.
    """
    indicator: str | None = None
    span: str | None = None
    where: dict[str, str] = {}
    for part in parts:
        if not part:
            continue
        i, w, s = _parts(part)
        clash = (i and indicator and i != indicator) or (s and span and s != span)
        clash = clash or any(where.get(d, c) != c for d, c in w.items())
        if clash:
            raise AppError("indicator.bad_key", key=" + ".join(parts))
        indicator, span = indicator or i, span or s
        where.update(w)
    if indicator is None:
        raise AppError("indicator.bad_key", key=" + ".join(parts))
    return Key(indicator, tuple(sorted(where.items())), span or "current")
