"""A date before the last record, or long after it, is asked about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.services.clock import clock_doubt
from app.services.complaints import Complaints
from app.services.database import Database
from app.services.enquiries import Enquiries

LAST = date(2026, 4, 7)


@pytest.fixture
def used(county: Database) -> Database:
    """A county whose last record is of 7 April 2026."""
    Complaints(county).register({"complainant": "王一"}, today=LAST - timedelta(days=3))
    Enquiries(county).add({"topic": ""}, today=LAST)
    return county


def test_a_new_register_doubts_nothing(county: Database) -> None:
    assert clock_doubt(county, date(1999, 1, 1)) is None


@pytest.mark.parametrize("days", [0, 1, 35])
def test_fine(used: Database, days: int) -> None:
    assert clock_doubt(used, LAST + timedelta(days=days)) is None


def test_before_the_last_record(used: Database) -> None:
    found = clock_doubt(used, LAST - timedelta(days=1))
    assert found is not None and found.code == "calendar.clock_back"
    assert "2026-04-06" in found.message and "2026-04-07" in found.message


def test_long_after_the_last_record(used: Database) -> None:
    found = clock_doubt(used, LAST + timedelta(days=36))
    assert found is not None and found.code == "calendar.clock_ahead"
    assert "36 天" in found.message


def test_what_was_deleted_does_not_count(used: Database) -> None:
    enquiries = Enquiries(used)
    enquiries.delete(enquiries.recent()[0].id)
    assert clock_doubt(used, LAST - timedelta(days=1)) is None


def test_one_mistyped_year_does_not_put_every_day_in_doubt(used: Database) -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(days=400)
    Complaints(used).register({"complainant": "王一", "received_on": tomorrow.isoformat()}, today=LAST)
    assert clock_doubt(used, LAST) is None
