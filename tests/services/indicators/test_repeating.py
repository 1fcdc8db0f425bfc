"""What happens to a case several times in a period counts once there, and its record is named once."""

from __future__ import annotations

from datetime import date

import pytest

from app.bootstrap import Services
from app.services import codelists, offices
from app.services.database import Database
from app.services.indicators import counting
from app.services.indicators.catalogue import catalogue
from app.services.keys import Key
from app.services.periods import Period, parse_period

TODAY = date(2026, 5, 20)


@pytest.fixture
def services(county: Database) -> Services:
    return Services(county)


def twice_followed_up(services: Services) -> str:
    """Settled and followed up in March, dissatisfied; mediated again, followed up in March and in April."""
    wanted = services.complaints.register(
        {"complainant": "王芳", "received_on": "2026-03-02", "category": "食品类"}, today=TODAY
    ).record.id
    for key, raw in (
        ("accepted", {"on": "2026-03-03"}),
        ("settled", {"on": "2026-03-05", "recovered": "100"}),
        ("followed_up", {"on": "2026-03-10", "satisfaction": "不满意"}),
        ("reopened", {"on": "2026-03-11", "note": "质量问题没有解决"}),
        ("settled", {"on": "2026-03-20", "recovered": "300"}),
        ("followed_up", {"on": "2026-03-25", "satisfaction": "满意"}),
    ):
        services.casework.move(wanted, key, raw, today=TODAY)
    return wanted


def counted(services: Services, name: str, period: Period, basis: str = "flow") -> tuple[int, list[str]]:
    """The figure and the records behind it."""
    indicator = catalogue().get(name)
    with services.database.read() as session:
        home = offices.read_home(session)
        scope = counting.Scope(offices.below(session, home.office), codelists.load(session))
        counts = counting.count(session, scope, period, [(indicator, frozenset())], basis)
        ids = counting.record_ids(session, scope, period, indicator, Key(name), basis)
    return int(counts.get(Key(name))), ids


def test_two_follow_ups_of_one_case_are_one_case(services: Services) -> None:
    wanted = twice_followed_up(services)
    for period in ("2026-03", "2026Q1", "2026"):
        assert counted(services, "followed_up", parse_period(period)) == (1, [wanted])
    assert counted(services, "followed_up", parse_period("2026-03-01..2026-03-12")) == (1, [wanted])
    assert counted(services, "followed_up", parse_period("2026-04")) == (0, [])
    assert counted(services, "followed_up", parse_period("2026-03"), "cohort") == (1, [wanted])


def test_what_was_mediated_again_is_settled_once(services: Services) -> None:
    wanted = twice_followed_up(services)
    march = parse_period("2026-03")
    for name in ("accepted", "closed", "settled"):
        assert counted(services, name, march) == (1, [wanted]), name
    assert counted(services, "recovered", march) == (300, [wanted])
