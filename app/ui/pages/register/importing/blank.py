"""Saving an empty register to hand out: where to, and that it is done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from app.ui.pages.base import Page
from app.ui.pages.common import today_of
from app.ui.widgets.cards import Banner


def ask_blank(page: Page, say: Callable[[Banner], object]) -> None:
    """Let the person say where the empty register goes, and write it; ``say`` shows that it is there."""
    from app.services.register.blank import FILE_NAME

    settings = page.context.settings
    folder = Path(settings.window.export_folder or Path.home())
    path, _ = QFileDialog.getSaveFileName(page.window(), "存到哪里", str(folder / FILE_NAME), "Excel 文件 (*.xlsx)")
    if path:
        target = Path(path)
        settings.change(export_folder=str(target.parent))
        save_blank(page, target if target.suffix else target.with_suffix(".xlsx"), say)


def save_blank(page: Page, target: Path, say: Callable[[Banner], object]) -> None:
    """Write the empty register to ``target`` in the long lane."""
    from app.services.register import write_blank

    database, today = page.context.services.database, today_of(page.context)
    text = f"{target}。可以打印，也可以发到站里填；填好交回来直接导入。"
    page.context.jobs.read(
        lambda progress: write_blank(database, target, today),
        lambda _: say(Banner("空白登记表存好了", text, tone="done")),
        long=True,
        owner=page,
    )
