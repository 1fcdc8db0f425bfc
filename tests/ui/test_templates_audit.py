"""The pages of templates and binding, at the sizes and letter sizes people have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.errors import AppError
from app.ui.pages.templates.bind_page import BindPage
from app.ui.pages.templates.list_page import TemplatesPage
from app.ui.pages.templates.rules_page import RulesPage
from app.ui.pages.templates.trial_page import TrialPage
from app.ui.theme import look
from tests.ui import audit
from tests.ui.desk import Desk
from tests.ui.keys import press, write
from tests.ui.strange_workbooks import transposed
from tests.ui.test_audit import ROOMS, nothing

Key = Qt.Key


def _draft(desk: Desk, folder: Path) -> str:
    path = transposed(folder / "某市某某年度消费投诉情况统计表（横表，试行稿第二版）.xlsx")
    return desk.services.binding.begin(path, today=desk.today).id


def _bind(desk: Desk, draft: str) -> BindPage:
    page = desk.go("bind", BindPage, draft=draft)
    page.panel.view.setFocus()
    return page


def _list(desk: Desk, draft: str) -> None:
    desk.go("templates", TemplatesPage)


def _by_hand(desk: Desk, draft: str) -> None:
    page = desk.go("templates", TemplatesPage)
    error = AppError("template.no_converter", file="某市消费投诉情况统计表.et", format=".et")
    page.by_hand.say(f"{error.message}（号码 {error.number}）")
    page.by_hand.show()
    page.by_hand.again.setFocus()


def _cell(desk: Desk, draft: str) -> None:
    press(_bind(desk, draft).panel.view, Key.Key_F7)


def _several(desk: Desk, draft: str) -> None:
    view = _bind(desk, draft).panel.view
    for key in (Key.Key_Right, Key.Key_Down):
        press(view, key, Qt.KeyboardModifier.ShiftModifier)
    press(view, Key.Key_Return)


def _choose(desk: Desk, draft: str) -> None:
    press(_bind(desk, draft).panel.view, Key.Key_S)


def _areas(desk: Desk, draft: str) -> None:
    press(_bind(desk, draft).panel.view, Key.Key_F4)


def _directions(desk: Desk, draft: str) -> None:
    page = _bind(desk, draft)
    press(page.panel.view, Key.Key_F6)
    page.take_directions()


def _words(desk: Desk, draft: str) -> None:
    page = _bind(desk, draft)
    page.panel.go_to("横表", (1, 0))


def _unsure(desk: Desk, draft: str) -> None:
    press(_bind(desk, draft).panel.view, Key.Key_F8)
    desk.settle()


def _head(desk: Desk, draft: str) -> None:
    desk.window.go("bind-head", draft=draft)


def _rules(desk: Desk, draft: str) -> None:
    page = desk.go("template-rules", RulesPage, draft=draft)
    write(page.field.input, "受理投诉 >= 没有这样的行")
    page.field.input.setFocus()
    desk.qtbot.wait(300)
    desk.settle()
    page.try_out()


def _rules_in_use(desk: Desk, draft: str) -> None:
    page = desk.go("template-rules", RulesPage, template="monthly")
    page.try_out()


def _no_rules(desk: Desk, draft: str) -> None:
    desk.window.go("template-rules", template="analysis")


def _trial(desk: Desk, draft: str) -> None:
    desk.window.go("bind-trial", draft=draft)


def _left(desk: Desk, draft: str) -> None:
    desk.go("bind-trial", TrialPage, draft=draft).show_left()


def _view(desk: Desk, draft: str) -> None:
    desk.window.go("template-view", template="monthly")


def _drift(desk: Desk, draft: str) -> None:
    desk.window.go("template-drift", template="monthly", draft=draft)


def _gone(desk: Desk, draft: str) -> None:
    desk.window.go("bind", draft="gone")


LOOKS: dict[str, Callable[[Desk, str], None]] = {
    "list": _list,
    "by hand": _by_hand,
    "cell": _cell,
    "several": _several,
    "choose": _choose,
    "areas": _areas,
    "directions": _directions,
    "words": _words,
    "unsure": _unsure,
    "head": _head,
    "rules": _rules,
    "rules in use": _rules_in_use,
    "no rules": _no_rules,
    "trial": _trial,
    "left": _left,
    "view": _view,
    "drift": _drift,
    "gone": _gone,
}


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
@pytest.mark.parametrize("shown", LOOKS)
def test_a_page_of_templates_stops_nobody(shown: str, room: tuple[int, int, float], desk: Desk, tmp_path: Path) -> None:
    draft = _draft(desk, tmp_path)
    width, height, scale = room
    look().set_scale(scale)
    desk.window.resize(width, height)
    LOOKS[shown](desk, draft)
    desk.settle()
    desk.qtbot.wait(60)
    nothing(audit.everything(desk.window))


@pytest.mark.parametrize("shown", LOOKS)
def test_a_page_of_templates_in_high_contrast(shown: str, desk: Desk, tmp_path: Path) -> None:
    draft = _draft(desk, tmp_path)
    look().set_theme("contrast")
    LOOKS[shown](desk, draft)
    desk.settle()
    nothing(audit.too_faint(desk.window))


def test_the_city_has_them_too(city_desk: Desk, tmp_path: Path) -> None:
    draft = _draft(city_desk, tmp_path)
    for shown in ("list", "cell", "view"):
        LOOKS[shown](city_desk, draft)
        city_desk.settle()
        nothing(audit.everything(city_desk.window))
