"""The last share of a column takes what rounding left over, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.services.excel.definition import BoundCell
from app.services.returns import compute as computing
from app.services.returns.compute import CellValue
from app.services.values import Approx, Value

SHARE = BoundCell(
    sheet="表一", cell="C1", key="accepted_share@current", role="figure", unit="%", decimals=2,
    rounding="balance-last", denominator="all", share_change="rounded", row_label="", column_label="占比", table=0,
)  # fmt: skip


def balanced(numbers: list[str], unit: str = "%", decimals: int | None = 2, approx: Approx = "") -> list[str]:
    """A column of shares, its last one with ``approx``, as it is written."""
    cells = [
        CellValue(replace(SHARE, cell=f"C{row}", unit=unit, decimals=decimals), Value.of(number), "derived")
        for row, number in enumerate(numbers, 1)
    ]
    cells[-1] = replace(cells[-1], value=replace(cells[-1].value, approx=approx))
    return [str(c.value) for c in computing._balance(cells)]


@pytest.mark.parametrize(
    ("numbers", "unit", "decimals", "last"),
    [
        (["33.33", "33.33", "33.33"], "%", 2, "33.34"),
        (["16.67"] * 6, "%", 2, "16.65"),
        (["0.3333", "0.3333", "0.3333"], "百分数", 4, "0.3334"),
        (["33.33", "33.33", "32.50"], "%", 2, "32.50"),  # something is not among the rows: 99.16 is what there is
        (["60", "39.5"], "%", None, "39.5"),
    ],
)
def test_the_last_row_takes_only_what_rounding_left(
    numbers: list[str], unit: str, decimals: int | None, last: str
) -> None:
    assert balanced(numbers, unit, decimals)[-1] == last


def test_an_approximate_share_stays_approximate() -> None:
    assert balanced(["33.33", "33.33", "33.33"], approx="余")[-1] == "33.34余"
