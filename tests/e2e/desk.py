"""Somebody at the keyboard of the real window, and a look into the register beside the window's back."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeVar

from app.bootstrap import Services, open_services
from app.config import SettingsFile
from app.paths import DataFolder
from tests.e2e.display import Desktop, until

T = TypeVar("T")


class Desk:
    """Keys, pictures for a look at a failure, and the office's services opened beside the window's."""

    #: Seconds until a page that was asked for has the focus; nothing in the database tells of it.
    PAGE = 1.0
    #: Milliseconds between two letters.
    APART = 40

    def __init__(self, desktop: Desktop, folder: DataFolder, shots: Path) -> None:
        self.desktop = desktop
        self.folder = folder
        self.shots = shots
        self._services = open_services(folder)
        self._taken = 0

    def close(self) -> None:
        """Let go of the register."""
        self._services.close()

    @property
    def services(self) -> Services:
        """The services of the office, opened beside the window's."""
        return self._services

    def shot(self, name: str) -> None:
        """What the screen shows now, for a person who looks into a failure."""
        self._taken += 1
        self.desktop.picture(self.shots / f"{self._taken:02}-{name}.png")

    def press(self, *names: str) -> None:
        """Press keys; then the page that comes has its moment."""
        self.desktop.keys(*names)
        time.sleep(self.PAGE)

    def write(self, text: str) -> None:
        """Type into the field that has the focus."""
        self.desktop.type(text, apart=self.APART)

    def fill(self, *texts: str) -> None:
        """Type into one field after the other, Return after each."""
        for text in texts:
            if text:
                self.write(text)
            self.desktop.keys("Return")

    def seen(self, look: Callable[[], T | None], what: str) -> T:
        """Wait until the register tells of ``what``; then the page that comes has its moment."""
        found = until(look, what)
        time.sleep(self.PAGE)
        return found


D = TypeVar("D", bound=Desk)


@contextmanager
def at_work(
    kind: Callable[[Desktop, DataFolder, Path], D],
    template: Path,
    root: Path,
    today: date,
    *,
    scale: float = 1.0,
) -> Iterator[D]:
    """A copy of an office on a desktop of its own, its first page open; the window takes ``today`` for today."""
    folder = DataFolder(root / "office")
    shutil.copytree(template, folder.root)
    SettingsFile(folder.settings).change("window", {"scale": scale, "maximised": True, "clerk": "Wang"})
    with Desktop() as desktop:
        desktop.program(folder.root, options=["--today", today.isoformat()])
        desk = kind(desktop, folder, root)
        try:
            yield desk
        except BaseException:
            desk.shot("failed")
            raise
        finally:
            desk.close()
