"""A share explains itself by the whole it was divided by, and a formula by the figures it was computed from."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.bootstrap import Services
from app.services import templates
from app.services.database import Database
from app.services.periods import parse_period
from app.services.returns.behind import Explanation
from tests.services.city_fixtures import TODAY, fill_register

QUARTER = parse_period("2026Q1")


@pytest.fixture
def office(county: Database) -> Services:
    """Five phones, three meals; the city wants the shares of goods among goods alone."""
    services = Services(county)
    fill_register(services, 5, 3)
    book = templates.read(county, "analysis")
    mapping = book.mapping.replace('id = "analysis"', 'id = "grouped"', 1)
    mapping = mapping.replace('denominator = "all"', 'denominator = "group"', 3)
    with county.write() as session:
        assert templates.put(session, mapping, book.workbook, source="bound")
    return services


def shares(office: Services) -> dict[tuple[str, str], Explanation]:
    """Every share of a class in the return, explained."""
    cells = [c.cell for c in office.returns.preview("grouped", QUARTER, today=TODAY).cells]
    wanted = [c for c in cells if c.key.startswith("accepted_share|category=") and c.key.endswith("@current")]
    return {(c.denominator, c.place): office.returns.explain("grouped", QUARTER, (c.sheet, c.cell)) for c in wanted}


def told(explained: Explanation) -> Decimal | None:
    """The share that its parts come to."""
    part, whole = explained.parts[0].value.number, explained.parts[-1].value.number  # a group is its own whole
    assert part is not None and whole is not None
    return None if whole == 0 else (part * 100 / whole).quantize(Decimal("0.01"))


def test_the_parts_of_every_share_give_the_share(office: Services) -> None:
    for sealed in (False, True):
        if sealed:
            office.returns.seal("grouped", QUARTER, today=TODAY, by="陈秘书", insist=False)
        found = shares(office)
        assert {denominator for denominator, _ in found} >= {"group"}
        for (_, place), explained in found.items():
            number = explained.value.number
            assert (None if number is None else number.quantize(Decimal("0.01"))) == told(explained), place
