"""The judgement tried on cases written by hand: the same dispute told twice, and look-alikes that are two."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.services.complaints import Complaints
from app.services.database import Database
from app.services.duplicates import Duplicates, weights
from app.services.memory import Memory

TODAY = date(2026, 4, 7)
_HERE = Path(__file__).parent / "pairs"
TUNING: list[dict[str, Any]] = tomllib.loads((_HERE / "tuning.toml").read_text("utf-8"))["pair"]
UNSEEN: list[dict[str, Any]] = tomllib.loads((_HERE / "unseen.toml").read_text("utf-8"))["pair"]


def shown(county: Database, pair: dict[str, Any]) -> bool:
    """Whether the known case is offered while the typed one is being written, in a register of other cases."""
    complaints = Complaints(county)
    id = complaints.register(pair["known"], today=TODAY).record.id
    found = Duplicates(county, Memory(county)).likely(pair["typed"], TODAY)
    complaints.delete(id)
    return id in {case.id for case in found}


@pytest.mark.parametrize(("pairs", "least"), [(TUNING, 1.0), (UNSEEN, 0.9)], ids=["tuning", "unseen"])
def test_what_is_found_and_what_is_not(county: Database, pairs: list[dict[str, Any]], least: float) -> None:
    """Recall: of the true ones, how many are offered. Precision: of those offered, how many are true."""
    told = [(pair["same"], shown(county, pair), pair["why"]) for pair in pairs]
    wrong = [why for same, found, why in told if same != found]
    true = [found for same, found, _ in told if same]
    offered = [same for same, found, _ in told if found]
    assert len(true) >= 10 and len(told) - len(true) >= 10
    assert sum(true) / len(true) >= least, wrong
    assert sum(offered) / len(offered) >= least, wrong


def test_a_case_too_few_is_told_from_one_too_many(county: Database) -> None:
    """Without what tells strangers apart, the look-alikes of one trader would be offered: the rule on *who* works."""
    lookalikes = [pair for pair in TUNING if not pair["same"] and "健身房关门" in pair["why"]]
    assert lookalikes
    for pair in lookalikes:
        bare = {side: {k: v for k, v in pair[side].items() if k != "phone"} for side in ("known", "typed")}
        assert not shown(county, pair | bare)
        nobody = {side: {k: v for k, v in bare[side].items() if k != "complainant"} for side in ("known", "typed")}
        nobody["typed"] |= {name: nobody["known"][name] for name in ("amount", "facts", "trader")}
        assert shown(county, pair | nobody), "nobody's name is known, and all else is the same"


def test_a_common_trader_says_less() -> None:
    points = [weights.trader_points(cases) for cases in (0, 1, 2, 5, 20, 100, 5000)]
    assert points == sorted(points, reverse=True)
    assert (points[0], points[-1]) == (weights.TRADER_SAME, weights.TRADER_LEAST)
