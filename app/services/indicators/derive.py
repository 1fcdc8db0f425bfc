"""Deriving figures from others: rates, shares, changes, percentage points: the same arithmetic everywhere.

:class:`Derivation` knows how derived figures follow from counted and typed ones; where those come from (a
register, the summed returns of a city) is up to the class that gives :meth:`Derivation.base`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from app.services.indicators import arithmetic, formula
from app.services.indicators.arithmetic import Rounding, ShareChange
from app.services.indicators.catalogue import Catalogue, Indicator, Resolved
from app.services.keys import BASIS, Key
from app.services.values import BLANK, NA, Value

Origin = str

#: What a change is measured against: the span asked for → the span of «now».
NOW_OF = {"last-year": "current", "previous": "current", "current": "current", "ytd": "ytd", "last-ytd": "ytd"}
BEFORE_OF = {
    "last-year": "last-year",
    "previous": "previous",
    "current": "last-year",
    "ytd": "last-ytd",
    "last-ytd": "last-ytd",
}


@dataclass(frozen=True, slots=True)
class Style:
    """How a figure is to be computed where that is a matter of choice (a property of its column)."""

    decimals: int = 2
    rounding: Rounding = "half-up"
    denominator: str = "all"
    share_change: ShareChange = "rounded"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value in base units (unrounded), where it comes from, and its source in words."""

    value: Value
    origin: Origin
    source: str = ""


MISSING = Figure(BLANK, "missing", "没有数")
_DEFAULT = Style()


class Derivation(ABC):
    """Figures by key. Derived ones are computed, the others asked of :meth:`base`."""

    def __init__(self, book: Catalogue) -> None:
        self.catalogue = book
        self._memo: dict[tuple[Key, Style], Figure] = {}

    @abstractmethod
    def base(self, key: Key, indicator: Indicator) -> Figure:
        """A counted (A) or typed (B) figure, in base units."""

    def figure(self, key: Key, style: Style = _DEFAULT) -> Figure:
        """The figure for ``key``."""
        found = self._memo.get((key, style))
        if found is None:
            found = self._memo[key, style] = self._evaluate(key, style)
        return found

    def bases(self, key: Key) -> list[Key]:
        """The counted or typed figures that ``key`` is made of."""
        resolved = self.catalogue.resolve(key.indicator)
        if resolved.ending:
            base = key.of(resolved.indicator.key)
            spans = {NOW_OF[key.span], BEFORE_OF[key.span]} if "change" in resolved.ending else {key.span}
            parts = [base.at(span) for span in spans]
            if "share" in resolved.ending:
                parts += [self.whole(part, each) for part in parts for each in ("all", "group")]
        elif resolved.indicator.kind == "D":
            parts = [self.part(key, part) for part in formula.parts(formula.parse(resolved.indicator.formula))]
        else:
            return [key]
        return [base for part in parts for base in self.bases(part)]

    def _evaluate(self, key: Key, style: Style) -> Figure:
        resolved = self.catalogue.resolve(key.indicator)
        if resolved.ending:
            return self._ending(key, resolved, style)
        if resolved.indicator.kind == "D":
            tree = formula.parse(resolved.indicator.formula)
            value = formula.compute(tree, lambda part: self.figure(self.part(key, part)).value)
            return Figure(value, "derived", resolved.indicator.formula)
        return self.base(key, resolved.indicator)

    def _ending(self, key: Key, resolved: Resolved, style: Style) -> Figure:
        base = key.of(resolved.indicator.key)
        if resolved.ending == "_share":
            return Figure(self._share(base, style), "derived", "比重")
        now_key, before_key = base.at(NOW_OF[key.span]), base.at(BEFORE_OF[key.span])
        if resolved.ending == "_share_change":
            now_share, before_share = self._share(now_key, style), self._share(before_key, style)
            missing = _missing(now_share, before_share)
            if missing is not None:
                return Figure(missing, "derived", "比重变化")
            number = arithmetic.share_change(
                now_share.number, before_share.number, style.decimals, style.rounding, style.share_change
            )
            return Figure(NA if number is None else Value.of(number), "derived", "比重变化")
        now, before = self.figure(now_key, style).value, self.figure(before_key, style).value
        missing = _missing(now, before)
        if missing is not None or now.number is None or before.number is None:
            return Figure(missing or NA, "derived", "增减")
        approx = now.approx or before.approx
        if resolved.ending == "_change_rate":
            rate = arithmetic.change_rate(now.number, before.number)
            return Figure(NA if rate is None else Value.of(rate, approx), "derived", "增减率")
        if resolved.ending == "_change_pp" and style.share_change == "rounded":
            difference = arithmetic.rounded(now.number, style.decimals, style.rounding) - arithmetic.rounded(
                before.number, style.decimals, style.rounding
            )
            return Figure(Value.of(difference, approx), "derived", "百分点")
        return Figure(Value.of(now.number - before.number, approx), "derived", "增减数")

    def _share(self, key: Key, style: Style) -> Value:
        part = self.figure(key).value
        whole = self.figure(self.whole(key, style.denominator)).value
        missing = _missing(part, whole)
        if missing is not None or part.number is None or whole.number is None:
            return missing or NA
        share = arithmetic.percent(part.number, whole.number)
        return NA if share is None else Value.of(share, part.approx or whole.approx)

    def whole(self, key: Key, denominator: str) -> Key:
        """The figure a share is of: all, or the root class (goods, services) above the category."""
        if denominator == "group" and (code := key.code("category")):
            root = code[:2] + "0" * 8
            return Key(key.indicator, (*((d, c) for d, c in key.where if d == BASIS), ("category", root)), key.span)
        kept = tuple(p for p in key.where if p[0] in ("office", BASIS))
        return Key(key.indicator, kept, key.span)

    def part(self, key: Key, part: formula.Part) -> Key:
        """The figure that a part of a formula is when ``key`` is asked for."""
        own = Key(part.indicator, key.where, part.span or key.span)
        return own if part.reach == "own" else self.whole(own, part.reach)


def _missing(*values: Value) -> Value | None:
    """What the absence of a part makes of the whole."""
    for state in ("error", "blank", "na"):
        for value in values:
            if value.state == state:
                return value
    return None
