"""咨询: an enquiry is written down with two keys, how they asked and how many; the rest is optional."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages import late
from app.ui.pages.base import Page
from app.ui.pages.common import clerk_of, list_day, today_of
from app.ui.tables.columns import Column as TableColumn
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, Card
from app.ui.widgets.choices import Choice, ChoicePanel, Group
from app.ui.widgets.field import Field, Labelled, TextInput
from app.ui.widgets.form import FieldRow
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.enquiries import Enquiry, Noted
    from app.services.returns.late_reports import LateWay


@dataclass(frozen=True, slots=True)
class _Found:
    """The latest ones, the 人次 of the month so far, today's by way."""

    rows: tuple[Enquiry, ...]
    month: int
    today: tuple[tuple[str, int], ...]


class _Ways(OptionRow):
    """The ways; ``by_key`` while one is chosen by its digit, not by hand."""

    by_key = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.by_key = True
        try:
            super().keyPressEvent(event)
        finally:
            self.by_key = False


class EnquiryPage(Page):
    """One line to write, the latest ones below, the totals in the margin.

    Two keys note one: the digit of the way, then how many people (1 to 9) stores it at once. Ten and more begin with
    0; what they asked is written before how many came.
    """

    watches = frozenset({"enquiry"})
    key_card = (
        ("1 到 6", "怎么来的"),
        ("1 到 9", "接着按：几个人，按了就记下"),
        ("0", "10 人以上先按 0 再写"),
        ("Ctrl+Z", "撤销刚记的一条"),
        ("F10", "记下"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "enquiries", "咨询")
        lists = context.services.lists
        self._lists = lists
        today = today_of(context)
        self.head.say("记一次咨询", "按两个数字就记下：怎么来的，几个人")
        self.ways = _Ways("怎么来的", [(e.code, e.label) for e in lists.entries("enquiry_way", today)])
        self.ways.changed.connect(self._way_chosen)
        self.people = Field("人次", stays=True)
        self._quick = False
        self.topic = Field("内容")
        self.note = Field("备注", stays=True, hint=False)
        self.people.entered.connect(self.save)
        self.people.edited.connect(self._people_typed)
        self.people.left.connect(self._not_quick)
        self.people.input.installEventFilter(self)
        self.note.entered.connect(self.save)
        card = Card()
        column = Column(card, margins=(20, 16, 20, 16), spacing=8)
        self._line = FieldRow(self.people, self.topic)
        column.put(Labelled("方式", self.ways), self._line, self.note)
        self.body.put(card)
        self.model = RowsModel(self._columns())
        self.table = Table("最近的咨询", self.model, row_height=44)
        self.table.opened.connect(lambda row: self._delete(row))
        self.body.put(TableCard(self.table), stretch=1)
        self.use_margin()
        self.month = Words("0", "number", bold=True, colour="pine", wrap=False)
        self.day = Words("", "section", bold=True)
        self.tally = Words("", colour="ink2")
        number = Row(spacing=10)
        number.put(self.month, Words("人次", colour="ink2", wrap=False), None)
        held = QWidget()
        inner = Column(held)
        inner.put(number, 12, self.day, self.tally)
        self.topics = ChoicePanel("咨询内容")
        self.topics.set_groups(
            [
                Group(
                    "内容",
                    tuple(Choice(e.label, e.label, " ".join(e.aliases)) for e in lists.entries("enquiry_topic", today)),
                )
            ]
        )
        topic = self.topic.input
        assert isinstance(topic, TextInput)
        self.topics.serve(topic)
        self.topics.taken.connect(self._topic_taken)
        self.topic.edited.connect(self.topics.narrow_to)
        self.topic.came.connect(lambda: self._show_topics(True))
        for field in (self.people, self.note):
            field.came.connect(lambda: self._show_topics(False))
        self.ways.came.connect(lambda: self._show_topics(False))
        self.margin.column.put(held, self.topics, None)
        self._held = held
        self.topics.hide()
        self.delete_button = Button("去掉选中的一条", icon="trash", main=True, short="去掉", on=self._delete_current)
        self.bar.set_buttons(
            [self.delete_button],
            [Button("记下", "primary", icon="check", main=True, key="F10", on=self.save)],
        )
        self._clear()

    def _columns(self) -> tuple[TableColumn, ...]:
        def topic(row: Enquiry) -> str:
            return "，".join(filter(None, (self._lists.label("enquiry_topic", row.topic), row.note)))

        return (
            TableColumn("on", "日期", lambda row: list_day(row.on, today_of(self.context)), 108, line=2),
            TableColumn(
                "way", "方式", lambda row: self._lists.label("enquiry_way", row.channel), 130, bold=True, line=1
            ),
            TableColumn("people", "人次", lambda row: str(row.people), 60, line=1, align="right"),
            TableColumn("topic", "内容", topic, 120, stretch=1, line=2),
        )

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "delete_button"):
            self._line.set_breadth(breadth)
            self.table.set_two_lines(breadth.width == "narrow")
            self.topics.set_columns(1)

    def arrive(self, **how: Any) -> None:
        self._show_topics(False)
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.ways

    # -- writing --------------------------------------------------------------------------------------
    def _clear(self) -> None:
        self.ways.choose([])
        self.people.set_text("1")
        self.topic.set_text("")
        self.note.set_text("")
        for field in (self.people, self.topic, self.note):
            field.clear_hint()

    def _way_chosen(self, keys: tuple[str, ...]) -> None:
        if not keys:
            return
        self.people.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(self.people.input, TextInput):
            self.people.input.selectAll()
        self._quick = self.ways.by_key and not self.topic.text().strip() and not self.note.text().strip()
        if self._quick:
            self.people.say("按 1 到 9 就记下；10 人以上先按 0；要写内容按 Tab")

    def _people_typed(self, text: str) -> None:
        """The one key that says how many, right after the way."""
        quick, self._quick = self._quick, False
        if quick and len(text) == 1 and text in "123456789":
            self.save()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The digit of the way, held down, is no count."""
        return self._quick and isinstance(event, QKeyEvent) and event.isAutoRepeat()

    def _not_quick(self) -> None:
        self._quick = False
        if self.people.state == "neutral":
            self.people.clear_hint()

    def _show_topics(self, on: bool) -> None:
        self.topics.setVisible(on)
        self._held.setVisible(not on)
        if on:
            self.margin.say("选内容", "按数字，或打字")
            self.topics.narrow_to("")
        else:
            self.margin.say(f"{today_of(self.context).month} 月到今天", "")

    def _topic_taken(self, word: str) -> None:
        self.topic.set_text(word)
        self.topic.focusNextChild()

    def save(self) -> None:
        """Write it down; the page is ready for the next one."""
        chosen = self.ways.chosen()
        if not chosen:
            self._say(Banner("还没有记，怎么来的没选", "按 1 到 6 选一个：来电、来访……", tone="error", stacked=True))
            self.ways.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        raw = {
            "channel": chosen[0],
            "people": self.people.text().strip() or "1",
            "topic": self.topic.text().strip(),
            "note": self.note.text().strip(),
        }
        enquiries, today, by = self.context.services.enquiries, today_of(self.context), clerk_of(self.context)

        def store(way: LateWay) -> None:
            def work(progress: Progress) -> Noted:
                return enquiries.add(raw, today=today, by=by, late=way)

            def failed(error: AppError) -> None:
                late.settle(self, self.context, error, store, self._not_saved, lambda: None)

            self.context.jobs.write(work, self._saved, changes={"enquiry"}, failed=failed, owner=self)

        store("ask")

    def _not_saved(self, error: AppError) -> None:
        fields = {"人次": self.people, "内容": self.topic, "备注": self.note}
        for issue in error.issues:
            field = fields.get(str(issue.params.get("field", "")))
            if field is not None and issue.severity == "error":
                field.say(str(issue.params.get("why", "")).rstrip("。"), "error")
                field.setFocus(Qt.FocusReason.OtherFocusReason)
        if not error.issues:
            self._say(Banner("还没有记", error.message, tone="error", stacked=True))

    def _saved(self, noted: Noted) -> None:
        kept = noted.enquiry
        self._clear()
        if late.lead_on(self.context):
            return
        word = self._lists.label("enquiry_way", kept.channel)
        self._say(self._undoable(f"记下了：{word} {kept.people} 人次", kept.id))
        self.ways.setFocus(Qt.FocusReason.OtherFocusReason)

    def _undoable(self, title: str, wanted: str) -> Banner:
        undo = Button("撤销", icon="arrow-counter-clockwise", key="Ctrl+Z", on=lambda: self._remove(wanted))
        return Banner(title, tone="done", actions=(undo,), stacked=self.breadth.width != "narrow")

    def _say(self, banner: Banner | None) -> None:
        # Beside what one types in, where it is seen and nothing moves for it.
        self.show_banner(banner, column=self.body if self.breadth.width == "narrow" else self.margin.column)

    # -- taking out -----------------------------------------------------------------------------------
    def _delete_current(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._delete(row)

    def _delete(self, row: Enquiry) -> None:
        self._remove(row.id)

    def _remove(self, wanted: str) -> None:
        enquiries, by = self.context.services.enquiries, clerk_of(self.context)
        self.context.jobs.write(
            lambda progress: enquiries.delete(wanted, by=by),
            lambda _: self._removed(wanted),
            changes={"enquiry"},
            owner=self,
        )

    def _removed(self, wanted: str) -> None:
        enquiries = self.context.services.enquiries
        back = Button(
            "放回去",
            icon="arrow-counter-clockwise",
            key="Ctrl+Z",
            on=lambda: self.context.jobs.write(
                lambda progress: enquiries.restore(wanted),
                lambda _: self._say(Banner("放回去了", tone="done")),
                changes={"enquiry"},
                owner=self,
            ),
        )
        self._say(Banner("去掉了一条，不再统计", tone="note", actions=(back,)))
        self.ways.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- reading --------------------------------------------------------------------------------------
    def refresh(self) -> None:
        enquiries, today = self.context.services.enquiries, today_of(self.context)

        def work(progress: Progress) -> _Found:
            first = today.replace(day=1)
            return _Found(enquiries.recent(100), enquiries.people(first, today), enquiries.tally(today))

        self.context.jobs.read(work, self._show, channel="enquiries", owner=self)

    def _show(self, found: _Found) -> None:
        self.model.set_rows(found.rows)
        self.month.setText(f"{found.month:,}")
        self.day.setText(f"今天 {sum(many for _, many in found.today):,} 人次")
        ways = [f"{self._lists.label('enquiry_way', way) or '没写方式'} {many:,}" for way, many in found.today]
        self.tally.setText("、".join(ways) or "今天还没有记过")
        self.delete_button.set_off("" if found.rows else "还没有记过")
        self.bar.refresh()
