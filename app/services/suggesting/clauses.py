"""How often an office tells the same clause: which are everybody's words, and so may be offered.

A clause counts once a case. What one case alone told is kept as a single byte in a table, not as text, so that it
costs nothing and cannot be read; told a second time, it becomes an entry. An entry says with how many traders
(as bytes) it came: what is told of one trader alone is never offered, since it may name somebody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from zlib import crc32

from app.services.suggesting.cleaning import Told, clauses, may_be_offered, squeezed

_SLOTS = 1 << 21
#: Parts the end of a clause from the clause that follows it.
FOLLOWED = "，"
TAIL = 6
_MOST_CLAUSES = 60


def entries_of(told: Told) -> set[str]:
    """The clauses of a case that may be remembered, and its pairs: the end of one, a comma, the next."""
    out: set[str] = set()
    names = told.names
    before = ""
    for clause in clauses(told.facts)[:_MOST_CLAUSES]:
        if clause and may_be_offered(clause, names):
            out.add(clause)
            if before:
                out.add(before[-TAIL:] + FOLLOWED + clause)
            before = clause
        else:
            before = ""
    return out


class Clauses:
    """Entries (clauses and pairs) and the traders they came with, a byte a case."""

    def __init__(self) -> None:
        self.entries: dict[str, bytes] = {}
        self.once = bytearray(_SLOTS)

    def learn(self, told: Told) -> list[tuple[str, int, int]]:
        """Count a case; gives the entries whose weight changed: (entry, before, after)."""
        trader = _byte(told)
        return self._moved(sorted(entries_of(told)), trader, self._more)

    def unlearn(self, told: Told) -> list[tuple[str, int, int]]:
        """Take a case back; gives as :meth:`learn`."""
        trader = _byte(told)
        return self._moved(sorted(entries_of(told), reverse=True), trader, self._less)  # the other way round

    def _moved(
        self, entries: Iterable[str], trader: int, change: Callable[[str, int], None]
    ) -> list[tuple[str, int, int]]:
        out = []
        for entry in entries:
            before = weight(self.entries.get(entry, b""))
            change(entry, trader)
            after = weight(self.entries.get(entry, b""))
            if before != after:
                out.append((entry, before, after))
        return out

    def _more(self, entry: str, trader: int) -> None:
        seen = self.entries.get(entry)
        if seen is not None:
            self.entries[entry] = bytes(sorted((*seen, trader)))
            return
        slot = _slot(entry)
        if first := self.once[slot]:
            self.entries[entry] = bytes(sorted((first, trader)))
        else:
            self.once[slot] = trader

    def _less(self, entry: str, trader: int) -> None:
        seen = self.entries.get(entry)
        if seen is None:
            slot = _slot(entry)
            if self.once[slot] == trader:
                self.once[slot] = 0
            return
        at = seen.find(trader)
        if at < 0:
            return
        left = seen[:at] + seen[at + 1 :]
        if len(left) > 1:
            self.entries[entry] = left
        else:
            del self.entries[entry]
            self.once[_slot(entry)] = left[0]


def weight(traders: bytes) -> int:
    """In how many cases an entry was told, 0 while they are all of one trader."""
    return len(traders) if len(traders) > 1 and traders[0] != traders[-1] else 0


def _byte(told: Told) -> int:
    """A trader as 1 to 255; without one, the complainant stands for it."""
    return crc32((squeezed(told.trader) or squeezed(told.complainant)).encode("utf-8", "replace")) % 255 + 1


def _slot(entry: str) -> int:
    return crc32(entry.encode("utf-8", "replace")) & (_SLOTS - 1)
