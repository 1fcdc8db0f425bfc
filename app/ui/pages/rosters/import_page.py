"""收一份名单: a list pasted from a spreadsheet or read from a file; what each row would become, then it is taken in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import AppError
from app.services.rosters import REGISTER_WORDS, words_of
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.common import clerk_of, list_day, today_of
from app.ui.pages.rosters.entry_page import PAGES
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.field import Field
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.rosters import Plan, PlanRow, Taken

_LOOKS = {
    "new": ("新登记", "plus", "done"),
    "changed": ("有改动", "pencil-simple", "question"),
    "unchanged": ("没有变", "minus", "plain"),
    "rejected": ("收不了", "warning-circle", "error"),
}


class RosterImportPage(Page):
    """``arrive(register=)``: pasted text is understood as one pastes; a file is read on F6."""

    key_card = (
        ("Ctrl+V", "把表格里复制的贴进来"),
        ("F6", "从文件里读"),
        ("F10", "收进来"),
        ("Esc", "回去，什么都没有写"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "roster-import", "收一份名单", scrolls=False)
        self._register = "network"
        self._plan: Plan | None = None
        self.told = Words("")
        self.field = Field("贴在这里", label_width=84, rows=3, stays=True)
        self.field.edited.connect(lambda _: self._read_text())
        self.model = RowsModel(self._columns())
        self.table = Table("名单", self.model, row_height=46)
        self.table.current_changed.connect(lambda _: self._show_current())
        self.card = TableCard(self.table)
        self.body.put(self.told, self.field)
        self.body.put(self.card, stretch=1)
        self._rest = QWidget()
        self.body.put(self._rest, stretch=1)
        self.use_margin()
        self.file_button = Button(
            "从文件里读", icon="folder-open", main=True, key="F6", short="文件", on=self._ask_file
        )
        self.take_button = Button("收进来", "primary", icon="check", main=True, key="F10", on=self._take)
        self.bar.set_buttons(
            [Button("回去", icon="arrow-left", main=True, key="Esc", on=context.back)],
            [self.file_button, self.take_button],
        )

    def _columns(self) -> tuple[Column, ...]:
        def state(row: PlanRow) -> Cell:
            word, icon, tone = _LOOKS[row.state]
            return Cell(word, icon, tone)  # type: ignore[arg-type]

        return (
            Column("state", "怎么收", state, 116, line=1),
            Column("row", "行", lambda row: str(row.row), 64, priority=3, line=0),
            Column("kind", "种类", lambda row: row.kind_name, 130, 1, priority=1, line=2),
            Column("name", "名称", lambda row: row.name, 150, 2, bold=True, line=1),
            Column("on", "从哪天", lambda row: self._day(row), 116, priority=2, line=2),
        )

    def _day(self, row: PlanRow) -> str:
        return list_day(row.opened_on, today_of(self.context)) if row.opened_on else ""

    def arrive(self, **how: Any) -> None:
        if how.get("register"):
            self._register = str(how["register"])
        self.show_banner(None)
        self.field.set_text("")
        self._show(None)
        self.head.say("收一份名单", f"{REGISTER_WORDS[self._register]}名册")
        words = words_of(self._register)
        kind = "称号" if self._register == "title" else "种类"
        self.told.setText(
            f"在表格里选中，连标题一起复制，再贴到下面。要有{kind}、{words.name}、{words.opened}三列，"
            "别的列有就收。先看再收，现在什么都还没有写。"
        )

    def first_focus(self) -> QWidget | None:
        return self.field.input

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "card"):
            self.table.set_two_lines(breadth.width == "narrow")
            self.told.setVisible(not breadth.low)

    # -- reading --------------------------------------------------------------------------------------
    def _read_text(self) -> None:
        from app.services.rosters.text_rows import rows_of_text

        rows = rows_of_text(self.field.text())
        if not rows:
            self._show(None)
            return
        rosters, register, today = self.context.services.rosters, self._register, today_of(self.context)
        self.context.jobs.read(
            lambda progress: rosters.plan(register, rows, today=today),
            self._show,
            channel="roster-plan",
            failed=self._not_read,
            owner=self,
        )

    def _ask_file(self) -> None:
        folder = self.context.settings.window.collect_folder or str(Path.home())
        chosen, _ = QFileDialog.getOpenFileName(self, "选名单", folder, "表格 (*.xlsx *.xls *.et *.csv);;所有文件 (*)")
        if chosen:
            self.read_file(Path(chosen))

    def read_file(self, path: Path) -> None:
        """Read the list in a file."""
        rosters, register, today = self.context.services.rosters, self._register, today_of(self.context)

        def work(progress: Progress) -> Plan:
            return rosters.plan_file(register, path, today=today, progress=progress)

        self.context.jobs.read(work, self._show, long=True, failed=self._not_read, owner=self)

    def _not_read(self, error: AppError) -> None:
        self._show(None)
        self.show_banner(Banner("还没有读到名单", error.message, tone="question"))

    def _show(self, plan: Plan | None) -> None:
        self._plan = plan
        self.model.set_rows(plan.rows if plan else ())
        self.card.setVisible(plan is not None)
        self._rest.setVisible(plan is None)
        if plan is not None:
            self.show_banner(None)
            self.table.choose(next((n for n, row in enumerate(plan.rows) if row.state == "rejected"), 0))
        many = 0 if plan is None else plan.many("new") + plan.many("changed")
        self.take_button.set_off("" if many else "还没有可以收的")
        self.take_button.set_text(f"收这 {many} 条" if many else "收进来", "收")
        self._show_current()
        self.bar.refresh()

    def _show_current(self) -> None:
        plan, margin = self._plan, self.margin
        margin.clear()
        if plan is None:
            margin.say("名单", "")
            margin.column.put(Words("贴进来以后，这里说每一行怎么收。", colour="ink2"), None)
            return
        counts = [f"{_LOOKS[state][0]} {plan.many(state)}" for state in _LOOKS if plan.many(state)]
        margin.say("看好了再收", "")
        margin.column.put(Words("、".join(counts), bold=True))
        untaken = [head for head, name in plan.columns if not name]
        if untaken:
            margin.column.put(Words(f"没有用上的列：{'、'.join(untaken)}", "small", colour="ink2"))
        row: PlanRow | None = self.table.current_row()
        if row is not None:
            margin.column.put(8, Words(f"第 {row.row} 行", "small", bold=True, colour="pine"))
            for issue in row.issues:
                colour = "error" if issue.severity == "error" else "question"
                margin.column.put(Words(issue.message, colour=colour, icon="warning"))
            margin.column.put(Words("　".join(row.raw.values()), colour="ink2", most=6))
        margin.column.put(None)

    # -- taking in ------------------------------------------------------------------------------------
    def _take(self) -> None:
        plan = self._plan
        if plan is None or not plan.many("new") + plan.many("changed"):
            return
        rosters, today, by = self.context.services.rosters, today_of(self.context), clerk_of(self.context)
        self.context.jobs.write(
            lambda progress: rosters.apply(plan, today=today, by=by),
            self._taken,
            changes={"roster", "figure"},
            owner=self,
        )

    def _taken(self, taken: Taken) -> None:
        self.field.set_text("")
        self._show(None)
        self.context.tell(f"收好了，新登记 {len(taken.new)}")
        self.context.go(PAGES[self._register], instead=True, taken=taken)
