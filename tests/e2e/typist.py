"""A clerk at the real window: types cases key by key, saves, puts down, takes up again, until somebody kills her.

Run as a process of its own (``python -m tests.e2e.typist FOLDER LOG SEED``). What she typed, and what the window told
her was stored, she writes line by line into a log outside the data folder, each line on disk before the next key.
Fields are known by their accessible names. Times are of the system's monotonic clock, the same in every process.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from app.ui import application as program
from app.ui.pages.entry.page import EntryPage
from app.ui.pages.home import HomePage
from app.ui.shell.main_window import MainWindow

#: What people write, by the name of the field; some of it no program understands.
WORDS: dict[str, tuple[str, ...]] = {
    "姓名": ("李秀英", "王𠮷安", "周爱珍 ", "陈国庆。", "欧阳桂芬"),
    "电话": ("138 0571 2236", "１３９５７１１２３４５", "0578-2221234", "幺三八零零幺三", "12"),
    "商家": ("宏发手机店", "绿源生鲜(东街店)", "宏发通讯", "美丽人生健身"),
    "商品": ("红米手机", "糕点", "年卡", "旧机“九成新”"),
    "金额": ("两千三百五十", "1.2万余", "大概三百", "2,350.00", "记不清了"),
    "购买日期": ("2月30日", "上周五", "3月15日", "那天", "2026.3.5"),
    "事实": ("手机买来三天黑屏，老板不退", "说好包退\n又不认账\n　再三推脱", "办了卡，店关了", "发霉"),
}
CHOSEN = ("类别", "性质", "怎么来的")
#: Wrong texts keep a case from being stored; then they are put right, now and then.
RIGHT = {"金额": "300", "购买日期": "3月15日", "电话": "13957112345"}


class Log:
    """Lines of JSON, each on disk when :meth:`tell` returns."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def tell(self, op: str, **more: Any) -> None:
        """Write one line down; ``t`` is when it happened."""
        line = json.dumps({"op": op, "t": time.monotonic(), **more}) + "\n"
        os.write(self._handle, line.encode())
        os.fsync(self._handle)


