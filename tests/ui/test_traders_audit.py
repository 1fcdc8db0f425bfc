"""The pages of traders and letters with something in them, at the sizes and letter sizes people have."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.services.periods import parse_period
from app.ui.pages.letters.letter_page import LetterPage
from app.ui.pages.letters.page import LettersPage
from app.ui.pages.traders.page import TradersPage
from app.ui.pages.traders.trader_page import TraderPage
from app.ui.theme import look
from tests.ui import audit
from tests.ui.desk import Desk, open_desk
from tests.ui.keys import write
from tests.ui.offices import TODAY, with_cases
from tests.ui.test_audit import ROOMS, nothing

NAME = "青溪宏发通讯店"
Room = tuple[int, int, float]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A county with one trader of a long name, complained about six times under two spellings, and four letters."""
    from app.bootstrap import open_services

    template = request.getfixturevalue("county_template")
    folder = with_cases(template, tmp_path_factory.mktemp("traders") / "county", 10)
    services = open_services(folder)
    try:
        for at, nature in enumerate(("质量", "质量", "售后服务", "合同", "虚假宣传", "质量")):
            raw = {
                "received_on": f"2026-0{1 + at % 3}-1{at}", "accepted_on": f"2026-0{1 + at % 3}-1{at}",
                "complainant": "李秀英", "trader": NAME if at else "宏发手机店", "nature": nature, "item": "手机",
                "amount": "2350", "trader_phone": "0578-6123456", "trader_address": "青溪县解放路 88 号",
            }  # fmt: skip
            if at > 2:
                raw |= {"result": "达成协议", "recovered": "1000", "closed_on": "2026-03-20"}
            services.complaints.register(raw, today=TODAY)
        services.memory.join(["宏发手机店"], NAME, "王桂芬")
        letters = services.letters
        for raw in (
            {
                "kind": "query",
                "to_whom": "青溪县市场监管局",
                "trader": NAME,
                "subject": "查一查许可",
                "sent_on": "2026-02-01",
            },
            {
                "kind": "rectification",
                "trader": NAME,
                "subject": "售后服务要改",
                "body": "请整改。" * 40,
                "sent_on": "2026-03-25",
            },
            {"kind": "warning", "trader": NAME, "subject": "约谈", "sent_on": "2026-03-26"},
        ):
            letters.write(raw, today=TODAY, by="王桂芬")
        kept = letters.write(
            {"kind": "query", "to_whom": "青溪县公安局", "sent_on": "2026-02-10"}, today=TODAY, by="王桂芬"
        )
        letters.answered(kept.letter.id, on="2026-02-20", answer="查过了，没有立案。", today=TODAY, by="王桂芬")
    finally:
        services.close()
    return folder.root


@pytest.fixture
def at_desk(office: Path, tmp_path: Path, qtbot: QtBot, windows: list[QWidget]) -> Iterator[Callable[[Room], Desk]]:
    """The window on a copy of that county, in a room."""
    opened: list[Desk] = []

    def make(room: Room) -> Desk:
        shutil.copytree(office, tmp_path / "office")
        desk = open_desk(tmp_path / "office", qtbot, windows, TODAY)
        look().set_scale(room[2])
        desk.window.resize(*room[:2])
        QApplication.processEvents()
        opened.append(desk)
        return desk

    yield make
    for desk in opened:
        desk.settle()


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_the_list_of_repeated_traders_stops_nobody(room: Room, at_desk: Callable[[Room], Desk]) -> None:
    desk = at_desk(room)
    page = desk.go("traders", TradersPage)
    assert page.model.rowCount() == 1
    nothing(audit.everything(desk.window))
    page.choose_button.click()
    QApplication.processEvents()
    nothing(audit.everything(desk.window))


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_traders_found_and_not_found_stop_nobody(room: Room, at_desk: Callable[[Room], Desk], qtbot: QtBot) -> None:
    desk = at_desk(room)
    page = desk.go("traders", TradersPage)
    for words, many in (("hongfa", 1), ("没有这一家", 0)):
        page.search.clear()
        write(page.search, words)
        page.search.entered.emit()
        desk.settle()
        assert page.found_model.rowCount() == many
        nothing(audit.everything(desk.window))


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_a_trader_stops_nobody(room: Room, at_desk: Callable[[Room], Desk]) -> None:
    desk = at_desk(room)
    page = desk.go("trader", TraderPage, name="宏发手机店", period=parse_period("2026"))
    assert page.cases.model.rowCount() == 12
    assert page.letters.model.rowCount() == 3
    nothing(audit.everything(desk.window))


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_letters_stop_nobody(room: Room, at_desk: Callable[[Room], Desk]) -> None:
    desk = at_desk(room)
    page = desk.go("letters", LettersPage, trader=NAME)
    assert page.model.rowCount() == 3
    desk.qtbot.wait(80)
    desk.settle()
    nothing(audit.everything(desk.window))
    desk.go("letters", LettersPage, state="bin")
    nothing(audit.everything(desk.window))
    write(page.search, "没有这一份")
    page.search.entered.emit()
    desk.settle()
    nothing(audit.everything(desk.window))


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_writing_a_letter_and_its_answer_stops_nobody(room: Room, at_desk: Callable[[Room], Desk]) -> None:
    desk = at_desk(room)
    desk.window.go("letter", kind="rectification", trader=NAME)
    desk.settle()
    nothing(audit.everything(desk.window))
    letter = desk.services.letters.find(today=TODAY).rows[0]
    desk.go("letter", LetterPage, letter=letter.id, answer=True)
    nothing(audit.everything(desk.window))


def test_everything_can_be_read_in_high_contrast(at_desk: Callable[[Room], Desk]) -> None:
    desk = at_desk((1366, 768, 1.0))
    look().set_theme("contrast")
    for key, how in (("traders", {}), ("trader", {"name": NAME}), ("letters", {}), ("letter", {"kind": "query"})):
        desk.window.go(key, **how)
        desk.settle()
        nothing(audit.too_faint(desk.window))
