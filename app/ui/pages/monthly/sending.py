"""导出: which stick, what will be written, and what became of it; every way out stands on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.services.exporting import Exported, megabytes
from app.ui.tables.columns import Cell
from app.ui.tables.columns import Column as TableColumn
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState, ErrorPanel
from app.ui.widgets.frame import ScrollBody
from app.ui.widgets.layouts import Column
from app.ui.widgets.progress import ProgressPanel
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.errors import AppError
    from app.services.exporting import Stick

#: How often sticks are looked for while this step is shown, in milliseconds.
LOOK_EVERY = 2000
_WAYS = {
    "export.full": ("换一个 U 盘，或在上面删几个文件", "或者先存到本机，有 U 盘了再拷"),
    "export.gone": ("把 U 盘插好，等电脑认出来", "或者换一个 U 盘，或者先存到本机"),
    "export.protected": ("看一看 U 盘侧面有没有小开关，拨到能写的一边", "或者换一个 U 盘，或者先存到本机"),
    "export.not_equal": ("这个 U 盘可能坏了，换一个再写", "或者先存到本机"),
}
_TITLES = {
    "export.full": "U 盘满了，报表没有写完",
    "export.gone": "U 盘不见了，报表没有写完",
    "export.protected": "U 盘不让写，报表没有写上去",
    "export.not_equal": "写上去的和这里的不一样，报表没有写成",
}


@dataclass(frozen=True, slots=True)
class Goal:
    """Where one may write: a stick, or a folder of this PC (``stick`` None). ``there`` names files it would replace."""

    path: Path
    name: str
    stick: Stick | None
    there: tuple[str, ...] = ()


def _place(row: Goal) -> Cell:
    return Cell(row.name, "usb" if row.stick is not None else "folder-open", bold=True)


def _room(row: Goal) -> Cell:
    if row.stick is None:
        return Cell(str(row.path), quiet=True)
    if not row.stick.writable:
        return Cell("写保护，写不进去", "lock", "error")
    return Cell("" if row.stick.free is None else f"还剩 {megabytes(row.stick.free)}")


def _there(row: Goal) -> Cell:
    return Cell("有同名的，会换掉", "info", "note") if row.there else Cell("")


class SendView(QWidget):
    """``wanted(Path)`` to write there, ``choose_wanted()`` for another folder, ``look_wanted()`` to look for sticks."""

    wanted = Signal(object)
    choose_wanted = Signal()
    look_wanted = Signal()
    folder_wanted = Signal(object)
    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Words("")
        self.model = RowsModel(
            (
                TableColumn("place", "写到哪里", _place, 160, stretch=1, line=1),
                TableColumn("room", "", _room, 170, stretch=1, line=2),
                TableColumn("there", "", _there, 200, priority=1, line=2),
            )
        )
        self.table = Table("写到哪里", self.model, row_height=52)
        self.before = Words("", "small", colour="done", icon="check-circle")
        self.before.hide()
        self.none = Words("没有看到 U 盘。插上以后，这里会自己出现。", colour="ink2", icon="usb")
        self.notices = Column(spacing=8)
        self._choose = QWidget()
        column = Column(self._choose, spacing=12)
        column.addLayout(self.notices)
        column.put(self.words, self.before, self.none)
        column.put(TableCard(self.table), stretch=1)
        self.not_yet = EmptyState("")
        self.progress: ProgressPanel | None = None
        self.error: ErrorPanel | None = None
        self.notice: Banner | None = None
        self.goals: tuple[Goal, ...] = ()
        self.stack = QStackedWidget()
        for widget in (self._choose, self.not_yet):
            self.stack.addWidget(widget)
        Column(self).put(self.stack, stretch=1)
        self.table.opened.connect(lambda row: self.wanted.emit(row.path))
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY)
        self._timer.timeout.connect(self.look_wanted)

    # -- looking for sticks ----------------------------------------------------------------------------
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()
        self.look_wanted.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    # -- what is shown --------------------------------------------------------------------------------
    def show_goals(self, goals: Sequence[Goal], names: Sequence[str], before: str = "") -> None:
        """Where one may write; the one chosen stays chosen while it is there. ``before``: when it was written last."""
        had = self.table.current_row()
        self.goals = tuple(goals)
        self.words.setText(f"会写两份：{names[0]} 和打印用的 PDF。" if names else "")
        self.before.setText(before)
        self.before.setVisible(bool(before) and self.notice is None)
        self._say_where()
        if [self.model.row(n) for n in range(self.model.rowCount())] != list(goals):
            self.model.set_rows(goals)
            at = next((n for n, goal in enumerate(goals) if had is not None and goal.path == had.path), 0)
            if goals:
                self.table.choose(at)

    def _say_where(self) -> None:
        """What will be written and whether a stick is there; after writing the notice says what was written."""
        self.words.setVisible(self.notice is None)
        self.none.setVisible(self.notice is None and not any(goal.stick is not None for goal in self.goals))

    @property
    def first(self) -> QWidget | None:
        """Where one chooses; None when there is nowhere to write, or something else is shown."""
        return self.table if self.model.rowCount() and self.stack.currentWidget() is self._choose else None

    @property
    def goal(self) -> Goal | None:
        """Where the person would write now."""
        row: Goal | None = self.table.current_row()
        return row

    def show_choose(self) -> None:
        """Back to choosing where."""
        self._drop()
        self.stack.setCurrentWidget(self._choose)

    def show_not_yet(self, title: str, why: str, actions: Sequence[Button] = ()) -> None:
        """Nothing can be written yet."""
        self._drop()
        self.not_yet.say(title, why, actions)
        self.stack.setCurrentWidget(self.not_yet)

    def show_progress(self, place: str) -> ProgressPanel:
        """Writing; the panel reports and can stop it."""
        self._drop()
        self.progress = ProgressPanel(
            f"正在写到 {place}", safe="封存好的数都在，不会变。", cancel="不写了", effect="写了一半的会删掉"
        )
        self._put(self.progress)
        self.progress.stop.setFocus(Qt.FocusReason.OtherFocusReason)
        return self.progress

    def show_error(self, error: AppError, folder: Path) -> None:
        """It was not written: what happened, what is safe, the ways out."""
        self._drop()
        again = Button("再试一次", "primary", icon="arrow-clockwise", main=True, on=lambda: self.wanted.emit(folder))
        other = Button("换个地方", icon="folder-open", main=True, on=self.choose_wanted.emit)
        later = Button("以后再导出", "quiet", main=True, on=self.settled.emit)
        self.error = ErrorPanel(
            _TITLES.get(error.code, "报表没有写成"),
            f"{error.message}封存好的数都在，一个也没有变。",
            ways=_WAYS.get(error.code, ("再试一次", "换一个地方")),
            actions=(again, other, later),
            number=error.number,
            icon="usb" if error.code.startswith("export.") else "warning",
        )
        self._put(self.error)
        again.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_done(self, found: Exported, *, on_stick: bool) -> None:
        """Written and read back: said above the choice of places, which stays."""
        self.show_choose()
        names = found.workbook.name if found.pdf is None else f"{found.workbook.name} 和打印用的 PDF"
        blank = f"有 {found.blank} 格没填。" if found.blank else ""
        text = f"{names}写到了 {found.folder}。{found.cells} 格重新读过，都一样。{blank}校验码 {found.sha256[:8]}。"
        folder = Button("打开所在文件夹", icon="folder-open", on=lambda: self.folder_wanted.emit(found.folder))
        self.notice = Banner(
            "写好了，可以拔 U 盘" if on_stick else "写好了", text, tone="done", actions=(folder,), stacked=True
        )
        self.notices.put(self.notice)
        self.notice.show()
        self._say_where()
        folder.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Forget what was said."""
        self._drop()

    def _put(self, widget: QWidget) -> None:
        held = QWidget()
        column = Column(held, margins=(0, 0, 8, 0))
        column.put(widget, None)
        scroll = ScrollBody(held)
        self.stack.addWidget(scroll)
        self.stack.setCurrentWidget(scroll)
        self._held = scroll

    def _drop(self) -> None:
        if self.notice is not None:
            self.notices.removeWidget(self.notice)
            self.notice.hide()
            self.notice.deleteLater()
            self.notice = None
            self._say_where()
        if self.progress is not None or self.error is not None:
            self.stack.removeWidget(self._held)
            self._held.hide()
            self._held.deleteLater()
            self.progress = self.error = None
