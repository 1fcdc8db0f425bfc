"""From the start of the process to a window one can use, against a bare window with the same fonts."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from tests.benchmarks.ground import Ground
from tests.benchmarks.measure import Result

ROOT = Path(__file__).resolve().parents[2]
_TIMES = 5

_OURS = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.paths import DataFolder
from app.ui.application import make_window
application = QApplication(sys.argv[:1])
window = make_window(DataFolder(Path(sys.argv[1])))
def usable():
    QTimer.singleShot(0, lambda: (print("usable", flush=True), os._exit(0)))
window.painted.connect(lambda: print("painted", flush=True))
window.painted.connect(window.open_office)
window.opened.connect(usable)
window.show()
application.exec()
"""
_BARE = """
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, lambda: (print("usable", flush=True), os._exit(0)))
application = QApplication(sys.argv[:1])
for name in sys.argv[1:]:
    QFontDatabase.addApplicationFont(name)
font = QFont("Noto Sans SC")
font.setPixelSize(20)
application.setFont(font)
window = Window()
window.setCentralWidget(QLabel("消保台账"))
window.resize(1200, 760)
window.show()
application.exec()
"""


def run(ground: Ground) -> list[Result]:
    """First paint and usable window, on the office with a million cases; medians of five starts, in turns."""
    fonts = [str(path) for path in sorted((ROOT / "resources" / "fonts").glob("*.ttf"))]
    folder = str(ground.database.folder.root)
    _start(_BARE, *fonts)
    _start(_OURS, folder)
    bare, ours = [], []
    for _ in range(_TIMES):
        bare.append(_start(_BARE, *fonts))
        ours.append(_start(_OURS, folder))
    against = f"bare window, {_environment()['QT_QPA_PLATFORM']}"
    baseline = median(times["usable"] for times in bare)
    return [
        Result("start: first paint", median(times["painted"] for times in ours), against, baseline),
        Result("start: usable", median(times["usable"] for times in ours), against, baseline),
    ]


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "QT_QPA_PLATFORM": "xcb" if os.environ.get("DISPLAY") else "offscreen",
        "PYTHONPATH": str(ROOT),
    }


def _start(program: str, *arguments: str) -> dict[str, float]:
    """Seconds from the start of a process to each word it says."""
    begin = time.perf_counter()
    said: dict[str, float] = {}
    command = [sys.executable, "-c", program, *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=_environment(), cwd=ROOT
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.setdefault(line.strip(), time.perf_counter() - begin)
    if "usable" not in said:
        raise RuntimeError(f"the window did not open: exit code {process.returncode}")
    return said
