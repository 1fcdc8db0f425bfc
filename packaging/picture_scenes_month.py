"""Scenes of the month: the five steps of a return, late records, what was sent before, slips, last year's figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from picture_camera import CLERK, Camera
from picture_places import COUNTY, top
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog

from app.services import exporting, slips

#: A county that has not reported last month yet, and one that reported it twice.
_NOT_YET, _TWICE = "331109", "331110"
_CASES = "投诉处理情况表"


def monthly(camera: Camera, city: Path) -> None:
    """A month on its way through the five steps, sealed, and written to the stick; a record that comes late."""
    camera.open(city / _NOT_YET)
    page = _month(camera)
    camera.take("monthly-loose", box=top(400))
    page.go_to_step(1)
    page.panel.go_to(_CASES, (6, 3))
    page.panel.view.setFocus()
    camera.rest(1)
    camera.take("monthly-figure", box=top(640))
    camera.close()
    camera.open(city / COUNTY)
    page = _month(camera)
    page.panel.view.setFocus()
    camera.take("monthly", whole=True)
    (camera.copies / "U盘").mkdir()
    sticks, exporting.sticks = exporting.sticks, lambda: (exporting.Stick(Path("U盘"), "王桂芬的U盘", 6_800_000_000),)
    page.go_to_step(4)
    camera.rest(1)
    page.write.click()
    camera.wait(lambda: page.send.notice is not None)
    camera.rest(1)
    camera.take("monthly-sent", box=top(350))
    exporting.sticks = sticks
    page.turn(1)
    camera.wait(lambda: page.shown is not None and page._checked)
    camera.rest(2)
    page.go_to_step(2)
    camera.rest(1)
    page.list.cards[0].field.set_text("去年来的，三月办完了")
    page.list.cards[0]._typed("去年来的，三月办完了")
    camera.rest(1)
    camera.take("monthly-check", box=top(500))
    from app.ui.pages import late

    question = camera.services.returns.late(date(2026, 2, 20))
    _asked(lambda: camera.take("monthly-late"), lambda: late.ask(page, question, "2月20日受理", 1))
    camera.close()


def returns(camera: Camera, city: Path) -> None:
    """What was reported before, what the city sent back, and the figures of the year before."""
    camera.open(city / _TWICE)
    camera.go("returns")
    camera.rest(2)
    camera.take("returns", box=top(380))
    camera.close()
    camera.open(city / COUNTY)
    slip = camera.copies / "退回单.xbhd"
    about = {"template": "monthly", "period": "2026-02", "revision": 1, "office": COUNTY, "from_name": "市消保委"}
    said = {"reason": "家电一行和附表对不上", "at": "2026-03-06", "by": "王"}
    item = slips.SlipItem(_CASES, "B8", "accepted@current", "13", "14", "附表上是 14 件，请核对", "error")
    slips.write(slip, {"format": 1, "kind": "slip", "title": "月报", "version": "2026.1", **about, **said}, [item])
    page = camera.go("slip")
    page.open_file(slip)
    camera.rest(2)
    camera.take("slip", box=top(380))
    figures: Any = camera.services.figures
    adopt: Any = camera.go("adopt")
    figures.adopt(adopt.period, {"accepted": "96", "closed": "91"}, by=CLERK)
    adopt.refresh()
    camera.rest(1)
    adopt.table.setFocus()
    adopt.table.choose(1)
    camera.rest(1)
    camera.take("adopt", box=top(420))
    camera.close()


def _month(camera: Camera) -> Any:
    """The page of the month, everything on it read."""
    page = camera.go("monthly")
    camera.wait(lambda: page.shown is not None and page._checked)
    camera.rest(3)
    return page


def _asked(take: Callable[[], None], ask: Callable[[], object]) -> None:
    """Take a picture of the question ``ask`` puts, and answer that one would rather not."""

    def answer() -> None:
        asked = QApplication.activeModalWidget()
        assert isinstance(asked, QDialog)
        take()
        asked.reject()

    QTimer.singleShot(500, answer)
    ask()
