"""A screen reader, asked over the accessibility bus of a real desktop, is told every control by name and role."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.paths import DataFolder
from tests.e2e.display import Desktop, need

LISTENING = Path(__file__).with_name("listening.py")
#: Roles of things one can press, write in or choose from.
CONTROLS = {"push button", "entry", "text", "radio button", "check box", "toggle button", "list", "table"}


@dataclass(frozen=True)
class Heard:
    """One object on the bus."""

    depth: int
    role: str
    name: str
    description: str
    states: frozenset[str]


def listen(desktop: Desktop) -> list[Heard]:
    """Everything the window shows now."""
    told = desktop.run("/usr/bin/python3", str(LISTENING), "40")
    assert told, "the window did not come to the accessibility bus"
    return [Heard(depth, role, name, words, frozenset(states)) for depth, role, name, words, states in json.loads(told)]


@pytest.fixture
def reader(county_template: Path, tmp_path: Path) -> Desktop:
    """A desktop with the accessibility bus; the window opens on its first page."""
    need("/usr/libexec/at-spi-bus-launcher", "/usr/bin/python3")
    folder = DataFolder(tmp_path / "office")
    shutil.copytree(county_template, folder.root)
    return Desktop()


def test_it_is_told_each_control_and_where_the_focus_is(reader: Desktop, tmp_path: Path) -> None:
    with reader as desktop:
        desktop.serve("/usr/libexec/at-spi-bus-launcher", "--launch-immediately")
        desktop.program(tmp_path / "office", {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"})
        home = listen(desktop)
        assert any(heard.role == "push button" and heard.name.startswith("登记投诉") for heard in home)
        desktop.keys("1")
        time.sleep(1.5)
        page = listen(desktop)
        focused = [heard for heard in page if "focused" in heard.states and heard.role in CONTROLS]
        assert [heard.name for heard in focused] and all("姓名" in heard.name for heard in focused), focused
        desktop.type("abc")
        controls = [heard for heard in page if heard.role in CONTROLS and "focusable" in heard.states]
        assert len(controls) > 15
        assert [heard for heard in controls if not heard.name.strip()] == []
        for wanted in ("姓名", "电话", "商家", "金额", "事实"):
            assert any(wanted in heard.name and "editable" in heard.states for heard in page), wanted
        assert any(heard.role == "push button" and heard.name.startswith("保存") for heard in page)
