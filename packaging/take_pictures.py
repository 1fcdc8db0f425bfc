"""Take the pictures of the READMEs from the window itself: ``python packaging/take_pictures.py OFFICE [FOLDER]``.

``OFFICE`` is the data folder of a county of the practice city, of which a copy is opened. The window is drawn without
a screen, at the size of a small office screen; the pictures go to ``resources/help/pictures``.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "resources" / "help" / "pictures"
#: Page of the side bar → name of its picture.
PAGES = {"home": "home", "register": "ledger", "monthly": "monthly"}
#: Pixels of the window, and seconds a page is given to fetch what it shows.
SIZE = (1366, 768)
PATIENCE = 20.0
SETTLE = 4.0


def main(arguments: list[str]) -> int:
    """Take every picture; gives the exit code."""
    if not arguments:
        sys.stderr.write("python packaging/take_pictures.py OFFICE [FOLDER]\n")
        return 2
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    sys.path.insert(0, str(ROOT))
    target = Path(arguments[1]) if len(arguments) > 1 else PICTURES
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as copies:
        copy = Path(copies) / "office"
        shutil.copytree(arguments[0], copy)
        _take(copy, target)
    return 0


def _take(folder: Path, target: Path) -> None:
    from PySide6.QtGui import QCursor
    from PySide6.QtWidgets import QApplication

    from app.paths import DataFolder
    from app.ui.application import make_window

    application = QApplication(["xiaobao"])

    def wait(ready: Callable[[], bool], seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not ready():
            application.processEvents()
            time.sleep(0.01)

    window = make_window(DataFolder(folder))
    opened: list[bool] = []
    window.opened.connect(lambda: opened.append(True))
    window.resize(*SIZE)
    window.show()
    QCursor.setPos(*SIZE)
    window.open_office()
    wait(lambda: bool(opened), PATIENCE)
    for page, name in PAGES.items():
        window.go(page)
        wait(lambda: False, SETTLE)
        window.grab().save(str(target / f"{name}.png"))
    window.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
