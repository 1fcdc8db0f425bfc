"""Putting the labels of a template in correspondence with the labels found in a returned sheet. Pure lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Alignment:
    """Per index of the expected labels: its position; or why there is none. ``missing``: the label is not
    there; ``ambiguous``: it is there, but which one is meant cannot be told."""

    positions: dict[int, int] = field(default_factory=dict)
    missing: set[int] = field(default_factory=set)
    ambiguous: set[int] = field(default_factory=set)


def align(expected: Sequence[str], found: Mapping[str, Sequence[int]]) -> Alignment:
    """``expected`` labels in order of the template; ``found``: label → ascending positions in the sheet.

    A label that stands once in both is sure. One that repeats by design is told apart by its surroundings:
    between the sure labels before and after it there must be as many as the template has there. A label that
    should stand once and stands more often is ambiguous.
    """
    result = Alignment()
    indexes: dict[str, list[int]] = {}
    for index, label in enumerate(expected):
        indexes.setdefault(label, []).append(index)
    for label, wanted in indexes.items():
        places = found.get(label, ())
        if not places:
            result.missing.update(wanted)
        elif len(wanted) == 1:
            if len(places) == 1:
                result.positions[wanted[0]] = places[0]
            else:
                result.ambiguous.add(wanted[0])
    sure = sorted(result.positions.items())
    for label, wanted in indexes.items():
        if len(wanted) > 1 and found.get(label):
            _by_surroundings(wanted, found[label], sure, result)
    return result


def _by_surroundings(wanted: list[int], places: Sequence[int], sure: list[tuple[int, int]], result: Alignment) -> None:
    segments: dict[tuple[int, int], list[int]] = {}
    for index in wanted:
        before = max((pair for pair in sure if pair[0] < index), default=(-1, -1))
        after = min((pair for pair in sure if pair[0] > index), default=(-1, 1 << 30))
        segments.setdefault((before[1], after[1]), []).append(index)
    if any(not any(low < place < high for low, high in segments) for place in places):
        # one stands where the template has none: somebody moved or added it, and no count can be trusted
        result.ambiguous.update(wanted)
        return
    for (low, high), members in segments.items():
        inside = [place for place in places if low < place < high]
        if len(inside) == len(members):
            result.positions.update(zip(members, inside, strict=True))
        elif inside:
            result.ambiguous.update(members)
        else:
            result.missing.update(members)
