"""字号与颜色: letter size and theme, tried at once and remembered."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.theme import SCALES, look
from app.ui.widgets.buttons import Button
from app.ui.widgets.layouts import Column
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words


class LookPage(Page):
    """Six letter sizes and two themes."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "look", "字号和颜色")
        self.head.say("字号和颜色", "选了马上就变，下次打开还是这样")
        self._sizes = OptionRow("字号", [(str(scale), f"{round(scale * 100)}%") for scale in SCALES])
        self._themes = OptionRow("颜色", [("light", "宣纸青瓷"), ("contrast", "黑底高对比")], digits=False)
        self._sizes.changed.connect(lambda keys: look().set_scale(float(keys[0])))
        self._themes.changed.connect(lambda keys: look().set_theme(keys[0]))
        for title, row, words in (
            ("字号", self._sizes, "任何时候按 Ctrl 加 + 放大，Ctrl 加 − 缩小，Ctrl 加 0 还原。"),
            ("颜色", self._themes, "看不清浅色时，用黑底高对比。"),
        ):
            part = QWidget()
            column = Column(part, spacing=8)
            column.put(Words(title, "section", bold=True), row, Words(words, "small", colour="ink2"))
            self.body.put(part, 16)
        self.body.put(None)
        self.bar.set_buttons([], [Button("好了", "primary", icon="check", main=True, key="Esc", on=context.back)])
        look().changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self._sizes.choose([str(look().scale)])
        self._themes.choose([look().colours.name])

    def first_focus(self) -> QWidget | None:
        return self._sizes
