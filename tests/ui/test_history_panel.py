"""改动经过: who changed what, and the way back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from app.ui.pages.case.history import FIRST, HistoryPanel
from tests.ui.desk import Desk
from tests.ui.keys import click


@pytest.fixture
def panel(desk: Desk, windows: list[QWidget]) -> Iterator[HistoryPanel]:
    """The panel on a case whose nature was changed, then its amount."""
    assert desk.window._context is not None
    id = desk.case(complainant="李秀英", trader="宏发手机店", nature="质量", amount="300")
    desk.services.complaints.change(id, {"nature": "价格", "station": "东街"}, today=desk.today, by="陈秘书")
    desk.services.complaints.change(id, {"amount": "350"}, today=desk.today, by="王桂芬")
    made = HistoryPanel(desk.window._context)
    windows.insert(0, made)
    made.resize(500, 700)
    made.show()
    made.show_case(id)
    desk.settle()
    yield made


def words(panel: HistoryPanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_who_when_before_and_after(panel: HistoryPanel) -> None:
    text = words(panel)
    assert "涉案金额：300.00 元 → 350.00 元" in text and "投诉性质：质量 → 价格" in text
    assert "站点：没写 → 东街" in text and " · 陈秘书" in text
    assert text.index("涉案金额") < text.index("投诉性质")


def test_one_press_takes_a_change_back_and_another_takes_that_back(desk: Desk, panel: HistoryPanel) -> None:
    first = list(panel.buttons)[1]
    click(panel.buttons[first])
    desk.settle()
    record = desk.services.complaints.show(panel._case)
    assert (record.station, record.amount) == ("", 35000)
    assert desk.services.lists.label("nature", record.nature) == "质量"
    text = words(panel)
    assert "撤销了，改回了原来的" in text and "这次改动已经撤销" in text
    assert first not in panel.buttons and len(panel.buttons) == 2
    click(next(iter(panel.buttons.values())))
    desk.settle()
    assert desk.services.complaints.show(panel._case).station == "东街"
    assert desk.services.complaints.revisions(panel._case)[0].by == "王桂芬"


def test_why_it_cannot_be_taken_back_is_said_there(desk: Desk, panel: HistoryPanel) -> None:
    desk.services.complaints.change(panel._case, {"nature": "合同"}, today=desk.today)
    click(list(panel.buttons.values())[1])
    desk.settle()
    assert "没有撤销" in words(panel) and "投诉性质后来又改过" in words(panel)
    assert desk.services.lists.label("nature", desk.services.complaints.show(panel._case).nature) == "合同"


def test_only_the_latest_at_first(desk: Desk, panel: HistoryPanel) -> None:
    for number in range(FIRST):
        desk.services.complaints.change(panel._case, {"station": f"站{number}"}, today=desk.today)
    panel.refresh()
    desk.settle()
    assert len(panel.buttons) == FIRST
    panel._show_all()
    desk.settle()
    assert len(panel.buttons) == FIRST + 2


def test_a_case_never_changed_says_so(desk: Desk, panel: HistoryPanel) -> None:
    panel.show_case(desk.case(complainant="周爱珍"))
    desk.settle()
    assert words(panel) == "登记以后没有改过。"


def test_a_merge_is_undone_as_one(desk: Desk, panel: HistoryPanel) -> None:
    services = desk.services
    other = desk.case(complainant="李秀英", trader="宏发手机店", phone="13957112345")
    services.duplicates.merge(panel._case, other, "甲")
    panel.refresh()
    desk.settle()
    assert "和另一件合成了一件" in words(panel)
    first = next(iter(panel.buttons.values()))
    assert first.text() == "取消合并"
    click(first)
    desk.settle()
    assert not services.complaints.show(other).deleted
    assert services.complaints.show(panel._case).phone == ""
    assert "这次改动已经撤销" in words(panel)
