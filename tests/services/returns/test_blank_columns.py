"""What an empty cell of a column means is written where nothing is known: nothing, 0, or not applicable."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from app.bootstrap import Services
from app.services import offices, templates
from app.services.database import Database
from app.services.indicators.evaluate import evaluator
from app.services.periods import parse_period
from app.services.returns import compute as computing
from app.services.values import BLANK, NA, Value

MARCH = parse_period("2026-03")


@pytest.mark.parametrize(("blank", "written"), [("missing", BLANK), ("zero", Value.of(0)), ("na", NA)])
def test_a_figure_nobody_knows(
    county: Database, monkeypatch: pytest.MonkeyPatch, blank: Literal["missing", "zero", "na"], written: Value
) -> None:
    services = Services(county)
    services.figures.set(MARCH, {"warnings": "4"})
    book = templates.read(county, "monthly")
    cells = tuple(replace(cell, blank=blank) for cell in computing.bound_cells(book))
    monkeypatch.setattr(computing, "bound_cells", lambda template: cells)
    with county.read() as session:
        home = offices.read_home(session)
        judge = evaluator(session, MARCH, offices=offices.below(session, home.office))
        found = {c.cell.key: c.value for c in computing.compute(judge, book, judge.scope.lists).cells}
    assert found["leaflets@current"] == written
    assert found["warnings@current"] == Value.of(4)
