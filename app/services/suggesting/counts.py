"""What a register teaches about classes: how many cases of each class have a word, a trader, a piece of text.

Everything is a whole number of cases, so what was learned can be unlearned to the last bit. Pieces of text are
pairs of characters, kept as the number of a bucket, never as characters: nobody's name can be read from them.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from zlib import crc32

from app.services.suggesting.cleaning import Told, runs, squeezed, texts_of

BUCKETS = 1 << 16
#: Fields whose pieces are counted, each with what keeps it apart from the others.
_FIELDS = (("facts", 1), ("item", 2), ("brand", 3))
_TRADER, _WHOLE_TRADER, _DEMAND, _BUYING, _WHOLE_ITEM = 4, 5, 6, 7, 8
_TAIL = 5
_LONGEST_STORY = 1500


def pieces(texts: Mapping[str, str], names: tuple[str, ...] = ()) -> set[int]:
    """The buckets of a case's texts: character pairs of facts, thing and brand, how the trader's name ends, …

    ``names`` are left out of the facts. Demand and way of buying are codes, parted by commas.
    """
    found: set[int] = set()
    mask = BUCKETS - 1
    for name, salt in _FIELDS:
        text = texts.get(name, "")
        for run in runs(text[:_LONGEST_STORY], names) if text else ():
            data = run.encode("utf-16-le", "replace")
            found.update([crc32(data[at : at + 4], salt) & mask for at in range(0, len(data) - 2, 2)])
    if item := squeezed(texts.get("item", "")):
        found.add(_bucket(item, _WHOLE_ITEM))
    if trader := squeezed(texts.get("trader", "")):
        found.add(_bucket(trader, _WHOLE_TRADER))
        tail = trader.removesuffix("有限公司").removesuffix("有限责任公司").removesuffix("分公司")[-_TAIL:]
        found.update(_bucket(tail[at : at + 2], _TRADER) for at in range(len(tail) - 1))
    for name, salt in (("demand", _DEMAND), ("buying", _BUYING)):
        if text := texts.get(name, ""):
            found.update(_bucket(code, salt) for code in text.split(",") if code)
    return found


def _bucket(word: str, salt: int) -> int:
    return crc32(word.encode("utf-16-le", "replace"), salt) & (BUCKETS - 1)


class Counts:
    """Cases by class, altogether and with each bucket and word. ``labels`` are the classes, in a fixed order."""

    def __init__(self, labels: Sequence[str]) -> None:
        self.labels = tuple(labels)
        self.index = {label: at for at, label in enumerate(self.labels)}
        self.cases = array("L", bytes(array("L").itemsize * len(self.labels)))
        self.buckets = array("H", bytes(2 * BUCKETS * len(self.labels)))
        self.words: dict[str, dict[int, int]] = {}

    @property
    def total(self) -> int:
        """How many cases were learned."""
        return sum(self.cases)

    def learn(self, label: str | None, buckets: Iterable[int], words: Iterable[str], by: int = 1) -> None:
        """Count a case, or with ``by`` -1 take it back. A case without a class of the list teaches nothing."""
        at = self.index.get(label or "")
        if at is None:
            return
        self.cases[at] = max(0, self.cases[at] + by)
        width, table = len(self.labels), self.buckets
        for bucket in buckets:
            place = bucket * width + at
            value = table[place] + by
            if 0 <= value <= 0xFFFF:
                table[place] = value
        for word in words:
            seen = self.words.setdefault(word, {})
            value = seen.get(at, 0) + by
            if value > 0:
                seen[at] = value
            else:
                seen.pop(at, None)
                if not seen:
                    del self.words[word]

    def odds(self, buckets: Iterable[int], base: Sequence[float], prior: float) -> list[float]:
        """By class, the sum over the buckets of log of (cases with it : what ``base`` lets expect).

        ``prior`` is the number of made-up cases, spread as ``base``, that every bucket starts from.
        """
        width, table = len(self.labels), self.buckets
        out = [0.0] * width
        expected = [1.0 / (prior * part) for part in base]
        log1p = math.log1p
        for bucket in buckets:
            row = table[bucket * width : bucket * width + width]
            if any(row):
                for at, count in enumerate(row):
                    if count:
                        out[at] += log1p(count * expected[at])
        return out


def of_case(told: Told) -> set[int]:
    """The buckets of a case of the register."""
    return pieces(texts_of(told), told.names)
