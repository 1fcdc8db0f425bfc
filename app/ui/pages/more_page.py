"""更多: what one needs now and then, each with a sentence that says what it is for. Digits choose."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.widgets.buttons import Button
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.words import Words

_DESK = frozenset({"station", "county"})
_OFFICES = frozenset({"county", "city"})
_ALL = frozenset({"station", "county", "city"})


@dataclass(frozen=True, slots=True)
class Way:
    """A way to page ``key``: what the button says, what one does there, who has it."""

    key: str
    title: str
    explains: str
    icon: str
    levels: frozenset[str]


#: In the order of how often they are needed.
WAYS = (
    Way("reconciliations", "和解登记", "经营者的服务点自己谈妥的纠纷，单独统计", "scales", _DESK),
    Way("letters", "函件", "查询函、整改劝喻书、警示约谈，还有对方的答复", "paper-plane-tilt", _DESK),
    Way("archive", "归档", "办完的案子编号装盒，打目录和标签", "stack", _DESK),
    Way("calendar", "放假安排", "哪天放假、哪天上班，期限按它算", "calendar-blank", _ALL),
    Way("time-limits", "办理期限", "多少天里决定受理，多少天里办结", "hourglass-medium", _ALL),
    Way("imports", "以前导入的", "导入过哪些登记簿，可以整批撤回", "clock-counter-clockwise", _ALL),
    Way("bin", "回收站", "删掉的三十天里都能恢复", "trash", _ALL),
    Way("setup-file", "做开户文件", "给站点和县里的电脑开户", "identification-card", _OFFICES),
    Way("paper-templates", "文书模板", "告知书、调解书的样子和字句，换成本单位的", "file-text", _DESK),
)


class MorePage(Page):
    """One line a way: a button, and what it is for."""

    key_card = (("1 到 9", "打开那一样"), ("Esc", "回去"))

    def __init__(self, context: Context) -> None:
        super().__init__(context, "more", "更多")
        self.head.say("更多", "不常用的都在这里")
        self.buttons: list[Button] = []
        self._rows: list[Row] = []
        ways = [way for way in WAYS if context.office.level in way.levels]
        for number, way in enumerate(ways, start=1):
            held = QWidget()
            row = Row(held, spacing=20)
            button = Button(way.title, icon=way.icon, main=True, key=str(number))
            button.chosen.connect(lambda key=way.key: context.go(key))
            boxed = QWidget()
            Column(boxed).put(button)
            row.put(boxed, stretch=1)
            beside = QWidget()
            Column(beside).put(None, Words(way.explains, colour="ink2"), None)
            row.put(beside, stretch=2)
            self.buttons.append(button)
            self._rows.append(row)
            self.body.put(held)
        self.body.put(None)

    def first_focus(self) -> QWidget | None:
        return self.buttons[0]

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "_rows"):
            flat = breadth.width != "narrow"
            for row in self._rows:
                row.setDirection(Row.Direction.LeftToRight if flat else Row.Direction.TopToBottom)
