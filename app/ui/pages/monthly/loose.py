"""查漏: what is unfinished before the month is reported, group by group; each line opens the thing itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.breadth import Breadth
from app.ui.tables.columns import Column as TableColumn
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.groups import GroupFace, GroupRow
from app.ui.widgets.layouts import Column

if TYPE_CHECKING:
    from app.services.returns.unfinished import Loose, LooseGroup

_WORDS = {
    "unclassified": "没分类",
    "draft": "没写完",
    "overdue": "过期没办",
    "double": "可能重复",
    "figure": "没填的数",
}
_TONES: dict[str, Tone] = {"unclassified": "error", "overdue": "question", "double": "question"}
#: What a group is about and what one does, for the margin: (why it matters, what to do).
WHY = {
    "unclassified": (
        "这些投诉没有写类别或性质，表上不知道算在哪一行。补上以前不能封存。",
        "回车打开，补上类别和性质。",
    ),
    "draft": ("写了一半的还没有存进台账，所以表上没有算它。", "回车接着写完；确实不要的，打开以后丢掉。"),
    "overdue": ("过了办理期限还没有办完。不影响封存，市里会看到没有办结的件数。", "回车打开，看看办到哪一步了。"),
    "double": ("看起来是同一件事登记了两次。两件都会算进表里。", "回车打开，比一比：是同一件就合并，不是就写明不是。"),
    "figure": ("这些数要由人来填。没填和 0 不一样：没有发生写 0，不适用就写不适用。", "回车到那张表上填。"),
}


class LooseTable(Table):
    """The lines of a group; left and right turn to another group."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
            return
        super().keyPressEvent(event)


def _day(row: Loose) -> str:
    return f"{row.day.month}月{row.day.day}日" if row.day is not None else ""


class LooseView(QWidget):
    """``opened(Loose)`` on Return; ``shown(LooseGroup | None)`` when another group, or nothing, is shown."""

    opened = Signal(object)
    shown = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[LooseGroup, ...] = ()
        self.groups = GroupRow("还差哪些")
        self.model = RowsModel(
            (
                TableColumn("day", "日子", _day, 84, priority=1, line=2),
                TableColumn("words", "哪一件", lambda row: row.words, 200, stretch=1, bold=True, line=1),
                TableColumn("detail", "还差什么", lambda row: row.detail, 200, stretch=2, line=2),
            )
        )
        self.table = LooseTable("没有办完的", self.model)
        self.empty = EmptyState("正在看还差什么……")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(TableCard(self.table))
        column = Column(self, spacing=12)
        column.put(self.groups)
        column.put(self.stack, stretch=1)
        self.groups.changed.connect(self._chosen)
        self.groups.turned.connect(self._turn)
        self.table.opened.connect(self.opened)
        self.groups.hide()

    @property
    def chosen(self) -> LooseGroup | None:
        """The group shown."""
        return next((group for group in self._groups if group.kind == self.groups.chosen), None)

    def show_groups(self, groups: Sequence[LooseGroup], next_step: Callable[[], object]) -> None:
        """Show ``groups``; the one chosen and the line in it stay where they can."""
        before, line = self.groups.chosen, self.table.current_row()
        had_focus = self.table.hasFocus()
        self._groups = tuple(groups)
        self.groups.setVisible(bool(groups))
        if not groups:
            go = Button("看表格", "primary", icon="arrow-right", forward=True, on=next_step)
            self.empty.say("都办齐了", "没有写了一半的，没有缺类别的，也没有看着重复的。", (go,))
            self.stack.setCurrentIndex(0)
            self.shown.emit(None)
            if had_focus:
                go.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.groups.set_groups(
            [
                GroupFace(group.kind, _WORDS[group.kind], f"{group.count:,}", _TONES.get(group.kind, "note"))
                for group in groups
            ]
        )
        kinds = [group.kind for group in groups]
        self.groups.choose(before if before in kinds else kinds[0])
        self._show(line)
        if had_focus:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_focus(self) -> None:
        """To the lines, or to the way on when there are none."""
        if self._groups:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.empty.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def first(self) -> QWidget | None:
        """Where the focus belongs on arrival."""
        return self.table if self._groups else None

    def take_key(self, event: QKeyEvent) -> bool:
        """A digit or an arrow pressed elsewhere on the page."""
        return bool(self._groups) and self.groups.take_key(event)

    def set_breadth(self, breadth: Breadth) -> None:
        self.table.set_two_lines(breadth.width != "wide")
        self.groups.set_compact(breadth.width == "narrow")

    def _turn(self, by: int) -> None:
        self.groups.step(by)
        self.take_focus()

    def _chosen(self, kind: str) -> None:
        self._show(None)

    def _show(self, line: Loose | None) -> None:
        group = self.chosen
        if group is None:
            return
        self.model.set_rows(group.lines)
        self.stack.setCurrentIndex(1)
        at = next((n for n, one in enumerate(group.lines) if line is not None and one.id == line.id), 0)
        self.table.choose(at)
        self.shown.emit(group)
