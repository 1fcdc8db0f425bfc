"""What stands around the list: what to say when it is empty, and what has no room beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.frame import ScrollBody
from app.ui.widgets.layouts import Column, ground

Act = Callable[[], object]


class MorePanel(ScrollBody):
    """What has no room beside the list where the window is not wide: (text, icon, what it does)."""

    def __init__(self, ways: Sequence[tuple[str, str, Act]]) -> None:
        self.buttons = [Button(text, icon=icon, main=True, on=act) for text, icon, act in ways]
        content = QWidget()
        ground(content, "paper")
        Column(content, margins=(4, 8, 16, 8), spacing=12).put(*self.buttons, None)
        super().__init__(content)


def say_empty(
    empty: EmptyState,
    words: str,
    conditions: Sequence[str],
    deleted: bool,
    *,
    drop: Act,
    enter: Act | None,
    take_in: Act | None,
    binned: int = 0,
    look_in_bin: Act | None = None,
) -> None:
    """Why nothing is listed for ``words`` and ``conditions`` (as their chips say them), and what to do.

    ``binned`` cases of these words lie in the bin: nothing is lost.
    """
    actions: list[Button] = []
    if binned and look_in_bin is not None:
        actions.append(Button(f"回收站里有 {binned} 件，去看", "primary", icon="trash", main=True, on=look_in_bin))
    if conditions:
        word = "去掉条件" if len(conditions) == 1 else f"去掉 {len(conditions)} 个条件"
        actions.append(Button(word, "plain" if actions else "primary", icon="x", main=True, on=drop))
    if enter is not None and not deleted:
        first = not actions
        actions.append(Button("现在登记", "primary" if first else "plain", icon="note-pencil", main=True, on=enter))
    if words:
        why = f"在{'、'.join(conditions)}里没有。" if conditions else "姓名、电话、商家、事实里都没有。"
        empty.say(f"没有找到“{words}”", f"{why}字也许写得不一样，少写一个字试试。", actions)
    elif deleted:
        empty.say("回收站是空的", "删掉的投诉放在这里，随时可以恢复。", actions)
    elif conditions:
        empty.say("没有这样的投诉", "、".join(conditions) + "，一件也没有。", actions)
    else:
        if take_in is not None:
            actions.append(Button("导入登记簿", icon="download-simple", main=True, on=take_in))
        empty.say("台账还是空的", "登记第一件，或者把原来的登记簿导进来。", actions)
