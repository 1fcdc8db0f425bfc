"""和解登记 by keyboard: a line, the next one, the sums, taking one back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.services.periods import parse_period
from app.ui.pages.reconciliations import ReconciliationPage
from app.ui.theme import look
from app.ui.widgets.cards import Banner
from tests.ui import audit
from tests.ui.desk import Desk
from tests.ui.keys import press, write
from tests.ui.test_audit import ROOMS, nothing

APRIL = parse_period("2026-04")


def arrive(desk: Desk) -> ReconciliationPage:
    return desk.go("reconciliations", ReconciliationPage)


def key_one(desk: Desk, page: ReconciliationPage, point: str, recovered: str) -> None:
    """Service point, first category by its digit, what was given back; the rest is left empty."""
    write(page.fields["trader"].input, point)
    press(page.fields["trader"].input, Qt.Key.Key_Return)
    press(page.fields["category"].input, Qt.Key.Key_1)
    write(page.fields["recovered"].input, recovered)
    press(page.fields["recovered"].input, Qt.Key.Key_F10)
    desk.settle()


def test_a_line_is_written_with_keys_alone(desk: Desk) -> None:
    page = arrive(desk)
    assert page.fields["trader"].input.hasFocus()
    key_one(desk, page, "惠民超市", "120.5")
    assert desk.services.reconciliations.tally(APRIL).recovered == 12050
    assert [row.point for row in desk.services.reconciliations.latest()] == ["惠民超市"]
    assert page.month.text() == "1" and "商品类 1" in page.month_words.text()
    assert page.fields["trader"].text() == "惠民超市" and page.fields["recovered"].text() == ""
    assert page.fields["category"].input.hasFocus()


def test_return_goes_through_all_fields_and_writes(desk: Desk) -> None:
    page = arrive(desk)
    write(page.fields["trader"].input, "惠民超市")
    for name in page.order[1:]:
        press(page.fields[name].input, Qt.Key.Key_Return)
    desk.settle()
    (row,) = desk.services.reconciliations.latest()
    assert (row.point, row.on, row.category) == ("惠民超市", desk.today, None)
    assert "没有分类 1" in page.month_words.text()


def test_the_one_just_written_is_taken_back(desk: Desk) -> None:
    page = arrive(desk)
    key_one(desk, page, "惠民超市", "120.5")
    press(page.fields["category"].input, Qt.Key.Key_F9)
    desk.settle()
    assert desk.services.reconciliations.latest() == ()
    press(page.fields["trader"].input, Qt.Key.Key_F9)
    desk.settle()
    assert len(desk.services.reconciliations.latest()) == 1


def test_what_is_wrong_is_said_beside_its_field(desk: Desk) -> None:
    page = arrive(desk)
    press(page.fields["trader"].input, Qt.Key.Key_F10)
    desk.settle()
    assert page.fields["trader"].state == "error"
    write(page.fields["trader"].input, "惠民超市")
    write(page.fields["recovered"].input, "好多")
    press(page.fields["recovered"].input, Qt.Key.Key_F10)
    desk.settle()
    assert page.fields["recovered"].state == "error" and page.fields["recovered"].text() == "好多"
    assert any(banner.isVisible() for banner in page.findChildren(Banner))
    assert desk.services.reconciliations.latest() == ()


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
@pytest.mark.parametrize("filled", [False, True], ids=["empty", "filled"])
def test_it_stops_nobody(filled: bool, room: tuple[int, int, float], desk: Desk) -> None:
    width, height, scale = room
    if filled:
        for point in ("惠民超市中心店服务点", "大众农资店"):
            desk.services.reconciliations.add(
                {"trader": point, "category": "食品类", "recovered": "1234567.8", "complainant": "欧阳秀英"},
                today=desk.today,
            )
    look().set_scale(scale)
    desk.window.resize(width, height)
    page = arrive(desk)
    desk.qtbot.wait(60)
    nothing(audit.everything(desk.window))
    page.focus_on("category")
    desk.qtbot.wait(60)
    nothing(audit.everything(desk.window))
