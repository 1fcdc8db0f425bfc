"""The real window on a disk that is full for a while; what a person then reads, as one line of JSON on standard output.

Run as a process of its own (``python -m tests.e2e.full_disk FOLDER WAY``). A case is typed and stored, another is
typed, the disk fills up, the key that stores it is pressed; then there is room again, and it is pressed once more.
``WAY`` is ``disk`` (every byte that is free below FOLDER is taken by a file) or ``limit`` (the system refuses every
write to a file by this process).
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.paths import DataFolder
from app.ui import application as program
from app.ui.pages.entry.page import EntryPage
from app.ui.shell.main_window import MainWindow

PATIENCE = 30.0


def fill_disk(folder: Path) -> Callable[[], None]:
    """Take all the room there is; gives what gives it back."""
    filler = folder / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as stream:
        while True:
            stream.write(b"\0" * 4096)
    return filler.unlink


def refuse_writes(folder: Path) -> Callable[[], None]:
    """Let the system refuse writes to files; gives what allows them again."""
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def until(true: Callable[[], bool]) -> None:
    """Let the program run until something is so; raises ``TimeoutError``."""
    patience = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > patience:
            raise TimeoutError
        QTest.qWait(10)


def type_case(page: EntryPage, who: str, facts: str) -> None:
    """Write what a case cannot do without."""
    for name, text in (("complainant", who), ("trader", "宏发手机店"), ("facts", facts)):
        page.form.focus_on(name)
        done = QInputMethodEvent()
        done.setCommitString(text)
        QApplication.sendEvent(page.form.fields[name].input, done)


def press(key: Qt.Key) -> None:
    """Press a key where the focus is."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key)


def said(page: EntryPage) -> str:
    """Everything the page says."""
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def scene(window: MainWindow, folder: Path, way: str) -> dict[str, object]:
    """Play it; gives what was seen."""
    until(lambda: window.current == "home" and not window.jobs.busy)
    window.go("entry")
    page = window.page("entry")
    assert isinstance(page, EntryPage)
    type_case(page, "李秀英", "存得下的一件")
    press(Qt.Key.Key_F10)
    until(lambda: "记下了" in said(page))
    press(Qt.Key.Key_1)
    type_case(page, "王桂芬", "磁盘满的时候写的")
    room = fill_disk(folder) if way == "disk" else refuse_writes(folder)
    press(Qt.Key.Key_F10)
    until(lambda: "还没有存" in said(page))
    full = said(page)
    texts = page.form.texts()
    page.keeper.touched()
    until(lambda: "草稿" in said(page) and "没有存上" in said(page))
    draft = said(page)
    room()
    until(lambda: not page.saving)
    press(Qt.Key.Key_F10)
    until(lambda: "记下了" in said(page))
    return {"full": full, "draft": draft, "texts": texts, "crashed": window.current != "entry"}


def main(root: str, way: str) -> int:
    """Open the window, play, close it."""
    application = QApplication(sys.argv[:1])
    seen: dict[str, object] = {}

    def begin() -> None:
        windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()]
        if not windows:
            QTimer.singleShot(20, begin)
            return
        try:
            seen.update(scene(windows[0], Path(root), way))
        except TimeoutError:
            page = windows[0].page("entry")
            seen["stuck"] = said(page) if isinstance(page, EntryPage) else windows[0].current
        finally:
            windows[0].close()
            application.quit()

    QTimer.singleShot(20, begin)
    code = program.run(DataFolder(Path(root)))
    sys.stdout.write(json.dumps(seen, ensure_ascii=False) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
