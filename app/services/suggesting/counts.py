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
_FACTS = 1
_FIELDS = (("facts", _FACTS), ("item", 2), ("brand", 3))
_TRADER, _WHOLE_TRADER, _DEMAND, _BUYING, _WHOLE_ITEM = 4, 5, 6, 7, 8
_TAIL = 5
_LONGEST_STORY = 1500


def pieces(texts: Mapping[str, str], names: tuple[str, ...] = ()) -> set[int]:
    """The buckets of a case's texts: character pairs of facts, thing and brand, how the trader's name ends, …

    ``names`` are left out of the facts. Demand and way of buying are codes, parted by commas.
    """
    found: set[int] = set()
    for name, salt in _FIELDS:
        text = texts.get(name, "")
        for run in runs(text[:_LONGEST_STORY], names) if text else ():
            found.update(_pairs(run, salt))
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


def _pairs(run: str, salt: int) -> list[int]:
    """The buckets of the character pairs of a run, in their order."""
    data = run.encode("utf-16-le", "replace")
    return [crc32(data[at : at + 4], salt) & (BUCKETS - 1) for at in range(0, len(data) - 2, 2)]


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

    def row(self, bucket: int) -> array[int]:
        """How many cases of each class have a bucket."""
        width = len(self.labels)
        return self.buckets[bucket * width : bucket * width + width]

    def odds(self, buckets: Iterable[int], base: Sequence[float], prior: float) -> list[float]:
        """By class, the sum over the buckets of log of (cases with it : what ``base`` lets expect).

        ``prior`` is the number of made-up cases, spread as ``base``, that every bucket starts from.
        """
        out = [0.0] * len(self.labels)
        expected = [1.0 / (prior * part) for part in base]
        log1p = math.log1p
        for bucket in buckets:
            row = self.row(bucket)
            if any(row):
                for at, count in enumerate(row):
                    if count:
                        out[at] += log1p(count * expected[at])
        return out


#: A piece of text is told as a reason from so many cases of the class on, and if so large a part of its cases is.
_FEWEST, _MOSTLY, _RATHER = 3, 0.5, 1.0
_LONGEST_REASON = 6


def reasons(counts: Counts, at: int, texts: Mapping[str, str], base: Sequence[float]) -> list[str]:
    """What of the texts stood in earlier cases of class ``at``, as it was typed: the thing, the trader, some words."""

    def speaks(bucket: int) -> bool:
        row = counts.row(bucket)
        part = row[at] / max(1, sum(row))
        return row[at] >= _FEWEST and part >= _MOSTLY and math.log(part / base[at]) >= _RATHER

    out = []
    for name, salt in (("item", _WHOLE_ITEM), ("trader", _WHOLE_TRADER)):
        word = squeezed(texts.get(name, ""))
        if word and len(word) <= 2 * _LONGEST_REASON and speaks(_bucket(word, salt)):
            out.append(texts[name].strip())
    for run in runs(texts.get("facts", "")[:_LONGEST_STORY]):
        said, begun = [speaks(bucket) for bucket in _pairs(run, _FACTS)], 0
        for end in range(len(said) + 1):
            if end < len(said) and said[end]:
                continue
            if 2 <= end - begun + 1 <= _LONGEST_REASON and end > begun:
                out.append(run[begun : end + 1])
            begun = end + 1
    return out


def of_case(told: Told) -> set[int]:
    """The buckets of a case of the register."""
    return pieces(texts_of(told), told.names)
