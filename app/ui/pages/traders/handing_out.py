"""A trader or a list of them out of the window: looked at and printed, or stored as a workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from app.durable import write_durably
from app.errors import AppError
from app.ui.context import Context
from app.ui.pages.register.paper import open_file
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner

if TYPE_CHECKING:
    from app.progress import Progress
    from app.ui.pages.base import Page

Make = Callable[["Progress"], bytes]


def look_at(context: Context, title: str, name: str, make: Make) -> None:
    """Show what ``make`` gives (a PDF) as it will be on paper; from there it is printed or stored as ``name``."""
    context.go("preview", title=title, make=make, name=name)


def save_workbook(page: Page, name: str, make: Make) -> None:
    """Ask where to, make the workbook in the long lane and say on ``page`` how it went."""
    context = page.context
    folder = Path(context.settings.window.export_folder or Path.home())
    chosen, _ = QFileDialog.getSaveFileName(page.window(), "存到哪里", str(folder / name), "Excel 文件 (*.xlsx)")
    if not chosen:
        return
    path = Path(chosen)
    path = path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
    context.settings.change(export_folder=str(path.parent))

    def work(progress: Progress) -> Path:
        write_durably(path, make(progress))
        return path

    def done(stored: Path) -> None:
        again = Button("打开", icon="arrow-square-out", on=lambda: open_file(stored))
        where = Button("打开文件夹", icon="folder-open", on=lambda: open_file(stored.parent))
        page.show_banner(Banner("存好了", str(stored), tone="done", actions=(again, where)))
        context.tell("存好了")

    def failed(error: AppError) -> None:
        page.show_banner(Banner("没有存成", f"{error.message}（号码 {error.number}）", tone="error"))

    page.show_banner(Banner("正在做表格", "做好了会说一声，可以接着看别的。", tone="note"))
    context.jobs.read(work, done, long=True, failed=failed, owner=page)
