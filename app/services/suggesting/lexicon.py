"""The words the program knows before any office taught it: ``resources/suggesting``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from app.paths import resources
from app.services.suggesting.cleaning import KINDS, Kind, plain

#: How much of the cases with such a word belong to the class it stands under.
_BELIEF = {"sure": 0.9, "likely": 0.6, "hint": 0.3}
_MOST = 0.95


@dataclass(slots=True)
class Entry:
    """A word: how it is written, and by class the part of the cases with it that belong there (sum below 1).

    ``item`` is the code of the item of the code list that the word means, if one.
    """

    shown: str
    belief: dict[str, float] = field(default_factory=dict)
    item: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words by kind, and how common each class is (sum 1), in the order of the code lists."""

    words: dict[Kind, dict[str, Entry]]
    shares: dict[Kind, dict[str, float]]


@cache
def lexicon() -> Lexicon:
    """The shipped words; read once, some 20 ms."""
    folder = resources() / "suggesting"
    return load(folder)


def load(folder: Path) -> Lexicon:
    """The words below ``folder``; its README tells the form."""
    shares = _read(folder / "shares.toml")
    sums: dict[Kind, float] = {kind: sum(shares[kind].values()) for kind in KINDS}
    words: dict[Kind, dict[str, Entry]] = {"category": {}, "nature": {}}
    files: tuple[tuple[str, Kind], ...] = (("goods", "category"), ("services", "category"), ("natures", "nature"))
    for name, kind in files:
        for code, lists in _read(folder / f"{name}.toml").items():
            _take(words[kind], kind, code, lists)
    for entries in words.values():
        for entry in entries.values():
            total = sum(entry.belief.values())
            if total > _MOST:
                entry.belief = {code: part * _MOST / total for code, part in entry.belief.items()}
    return Lexicon(words, {kind: {c: n / sums[kind] for c, n in shares[kind].items()} for kind in KINDS})


def _take(entries: dict[str, Entry], kind: Kind, code: str, lists: dict[str, str]) -> None:
    item = code if kind == "category" and not code.endswith("000000") else ""
    label = code[:4] + "000000" if kind == "category" else code
    for strength, belief in _BELIEF.items():
        for written in _spelled(lists.get(strength, "")):
            entry = entries.setdefault(plain(written), Entry(written))
            entry.belief[label] = max(belief, entry.belief.get(label, 0.0))
            entry.item = entry.item or item


def _spelled(text: str) -> Iterator[str]:
    """Words between spaces; ``{a,b}c`` is ac and bc."""
    for word in text.split():
        if "{" not in word:
            yield word
            continue
        parts: list[tuple[str, ...]] = []
        for piece in word.split("{"):
            inside, closed, after = piece.partition("}")
            parts.append(tuple(inside.split(",")) if closed else (piece,))
            parts.append((after,))
        yield from ("".join(way) for way in product(*parts))


def stock() -> tuple[str, ...]:
    """The shipped clauses; a comma parts two that follow each other."""
    text = _read(resources() / "suggesting" / "phrases.toml")["clauses"]
    assert isinstance(text, str)
    return tuple(text.split())


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        return tomllib.load(stream)
