"""Exporting: asking where, writing in the writer lane, and saying what became of it, on the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import AppError
from app.progress import Progress
from app.ui.pages.common import today_of
from app.ui.pages.monthly import periods
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.progress import ProgressPanel

if TYPE_CHECKING:
    from app.ui.pages.monthly.frame import MonthlyFrame

_FILTERS = "Excel 工作簿 (*.xlsx);;打印用的 PDF (*.pdf)"


class Exporting(QObject):
    """What the page does to export, and the notice on top of its body."""

    def __init__(self, page: MonthlyFrame) -> None:
        super().__init__(page)
        self._page = page
        self._notice: QWidget | None = None

    def start(self) -> None:
        """Ask for a file and write it."""
        path = self.ask_where()
        if path is not None:
            self.write(path)

    def ask_where(self) -> Path | None:
        """The system's own dialog for saving; None when the person changed their mind."""
        page = self._page
        form, period = page.form, page.period
        if form is None or period is None:
            return None
        context = page.context
        folder = Path(context.settings.window.export_folder or Path.home())
        name = f"{context.office.name}{period.label}{form.title}.xlsx"
        chosen, wanted = QFileDialog.getSaveFileName(page.window(), "导出到哪里", str(folder / name), _FILTERS)
        if not chosen:
            return None
        path = Path(chosen)
        if path.suffix.lower() not in (".xlsx", ".pdf"):
            path = path.with_name(path.name + (".pdf" if "pdf" in wanted else ".xlsx"))
        elif "pdf" in wanted and path.suffix.lower() == ".xlsx":
            path = path.with_suffix(".pdf")
        return path

    def write(self, path: Path) -> None:
        """Write the return to ``path``: a workbook, or a PDF of its sheets."""
        page = self._page
        shown = page.shown
        if shown is None:
            return
        services, day, by = page.context.services, today_of(page.context), periods.person(page.context)
        panel = ProgressPanel(f"正在写 {path.name}", safe="写好以后会重新读一遍，和这里的数逐格核对。")
        panel.stop.hide()
        self._show(panel)
        title = f"{page.context.office.name} {shown.sheets.title} {shown.period.label}"

        def work(progress: Progress) -> Any:
            if path.suffix.lower() == ".pdf":
                from app.services.reports.sheets_pdf import write_pdf

                write_pdf(shown.sheets.workbook, path, title=title)
                return None
            return services.returns.fill(shown.template, shown.period, path, today=day, by=by, progress=progress)

        def done(filled: Any) -> None:
            page.context.settings.change(export_folder=str(path.parent))
            self._written(path, filled)

        def failed(error: AppError) -> None:
            self._failed(path, error)

        if path.suffix.lower() == ".pdf":
            page.context.jobs.read(work, done, long=True, failed=failed, owner=page)
        else:
            page.context.jobs.write(work, done, failed=failed, progress=panel.show_step, changes={"return"}, owner=page)

    def _written(self, path: Path, filled: Any) -> None:
        if filled is None:
            text = f"{path.parent}。表页都在里面，可以直接打印。"
        else:
            blank = f"有 {filled.blank} 格没填。" if filled.blank else ""
            text = f"{path.parent}。{filled.cells} 格重新读过，都一样。{blank}校验码 {filled.sha256[:8]}。"
        folder = Button("打开所在文件夹", icon="folder-open")
        folder.chosen.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))))
        self.tell(f"写好了：{path.name}", text, "done", (folder,))

    def _failed(self, path: Path, error: AppError) -> None:
        again = Button("再试一次", icon="arrow-clockwise", on=lambda: self.write(path))
        other = Button("换个地方", icon="folder-open", on=self.start)
        text = f"{error.message}台账和封存好的数都没有变。（号码 {error.number}）"
        self.tell(f"没有写成：{path.name}", text, "error", (again, other))

    def tell(self, title: str, text: str, tone: Tone, actions: tuple[Button, ...] = ()) -> None:
        """Say something on top of the body; it stays until it is settled."""
        settle = Button("知道了", "quiet", on=self.clear)
        banner = Banner(title, text, tone=tone, actions=(*actions, settle), stacked=True)
        self._show(banner)
        (actions[0] if actions else settle).setFocus(Qt.FocusReason.OtherFocusReason)
        self._page.context.tell(f"{title}。{text}")

    def clear(self) -> None:
        """Take the notice away."""
        if self._notice is not None:
            focused = self._notice.isAncestorOf(self._page.window().focusWidget() or self._page)
            self._page.notices.removeWidget(self._notice)
            self._notice.hide()
            self._notice.deleteLater()
            self._notice = None
            if focused:
                self._page.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, widget: QWidget) -> None:
        self.clear()
        self._notice = widget
        self._page.notices.put(widget)
