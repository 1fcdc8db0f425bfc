"""填去年的数: figures from before this program, read from last year's workbook or typed in one by one.

Nothing is kept before the person has seen sheet, cell and value of each and agreed. What was taken over is marked
wherever it appears.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from app.errors import AppError
from app.services.periods import Period, month_of
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.common import today_of
from app.ui.pages.monthly import periods
from app.ui.pages.monthly.margin_page import MarginPage
from app.ui.pages.monthly.remarks import RemarkList, remark_of
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState
from app.ui.widgets.field import Field
from app.ui.widgets.layouts import Column as Stack
from app.ui.widgets.layouts import Row
from app.ui.widgets.options import Segments
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.adopting import AdoptPlan

KEYS = (("F4", "换一期"), ("F3", "从文件读，选文件"), ("回车", "填选中的数"), ("F10", "用上文件里读出来的数"))


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of the period: what is kept for it now, and where that came from; ``new`` is what a file tells."""

    key: str
    name: str
    unit: str
    group: str
    kept: str
    source: str
    new: str = ""
    place: str = ""


def _kept(row: Line) -> Cell:
    return Cell(row.kept, "clock-counter-clockwise" if row.kept else "", bold=True)


TYPED = (
    Column("name", "指标", lambda row: row.name, 200, stretch=2, bold=True, line=1),
    Column("unit", "单位", lambda row: row.unit, 70, priority=2, line=0),
    Column("kept", "这一期的数", _kept, 140, line=1),
    Column("source", "从哪里来", lambda row: row.source, 160, stretch=1, priority=1, line=2),
)
READ = (
    Column("name", "指标", lambda row: row.name, 200, stretch=2, bold=True, line=1),
    Column("new", "文件里的数", lambda row: Cell(f"{row.new} {row.unit}".strip(), bold=True), 130, line=1),
    Column("place", "哪一格", lambda row: row.place, 160, stretch=1, line=2),
    Column("kept", "原来的", lambda row: row.kept, 90, priority=1, line=2),
)


