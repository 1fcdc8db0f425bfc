"""待办: one group at a time; the chosen case's last day explained beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.case.detail import Pair
from app.ui.pages.common import grouped, long_day, parties, short_day, today_of
from app.ui.pages.due.groups import BY_KEY, GROUPS, days_words, faces, number_in, tone_of
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.groups import GroupRow
from app.ui.widgets.marks import StatusMark
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.deadlines import CaseDue, DueCounts, DueList

KEYS = (
    ("1–6", "换一组看"),
    ("←→", "前一组、后一组"),
    ("↑↓", "选一件"),
    ("回车", "打开选中的一件"),
    ("F9", "打印这一组"),
    ("F7", "放假安排"),
    ("F8", "办理期限"),
)


class DueTable(Table):
    """The cases of a group; left and right belong to the page, which turns to another group."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
            return
        super().keyPressEvent(event)


class DuePage(Page):
    """The groups on top, the cases of one of them below."""

    watches = frozenset({"complaint", "import", "calendar", "letter"})
    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context, "due", "待办", scrolls=False)
        self._cases: tuple[CaseDue, ...] = ()
        self._counts: DueCounts | None = None
        self._wanted = ""
        self._fell = False
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(0)
        self._look.timeout.connect(self._show_current)
        self.groups = GroupRow("哪一组")
        self.groups.changed.connect(self._group_chosen)
        self.groups.turned.connect(self._turn)
        self.model = RowsModel(self._columns())
        self.table = DueTable("待办的投诉", self.model)
        self.table.current_changed.connect(lambda _: self._look.start())
        self.table.opened.connect(self._open)
        self.empty = EmptyState("", "")
        self.views = QStackedWidget()
        self.views.addWidget(TableCard(self.table))
        self.views.addWidget(self.empty)
        self.body.put(self.groups)
        self.body.put(self.views, stretch=1)
        self.use_margin()
        go = context.go
        self.open_button = Button(
            "打开这一件", "primary", icon="arrow-right", forward=True, main=True, key="回车", short="打开",
            on=lambda: self._open(self.table.current_row()),
        )  # fmt: skip
        self.print_button = Button("打印这一组", icon="printer", main=True, key="F9", short="打印", on=self._print)
        self.bar.set_buttons(
            [
                Button("放假安排", icon="calendar-blank", main=True, key="F7", short="放假", on=lambda: go("calendar")),
                Button(
                    "办理期限", icon="hourglass-medium", main=True, key="F8", short="期限",
                    on=lambda: go("time-limits"),
                ),
                self.print_button,
            ],
            [self.open_button],
        )  # fmt: skip

    def _columns(self) -> tuple[Column, ...]:
        def near(case: CaseDue) -> Cell:
            icon, tone = tone_of(case)
            return Cell(days_words(case), icon, tone)

        def last(case: CaseDue) -> str:
            return "" if case.due_on is None else short_day(case.due_on, today_of(self.context))

        return (
            Column("what", "要做什么", lambda case: case.label, 124, bold=True, line=1),
            Column("near", "还有几天", near, 138, line=1),
            Column("last", "最后一天", last, 100, priority=1, line=2),
            Column(
                "who", "谁投诉谁", lambda case: case.about or parties(case.complainant, case.trader), 230, 1, line=2
            ),
            Column("number", "编号", lambda case: grouped(case.number), 290, priority=2, line=0),
        )

    # -- arriving -------------------------------------------------------------------------------------
    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "table"):
            self.table.set_two_lines(breadth.width != "wide")
            self.groups.set_compact(breadth.width == "narrow")
            if self.groups.chosen:
                self._show_none(self.groups.chosen)

    def arrive(self, **how: Any) -> None:
        wanted = how.get("group", "")
        if wanted in BY_KEY:
            self._show_group(wanted)
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.table if self.model.rowCount() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.groups.take_key(event):
            self._take_focus()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.model.rowCount():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().keyPressEvent(event)

    def _turn(self, by: int) -> None:
        self.groups.step(by)
        self._take_focus()

    # -- showing --------------------------------------------------------------------------------------
    def refresh(self) -> None:
        deadlines, today = self.context.services.deadlines, today_of(self.context)

        def work(progress: Progress) -> DueList:
            return deadlines.list(today)

        self.context.jobs.read(work, self._show, channel="due", owner=self)

    def _show(self, found: DueList) -> None:
        first = self._counts is None
        self._cases, self._counts = (*found.letters, *found.cases), found.counts
        self.groups.set_groups(faces(found.counts))
        group, self._wanted = self._wanted or self.groups.chosen, ""
        if not group:
            remembered = self.context.settings.window.due_group
            filled = [group.key for group in GROUPS if number_in(found.counts, group.key)]
            group = remembered if remembered in filled or (not filled and remembered in BY_KEY) else ""
            group = group or next(iter(filled), "today")
        chosen = self.table.current_row()
        self._show_group(group)
        if chosen is not None:
            rows = self._rows(group)
            at = next((at for at, case in enumerate(rows) if _same(case, chosen)), None)
            if at is not None:
                self.table.choose(at)
        if first and self.isVisible() and not self._focus_inside():
            self._take_focus()

    def _focus_inside(self) -> bool:
        """The focus is somewhere on this page where it was put on purpose."""
        return self.table.hasFocus() or self.bar.isAncestorOf(self.window().focusWidget() or self)

    def _take_focus(self) -> None:
        if self.model.rowCount():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.groups.take_focus()

    def _rows(self, group: str) -> list[CaseDue]:
        return [case for case in self._cases if case.group == group]

    def _group_chosen(self, group: str) -> None:
        self.context.settings.change(due_group=group)
        self._show_group(group)
        self.context.tell(self.groups.words(group))

    def _show_group(self, key: str) -> None:
        counts = self._counts
        if counts is None:  # asked for before anything was read
            self._wanted = key
            return
        self.groups.choose(key)
        group, rows = BY_KEY[key], self._rows(key)
        in_table = self.table.hasFocus()
        self.model.set_rows(rows)
        self.views.setCurrentIndex(0 if rows else 1)
        if not rows:
            self._show_none(key)
            if in_table:
                self._fell = True
                self.groups.take_focus()
        elif self._fell:  # the focus was in the table until an empty group came
            self._fell = False
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.head.say("待办", self._fact(key, len(rows), counts))
        self.use_margin(bool(rows))
        nothing = "" if rows else f"“{group.word}”这一组里一件也没有"
        self.open_button.set_off(nothing)
        self.print_button.set_off(nothing)
        self.bar.refresh()
        self._show_current()

    def _show_none(self, key: str) -> None:
        group, low = BY_KEY[key], self.breadth.low and self.breadth.width == "narrow"
        self.empty.say(group.none, "" if low else group.why)

    def _fact(self, key: str, shown: int, counts: DueCounts) -> str:
        many = number_in(counts, key)
        if shown < many:
            return f"这一组有 {many:,} 件，这里是头 {shown:,} 件"
        if key == "follow_up" and counts.older:
            return f"另有 {counts.older:,} 件办结很久了，不用再回访"
        waiting = sum(number_in(counts, group.key) for group in GROUPS if group.key != "later")
        return f"一共 {waiting:,} 件等着办" if waiting else ""

    def _show_current(self) -> None:
        case = self.table.current_row()
        self.margin.clear()
        if case is None:
            return
        self.margin.say(case.label, above=grouped(case.number))
        icon, tone = tone_of(case)
        column = self.margin.column
        column.put(StatusMark(days_words(case), tone=tone, icon=icon))
        if case.due_on is not None:
            column.put(Words(f"最后一天是{long_day(case.due_on)}。", bold=True))
        if case.rule:
            column.put(Words("怎么算的", "small", colour="ink2"), Words(case.rule))
        for issue in case.issues:
            column.put(Words(issue.message, "small", colour="note", icon="info"))
        column.put(8)
        if case.letter:
            column.put(Pair("函件", case.about))
        if case.id:
            column.put(Pair("投诉人", case.complainant or "没写姓名"))
        if case.id or case.trader:
            column.put(Pair("经营者", case.trader or "没写商家"))
        column.put(None)

    # -- acting ---------------------------------------------------------------------------------------
    def _open(self, case: CaseDue | None) -> None:
        if case is not None and case.letter:
            self.context.go("letters", letter=case.letter)
        elif case is not None:
            self.context.go("case", case=case.id)

    def _print(self) -> None:
        group = BY_KEY[self.groups.chosen]
        deadlines, today, office = self.context.services.deadlines, today_of(self.context), self.context.office.name

        def make(progress: Progress) -> bytes:
            from app.services.reports import due_list

            cases = deadlines.list(today, most=None).of(group.key)
            return due_list.render(office, group.word, cases, today, progress)

        self.context.go(
            "preview",
            title=f"待办：{group.word}",
            make=make,
            name=f"{office} 待办 {group.word} {today.isoformat()}.pdf",
        )


def _same(one: CaseDue, other: CaseDue) -> bool:
    """Whether both lines are about the same thing of the same case, or the same letter."""
    return (one.id, one.what, one.letter) == (other.id, other.what, other.letter)
