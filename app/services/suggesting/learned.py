"""What a register taught, as one: counts for both kinds, clauses, and the things people bought."""

from __future__ import annotations

from collections.abc import Callable

from app.services.suggesting import lexicon as lexicons
from app.services.suggesting.clauses import Clauses, weight
from app.services.suggesting.cleaning import Told, texts_of
from app.services.suggesting.counts import Counts, of_case
from app.services.suggesting.guessing import Judge, thing
from app.services.suggesting.lexicon import KINDS, Kind, Lexicon
from app.services.suggesting.phrases import Phrases, of_stock

#: A shipped clause counts as so many cases.
_STOCK_WORTH = 3
#: More ends of clauses than these are not kept in memory: the rarest clauses are left out.
_MOST_ENDS = 100_000
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
        name = thing(told.item, told.names)
        judge = self.judges["category"]
        if name and not judge.knows(name):
            self.things[name] = self.things.get(name, 0) + 1
            if self.things[name] == _A_WORD:
                judge.add_word(name)
        self._index(self.clauses.learn(told))

    def _unlearn(self, told: Told) -> None:
        name = thing(told.item, told.names)
        if name in self.things:
            self.things[name] -= 1
            if self.things[name] < _A_WORD:
                self.judges["category"].drop_word(name)
            if not self.things[name]:
                del self.things[name]
        self._count(told, -1)
        self._index(self.clauses.unlearn(told))

    def _count(self, told: Told, by: int) -> None:
        texts = texts_of(told)
        there = of_case(told)
        labels: dict[Kind, str | None] = {"category": told.category, "nature": told.nature}
        for kind, label in labels.items():
            words = self.judges[kind].words_in(texts)
            self.counts[kind].learn(label, there, words, by)

    def _index(self, moved: list[tuple[str, int, int]]) -> None:
        if self._floor:
            told = [(entry, self._worth(before), self._worth(after)) for entry, before, after in moved]
            self.phrases.change([change for change in told if change[1] != change[2]])

    def _worth(self, cases: int) -> int:
        return cases if cases >= self._floor else 0

    def index(self, pause: Callable[[], None] = lambda: None) -> None:
        """Make the phrases from the clauses, as many as fit; from then on they follow what is learned."""
        self._floor = 0
        phrases = Phrases()
        phrases.change(of_stock(lexicons.stock(), _STOCK_WORTH))
        weights = {entry: told for entry, traders in self.clauses.entries.items() if (told := weight(traders))}
        room = _MOST_ENDS - len(phrases)
        self._floor = floor = _floor_for(weights, room)
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
        ends[told] = ends.get(told, 0) + len(entry)
    floor = max(ends, default=_LOWEST_FLOOR) + 1
    for told in sorted(ends, reverse=True):
        room -= ends[told]
        if room < 0:
            break
        floor = told
    return max(floor, _LOWEST_FLOOR)