class AdoptPage(MarginPage):
    """``arrive(period=)``."""

    watches = frozenset({"figure"})
    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context, "adopt", "填去年的数")
        self.period: Period = month_of(today_of(context)).last_year
        self.plan: AdoptPlan | None = None
        self._rows: list[Line] = []
        self.field = Field("报告期", label_width=60, stays=True)
        self.search = Field("找指标", label_width=60, stays=True, hint=False)
        self.way = Segments("怎么填", (("typed", "一个一个填"), ("file", "从文件读")))
        self.way.choose("typed")
        top = Row(spacing=24)
        top.put(self.field, stretch=1)
        top.addWidget(self.way, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(top)
        self.body.put(self.search)
        self.model = RowsModel(TYPED)
        self.table = Table("这一期的数", self.model)
        self.empty = EmptyState("")
        self.views = QStackedWidget()
        self.views.addWidget(TableCard(self.table))
        self.views.addWidget(self.empty)
        self.body.put(self.views, stretch=1)
        self.use_margin()
        typing = QWidget()
        inside = Stack(typing, spacing=8)
        self.name = Words("", bold=True)
        self.value = Field("数", stays=True)
        self.rule = Words("", "small", colour="ink2")
        inside.put(self.value, self.rule, None)
        self.remarks = RemarkList("每个数都读得出来。")
        self.words = Words("", colour="ink2")
        self.set_modes({"typing": typing, "remarks": self.remarks, "words": self.words})
        self.pick = Button("选文件", icon="folder-open", key="F3", main=True, on=self._pick)
        self.other = Button("换期", icon="calendar-blank", key="F4", main=True, on=lambda: self.field.setFocus())
        self.take = Button("用上这些数", "primary", icon="check", key="F10", main=True, on=self._take)
        self.bar.set_buttons([self.other, self.pick], [self.take])
        self.field.edited.connect(self._period_typed)
        self.field.entered.connect(self._period_taken)
        self.search.edited.connect(lambda _: self.refresh())
        self.search.entered.connect(lambda: self.table.setFocus())
        self.way.changed.connect(self._way_changed)
        self.table.current_changed.connect(lambda _: self._show_current())
        self.table.opened.connect(lambda _: self._to_value())
        self.table.installEventFilter(self)
        self.value.entered.connect(self._typed)

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        wanted = how.get("period")
        if isinstance(wanted, str):
            found = periods.read_period(wanted, today_of(self.context))
            self.period = found or self.period
        self.field.set_text(self.period.label)
        self.field.say("写上别的一期，回车就换", "neutral", shorter="回车换期")
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.table if self.model.rowCount() else self.field

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "table"):
            self.table.set_two_lines(breadth.width != "wide")

    def refresh(self) -> None:
        services, period, words = self.context.services, self.period, self.search.text().strip()
        self.head.say("填去年的数", f"{period.label}，填进来的都标着“沿用的历史数”")

        def work(progress: Progress) -> list[Line]:
            kept = {one.key: one for one in services.figures.listed(period) if one.origin == "adopted"}
            lines = []
            for one in services.indicators.listed(words):
                if one.kind == "D":
                    continue
                known = kept.pop(one.key, None)
                said = _said(known.value) if known is not None else ""
                lines.append(Line(one.key, one.name, one.unit, one.group, said, known.source if known else ""))
            if not words:
                rest = kept.values()
                lines += [Line(one.key, one.name, one.unit, one.group, _said(one.value), one.source) for one in rest]
            return lines

        def done(lines: list[Line]) -> None:
            if self.period == period and words == self.search.text().strip():
                self._rows = lines
                self._show_rows()

        self.context.jobs.read(work, done, channel="adopt", owner=self)

    # -- the period -----------------------------------------------------------------------------------
    def _period_typed(self, text: str) -> None:
        found = periods.read_period(text, today_of(self.context))
        if found is None:
            self.field.say("例如 2025年3月、2025年上半年、2025年", "neutral", shorter="例如 2025年3月")
        else:
            self.field.say(f"{found.label}，回车看这一期", "neutral", "check", shorter=found.label)

    def _period_taken(self) -> None:
        found = periods.read_period(self.field.text(), today_of(self.context))
        if found is None:
            self.field.say("没看懂是哪一期。例如 2025年3月、2025年上半年", "error", shorter="没看懂。例如 2025年3月")
            return
        if found != self.period:
            self.period, self.plan = found, None
            self.way.choose("typed")
        self.refresh()
        self.table.setFocus()

    # -- showing --------------------------------------------------------------------------------------
    def _way_changed(self, way: str) -> None:
        if way == "file" and self.plan is None:
            self._pick()
            return
        self._show_rows()

    def _show_rows(self) -> None:
        reading = self.way.chosen() == "file" and self.plan is not None
        chosen: Line | None = self.table.current_row()
        self.search.setVisible(not reading)
        if reading and self.plan is not None:
            rows = [
                Line(one.key, one.name, one.unit, "", _said(one.before), one.source, _said(one.value),
                     f"{one.sheet} {one.cell}".strip())
                for one in self.plan.figures
            ]  # fmt: skip
            self.table.set_columns(READ)
        else:
            rows = self._rows
            self.table.set_columns(TYPED)
        self.model.set_rows(rows)
        self.views.setCurrentIndex(0 if rows else 1)
        if not rows:
            self.empty.say("文件里没有读出这一期的数" if reading else "没有这样的指标")
        at = next((n for n, row in enumerate(rows) if chosen is not None and row.key == chosen.key), 0)
        if rows:
            self.table.choose(at)
        errors = len(self.plan.errors) if reading and self.plan is not None else 0
        self.take.set_off(
            "先选文件；一个一个填的，回车就存好了"
            if not reading
            else f"有 {errors} 处读不明白，先改文件"
            if errors
            else ""
        )
        if reading and self.plan is not None:
            self.take.set_text(f"用上这 {len(rows)} 个数", "用上")
        else:
            self.take.set_text("用上这些数", "用上")
        self.bar.refresh()
        self._show_current()

    def _show_current(self) -> None:
        row: Line | None = self.table.current_row()
        if self.way.chosen() == "file" and self.plan is not None:
            self.show_mode("remarks")
            self.margin.say(self.plan.file, "要看的")
            return
        if row is None:
            self.show_mode("words")
            self.margin.say("")
            return
        self.show_mode("typing")
        self.margin.say(row.name, row.unit, above=self.period.label)
        self.value.set_text(row.kept)
        self.value.say("没有写 0；空着就去掉；不适用写 不适用", "neutral", shorter="没有写 0")
        self.rule.setText(f"原来：{row.source}" if row.source else "")

    # -- typing ---------------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Digits on a line go to the field of its figure."""
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            text = event.text()
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and text.isdigit() and self.way.chosen() == "typed" and self.table.current_row() is not None:
                self._to_value()
                self.value.set_text(text)
                return True
        return False

    def _to_value(self) -> None:
        if self.way.chosen() == "typed" and self.table.current_row() is not None:
            self.show_margin()
            self.value.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self) -> None:
        row: Line | None = self.table.current_row()
        if row is None:
            return
        text = self.value.text().strip()
        raw = {"": "blank", "不适用": "na"}.get(text, text)
        services, period, by = self.context.services, self.period, periods.person(self.context)

        def done(kept: Any) -> None:
            self.context.tell(f"{row.name} 存好了")
            self.hide_margin()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            at = next((n for n in range(self.model.rowCount()) if self.model.row(n).key == row.key), 0)
            self.table.choose(min(at + 1, self.model.rowCount() - 1))

        def failed(error: AppError) -> None:
            why = next((str(issue.params.get("why")) for issue in error.issues if issue.params.get("why")), "")
            self.value.say(why or error.message, "error")

        self.context.jobs.write(
            lambda progress: services.figures.adopt(period, {row.key: raw}, by=by),
            done,
            changes={"figure"},
            failed=failed,
            owner=self,
        )

    def escape(self) -> bool:
        if not self.margin_alone and not self.margin.isAncestorOf(self.window().focusWidget() or self):
            return False
        self.hide_margin()
        self._show_current()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    # -- a file ---------------------------------------------------------------------------------------
    def _pick(self) -> None:
        folder = self.context.settings.window.collect_folder or str(Path.home())
        pattern = "表格 (*.xlsx *.xlsm *.xls *.et *.csv)"
        chosen, _ = QFileDialog.getOpenFileName(self.window(), "去年的报表", folder, pattern)
        if chosen:
            self.read_file(Path(chosen))
        elif self.plan is None:
            self.way.choose("typed")

    def read_file(self, path: Path) -> None:
        """Read a file of the period shown and show what it tells; nothing is kept yet."""
        database, period = self.context.services.database, self.period

        def work(progress: Progress) -> AdoptPlan:
            from app.services.adopting import plan_file

            return plan_file(database, path, period)

        def done(plan: AdoptPlan) -> None:
            self.plan = plan
            self.way.choose("file")
            self.remarks.show_remarks([remark_of(issue) for issue in plan.issues])
            self._show_rows()
            self.table.setFocus()
            self.context.tell(f"{plan.file} 读出 {len(plan.figures)} 个数，还没有存")

        def failed(error: AppError) -> None:
            self.way.choose("typed" if self.plan is None else "file")
            again = Button("另选一个", icon="folder-open", on=self._pick)
            self.show_banner(
                Banner("这个文件读不了", f"{error.message}（号码 {error.number}）", tone="error", actions=(again,))
            )

        self.show_banner(None)
        self.context.jobs.read(work, done, long=True, failed=failed, owner=self)

    def _take(self) -> None:
        plan, database, by = self.plan, self.context.services.database, periods.person(self.context)
        if plan is None or plan.errors:
            return

        def work(progress: Progress) -> Any:
            from app.services.adopting import adopt_plan

            return adopt_plan(database, plan, by)

        def done(kept: Any) -> None:
            self.plan = None
            self.way.choose("typed")
            text = f"{len(kept.figures)} 个数存进了{plan.period.label}，各处都标着来处。"
            self.show_banner(Banner("用上了", text, tone="done"))
            self.context.tell(text)
            self.table.setFocus()

        self.context.jobs.write(work, done, changes={"figure"}, owner=self)


def _said(value: object) -> str:
    """A figure as a person would type it."""
    if value is None:
        return ""
    state = getattr(value, "state", "value")
    return {"na": "不适用", "blank": "", "error": ""}.get(state, str(value))
