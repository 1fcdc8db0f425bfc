"""The catalogue of indicators (``resources/indicators``; the format is documented there)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import msgspec

from app.errors import AppError
from app.paths import resources

Measure = Literal["count", "people", "amount", "recovered", "punitive"]


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One condition a record must meet."""

    field: str
    op: Literal[
        "eq", "ne", "in", "gt", "ge", "lt", "le", "under", "not_under", "kind", "has", "contains", "filled", "empty"
    ]
    value: Any = ""

    def __hash__(self) -> int:
        return hash((self.field, self.op, str(self.value)))


class RosterCount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a typed-in indicator can be counted from a roster.

    ``count``: ``standing`` entries on the last day, ``people`` named in them, ``opened`` or ``closed`` in the period,
    or ``event:<code>``: how often that happened in the period. ``kind`` lists the kinds meant; empty is any.
    """

    register: Literal["network", "volunteer", "title"]
    count: str
    kind: tuple[str, ...] = ()


class Indicator(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One indicator. ``kind``: A counted from records, B typed in each period, D derived by ``formula``.

    ``own``: added by an office; ``retired``: no longer offered, but what was reported under it keeps its name.
    """

    key: str
    name: str
    group: str
    unit: str
    kind: Literal["A", "B", "D"]
    over_time: Literal["sum", "last", "recompute"]
    over_offices: Literal["sum", "recompute"]
    rule: str
    synonyms: tuple[str, ...] = ()
    seed: tuple[str, ...] = ()
    decimals: int | None = None
    event: str = ""
    measure: Measure = "count"
    intake: tuple[str, ...] = ("complaint",)
    where: tuple[Condition, ...] = ()
    match: Literal["all", "any"] = "all"
    formula: str = ""
    roster: RosterCount | None = None
    own: bool = False
    retired: bool = False


class _File(msgspec.Struct, forbid_unknown_fields=True):
    indicator: tuple[Indicator, ...]


#: Endings that make a derived figure of any other, with the words that explain it. Longest first.
ENDINGS: dict[str, tuple[str, str, str]] = {
    "_share_change": ("比重变化", "百分点", "本期比重减去对比期比重，以百分点计。"),
    "_change_rate": ("增减率", "%", "本期与对比期之差除以对比期；对比期为 0 或缺数时不计算，显示「—」。"),
    "_change_pp": ("变化", "百分点", "本期的比率减去对比期的比率，以百分点计，不算百分比。"),
    "_change": ("增减数", "", "本期减去对比期。"),
    "_share": ("比重", "%", "占分母的百分比，分母由这一栏指明。"),
}


@dataclass(frozen=True, slots=True)
class Resolved:
    """An indicator asked for by key: itself, or an ending put on another one."""

    indicator: Indicator
    ending: str = ""

    @property
    def name(self) -> str:
        return self.indicator.name + (ENDINGS[self.ending][0] if self.ending else "")

    @property
    def unit(self) -> str:
        return (ENDINGS[self.ending][1] if self.ending else "") or self.indicator.unit

    @property
    def rule(self) -> str:
        """How it is counted, in words."""
        if not self.ending:
            return self.indicator.rule
        return f"{self.indicator.name}的{ENDINGS[self.ending][0]}：{ENDINGS[self.ending][2]}{self.indicator.rule}"


class Catalogue:
    """All indicators, by key and by the names offices use."""

    def __init__(self, version: str, groups: dict[str, str], indicators: tuple[Indicator, ...]) -> None:
        self.version = version
        self.groups = groups
        self.indicators = indicators
        self._by_key = {indicator.key: indicator for indicator in indicators}

    def resolve(self, key: str) -> Resolved:
        """The indicator for ``key`` (without codes and span); raises ``indicator.unknown``."""
        for ending in ENDINGS:
            base = self._by_key.get(key.removesuffix(ending)) if key.endswith(ending) else None
            if base is not None:
                return Resolved(base, ending)
        found = self._by_key.get(key)
        if found is None:
            raise AppError("indicator.unknown", key=key)
        return Resolved(found)

    def get(self, key: str) -> Indicator:
        """An indicator as listed; raises ``indicator.unknown``."""
        found = self._by_key.get(key)
        if found is None:
            raise AppError("indicator.unknown", key=key)
        return found

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    @property
    def offered(self) -> tuple[Indicator, ...]:
        """The indicators to choose from: all but the retired ones."""
        return tuple(indicator for indicator in self.indicators if not indicator.retired)


@cache
def catalogue() -> Catalogue:
    """The shipped catalogue."""
    folder = resources() / "indicators"
    head = tomllib.loads((folder / "catalogue.toml").read_text(encoding="utf-8"))
    found: list[Indicator] = []
    by_file = {
        path.stem: msgspec.toml.decode(path.read_bytes(), type=_File).indicator
        for path in sorted(folder.glob("*.toml"))
        if path.stem != "catalogue"
    }
    for group in head["group"]:
        found.extend(by_file.pop(group["key"], ()))
    for rest in by_file.values():
        found.extend(rest)
    return Catalogue(head["version"], {g["key"]: g["name"] for g in head["group"]}, tuple(found))
