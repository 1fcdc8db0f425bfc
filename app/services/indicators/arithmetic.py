"""The arithmetic of statistical tables (domain rules: shares, changes, percentage points, four roundings).

All in ``Decimal``; ``None`` is undefined (shown «—»). Rounding happens once, at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext
from typing import Literal

Rounding = Literal["half-up", "truncate", "balance-last"]
ShareChange = Literal["rounded", "unrounded"]
HUNDRED = Decimal(100)

#: Enough digits that a quotient of counts never sits wrongly on a rounding edge.
_DIGITS = 40


def ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    """``part / whole``; undefined when ``whole`` is 0."""
    if whole == 0:
        return None
    with localcontext() as context:
        context.prec = _DIGITS
        return part / whole


def percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """``part`` as a percentage of ``whole``; undefined when ``whole`` is 0."""
    with localcontext() as context:
        context.prec = _DIGITS
        return ratio(part * HUNDRED, whole)


def change_rate(current: Decimal, before: Decimal) -> Decimal | None:
    """Change of a count in percent of what was **before**; undefined when that was 0."""
    return percent(current - before, before)


def rounded(value: Decimal, decimals: int, rounding: Rounding = "half-up") -> Decimal:
    """``value`` with ``decimals`` places; half-up away from zero, or truncated towards zero."""
    step = Decimal(1).scaleb(-decimals)
    with localcontext() as context:
        context.prec = 60
        result = value.quantize(step, ROUND_DOWN if rounding == "truncate" else ROUND_HALF_UP)
    return result if result else abs(result)


def share_change(
    now: Decimal | None, before: Decimal | None, decimals: int, rounding: Rounding, way: ShareChange
) -> Decimal | None:
    """Difference of two shares in percentage points: of the rounded shares, or rounded once at the end."""
    if now is None or before is None:
        return None
    if way == "rounded":
        return rounded(now, decimals, rounding) - rounded(before, decimals, rounding)
    with localcontext() as context:
        context.prec = _DIGITS
        difference = now - before
    return rounded(difference, decimals, rounding)


def balanced(shares: Sequence[Decimal | None], decimals: int) -> list[Decimal | None]:
    """Shares rounded half-up, the last row taking what is missing to 100 (or to the rounded sum of all)."""
    known = [share for share in shares if share is not None]
    if not known or len(known) != len(shares):
        return [None if share is None else rounded(share, decimals) for share in shares]
    with localcontext() as context:
        context.prec = _DIGITS
        whole = rounded(sum(known, Decimal()), decimals)
    out = [rounded(share, decimals) for share in known]
    out[-1] = whole - sum(out[:-1], Decimal())
    return list(out)
