"""Thousands of names found by a part, by full pinyin, by initials, or by a mixture, in a few milliseconds.

All names stand in one long text, so that the searching is done by ``str.find`` and ``re`` and not name by name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from app.services.parsing.text import halfwidth

#: From the end of one syllable to a letter of the next: ``|`` begins a character, ``/`` another reading of it.
_ON = r"(?:[a-z0-9/]*\|(?:[a-z0-9]+/)*)?"
_LATIN = re.compile(r"[a-z0-9]+")


@cache
def syllables(character: str) -> tuple[str, ...]:
    """The readings of one character; a letter or figure reads as itself, a sign not at all."""
    plain = halfwidth(character).lower()
    if plain.isascii():
        return (plain,) if plain.isalnum() else ()
    from app.services.pinyin import readings

    return tuple(sound for sound in readings(character).full if sound.isascii() and sound.isalnum())


def sound_alike(one: str, other: str) -> bool:
    """Whether two characters have a reading in common."""
    return one == other or bool(set(syllables(one)) & set(syllables(other)))


class Names:
    """Distinct names, the likeliest first. Never changed once made."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        self._text = "\n" + "\n".join(self._names) + "\n"
        self._sorted = sorted(self._names)
        self._sounds: str | None = None
        self._sounds_at: list[int] = []

    def __len__(self) -> int:
        return len(self._names)

    @property
    def all(self) -> tuple[str, ...]:
        """Every name, in the order they were given."""
        return self._names

    def find(self, typed: str, most: int = 200) -> list[tuple[int, str]]:
        """At most ``most`` names that fit what was typed: (0 the whole name, 1 its beginning, 2 inside, name).

        Chinese fits anywhere in the name; Latin letters fit anywhere from the beginning of a syllable.
        """
        wanted = typed.strip()
        if not wanted or "\n" in wanted:
            return []
        found: dict[str, int] = {}
        for name in self._beginning(wanted, most // 2):
            found[name] = 0 if name == wanted else 1
        for name in self._inside(wanted, most):
            found.setdefault(name, 2)
        latin = halfwidth(wanted).lower().replace(" ", "").replace("'", "").replace("ü", "v")
        if _LATIN.fullmatch(latin):
            for level, name in self._sounding(latin, most):
                found[name] = min(level, found.get(name, level))
        elif not found:
            found.update((name, level) for level, name in self._mixed(wanted, most))
        ranked = sorted((level, name) for name, level in found.items())
        return ranked[:most]

    def _beginning(self, wanted: str, most: int) -> Iterator[str]:
        first = bisect_left(self._sorted, wanted)
        for name in self._sorted[first : first + most]:
            if not name.startswith(wanted):
                return
            yield name

    def _inside(self, wanted: str, most: int) -> Iterator[str]:
        at = self._text.find(wanted)
        while at >= 0 and most:
            start = self._text.rfind("\n", 0, at) + 1
            end = self._text.find("\n", at)
            yield self._text[start:end]
            most -= 1
            at = self._text.find(wanted, end)

    def _mixed(self, wanted: str, most: int) -> Iterator[tuple[int, str]]:
        """«宏发sj»: names with the longest run of characters, judged one by one."""
        from app.services.pinyin import find

        runs = re.findall(r"[^\x00-\x7f]+", halfwidth(wanted))
        if runs and len(max(runs, key=len)) < len(wanted):
            for name in self._inside(max(runs, key=len), most):
                hit = find(wanted, name)
                if hit is not None:
                    yield (2 if hit.start else 1), name

    def _sounding(self, latin: str, most: int) -> Iterator[tuple[int, str]]:
        if self._sounds is None:
            lines = [_spelled(name) for name in self._names]
            self._sounds = "\n".join(lines)
            self._sounds_at = _starts(lines)
        # A literal first lets the search skip quickly to where it may begin.
        first = latin[0] + f"(?<=[|/]{latin[0]})"
        shape = re.compile(_ON.join([first, *latin[1:]]))
        at = 0
        while most:
            hit = shape.search(self._sounds, at)
            if hit is None:
                return
            line = bisect_left(self._sounds_at, hit.start() + 1) - 1
            name = self._names[line]
            yield (1 if "|" not in self._sounds[self._sounds_at[line] + 1 : hit.start()] else 2), name
            most -= 1
            at = self._sounds_at[line] + self._line_length(line)

    def _line_length(self, line: int) -> int:
        assert self._sounds is not None
        end = self._sounds_at[line + 1] if line + 1 < len(self._sounds_at) else len(self._sounds)
        return end - self._sounds_at[line]


def _spelled(name: str) -> str:
    return "".join(["|" + "/".join(sounds) for character in name if (sounds := syllables(character))])


def _starts(lines: Sequence[str]) -> list[int]:
    starts = []
    at = 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    return starts
