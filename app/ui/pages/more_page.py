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


@dataclass(frozen=True, slots=True)
class Group:
    """A page of ways. ``fact`` is what the head says beside the title."""

    title: str
    fact: str
    ways: tuple[Way, ...]


#: By the key of the page; each in the order of how often its ways are needed, nine of them at most: digits choose.
GROUPS: dict[str, Group] = {
    "more": Group(
        "更多",
        "不常用的都在这里",
        (
            Way("worklog", "工作台账", "办了哪些活动、发了多少资料，一次一行，月报自动加起来", "note-pencil", _OFFICES),
            Way("summaries", "工作总结", "半年、全年的工作总结和投诉分析，数由程序填好", "file-text", _OFFICES),
            Way("reconciliations", "和解登记", "经营者的服务点自己谈妥的纠纷，单独统计", "scales", _DESK),
            Way("letters", "函件", "查询函、整改劝喻书、警示约谈，还有对方的答复", "paper-plane-tilt", _DESK),
            Way("archive", "归档", "办完的案子编号装盒，打目录和标签", "stack", _DESK),
            Way("more-figures", "报表和指标", "表样、指标、以前报的、去年的数", "table", _OFFICES),
            Way("more-rosters", "名册", "一会两站、志愿者、荣誉称号：到哪天有多少，数出来", "users", _OFFICES),
            Way("bin", "回收站", "删掉的三十天里都能恢复", "trash", _ALL),
            Way("more-settings", "设置", "放假安排、办理期限、文书模板、开户文件", "gear", _ALL),
        ),
    ),
    "more-figures": Group(
        "报表和指标",
        "报什么、怎么数、报过什么",
        (
            Way(
                "returns", "报过的报表", "每一期、每一版，报出去时什么样还是什么样", "clock-counter-clockwise", _OFFICES
            ),
            Way("templates", "表样", "市里换了新表，在这里认一遍就能用", "table", _OFFICES),
            Way("indicators", "指标", "每个数怎么数的，本单位自己加的指标", "list-checks", _OFFICES),
            Way("adopt", "去年的数", "用这个程序以前的数，从旧报表读进来，或者照着填", "tray-arrow-down", _OFFICES),
        ),
    ),
    "more-rosters": Group(
        "名册",
        "加入、撤销都记日子，哪天有多少数得出来",
        (
            Way("network", "维权网络", "分会、投诉站、联络站：谁负责、哪天设的、哪天撤的", "buildings", _OFFICES),
            Way("volunteers", "志愿者", "哪些人、什么时候加入、参加过什么培训", "users", _OFFICES),
            Way("titles", "荣誉称号", "满意单位、消信单位、诚信联盟：授予、复核、撤销", "seal-check", _OFFICES),
        ),
    ),
    "more-settings": Group(
        "设置",
        "不常动的",
        (
            Way("calendar", "放假安排", "哪天放假、哪天上班，期限按它算", "calendar-blank", _ALL),
            Way("time-limits", "办理期限", "多少天里决定受理，多少天里办结", "hourglass-medium", _ALL),
            Way("paper-templates", "文书模板", "告知书、调解书的样子和字句，换成本单位的", "file-text", _DESK),
            Way("imports", "以前导入的", "导入过哪些登记簿，可以整批撤回", "clock-counter-clockwise", _ALL),
            Way("setup-file", "做开户文件", "给站点和县里的电脑开户", "identification-card", _OFFICES),
        ),
    ),
}


class MorePage(Page):
    """One line a way: a button, and what it is for."""

    key_card = (("1 到 9", "打开那一样"), ("Esc", "回去"))

    def __init__(self, context: Context, key: str = "more") -> None:
        group = GROUPS[key]
        super().__init__(context, key, group.title)
        self.head.say(group.title, group.fact)
        self.buttons: list[Button] = []
        self._rows: list[Row] = []
        ways = [way for way in group.ways if context.office.level in way.levels]
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
