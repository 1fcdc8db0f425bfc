"""The side bar has room for all its entries, however little height there is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtWidgets import QWidget

from app.ui.breadth import Breadth
from app.ui.pages import entries_for
from app.ui.shell.side_bar import SideBar
from app.ui.theme import look

#: Size of the window and letter size: the small screen at 100, 125 and 150 %, with the frame the system draws.
ROOMS = [(1366, 740, 1.0), (1366, 740, 1.25), (1366, 740, 1.5), (1280, 560, 1.0), (1024, 570, 1.0)]


@pytest.mark.parametrize("practising", [False, True], ids=["at work", "practising"])
@pytest.mark.parametrize(("width", "height", "scale"), ROOMS)
@pytest.mark.parametrize("level", ["station", "county", "city"])
def test_every_entry_has_its_place(
    level: str, width: int, height: int, scale: float, practising: bool, windows: list[QWidget]
) -> None:
    look().set_scale(scale)
    bar = SideBar()
    windows.append(bar)
    bar.set_breadth(Breadth.of(width, height, scale))
    bar.resize(bar.width(), height)
    bar.set_pages([(entry.key, entry.title, entry.short, entry.icon) for entry in entries_for(level)], practising)
    shown = [entry for entry in bar.entries() if not entry.isHidden()]
    shown.sort(key=lambda entry: entry.y())
    assert len(shown) >= len(entries_for(level)) + 1 + practising
    for entry in shown:
        assert entry.height() >= look().px(44)
        assert entry.y() >= 0 and entry.geometry().bottom() < height, entry.key
    for above, below in pairwise(shown):
        assert above.geometry().bottom() < below.y(), (above.key, below.key)
