"""办理期限: who handles cases here, the table of rules, and the last days a rule gives for a complaint of today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.services.calendars import HANDLERS
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.calendar.holidays import HolidayTable
from app.ui.pages.calendar.rules import PAPERS, days_words, example, since, validity
from app.ui.pages.common import clerk_of, today_of
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.dialog import Question
from app.ui.widgets.field import Labelled
from app.ui.widgets.layouts import Flow
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.calendar import WorkingDays
    from app.services.calendars import Rule

KEYS = (
    ("1–3", "谁在办：在那一行里按数字"),
    ("↑↓", "选一条"),
    ("回车", "改这一条"),
    ("Delete", "不用自己写的这一条"),
    ("F10", "新写一条"),
    ("F7", "放假安排"),
)


def raw_of(rule: Rule) -> dict[str, str]:
    """A rule as ``put_rule`` takes it."""
    return {
        "key": rule.key,
        "handler": rule.handler,
        "name": rule.name,
        "region": rule.region,
        "valid_from": rule.valid_from.isoformat() if rule.valid_from else "",
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else "",
        "decide_days": str(rule.decide_days),
        "decide_unit": rule.decide_unit,
        "mediate_days": str(rule.mediate_days),
        "mediate_unit": rule.mediate_unit,
        "papers": rule.papers,
    }


class LimitsPage(Page):
    """The handler on top, the rules below, one of them explained in the margin."""

    watches = frozenset({"calendar"})
    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context, "time-limits", "办理期限")
        self._days: WorkingDays | None = None
        self._rules: tuple[Rule, ...] = ()
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(0)
        self._look.timeout.connect(self._show_current)
        self.handler = OptionRow("本单位是", list(HANDLERS.items()))
        self.handler.changed.connect(self._handler_chosen)
        self.said = Words("", colour="ink2")
        self.model = RowsModel(self._columns())
        self.table = HolidayTable("办理期限", self.model)
        self.table.current_changed.connect(lambda _: self._look.start())
        self.table.opened.connect(lambda rule: self._write(rule))
        self.table.removed.connect(lambda _: self._ask_drop())
        self.use_margin()
        self.change_button = Button("改这一条", icon="pencil-simple", on=lambda: self._write(self.table.current_row()))
        self.drop_button = Button("不用这一条", icon="trash", on=self._ask_drop)
        holidays = Button("放假安排", icon="calendar-blank", key="F7", on=lambda: context.go("calendar"))
        self.more = Flow(self.change_button, self.drop_button, holidays, spacing=12)
        who = Labelled("在这里办的是", self.handler)
        self.body.put(who, TableCard(self.table), self.said, 4, self.more, None)
        new = Button("新写一条", "primary", icon="plus", main=True, key="F10", on=lambda: self._write(None))
        self.bar.set_buttons([Button("回去", icon="arrow-left", main=True, key="Esc", on=context.back)], [new])

    def _columns(self, two_lines: bool = False) -> tuple[Column, ...]:
        """Side by side the titles say what the days are for; where a row takes two lines the words themselves do."""

        def who(rule: Rule) -> str | Cell:
            name = rule.name or HANDLERS.get(rule.handler, rule.handler)
            return Cell(name, "check-circle", "done") if rule.in_use and not two_lines else name

        def now(rule: Rule) -> Cell:
            return Cell("现在用", "check-circle", "done") if rule.in_use else Cell("")

        def decide(rule: Rule) -> str:
            return days_words(rule.decide_days, rule.decide_unit) + ("内决定" if two_lines else "")

        def mediate(rule: Rule) -> str:
            return days_words(rule.mediate_days, rule.mediate_unit) + ("内调解" if two_lines else "")

        return (
            Column("who", "谁来办", who, 156, 1, bold=True, line=1),
            *((Column("now", "", now, 100, line=1),) if two_lines else ()),
            Column("valid", "哪天起用", since, 156, line=1),
            Column("decide", "几天内决定", decide, 112, line=2),
            Column("mediate", "几天内调解", mediate, 122, line=2),
            Column("region", "哪里", lambda rule: rule.region_name or "全国", 84, priority=1, line=0),
            Column("own", "来源", lambda rule: "自己写的" if rule.own else "随程序", 84, priority=2, line=0),
        )

    # -- arriving -------------------------------------------------------------------------------------
    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "table"):
            two_lines = breadth.width != "wide"
            if two_lines != self.table.two_lines:
                self.table.set_columns(self._columns(two_lines))
                self.table.set_two_lines(two_lines)

    def arrive(self, **how: Any) -> None:
        self.show_banner(None)
        saved, undo = how.get("saved"), how.get("undo")
        if isinstance(saved, str):
            self._say_done(saved, undo)
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.table if self._rules else self.handler

    # -- showing --------------------------------------------------------------------------------------
    def refresh(self) -> None:
        calendars, database = self.context.services.calendars, self.context.services.database
        today = today_of(self.context)

        def work(progress: Progress) -> tuple[Sequence[Rule], str, WorkingDays]:
            from app.services import calendar

            return calendars.rules(today=today), calendars.handler(), calendar.of(database)[0]

        self.context.jobs.read(work, lambda found: self._show(*found), channel="time-limits", owner=self)

    def _show(self, rules: Sequence[Rule], handler: str, days: WorkingDays) -> None:
        first = not self._rules
        current = self.table.current_row()
        self._days, self._rules = days, tuple(rules)
        self.handler.choose([handler])
        self.model.set_rows(self._rules)
        wanted = current.key if current is not None else next((rule.key for rule in rules if rule.in_use), "")
        self.table.choose(next((at for at, rule in enumerate(rules) if rule.key == wanted), 0))
        in_use = next((rule for rule in rules if rule.in_use), None)
        if in_use is not None:
            decide = days_words(in_use.decide_days, in_use.decide_unit)
            mediate = days_words(in_use.mediate_days, in_use.mediate_unit)
            self.said.setText(f"现在用打勾的那一条：{decide}内决定是否受理，受理以后 {mediate}内调解完。")
        else:
            self.said.setText("今天没有一条用得上，请新写一条。")
        self.head.say("办理期限", "收到当天不算，第二天开始数")
        self._show_current()
        if first and rules and self.isVisible():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_current(self) -> None:
        rule: Rule | None = self.table.current_row()
        self.margin.clear()
        if rule is None or self._days is None:
            return
        self.drop_button.set_off("" if rule.own else "这一条是随程序带来的，不能去掉；新写一条就会用新的")
        self.margin.say(rule.name or HANDLERS.get(rule.handler, rule.handler), above=rule.region_name or "全国")
        decide, mediate = (rule.decide_days, rule.decide_unit), (rule.mediate_days, rule.mediate_unit)
        received, accepted = example(today_of(self.context), decide, mediate, self._days)
        column = self.margin.column
        if rule.in_use:
            column.put(Words("本单位现在用这一条", bold=True, colour="done", icon="check-circle"))
        column.put(
            Words("打个比方", "small", colour="ink2"),
            Words(received),
            Words(accepted),
            8,
            Words("补正材料的时候", "small", colour="ink2"),
            Words(PAPERS[rule.papers]),
            Words("什么时候的投诉用它", "small", colour="ink2"),
            Words(validity(rule)),
            Words("来源", "small", colour="ink2"),
            Words("自己写的" if rule.own else "随程序带来的"),
            None,
        )

    # -- acting ---------------------------------------------------------------------------------------
    def _handler_chosen(self, keys: tuple[str, ...]) -> None:
        if not keys:
            return
        calendars, by, (handler, *_) = self.context.services.calendars, clerk_of(self.context), keys
        self.context.jobs.write(
            lambda progress: calendars.set_handler(handler, by=by),
            lambda _: self._say(Banner(f"在这里办投诉的是{HANDLERS[handler]}，期限照它的算", tone="done")),
            changes={"calendar"},
            owner=self,
        )

    def _write(self, rule: Rule | None) -> None:
        self.context.go("time-limit", rule=rule)

    def _ask_drop(self) -> None:
        rule: Rule | None = self.table.current_row()
        if rule is None or not rule.own:
            if self.drop_button.reason:
                self.context.tell(self.drop_button.reason)
            return
        then = "换回程序带来的那一条。" if rule.replaces else "期限照别的几条算。"
        answer = Question(
            self.window(), "自己写的这一条，不用了？", then, [("drop", "不用了", "danger")], ("keep", "留着")
        ).ask()
        if answer == "drop":
            self.drop(rule)

    def drop(self, rule: Rule) -> None:
        """Drop a rule of the office's own, with a way to have it back."""
        calendars, by = self.context.services.calendars, clerk_of(self.context)

        def undo() -> None:
            self.context.jobs.write(
                lambda progress: calendars.put_rule(raw_of(rule) | {"key": ""}, by=by),
                lambda _: self._say(Banner("又放回来了", tone="note")),
                changes={"calendar"},
                owner=self,
            )

        self.context.jobs.write(
            lambda progress: calendars.drop_rule(rule.key, by=by),
            lambda _: self._say_done("这一条不用了", undo),
            changes={"calendar"},
            owner=self,
        )

    def _say_done(self, words: str, undo: Callable[[], None] | None) -> None:
        actions = () if undo is None else (
            Button("撤销", icon="arrow-counter-clockwise", key="Ctrl+Z", on=undo),
        )  # fmt: skip
        self._say(Banner(words, tone="done", actions=actions))

    def _say(self, banner: Banner) -> None:
        self.show_banner(banner)
        self.context.tell(banner.accessibleName())
