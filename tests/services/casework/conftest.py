"""A county whose cases are walked on, and short ways to do so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from app.services.casework import Casework, Moved
from app.services.complaints import Complaints
from app.services.database import Database

CASE = {
    "complainant": "王建国",
    "trader": "宏发手机店",
    "facts": "手机用了两天就黑屏，老板不退。",
    "amount": "2600",
    "category": "食品",
    "nature": "质量",
    "received_on": "2026-03-02",
}

Go = Callable[..., Moved]


@pytest.fixture
def complaints(county: Database) -> Complaints:
    return Complaints(county)


@pytest.fixture
def casework(county: Database) -> Casework:
    return Casework(county)


@pytest.fixture
def case(complaints: Complaints, today: date) -> str:
    """A case received on 2 March 2026; its number."""
    return complaints.register(CASE, today=today, by="陈秘书").record.number


@pytest.fixture
def go(casework: Casework, case: str, today: date) -> Go:
    """``go("accepted", on="3月5日")`` moves the case on."""

    def move(key: str, **raw: str) -> Moved:
        return casework.move(case, key, raw, today=today, by="陈秘书")

    return move
