"""Grey words that go on from what is typed: the rest of a clause that the office, or most offices, often tell.

Every clause is known by each of its ends (后拒绝退货, 拒绝退货, 绝退货 …), sorted, so that what may follow the last
characters typed is one stretch of a list. The longest end of the text that was ever told decides; if what followed it
differed too much, nothing is offered.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable

from app.services.suggesting.clauses import FOLLOWED, TAIL
from app.services.suggesting.cleaning import plain

#: Ends are kept from this many characters on: two typed, two to come.
_SHORTEST_END = 4
_LONGEST_CONTEXT, _SHORTEST_CONTEXT = 12, 2
_LAST_CHARACTER = "\U0010ffff"
#: Cases never told that every stretch is thought to hide, by how many characters were typed.
_UNSEEN = 2.0
_CONFIDENT = 0.35
_FEWEST = 2
#: A longer stretch is too common a beginning for one ending to be likely.
_LONGEST_STRETCH = 20_000
_MARKS = frozenset("，。；！？、：,;!?:\n ")
_ENDS = frozenset("。！？!?\n")


class Phrases:
    """What may follow; filled by the suggester. Reading is safe while another thread changes it."""

    def __init__(self) -> None:
        self._ends: dict[str, tuple[list[str], array[int]]] = {}

    def complete(self, text: str) -> str:
        """Words that go on from the end of ``text`` to the end of a clause; "" when unsure. No mark at the end."""
        tail = text[-40:]
        typed = len(tail)
        while typed and tail[typed - 1] not in _MARKS:
            typed -= 1
        clause = plain(tail[typed:])
        if len(clause) > 24 or not (clause.isalpha() or not clause):
            return ""
        before = self._clause_before(tail[:typed])
        for length in range(min(TAIL, len(before)), 2, -1):
            known, rest = self._follow(before[-length:] + FOLLOWED + clause)
            if rest and len(clause) + len(rest) > 2:
                return rest
            if known:
                break
        for length in range(min(_LONGEST_CONTEXT, len(clause)), _SHORTEST_CONTEXT - 1, -1):
            known, rest = self._follow(clause[-length:])
            if rest or known:
                return rest
        return ""

    @staticmethod
    def _clause_before(text: str) -> str:
        """The clause that a comma, and nothing stronger, parts from the one being typed."""
        end = len(text)
        while end and text[end - 1] in _MARKS:
            if text[end - 1] in _ENDS:
                return ""
            end -= 1
        start = end
        while start and text[start - 1] not in _MARKS:
            start -= 1
        return plain(text[start:end])

    def _follow(self, context: str) -> tuple[bool, str]:
        """Whether ``context`` was told often enough to say something, and what follows it if that is likely."""
        ends, weights = self._ends.get(context[0], (None, None))
        if not ends or weights is None:
            return False, ""
        low = bisect_left(ends, context)
        high = bisect_left(ends, context + _LAST_CHARACTER, low)
        if high - low > _LONGEST_STRETCH:
            return True, ""
        stretch = weights[low:high]
        total = sum(stretch)
        if total < _FEWEST:
            return False, ""
        most = max(stretch)
        rest = ends[low + stretch.index(most)][len(context) :]
        if most < _FEWEST or len(rest) < 2 or most / (total + _UNSEEN) < _CONFIDENT:
            return True, ""
        return True, rest

    def change(self, moved: Iterable[tuple[str, int, int]]) -> None:
        """Entries changed their weight: (entry, before, after)."""
        sums: dict[str, dict[str, int]] = {}
        for entry, before, after in moved:
            for end in ends_of(entry):
                first = sums.setdefault(end[0], {})
                first[end] = first.get(end, 0) + after - before
        for letter, deltas in sums.items():
            self._merge(letter, deltas)

    def _merge(self, letter: str, deltas: dict[str, int]) -> None:
        """Put the new weights of one first character into a list of its own, then swap the lists."""
        old, weights = self._ends.get(letter, ([], array("L")))
        if len(deltas) < 200:
            ends, values = list(old), array("L", weights)
            for end, delta in deltas.items():
                at = bisect_left(ends, end)
                if at < len(ends) and ends[at] == end:
                    values[at] = max(0, values[at] + delta)
                    if not values[at]:
                        del ends[at], values[at]
                elif delta > 0:
                    ends.insert(at, end)
                    values.insert(at, delta)
        else:
            known = dict(zip(old, weights, strict=True))
            for end, delta in deltas.items():
                known[end] = known.get(end, 0) + delta
            ends = sorted(end for end, value in known.items() if value > 0)
            values = array("L", [known[end] for end in ends])
        if ends:
            self._ends[letter] = (ends, values)
        else:
            self._ends.pop(letter, None)

    def take(self, other: Phrases) -> None:
        """Know what ``other`` knows, at once."""
        self._ends = other._ends

    def __len__(self) -> int:
        return sum(len(ends) for ends, _ in tuple(self._ends.values()))

    def state(self) -> dict[str, int]:
        """Every known end and its weight, for comparing."""
        return {end: weight for ends, weights in self._ends.values() for end, weight in zip(ends, weights, strict=True)}


def ends_of(entry: str) -> list[str]:
    """The ends of a clause; of a pair, those that begin at least three characters before the comma."""
    comma = entry.find(FOLLOWED)
    last = len(entry) - _SHORTEST_END if comma < 0 else comma - 3
    return [entry[at:] for at in range(last + 1)]


def of_stock(stock: Iterable[str], worth: int) -> list[tuple[str, int, int]]:
    """Shipped clauses as changes for :meth:`Phrases.change`, each told ``worth`` times."""
    entries: dict[str, None] = {}
    for line in stock:
        before = ""
        for clause in map(plain, line.split(FOLLOWED)):
            entries[clause] = None
            if before:
                entries[before[-TAIL:] + FOLLOWED + clause] = None
            before = clause
    return [(entry, 0, worth) for entry in entries]
