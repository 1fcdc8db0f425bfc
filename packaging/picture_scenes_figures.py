"""Scenes of what figures come from: the work log, the rosters, the indicators, and the summaries written from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from picture_camera import Camera
from picture_places import COUNTY, top
from PySide6.QtGui import QTextCursor


def worklog(camera: Camera, city: Path) -> None:
    """A line of what was done, being written."""
    camera.open(city / COUNTY)
    page = camera.go("worklog")
    camera.rest(1)
    page._new()
    camera.rest(1)
    line: Any = camera.window.page("worklog-line")
    line.form.focus_on("kind")
    camera.line("消费教育讲座")
    camera.rest(1)
    line.form.fill("what", "在城关小学讲怎样看食品标签")
    line.form.fill("place", "城关小学")
    line.form.focus_on("what")
    camera.rest(1)
    camera.take("worklog-line", box=top(560))
    camera.close()


def rosters(camera: Camera, city: Path) -> None:
    """The network, and a list of volunteers taken in."""
    camera.open(city / COUNTY)
    camera.go("network")
    camera.rest(1)
    camera.take("network", box=top(400))
    page = camera.go("volunteers")
    camera.rest(1)
    page._list()
    camera.rest(1)
    taking: Any = camera.window.page("roster-import")
    taking.field.set_text("种类\t姓名\t加入日期\n志愿者\t周小燕\t2026年1月8日\n志愿者\t何秀珍\t2月30日")
    taking.field.input.moveCursor(QTextCursor.MoveOperation.End)
    taking._read_text()
    camera.rest(1)
    camera.take("roster-import", box=top(460))
    camera.close()


def indicators(camera: Camera, city: Path) -> None:
    """Looking a figure up, and making one's own."""
    camera.open(city / COUNTY)
    page = camera.go("indicators")
    camera.rest(1)
    page.search.setFocus()
    camera.type("jjss")
    camera.rest(1.5)
    camera.take("indicators", box=top(400))
    making: Any = camera.go("indicator", indicator="", name="老年人投诉")
    camera.rest(1)
    making.rows[0].fill({"field": "age", "op": "ge", "value": "60"}, making.lists)
    making._try()
    camera.rest(1)
    making.rows[0].fields["value"].setFocus()
    camera.rest(1)
    camera.take("indicator")
    camera.close()


def summaries(camera: Camera, city: Path) -> None:
    """A yearly summary begun, read, and a figure in it explained."""
    camera.open(city / COUNTY)
    page = camera.go("summary-new", which="year")
    page.begin()
    camera.rest(3)
    written: Any = camera.window.page("summary")
    written._step(1)
    camera.rest(2)
    camera.take("summary", box=top(480))
    camera.close()
