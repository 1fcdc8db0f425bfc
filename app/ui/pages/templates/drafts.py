"""A workbook that is half bound, as a card: how far it is, and the way back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.layouts import Column, Flow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.binding import DraftFace


def stands(sure: int, ask: int, unbound: int) -> str:
    """How far a binding is, in cells: «认准 120，要看 12，没认出 3»."""
    words = [f"认准 {sure}"]
    if ask:
        words.append(f"要看 {ask}")
    if unbound:
        words.append(f"没认出 {unbound}")
    return "，".join(words)


class DraftCard(Card):
    """``wanted(id)`` to go on with it, ``dropped(id, title)`` to give it up."""

    wanted = Signal(str)
    dropped = Signal(str, str)

    def __init__(self, draft: DraftFace, key: str = "") -> None:
        super().__init__(fill="tint", hairline=False, tone="question", edge=True, radius="banner")
        self.draft = draft
        title = draft.title or draft.file_name
        self.setAccessibleName(f"没有对完：{title}")
        column = Column(self, margins=(26, 12, 16, 12), spacing=6)
        at = draft.changed_at.astimezone()
        self.go_on = Button("接着对", icon="pencil-simple", key=key, on=lambda: self.wanted.emit(draft.id))
        self.give_up = Button("不要了", "quiet", icon="trash", on=lambda: self.dropped.emit(draft.id, title))
        self.go_on.setAccessibleName(f"接着对：{title}")
        self.give_up.setAccessibleName(f"不要了：{title}")
        column.put(
            Words(f"没有对完：{title}", bold=True, colour="question", icon="circle-half"),
            Words(
                f"{draft.file_name}：{stands(draft.sure, draft.ask, draft.unbound)} 格。"
                f"{at.month}月{at.day}日对到这里，都存着。",
                "small",
                colour="question",
            ),
            Flow(self.go_on, self.give_up, spacing=12),
        )
