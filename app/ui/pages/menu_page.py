"""菜单: the pages as large buttons, for windows too small for a side bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QSizePolicy

from app.ui.context import Context
from app.ui.pages import PageEntry
from app.ui.pages.base import Page
from app.ui.widgets.buttons import Button


class MenuPage(Page):
    """One button a page, digits choose."""

    def __init__(self, context: Context, entries: Sequence[PageEntry], *, practising: bool = False) -> None:
        super().__init__(context, "menu", "菜单")
        self.head.say("菜单", context.office.name)
        rows = [
            *((entry.key, entry.title, entry.icon, str(index)) for index, entry in enumerate(entries, start=1)),
            ("look", "字号和颜色", "text-aa", ""),
            ("help", "帮助", "question", "F1"),
            ("who", "换个人用", "user", ""),
            ("leave", "练完了，回去", "arrow-u-up-left", "")
            if practising
            else ("practice", "练一练", "graduation-cap", ""),
        ]
        for key, title, icon, cap in rows:
            button = Button(title, icon=icon, main=True, key="" if cap == "F1" else cap)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.chosen.connect(lambda key=key: context.go(key))
            self.body.put(button)
        self.body.put(None)
