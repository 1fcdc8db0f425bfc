"""补报: a record of a month already reported is asked about once, and counts as the person says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.periods import parse_period
from app.services.returns.late_reports import LateWay
from app.ui.pages import late
from app.ui.pages.entry.page import EntryPage
from app.ui.pages.monthly.guide import SEAL
from app.ui.pages.monthly.page import MonthlyPage
from app.ui.pages.reconciliations import ReconciliationPage
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Question
from tests.ui.desk import Desk

MARCH = parse_period("2026-03")


@pytest.fixture
def reported(desk: Desk) -> Desk:
    """A desk whose March, with one case, was reported."""
    day = "2026-03-02"
    desk.case(complainant="早先的", category="家用电子电器类", nature="质量", received_on=day, accepted_on=day)
    desk.services.returns.seal("monthly", MARCH, today=desk.today, by="陈秘书", insist=False)
    return desk


def answering(seen: list[Question], verb: str) -> None:
    """Press the button that begins with ``verb`` when the question is asked."""

    def answer() -> None:
        question = QApplication.activeModalWidget()
        if not isinstance(question, Question):
            QTimer.singleShot(50, answer)
            return
        seen.append(question)
        next(button for button in question.findChildren(Button) if button.text().startswith(verb)).click()

    QTimer.singleShot(50, answer)


def fill(page: EntryPage) -> None:
    texts = {
        "complainant": "李秀英", "trader": "宏发手机店", "item": "手机", "category": "家用电子电器类", "nature": "质量",
        "facts": "黑屏", "received_on": "3月28日",
    }  # fmt: skip
    page.form.set_texts(texts)


def new_ids(desk: Desk) -> list[str]:
    """The cases that came after the month was reported."""
    return [row.id for row in desk.services.complaints.find("").rows if row.complainant != "早先的"]


def counted(desk: Desk) -> set[date]:
    """The days the events of the new cases count on."""
    return {one.counts_on for id in new_ids(desk) for one in desk.services.complaints.timeline(id)}


def test_what_falls_into_a_reported_month_is_asked_and_counts_later(reported: Desk) -> None:
    page = reported.go("entry", EntryPage)
    fill(page)
    seen: list[Question] = []
    answering(seen, "算到4月补报")
    page.save()
    reported.settle()
    assert len(seen) == 1
    title = seen[0].windowTitle()
    assert "3月28日" in title
    assert "3月已经封存" in title
    assert "算到4月补报，还是重开3月" in title
    assert counted(reported) == {date(2026, 4, 1)}
    record = reported.services.complaints.show(new_ids(reported)[0])
    assert record.received_on == date(2026, 3, 28), "the legal day stays what it is"
    assert reported.services.returns.changed_since() == ()


def test_reopening_leads_to_the_month_with_its_reason(reported: Desk, qtbot: QtBot) -> None:
    page = reported.go("entry", EntryPage)
    fill(page)
    answering([], "重开3月")
    page.save()
    reported.settle()
    assert counted(reported) == {date(2026, 3, 28)}
    assert reported.window.current == "monthly"
    monthly = reported.window.page("monthly")
    assert isinstance(monthly, MonthlyPage)
    qtbot.waitUntil(lambda: monthly.step == SEAL and monthly.sealed.asking.isVisible(), timeout=15000)
    assert "补记3月28日" in monthly.sealed.reason.text()


def test_a_reconciliation_of_a_reported_month_is_asked_about_too(reported: Desk, qtbot: QtBot) -> None:
    page = reported.go("reconciliations", ReconciliationPage)
    for name, text in (("received_on", "3月28日"), ("trader", "惠民超市"), ("category", "食品类")):
        page.fields[name].set_text(text)
    seen: list[Question] = []
    answering(seen, "先不存")
    page.save()
    reported.settle()
    assert reported.services.reconciliations.latest() == ()
    assert page.fields["trader"].text() == "惠民超市"
    answering(seen, "算到4月补报")
    page.save()
    reported.settle()
    assert len(seen) == 2 and "3月28日和解" in seen[0].windowTitle()
    (row,) = reported.services.reconciliations.latest()
    assert row.on == date(2026, 3, 28)
    assert reported.services.reconciliations.tally(parse_period("2026-04")).many == 1
    page.fields["received_on"].set_text("3月29日")
    page.fields["trader"].set_text("惠民超市")
    answering(seen, "重开3月")
    page.save()
    reported.settle()
    assert reported.services.reconciliations.tally(MARCH).many == 1
    assert reported.window.current == "monthly"
    monthly = reported.window.page("monthly")
    assert isinstance(monthly, MonthlyPage)
    qtbot.waitUntil(lambda: monthly.step == SEAL and monthly.sealed.asking.isVisible(), timeout=15000)


def test_who_would_rather_not_store_it_keeps_what_was_typed(reported: Desk) -> None:
    page = reported.go("entry", EntryPage)
    fill(page)
    answering([], "先不存")
    page.save()
    reported.settle()
    assert new_ids(reported) == []
    assert page.form.text("complainant") == "李秀英"
    assert not page.saving


def test_other_months_ask_nothing(reported: Desk) -> None:
    page = reported.go("entry", EntryPage)
    fill(page)
    page.form.set_texts({**page.form.texts(), "received_on": "4月2日"})
    page.save()
    reported.settle()
    assert counted(reported) == {date(2026, 4, 2)}


@pytest.mark.parametrize(
    ("way", "on"), [("late-report", date(2026, 4, 1)), ("reopen", date(2026, 3, 30)), ("", date(2026, 3, 30))]
)
def test_a_whole_register_is_decided_once(
    reported: Desk, tmp_path: Path, way: LateWay, on: date, csv_register: Callable[[Path], Path]
) -> None:
    from app.errors import AppError
    from app.services.register import apply, open_register, plan

    services = reported.services
    file = csv_register(tmp_path)
    planned = plan(services.database, open_register(file), today=reported.today)
    with pytest.raises(AppError) as caught:
        apply(services.database, planned, late="ask")
    assert caught.value.code == late.CODE
    assert caught.value.params["count"] == 2
    assert new_ids(reported) == [], "nothing is written before the answer"
    apply(services.database, planned, late=way)
    assert len(new_ids(reported)) == 2
    assert counted(reported) == {on}


@pytest.fixture
def csv_register() -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        file = folder / "登记簿.csv"
        head = "登记日期,投诉人,被投诉方,商品名称,类别,性质,投诉内容"
        rows = [f"2026-03-30,投诉人{n},宏发手机店,手机,家用电子电器类,质量,黑屏{n}" for n in (1, 2)]
        file.write_text("\n".join([head, *rows]), encoding="utf-8-sig")
        return file

    return make
