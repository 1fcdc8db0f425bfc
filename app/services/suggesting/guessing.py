"""Category and nature from words: what the lexicon believes, corrected by what the register taught."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.services.suggesting.cleaning import Kind, plain, squeezed
from app.services.suggesting.counts import Counts, pieces, reasons
from app.services.suggesting.lexicon import Entry, Lexicon
from app.services.suggesting.words import Finder

#: How far a word of each field is believed.
_FIELDS: dict[Kind, dict[str, float]] = {
    "category": {"item": 2.0, "brand": 1.0, "trader": 1.0, "facts": 1.0},
    "nature": {"facts": 1.0, "item": 0.3},
}
#: Shipped shares count as this many cases, a lexicon word's belief as this many, a piece of text's as this many.
_SHARES_WORTH, _WORD_WORTH, _PIECE_WORTH = 60.0, 8.0, 4.0
#: Words of a story depend on each other, so each says only a part of what it would say alone; so many add up, more
#: say less each. Set, like the next two, to where the shares shown come true on a sample of the practice cases.
_WORDS_SAY: dict[Kind, float] = {"category": 0.8, "nature": 0.5}
_MANY_WORDS = 4
#: Pieces overlap and repeat what words said: their sum is worth this much, less the more there are.
_PIECES_SAY, _MANY_PIECES = 0.25, 40
_SHARE_OF_PRIOR = 0.6
_LONGEST_STORY = 3000
#: A guess is shown from this share on, and only if words speak for it (by this odds' logarithm) or if it is so many
#: times as likely as without having read anything.
_SMALLEST_SHARE, _SPEAKS, _BETTER_THAN_CHANCE = 0.04, 0.4, 1.4
_MOST_GUESSES, _MOST_WORDS = 3, 3
#: A clause in which the complainant demands something.
_DEMANDED = re.compile(
    r"(?:(?<=[，。；、：！,;:!\s])|^)(?:现在?|故|特|遂|于是|因此|所以|特此|(?:该|投诉)?消费者|投诉人|顾客|本人|家长|业主|我们?|他们?|她)*"
    r"(?:强烈|坚决)?(?:要求|请求|诉求|希望|恳请|望|想要?)[^，。；！,;!\n]*"
)


@dataclass(frozen=True, slots=True)
class Guess:
    """A class that fits: its ``code``, how likely (0 to 1), at most three ``words`` that speak for it.

    ``words`` are those typed, and may be none when only many small things the office wrote before speak for it.
    ``item``: code of an item of the class that was named, "" if none.
    """

    code: str
    share: float
    words: tuple[str, ...]
    item: str = ""


class Judge:
    """Guesses for one kind."""

    def __init__(self, kind: Kind, lexicon: Lexicon, counts: Counts) -> None:
        self.kind = kind
        self.counts = counts
        self._entries = lexicon.words[kind]
        self._shipped = [lexicon.shares[kind][label] for label in counts.labels]
        self._shipped_words, self._finder = Finder(self._entries), Finder(self._entries)

    def add_word(self, word: str) -> None:
        """A word that an office's register taught."""
        self._finder.add(word)

    def drop_word(self, word: str) -> None:
        """It is taught no longer; words of the lexicon stay."""
        if word not in self._entries:
            self._finder.drop(word)

    def knows(self, word: str) -> bool:
        """Whether it is a word of the lexicon."""
        return word in self._entries

    def words_in(self, texts: Mapping[str, str], *, shipped: bool = False) -> dict[str, float]:
        """The known words of the fields, each with how far it is believed; ``shipped``: of the lexicon alone."""
        finder = self._shipped_words if shipped else self._finder
        found: dict[str, float] = {}
        for name, belief in _FIELDS[self.kind].items():
            text = texts.get(name, "")[:_LONGEST_STORY]
            if not text:
                continue
            if self.kind == "nature":
                text = _DEMANDED.sub(" ", text)  # what somebody wants is not what went wrong
            for word in finder.find("".join(plain(text).split())):
                found[word] = max(belief, found.get(word, 0.0))
        return found

    def guess(self, texts: Mapping[str, str]) -> tuple[Guess, ...]:
        """At most three classes, the likeliest first; none when nothing speaks for one."""
        shares, base, said, found = self._shares(texts)
        if not said and not self.counts.total:
            return ()
        order = sorted(range(len(shares)), key=lambda at: (-shares[at], at))[:_MOST_GUESSES]
        guesses = []
        for at in order:
            speaking = sorted((-odds[at], word) for word, odds in said.items() if odds[at] > _SPEAKS)
            chance = 0.0 if speaking else _BETTER_THAN_CHANCE * base[at]
            if shares[at] < max(_SMALLEST_SHARE, chance):
                continue
            label = self.counts.labels[at]
            words = tuple(self._shown(word) for _, word in speaking[:_MOST_WORDS])
            if not words:
                words = tuple(dict.fromkeys(reasons(self.counts, at, texts, base)))[:_MOST_WORDS]
            guesses.append(Guess(label, round(shares[at], 4), words, self._item(label, found)))
        return tuple(guesses)

    def _shares(
        self, texts: Mapping[str, str]
    ) -> tuple[list[float], list[float], dict[str, list[float]], dict[str, float]]:
        """How likely each class is, how likely without the texts, what each word said, and the words found."""
        total = self.counts.total
        base = [
            (cases + _SHARES_WORTH * part) / (total + _SHARES_WORTH)
            for cases, part in zip(self.counts.cases, self._shipped, strict=True)
        ]
        scores = [_SHARE_OF_PRIOR * math.log(part) for part in base]
        found = self.words_in(texts)
        said = {word: self._said(word, base) for word in found}
        weight = sum(found.values())
        scale = _WORDS_SAY[self.kind] * math.sqrt(min(1.0, _MANY_WORDS / weight)) if weight else 0.0
        for word, odds in said.items():
            for at, value in enumerate(odds):
                scores[at] += scale * found[word] * value
        if total:
            there = pieces(texts)
            if there:
                tempered = _PIECES_SAY * min(1.0, math.sqrt(_MANY_PIECES / len(there)))
                for at, value in enumerate(self.counts.odds(there, base, _PIECE_WORTH)):
                    scores[at] += tempered * value
        highest = max(scores)
        likely = [math.exp(score - highest) for score in scores]
        whole = sum(likely)
        return [value / whole for value in likely], base, said, found

    def _said(self, word: str, base: list[float]) -> list[float]:
        """What a word says of each class: log of (share of its cases : share of all cases)."""
        entry = self._entries.get(word)
        belief = entry.belief if entry is not None else {}
        rest = 1.0 - sum(belief.values())
        seen = self.counts.words.get(word, {})
        whole = sum(seen.values()) + _WORD_WORTH
        labels = self.counts.labels
        return [
            math.log((seen.get(at, 0) + _WORD_WORTH * (belief.get(labels[at], 0.0) + rest * part)) / whole / part)
            for at, part in enumerate(base)
        ]

    def _shown(self, word: str) -> str:
        entry = self._entries.get(word)
        return entry.shown if entry is not None else word

    def _item(self, label: str, found: Mapping[str, float]) -> str:
        """The item of the class that the words name most; the thing's own name before the story's."""
        weights: dict[str, float] = {}
        for word, belief in found.items():
            entry: Entry | None = self._entries.get(word)
            if entry is not None and entry.item[:4] == label[:4] and entry.item:
                weights[entry.item] = weights.get(entry.item, 0.0) + belief * entry.belief.get(label, 0.0)
        return max(weights, key=lambda code: (weights[code], code)) if weights else ""


def thing(text: str, names: Iterable[str] = ()) -> str:
    """The name of a thing bought as a word that may be remembered; "" when it is none."""
    word = squeezed(text)
    if 2 <= len(word) <= 8 and word.isalpha() and not word.isascii() and not any(name in word for name in names):
        return word
    return ""
