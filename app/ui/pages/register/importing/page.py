"""导入登记簿: choose a file, see what it would do, then do it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import AppError
from app.ui.context import Context
from app.ui.jobs import Job
from app.ui.pages import late
from app.ui.pages.base import Page
from app.ui.pages.common import clerk_of, short_day, today_of
from app.ui.pages.register.importing.blank import ask_blank, save_blank
from app.ui.pages.register.importing.plan_view import (
    Count,
    changes_card,
    columns_card,
    issues_card,
    likely_card,
    told,
    unseen,
    unseen_banner,
)
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, ErrorPanel
from app.ui.widgets.layouts import Column, Flow
from app.ui.widgets.progress import ProgressPanel
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.register import Choice, MarkedCopy, Plan, Preview, Source
    from app.services.returns.late_reports import LateWay

_KINDS = "登记簿 (*.xlsx *.xlsm *.xls *.et *.ods *.csv);;所有文件 (*)"
_FOLDER_WORDS = "选一个登记簿，先看一遍，告诉您会新增几件、改动几件、哪几行看不懂；您点了导入才存进去。"


class ImportPage(Page):
    """Its states: choosing, reading, what the file would do, writing, what was done."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "import", "导入登记簿")
        self.plan: Plan | None = None
        self.source: Source | None = None
        self.choice: Choice | None = None
        self._without = False
        self._job: Job | None = None
        self._holder: QWidget | None = None
        self._first: QWidget | None = None
        self._notice: Banner | None = None
        self._choosing()

    # -- what shows -----------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        if how.get("file"):
            self.read_file(Path(how["file"]))
        elif how.get("source") is not None:
            self.source, self.choice = how["source"], how.get("choice")
            self._read(how["source"])

    def first_focus(self) -> QWidget | None:
        return self._first

    def escape(self) -> bool:
        if self._job is not None:
            self._job.cancel()
            return True
        if self.plan is not None:
            self._choosing()
            return True
        return False

    def _put(self, *parts: QWidget | int) -> None:
        if self._holder is not None:
            self.body.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        self._notice = None
        self._holder = QWidget()
        column = Column(self._holder, spacing=16)
        column.put(*parts, None)
        self._column = column
        self.body.insertWidget(0, self._holder)
        if self.scrolling is not None:
            self.scrolling.verticalScrollBar().setValue(0)

    def _say(self, banner: Banner) -> None:
        """A notice on top of what shows."""
        if self._notice is not None:
            self._column.removeWidget(self._notice)
            self._notice.hide()
            self._notice.deleteLater()
        self._notice = banner
        self._column.insertWidget(0, banner)
        if self.scrolling is not None:
            self.scrolling.verticalScrollBar().setValue(0)

    def _choosing(self, banner: Banner | None = None) -> None:
        self.plan = self.source = self.choice = None
        self.head.say("导入登记簿", "Excel、WPS 或 CSV 的登记表")
        self._put(
            *([banner] if banner else []),
            Words(_FOLDER_WORDS),
            Words("同一个文件导两遍，不会重复。导错了可以整批撤销，在「以前导入的」里。", colour="ink2"),
            Words(
                "还没有登记簿？存一份空白登记表发下去填，填好交回来直接导，每一格都认得。",
                colour="ink2",
            ),
        )
        self._offer(
            [Button("回台账", icon="arrow-left", main=True, key="Esc", on=self.context.back)],
            Button("选登记簿文件", "primary", icon="folder-open", main=True, on=self.ask_file),
            Button("以前导入的", icon="clock-counter-clockwise", main=True, on=self._batches),
            Button("存一份空白登记表", short="空白表", icon="file-xls", main=True, on=self.ask_blank),
        )

    def _offer(self, left: list[Button], first: Button, *others: Button) -> None:
        """The way back and the buttons of this state; ``first`` is the primary one and has the focus."""
        self._first = first
        self.bar.set_buttons(left, [*others, first])
        if self.isVisible():
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_progress(self, panel: ProgressPanel) -> None:
        panel.start()
        self._put(panel)
        self.bar.set_buttons([], [])
        self._first = panel.stop
        if self.isVisible():
            panel.stop.setFocus(Qt.FocusReason.OtherFocusReason)
        panel.cancelled.connect(self._cancel)

    def _batches(self) -> None:
        self.context.go("imports")

    # -- reading --------------------------------------------------------------------------------------
    def ask_file(self) -> None:
        """Let the person choose a file."""
        folder = self.context.settings.window.collect_folder
        path, _ = QFileDialog.getOpenFileName(self.window(), "选登记簿文件", folder, _KINDS)
        if path:
            self.context.settings.change(collect_folder=str(Path(path).parent))
            self.read_file(Path(path))

    def read_file(self, path: Path) -> None:
        """Look at ``path`` and plan its import."""
        self.source = self.choice = None
        self._read(path)

    def _read(self, file: Path | Source) -> None:
        """Plan in the long lane; when the columns leave something open, the page of columns comes first."""
        from app.services.register import Choice, open_register, plan, preview, remembered

        services, today, choice = self.context.services, today_of(self.context), self.choice
        database, lists = services.database, services.lists
        name = file.name if isinstance(file, Path) else file.file
        panel = ProgressPanel(
            f"正在看 {name}",
            unit="行",
            safe="只是看一遍，还没有存进去。看完先给您过目，再决定导不导。",
            cancel="停下，一行也不导",
            effect="停下以后，什么都跟没开始一样。",
        )
        self.plan = None
        self.head.say("导入登记簿", name)
        self._show_progress(panel)

        def work(progress: Progress) -> tuple[Source, Preview | None, Plan | None]:
            source = open_register(file, progress) if isinstance(file, Path) else file
            if choice is None:
                progress.step(0, 0, "认一认每一列是什么")
                seen = preview(source, lists, today, Choice(), remembered(database))
                if (seen.missing and len(seen.columns) > 1) or seen.open_questions:
                    return source, seen, None
            return source, None, plan(database, source, choice=choice, today=today, progress=progress)

        self._job = self.context.jobs.read(
            work,
            self._seen,
            long=True,
            progress=panel.show_step,
            failed=lambda error: self._failed(error),
            cancelled=self._stopped,
            owner=self,
        )

    def _seen(self, found: tuple[Source, Preview | None, Plan | None]) -> None:
        self._job = None
        source, seen, plan = found
        self.source = source
        if plan is not None:
            self._planned(plan)
            return
        self._choosing()
        self.context.go("import_columns", source=source, seen=seen)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _stopped(self) -> None:
        self._job = None
        self._choosing(Banner("停下了，什么都没有导", tone="note"))

    def _failed(self, error: AppError) -> None:
        self._job = None
        self.plan = None
        self._put(
            ErrorPanel(
                "这个文件没有导",
                f"{error.message}台账里的数一件也没有变。",
                ways=("换一个文件试试。", "在 Excel 或 WPS 里另存为 .xlsx，再导一次。"),
                number=error.number,
            )
        )
        self._offer(
            [Button("回台账", icon="arrow-left", main=True, key="Esc", on=self.context.back)],
            Button("换一个文件", "primary", icon="folder-open", main=True, on=self.ask_file),
        )

    # -- the plan -------------------------------------------------------------------------------------
    def _planned(self, plan: Plan) -> None:
        self.plan = plan
        self._without = False
        today = today_of(self.context)
        self._new = Count(plan.new, "新增", "pine")
        self._out = Count(plan.rejected, "进不来", "error" if plan.rejected else "ink2")
        counts = Flow(
            self._new,
            Count(plan.changed, "改动", "pine"),
            Count(plan.unchanged, "没有变", "ink2"),
            self._out,
            spacing=12,
        )
        fact = f"工作表「{plan.sheet}」"
        if plan.first and plan.last:
            fact += f"，登记日期 {short_day(plan.first, today)} 到 {short_day(plan.last, today)}"
        self.head.say("看好了，还没有存", plan.file)
        parts: list[QWidget | int] = [counts, Words(fact, colour="ink2")]
        if unseen(plan):
            parts.insert(0, unseen_banner(plan, self.correct))
        if plan.likely:
            card, self.likely = likely_card(plan, self._leave_out)
            parts.append(card)
        if told(plan):
            parts.append(issues_card(plan))
        if plan.changes:
            parts.append(changes_card(plan))
        parts.append(columns_card(plan, self.correct))
        self._put(*parts)
        self.go_button = Button("", "primary", icon="check", main=True, key="F10", on=self.apply)
        self._say_go()
        marked = Button("存一份标出问题的表", short="标出问题", icon="file-xls", main=True, on=self.ask_marked)
        other = Button("换一个文件", short="换文件", icon="folder-open", main=True, on=self.ask_file)
        self._offer(
            [Button("不导了", main=True, key="Esc", on=self.escape)],
            self.go_button,
            *([marked] if plan.work.marks else [other]),
        )

    def _leave_out(self, left: bool) -> None:
        self._without = left
        plan = self.plan
        if plan is not None:
            self._new.say(plan.new - (len(plan.likely) if left else 0))
            self._out.say(plan.rejected + (len(plan.likely) if left else 0))
            self._say_go()

    def _say_go(self) -> None:
        plan = self.plan
        assert plan is not None
        many = plan.new + plan.changed - (len(plan.likely) if self._without else 0)
        self.go_button.set_text(f"导入 {many:,} 件" if many else "导入")
        self.go_button.set_off("" if many else "没有新的，也没有改动的，不用导")
        self.bar.refresh()

    def correct(self) -> None:
        """On to the page of columns."""
        if self.source is not None:
            self.context.go("import_columns", source=self.source, choice=self.choice)

    # -- files beside ---------------------------------------------------------------------------------
    def ask_marked(self) -> None:
        """Where the marked copy goes; beside the sender's own file, as a rule."""
        if self.source is None or self.plan is None:
            return
        name = Path(self.source.file)
        folder = Path(self.context.settings.window.collect_folder or Path.home())
        ending = name.suffix if name.suffix.lower() in (".xlsx", ".xlsm") else ".xlsx"
        suggested = folder / f"{name.stem}（标出问题）{ending}"
        path, _ = QFileDialog.getSaveFileName(self.window(), "存到哪里", str(suggested), f"Excel 文件 (*{ending})")
        if path:
            target = Path(path)
            self.save_marked(target if target.suffix else target.with_suffix(ending))

    def save_marked(self, target: Path) -> None:
        """Write the sender's file with its bad cells marked to ``target``."""
        from app.durable import write_durably
        from app.services.register import marked_copy

        source, plan = self.source, self.plan
        if source is None or plan is None:
            return

        def work(progress: Progress) -> MarkedCopy:
            made = marked_copy(source, plan, progress)
            write_durably(target, made.data)
            return made

        self.context.jobs.read(work, lambda made: self._marked(made, target), long=True, owner=self)

    def _marked(self, made: MarkedCopy, target: Path) -> None:
        text = f"标了 {made.cells:,} 格，每格都有批注说明，存在 {target}。"
        text += "原来不是 .xlsx，所以另做了一份，字和位置一样，格式没有带过来。" if made.anew else "别的都和原来一样。"
        if self.plan is not None:
            self._say(Banner("标出问题的表存好了", text, tone="done"))
        self.context.tell("标出问题的表存好了")

    def ask_blank(self) -> None:
        """Save an empty register to hand out."""
        ask_blank(self, self._say)

    def save_blank(self, target: Path) -> None:
        """Write the empty register to ``target``."""
        save_blank(self, target, self._say)

    # -- doing ----------------------------------------------------------------------------------------
    def apply(self) -> None:
        """Write what the plan says."""
        from app.services.register import apply

        plan = self.plan
        if plan is None or self._job is not None or self.go_button.off:
            return
        database, by = self.context.services.database, clerk_of(self.context)
        without = frozenset(found.row for found in plan.likely) if self._without else frozenset[int]()
        panel = ProgressPanel(
            "正在导入",
            unit="件",
            safe="要么全部导进去，要么一件也不导。",
            cancel="停下，一件也不导",
            effect="停下以后，什么都跟没开始一样。",
        )
        self._show_progress(panel)

        def store(way: LateWay) -> None:
            def work(progress: Progress) -> str | None:
                return apply(database, plan, by=by, progress=progress, without=without, late=way)

            def failed(error: AppError) -> None:
                self._job = None
                late.settle(self, self.context, error, store, self._failed, lambda: self._planned(plan), leads=False)

            self._job = self.context.jobs.write(
                work,
                lambda batch: self._applied(plan, plan.new - len(without)),
                changes={"complaint", "import"},
                progress=panel.show_step,
                failed=failed,
                cancelled=self._stopped,
                owner=self,
            )

        store("ask")

    def _applied(self, plan: Plan, new: int) -> None:
        self._job = None
        left = (
            f"有 {plan.rejected:,} 行没有进来；改好以后把同一个文件再导一次，进来过的不会重复。"
            if plan.rejected
            else ""
        )
        self._choosing(
            Banner(
                f"导好了，新增 {new:,} 件，改动 {plan.changed:,} 件",
                left + "不对的话，可以整批撤销。",
                tone="done",
                actions=(
                    Button("整批撤销", icon="arrow-counter-clockwise", on=self._batches),
                    Button("看台账", icon="books", on=lambda: self.context.go("register")),
                ),
            )
        )
