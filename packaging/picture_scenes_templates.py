"""Scenes of a city's workbook becoming a template: recognised, told right, its rules, and its edition of next year."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from picture_camera import CLERK, Camera
from picture_places import COUNTY, top
from picture_workbooks import city_template
from PySide6.QtCore import Qt

from app.ui.sheets.drawing import place_of

K = Qt.Key
_CASES = "投诉情况"


def templates(camera: Camera, city: Path) -> None:
    """Cells told right, a rule written, and the edition of the next year beside the one in use."""
    old = city_template(camera.copies / "市里的月报表.xlsx")
    new = city_template(camera.copies / "2027年月报表.xlsx", next_year=True)
    camera.open(city / COUNTY)
    binding, today = camera.services.binding, camera.today
    draft = binding.begin(old, today=today, by=CLERK)
    page = camera.go("bind", draft=draft.id)
    camera.rest(2)
    page.step(1)
    camera.rest(1)
    camera.take("bind")
    page.panel.go_to(_CASES, place_of("E7"))
    page._choose("indicator", "whjj")
    camera.rest(1)
    camera.take("bind-choose", box=top(450))
    camera.key(K.Key_Escape)
    for area in draft.areas:
        binding.confirm(draft.id, area.id, asks=True)
    binding.set_head(draft.id, title="县级消费维权月报表", valid_from="2026-01", due_day=5)
    rules: Any = camera.go("template-rules", draft=draft.id)
    camera.rest(1)
    rules.field.input.setFocus()
    rules.field.set_text("合计 = 商品类 + 服务类")
    rules._understand()
    camera.rest(1)
    camera.take("template-rules")
    binding.finish(draft.id, version="2026", by=CLERK)
    again = binding.begin(new, today=today, by=CLERK)
    camera.go("template-drift", template=draft.head.id, draft=again.id)
    camera.rest(2)
    camera.take("template-drift", box=top(450))
    camera.close()
