"""What stands where a page is not part of this program yet."""

from __future__ import annotations

from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.widgets.cards import EmptyState


class ComingPage(Page):
    """An honest empty page."""

    def __init__(self, context: Context, key: str, title: str) -> None:
        super().__init__(context, key, title, scrolls=False)
        self.body.put(EmptyState("这一页还没有做好", "这个版本里先用命令行办这件事。"), stretch=1)
