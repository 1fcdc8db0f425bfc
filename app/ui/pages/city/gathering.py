"""Taking files in: asking for them, dropping them, reading them with progress, and what became of each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from app.errors import AppError
from app.progress import Progress
from app.services.periods import parse_period
from app.ui.context import Context
from app.ui.pages.city.collecting import summary
from app.ui.pages.city.judging import Judging
from app.ui.pages.common import today_of
from app.ui.pages.monthly.periods import person
from app.ui.pages.monthly.remarks import counted, remark_of
from app.ui.widgets.buttons import Button

if TYPE_CHECKING:
    from app.services.submissions.records import Collected

_FILES = "报表 (*.xlsx *.xlsm *.xls *.xlsb *.ods *.et *.htm *.html *.xml *.zip);;所有文件 (*)"


class Gathering(Judging):
    """What one does to take returns in."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.pick_files.chosen.connect(self._ask_files)
        self.pick_folder.chosen.connect(self._ask_folder)
        self.progress.cancelled.connect(self._stop)
        self.files.moved.connect(self._file_moved)
        self.files.opened.connect(self._file_opened)
        self.setAcceptDrops(True)

    def _ask_files(self) -> None:
        start = self.context.settings.window.collect_folder or str(Path.home())
        names, _ = QFileDialog.getOpenFileNames(self.window(), "选要收的报表", start, _FILES)
        if names:
            self.collect([Path(name) for name in names])

    def _ask_folder(self) -> None:
        start = self.context.settings.window.collect_folder or str(Path.home())
        name = QFileDialog.getExistingDirectory(self.window(), "选放报表的文件夹或 U 盘", start)
        if name:
            self.collect([Path(name)])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()) and self._job is None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.collect(paths)

    def collect(self, paths: list[Path]) -> None:
        """Take files and folders in, with progress; each file gets an answer."""
        if self._job is not None:
            return
        services, day, by = self.context.services, today_of(self.context), person(self.context)
        first = paths[0]
        self.context.settings.change(collect_folder=str(first if first.is_dir() else first.parent))
        self.clear_notice()
        self.progress.start()
        self._show_view("collecting")
        self.progress.stop.setFocus(Qt.FocusReason.OtherFocusReason)

        def work(progress: Progress) -> tuple[Collected, ...]:
            return services.submissions.collect(paths, today=day, by=by, progress=progress)

        def ended() -> None:
            self._job = None
            # Every file is a change of its own; those made before stopping stay.
            self.context.jobs.changed.emit(frozenset({"submission"}))

        def done(found: tuple[Collected, ...]) -> None:
            ended()
            self._collected = found
            self.files.show_files(found)
            self._show_view("files")
            self.files.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self.context.tell(summary(found))

        def cancelled() -> None:
            ended()
            self._to_board()
            self.tell("停下了", "已经收好的还在，没看的没有收。", "note")

        def failed(error: AppError) -> None:
            ended()
            self._to_board()
            again = Button("再试一次", icon="arrow-clockwise", on=lambda: self.collect(paths))
            text = f"{error.message}已经收好的都还在。（号码 {error.number}）"
            self.tell("没有收成", text, "error", (again,))

        self._job = self.context.jobs.read(
            work, done, long=True, failed=failed, cancelled=cancelled, progress=self.progress.show_step, owner=self
        )

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _file_moved(self, row: Collected | None) -> None:
        if self.view != "files" and row is None:
            return
        self.show_mode("file")
        remarks = [remark_of(issue) for issue in row.issues] if row is not None else []
        self.file_remarks.show_remarks(remarks)
        self.margin.say(counted(remarks) or "看好了", above=row.file if row is not None else "")

    def _file_opened(self, row: Collected) -> None:
        """Return on a file: the return it became."""
        if self.board is None or row.office is None or row.period is None:
            self.show_margin()
            return
        line = next((line for line in self.board.lines if line.code == row.office), None)
        period = parse_period(row.period)
        if line is not None and period.kind == "month":
            if period not in self.board.months:
                self.period = period
                self.refresh()
            self._open_office(line, period)
