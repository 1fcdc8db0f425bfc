"""帮助 F1: the keys of the program on one card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.widgets.buttons import Button, KeyCap
from app.ui.widgets.cards import Card
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.words import Words

_KEYS: Sequence[tuple[str, Sequence[tuple[str, str]]]] = (
    (
        "在哪里都能用",
        (
            ("回车", "往下走：下一格，或者打开选中的一行"),
            ("Esc", "往回走"),
            ("Tab", "下一处；Shift 加 Tab 是上一处"),
            ("Alt+1", "换页：数字是侧栏里的第几个"),
            ("Alt+0", "菜单"),
            ("F1", "这张卡片，再按一次回去"),
            ("Ctrl++", "字放大；Ctrl 加 − 缩小，Ctrl 加 0 还原"),
        ),
    ),
    (
        "在台账和表格里",
        (
            ("Ctrl+F", "回到查找"),
            ("↑↓", "换一行或一格"),
            ("回车", "打开这一件，或看这个数是哪几件"),
            ("F7", "下一处要看的"),
        ),
    ),
)


class HelpPage(Page):
    """The keyboard card: first the keys of the page one comes from, then those of everywhere."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "help", "帮助")
        self.head.say("帮助", "按键一览")
        self._columns = Row(spacing=16)
        self._own: Card | None = None
        for title, rows in _KEYS:
            self._columns.put(_card(title, rows), stretch=1)
        self.body.put(self._columns, None)
        self.bar.set_buttons([], [Button("知道了", "primary", icon="check", main=True, key="Esc", on=context.back)])

    def arrive(self, **how: Any) -> None:
        if self._own is not None:
            self._own.hide()
            self._own.deleteLater()
            self._own = None
        of = how.get("of")
        if isinstance(of, Page) and of.key_card:
            self._own = _card(f"在「{of.page_title}」这一页", of.key_card)
            self._columns.insertWidget(0, self._own, 1)

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        directions = Row.Direction
        wide = breadth.width == "wide"
        self._columns.setDirection(directions.LeftToRight if wide else directions.TopToBottom)

    def first_focus(self) -> QWidget | None:
        return None


def _card(title: str, rows: Sequence[tuple[str, str]]) -> Card:
    card = Card()
    column = Column(card, margins=(20, 16, 20, 20), spacing=10)
    column.put(Words(title, "section", bold=True))
    for key, words in rows:
        row = Row(spacing=12)
        held = QWidget()
        inner = Row(held)
        inner.put(KeyCap(key), None)
        held.setMinimumWidth(0)
        row.addWidget(held, 0, Qt.AlignmentFlag.AlignTop)
        row.put(Words(words), stretch=1)
        column.put(row)
    column.put(None)
    return card
