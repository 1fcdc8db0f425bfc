"""Small texts with choices and blanks: ``[a|b|]`` is one of several, ``{slot}`` or ``{slot:argument}`` is filled in.

Texts come from ``resources/demo``; they may nest. Parsing is kept, so that a text said ten thousand times costs little.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random

#: Gives the words of a slot: (name, argument) → text.
Slots = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class _Slot:
    name: str
    argument: str


@dataclass(frozen=True, slots=True)
class _Choice:
    options: tuple[_Text, ...]


_Text = tuple["str | _Slot | _Choice", ...]
_TIDY = (
    (re.compile(r"[，；：]+([，。；])"), r"\1"),
    (re.compile(r"([。，；])[。，]+"), r"\1"),
    (re.compile(r"，，+"), "，"),
    (re.compile("服务服务"), "服务"),
)


def say(text: str, slots: Slots, rng: Random) -> str:
    """``text`` with its choices made by ``rng`` and its slots filled."""
    return _say(_parsed(text), slots, rng)


def tidy(text: str) -> str:
    """Doubled punctuation made single, one full stop at the end."""
    for pattern, instead in _TIDY:
        text = pattern.sub(instead, text)
    return text.strip("，；：。 ") + "。"


def slots_of(text: str) -> set[str]:
    """The names of all slots that ``text`` may ask for."""
    return {slot.name for slot in _slots(_parsed(text))}


def _slots(parts: _Text) -> list[_Slot]:
    found: list[_Slot] = []
    for part in parts:
        if isinstance(part, _Slot):
            found.append(part)
        elif isinstance(part, _Choice):
            for option in part.options:
                found.extend(_slots(option))
    return found


def _say(parts: _Text, slots: Slots, rng: Random) -> str:
    out = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, _Slot):
            out.append(slots(part.name, part.argument))
        else:
            out.append(_say(part.options[int(rng.random() * len(part.options))], slots, rng))
    return "".join(out)


@cache
def _parsed(text: str) -> _Text:
    return _sequence(text, 0, "")[0]


def _sequence(text: str, at: int, stops: str) -> tuple[_Text, int]:
    parts: list[str | _Slot | _Choice] = []
    plain = ""
    while at < len(text) and text[at] not in stops:
        sign = text[at]
        if sign not in "[{":
            plain += sign
            at += 1
            continue
        if plain:
            parts.append(plain)
            plain = ""
        if sign == "{":
            end = text.index("}", at)
            name, _, argument = text[at + 1 : end].partition(":")
            parts.append(_Slot(name, argument))
            at = end + 1
            continue
        options: list[_Text] = []
        while True:
            option, at = _sequence(text, at + 1, "|]")
            options.append(option)
            if at >= len(text):
                raise ValueError(f"a choice does not end: {text}")
            if text[at] == "]":
                break
        parts.append(_Choice(tuple(options)))
        at += 1
    if plain:
        parts.append(plain)
    return tuple(parts), at
