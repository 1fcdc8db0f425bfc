"""导入登记簿: choose a file, see what it would do, then do it; earlier imports can be taken back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import AppError, Issue
from app.ui.context import Context
from app.ui.jobs import Job
from app.ui.pages.base import Page
from app.ui.pages.common import clerk_of, short_day, today_of
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, Card, ErrorPanel
from app.ui.widgets.dialog import Question
from app.ui.widgets.layouts import Column, Flow, Row
from app.ui.widgets.progress import ProgressPanel
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.register import Batch, Plan, Undone

_SHOWN_ISSUES = 40
_TONES = {"error": "error", "warning": "question", "note": "note"}
_ICONS = {"error": "warning-circle", "warning": "warning", "note": "info"}


class Count(Card):
    """One large number of the plan."""

    def __init__(self, number: int, word: str, colour: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        column = Column(self, margins=(22, 8, 22, 12))
        self.setAccessibleName(f"{word} {number} 件")
        column.put(Words(f"{number:,}", "number", bold=True, colour=colour, wrap=False))
        column.put(Words(word, "small", colour="ink2", wrap=False))


class ImportPage(Page):
    """Three states: choosing (with earlier imports), what the file would do, what was done."""

    watches = frozenset({"import"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, "import", "导入登记簿")
        self.plan: Plan | None = None
        self._job: Job | None = None
        self._holder: QWidget | None = None
        self._first: QWidget | None = None
        self._offering = False
        self._told: Banner | None = None
        self._choosing()

    # -- what shows -----------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        if how.get("file"):
            self.read_file(Path(how["file"]))
        elif self.plan is None and self._job is None:
            self.refresh()

    def first_focus(self) -> QWidget | None:
        return self._first

    def escape(self) -> bool:
        if self._job is not None:
            self._job.cancel()
            return True
        if self.plan is not None:
            self.plan = None
            self._choosing()
            self.refresh()
            return True
        return False

    def _put(self, *parts: QWidget | int) -> None:
        if self._holder is not None:
            self.body.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = QWidget()
        column = Column(self._holder, spacing=16)
        column.put(*parts, None)
        self.body.insertWidget(0, self._holder)

    def _choosing(self, banner: Banner | None = None, batches: tuple[Batch, ...] = ()) -> None:
        self.head.say("导入登记簿", "Excel、WPS 或 CSV 的登记表")
        parts: list[QWidget | int] = [banner] if banner else []
        parts.append(
            Words(
                "选一个登记簿，先看一遍，告诉您会新增几件、改动几件、哪几行看不懂；您点了导入才存进去。"
                "同一个文件导两遍，不会重复。"
            )
        )
        if batches:
            card = Card()
            column = Column(card, margins=(20, 14, 20, 14), spacing=10)
            column.put(Words("以前导入的", "section", bold=True))
            for batch in batches[:20]:
                column.put(self._batch_row(batch))
            parts.append(card)
        self._put(*parts)
        if not self._offering:
            self._offer([], Button("选登记簿文件", "primary", icon="folder-open", main=True, on=self.ask_file))
            self._offering = True

    def _offer(self, left: list[Button], first: Button, *others: Button) -> None:
        """The way back and the buttons of this state; ``first`` is the primary one and has the focus."""
        self._offering = False
        self._first = first
        ways = left or [Button("回台账", icon="arrow-left", main=True, key="Esc", on=self.context.back)]
        self.bar.set_buttons(ways, [*others, first])
        if self.isVisible():
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer_nothing(self, panel: ProgressPanel) -> None:
        self._offering = False
        self.bar.set_buttons([], [])
        panel.stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _batch_row(self, batch: Batch) -> QWidget:
        held = QWidget()
        row = Row(held, spacing=16)
        when = batch.at.astimezone()
        fact = f"{when.year}年{when.month}月{when.day}日 {when:%H:%M} · 新增 {batch.new} 件，改动 {batch.changed} 件"
        words = Column()
        words.put(Words(batch.file, bold=True), Words(fact, "small", colour="ink2"))
        row.addLayout(words, 1)
        if batch.state == "undone":
            row.put(Words("已撤销", colour="ink2", icon="arrow-counter-clockwise", wrap=False))
        else:
            row.put(Button("撤销", icon="arrow-counter-clockwise", on=lambda: self._undo(batch)))
        return held

    def refresh(self) -> None:
        """Read the earlier imports, unless a plan is being looked at."""
        if self.plan is not None or self._job is not None:
            return
        from app.services.register import batches

        database = self.context.services.database
        told, self._told = self._told, None
        self.context.jobs.read(
            lambda progress: batches(database),
            lambda found: self._choosing(told, found) if self.plan is None and self._job is None else None,
            channel="batches",
            owner=self,
        )

    # -- reading --------------------------------------------------------------------------------------
    def ask_file(self) -> None:
        """Let the person choose a file."""
        folder = self.context.settings.window.collect_folder
        path, _ = QFileDialog.getOpenFileName(
            self.window(), "选登记簿文件", folder, "登记簿 (*.xlsx *.xlsm *.xls *.et *.ods *.csv);;所有文件 (*)"
        )
        if path:
            self.context.settings.change(collect_folder=str(Path(path).parent))
            self.read_file(Path(path))

    def read_file(self, path: Path) -> None:
        """Plan the import of ``path`` in the long lane."""
        from app.services.register import plan

        database, today = self.context.services.database, today_of(self.context)
        panel = ProgressPanel(
            f"正在看 {path.name}",
            unit="行",
            safe="只是看一遍，还没有存进去。看完先给您过目，再决定导不导。",
            cancel="停下，一行也不导",
            effect="停下以后，什么都跟没开始一样。",
        )
        panel.start()
        self.head.say("导入登记簿", path.name)
        self._put(panel)
        self._offer_nothing(panel)

        def work(progress: Progress) -> Plan:
            return plan(database, path, today=today, progress=progress)

        self._job = self.context.jobs.read(
            work,
            self._planned,
            long=True,
            progress=panel.show_step,
            failed=lambda error: self._failed(error, path),
            cancelled=self._stopped,
            owner=self,
        )
        panel.cancelled.connect(self._cancel)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _stopped(self) -> None:
        self._job = None
        self._told = Banner("停下了，什么都没有导", tone="note")
        self.refresh()

    def _failed(self, error: AppError, path: Path) -> None:
        self._job = None
        self._put(
            ErrorPanel(
                "这个文件没有导",
                f"{error.message}台账里的数一件也没有变。",
                ways=("换一个文件试试。", "在 Excel 或 WPS 里另存为 .xlsx，再导一次。"),
                number=error.number,
            )
        )
        self._offer([], Button("换一个文件", "primary", icon="folder-open", main=True, on=self.ask_file))

    def _planned(self, plan: Plan) -> None:
        self._job = None
        self.plan = plan
        today = today_of(self.context)
        counts = Flow(
            Count(plan.new, "新增", "pine"),
            Count(plan.changed, "改动", "pine"),
            Count(plan.unchanged, "没有变", "ink2"),
            Count(plan.rejected, "进不来", "error" if plan.rejected else "ink2"),
            spacing=12,
        )
        fact = f"工作表“{plan.sheet}”"
        if plan.first and plan.last:
            fact += f"，登记日期 {short_day(plan.first, today)} 到 {short_day(plan.last, today)}"
        self.head.say("看好了，还没有存", plan.file)
        parts: list[QWidget | int] = [counts, Words(fact, colour="ink2")]
        if plan.issues:
            parts.append(self._issues(plan.issues))
        if plan.changes:
            parts.append(self._changes(plan))
        parts.append(self._columns(plan))
        self._put(*parts)
        go = Button(
            f"导入 {plan.new + plan.changed:,} 件", "primary", icon="check", main=True, key="F10", on=self.apply
        )
        if plan.empty:
            go.set_text("导入")
            go.set_off("没有新的，也没有改动的，不用导")
        self._offer(
            [Button("不导了", main=True, key="Esc", on=self._give_up)],
            go,
            Button("换一个文件", icon="folder-open", main=True, on=self.ask_file),
        )

    def _give_up(self) -> None:
        self.escape()

    def _issues(self, issues: tuple[Issue, ...]) -> QWidget:
        card = Card()
        column = Column(card, margins=(20, 14, 20, 14), spacing=8)
        column.put(Words(f"要看一看的（{len(issues)}）", "section", bold=True))
        for issue in issues[:_SHOWN_ISSUES]:
            place = f"{issue.cell}：" if issue.cell and issue.cell not in issue.message else ""
            column.put(Words(f"{place}{issue.message}", colour=_TONES[issue.severity], icon=_ICONS[issue.severity]))
        if len(issues) > _SHOWN_ISSUES:
            column.put(Words(f"还有 {len(issues) - _SHOWN_ISSUES} 条，先改好上面这些。", "small", colour="ink2"))
        return card

    def _changes(self, plan: Plan) -> QWidget:
        card = Card()
        column = Column(card, margins=(20, 14, 20, 14), spacing=8)
        column.put(Words("会改动的", "section", bold=True))
        for change in plan.changes[:20]:
            what = "；".join(
                f"{label} {before or '没写'} → {after or '没写'}" for label, before, after in change.fields
            )
            column.put(Words(f"{change.number}（第 {change.row} 行）", "small", colour="ink2"), Words(what))
        return card

    def _columns(self, plan: Plan) -> QWidget:
        card = Card()
        column = Column(card, margins=(20, 14, 20, 14), spacing=8)
        column.put(Words("每一列当作什么", "section", bold=True))
        taken = [f"{c.heading} → {c.label}{f'（{c.unit}）' if c.unit else ''}" for c in plan.columns if c.field]
        left = [c.heading for c in plan.columns if not c.field and c.heading]
        column.put(Words("；".join(taken)))
        if left:
            column.put(Words(f"没有用到的列：{'、'.join(left)}", colour="ink2"))
        return card

    # -- doing ----------------------------------------------------------------------------------------
    def apply(self) -> None:
        """Write what the plan says."""
        from app.services.register import apply

        plan = self.plan
        if plan is None or self._job is not None:
            return
        database, by = self.context.services.database, clerk_of(self.context)
        panel = ProgressPanel(
            "正在导入",
            unit="件",
            safe="要么全部导进去，要么一件也不导。",
            cancel="停下，一件也不导",
            effect="停下以后，什么都跟没开始一样。",
        )
        panel.start()
        self._put(panel)
        self._offer_nothing(panel)

        def work(progress: Progress) -> str | None:
            return apply(database, plan, by=by, progress=progress)

        self._job = self.context.jobs.write(
            work,
            lambda batch: self._applied(plan),
            changes={"complaint", "import"},
            progress=panel.show_step,
            failed=lambda error: self._failed(error, Path(plan.file)),
            cancelled=self._not_applied,
            owner=self,
        )
        panel.cancelled.connect(self._cancel)

    def _not_applied(self) -> None:
        self.plan = None
        self._stopped()

    def _applied(self, plan: Plan) -> None:
        self._job = None
        self.plan = None
        self._told = Banner(
            f"导好了，新增 {plan.new:,} 件，改动 {plan.changed:,} 件",
            "不对的话，可以整批撤销。",
            tone="done",
            actions=(Button("看台账", icon="books", on=lambda: self.context.go("register")),),
        )
        self._choosing()

    # -- taking back ----------------------------------------------------------------------------------
    def _undo(self, batch: Batch) -> None:
        answer = Question(
            self.window(),
            "把这一批整个撤销？",
            f"{batch.file}：新增的 {batch.new} 件会去掉，改动的 {batch.changed} 件改回原样。"
            "导入以后又改过的、已经封存的，都留着不动。",
            [("undo", "撤销这一批", "danger")],
            ("keep", "留着"),
        ).ask()
        if answer == "undo":
            self.undo(batch.id)

    def undo(self, batch: str) -> None:
        """Take a batch back."""
        from app.services.register import undo

        database, by = self.context.services.database, clerk_of(self.context)

        def work(progress: Progress) -> Undone:
            return undo(database, batch, by=by, progress=progress)

        self.context.jobs.write(work, self._undone, changes={"complaint", "import"}, owner=self)

    def _undone(self, done: Undone) -> None:
        text = "".join(skipped.why for skipped in done.skipped[:5])
        self._told = Banner(
            f"撤销了，去掉 {done.removed:,} 件，改回 {done.restored:,} 件"
            + (f"，留下 {len(done.skipped)} 件" if done.skipped else ""),
            text,
            tone="question" if done.skipped else "done",
        )
