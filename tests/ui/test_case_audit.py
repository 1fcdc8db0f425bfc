"""A case with everything in it, and its forms half written, at the sizes and letter sizes people have."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap import open_services
from app.ui.pages.case import acts
from app.ui.pages.case.members_page import MembersPage
from app.ui.pages.case.move_page import MovePage
from app.ui.pages.case.page import SECTIONS, CasePage
from app.ui.pages.case.paper_page import PaperPage
from app.ui.pages.case.step_page import StepPage
from app.ui.theme import look
from tests.ui import audit
from tests.ui.desk import Desk, open_desk
from tests.ui.keys import write
from tests.ui.offices import TODAY, with_cases
from tests.ui.test_audit import ROOMS, nothing

Room = tuple[int, int, float]
LONG = "青溪县宏发通讯器材有限责任公司解放南路手机专卖店"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A county with one case that has been through much: people, papers, a step taken back, supervision, a link."""
    template = request.getfixturevalue("county_template")
    folder = with_cases(template, tmp_path_factory.mktemp("case") / "county", 2)
    services = open_services(folder)
    try:
        record = services.complaints.register(
            {
                "complainant": "李秀英", "phone": "13805712236", "trader": LONG, "item": "手机", "nature": "质量",
                "category": "家用电子电器类", "amount": "2350", "received_on": (TODAY - timedelta(days=9)).isoformat(),
                "facts": "用了两天就黑屏，拿去店里说是人为摔坏，不给修也不给退。" * 12, "demand": "退货、退款",
            },
            today=TODAY, by="王桂芬",
        ).record  # fmt: skip
        casework, id = services.casework, record.id
        casework.move(id, "accepted", {"on": (TODAY - timedelta(days=7)).isoformat()}, today=TODAY, by="王桂芬")
        casework.move(id, "supervised", {"on": TODAY.isoformat(), "to": "市消保委"}, today=TODAY, by="陈秘书")
        casework.move(id, "mediating", {"on": TODAY.isoformat()}, today=TODAY, by="陈秘书")
        casework.take_back(id, None, reason="约的日子改了，等商家老板回来再调解", today=TODAY, by="陈秘书")
        casework.put_members(
            id,
            [
                {"name": "李秀英", "phone": "13805712236", "amount": "2350"},
                {"name": "欧阳爱珍", "address": "东街 12 号"},
            ],
            today=TODAY,
        )
        paper = services.papers.issue(id, "acceptance_notice", {}, today=TODAY, by="王桂芬")
        services.papers.serve(paper.id, on=TODAY.isoformat(), way="直接送达", today=TODAY)
        wrong = services.papers.issue(
            id, "mediation_notice", {"to": LONG, "time": "明天上午", "place": "本会"}, today=TODAY, by="王桂芬"
        )
        services.papers.revoke(wrong.id, "时间写错了，另发一份", today=TODAY)
        other = services.complaints.find("投诉人1").rows[0]
        services.duplicates.link(id, other.id, "王桂芬")
        services.letters.write(
            {"kind": "query", "case": record.number, "to_whom": "青溪县市场监督管理局", "subject": "查一查许可"},
            today=TODAY,
        )
    finally:
        services.close()
    return folder.root


@pytest.fixture
def at_desk(office: Path, tmp_path: Path, qtbot: QtBot, windows: list[QWidget]) -> Iterator[Callable[[Room], Desk]]:
    """The window on a copy of that county, in a room."""
    opened: list[Desk] = []

    def make(room: Room) -> Desk:
        width, height, scale = room
        shutil.copytree(office, tmp_path / "office")
        desk = open_desk(tmp_path / "office", qtbot, windows, TODAY)
        look().set_scale(scale)
        desk.window.resize(width, height)
        QApplication.processEvents()
        opened.append(desk)
        return desk

    yield make
    for desk in opened:
        desk.settle()


def case_of(desk: Desk) -> str:
    return desk.services.complaints.find(LONG).rows[0].id


@pytest.mark.parametrize("section", [key for key, _ in SECTIONS])
@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_a_section_of_a_case_stops_nobody(room: Room, section: str, at_desk: Callable[[Room], Desk]) -> None:
    desk = at_desk(room)
    id = case_of(desk)
    step = next(told.id for told in desk.services.casework.story(id) if told.key == "accepted")
    page = desk.go("case", CasePage, case=id, told="受理，记下了。", then=True, event=step)
    if section != "now" or page.breadth.width == "narrow":
        page.show_section(section)
    desk.settle()
    nothing(audit.everything(desk.window))


@pytest.mark.parametrize("move, focus", [("settled", "on"), ("settled", "recovered"), ("terminated", "reason")])
@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_a_move_half_written_stops_nobody(room: Room, move: str, focus: str, at_desk: Callable[[Room], Desk]) -> None:
    desk = at_desk(room)
    page = desk.go("move", MovePage, case=case_of(desk), move=move)
    if "recovered" in page.form.fields:
        page.form.focus_on("recovered")
        write(page.form.fields["recovered"].input, "两千三百五十")
    page.show_rare()
    page.form.focus_on(focus)
    desk.settle()
    nothing(audit.everything(desk.window))
    page.form.fields["on"].input.selectAll()
    write(page.form.fields["on"].input, "2月31日")
    page.save()
    desk.settle()
    assert page.form.fields["on"].state == "error"
    nothing(audit.everything(desk.window))


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_the_form_of_a_paper_stops_nobody(room: Room, at_desk: Callable[[Room], Desk]) -> None:
    desk = at_desk(room)
    desk.window.go("paper", case=case_of(desk), kind="mediation_notice", told="开始调解，记下了。")
    desk.settle()
    page = desk.window.page("paper")
    assert isinstance(page, PaperPage)
    nothing(audit.everything(desk.window))
    page.save()
    desk.settle()
    assert page.form.fields["time"].state == "error"
    nothing(audit.everything(desk.window))


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_taking_back_and_people_stop_nobody(room: Room, at_desk: Callable[[Room], Desk]) -> None:
    desk = at_desk(room)
    case = desk.go("case", CasePage, case=case_of(desk))
    assert case.view is not None
    acts.take_back(case, next(told.id for told in case.view.story if told.key == "accepted"))
    desk.settle()
    assert isinstance(desk.window.page("case-step"), StepPage) and desk.window.current == "case-step"
    nothing(audit.everything(desk.window))
    page = desk.go("members", MembersPage, case=case_of(desk))
    nothing(audit.everything(desk.window))
    first = page.names.first
    assert isinstance(first, QAbstractButton)
    first.click()
    desk.settle()
    assert page.drop_button.isVisible()
    nothing(audit.everything(desk.window))


def test_a_case_in_high_contrast(at_desk: Callable[[Room], Desk]) -> None:
    desk = at_desk(ROOMS["1366×768 100%"])
    look().set_theme("contrast")
    page = desk.go("case", CasePage, case=case_of(desk))
    for section in ("facts", "story", "papers", "related"):
        page.show_section(section)
        desk.settle()
        nothing(audit.too_faint(desk.window))
