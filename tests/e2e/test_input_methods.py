"""Chinese typed with pinyin through a real input method into the real window is Chinese in the database."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.bootstrap import open_services
from app.paths import DataFolder
from app.services import pinyin
from app.services.complaints import Record
from tests.e2e.display import Desktop, need, until

PROFILE = """[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin

[Groups/0/Items/0]
Name=keyboard-us
Layout=

[Groups/0/Items/1]
Name=pinyin
Layout=

[GroupOrder]
0=Default
"""


def fcitx5(desktop: Desktop) -> dict[str, str]:
    """Start fcitx5 with pinyin; gives what the desktop sets for programs, which has no fcitx part for Qt 6."""
    need("fcitx5", "fcitx5-remote")
    profile = Path(desktop.environment["XDG_CONFIG_HOME"]) / "fcitx5" / "profile"
    profile.parent.mkdir(parents=True)
    profile.write_text(PROFILE)
    desktop.serve("fcitx5", "--disable=wayland,notificationitem")
    until(lambda: desktop.run("fcitx5-remote") in ("0", "1", "2"), "fcitx5")
    return {"QT_IM_MODULE": "fcitx", "XMODIFIERS": "@im=fcitx"}


def ibus(desktop: Desktop) -> dict[str, str]:
    """Start ibus with libpinyin."""
    need("ibus-daemon", "ibus")
    desktop.serve("ibus-daemon", "--xim", "--panel=disable", "--config=/usr/libexec/ibus-memconf")
    until(lambda: "libpinyin" in desktop.run("ibus", "list-engine"), "ibus")
    return {"QT_IM_MODULE": "ibus", "XMODIFIERS": "@im=ibus"}


def switch_on(desktop: Desktop, method: str) -> None:
    """Chinese from here on; only once a field has the focus."""
    if method == "fcitx5":
        desktop.run("fcitx5-remote", "-o")
        desktop.run("fcitx5-remote", "-s", "pinyin")
        until(lambda: desktop.run("fcitx5-remote", "-n") == "pinyin", "pinyin")
    else:
        until(
            lambda: desktop.run("ibus", "engine", "libpinyin") == "" and desktop.run("ibus", "engine") == "libpinyin",
            "pinyin",
        )
    time.sleep(0.5)


def stored(folder: DataFolder) -> Record | None:
    """The newest case, once there is one."""
    services = open_services(folder)
    try:
        rows = services.complaints.find().rows
        return services.complaints.show(rows[0].id) if rows else None
    finally:
        services.close()


@contextmanager
def writing(method: str, template: Path, root: Path) -> Iterator[tuple[Desktop, DataFolder]]:
    """A copy of an office on a desktop of its own, its entry page open, pinyin on in the first field."""
    folder = DataFolder(root / "office")
    shutil.copytree(template, folder.root)
    with Desktop() as desktop:
        environment = fcitx5(desktop) if method == "fcitx5" else ibus(desktop)
        desktop.program(folder.root, environment)
        desktop.keys("1")
        time.sleep(4)  # until the page is there: a method is switched on for the field in use
        switch_on(desktop, method)
        yield desktop, folder


@pytest.mark.parametrize("method", ["fcitx5", "ibus"])
def test_pinyin_becomes_chinese_in_the_register(method: str, county_template: Path, tmp_path: Path) -> None:
    with writing(method, county_template, tmp_path) as (desktop, folder):
        desktop.type("zhangsan")
        desktop.keys("space", "Return")
        desktop.type("13805712236")
        desktop.keys("Return")
        desktop.type("chaoshi")
        desktop.keys("space", "Return")
        desktop.picture(tmp_path / "typed.png")
        desktop.keys("F10")
        try:
            record = until(lambda: stored(folder), "the case")
        finally:
            desktop.picture(tmp_path / "saved.png")
    assert record is not None
    # Which word comes first is the input method's affair; that it is Chinese and sounds as typed is ours.
    assert "zhangsan" in pinyin.readings(record.complainant).full and len(record.complainant) == 2
    assert "chaoshi" in pinyin.readings(record.trader).full and len(record.trader) == 2
    assert record.phone == "13805712236"
