"""When two names of traders may be one: without places, brackets and legal forms, with slips of pen and ear.

It is only ever a proposal. «宏发手机店» and «鸿发手机店» sound the same and may still be two shops in one street.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Literal

from app.services.memory.names import sound_alike
from app.services.parsing.text import normal_label

_BRACKETED = re.compile(r"\(([^()]*)\)?")
_FORM = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|总公司|公司|个体工商户|分公司|分店|总店|旗舰店|专卖店|专营店|连锁店|经营部|门市部|营业部|直营店)+$"
)
#: A division before the name proper: «青溪县», «浙江省». Not «中心市场», not «夜市街».
_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,3}?(?:省|自治区|市(?!场)|县|区|镇|乡|街道)(?=[^\s]{3})")
_SIGNS = re.compile(r"[^\w]+")
#: What a shop is called behind its name; people leave it away.
_KIND = re.compile(r"(?<=..)(?:商店|专店|店|行|部|馆|铺|厅|中心|商行|超市|公司)$")
#: The shortest core of which a part says something.
_SHORTEST = 3

Alike = Literal["same", "near", ""]


@lru_cache(65536)
def core(name: str, places: frozenset[str] = frozenset()) -> str:
    """What is left of ``name`` without brackets, ``places`` and divisions in front, legal form behind.

    «青溪县宏发手机店（北街）» → «宏发手机店». Never empty unless the name is.
    """
    plain = _SIGNS.sub("", _BRACKETED.sub("", normal_label(name))) or _SIGNS.sub("", normal_label(name))
    while True:
        rest = plain
        for place in _longest_first(places):
            if rest.startswith(place) and len(rest) - len(place) >= _SHORTEST:
                rest = rest[len(place) :]
        rest = _PLACE.sub("", rest)
        if rest == plain:
            break
        plain = rest
    bare = _FORM.sub("", plain)
    return bare if len(bare) >= 2 else plain


@lru_cache(8)
def _longest_first(places: frozenset[str]) -> tuple[str, ...]:
    """«青溪县» before «青溪», which would leave 县 standing."""
    return tuple(sorted(places, key=lambda place: (-len(place), place)))


@lru_cache(65536)
def branch(name: str) -> str:
    """What stands in brackets: «北街» of «宏发手机店（北街）»."""
    found = _BRACKETED.search(normal_label(name))
    return found[1] if found else ""


def alike(one: str, other: str, places: Collection[str] = ()) -> Alike:
    """Whether two names may be of one trader: ``same`` without what is left away, ``near`` with a slip, or not.

    Two different branches are two traders.
    """
    known = frozenset(places)
    if branch(one) and branch(other) and branch(one) != branch(other):
        return ""
    first, second = core(one, known), core(other, known)
    if not first or not second:
        return ""
    if first == second or _KIND.sub("", first) == second or first == _KIND.sub("", second):
        return "same"
    shorter, longer = sorted((first, second), key=len)
    # The middle of a name alone («手机店») is no name: only its beginning or its end counts.
    if len(shorter) > _SHORTEST and (longer.startswith(shorter) or longer.endswith(shorter)):
        return "near"
    return "near" if len(shorter) >= _SHORTEST and _slip(first, second) else ""


class Cores:
    """Names of traders by the pairs of characters of their cores, to find those worth comparing."""

    #: So many names are compared at most.
    _ENOUGH = 300

    def __init__(self, places: frozenset[str]) -> None:
        self._places = places
        self._names: dict[str, list[str]] = {}
        self._pairs: dict[str, list[str]] = {}
        self._known: set[str] = set()

    def add(self, names: Iterable[str]) -> None:
        """Take names in; known ones stay."""
        for name in names:
            if name in self._known:
                continue
            self._known.add(name)
            stripped = core(name, self._places)
            if stripped not in self._names:
                self._names[stripped] = []
                for pair in _pairs(stripped):
                    self._pairs.setdefault(pair, []).append(stripped)
            self._names[stripped].append(name)

    def near(self, name: str) -> list[str]:
        """Names that share the same core, or rare pairs of characters with it."""
        wanted = core(name, self._places)
        found = dict.fromkeys([wanted])
        for pair in sorted(_pairs(wanted), key=lambda pair: len(self._pairs.get(pair, ()))):
            here = self._pairs.get(pair, ())
            if len(found) + len(here) > self._ENOUGH:
                break
            found |= dict.fromkeys(here)
        return [each for stripped in found for each in self._names.get(stripped, ())]


def _pairs(stripped: str) -> list[str]:
    """Pairs of neighbours; the first character with a mark of its own, since a name begins with what is its own."""
    return list(dict.fromkeys(["^" + stripped[:2], *(stripped[at : at + 2] for at in range(1, len(stripped) - 1))]))


def _slip(one: str, other: str) -> bool:
    """Characters that sound the same, two that changed places, or one left out of a longer name."""
    if len(one) == len(other):
        differ = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        if len(differ) == 2 and differ[1] == differ[0] + 1:
            first, second = differ
            if one[first] == other[second] and one[second] == other[first]:
                return True
        return len(differ) <= 2 and all(sound_alike(one[at], other[at]) for at in differ)
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) != 1 or len(shorter) <= _SHORTEST:
        return False
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
