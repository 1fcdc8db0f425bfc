"""导出台账: which period, where to, and how far."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import AppError
from app.services.complaints.listing import period_words
from app.services.periods import Period, parse_period
from app.ui.context import Context
from app.ui.jobs import Job
from app.ui.pages.base import Page
from app.ui.pages.common import today_of
from app.ui.pages.register.conditions import periods
from app.ui.pages.register.importing.blank import ask_blank
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.layouts import Column
from app.ui.widgets.options import OptionRow
from app.ui.widgets.progress import ProgressPanel
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress

_CHOSEN = "chosen"


class ExportPage(Page):
    """Writes the register of a period into a workbook that the import reads again."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "export", "导出台账")
        self.head.say("导出台账", "存成 Excel 文件，改过还可以再导回来")
        self._job: Job | None = None
        self._periods: dict[str, Period] = {}
        self._row: OptionRow | None = None
        self._holder = QWidget()
        self._column = Column(self._holder, spacing=12)
        self.panel = ProgressPanel("正在导出", unit="件", cancel="停下，不存文件", effect="停下以后，什么都没有变。")
        self.panel.cancelled.connect(lambda: self._job.cancel() if self._job else None)
        self.panel.hide()
        self.body.put(Words("导出哪一段时间登记的", bold=True), self._holder, self.panel, None)
        self.go_button = Button("选存放的地方", "primary", icon="folder-open", main=True, key="F10", on=self._ask)
        self.bar.set_buttons(
            [Button("回台账", icon="arrow-left", main=True, key="Esc", on=context.back)],
            [
                Button("空白登记表", icon="file-xls", main=True, on=lambda: ask_blank(self, self.show_banner)),
                self.go_button,
            ],
        )

    def arrive(self, **how: Any) -> None:
        today = today_of(self.context)
        options = [(key, period.label, period) for key, _, period in periods(today) if period is not None]
        start, until = how.get("start"), how.get("until")
        same = next((key for key, _, period in options if (period.start, period.end) == (start, until)), "")
        if start and until and not same:
            chosen = parse_period(f"{start.isoformat()}..{until.isoformat()}")
            options.insert(0, (_CHOSEN, period_words(start, until, today), chosen))
            same = _CHOSEN
        options.append(("all", "全部", parse_period(f"1990-01-01..{today.year + 1}-12-31")))
        self._periods = {key: period for key, _, period in options}
        if self._row is not None:
            self._column.removeWidget(self._row)
            self._row.hide()
            self._row.deleteLater()
        self._row = OptionRow("期间", [(key, word) for key, word, _ in options])
        self._row.choose([same or "year"])
        self._column.put(self._row)
        self.show_banner(None)

    def first_focus(self) -> QWidget | None:
        return self._row

    def escape(self) -> bool:
        if self._job is not None:
            self._job.cancel()
            return True
        return False

    def _period(self) -> Period:
        assert self._row is not None
        return self._periods[next(iter(self._row.chosen()), "year")]

    def _ask(self) -> None:
        period = self._period()
        words = "全部" if period is self._periods["all"] else period.label
        name = f"{self.context.office.name} 投诉台账 {words}.xlsx"
        folder = Path(self.context.settings.window.export_folder or Path.home())
        path, _ = QFileDialog.getSaveFileName(self.window(), "存到哪里", str(folder / name), "Excel 文件 (*.xlsx)")
        if path:
            target = Path(path)
            self.context.settings.change(export_folder=str(target.parent))
            self.export(period, target if target.suffix else target.with_suffix(".xlsx"))

    def export(self, period: Period, path: Path) -> None:
        """Write the register of ``period`` to ``path`` in the long lane."""
        from app.services.register import export

        database = self.context.services.database
        self.show_banner(None)
        self.panel.start()
        self.panel.show()
        self.go_button.set_off("正在导出")

        def work(progress: Progress) -> int:
            return export(database, period, path, progress=progress)

        self._job = self.context.jobs.read(
            work,
            lambda many: self._done(many, path),
            long=True,
            progress=self.panel.show_step,
            failed=self._failed,
            cancelled=self._stopped,
            owner=self,
        )

    def _over(self) -> None:
        self._job = None
        self.panel.hide()
        self.go_button.set_off("")

    def _done(self, many: int, path: Path) -> None:
        self._over()
        self.show_banner(Banner(f"存好了，一共 {many:,} 件", str(path), tone="done"))
        self.context.tell(f"存好了，一共 {many} 件")
        self.go_button.setFocus()

    def _stopped(self) -> None:
        self._over()
        self.show_banner(Banner("停下了，没有存文件", tone="note"))

    def _failed(self, error: AppError) -> None:
        self._over()
        self.show_banner(Banner("没有存成", f"{error.message}（号码 {error.number}）", tone="error"))
