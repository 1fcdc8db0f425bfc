"""From a key to its paint on the entry page, with 100,000 cases behind it and every suggestion on.

Keys come at fixed moments, 14 a second, as fast as a good typist with an input method; a key is late from the moment
it was due, so that anything else the window does meanwhile counts. Each is over when the window has painted it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from statistics import median

from tests.benchmarks.ground import Ground, told
from tests.benchmarks.measure import Result
from tests.cases import put

ROOT = Path(__file__).resolve().parents[2]
#: One frame of a screen that shows sixty a second.
FRAME = 0.016

_TYPIST = """
import json, os, sys, time
from pathlib import Path
from PySide6.QtCore import QEvent, QObject, QTimer, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from app.paths import DataFolder
from app.ui.application import make_window

PACE = 0.07
STORY = (
    "三月十二日在店里买的红米手机，用了两天就黑屏，充不进电，拿去店里修，店主说是人为摔坏的，不给修也不给退。"
    "消费者多次上门，经营者一直推脱，后来干脆不接电话。消费者要求退还货款2350元，并赔偿来回的路费。"
    "店里当时答应七天包退，发票和保修卡都还在，聊天记录也都留着。"
) * 2
ROUNDS = [("complainant", "李秀英"), ("phone", "13805712236"), ("trader", "宏发手机"), ("item", "红米手机"),
          ("category", "sj"), ("amount", "2350"), ("purchased_on", "3.12"), ("facts", STORY), ("nature", "zl")]

class Painted(QObject):
    def __init__(self):
        super().__init__(); self.at = None
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.UpdateRequest:
            QTimer.singleShot(0, self.note)
        return False
    def note(self):
        self.at = time.perf_counter()

def send(widget, letter):
    if letter.isascii():
        key = Qt.Key(ord(letter.upper()))
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, letter))
    else:
        done = QInputMethodEvent(); done.setCommitString(letter)
        QApplication.sendEvent(widget, done)

def spin(until):
    while time.perf_counter() < until:
        application.processEvents()
        time.sleep(0.0005)

def type_in(window, widget, words, late):
    watch = Painted(); window.installEventFilter(watch)
    due = time.perf_counter() + PACE
    for letter in words:
        spin(due)
        watch.at = None
        send(widget, letter)
        limit = due + 1
        while watch.at is None and time.perf_counter() < limit:
            application.processEvents()
        late.append((watch.at or limit) - due)
        due = max(due + PACE, time.perf_counter())
    window.removeEventFilter(watch)

application = QApplication(sys.argv[:1])
bare = QPlainTextEdit(); bare.resize(500, 120); bare.show(); bare.setFocus()
spin(time.perf_counter() + 0.5)
plain = []
type_in(bare, bare, STORY, plain)
bare.close()

window = make_window(DataFolder(Path(sys.argv[1])))
window.resize(1366, 768)
opened = []
window.opened.connect(lambda: opened.append(1))
window.painted.connect(window.open_office)
window.show()
while not opened:
    application.processEvents()
window.go("entry")
window.activateWindow()
end = time.perf_counter() + float(sys.argv[2])
while time.perf_counter() < end:
    application.processEvents(); time.sleep(0.002)
page = window.page("entry")
ours = {}
for again in range(4):
    page.form.set_texts({})
    for name, words in ROUNDS:
        widget = page.form.fields[name].input
        widget.setFocus()
        spin(time.perf_counter() + 0.3)
        late = ours.setdefault("facts" if name == "facts" else "other", [])
        type_in(window, widget, words if again == 0 or name != "facts" else words[:40], late)
ours["all"] = ours["facts"] + ours["other"]
print(json.dumps({"plain": plain, **ours}), flush=True)
os._exit(0)
"""


def run(ground: Ground) -> list[Result]:
    """99th percentiles of the facts, of the other fields, of both, against that of a bare text area in the same run."""
    from app.services.database import Database

    folder = ground.office("keying")
    database = Database(folder)
    with told(f"{ground.many(100_000):,} cases"):
        put(database, ground.many(100_000), date(2025, 1, 1), date(2025, 12, 31), seed=7)
    database.close()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    # The register is read, the traders remembered and the words learned before the clerk begins.
    command = [sys.executable, "-c", _TYPIST, str(folder.root), f"{max(2.0, 45 * ground.scale):.1f}"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    if done.returncode != 0 or not done.stdout.strip():
        raise RuntimeError(f"typing did not end well: {done.stderr[-2000:]}")
    late = json.loads(done.stdout.strip().splitlines()[-1])
    baseline = _percentile(late["plain"], 99)
    return [
        Result(
            f"keys: {what}, 99th percentile",
            _percentile(late[name], 99),
            "bare text area, 99th percentile",
            baseline,
            f"median {median(late[name]) * 1000:.1f} ms, {sum(each > FRAME for each in late[name])} of "
            f"{len(late[name])} over a frame",
        )
        for what, name in (("facts", "facts"), ("other fields", "other"), ("all", "all"))
    ]


def _percentile(values: list[float], which: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * which // 100)]
