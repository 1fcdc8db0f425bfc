"""A cell given its indicator by hand keeps what its row and its column say."""

from __future__ import annotations

import pytest

from app.services.binding import Proposal
from app.ui.pages.templates.neighbours import completed


def cells(*said: tuple[str, str]) -> dict[str, Proposal]:
    return {cell: Proposal("表", cell, key=key, area="a") for cell, key in said}


#: Indicators down, times across; the last row was not recognised.
TIMES = cells(
    ("C5", "accepted@current"), ("D5", "accepted@ytd"), ("E5", "accepted_change_rate@current"),
    ("C6", "closed@current"), ("D6", "closed@ytd"), ("E6", "closed_change_rate@current"),
    ("C7", ""), ("D7", ""), ("E7", ""),
)  # fmt: skip
#: Classes down, indicators across, with one column «of which quality»; the last column was not recognised.
CLASSES = cells(
    ("B6", "accepted|category=0101000000@current"), ("C6", "accepted|category=0101000000|nature=N01@current"),
    ("B7", "accepted|category=0102000000@current"), ("C7", "accepted|category=0102000000|nature=N01@current"),
    ("D6", ""), ("D7", ""),
)  # fmt: skip


@pytest.mark.parametrize(
    ("table", "cell", "expected"),
    [
        (TIMES, "C7", "recovered@current"),
        (TIMES, "D7", "recovered@ytd"),
        (TIMES, "E7", "recovered_change_rate@current"),
        (CLASSES, "D6", "recovered|category=0101000000@current"),
        (CLASSES, "D7", "recovered|category=0102000000@current"),
    ],
)
def test_row_and_column_complete_an_indicator(table: dict[str, Proposal], cell: str, expected: str) -> None:
    assert completed(table[cell], "recovered@current", table.values()) == expected


def test_an_indicator_that_is_a_change_already_stays_one() -> None:
    assert completed(TIMES["E7"], "recovered_change@current", TIMES.values()) == "recovered_change@current"


def test_other_tables_say_nothing() -> None:
    other = Proposal("表", "D9", area="b")
    assert completed(other, "recovered@current", TIMES.values()) == "recovered@current"
