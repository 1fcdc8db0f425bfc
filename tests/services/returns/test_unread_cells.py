"""A check rule says nothing about a figure that could not be found in a returned workbook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.bootstrap import Services
from app.services import templates
from app.services.database import Database
from app.services.excel.returned import read_return
from app.services.returns.checks import on_a_reading
from tests.services.city_fixtures import fill_register, written


@pytest.mark.parametrize("gone", ["主要指标表!D20", "投诉处理情况表!F8"])
def test_a_figure_that_is_nowhere_is_not_taken_for_nothing(county: Database, tmp_path: Path, gone: str) -> None:
    services = Services(county)
    fill_register(services, 5, 3)
    book = templates.read(county, "monthly")
    reading = read_return(written(services, tmp_path / "三月.xlsx"), book.definition)
    before = {(issue.code, issue.cell) for issue in on_a_reading(book, reading)}
    kept = tuple(cell for cell in reading.cells if cell.place != gone)
    assert len(kept) == len(reading.cells) - 1
    told = {(issue.code, issue.cell) for issue in on_a_reading(book, replace(reading, cells=kept))}
    assert told <= before
