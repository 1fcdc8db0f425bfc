"""Adding up: asking where, writing, and showing the sum."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from app.errors import AppError
from app.progress import Progress
from app.ui.context import Context
from app.ui.pages.city.gathering import Gathering
from app.ui.pages.city.office_view import Pictured, picture
from app.ui.pages.city.standings import TEMPLATE
from app.ui.pages.common import today_of
from app.ui.pages.monthly.periods import person
from app.ui.pages.monthly.remarks import remark_of
from app.ui.widgets.buttons import Button
from app.ui.widgets.progress import ProgressPanel

if TYPE_CHECKING:
    from app.services.merging.records import Merged


class Summing(Gathering):
    """What one does to add returns up."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.merge.chosen.connect(self._ask_merge)
        self.open_file.chosen.connect(self._open_merged)
        self.open_companion.chosen.connect(self._open_companion)

    def _ask_merge(self) -> None:
        folder = self.context.settings.window.export_folder or str(Path.home())
        name = f"{self.context.office.name}{self.period.label}汇总.xlsx"
        where = str(Path(folder) / name)
        chosen, _ = QFileDialog.getSaveFileName(self.window(), "汇总表存到哪里", where, "Excel 工作簿 (*.xlsx)")
        if chosen:
            path = Path(chosen)
            self.merge_to(path if path.suffix.lower() == ".xlsx" else path.with_name(path.name + ".xlsx"))

    def merge_to(self, path: Path) -> None:
        """Add the period up into ``path`` and show the sum."""
        services, period, day, by = self.context.services, self.period, today_of(self.context), person(self.context)
        panel = ProgressPanel(f"正在汇总{period.label}", safe="各单位报来的数都不会变。")
        panel.stop.hide()
        self._put_notice(panel)
        self.merge.set_off("正在汇总")

        def work(progress: Progress) -> tuple[Merged, Pictured]:
            merged = services.merging.merge(TEMPLATE, period, path, today=day, by=by, progress=progress)
            remarks = [remark_of(issue) for issue in merged.issues]
            return merged, picture(services, TEMPLATE, period, path.read_bytes(), remarks)

        def done(found: tuple[Merged, Pictured]) -> None:
            self.merge.set_off("")
            self.context.settings.change(export_folder=str(path.parent))
            self.merged = found[0]
            self._show_view("merged")
            self._show_picture(found[1])
            self.sheet.view.setFocus(Qt.FocusReason.OtherFocusReason)
            self._tell_merged(found[0])

        def failed(error: AppError) -> None:
            self.merge.set_off("")
            again = Button("再试一次", icon="arrow-clockwise", on=lambda: self.merge_to(path))
            other = Button("换个地方", icon="folder-open", on=self._ask_merge)
            text = f"{error.message}各单位报来的数都没有变。（号码 {error.number}）"
            self.tell("没有汇总成", text, "error", (again, other))

        self.context.jobs.write(work, done, failed=failed, progress=panel.show_step, changes={"merge"}, owner=self)

    def _tell_merged(self, merged: Merged) -> None:
        names = {line.code: line.name for line in self.board.lines} if self.board is not None else {}
        missing = "、".join(names.get(code, code) for code in merged.missing)
        left = "、".join(names.get(code, code) for code in merged.left_out)
        parts = [
            f"没报：{missing}。" if missing else "",
            f"有疑问还没接受，没有算进去：{left}。" if left else "",
            f"对照表 {merged.companion.name} 也写好了。",
        ]
        whole = not (missing or left)
        title = f"{len(merged.offices)} 个单位汇总好了" + ("" if whole else "，不完整")
        self.tell(title, "".join(parts), "done" if whole else "question")

    def _open_merged(self) -> None:
        if self.merged is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.merged.out)))

    def _open_companion(self) -> None:
        if self.merged is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.merged.companion)))
