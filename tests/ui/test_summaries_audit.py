"""The pages of summaries with something in them, at the sizes and letter sizes people have."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.services.periods import parse_period
from app.ui.pages.summaries.page import CASES, CHOICES, MISSING, TEXT, WRITE, SummaryPage
from app.ui.theme import look
from tests.ui import audit
from tests.ui.desk import Desk, open_desk
from tests.ui.offices import TODAY, with_cases
from tests.ui.test_audit import ROOMS, nothing

Room = tuple[int, int, float]
VIEWS = [TEXT, WRITE, CASES, MISSING, CHOICES]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A county with twenty cases, a summary half written with a case in it, and a finished analysis."""
    from app.bootstrap import open_services

    template = request.getfixturevalue("county_template")
    folder = with_cases(template, tmp_path_factory.mktemp("summaries") / "county", 20)
    services = open_services(folder)
    try:
        summaries = services.summaries
        services.figures.set(parse_period("2026H1"), {"leaflets": "3100余", "warnings": "7"})
        face = summaries.begin("half_year", parse_period("2026H1"), today=TODAY)
        summaries.write(face.id, "存在的不足", "宣传还不够深入。\n队伍老龄化。")
        summaries.choose_case(face.id, summaries.case_choices(face.id)[0].id)
        face = summaries.begin("analysis", parse_period("2026Q1"), today=TODAY)
        summaries.write(face.id, "投诉特点", "手机投诉集中。")
        summaries.write(face.id, "消费提示", "保留票据。")
    finally:
        services.close()
    return folder.root


@pytest.fixture
def opened(
    office: Path, tmp_path: Path, qtbot: QtBot, windows: list[QWidget]
) -> Iterator[Callable[[int, int, float], Desk]]:
    """The window on a copy of that county, of a given size and scale."""
    desks: list[Desk] = []

    def make(width: int, height: int, scale: float) -> Desk:
        shutil.copytree(office, tmp_path / "office")
        desk = open_desk(tmp_path / "office", qtbot, windows, TODAY)
        look().set_scale(scale)
        desk.window.resize(width, height)
        QApplication.processEvents()
        desks.append(desk)
        return desk

    yield make
    for desk in desks:
        desk.settle()


def photographed(desk: Desk, name: str) -> None:
    """Keep a picture of the window where the environment asks for it."""
    if folder := os.environ.get("SUMMARY_PICTURES"):
        desk.window.grab().save(f"{folder}/{name}.png")


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_a_summary_stops_nobody(view: str, room: Room, opened: Callable[[int, int, float], Desk]) -> None:
    desk = opened(*room)
    id = next(face.id for face in desk.services.summaries.listed() if face.kind == "half_year")
    page = desk.go("summary", SummaryPage, id=id)
    page.go_to_view(view)
    page.prose.finish()
    desk.settle()
    if view == TEXT:
        page.next_button.chosen.emit()
        desk.settle()
    QApplication.processEvents()
    photographed(desk, f"summary-{view}-{room[0]}-{room[2]}")
    nothing(audit.everything(desk.window))


@pytest.mark.parametrize("key", ["summaries", "summary-new", "summary-templates"])
@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_the_pages_around_it_stop_nobody(key: str, room: Room, opened: Callable[[int, int, float], Desk]) -> None:
    desk = opened(*room)
    desk.window.go(key)
    desk.settle()
    QApplication.processEvents()
    photographed(desk, f"{key}-{room[0]}-{room[2]}")
    nothing(audit.everything(desk.window))


@pytest.mark.parametrize("view", VIEWS)
def test_a_summary_in_high_contrast(view: str, opened: Callable[[int, int, float], Desk]) -> None:
    desk = opened(1366, 768, 1.0)
    look().set_theme("contrast")
    id = next(face.id for face in desk.services.summaries.listed() if face.kind == "half_year")
    page = desk.go("summary", SummaryPage, id=id)
    page.go_to_view(view)
    desk.settle()
    photographed(desk, f"contrast-{view}")
    nothing(audit.too_faint(desk.window))