class Typist(QObject):
    """One key, or one character of an input method, at each beat of a timer."""

    def __init__(self, log: Log, seed: int) -> None:
        super().__init__()
        self.log = log
        self.dice = random.Random(seed)
        self._left: list[str] = []
        self._field = ""
        self._told = ""
        self._seen: tuple[str, dict[str, str]] | None = None
        self._begun = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._beat)
        self._timer.start(50)

    # -- what she sees --------------------------------------------------------------------------------
    @property
    def window(self) -> MainWindow | None:
        """The program's window, once it has opened its office."""
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, MainWindow) and widget.isVisible() and widget.current:
                return widget
        return None

    def _beat(self) -> None:
        window, focus = self.window, QApplication.focusWidget()
        if window is not None and focus is not None:
            page = window.stack.currentWidget()
            if isinstance(page, EntryPage):
                self._look(page)
                self._note(page)
                self._type(page, focus)
                self._note(page)
            elif isinstance(page, HomePage):
                self._at_home(page, focus)
            else:
                self._key(focus, Qt.Key.Key_Escape)
        pause = self.dice.choice((3, 8, 8, 15, 30)) if self.dice.random() > 0.01 else 1700
        self._timer.start(pause)

    def _look(self, page: EntryPage) -> None:
        """Is there a word that something was stored?"""
        said = [label.text() for label in page.findChildren(QLabel) if label.isVisible() and "编号 " in label.text()]
        told = said[0].partition("编号 ")[2].replace(" ", "") if said else ""
        if told and told != self._told:
            self.log.tell("stored", number=told)
        self._told = told

    def _note(self, page: EntryPage) -> None:
        """What stands in the form after the last key, whose draft it is, and whether anything was typed at all."""
        seen = (page.keeper.id, page.form.raw_texts())
        if seen != self._seen:
            self._seen = seen
            self.log.tell("typed", id=seen[0], texts=seen[1], untouched=page.untouched)

    def _at_home(self, page: HomePage, focus: QWidget) -> None:
        """The first page: what is not finished is offered there."""
        if page.context.jobs.busy:  # what it shows is still being read
            return
        offered = [
            label.text() for label in page.findChildren(QLabel) if label.isVisible() and "没写完" in label.text()
        ]
        if not self._begun:
            self._begun = True
            self.log.tell("begun", offered=offered)
        if offered and self.dice.random() < 0.7:
            self._key(focus, Qt.Key.Key_F2)
        else:
            self._key(focus, Qt.Key.Key_1)

    # -- what she does --------------------------------------------------------------------------------
    def _type(self, page: EntryPage, focus: QWidget) -> None:
        name = focus.accessibleName().partition("，")[0]
        chance = self.dice.random()
        if page.saving:
            return
        if chance < 0.01:
            self.log.tell("down", id=page.keeper.id)
            self._field = ""
            self._key(focus, Qt.Key.Key_F12)
        elif chance < 0.03 and page.form.text("complainant") and page.form.text("trader"):
            self.save(page, focus)
        elif isinstance(focus, QLineEdit | QPlainTextEdit) and name in WORDS:
            self._write(page, focus, name)
        elif isinstance(focus, QLineEdit) and name in CHOSEN and not focus.text():
            self._key(focus, Qt.Key.Key_1 + self.dice.randrange(5))
        elif isinstance(focus, QLineEdit):
            self._key(focus, Qt.Key.Key_Return)
        elif page.form.text("complainant") and page.form.text("trader"):
            self.save(page, focus)
        elif page.untouched:
            self._key(focus, Qt.Key.Key_Return)  # 再记一件
        else:
            self._key(focus, Qt.Key.Key_Tab)

    def _write(self, page: EntryPage, focus: QLineEdit | QPlainTextEdit, name: str) -> None:
        """The next letter of what she has to say in this field; then on to the next one."""
        if name != self._field:
            self._field = name
            text = focus.text() if isinstance(focus, QLineEdit) else focus.toPlainText()
            wrong = page.form.fields[page.form.now].state == "error"
            if wrong and self.dice.random() < 0.8:
                focus.selectAll()
                self._left = list(RIGHT.get(name, "好"))
            else:
                self._left = [] if text else list(self.dice.choice(WORDS[name]))
        if not self._left:
            self._field = ""
            self._key(focus, Qt.Key.Key_F8 if isinstance(focus, QPlainTextEdit) else Qt.Key.Key_Return)
            return
        if self.dice.random() < 0.03:
            self._key(focus, Qt.Key.Key_Backspace)
            return
        letter = self._left.pop(0)
        if letter == "\n":
            self._key(focus, Qt.Key.Key_Return)
        elif letter.isascii():
            QTest.keyClicks(focus, letter)
        else:
            done = QInputMethodEvent()
            done.setCommitString(letter)
            QApplication.sendEvent(focus, done)

    def save(self, page: EntryPage, focus: QWidget) -> None:
        """Press the key that stores the case."""
        self.log.tell("save", id=page.keeper.id, texts=page.form.texts())
        self._field = ""
        self._key(focus, self.dice.choice((Qt.Key.Key_F9, Qt.Key.Key_F10)))

    def _key(self, focus: QWidget, key: int) -> None:
        QTest.keyClick(focus, Qt.Key(key))


def die_while_saving(typist: Typist, after: Callable[[], float]) -> None:
    """From now on the process kills itself, for good, ``after`` seconds from the first pressing of a saving key."""
    press = typist.save

    def save(page: EntryPage, focus: QWidget) -> None:
        pause = after()

        def die() -> None:
            time.sleep(pause)
            typist.log.tell("dies")
            os.kill(os.getpid(), signal.SIGKILL)

        threading.Thread(target=die, daemon=True).start()
        press(page, focus)

    typist.save = save  # type: ignore[method-assign]  # this one typist's


def main(folder: str, log: str, seed: str, way: str = "") -> int:
    """Open the program on ``folder`` and type until killed."""
    from app.paths import DataFolder

    QApplication(sys.argv[:1])
    typist = Typist(Log(Path(log)), int(seed))
    if way == "saving":
        die_while_saving(typist, lambda: typist.dice.choice((0.0, 0.002, 0.005, 0.01, 0.02, 0.04, 0.08)))
    return program.run(DataFolder(Path(folder)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
