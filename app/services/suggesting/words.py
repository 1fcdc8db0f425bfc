"""Finding known words in a text: the longest at each place, from left to right."""

from __future__ import annotations

from collections.abc import Iterable

_SHORTEST, _LONGEST = 1, 12


class Finder:
    """A set of words that can be found in texts. Words are plain (see ``cleaning.plain``)."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._words: set[str] = set()
        self._lengths: dict[str, tuple[int, ...]] = {}
        for word in words:
            self.add(word)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def add(self, word: str) -> None:
        """Know one word more."""
        if not _SHORTEST <= len(word) <= _LONGEST:
            return
        self._words.add(word)
        lengths = self._lengths.get(word[0], ())
        if len(word) not in lengths:
            self._lengths[word[0]] = tuple(sorted({*lengths, len(word)}, reverse=True))

    def drop(self, word: str) -> None:
        """Know it no longer."""
        self._words.discard(word)

    def find(self, text: str) -> list[str]:
        """The words in ``text`` (plain), in their order, each once."""
        found: dict[str, None] = {}
        words, lengths = self._words, self._lengths
        at, end = 0, len(text)
        while at < end:
            for length in lengths.get(text[at], ()):
                word = text[at : at + length]
                if word in words and not (word.isascii() and _inside(text, at, at + length)):
                    found[word] = None
                    at += length
                    break
            else:
                at += 1
        return list(found)


def _inside(text: str, start: int, end: int) -> bool:
    """Whether letters stand on either side: «app» is no word in «apple»."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return any(side.isascii() and side.isalnum() for side in (before, after) if side)
