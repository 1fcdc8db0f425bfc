"""What a cell can be bound to, found by words or pinyin: indicators, codes, spans."""

from __future__ import annotations

from app.services import pinyin
from app.services.binding.faces import Choice
from app.services.binding.markers import read_marker
from app.services.binding.naming import SPANS, name_of
from app.services.binding.words import DIMENSIONS, Vocabulary


def choices(text: str, limit: int, vocabulary: Vocabulary) -> tuple[Choice, ...]:
    """The choices that fit what was typed, the best first; without a text all indicators in the catalogue's order.

    Words of the language of markers («受理 食品 上年同期») give the whole figure at once.
    """
    catalogue = vocabulary.catalogue
    typed = text.strip()
    indicators = [
        Choice(i.key, i.name, i.unit, catalogue.groups.get(i.group, i.group), _initials(i.name), tuple(i.synonyms))
        for i in catalogue.offered
    ]
    if not typed:
        return tuple(indicators[:limit])
    parts = [
        Choice(f"|{d}={entry.code}", entry.label, "", words, _initials(entry.label), tuple(entry.aliases))
        for d, words in DIMENSIONS.items()
        for entry in vocabulary.lists.entries(d)
        if entry.valid_to is None
    ]
    parts += [Choice(f"@{span}", name, "", "时间", _initials(name), ()) for span, name in SPANS.items()]
    ranked = [
        (rank, number, choice)
        for number, choice in enumerate((*indicators, *parts))
        if (rank := pinyin.rank(typed, choice.name, choice.synonyms)) is not None
    ]
    found = [choice for _rank, _number, choice in sorted(ranked, key=lambda each: each[:2])]
    whole = read_marker("|".join(typed.replace("|", " ").split()), vocabulary)
    if whole.key and all(choice.key + "@current" != whole.key for choice in found[:1]):
        name = name_of(whole.key, vocabulary)
        found.insert(0, Choice(whole.key, name, whole.unit, "合在一起", _initials(name), ()))
    return tuple(found[:limit])


def _initials(name: str) -> str:
    known = pinyin.readings(name).initials
    return known[0] if known else ""
