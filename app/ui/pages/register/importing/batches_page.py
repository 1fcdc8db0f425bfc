"""以前导入的: every import with its counts; the current one beside it, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.jobs import Job
from app.ui.pages.base import Page
from app.ui.pages.common import clerk_of
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState
from app.ui.widgets.dialog import Question
from app.ui.widgets.layouts import Column as ColumnLayout
from app.ui.widgets.progress import ProgressPanel
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.register import Batch, Held, Undone

_MOST = 30


def _when(batch: Batch) -> str:
    at = batch.at.astimezone()
    return f"{at.year}-{at.month:02d}-{at.day:02d} {at:%H:%M}"


def _day(batch: Batch) -> str:
    return batch.at.astimezone().date().isoformat()


def _state(batch: Batch) -> Cell:
    if batch.state == "undone":
        return Cell("已撤销", "arrow-counter-clockwise", quiet=True)
    return Cell("在台账里", "check-circle", "done")


class BatchesPage(Page):
    """The list reads anew whenever an import was made or taken back."""

    watches = frozenset({"import", "complaint"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, "imports", "以前导入的", scrolls=False)
        self._job: Job | None = None
        self._held: Held | None = None
        self.model = RowsModel(
            (
                Column("day", "哪一天", _day, 112, line=2),
                Column("file", "文件", lambda batch: batch.file, 130, stretch=2, bold=True, line=1),
                Column("new", "新增", lambda batch: f"{batch.new:,}", 64, align="right", priority=1, line=2),
                Column("changed", "改动", lambda batch: f"{batch.changed:,}", 64, align="right", priority=2, line=0),
                Column(
                    "rejected", "没进来", lambda batch: f"{batch.rejected:,}", 70, align="right", priority=3, line=0
                ),
                Column("state", "现在", _state, 132, line=1),
            )
        )
        self.table = Table("以前导入的", self.model, row_height=52)
        self.table.current_changed.connect(self._current_changed)
        self.empty = EmptyState("还没有导入过", "从 Excel 或 WPS 的登记簿导进来的，都会列在这里，可以整批撤销。")
        self._working = QWidget()
        self._panel_column = ColumnLayout(self._working)
        self.views = QStackedWidget()
        for view in (TableCard(self.table), self.empty, self._working):
            self.views.addWidget(view)
        self.body.put(self.views, stretch=1)
        self.use_margin()
        self._facts = QWidget()
        self._facts_column = ColumnLayout(self._facts, spacing=10)
        self.margin.column.put(self._facts, None)
        self.undo_button = Button("撤销这一批", "danger", icon="arrow-counter-clockwise", main=True, on=self.ask_undo)
        self.undo_button.hide()
        self._back = Button("回导入", icon="arrow-left", main=True, key="Esc", on=context.back)
        self.bar.set_buttons([self._back], [self.undo_button])

    # -- the list -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        if self._job is None:
            self.show_banner(None)
            self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.table if self.views.currentIndex() == 0 else self._back

    def escape(self) -> bool:
        if self._job is not None:
            self._job.cancel()
            return True
        return False

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        self.table.set_two_lines(breadth.width == "narrow")

    def refresh(self) -> None:
        if self._job is not None:
            return
        from app.services.register import batches

        database = self.context.services.database
        self.context.jobs.read(lambda progress: batches(database), self._listed, channel="batches", owner=self)

    def _listed(self, found: tuple[Batch, ...]) -> None:
        row = max(0, self.table.currentIndex().row())
        self.model.set_rows(found)
        if self._job is None:
            self.views.setCurrentIndex(0 if found else 1)
        self.head.say("以前导入的", f"{len(found)} 次" if found else "")
        if found:
            self.table.choose(min(row, len(found) - 1))
        else:
            self.margin.say("")

    # -- one of them ----------------------------------------------------------------------------------
    def _current_changed(self, batch: Batch | None) -> None:
        self._held = None
        self.undo_button.setVisible(batch is not None)
        self.bar.refresh()
        if batch is None:
            return
        from app.services.register import held

        database, wanted = self.context.services.database, batch.id
        self.margin.say(batch.file)
        self._fill(
            f"{_when(batch)}，{batch.by or '没写姓名'}",
            f"新增 {batch.new:,} 件，改动 {batch.changed:,} 件，没有变 {batch.unchanged:,} 件",
            f"没进来 {batch.rejected:,} 行",
        )
        self.context.jobs.read(
            lambda progress: held(database, wanted), lambda left: self._know(batch, left), channel="held", owner=self
        )

    def _fill(self, *lines: str) -> None:
        while self._facts_column.count():
            item = self._facts_column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._facts_column.put(*(Words(line) for line in lines))

    def _know(self, batch: Batch, left: Held) -> None:
        """What taking it back would do now."""
        if self.table.current_row() is not batch:
            return
        self._held = left
        if left.empty:
            why = "已经撤销过了" if batch.state == "undone" else "里面的每一件后来都改过或封存了，没有可撤的"
            self.undo_button.set_off(why)
        else:
            self.undo_button.set_off("")
            what = f"现在撤销，会去掉 {left.removable:,} 件，改回 {left.restorable:,} 件。"
            self._facts_column.put(Words(what, bold=True))
        if left.skipped:
            self._facts_column.put(Words(f"这 {len(left.skipped):,} 件会留着：", bold=True))
            for skipped in left.skipped[:_MOST]:
                self._facts_column.put(Words(skipped.why, "small", colour="ink"))
            if len(left.skipped) > _MOST:
                self._facts_column.put(Words(f"还有 {len(left.skipped) - _MOST:,} 件。", "small", colour="ink2"))
        self.bar.refresh()

    # -- taking back ----------------------------------------------------------------------------------
    def ask_undo(self) -> None:
        """Make sure, then take the current batch back."""
        batch, left = self.table.current_row(), self._held
        if batch is None or left is None:
            return
        kept = f"有 {len(left.skipped):,} 件后来改过或已封存，留着不动。" if left.skipped else ""
        answer = Question(
            self.window(),
            "把这一批整个撤销？",
            f"{batch.file}：新增的 {left.removable:,} 件会去掉，改动的 {left.restorable:,} 件改回原样。{kept}",
            [("undo", "撤销这一批", "danger")],
            ("keep", "留着"),
        ).ask()
        if answer == "undo":
            self.undo(batch.id)

    def undo(self, batch: str) -> None:
        """Take a batch back."""
        from app.services.register import undo

        if self._job is not None:
            return
        database, by = self.context.services.database, clerk_of(self.context)
        panel = ProgressPanel(
            "正在撤销",
            unit="件",
            safe="要么整批撤销，要么一件也不动。",
            cancel="停下，都留着",
            effect="停下以后，什么都跟没开始一样。",
        )
        panel.start()
        panel.cancelled.connect(lambda: self._job.cancel() if self._job else None)
        self._panel_column.put(panel, None)
        self.views.setCurrentIndex(2)
        self.bar.set_buttons([], [])
        panel.stop.setFocus()

        def work(progress: Progress) -> Undone:
            return undo(database, batch, by=by, progress=progress)

        self._job = self.context.jobs.write(
            work,
            lambda done: self._over(panel, self._words(done)),
            changes={"complaint", "import"},
            progress=panel.show_step,
            failed=lambda error: self._over(panel, Banner("没有撤销", error.message, tone="error")),
            cancelled=lambda: self._over(panel, Banner("停下了，什么都没有动", tone="note")),
            owner=self,
        )

    def _over(self, panel: ProgressPanel, banner: Banner) -> None:
        self._job = None
        self._panel_column.removeWidget(panel)
        panel.hide()
        panel.deleteLater()
        self.views.setCurrentIndex(0)
        self._back = Button("回导入", icon="arrow-left", main=True, key="Esc", on=self.context.back)
        self.undo_button = Button("撤销这一批", "danger", icon="arrow-counter-clockwise", main=True, on=self.ask_undo)
        self.bar.set_buttons([self._back], [self.undo_button])
        self.show_banner(banner)
        self.refresh()
        self.table.setFocus()

    def _words(self, done: Undone) -> Banner:
        kept = f"，留下 {len(done.skipped):,} 件" if done.skipped else ""
        why = "留下的是后来改过的，或已经算进封存报表的，右边逐件写着。" if done.skipped else ""
        title = f"撤销了，去掉 {done.removed:,} 件，改回 {done.restored:,} 件{kept}"
        return Banner(title, why, tone="question" if done.skipped else "done")
