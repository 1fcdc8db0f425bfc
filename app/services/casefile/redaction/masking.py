"""Replacing names, numbers and addresses in any text, however they were spaced, broken or widened."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.services.casefile.redaction import shapes
from app.services.casefile.redaction.people import Person
from app.services.parsing.text import halfwidth

_TITLES = (
    "某某|某|先生|女士|小姐|太太|师傅|老师|阿姨|大爷|大妈|大伯|大叔|大哥|大姐|奶奶|爷爷|"
    "老板娘|老板|经理|店长|医生|同志|老人家|老人|总"
)
_BETWEEN_NAME = r"[\s·•.]*"
_BETWEEN_NUMBER = r"[\s\-\u2010-\u2015.·,、()_/]*"
_BETWEEN_ADDRESS = r"[\s,、.]*"
_PLACE = re.compile(r"^.{2,}?(?:自治区|自治州|省|市|区|县|街道|镇|乡)(?=.{4})")
_SHORTEST_NUMBER = 5
_SHORTEST_ADDRESS = 4


class Redactor:
    """Knows the people of one case and what must not be read about them.

    ``numbers`` and ``addresses`` are theirs as written down; ``kept`` are numbers and words that stay although they
    look like something that goes (file numbers, the trader's address), as long as nothing of a person is in them.
    """

    def __init__(
        self,
        people: Sequence[Person],
        numbers: Mapping[str, str] | None = None,
        addresses: Iterable[str] = (),
        kept: Iterable[str] = (),
    ) -> None:
        self._known = [*_numbers(numbers or {}), *_addresses(addresses), *_names(people)]
        self._kept = [
            re.compile(_spelled(text, r"\s*")) for text in sorted(set(kept), key=len, reverse=True) if len(text) >= 4
        ]

    def text(self, words: str) -> str:
        """``words`` with everything replaced that would tell who it is."""
        out: list[str] = []
        at = 0
        for first, behind, instead in self.found(words):
            out += [words[at:first], instead]
            at = behind
        return "".join([*out, words[at:]])

    def found(self, words: str) -> list[tuple[int, int, str]]:
        """Where something stands in ``words`` that would tell who it is: (first, behind the last, what instead)."""
        shadow, origin = _shadow(words)
        spans = _Spans(len(shadow))
        for pattern, instead in self._known:
            for hit in pattern.finditer(shadow):
                spans.mark(hit.start(), hit.end(), instead)
        for pattern in self._kept:
            for hit in pattern.finditer(shadow):
                spans.keep(hit.start(), hit.end())
        for shape in shapes.SHAPES:
            for hit in shape.pattern.finditer(spans.barred(shadow)):
                if shape.holds(hit[0]):
                    spans.mark(hit.start(shape.group), hit.end(shape.group), shape.instead)
        return [
            (_with_role(words, origin[first], instead), origin[last] + 1, instead)
            for first, last, instead in spans.marked()
        ]

    def deep(self, value: Any) -> Any:
        """A value of JSON with every text in it replaced."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {key: self.deep(each) for key, each in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.deep(each) for each in value]
        return value


class _Spans:
    """Stretches of a text that are replaced, and stretches that stay. What overlaps becomes one."""

    def __init__(self, length: int) -> None:
        self._owner: list[int | None] = [None] * length
        self._instead: list[str] = []
        self._stays = [False] * length

    def mark(self, start: int, end: int, instead: str) -> None:
        owners = {owner for owner in self._owner[start:end] if owner is not None}
        if not owners:
            self._instead.append(instead)
            mine = len(self._instead) - 1
        else:
            mine = min(owners)
            for at, owner in enumerate(self._owner):
                if owner in owners:
                    self._owner[at] = mine
        self._owner[start:end] = [mine] * (end - start)

    def keep(self, start: int, end: int) -> None:
        if all(owner is None for owner in self._owner[start:end]):
            self._stays[start:end] = [True] * (end - start)

    def barred(self, shadow: str) -> str:
        """The text with what stays taken out of the way of further searching."""
        return "".join("\x00" if stays else character for character, stays in zip(shadow, self._stays, strict=True))

    def marked(self) -> list[tuple[int, int, str]]:
        """The stretches to be replaced, in order: first and last character, and what stands there instead."""
        found: list[tuple[int, int, str]] = []
        before: int | None = None
        for at, owner in enumerate(self._owner):
            if owner is not None and owner == before:
                found[-1] = (found[-1][0], at, found[-1][2])
            elif owner is not None:
                found.append((at, at, self._instead[owner]))
            before = owner
        return found


def _with_role(words: str, first: int, instead: str) -> int:
    """Where a replacement begins: with the role before the name, which the pseudonym says too."""
    role = instead[:-1]
    return first - len(role) if len(role) == 3 and words.endswith(role, 0, first) else first


def _shadow(words: str) -> tuple[str, list[int]]:
    """The text half-width and without invisible characters, and where each character of it stands in ``words``."""
    wide = halfwidth(words)
    kept = [
        at for at, character in enumerate(wide) if character.isspace() or unicodedata.category(character) not in _UNSEEN
    ]
    return "".join(" " if wide[at] == "\u3000" else wide[at] for at in kept), kept


_UNSEEN = ("Cf", "Cc", "Cs")


def _spelled(text: str, between: str) -> str:
    """A pattern for ``text`` with ``between`` allowed between its characters."""
    return between.join(re.escape(character) for character in halfwidth(text) if not character.isspace())


def _names(people: Sequence[Person]) -> list[tuple[re.Pattern[str], str]]:
    found: list[tuple[re.Pattern[str], str]] = []
    longest_first = sorted(people, key=lambda person: len(person.name), reverse=True)
    for person in longest_first:
        bare = person.name.replace(" ", "")
        if len(bare) >= 2:
            found.append((re.compile(_spelled(bare.replace("·", ""), _BETWEEN_NAME), re.IGNORECASE), person.pseudonym))
    found += [
        (re.compile(_spelled(form, r"\s*")), person.pseudonym) for person in longest_first for form in person.given
    ]
    surnames = sorted({person.surname for person in people if person.surname})
    for surname in surnames:
        found.append((re.compile(rf"{surname}(?=\s*(?:{_TITLES}|[×*]|[xX]{{1,2}}(?![A-Za-z])))"), "某"))
        found.append((re.compile(rf"(?<=[老小阿]){surname}(?!\s*[家庭])"), "某"))
    return found


def _numbers(numbers: Mapping[str, str]) -> list[tuple[re.Pattern[str], str]]:
    """Known numbers (as written down → what is written instead), the longest first."""
    found = []
    for number, instead in sorted(numbers.items(), key=lambda item: len(item[0]), reverse=True):
        bare = "".join(character for character in halfwidth(number) if character.isalnum())
        if len(bare) >= _SHORTEST_NUMBER:
            found.append((re.compile(_spelled(bare, _BETWEEN_NUMBER), re.IGNORECASE), instead))
    return found


def _addresses(addresses: Iterable[str]) -> list[tuple[re.Pattern[str], str]]:
    """Known addresses, whole and without the province, city and county in front."""
    wanted: set[str] = set()
    for address in addresses:
        rest = "".join(address.split())
        while len(rest) >= _SHORTEST_ADDRESS:
            wanted.add(rest)
            shorter = _PLACE.sub("", rest, count=1)
            if shorter == rest:
                break
            rest = shorter
    return [
        (re.compile(_spelled(address, _BETWEEN_ADDRESS), re.IGNORECASE), shapes.ADDRESS)
        for address in sorted(wanted, key=len, reverse=True)
    ]
