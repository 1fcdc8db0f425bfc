"""The pages of 集中录入 with a real pile on them, at the sizes and letter sizes people have."""

from __future__ import annotations

import pytest

from app.ui.pages.piles.page import PilePage
from app.ui.theme import look
from tests.ui import audit
from tests.ui.desk import Desk
from tests.ui.test_audit import ROOMS, nothing
from tests.ui.test_piles_page import begin

PAGES = ("piles", "pile", "pile-begin", "pile-owing", "pile-second", "pile-report")
FORM = {
    "received_on": "18",
    "category": "家用电子电器类",
    "nature": "售后服务",
    "amount": "12350",
    "channel": "来人",
    "result": "达成协议",
    "closed_on": "25",
}


def with_pile(desk: Desk) -> str:
    """A pile half keyed: complete, incomplete, taken out and keyed twice, with a difference."""
    pile = begin(desk, station="城关消费维权监督站", forms="12", sample="50")
    piles = desk.services.piles
    for number in range(1, 9):
        texts = {**FORM, "paper_number": f"城关-{number:03d}"}
        if number % 2:
            texts |= {"complainant": "李秀英", "phone": "13805712236", "trader": "宏发手机店", "item": "手机"}
            texts |= {"facts": "黑屏", "demand": "退货"}
        piles.key(pile, texts, today=desk.today, by="王桂芬")
    slip = piles.second.show(pile).waiting[0]
    again = {"amount": "12530", "category": "家用电子电器类", "nature": "质量"}
    piles.second.key(pile, slip.position, again, today=desk.today, by="陈秘书")
    last = next(at for at in range(8, 0, -1) if at != slip.position)
    desk.services.complaints.delete(piles.case_of(pile, last), by="王桂芬")
    return pile


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
@pytest.mark.parametrize("key", PAGES)
def test_a_page_of_piles_stops_nobody(key: str, room: tuple[int, int, float], desk: Desk) -> None:
    width, height, scale = room
    pile = with_pile(desk)
    look().set_scale(scale)
    desk.window.resize(width, height)
    desk.window.go(key, **({} if key in ("piles", "pile-begin") else {"pile": pile}))
    desk.settle()
    desk.qtbot.wait(60)
    nothing(audit.everything(desk.window))
    page = desk.window.page(key)
    if isinstance(page, PilePage):
        page.step(-1)
        desk.qtbot.wait(60)
        nothing(audit.everything(desk.window))


@pytest.mark.parametrize("key", PAGES)
def test_a_page_of_piles_in_high_contrast(key: str, desk: Desk) -> None:
    pile = with_pile(desk)
    look().set_theme("contrast")
    desk.window.go(key, **({} if key in ("piles", "pile-begin") else {"pile": pile}))
    desk.settle()
    nothing(audit.too_faint(desk.window))


@pytest.mark.parametrize("key", PAGES)
def test_a_page_without_a_pile_says_something_or_nothing_but_never_fails(key: str, desk: Desk) -> None:
    desk.window.go(key)
    desk.settle()
    nothing(audit.everything(desk.window))
