"""What a page or a command is told about an indicator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import Issue
from app.services.values import Value

KIND_WORDS = {"A": "台账里数出来", "B": "本单位填写", "D": "由别的指标算出"}
ADDING_WORDS = {
    "sum": "累计为各期相加",
    "last": "累计取最后一期（期末实有数）",
    "recompute": "累计由各部分的累计重新计算",
}
OFFICE_WORDS = {"sum": "各单位相加", "recompute": "由各单位相加后的数重新计算"}


@dataclass(frozen=True, slots=True)
class IndicatorFace:
    """One line of the catalogue."""

    key: str
    name: str
    unit: str
    group: str
    group_name: str
    kind: str
    rule: str
    synonyms: tuple[str, ...]
    own: bool
    retired: bool

    @property
    def kind_words(self) -> str:
        """How its figure comes about, in a few words."""
        return KIND_WORDS[self.kind]


@dataclass(frozen=True, slots=True)
class IndicatorCard:
    """Everything about one indicator. ``raw`` is what the page that changes it begins with.

    ``templates`` names those that ask for it, ``used_by`` the indicators computed from it. ``current`` and ``before``
    are the figures of ``period`` and of the same days a year earlier, when a period was asked about.
    """

    face: IndicatorFace
    over_time: str
    over_offices: str
    formula: str
    conditions: tuple[str, ...]
    templates: tuple[str, ...]
    used_by: tuple[str, ...]
    raw: Mapping[str, Any]
    period: str = ""
    current: Value | None = None
    before: Value | None = None
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """What an indicator gives for a period before it is kept.

    ``records`` are ids of complaints (or of enquiries, as ``of`` says); ``before`` is the figure a year earlier.
    """

    name: str
    unit: str
    rule: str
    period: str
    value: Value
    before: Value
    records: tuple[str, ...]
    of: str = "complaint"
    issues: tuple[Issue, ...] = ()

    @property
    def count(self) -> int:
        """How many records stand behind the figure."""
        return len(self.records)
