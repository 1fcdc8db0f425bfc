"""How names sound, as tokens of the search index: «lxy», «lixiu» and «hongfa» find 李秀英 and 宏发手机店.

Three initials in a row make one token (two or one at the end of a name), and so do two syllables in a row, under each
reading of each character. What is typed is cut the same way and all of its tokens must be there; the last one may be
begun only. So any part of a name is found from any character on, by a number of tokens that a name is long, not
by as many as it has readings as a whole. Marks keep them apart from letters that stand in a text.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

from app.services import pinyin

_INITIALS = "ц"
_SYLLABLES = "ч"
#: So much of a name is indexed by sound, and so many tokens of it.
_LONGEST = 24
_MOST = 96
#: With fewer letters too many names would begin.
_LEAST = 2
#: So many ways of cutting what was typed into syllables are asked for.
_MOST_CUTS = 6


def tokens(name: str) -> str:
    """The tokens of one name, separated by spaces; empty for a name without Chinese characters."""
    run: list[tuple[str, ...]] = []
    runs = [run]
    for character in name[:_LONGEST]:
        read = pinyin.sounds(character)
        if read:
            run.append(read)
        elif character.isalnum():
            run = []
            runs.append(run)
    found: dict[str, None] = {}
    for run in runs:
        if all(len(read) == 1 for read in run):  # as most names are: nothing to combine
            sounds = [read[0] for read in run]
            letters = "".join([sound[0] for sound in sounds])
            for at, sound in enumerate(sounds):
                found[_INITIALS + letters[at : at + 3]] = None
                found[_SYLLABLES + sound + (sounds[at + 1] if at + 1 < len(sounds) else "")] = None
            continue
        firsts = [tuple(dict.fromkeys(sound[0] for sound in read)) for read in run]
        for at in range(len(run)):
            for three in product(*firsts[at : at + 3]):
                found[_INITIALS + "".join(three)] = None
            for two in product(*run[at : at + 2]):
                found[_SYLLABLES + "".join(two)] = None
            if len(found) >= _MOST:
                break
    return " ".join(list(found)[:_MOST])


def asked(typed: str) -> list[str]:
    """FTS5 conditions, any of which finds names that sound like ``typed`` (lower-case letters)."""
    if len(typed) < _LEAST or not (typed.isascii() and typed.isalpha()):
        return []
    conditions = [_initials(typed)]
    for cut in _cuts(typed):
        if len(cut) <= 2:
            conditions.append(f'"{_SYLLABLES}{typed}" *')
        else:
            pairs = [f'"{_SYLLABLES}{cut[at]}{cut[at + 1]}"' for at in range(len(cut) - 2)]
            conditions.append(" AND ".join([*pairs, f'"{_SYLLABLES}{cut[-2]}{cut[-1]}" *']))
    return list(dict.fromkeys(conditions))


def _initials(typed: str) -> str:
    if len(typed) < 3:
        return f'"{_INITIALS}{typed}" *'
    threes = dict.fromkeys(typed[at : at + 3] for at in range(len(typed) - 2))
    return " AND ".join(f'"{_INITIALS}{three}"' for three in threes)


@lru_cache(64)
def _cuts(typed: str) -> tuple[tuple[str, ...], ...]:
    """The ways to read ``typed`` as syllables, of which the last one may be begun only; the fewest first."""
    known = pinyin.syllables()
    begun = _begun()
    found: list[tuple[str, ...]] = []
    waiting: list[tuple[str, tuple[str, ...]]] = [(typed, ())]
    while waiting and len(found) < _MOST_CUTS:
        following: list[tuple[str, tuple[str, ...]]] = []
        for rest, cut in waiting:
            if rest in begun:
                found.append((*cut, rest))
            following += [
                (rest[n:], (*cut, rest[:n])) for n in range(min(6, len(rest) - 1), 0, -1) if rest[:n] in known
            ]
        waiting = following[:64]
    return tuple(found[:_MOST_CUTS])


@lru_cache(1)
def _begun() -> frozenset[str]:
    """Every beginning of a syllable."""
    return frozenset(sound[:n] for sound in pinyin.syllables() for n in range(1, len(sound) + 1))
