"""换个人用: who works at this PC now. Many offices share one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.widgets.buttons import Button
from app.ui.widgets.field import Field, TextInput
from app.ui.widgets.layouts import Column
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words

#: Names offered by digit: those who worked here last.
_MOST = 6


class WhoPage(Page):
    """The names used before, and a field for a new one."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "who", "换个人用")
        self.head.say("现在是谁在用？", "这个名字记在每一次改动后面")
        self._known = QWidget()
        self._column = Column(self._known, spacing=8)
        self._row: OptionRow | None = None
        self.name = Field("姓名", label_width=52, stays=True)
        self.body.put(self._known, 12, self.name, None)
        self.done = Button("就用这个名字", "primary", icon="check", main=True, key="F10", on=self._take)
        self.bar.set_buttons([Button("不换了", main=True, key="Esc", on=context.back)], [self.done])
        self.name.entered.connect(self._take)

    def arrive(self, **how: Any) -> None:
        for old in self._known.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._row = None
        window = self.context.settings.window
        names = [name for name in window.clerks.split("\n") if name][:_MOST]
        if names:
            self._row = OptionRow("用过的名字", [(name, name) for name in names])
            self._row.choose([window.clerk] if window.clerk in names else [])
            self._row.changed.connect(self._chosen)
            self._row.entered.connect(self._take)
            self._column.put(Words("用过的名字", bold=True), self._row)
        self.name.set_text(window.clerk)
        self.name.clear_hint()

    def first_focus(self) -> QWidget | None:
        if isinstance(self.name.input, TextInput):
            self.name.input.selectAll()
        return self.name

    def _chosen(self, keys: tuple[str, ...]) -> None:
        if keys:
            self.name.set_text(keys[0])
            self.name.clear_hint()

    def _take(self) -> None:
        name = " ".join(self.name.text().split())[:40]
        if not name:
            self.name.say("请写上姓名，或者按 Esc 不换", "error")
            self.name.setFocus()
            return
        remember(self.context, name)
        self.context.rename(name)
        self.context.back()


def remember(context: Context, name: str) -> None:
    """``name`` works here now; the names used last come first the next time."""
    settings = context.settings
    known = [other for other in settings.window.clerks.split("\n") if other and other != name]
    settings.change(clerk=name, clerks="\n".join([name, *known][: _MOST * 2]))
