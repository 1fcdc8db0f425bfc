"""Words found by how they sound: full pinyin, initials, characters, and any mixture of them.

«红mi», «hm», «hongmi» and «hongm» all find 红米. A character with several readings is found under each of them (单 as
shan and as dan): what stands in the word decides nothing, names least of all. The readings are a resource file; the
first call reads it (about 5 ms, see :func:`warm`), and what was worked out for a word is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations, product

from app.paths import resources
from app.services.parsing.text import halfwidth

MOST_READINGS = 32
"""How many readings of one word are worked out; those nearest to the commonest go first."""

_LONGEST_TYPED = 64
_LONGEST_WORD = 120
_DOUBLE = ("zh", "ch", "sh")
_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü", "aaaaeeeeiiiioooouuuuvvvvv")

# The steps of :func:`find`, from the best.
_EXACT, _PREFIX, _INITIALS, _INNER, _INNER_INITIALS = range(0, 5000, 1000)
_ALSO = 500


@dataclass(frozen=True, slots=True)
class Readings:
    """How a word may be read: ``full`` («hongmi»), ``initials`` («hm»); lower case, no tones, ü as v."""

    full: tuple[str, ...]
    initials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Where a word was found: ``rank`` (lower is better), and the characters ``start`` to ``end`` that matched."""

    rank: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Part:
    """A character, or a run of letters or of digits; ``sounds`` the commonest first."""

    start: int
    end: int
    literal: str
    sounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    parts: tuple[_Part, ...]
    firsts: tuple[str, ...]  # with what each part may begin
    letters: str  # all of them


def readings(word: str) -> Readings:
    """All readings of ``word``, at most :data:`MOST_READINGS` of each kind; signs are left out."""
    sounds = [part.sounds or (part.literal,) for part in _word(word).parts]
    initials = [tuple(dict.fromkeys(sound[0] for sound in each)) for each in sounds]
    return Readings(tuple(_spread(sounds)), tuple(_spread(initials)))


def sounds(character: str) -> tuple[str, ...]:
    """The readings of one Chinese character, the commonest first; none for any other character."""
    return _table().get(character, ())


@cache
def syllables() -> frozenset[str]:
    """Every syllable that some character is read as."""
    return frozenset(sound for each in _table().values() for sound in each)


def is_latin(typed: str) -> bool:
    """Whether ``typed`` is letters alone, as typed with an input method switched off or by accident."""
    letters = "".join(c for c in halfwidth(typed).lower().translate(_TONES) if c not in " '’-")
    return letters.isascii() and letters.isalpha()


def rank(typed: str, word: str, also: Iterable[str] = ()) -> int | None:
    """How well ``typed`` fits ``word`` or one of its other names: lower is better, ``None`` is no match.

    Exact, then from the beginning (characters or full pinyin), then initials from the beginning, then from a later
    character; shorter words first. Nothing typed fits everything alike (0).
    """
    found = find(typed, word)
    best = found.rank if found else None
    for other in also:
        found = find(typed, other)
        if found and (best is None or found.rank + _ALSO < best):
            best = found.rank + _ALSO
    return best


def find(typed: str, word: str) -> Match | None:
    """Where in ``word`` is what was typed, or ``None``; the rank is that of :func:`rank`."""
    wanted = _wanted(typed)
    if not wanted:
        return Match(0, 0, 0) if not typed.strip() else None
    known = _word(word)
    first = wanted[0]
    length = min(len(known.parts), 99)
    if first not in known.letters:
        return _inside(typed, word, length)
    best: Match | None = None
    for start, firsts in enumerate(known.firsts):
        if first not in firsts:
            continue
        reached = _reach(wanted, known.parts, start)
        if reached is None:
            continue
        end, initials, uncommon = reached
        if start:
            step = _INNER_INITIALS if initials else _INNER
        elif initials:
            step = _INITIALS
        else:
            step = _EXACT if end == len(known.parts) and _complete(wanted, known.parts) else _PREFIX
        match = Match(step + 100 * min(uncommon, 4) + length, known.parts[start].start, known.parts[end - 1].end)
        if best is None or match.rank < best.rank:
            best = match
    return best or _inside(typed, word, length)


def _inside(typed: str, word: str, length: int) -> Match | None:
    """What was typed stands in ``word`` letter by letter, e.g. in the middle of a Latin name."""
    wanted, plain = typed.strip().casefold(), word.casefold()
    at = plain.find(wanted)
    if at < 0 or len(plain) != len(word):
        return None
    return Match(_INNER + length, at, at + len(wanted))


