"""回收站: what is in it, having it back, making it go."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import update

from app.models import Complaint
from app.ui.pages.bin_page import RecycleBin
from app.ui.widgets.dialog import Question
from tests.ui.desk import Desk
from tests.ui.keys import click, press


@pytest.fixture
def page(desk: Desk) -> RecycleBin:
    """Three things thrown away on the day of the tests, the enquiry last."""
    services = desk.services
    ids = [desk.case(complainant=who, trader="宏发手机店", facts="黑屏") for who in ("李秀英", "周爱珍")]
    for place, id in enumerate(ids):
        services.complaints.delete(id, by="王桂芬")
        noon = datetime(2026, 4, 7, 12, place).astimezone()
        with services.database.write() as session:
            session.execute(update(Complaint).where(Complaint.id == id).values(deleted_at=noon, created_at=noon))
    asked = services.enquiries.add({"people": "3", "note": "问保修"}, today=desk.today).enquiry.id
    services.enquiries.delete(asked, by="陈秘书")
    return desk.go("bin", RecycleBin)


def shown(page: RecycleBin) -> list[str]:
    return [page.model.row(at).complainant or page.model.row(at).note for at in range(page.model.rowCount())]


def test_the_latest_first_with_who_and_how_long(desk: Desk, page: RecycleBin) -> None:
    assert shown(page) == ["问保修", "周爱珍", "李秀英"]
    assert page.head.fact.text() == "3 件，放满 30 天自动清理"
    words = [column.cell(page.model.row(1)).text for column in page.model.columns]
    assert words == ["4月7日", "周爱珍", "宏发手机店", "王桂芬", "还有 30 天"]
    page.table.choose(2)
    desk.settle()
    assert page.margin.title.text() == "李秀英 投诉 宏发手机店"


def test_return_has_it_back(desk: Desk, page: RecycleBin) -> None:
    page.table.choose(1)
    press(page.table, Qt.Key.Key_Return)
    desk.settle()
    assert shown(page) == ["问保修", "李秀英"]
    assert page._banner is not None and "恢复了" in page._banner.title.text()
    assert desk.services.complaints.find("周爱珍").total == 1
    page.table.choose(0)
    click(page.restore_button)
    desk.settle()
    assert shown(page) == ["李秀英"] and len(desk.services.enquiries.recent()) == 1


@pytest.mark.parametrize(("answer", "left"), [("keep", 3), ("erase", 2)])
def test_gone_for_good_only_when_said_so(
    desk: Desk, page: RecycleBin, monkeypatch: pytest.MonkeyPatch, answer: str, left: int
) -> None:
    asked: list[str] = []

    def ask(question: Question) -> str:
        asked.append(question.accessibleDescription())
        return answer

    monkeypatch.setattr(Question, "ask", ask)
    page.table.choose(2)
    click(page.erase_button)
    desk.settle()
    assert len(asked) == 1 and "再也找不回来" in asked[0]
    assert page.model.rowCount() == left
    assert desk.services.bin.listed().total == left


def test_what_a_sealed_return_counts_cannot_go(desk: Desk) -> None:
    from app.services.periods import parse_period

    days = {"received_on": "2026-03-05", "accepted_on": "2026-03-05"}
    id = desk.case(complainant="李秀英", category="食品类", nature="质量", **days)
    desk.services.returns.seal("monthly", parse_period("2026-03"), today=desk.today)
    desk.services.complaints.delete(id, by="甲")
    page = desk.go("bin", RecycleBin)
    assert page.erase_button.off and "2026年3月" in page.erase_button.reason and not page.restore_button.off
    words = [column.cell(page.model.row(0)).text for column in page.model.columns]
    assert words[-1] == "一直留着"


def test_empty_says_so(desk: Desk) -> None:
    page = desk.go("bin", RecycleBin)
    assert page.views.currentWidget() is page.empty and page.empty.isVisible()


def test_the_start_clears_what_had_its_days(desk: Desk, page: RecycleBin) -> None:
    from app.services import bin

    folder = desk.services.folder
    assert bin.tidy(folder, desk.today + timedelta(days=29)).complaints == 0
    assert bin.tidy(folder, desk.today + timedelta(days=30)).complaints == 2


def test_what_went_into_another_case_comes_back_by_undoing_the_merge(desk: Desk) -> None:
    services = desk.services
    keep = desk.case(complainant="李秀英", trader="宏发手机店")
    other = desk.case(complainant="李秀英", trader="宏发手机店", phone="13957112345")
    services.duplicates.merge(keep, other, "甲")
    page = desk.go("bin", RecycleBin)
    assert page.restore_button.text() == "取消合并"
    click(page.restore_button)
    desk.settle()
    assert page.model.rowCount() == 0
    assert services.complaints.show(keep).phone == "" and not services.complaints.show(other).deleted
