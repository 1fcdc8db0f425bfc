"""Filing cases: what would be written is shown first; then it is done, all at once, and can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.jobs import Job
from app.ui.pages.archive import columns
from app.ui.pages.base import Page
from app.ui.pages.common import clerk_of, today_of
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.field import Field
from app.ui.widgets.layouts import Column as ColumnLayout
from app.ui.widgets.progress import ProgressPanel
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.errors import AppError
    from app.progress import Progress
    from app.services.archive import Filed, FilingPlan

_MOST_REASONS = 20


class FilingPage(Page):
    """``arrive(ids=)``: the ids of the cases to be filed."""

    watches = frozenset({"complaint"})
    key_card = (("F10", "归档"), ("↑↓", "看看每一件"), ("Esc", "回去，什么也不动"))

    def __init__(self, context: Context) -> None:
        super().__init__(context, "archive-filing", "归档前看一看", scrolls=False)
        self._ids: tuple[str, ...] = ()
        self._plan: FilingPlan | None = None
        self._job: Job | None = None
        self.box = Field("盒号", label_width=52)
        self.box.say("都放进同一盒就写在这里，也可以以后再写")
        self.model = RowsModel(columns.planned())
        self.table = Table("要归档的", self.model)
        self._working = QWidget()
        self._panel_column = ColumnLayout(self._working)
        self.views = QStackedWidget()
        self.views.addWidget(TableCard(self.table))
        self.views.addWidget(self._working)
        self.body.put(self.box)
        self.body.put(self.views, stretch=1)
        self.use_margin()
        self.back_button = Button("回去", icon="arrow-left", main=True, key="Esc", bound=False, on=context.back)
        self.file_button = Button("归档", "primary", icon="stack", main=True, key="F10", on=self.file)
        self.bar.set_buttons([self.back_button], [self.file_button])
        self.box.entered.connect(lambda: self.file_button.setFocus(Qt.FocusReason.TabFocusReason))

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        if "ids" in how:
            self._ids = tuple(how["ids"])
            self.box.set_text("")
            self.show_banner(None)
        if self._job is None:
            self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.file_button

    def escape(self) -> bool:
        if self._job is not None:
            self._job.cancel()
            return True
        return False

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "table"):
            self.table.set_two_lines(breadth.width == "narrow")

    def refresh(self) -> None:
        if self._job is not None:
            return
        archive, ids, today = self.context.services.archive, self._ids, today_of(self.context)
        self.context.jobs.read(
            lambda progress: archive.plan(ids, today=today), self._show, channel="archive-plan", owner=self
        )

    def _show(self, plan: FilingPlan) -> None:
        if self._job is not None:
            return
        self._plan = plan
        many = len(plan.rows)
        self.model.set_rows(plan.rows)
        self.views.setCurrentIndex(0)
        numbers = plan.first if plan.first == plan.last else f"{plan.first} 到 {plan.last}"
        self.head.say("归档前看一看", f"{many:,} 件" if many else "一件也不能归档")
        self.file_button.set_text(f"归档这 {many:,} 件" if many > 1 else "归档这一件", "归档")
        self.file_button.set_off("" if many else "没有可以归档的")
        self.bar.refresh()
        self.margin.clear()
        self.margin.say(f"{many:,} 件会编成案卷" if many else "没有可以归档的")
        lines = []
        if many:
            lines = [
                f"案卷号：{numbers}",
                "台账和报表里的数字不会变。",
                "归错了可以撤回，用过的案卷号不会再给别的案卷。",
            ]
        self.margin.column.put(*(Words(line) for line in lines))
        self._say_unfit(plan)
        self.margin.column.put(None)

    def _say_unfit(self, plan: FilingPlan) -> None:
        if not plan.unfit:
            return
        self.margin.column.put(Words(f"这 {len(plan.unfit)} 件现在不能归档：", bold=True))
        for one in plan.unfit[:_MOST_REASONS]:
            self.margin.column.put(Words(one.issue.message, "small"))
        if len(plan.unfit) > _MOST_REASONS:
            self.margin.column.put(Words(f"还有 {len(plan.unfit) - _MOST_REASONS} 件。", "small"))

    # -- filing ---------------------------------------------------------------------------------------
    def file(self) -> None:
        """Do what was shown."""
        if self._job is not None or self._plan is None or not self._plan.rows:
            return
        archive, by, today = self.context.services.archive, clerk_of(self.context), today_of(self.context)
        ids, box = [row.case.id for row in self._plan.rows], self.box.text()
        panel = ProgressPanel(
            "正在归档",
            unit="件",
            safe="要么全部归档，要么一件也不动。",
            cancel="停下，都不归档",
            effect="停下以后，什么都跟没开始一样。",
        )
        panel.start()
        panel.cancelled.connect(lambda: self._job.cancel() if self._job else None)
        self._panel_column.put(panel, None)
        self.views.setCurrentIndex(1)
        self.box.setEnabled(False)
        self.file_button.set_off("正在归档")
        self.bar.refresh()
        panel.stop.setFocus()

        def work(progress: Progress) -> Filed:
            return archive.file(ids, today=today, by=by, box=box, progress=progress)

        self._job = self.context.jobs.write(
            work,
            lambda filed: self._filed(panel, filed),
            changes={"complaint", "archive"},
            progress=panel.show_step,
            failed=lambda error: self._stopped(panel, self._refused(error)),
            cancelled=lambda: self._stopped(panel, Banner("停下了，什么都没有动", tone="note")),
            owner=self,
        )

    def _filed(self, panel: ProgressPanel, filed: Filed) -> None:
        self._over(panel)
        many = len(filed.files)
        told = f"{many:,} 件归档好了" if many > 1 else f"归档好了，案卷号 {filed.files[0].number}"
        more = self._left_words([one.issue.message for one in filed.unfit])
        self.context.go(
            "archive", instead=True, group="files", told=told, more=more, undo=tuple(one.id for one in filed.files)
        )

    @staticmethod
    def _left_words(messages: Sequence[str]) -> str:
        if not messages:
            return ""
        rest = f"（还有 {len(messages) - 1} 件）" if len(messages) > 1 else ""
        return f"没有归档的：{messages[0]}{rest}"

    def _refused(self, error: AppError) -> Banner:
        return Banner("没有归档", error.message, tone="error")

    def _stopped(self, panel: ProgressPanel, banner: Banner) -> None:
        self._over(panel)
        self.show_banner(banner)
        self.context.tell(banner.accessibleName())
        self.refresh()
        self.file_button.setFocus()

    def _over(self, panel: ProgressPanel) -> None:
        self._job = None
        self._panel_column.removeWidget(panel)
        panel.hide()
        panel.deleteLater()
        self.box.setEnabled(True)
        self.views.setCurrentIndex(0)
        self.file_button.set_off("")
        self.bar.refresh()
