"""Scenes of traders and letters, the archive, and disputes settled by service points."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from picture_camera import CLERK, Camera
from picture_places import COUNTY, top
from PySide6.QtCore import Qt

K = Qt.Key


def traders(camera: Camera, city: Path) -> None:
    """The repeated ones, one of them, a letter to it, and the letters that wait for an answer."""
    camera.open(city / COUNTY)
    page = camera.go("traders")
    camera.rest(1)
    page.table.setFocus()
    camera.rest(0.5)
    camera.take("traders", whole=True)
    name = page.table.current_row().name
    camera.key(K.Key_Return)
    camera.rest(2)
    camera.take("trader")
    camera.key(K.Key_F7)
    camera.rest(1)
    letter: Any = camera.window.page("letter")
    letter.form.fill("subject", "多人投诉以次充好、修了不退")
    letter.form.focus_on("body")
    camera.rest(0.3)
    camera.type(
        "今年以来，消费者多次投诉你店售出的商品质量不好，修了几次仍不肯退换。请按三包规定办理，改好后书面告诉我们。"
    )
    letter.form.focus_on("subject")
    camera.rest(0.5)
    letter.scrolling.verticalScrollBar().setValue(0)
    camera.take("letter")
    camera.key(K.Key_F10)
    camera.rest(1)
    letters, today = camera.services.letters, camera.today
    market = "青溪县市场监督管理局"
    for raw in (
        {"kind": "query", "to_whom": market, "trader": name, "subject": "查问营业执照和抽检结果", "sent_on": "2月9日"},
        {"kind": "query", "to_whom": market, "subject": "查问预付卡备案情况", "sent_on": "2月25日"},
    ):
        letters.write({**raw, "body": "请告知有关情况。"}, today=today, by=CLERK)
    page = camera.go("letters", state="all")
    camera.rest(1)
    camera.take("letters")
    camera.close()


def archive(camera: Camera, city: Path) -> None:
    """What may be filed, what it would become, the files, their catalogue."""
    camera.open(city / COUNTY)
    services = camera.services
    ready = services.archive.ready(today=camera.today).cases
    services.archive.file([case.id for case in ready[:12]], today=date(2026, 2, 27), by=CLERK, box="2025-1")
    page = camera.go("archive")
    camera.rest(1)
    for _ in range(3):
        camera.key(K.Key_Space)
    camera.take("archive")
    camera.key(K.Key_F10)
    camera.rest(1)
    camera.take("archive-filing", box=top(520))
    camera.key(K.Key_F10)
    camera.rest(1)
    camera.take("archive-files")
    page._catalogue()
    camera.rest(2)
    camera.key(K.Key_0)
    camera.take("archive-catalogue")
    camera.close()


def reconciliations(camera: Camera, city: Path) -> None:
    """One settled by a service point, written down."""
    camera.open(city / COUNTY)
    page = camera.go("reconciliations")
    camera.rest(1)
    page.focus_on("trader")
    camera.rest(0.5)
    camera.take("reconciliation-points")
    camera.line("城关通信代办点")
    camera.rest(0.3)
    page.fields["category"].set_text("家用电子电器类")
    page.focus_on("recovered")
    camera.type("260")
    camera.key(K.Key_F10)
    camera.rest(1)
    page.focus_on("recovered")
    camera.take("reconciliation-saved")
    camera.close()
