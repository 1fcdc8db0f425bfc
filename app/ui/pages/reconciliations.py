"""和解登记: what traders' service points settled by themselves; one line to write, counted apart from complaints."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.services.periods import month_of, parse_period
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages import late
from app.ui.pages.base import Page
from app.ui.pages.common import clerk_of, list_day, today_of, yuan
from app.ui.pages.entry import walking
from app.ui.pages.entry.choices import groups_for, key_of, word_of
from app.ui.pages.entry.echo import echo
from app.ui.tables.columns import Column as TableColumn
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, Card
from app.ui.widgets.choices import Choice, ChoicePanel, Group
from app.ui.widgets.field import Field, TextInput
from app.ui.widgets.form import FieldRow
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.complaints.records import Saved
    from app.services.reconciliations import Reconciliation, Tally
    from app.services.returns.late_reports import LateWay

#: The fields in the order one goes through them, and what stays for the next one.
_ORDER = ("received_on", "trader", "category", "recovered", "complainant", "amount", "facts")
_LABELS = {
    "received_on": "日期",
    "trader": "服务点",
    "category": "类别",
    "recovered": "挽回",
    "complainant": "消费者",
    "amount": "金额",
    "facts": "经过",
}
_KEPT = ("received_on", "trader")


@dataclass(frozen=True, slots=True)
class _Found:
    """The latest ones, this month, this year, and the service points known."""

    rows: tuple[Reconciliation, ...]
    month: Tally
    year: Tally
    points: tuple[str, ...]


class ReconciliationPage(Page):
    """The line, the latest ones below, the sums in the margin."""

    #: Return in the last field.
    ended = Signal()
    watches = frozenset({"complaint", "import"})
    key_card = (
        ("回车", "下一栏；最后一栏就是记下"),
        ("Esc", "上一栏"),
        ("F10", "记下"),
        ("F9", "撤销刚记的一件"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "reconciliations", "和解登记")
        self.head.say("和解登记", "经营者自己的服务点和消费者谈妥的，单独统计，不算投诉")
        self._lists, self._today = context.services.lists, today_of(context)
        self.fields: dict[str, Field] = {}
        for name in _ORDER:
            field = Field(_LABELS[name], label_width=62, stays=True)
            field.came.connect(partial(self._came, name))
            field.edited.connect(partial(self._edited, name))
            field.left.connect(partial(self._left, name))
            field.entered.connect(partial(self._entered, name))
            self.fields[name] = field
        self._lines = [
            FieldRow(self.fields["received_on"], self.fields["trader"]),
            FieldRow(self.fields["category"], self.fields["recovered"]),
            FieldRow(self.fields["complainant"], self.fields["amount"]),
        ]
        card = Card()
        column = Column(card, margins=(20, 16, 20, 12), spacing=4)
        column.put(*self._lines, self.fields["facts"])
        self.body.put(card)
        self.model = RowsModel(self._columns())
        self.table = Table("最近的和解", self.model, row_height=44)
        self.table.opened.connect(lambda row: self.context.go("case", case=row.id))
        self.body.put(TableCard(self.table), stretch=1)
        self.use_margin()
        self._sums = QWidget()
        sums = Column(self._sums, spacing=6)
        self.month = Words("0", "number", bold=True, colour="pine", wrap=False)
        number = Row(spacing=10)
        number.put(self.month, Words("件", colour="ink2", wrap=False), None)
        self.month_words, self.year_words, self.point_words = Words(""), Words(""), Words("", colour="ink2")
        sums.put(number, self.month_words, 10, Words("今年到今天", "section", bold=True), self.year_words)
        sums.put(10, Words("哪些服务点", "section", bold=True), self.point_words)
        self.choices: dict[str, ChoicePanel] = {}
        for name, title in (("category", "选类别"), ("trader", "服务点")):
            panel = ChoicePanel(title)
            box = self.fields[name].input
            assert isinstance(box, TextInput)
            panel.serve(box)
            # The name of a shop may begin with a digit, and is written with an input method.
            box.digits_choose = panel.list.numbered = name == "category"
            panel.taken.connect(partial(self._taken, name))
            panel.hide()
            self.choices[name] = panel
        self.choices["category"].set_groups(groups_for("category", self._lists, self._today, {}))
        self.margin.column.put(self._sums, *self.choices.values(), None)
        self.delete_button = Button("去掉选中的一件", icon="trash", main=True, short="去掉", on=self._delete_current)
        self.back_button = Button("回去", icon="arrow-left", main=True, on=context.back)
        self.bar.set_buttons(
            [self.back_button, self.delete_button],
            [Button("记下", "primary", icon="check", main=True, key="F10", on=self.save)],
        )
        self.ended.connect(self.save)
        self._clear()
        self.fields["received_on"].set_text(f"{self._today.month}月{self._today.day}日")
        self._show_sums()

    def _columns(self) -> tuple[TableColumn, ...]:
        def category(row: Reconciliation) -> str:
            return self._lists.label("category", row.category) if row.category else "没有分类"

        return (
            TableColumn("on", "日期", lambda row: list_day(row.on, today_of(self.context)), 108, line=2),
            TableColumn("point", "服务点", lambda row: row.point or "没有写", 220, stretch=1, bold=True, line=1),
            TableColumn("category", "类别", category, 150, line=2),
            TableColumn(
                "recovered",
                "挽回",
                lambda row: "" if row.recovered is None else yuan(row.recovered),
                150,
                line=1,
                align="right",
            ),
            TableColumn("who", "消费者", lambda row: row.complainant, 96, line=2, priority=2),
        )

    # -- the order of the fields ----------------------------------------------------------------------
    @property
    def order(self) -> tuple[str, ...]:
        """The fields one goes through."""
        return _ORDER

    def focus_on(self, name: str) -> None:
        """Into field ``name``, its text marked."""
        box = self.fields[name].input
        box.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(box, TextInput):
            box.selectAll()

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "delete_button"):
            for line in self._lines:
                line.set_breadth(breadth)
            self.table.set_two_lines(breadth.width == "narrow")
            for panel in self.choices.values():
                panel.set_compact(breadth.width == "narrow")
                panel.set_columns(2 if breadth.width == "wide" and panel is self.choices["category"] else 1)

    def arrive(self, **how: Any) -> None:
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.fields["trader"].input

    def escape(self) -> bool:
        for name in _ORDER[1:]:
            if self.fields[name].input.hasFocus():
                return walking.go_back(self, name)
        return False

    # -- a field --------------------------------------------------------------------------------------
    def _came(self, name: str) -> None:
        for each, panel in self.choices.items():
            panel.setVisible(each == name)
        self._sums.setVisible(name not in self.choices)
        if name in self.choices:
            self.margin.say(*(("选类别", "按数字，或打拼音") if name == "category" else ("服务点", "方向键挑，回车取")))
            box = self.fields[name].input
            assert isinstance(box, TextInput)
            box.walking = False
            self.choices[name].narrow_to("" if self._key(name) else self._text(name))
        else:
            self._show_sums()

    def _show_sums(self) -> None:
        for panel in self.choices.values():
            panel.hide()
        self._sums.show()
        self.margin.say(f"{self._today.month} 月到今天", "")

    def _text(self, name: str) -> str:
        return self.fields[name].text().strip()

    def _edited(self, name: str, text: str) -> None:
        self.fields[name].clear_hint()
        if name in self.choices:
            self.choices[name].narrow_to(text)

    def _left(self, name: str) -> None:
        said = echo(name, self._text(name), self._lists, self._today)
        if said.text:
            self.fields[name].say(said.text, said.state)
        else:
            self.fields[name].clear_hint()

    def _entered(self, name: str) -> None:
        panel, text, box = self.choices.get(name), self._text(name), self.fields[name].input
        if panel is not None and isinstance(box, TextInput):
            fits = name == "category" and text and not self._key(name) and panel.narrow_to(text)
            if (box.walking or fits) and panel.list.current_key:
                self._taken(name, panel.list.current_key)
                return
        walking.go_on(self, name)

    def _key(self, name: str) -> str:
        """The category that the text names exactly."""
        return key_of(name, self._text(name), self._lists, self._today) if name == "category" else ""

    def _taken(self, name: str, key: str) -> None:
        word = word_of("category", key, self._lists, self._today) if name == "category" else key
        self.fields[name].set_text(word)
        walking.go_on(self, name)

    # -- writing --------------------------------------------------------------------------------------
    def _clear(self) -> None:
        for name, field in self.fields.items():
            if name not in _KEPT:
                field.set_text("")
            field.clear_hint()

    def save(self) -> None:
        """Write it down; day and service point stay for the next one."""
        raw = {name: self._text(name) for name in _ORDER if self._text(name)}
        service = self.context.services.reconciliations
        today, by = today_of(self.context), clerk_of(self.context)

        def store(way: LateWay) -> None:
            def work(progress: Progress) -> Saved:
                return service.add(raw, today=today, by=by, late=way)

            def failed(error: AppError) -> None:
                late.settle(self, self.context, error, store, self._not_saved, lambda: None)

            self.context.jobs.write(work, self._saved, changes={"complaint"}, failed=failed, owner=self)

        store("ask")

    def _not_saved(self, error: AppError) -> None:
        from app.services.complaints.fields import FIELDS

        by_label = {FIELDS[name].label: name for name in _ORDER}
        wrong = ""
        for issue in error.issues:
            name = by_label.get(str(issue.params.get("field", "")), "")
            if name and issue.severity == "error":
                said = echo(name, self._text(name), self._lists, self._today)
                self.fields[name].say(said.text or issue.message, "error")
                wrong = wrong or name
        if error.code == "reconciliation.no_point":
            self.fields["trader"].say("要写是哪个服务点", "error")
            wrong = "trader"
        self._say(Banner("还没有记下", error.message, tone="error", stacked=True))
        if wrong:
            self.focus_on(wrong)

    def _saved(self, saved: Saved) -> None:
        record = saved.record
        self._clear()
        if late.lead_on(self.context):
            return
        worth = f"，挽回 {yuan(record.recovered)}" if record.recovered is not None else ""
        self._say(self._undoable(f"记下了：{record.trader}{worth}", record.id))
        self.focus_on("category")

    def _undoable(self, title: str, wanted: str) -> Banner:
        undo = Button("撤销", icon="arrow-counter-clockwise", key="F9", on=lambda: self._remove(wanted))
        return Banner(title, tone="done", actions=(undo,), stacked=self.breadth.width != "narrow")

    def _say(self, banner: Banner | None) -> None:
        # Beside what one types in, where it is seen and nothing moves for it.
        self.show_banner(banner, column=self.body if self.breadth.width == "narrow" else self.margin.column)

    # -- taking out -----------------------------------------------------------------------------------
    def _delete_current(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._remove(row.id)

    def _remove(self, wanted: str) -> None:
        complaints, by = self.context.services.complaints, clerk_of(self.context)
        self.context.jobs.write(
            lambda progress: complaints.delete(wanted, by=by),
            lambda _: self._removed(wanted),
            changes={"complaint"},
            owner=self,
        )

    def _removed(self, wanted: str) -> None:
        complaints, by = self.context.services.complaints, clerk_of(self.context)
        back = Button(
            "放回去",
            icon="arrow-counter-clockwise",
            key="F9",
            on=lambda: self.context.jobs.write(
                lambda progress: complaints.restore(wanted, by=by),
                lambda _: self._say(Banner("放回去了", tone="done")),
                changes={"complaint"},
                owner=self,
            ),
        )
        self._say(Banner("放进了回收站，不再统计", tone="note", actions=(back,), stacked=True))
        self.focus_on("trader")

    # -- reading --------------------------------------------------------------------------------------
    def refresh(self) -> None:
        service, today = self.context.services.reconciliations, today_of(self.context)
        month = month_of(today)
        year = parse_period(f"{today.year}-01..{today.year}-{today.month:02d}")

        def work(progress: Progress) -> _Found:
            return _Found(service.latest(limit=100), service.tally(month), service.tally(year), service.points())

        self.context.jobs.read(work, self._show, channel="reconciliations", owner=self)

    def _show(self, found: _Found) -> None:
        self.model.set_rows(found.rows)
        self.month.setText(f"{found.month.many:,}")
        self.month_words.setText(_split_words(found.month))
        self.year_words.setText(f"{found.year.many:,} 件。{_split_words(found.year)}")
        points = [f"{each.point or '没有写'} {each.many:,} 件" for each in found.year.points[:6]]
        more = len(found.year.points) - len(points)
        self.point_words.setText("、".join(points) + (f" 等 {more + len(points)} 家" if more > 0 else "") or "还没有")
        self.choices["trader"].set_groups([Group("服务点", tuple(Choice(point, point) for point in found.points))])
        self.delete_button.set_off("" if found.rows else "还没有记过")
        self.bar.refresh()


def _split_words(tally: Tally) -> str:
    """«商品类 12、服务类 4，挽回 3,400.00 元»."""
    parts = [f"{word} {many:,}" for word, many in tally.split if many]
    if tally.unclassified:
        parts.append(f"没有分类 {tally.unclassified:,}")
    if not parts:
        return "还没有记过"
    return f"{'、'.join(parts)}，挽回 {yuan(tally.recovered)}"
