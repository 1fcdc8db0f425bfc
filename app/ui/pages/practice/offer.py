"""练一练: what the practice office is, and the way into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.paths import DataFolder
    from app.progress import Progress

_POINTS = (
    ("note-pencil", "照着一个小故事，一步一步记一件投诉，每一步旁边都有话提醒。"),
    ("prohibit", "练习里记的都不算数，也报不出去，写错了没关系。"),
    ("arrow-u-up-left", "练完点左边的「练完了，回去」，就回到真的台账。"),
    ("tray-arrow-down", "万一把真的投诉记在了练习里，打开那一件，点一下就能移到真的台账。"),
)


class PracticePage(Page):
    """Offers the practice office. After the first start it comes by itself, later from 首页 and 菜单."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "practice", "练一练")
        self.head.say("先练一件，好不好？", "大约 5 分钟")
        card = Card()
        column = Column(card, margins=(24, 20, 24, 20), spacing=14)
        for icon, words in _POINTS:
            row = Row(spacing=14)
            row.put(Words(words, icon=icon), stretch=1)
            column.put(row)
        self.body.put(card)
        self.body.put(None)
        self.begin = Button("先练一件", "primary", icon="graduation-cap", main=True, key="F10", on=self._begin)
        self.later = Button("以后再练，直接开始", main=True, key="Esc", short="直接开始", on=self._later)
        self.bar.set_buttons([self.later], [self.begin])
        self._first = False

    def arrive(self, **how: Any) -> None:
        self._first = bool(how.get("first"))
        self.head.say("先练一件，好不好？" if self._first else "练一练", "大约 5 分钟")

    def first_focus(self) -> QWidget | None:
        return self.begin

    def escape(self) -> bool:
        self._later()
        return True

    def _later(self) -> None:
        if self._first:
            self.context.go("home")
        else:
            self.context.back()

    def _begin(self) -> None:
        from app.services import practice

        folder, home = self.context.folder, self.context.services.home
        self.begin.set_off("正在准备，请稍等")
        self.bar.refresh()

        def work(progress: Progress) -> DataFolder:
            return practice.prepare(folder, home)

        self.context.jobs.write(work, self.context.switch, failed=self._failed, owner=self)

    def _failed(self, error: Any) -> None:
        self.begin.set_off("")
        self.bar.refresh()
        self.context.show_error(error)
