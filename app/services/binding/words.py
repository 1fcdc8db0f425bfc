"""Every word a label may be made of, and what it can stand for: the catalogue, the code lists, the office's habits."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from app.paths import resources
from app.services.codelists import CodeLists
from app.services.indicators.catalogue import Catalogue

PieceKind = Literal[
    "indicator", "code", "span", "ending", "compare", "total", "subtotal", "fill", "stock", "unit", "group", "stub"
]

#: Code lists whose words may name the rows or columns of a table, by the dimension of keys they give.
DIMENSIONS = {
    "category": "商品和服务类别",
    "nature": "投诉性质",
    "channel": "接收方式",
    "source": "来源方式",
    "item": "商品和服务细目",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing a word may stand for: an indicator's key, a code of ``dimension``, a span, an ending …"""

    kind: PieceKind
    value: str = ""
    dimension: str = ""


def bare(text: str) -> str:
    """A label as words are compared: letters, digits and characters alone, half-width, lower case."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


@cache
def habits() -> dict[str, Any]:
    """How offices write things (``resources/binding/words.toml``)."""
    return tomllib.loads((resources() / "binding" / "words.toml").read_text(encoding="utf-8"))


class Vocabulary:
    """The words of one office: ``catalogue`` and ``lists`` are those of its database."""

    def __init__(self, catalogue: Catalogue, lists: CodeLists) -> None:
        self.catalogue = catalogue
        self.lists = lists
        self._terms: dict[str, list[Piece]] = {}
        self._march15: dict[str, list[Piece]] = {}
        self._add_indicators()
        self._add_codes()
        self._add_habits()
        self._longest = max(len(term) for term in self._terms)

    @property
    def terms(self) -> Iterable[str]:
        """Every word known, as compared."""
        return self._terms.keys()

    def pieces(self, term: str, *, march15: bool = False) -> tuple[Piece, ...]:
        """What a bare word can stand for; with ``march15`` the words of the 3·15 days go first."""
        if march15 and term in self._march15:
            return tuple(self._march15[term])
        return tuple(self._terms.get(term, ()))

    def split(self, text: str, *, march15: bool = False) -> tuple[list[tuple[str, tuple[Piece, ...]]], str]:
        """The words ``text`` (bare) is made of, as few as can be, and what is left over, joined."""
        size = len(text)
        # best[i]: (characters not understood, words) of text[:i], where the last word began, whether it is known
        best: list[tuple[int, int]] = [(0, 0)] + [(size + 1, 0)] * size
        back: list[tuple[int, bool]] = [(0, False)] * (size + 1)
        for start in range(size):
            left, count = best[start]
            if (left + 1, count) < best[start + 1]:
                best[start + 1], back[start + 1] = (left + 1, count), (start, False)
            for end in range(start + 1, min(size, start + self._longest) + 1):
                term = text[start:end]
                if term not in self._terms and not (march15 and term in self._march15):
                    continue
                if (left, count + 1) < best[end]:
                    best[end], back[end] = (left, count + 1), (start, True)
        words: list[tuple[str, tuple[Piece, ...]]] = []
        rest = ""
        at = size
        while at:
            start, known = back[at]
            if known:
                words.append((text[start:at], self.pieces(text[start:at], march15=march15)))
            else:
                rest = text[start:at] + rest
            at = start
        return words[::-1], rest

    def _add(self, word: str, piece: Piece, table: dict[str, list[Piece]] | None = None) -> None:
        term = bare(word)
        if not term:
            return
        known = (self._terms if table is None else table).setdefault(term, [])
        if piece not in known:
            known.append(piece)

    def _add_indicators(self) -> None:
        said = habits()["indicators"]
        skipped = {"accepted_share", "accepted_group_share"}  # «比重» is an ending, of any figure
        shortened: dict[str, set[str]] = {}
        for indicator in self.catalogue.offered:
            if indicator.key in skipped:
                continue
            for word in (indicator.name, *indicator.synonyms, *said.get(indicator.key, ())):
                piece = Piece("indicator", indicator.key)
                self._add(word, piece)
                self._add(word.removesuffix("件数").removesuffix("人次"), piece)
                for short in _shorter(word):
                    shortened.setdefault(bare(short), set()).add(indicator.key)
                if indicator.key.startswith("march15_") and bare(word).startswith("315"):
                    self._add(bare(word)[3:], piece, self._march15)
        for term, keys in shortened.items():
            if len(keys) == 1 and term not in self._terms:
                self._add(term, Piece("indicator", keys.pop()))
        for word, either in habits()["either"].items():
            for key in either:
                if key in self.catalogue:
                    self._add(word, Piece("indicator", key))
        for key, words in habits()["march15"].items():
            for word in words:
                self._add(word, Piece("indicator", key), self._march15)

    def _add_codes(self) -> None:
        for dimension in DIMENSIONS:
            for entry in self.lists.entries(dimension):
                for word in (entry.label, *entry.aliases):
                    self._add(word, Piece("code", entry.code, dimension))
                    if dimension == "category":
                        for short in _looser(word):
                            self._add(short, Piece("code", entry.code, dimension))

    def _add_habits(self) -> None:
        said = habits()
        for span, words in said["spans"].items():
            for word in words:
                self._add(word, Piece("span", span))
        for ending, words in said["endings"].items():
            for word in words:
                self._add(word, Piece("ending", ending))
        for compared, words in said["compare"].items():
            for word in words:
                self._add(word, Piece("compare", compared))
        for word in said["group_share"]["words"]:
            self._add(word, Piece("group"))
        for unit, words in said["unit_words"].items():
            for word in words:
                self._add(word, Piece("unit", unit))
        for word in said["everything"]:
            self._add(word, Piece("total", "everything"))
        for name, kind in (("total", "total"), ("subtotal", "subtotal")):
            for word in said[name]:
                self._add(word, Piece(kind))  # type: ignore[arg-type]
        for name, kind in (("stock", "stock"), ("fill", "fill"), ("stub", "stub"), ("sections", "stub")):
            for word in said[name]:
                if bare(word) not in self._terms:
                    self._add(word, Piece(kind))  # type: ignore[arg-type]


def _shorter(word: str) -> list[str]:
    """Shorter spellings that are taken when they mean one indicator alone: without what stands in brackets, each of
    the names joined by a stroke."""
    folded = unicodedata.normalize("NFKC", word)
    out = []
    if "(" in folded:
        out.append(folded[: folded.index("(")])
    if "/" in folded:
        out += [part for part in folded.split("/") if len(part) >= 3]
    if folded.endswith("投诉") and len(folded) >= 6:
        out.append(folded[:-2])
    return [each for each in out if len(bare(each)) >= 2]


def _looser(word: str) -> list[str]:
    """A category without the words that offices leave out: 类, 和, 及."""
    short = bare(word).removesuffix("类").removesuffix("服务") if len(bare(word)) > 5 else bare(word).removesuffix("类")
    joined = [short.replace("和", ""), short.replace("及", ""), short]
    return [each for each in joined if len(each) >= 3]


def heading_word(text: str) -> str:
    """What the heading ``text`` (up to its colon) holds, as the filler knows it; ``""`` when it is none."""
    return _heading_words().get(bare(text), "")


@cache
def _heading_words() -> dict[str, str]:
    return {bare(word): what for what, words in habits()["headings"].items() for word in words}
