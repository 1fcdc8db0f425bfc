"""The real window without a screen: opened on a copy of a data folder, worked by keys, and its pictures taken.

Pictures are stored with a palette: text on plain grounds needs few colours, and the help stays small.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtCore import QPoint, QRect, Qt, QTime
from PySide6.QtGui import QCursor, QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.paths import DataFolder
from app.ui.application import make_window
from app.ui.settings import Settings
from app.ui.shell.main_window import MainWindow
from app.ui.theme import look

#: Pixels of the window: the small screen of most offices.
SIZE = (1366, 768)
#: Seconds an action may take, and seconds a page that has read everything needs to come to rest.
PATIENCE = 40.0
REST = 0.7
#: Colours kept in a picture, and those it is brought to first: else the many greys of letters would take the place of
#: the few spots of red and amber.
COLOURS, FIRST_COLOURS = 48, 96
#: Who works in the pictures.
CLERK = "王桂芬"


def stop_clocks(day: date) -> None:
    """Let the program take half past nine of ``day`` for now, so that a picture is the same whenever it is taken."""
    from app.models import base
    from app.services import drafts
    from app.ui.pages import home

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # gives the plain kind
            return datetime(day.year, day.month, day.day, 9, 30).astimezone(tz)

    class Morning(QTime):
        @staticmethod
        def currentTime() -> QTime:  # noqa: N802  # Qt's name
            return QTime(9, 30)

    for module in (base, drafts):
        setattr(module, "datetime", Stopped)  # noqa: B010
    setattr(home, "QTime", Morning)  # noqa: B010


def _past(moment: float) -> bool:
    return time.monotonic() > moment


class Camera:
    """One window at a time; :meth:`take` stores what it shows under a name."""

    def __init__(self, target: Path, copies: Path, today: date) -> None:
        self.target = target
        self.copies = copies
        self.today = today
        self.taken: list[str] = []
        self._application = QApplication(["xiaobao"])
        self._application.setCursorFlashTime(0)
        self._count = 0
        self.window: MainWindow

    # -- the window -----------------------------------------------------------------------------------
    def open(self, office: Path | None) -> None:
        """Open the window on a copy of ``office``, or on a folder that has no office yet."""
        self._count += 1
        copy = Path("消保台账") / str(self._count)  # without a way, which is another one each time
        if office is None:
            copy.mkdir(parents=True)
        else:
            shutil.copytree(office, copy)
            Settings(DataFolder(copy).settings).change(clerk=CLERK, clerks=f"{CLERK}\n李建国\n陈晓燕", scale=1.0)
        self.window = make_window(DataFolder(copy))
        self.window.resize(*SIZE)
        self.window.show()
        self.window.activateWindow()
        QCursor.setPos(SIZE[0] - 1, SIZE[1] - 1)
        opened: list[bool] = []
        self.window.opened.connect(lambda: opened.append(True))
        self.window.open_office()
        self.wait(self._activated)
        if office is not None:
            self.wait(lambda: bool(opened))
            assert self.window._context is not None
            self.window._context.shared["today"] = self.today
            self.window.go("look")  # the first page has looked at the clock already
            page = self.window._pages.pop("home", None)
            if page is not None:
                page.deleteLater()
            self.window.go("home")
        self.rest()

    def _activated(self) -> bool:
        """Whether keys reach the window; asks for it."""
        if not self.window.isActiveWindow():
            self.window.activateWindow()
        return self.window.isActiveWindow()

    def close(self) -> None:
        """Close the window."""
        self.window.close()
        look().set_scale(1.0)
        look().set_theme("light")

    @property
    def services(self) -> Any:
        """The services behind the window."""
        assert self.window._context is not None
        return self.window._context.services

    def go(self, key: str, **how: object) -> Any:
        """Show a page and let it read what it shows."""
        self.window.go(key, **how)
        self.rest()
        return self.window.page(key)

    def wait(self, ready: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Let the window work until something is so."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not ready():
            self._application.processEvents()
            time.sleep(0.005)

    def rest(self, seconds: float = REST) -> None:
        """Let everything be read and painted."""
        for _ in range(2):
            self.wait(lambda: not self.window.jobs.busy)
            until = time.monotonic() + seconds / 2
            self.wait(partial(_past, until))

    # -- working it -----------------------------------------------------------------------------------
    def key(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press keys where the focus is."""
        for key in keys:
            QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)
            self.wait(lambda: not self.window.jobs.busy)

    def type(self, text: str) -> None:
        """Write as an input method does, or as a keyboard does when it is all ASCII."""
        widget = QApplication.focusWidget()
        assert widget is not None
        if text.isascii():
            QTest.keyClicks(widget, text)
        else:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(widget, event)
        self._application.processEvents()

    def line(self, text: str = "") -> None:
        """Write into the field that has the focus, and on with Return."""
        if text:
            self.type(text)
            self.rest(0.3)
        self.key(Qt.Key.Key_Return)
        self.rest(0.2)

    # -- pictures -------------------------------------------------------------------------------------
    def take(self, name: str, *, whole: bool = False, of: QWidget | None = None, box: QRect | None = None) -> None:
        """Store the page as it stands, the ``whole`` window with its side bar, one widget, or a box of the page.

        While a question is asked, the picture is of the question.
        """
        self.rest()
        window = self.window
        asked = QApplication.activeModalWidget()
        shot = (asked or window).grab()
        page = window.stack
        if not whole and asked is None:
            part = of or page
            rect = QRect(part.mapTo(window, QPoint(0, 0)), part.size())
            if box is not None:
                rect = box.translated(rect.topLeft()).intersected(rect)
            shot = shot.copy(rect.intersected(window.rect()))
        raw = shot.toImage().convertToFormat(QImage.Format.Format_RGB888)
        size = (raw.width(), raw.height())
        self.store(name, Image.frombytes("RGB", size, bytes(raw.constBits()), "raw", "RGB", raw.bytesPerLine()))

    def store(self, name: str, image: Image.Image) -> None:
        """Write ``image`` under ``name`` with few colours, unless it is there already as it is."""
        small = image
        for colours in (FIRST_COLOURS, COLOURS):
            small = small.convert("RGB").quantize(colours, Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE)
        made = io.BytesIO()
        small.save(made, "PNG", optimize=True)
        path = self.target / f"{name}.png"
        if not path.exists() or path.read_bytes() != made.getvalue():
            path.write_bytes(made.getvalue())
        self.taken.append(name)
        sys.stdout.write(f"{name}.png {len(made.getvalue()) // 1024} KB\n")

    def take_paper(self, name: str, pdf: Path) -> None:
        """The first page of a PDF, drawn by poppler's pdftoppm; without it the picture stays as it was."""
        program = shutil.which("pdftoppm")
        if program is None:
            sys.stderr.write(f"no pdftoppm: {name}.png stays as it is\n")
            self.taken.append(name)
            return
        drawn = pdf.with_suffix("")
        words = [program, "-png", "-singlefile", "-r", "72", "-l", "1", str(pdf), str(drawn)]
        subprocess.run(words, check=True)  # noqa: S603  # fixed words, files of our own
        with Image.open(drawn.with_suffix(".png")) as image:
            self.store(name, image)
