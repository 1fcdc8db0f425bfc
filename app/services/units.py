"""Units of cells and of figures: 万元 is ten thousand 元, 万份 ten thousand 份."""

from __future__ import annotations

from decimal import Decimal

from app.services.values import Value

_SCALES = {"亿": 8, "千万": 7, "百万": 6, "十万": 5, "万": 4, "千": 3, "百": 2}


#: A per cent written as a fraction: the cell holds 0.453 and its number format shows 45.3 %.
FRACTION = "百分数"
#: Units that begin with a word for a number but are not so many of something.
_WHOLE = frozenset({"百分点", "百分比", "百分率", "千克", "千米", "千瓦", "千瓦时"})


def exponent(unit: str) -> int:
    """Power of ten of ``unit`` over its base unit: 万元 → 4, 件 → 0, 百分点 → 0, 百分数 (over %) → 2."""
    if unit == FRACTION:
        return 2
    if unit in _WHOLE:
        return 0
    for words, power in sorted(_SCALES.items(), key=lambda pair: -len(pair[0])):
        if unit.startswith(words) and len(unit) > len(words):
            return power
    return 0


def to_base(value: Value, unit: str) -> Value:
    """A value written in ``unit`` as a value in the base unit."""
    return _scaled(value, exponent(unit))


def in_unit(value: Value, unit: str) -> Value:
    """A value in the base unit as it is written in ``unit``, unrounded."""
    return _scaled(value, -exponent(unit))


def _scaled(value: Value, power: int) -> Value:
    if value.number is None or power == 0:
        return value
    number = value.number.scaleb(power)
    if power > 0:
        number = number.quantize(Decimal(1)) if number == number.to_integral_value() else number
    return Value("value", number, value.approx)
