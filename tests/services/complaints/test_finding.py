"""Rare and frequent words go different ways to the same answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.models import Pile, PileForm, Trader, TraderSpelling
from app.models.complaint import STATES
from app.services.complaints import Complaints, finding
from app.services.complaints.finding import Filters, Hit, Sort, SortKey
from app.services.database import Database
from app.services.database.sql import gb_order
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


SORTED: dict[SortKey, Callable[[Hit], Any]] = {
    "day": lambda hit: hit.received_on,
    "number": lambda hit: hit.number,
    "who": lambda hit: gb_order(hit.complainant),
    "trader": lambda hit: gb_order(hit.trader),
    "item": lambda hit: gb_order(hit.item),
    "category": lambda hit: hit.category,
    "nature": lambda hit: hit.nature,
    "amount": lambda hit: hit.amount,
    "recovered": lambda hit: hit.recovered,
    "state": lambda hit: STATES.index(hit.state),
    "closed": lambda hit: hit.closed_on,
    "station": lambda hit: gb_order(hit.station),
}


@pytest.mark.parametrize("words", ["", "漏水"])
@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("key", SORTED)
def test_every_order_page_by_page(complaints: Complaints, key: SortKey, descending: bool, words: str) -> None:
    for number, hit in enumerate(complaints.find("", limit=200).rows):
        if number % 12 == 0:  # gaps and ties
            complaints.change(hit.number, {"amount": "100", "trader": "", "station": "城关站"}, today=LAST)
    value = SORTED[key]
    rows = complaints.find(words, limit=500).rows  # newest first
    known = sorted((hit for hit in rows if value(hit) is not None), key=value, reverse=descending)
    missing = [hit for hit in rows if value(hit) is None]
    if key == "day" and not descending:
        known.sort(key=lambda hit: hit.cursor)
    seen: list[str] = []
    sort, after = Sort(key, descending), None
    while True:
        page = complaints.find(words, None, sort, after=after, limit=17, count=after is None)
        seen += [hit.id for hit in page.rows]
        after = page.after
        if after is None:
            break
    assert seen == [hit.id for hit in (*known, *missing)]


@pytest.mark.parametrize(
    ("filters", "fits"),
    [
        (Filters(state="open"), lambda hit: hit.state in ("registered", "accepted")),
        (Filters(state="closed"), lambda hit: hit.closed_on is not None),
        (Filters(least=50_000, most=100_000), lambda hit: hit.amount is not None and 50_000 <= hit.amount <= 100_000),
        (Filters(most=10_000), lambda hit: hit.amount is not None and hit.amount <= 10_000),
        (Filters(station="城关站"), lambda hit: hit.station == "城关站"),
        (Filters(trader="宏发手机店"), lambda hit: hit.trader in ("宏发手机店", "宏发手机")),
        (Filters(nature="N01", station="城关站"), lambda hit: hit.nature == "N01" and hit.station == "城关站"),
        (Filters(incomplete=True), lambda hit: not hit.complete),
    ],
)
def test_filters(complaints: Complaints, county: Database, filters: Filters, fits: Callable[[Hit], bool]) -> None:
    rows = complaints.find("", limit=500).rows
    names = ("宏发手机店", "宏发手机", "绿源生鲜")
    for number, hit in enumerate(rows[:60]):
        station = "城关站" if number % 2 else "溪口站"
        complaints.change(hit.number, {"trader": names[number % 3], "station": station}, today=LAST)
    with county.write() as session:
        trader = Trader(name="宏发手机店", origin="331122")
        session.add(trader)
        session.flush()
        session.add_all(TraderSpelling(trader_pk=trader.pk, spelling=word) for word in names[:2])
        pile = Pile(month="2025-03", forms=3)
        session.add(pile)
        session.flush()
        for position, hit in enumerate(rows[:3], 1):
            pk = hit.cursor[-1]
            session.add(PileForm(pile_pk=pile.pk, position=position, complaint_pk=pk, complete=position == 1))
    everything = complaints.find("", limit=500).rows
    wanted = [hit.id for hit in everything if fits(hit)]
    page = complaints.find("", filters, limit=500)
    assert [hit.id for hit in page.rows] == wanted
    assert page.total == len(wanted) > 0
    assert complaints.stations() == ("城关站", "溪口站")