def warm() -> None:
    """Read the resource now, so that the first key does not wait for it."""
    _table()


def _reach(wanted: str, parts: Sequence[_Part], start: int) -> tuple[int, bool, int] | None:
    """Up to which part ``wanted`` goes when it begins at ``start``: (part behind, by initials, uncommon readings)."""
    goal = len(wanted)
    at = {0: 0}  # place in wanted → cost: 100 an initial, 1 an uncommon reading
    best: tuple[int, int] | None = None
    for number in range(start, len(parts)):
        part = parts[number]
        after: dict[int, int] = {}
        for place, cost in at.items():
            for step, more in _steps(wanted, place, part):
                total = cost + more
                if step >= goal:
                    if best is None or total < best[0]:
                        best = (total, number + 1)
                elif total < after.get(step, 1_000_000):
                    after[step] = total
        if not after:
            break
        at = after
    return None if best is None else (best[1], best[0] >= 100, best[0] % 100)


def _steps(wanted: str, place: int, part: _Part) -> Iterator[tuple[int, int]]:
    """How far ``part`` takes ``wanted`` on from ``place``, and at what cost."""
    if wanted.startswith(part.literal, place):
        yield place + len(part.literal), 0
    rest = wanted[place : place + 8] if len(part.literal) == 1 else wanted[place:]
    for nth, sound in enumerate(part.sounds):
        uncommon = 1 if nth else 0
        if sound[0] != rest[0]:
            continue
        if rest.startswith(sound):
            yield place + len(sound), uncommon
        elif sound.startswith(rest):
            yield place + len(rest), uncommon  # typed so far
        yield place + 1, 100 + uncommon
        if rest[:2] in _DOUBLE and sound.startswith(rest[:2]):
            yield place + 2, 100 + uncommon


def _complete(wanted: str, parts: Sequence[_Part]) -> bool:
    """Whether ``wanted`` is all of the word: its last part is not merely begun."""
    last = parts[-1]
    return wanted.endswith((last.literal, *last.sounds))


def _wanted(typed: str) -> str:
    text = halfwidth(typed[: 4 * _LONGEST_TYPED]).lower().translate(_TONES)
    if text.isalnum():
        return text[:_LONGEST_TYPED]
    return "".join(c for c in text if c.isalnum())[:_LONGEST_TYPED]


@lru_cache(maxsize=8192)
def _word(word: str) -> _Word:
    table = _table()
    text = halfwidth(word[:_LONGEST_WORD]).lower()
    if len(text) != len(word[:_LONGEST_WORD]):  # a letter whose small form is two characters
        text = word[:_LONGEST_WORD]
    parts: list[_Part] = []
    place = 0
    while place < len(text):
        sign, end = text[place], place + 1
        if sign.isascii() and sign.isalnum():
            while end < len(text) and text[end].isascii() and text[end].isalnum() and _same(sign, text[end]):
                end += 1
            run = text[place:end]
            parts.append(_Part(place, end, run, (run,)))
        elif sign.isalnum():
            parts.append(_Part(place, end, sign, table.get(sign, ())))
        place = end
    firsts = tuple("".join({part.literal[0], *(sound[0] for sound in part.sounds)}) for part in parts)
    return _Word(tuple(parts), firsts, "".join(firsts))


def _same(one: str, other: str) -> bool:
    return one.isdigit() == other.isdigit()


def _spread(options: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """The readings in order of how far they are from the commonest, without doubles, a bounded number."""
    several = [place for place, each in enumerate(options) if len(each) > 1]
    said: set[str] = set()
    for changed in range(len(several) + 1):
        for places in combinations(several, changed):
            for others in product(*(options[place][1:] for place in places)):
                chosen = [each[0] for each in options]
                for place, other in zip(places, others, strict=True):
                    chosen[place] = other
                text = "".join(chosen)
                if text not in said:
                    said.add(text)
                    yield text
                    if len(said) >= MOST_READINGS:
                        return


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Character → its readings."""
    table: dict[str, tuple[str, ...]] = {}
    with (resources() / "pinyin" / "readings.txt").open(encoding="utf-8") as stream:
        for line in stream:
            sounds, _, characters = line.rstrip("\n").partition("\t")
            table.update(dict.fromkeys(characters, tuple(sounds.split(" "))))
    return table
