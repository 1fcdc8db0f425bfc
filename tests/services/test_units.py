"""Units: 万元 is ten thousand 元; a percentage point is a point and not a hundred of anything."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.services.units import exponent, in_unit, to_base
from app.services.values import NA, Value


@pytest.mark.parametrize(
    ("unit", "power"),
    [
        ("元", 0),
        ("万元", 4),
        ("亿元", 8),
        ("万份", 4),
        ("百元", 2),
        ("百分点", 0),
        ("千克", 0),
        ("%", 0),
        ("百分数", 2),
    ],
)
def test_power_of_ten(unit: str, power: int) -> None:
    assert exponent(unit) == power


def test_there_and_back() -> None:
    assert in_unit(Value.of("12345"), "万元").number == Decimal("1.2345")
    assert to_base(Value.of("1.2345", "余"), "万元") == Value.of("12345", "余")
    assert in_unit(NA, "万元") == NA
    assert in_unit(Value.of("45.3"), "百分数").number == Decimal("0.453")
    assert to_base(Value.of("0.453"), "百分数").number == Decimal("45.3")
    assert in_unit(Value.of("-0.77"), "百分点").number == Decimal("-0.77")
