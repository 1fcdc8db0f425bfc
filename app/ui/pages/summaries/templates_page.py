"""总结的模板: which template each summary is made from, to take out, change with Word or WPS, and put in again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import AppError, Issue
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.calendar.holidays import HolidayTable
from app.ui.pages.common import clerk_of
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.dialog import Question
from app.ui.widgets.layouts import Flow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.summaries import TemplateFace

KEYS = (
    ("↑↓", "选一种总结"),
    ("F8", "存出来，用 Word 或 WPS 改"),
    ("F10", "换成改好的"),
    ("Delete", "用回程序带来的"),
    ("Esc", "回去"),
)
_FILES = "Word 文档 (*.docx)"
#: A notice names so many remarks; the rest are counted.
_MOST = 4


class SummaryTemplatesPage(Page):
    """The kinds on top, in the margin how a template is changed."""

    watches = frozenset({"summary-template"})
    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context, "summary-templates", "总结的模板")
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(0)
        self._look.timeout.connect(self._show_current)
        self.model = RowsModel(self._columns())
        self.table = HolidayTable("总结的模板", self.model)
        self.table.current_changed.connect(lambda _: self._look.start())
        self.table.opened.connect(lambda _: self._ask_export())
        self.table.removed.connect(lambda _: self._ask_reset())
        self.use_margin()
        self.export_button = Button("存出来改", icon="download-simple", main=True, key="F8", on=self._ask_export)
        self.reset_button = Button("用回程序带来的", icon="arrow-counter-clockwise", on=self._ask_reset)
        self.body.put(
            TableCard(self.table),
            4,
            Flow(self.reset_button, spacing=12),
            None,
        )
        change = Button("换成改好的", "primary", icon="upload-simple", main=True, key="F10", on=self._ask_install)
        back = Button("回去", icon="arrow-left", main=True, key="Esc", on=context.back)
        self.bar.set_buttons([back], [self.export_button, change])

    def _columns(self) -> tuple[Column, ...]:
        def whose(face: TemplateFace) -> Cell:
            if face.changed_at is None:
                return Cell("程序带来的", quiet=True)
            return Cell("自己的", "check-circle", "done")

        def since(face: TemplateFace) -> str:
            return f"{face.changed_at.astimezone():%Y-%m-%d}" if face.changed_at else ""

        return (
            Column("title", "总结", lambda face: face.title, 210, 1, bold=True, line=1),
            Column("whose", "用的模板", whose, 140, line=1),
            Column("since", "哪天换的", since, 130, priority=1, line=0),
        )

    # -- arriving -------------------------------------------------------------------------------------
    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "table"):
            self.table.set_two_lines(False)

    def arrive(self, **how: Any) -> None:
        self.show_banner(None)
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.table

    def refresh(self) -> None:
        summaries = self.context.services.summaries

        def work(progress: Progress) -> tuple[TemplateFace, ...]:
            return summaries.templates()

        self.context.jobs.read(work, self._show, channel="summary-templates", owner=self)

    def _show(self, faces: tuple[TemplateFace, ...]) -> None:
        current = self._current()
        self.model.set_rows(faces)
        wanted = current.kind if current is not None else ""
        self.table.choose(next((at for at, face in enumerate(faces) if face.kind == wanted), 0))
        own = sum(face.changed_at is not None for face in faces)
        self.head.say("总结的模板", f"自己的 {own} 种，别的用程序带来的" if own else "都用程序带来的")
        self._show_current()

    def _current(self) -> TemplateFace | None:
        face: TemplateFace | None = self.table.current_row()
        return face

    def _show_current(self) -> None:
        face = self._current()
        self.margin.clear()
        if face is None:
            return
        self.reset_button.set_off("" if face.changed_at else "这一种现在用的就是程序带来的")
        self.margin.say(face.title, above="自己的模板" if face.changed_at else "程序带来的模板")
        self.margin.column.put(
            Words("怎么改", "small", colour="ink2"),
            Words("先存出来，在 Word 或 WPS 里改字句和样子。两个大括号中间是数的名称，写到文件里时换成数。"),
            Words("可以写的名称", "small", colour="ink2"),
            Words("受理件数、受理件数.同比、性质.质量.占比、类别排名.前三……每个指标的名称都能用。"),
            Words("改好以后", "small", colour="ink2"),
            Words("按 F10 选改好的文件。以前存成的总结不变。"),
            None,
        )

    # -- templates ------------------------------------------------------------------------------------
    def _folder(self) -> Path:
        return Path(self.context.settings.window.export_folder or Path.home())

    def _ask_export(self) -> None:
        face = self._current()
        if face is None:
            return
        name = str(self._folder() / f"{face.title}模板.docx")
        chosen, _ = QFileDialog.getSaveFileName(self.window(), "存到哪里", name, _FILES)
        if chosen:
            path = Path(chosen)
            self.export(face.kind, path if path.suffix.lower() == ".docx" else path.with_name(f"{path.name}.docx"))

    def export(self, kind: str, path: Path) -> None:
        """Write the template of ``kind`` to ``path``."""
        summaries = self.context.services.summaries

        def done(_: None) -> None:
            from app.ui.pages.case.paper_page import said_where

            self.context.settings.change(export_folder=str(path.parent))
            self._say(said_where(path))

        self.context.jobs.read(
            lambda progress: summaries.export_template(kind, path), done, failed=self._failed, owner=self
        )

    def _ask_install(self) -> None:
        face = self._current()
        if face is None:
            return
        chosen, _ = QFileDialog.getOpenFileName(
            self.window(), f"《{face.title}》换成哪个文件", str(self._folder()), _FILES
        )
        if chosen:
            self.install(face.kind, Path(chosen))

    def install(self, kind: str, path: Path) -> None:
        """Use the file at ``path`` for summaries of ``kind`` from now on."""
        summaries, by = self.context.services.summaries, clerk_of(self.context)

        def done(face: TemplateFace) -> None:
            told = _told(face.issues)
            words = f"《{face.title}》以后用这个模板"
            self._say(Banner(words, told, stacked=True) if told else Banner(words, tone="done"))

        self.context.jobs.write(
            lambda progress: summaries.install_template(kind, path, by=by),
            done,
            changes={"summary", "summary-template"},
            failed=self._failed,
            owner=self,
        )

    def _ask_reset(self) -> None:
        face = self._current()
        if face is None or face.changed_at is None:
            if self.reset_button.reason:
                self.context.tell(self.reset_button.reason)
            return
        answer = Question(
            self.window(),
            f"《{face.title}》用回程序带来的模板？",
            "自己的模板会去掉；要留着，先存出来。",
            [("reset", "用回程序带来的", "danger")],
            ("keep", "不换"),
        ).ask()
        if answer == "reset":
            self.reset(face.kind, face.title)

    def reset(self, kind: str, title: str) -> None:
        """Use the shipped template of ``kind`` again."""
        summaries = self.context.services.summaries
        self.context.jobs.write(
            lambda progress: summaries.reset_template(kind),
            lambda _: self._say(Banner(f"《{title}》用回程序带来的模板了", tone="done")),
            changes={"summary", "summary-template"},
            owner=self,
        )

    def _failed(self, error: AppError) -> None:
        told = _told(error.issues) or error.message
        self._say(Banner("没有换成", f"{told}（编号 {error.number}）", tone="error", stacked=True))

    def _say(self, banner: Banner) -> None:
        self.show_banner(banner)
        self.context.tell(banner.accessibleName())


def _told(issues: Sequence[Issue]) -> str:
    """Remarks on a template as lines."""
    lines = [issue.message for issue in issues[:_MOST]]
    if len(issues) > _MOST:
        lines.append(f"还有 {len(issues) - _MOST} 处。")
    return "\n".join(lines)
