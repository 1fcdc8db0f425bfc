"""Rare and frequent words go different ways to the same answer."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.complaints import Complaints, finding
from app.services.complaints.finding import Filters
from app.services.database import Database
from tests.cases import put

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)


@pytest.fixture
def complaints(county: Database) -> Complaints:
    """300 cases, ten of them in the bin."""
    put(county, 300, FIRST, LAST)
    service = Complaints(county)
    for hit in service.find("", limit=200).rows[::20]:
        service.delete(hit.number)
    return service


def all_pages(complaints: Complaints, words: str, filters: Filters) -> tuple[int, list[str]]:
    """The total and every case, page by page."""
    numbers: list[str] = []
    page = complaints.find(words, filters, limit=7)
    total = page.total
    numbers += [hit.number for hit in page.rows]
    while page.after is not None:
        page = complaints.find(words, filters, after=page.after, limit=7)
        assert page.total == total
        numbers += [hit.number for hit in page.rows]
    return total, numbers


@pytest.mark.parametrize(
    "words", ["", "漏", "漏水", "冰箱", "冰箱 漏水", "拒绝退款", "1", "2025", "没有这样的话", "!!!"]
)
@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(deleted=True),
        Filters(nature="N01"),
        Filters(start=date(2025, 3, 1), until=date(2025, 6, 30)),
        Filters(category="0100000000", deleted=True),
    ],
)
def test_both_ways_agree(complaints: Complaints, monkeypatch: pytest.MonkeyPatch, words: str, filters: Filters) -> None:
    rare = all_pages(complaints, words, filters)
    monkeypatch.setattr(finding, "_RARE", 0)
    frequent = all_pages(complaints, words, filters)
    assert rare == frequent
    assert rare[0] == len(rare[1]) == len(set(rare[1]))


def test_the_bin_is_not_counted(complaints: Complaints, monkeypatch: pytest.MonkeyPatch) -> None:
    here, binned = complaints.find("").total, complaints.find("", Filters(deleted=True)).total
    assert (here, binned) == (290, 10)
    monkeypatch.setattr(finding, "_RARE", 0)
    assert complaints.find("消费者").total == 290
    assert complaints.find("消费者", Filters(deleted=True)).total == 10
