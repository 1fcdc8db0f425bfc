"""The list of piles, and that of what is owed, as it comes and goes."""

from __future__ import annotations

from app.ui.pages.piles.list_page import PilesPage
from app.ui.pages.piles.owing_page import OwingPage
from tests.ui.desk import Desk


def test_the_button_for_what_is_owed_comes_goes_and_comes_again(desk: Desk) -> None:
    piles = desk.services.piles
    raw = {"station": "城关监督站", "month": "3月", "forms": "5"}
    pile = piles.begin(raw, today=desk.today, by="王桂芬").id

    page = desk.go("piles", PilesPage)
    for position, day in enumerate(("2", "3"), start=1):
        piles.key(pile, {"received_on": day, "category": "食品类"}, today=desk.today, by="王桂芬")
        page.refresh()
        desk.settle()
        assert page.owing_button.isVisible() and page.owing_button.text() == "待补全 1 份"
        piles.settle(pile, position)
        page.refresh()
        desk.settle()
        desk.qtbot.wait(5)
        assert not page.owing_button.isVisible() and page.go_button.isVisible()


def test_what_is_owed_is_done_and_something_is_owed_again(desk: Desk) -> None:
    piles = desk.services.piles
    raw = {"station": "城关监督站", "month": "3月", "forms": "5"}
    pile = piles.begin(raw, today=desk.today, by="王桂芬").id
    for position, day in enumerate(("2", "3"), start=1):
        piles.key(pile, {"received_on": day, "category": "食品类"}, today=desk.today, by="王桂芬")
        page = desk.go("pile-owing", OwingPage, pile="")
        assert page.settle_button.isVisible() and page.complete_button.isVisible()
        piles.settle(pile, position)
        page.refresh()
        desk.settle()
        desk.qtbot.wait(5)
        assert page.bar.isHidden()
