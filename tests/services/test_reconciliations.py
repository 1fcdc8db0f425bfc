"""Disputes that service points settled are counted apart, split as the official figures are."""

from __future__ import annotations

from datetime import date

import pytest

from app.bootstrap import Services
from app.errors import AppError
from app.services.database import Database
from app.services.periods import parse_period
from app.services.statistics import make_table

DAY = date(2026, 3, 20)
MARCH = parse_period("2026-03")


@pytest.fixture
def services(county: Database) -> Services:
    return Services(county)


def note(services: Services, **raw: str) -> str:
    return services.reconciliations.add({"trader": "惠民超市", **raw}, today=DAY, by="李燕").record.id


def test_they_are_counted_apart_and_split(services: Services) -> None:
    note(services, category="食品类", recovered="120", received_on="2026-03-02")
    note(services, category="食品类", recovered="80.5")
    note(services, category="农用生产资料类", recovered="3000", trader="大众农资店")
    note(services, category="邮政业服务")
    note(services, category="其他商品和服务")
    note(services, received_on="2026-02-28", category="食品类", recovered="999")
    tally = services.reconciliations.tally(MARCH)
    assert (tally.many, tally.recovered, tally.unclassified) == (5, 320050, 0)
    assert dict(tally.split) == {"商品类": 2, "服务类": 1, "农用生产资料类": 1, "其他商品和服务": 1}
    assert [(point.point, point.many, point.recovered) for point in tally.points] == [
        ("惠民超市", 4, 20050),
        ("大众农资店", 1, 300000),
    ]
    assert [row.on for row in services.reconciliations.latest(MARCH)] == [DAY] * 4 + [date(2026, 3, 2)]


def test_they_are_no_complaints(services: Services) -> None:
    note(services, category="食品类", recovered="120")
    services.complaints.register(
        {"complainant": "王芳", "received_on": "3月2日", "accepted_on": "3月3日", "category": "食品类"}, today=DAY
    )
    table = make_table(services.database, "categories", MARCH).table
    assert table.total.n == 1  # type: ignore[union-attr]
    assert services.complaints.find("惠民超市").rows[0].kind == "reconciliation"


def test_without_a_category_it_is_in_the_sum_only(services: Services) -> None:
    note(services, recovered="10")
    tally = services.reconciliations.tally(MARCH)
    assert (tally.many, tally.unclassified) == (1, 1)
    assert sum(many for _, many in tally.split) == 0


def test_deleted_ones_are_not_counted(services: Services) -> None:
    wanted = note(services, category="食品类", recovered="120")
    services.complaints.delete(wanted)
    assert services.reconciliations.tally(MARCH).many == 0
    assert services.reconciliations.latest() == ()
    services.complaints.restore(wanted)
    assert services.reconciliations.tally(MARCH).many == 1


def test_a_change_of_the_sum_is_counted(services: Services) -> None:
    wanted = note(services, category="食品类", recovered="120")
    services.complaints.change(wanted, {"recovered": "150", "received_on": "2026-02-03"}, today=DAY)
    assert services.reconciliations.tally(MARCH).many == 0
    february = services.reconciliations.tally(parse_period("2026-02"))
    assert (february.many, february.recovered) == (1, 15000)


def test_points_are_offered_by_how_much_they_settled(services: Services) -> None:
    note(services, trader="甲店")
    note(services, trader="乙店")
    note(services, trader="乙店")
    assert services.reconciliations.points() == ("乙店", "甲店")


def test_who_settled_it_must_be_named(services: Services) -> None:
    with pytest.raises(AppError, match=r"reconciliation\.no_point"):
        services.reconciliations.add({"trader": " ", "recovered": "5"}, today=DAY)
    with pytest.raises(AppError, match=r"reconciliation\.no_such_field"):
        services.reconciliations.add({"trader": "甲店", "refusal": "其他"}, today=DAY)
    with pytest.raises(AppError, match=r"complaint\.not_taken"):
        services.reconciliations.add({"trader": "甲店", "recovered": "好多"}, today=DAY)
    assert services.reconciliations.latest() == ()


def test_what_is_counted_apart_stands_in_a_table_of_its_own(services: Services) -> None:
    note(services, category="食品类", recovered="120")
    for kind, answered in (("举报", True), ("举报", False), ("建议", False)):
        wanted = services.complaints.register(
            {"kind": kind, "facts": "某事", "received_on": "3月2日"}, today=DAY
        ).record.id
        services.casework.move(wanted, "transferred", {"on": "3月3日", "to": "市场监管局"}, today=DAY)
        if answered:
            services.casework.move(wanted, "answered", {"on": "3月9日", "note": "已责令改正"}, today=DAY)
    table = make_table(services.database, "apart", MARCH).table
    numbers = {row.code: row.cells[0].number for row in table.rows}  # type: ignore[union-attr]
    assert [numbers[f"reports_{step}"] for step in ("registered", "transferred", "answered")] == [2, 2, 1]
    assert [numbers[f"suggestions_{step}"] for step in ("registered", "transferred", "answered")] == [1, 1, 0]
    assert (numbers["reconciled"], numbers["reconciled_goods"], numbers["reconciled_recovered"]) == (1, 1, 120)
    complaints = make_table(services.database, "headline", MARCH).table
    assert complaints.rows[0].cells[0].number == 0  # type: ignore[union-attr]
