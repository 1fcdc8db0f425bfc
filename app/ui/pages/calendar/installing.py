"""A file with holidays and time limits: choosing it, and what it would change before anything is changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.calendars.handout import SUFFIX
from app.ui.context import Context
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.layouts import Column, Flow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.calendars import Installed, YearChange

_FILTER = f"放假安排文件 (*{SUFFIX})"
_WHAT = {"new": "新的", "changed": "跟现在的不一样", "same": "跟现在的一样", "kept": "您自己写过，不一样"}


def ask_file(parent: QWidget, context: Context) -> Path | None:
    """Which file to install; None when the person thought better of it."""
    folder = context.settings.window.collect_folder or str(Path.home())
    chosen, _ = QFileDialog.getOpenFileName(parent, "哪个文件", folder, f"{_FILTER};;所有文件 (*)")
    return Path(chosen) if chosen else None


def ask_place(parent: QWidget, context: Context, years: Sequence[int]) -> Path | None:
    """Where to write the file for other offices; None when the person thought better of it."""
    folder = Path(context.settings.window.export_folder or Path.home())
    name = f"放假安排 {'、'.join(str(year) for year in years)} {context.office.name}{SUFFIX}"
    chosen, _ = QFileDialog.getSaveFileName(parent, "存在哪里", str(folder / name), _FILTER)
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix.lower() == SUFFIX else path.with_name(f"{path.name}{SUFFIX}")


class InstallCard(Card):
    """What a file would change. ``wanted(path, keep_own)`` to install it, ``given_up()`` not to."""

    wanted = Signal(object, bool)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__(fill="tint", hairline=False, tone="note", edge=True, radius="banner")
        self._column = Column(self, margins=(26, 14, 20, 14), spacing=8)
        self._first: Button | None = None

    def show_file(self, path: Path, found: Installed, whole: Installed) -> None:
        """Say what is in the file, and offer what can be done with it.

        ``found`` leaves alone what the office wrote itself, ``whole`` puts the file in its place.
        """
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        on = found.issued_on
        title = f"{found.issued_by or path.stem} {on.year}年{on.month}月{on.day}日存的文件"
        self._column.put(Words(title, bold=True, colour="note", icon="file-text"))
        for year, replaced in zip(found.years, whole.years, strict=True):
            self._column.put(*_lines(year, replaced.words))
        for words in whole.rules:
            own = "" if words in found.rules else "（您自己写过，不一样）"
            self._column.put(Words(f"办理期限：{words}{own}"))
        kept = any(year.what == "kept" for year in found.years) or found.rules != whole.rules
        changing = any(year.what in ("new", "changed") for year in found.years) or bool(found.rules)
        buttons: list[Button] = []
        if changing:
            words = "装上，自己写的不动" if kept else "装上"
            buttons.append(Button(words, icon="check", on=lambda: self.wanted.emit(path, True)))
        if kept:
            buttons.append(Button("都换成文件里的", on=lambda: self.wanted.emit(path, False)))
        if not buttons:
            self._column.put(Words("跟现在的都一样，不用装。", bold=True))
        buttons.append(Button("不装", "quiet", key="Esc", bound=False, on=self.given_up.emit))
        self._first = buttons[0] if changing else buttons[-1]  # what was written by hand is not replaced by habit
        self._column.put(Flow(*buttons, spacing=12))
        self.setAccessibleName(title)

    def take_focus(self) -> None:
        """The focus goes to the likeliest button."""
        if self._first is not None:
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)


def _lines(year: YearChange, words: tuple[str, ...]) -> list[Words]:
    head = Words(f"{year.year} 年：{_WHAT[year.what]}", bold=year.what != "same")
    return [head, *(Words(words, "small", colour="ink2") for words in words)]
