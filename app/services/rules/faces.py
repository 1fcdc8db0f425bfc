"""What trying rules gives."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import Issue
from app.services.excel.definition import Rule


@dataclass(frozen=True, slots=True)
class Tried:
    """A rule on the figures of one period.

    ``places`` is at how many rows or columns it was looked at, ``unknown`` at how many of them it could not be judged
    (a figure is missing or could not be read). ``holds``: everywhere it could be judged; ``None`` when nowhere.
    ``found``, ``expected`` and ``cells`` are of the first place where it does not hold, else of the first place.
    """

    rule: Rule
    holds: bool | None
    found: str
    expected: str
    cells: tuple[str, ...]
    places: int
    unknown: int
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """What a rule written in Chinese means: the rules over addresses, and a sentence that says it back."""

    rules: tuple[Rule, ...]
    says: str
