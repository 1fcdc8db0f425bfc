"""A sealed return opens, explains itself and is written again though an indicator it has is not here any more."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete

from app.bootstrap import Services
from app.errors import AppError
from app.models import OwnIndicator
from app.services import templates
from app.services.database import Database
from tests.services.city_fixtures import MARCH, PHONE, TODAY, take


@pytest.fixture
def office(county: Database) -> Services:
    """A sealed return with an indicator of the office's own, which an older database then does not have."""
    services = Services(county)
    for age in ("59", "60", "71"):
        take(services, 3, PHONE, age=age)
    elder = services.indicators.put({"name": "老年人投诉", "kind": "A", "where": ["年龄>=60"]}, by="陈秘书").face.key
    book = templates.read(county, "monthly")
    mapping = book.mapping.replace('id = "monthly"', 'id = "mine"', 1).replace('key = "refused"', f'key = "{elder}"')
    assert elder in mapping
    with county.write() as session:
        assert templates.put(session, mapping, book.workbook, source="bound")
    services.returns.seal("mine", MARCH, today=TODAY, by="陈秘书", insist=False)
    with county.write() as session:
        session.execute(delete(OwnIndicator))
    return services


def test_it_is_shown_checked_and_written_as_it_was_sealed(office: Services, tmp_path: Path) -> None:
    sheets = office.returns.preview("mine", MARCH, today=TODAY)
    assert max(str(c.value) for c in sheets.cells if c.cell.key.startswith("own_")) == "2"
    assert "indicator.unknown" in {issue.code for issue in office.returns.check("mine", MARCH, today=TODAY)}
    out = tmp_path / "三月.xlsx"
    office.returns.fill("mine", MARCH, out, today=TODAY)
    assert out.read_bytes() == office.returns.file_of("mine", MARCH).data


def test_its_figures_explain_themselves_by_what_was_kept(office: Services) -> None:
    cell = next(c.cell for c in office.returns.sheets_of("mine", MARCH).cells if c.cell.key.startswith("own_"))
    told = office.returns.explain("mine", MARCH, (cell.sheet, cell.cell))
    assert (str(told.value), told.name, len(told.records), told.revision) == ("2", "老年人投诉", 2, 1)
    assert "60 岁以上" in told.rule and told.now is None and told.now_records == ()


def test_the_list_of_changed_returns_goes_on_without_it(office: Services) -> None:
    assert office.returns.changed_since() == ()
    with pytest.raises(AppError) as refused:
        office.returns.difference("mine", MARCH, 1)
    assert refused.value.code == "indicator.unknown"
