"""What a register taught, as one: counts for both kinds, clauses, and the things people bought."""

from __future__ import annotations

from collections.abc import Callable

from app.services.suggesting import lexicon as lexicons
from app.services.suggesting.clauses import Clauses, weight
from app.services.suggesting.cleaning import KINDS, Kind, Told, texts_of
from app.services.suggesting.counts import Counts, of_case
from app.services.suggesting.guessing import Judge, thing
from app.services.suggesting.lexicon import Lexicon
from app.services.suggesting.phrases import Phrases, ends_of, of_stock

#: A shipped clause counts as so many cases.
_STOCK_WORTH = 3
#: More ends of clauses than these are not kept in memory: the rarest clauses are left out.
MOST_ENDS = 100_000
_LOWEST_FLOOR = 2
#: A thing is a word when so many cases were about it.
_A_WORD = 2


class Learned:
    """What is known now. One thread changes it; others may ask ``judges`` and ``phrases`` meanwhile."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.counts: dict[Kind, Counts] = {kind: Counts(tuple(lexicon.shares[kind])) for kind in KINDS}
        self.judges: dict[Kind, Judge] = {kind: Judge(kind, lexicon, self.counts[kind]) for kind in KINDS}
        self.clauses = Clauses()
        self.things: dict[str, int] = {}
        self.phrases = Phrases()
        self._floor = 0

    def learn(self, before: Told | None, after: Told | None) -> None:
        """A case changed from ``before`` to ``after``; None: it was not there, or is there no longer."""
        if before is not None:
            self._unlearn(before)
        if after is not None:
            self._learn(after)

    def _learn(self, told: Told) -> None:
        self._count(told, 1)
        self._meet(told, 1)
        self._index(self.clauses.learn(told))

    def _unlearn(self, told: Told) -> None:
        self._count(told, -1)
        self._meet(told, -1)
        self._index(self.clauses.unlearn(told))

    def _meet(self, told: Told, by: int) -> None:
        """A thing is a word to look for while enough cases are about it."""
        name, judge = thing(told.item, told.names), self.judges["category"]
        if not name or judge.knows(name):
            return
        cases = self.things.pop(name, 0) + by
        if cases > 0:
            self.things[name] = cases
        if cases >= _A_WORD:
            judge.add_word(name)
        else:
            judge.drop_word(name)

    def _count(self, told: Told, by: int) -> None:
        texts = texts_of(told)
        there = of_case(told)
        name = thing(told.item, told.names)
        for kind, label in told.labels.items():
            judge = self.judges[kind]
            words = set(judge.words_in(texts, shipped=True))
            if name and kind == "category":
                words.add(name)
            self.counts[kind].learn(label, there, words, by)

    def _index(self, moved: list[tuple[str, int, int]]) -> None:
        if self._floor:
            told = [(entry, self._worth(before), self._worth(after)) for entry, before, after in moved]
            self.phrases.change([change for change in told if change[1] != change[2]])

    def _worth(self, cases: int) -> int:
        return cases if cases >= self._floor else 0

    def index(self, pause: Callable[[], None] = lambda: None, room: int = MOST_ENDS) -> None:
        """Make the phrases from the clauses, as many as fit into ``room`` ends; from then on they follow."""
        self._floor = 0
        phrases = Phrases()
        phrases.change(of_stock(lexicons.stock(), _STOCK_WORTH))
        weights = {entry: told for entry, traders in self.clauses.entries.items() if (told := weight(traders))}
        self._floor = floor = _floor_for(weights, room - len(phrases))
        by_letter: dict[str, list[tuple[str, int, int]]] = {}
        for entry, told in weights.items():
            if told >= floor:
                by_letter.setdefault(entry[0], []).append((entry, 0, told))
        for changes in by_letter.values():
            phrases.change(changes)
            pause()
        self.phrases.take(phrases)

    @property
    def cases(self) -> int:
        """How many cases taught a category or a nature, whichever are more."""
        return max(counts.total for counts in self.counts.values())


def _floor_for(weights: dict[str, int], room: int) -> int:
    """The fewest cases a clause needs so that all ends fit into ``room``."""
    ends: dict[int, int] = {}
    for entry, told in weights.items():
        ends[told] = ends.get(told, 0) + len(ends_of(entry))
    for told in sorted(ends, reverse=True):
        room -= ends[told]
        if room < 0:
            return told + 1
    return _LOWEST_FLOOR
