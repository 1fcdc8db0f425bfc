"""报过的报表: every revision of every return, what came back about it, and where the records say something else now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.services.periods import parse_period
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.marks import StatusMark
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.returns import ReturnInfo

KEYS = (("回车", "照报出去的样子打开"), ("F8", "市里退回来的"), ("F9", "填去年的数"), ("F10", "去做这一期"))


@dataclass(frozen=True, slots=True)
class Line:
    """One revision: ``last`` of its period; ``differ`` cells the records now say otherwise; ``back``: sent back."""

    info: ReturnInfo
    title: str
    label: str
    last: bool
    differ: int = 0
    back: bool = False


def _state(row: Line) -> Cell:
    if row.info.state != "sealed":
        return Cell("在做", "pencil-simple", "note")
    if row.back and row.last:
        return Cell("市里退回", "arrow-u-up-left", "question")
    if row.differ:
        return Cell(f"{row.differ} 处不同", "arrows-clockwise", "question")
    return Cell("封存" if row.last else "后来改过", "lock", "done" if row.last else "plain")


def _when(row: Line) -> str:
    at = row.info.sealed_at.astimezone() if row.info.sealed_at else None
    return f"{at.year}年{at.month}月{at.day}日" if at is not None else ""


def exported_words(info: ReturnInfo) -> str:
    """«2026年4月3日写到了 U 盘。», or nothing when it was never exported."""
    if info.exported_at is None:
        return ""
    at = info.exported_at.astimezone()
    onto = {"stick": "U 盘", "network": "网络上的文件夹"}.get(info.exported_to, "这台电脑上的文件夹")
    return f"{at.year}年{at.month}月{at.day}日导出到了{' ' if onto.startswith('U') else ''}{onto}。"


class HistoryPage(Page):
    """The list, and beside it what is to be known of the chosen revision."""

    watches = frozenset({"return", "complaint", "enquiry", "figure", "import", "work", "roster"})
    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context, "returns", "报过的报表", scrolls=False)
        self.model = RowsModel(
            (
                Column("period", "报告期", lambda row: row.label, 130, bold=True, line=1),
                Column("title", "哪张表", lambda row: row.title, 150, stretch=1, priority=2, line=2),
                Column("revision", "版", lambda row: f"第 {row.info.revision} 版", 76, line=1),
                Column("when", "封存", _when, 166, priority=1, line=2),
                Column("state", "现在", _state, 136, line=1),
            )
        )
        self.table = Table("报过的报表", self.model)
        self.table.current_changed.connect(lambda _: self._show_current())
        self.table.opened.connect(self._open)
        make = Button("去做月报", "primary", icon="table", on=lambda: context.go("monthly"))
        self.empty = EmptyState("还没有封存过报表", "封存过的每一版都留在这里。", (make,))
        self.views = QStackedWidget()
        self.views.addWidget(self.empty)
        self.views.addWidget(TableCard(self.table))
        self.body.put(self.views, stretch=1)
        self.use_margin()
        go = context.go
        self.slips = Button("市里退回来的", icon="tray", key="F8", main=True, short="退回的", on=lambda: go("slip"))
        self.adopt = Button(
            "填去年的数", icon="clock-counter-clockwise", key="F9", main=True, short="去年", on=lambda: go("adopt")
        )
        self.month = Button("去这一期", icon="table", key="F10", main=True, on=self._go_to_month)
        self.show_button = Button(
            "照原样打开", "primary", icon="eye", key="回车", main=True, short="打开",
            on=lambda: self._open(self.table.current_row()),
        )  # fmt: skip
        self.bar.set_buttons([self.slips, self.adopt, self.month], [self.show_button])

    def arrive(self, **how: Any) -> None:
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.table if self.model.rowCount() else None

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "table"):
            self.table.set_two_lines(breadth.width != "wide")

    def refresh(self) -> None:
        services = self.context.services

        def work(progress: Progress) -> list[Line]:
            from app.services import templates

            titles = {info.id: info.title for info in templates.listed(services.database)}
            back = {(slip.template, slip.period, slip.revision) for slip in services.returns.slips()}
            found = []
            seen: set[tuple[str, str]] = set()
            for info in services.returns.listed():
                key = (info.template, info.period)
                label = parse_period(info.period).label
                again = (info.template, info.period, info.revision) in back
                found.append(Line(info, titles.get(info.template, ""), label, key not in seen, 0, again))
                seen.add(key)
            return found

        def done(found: list[Line]) -> None:
            self._show(found)
            self._read_differences(found)

        self.context.jobs.read(work, done, channel="returns", owner=self)

    def _read_differences(self, found: list[Line]) -> None:
        """Which sealed returns the records no longer agree with; counted after the list is shown."""
        returns = self.context.services.returns

        def work(progress: Progress) -> dict[tuple[str, str], int]:
            return {(one.template, one.period): len(one.differences) for one in returns.changed_since()}

        def done(differ: dict[tuple[str, str], int]) -> None:
            lines = [
                Line(
                    line.info, line.title, line.label, line.last,
                    differ.get((line.info.template, line.info.period), 0) if line.last else 0, line.back,
                )
                for line in found
            ]  # fmt: skip
            if lines != found:
                self._show(lines)

        self.context.jobs.read(work, done, channel="returns-differ", owner=self, long=True)

    def _show(self, found: list[Line]) -> None:
        before, focused = self.table.current_row(), self.table.hasFocus()
        self.model.set_rows(found)
        self.views.setCurrentIndex(1 if found else 0)
        nothing = "" if found else "还没有封存过"
        self.show_button.set_off(nothing)
        self.month.set_off(nothing)
        self.bar.refresh()
        self.head.say("报过的报表", f"一共 {len(found)} 版" if found else "")
        if found:
            same = (n for n, line in enumerate(found) if before is not None and line.info == before.info)
            self.table.choose(next(same, 0))
            if focused or (self.isVisible() and not self.isAncestorOf(self.window().focusWidget() or self)):
                self.table.setFocus()
        self._show_current()

    def _show_current(self) -> None:
        line: Line | None = self.table.current_row()
        self.margin.clear()
        if line is None:
            self.margin.say("")
            return
        info = line.info
        self.margin.say(f"{line.label}第 {info.revision} 版", above=line.title)
        column = self.margin.column
        state = _state(line)
        column.put(StatusMark(state.text, tone=state.tone, icon=state.icon))
        if info.sealed_at is not None:
            column.put(Words(f"{_when(line)}由{info.sealed_by or '（没写）'}封存。"))
        if info.exported_at is not None:
            column.put(Words(exported_words(info), icon="usb" if info.exported_to == "stick" else "folder-open"))
        if info.zero:
            column.put(Words("这一期是零报告。", icon="info"))
        if info.revised_base:
            column.put(Words("和以前比，用的是后来改正的数。", "small", colour="ink2"))
        if info.reason:
            column.put(Words("为什么改", "small", colour="ink2"), Words(info.reason))
        if info.remarks:
            column.put(Words(f"封存时有 {info.remarks} 处写了理由。", "small", colour="ink2"))
        if line.differ:
            column.put(
                Words(
                    f"{line.label}已报的数有 {line.differ} 处与现在的记录不同。按 F10 去看是哪几处。",
                    colour="question", icon="question-mark",
                )
            )  # fmt: skip
        if info.file_sha256:
            column.put(Words(f"文件校验码 {info.file_sha256[:8]}", "small", colour="ink2"))
        column.put(None)

    # -- acting ---------------------------------------------------------------------------------------
    def _open(self, line: Line | None) -> None:
        if line is None:
            return
        if line.info.state == "sealed":
            self.context.go("return", template=line.info.template, period=line.info.period, revision=line.info.revision)
        else:
            self.context.go("monthly", template=line.info.template, period=line.info.period)

    def _go_to_month(self) -> None:
        line: Line | None = self.table.current_row()
        if line is not None:
            self.context.go("monthly", template=line.info.template, period=line.info.period)
