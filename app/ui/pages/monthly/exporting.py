"""Writing the sealed return to a stick: looking for sticks, writing in the writer lane, and the ways out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import AppError
from app.progress import Progress
from app.ui.context import Context
from app.ui.pages.common import today_of
from app.ui.pages.monthly import periods
from app.ui.pages.monthly.finishing import Finishing
from app.ui.pages.monthly.guide import SEAL, SEND
from app.ui.pages.monthly.sending import Goal
from app.ui.pages.returns.history import exported_words
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner

if TYPE_CHECKING:
    from app.services.exporting import Exported
    from app.ui.jobs import Job


class Exporting(Finishing):
    """The last step, and the notice above the body that every step may need."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._notice: QWidget | None = None
        self._folders: list[Path] = []
        self._writing: Job | None = None
        self.send.look_wanted.connect(self.look_for_sticks)
        self.send.wanted.connect(self.write_to)
        self.send.choose_wanted.connect(self.ask_where)
        self.send.settled.connect(self._leave_error)
        self.send.folder_wanted.connect(lambda folder: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
        self.send.table.current_changed.connect(lambda _: self.show_bar())
        self.write.chosen.connect(self._write_chosen)
        self.elsewhere = Button("换个地方", icon="folder-open", main=True, on=self.ask_where)
        QShortcut(QKeySequence("F8"), self).activated.connect(self._elsewhere_by_key)
        self.bar.keep(self.elsewhere)

    # -- where -----------------------------------------------------------------------------------------
    def show_step(self, step: int) -> None:
        super().show_step(step)
        shown = self.shown
        if step == SEND and shown is not None and not shown.sheets.sealed:
            go = Button("去封存", "primary", icon="arrow-right", forward=True, on=lambda: self.go_to_step(SEAL))
            self.send.show_not_yet("还没有封存", "先封存，再导出。", (go,))
        elif step == SEND and self.send.progress is None and self.send.error is None:
            if self.send.notice is None:
                self.send.show_choose()
            self.look_for_sticks()

    def bar_buttons(self, left: list[Button], right: list[Button]) -> tuple[list[Button], list[Button]]:
        shown = self.shown
        if self.step != SEND or shown is None or not shown.sheets.sealed:
            return left, right
        if self.send.progress is not None or self.send.error is not None:
            return [self.back_step], []
        return [self.back_step, self.choose, self.elsewhere], [self.write]

    def look_for_sticks(self) -> None:
        """Which sticks are there now, read in a lane: a stick on its way out may keep the system waiting."""
        shown = self.shown
        if shown is None or not shown.sheets.sealed:
            return
        office, title = self.context.office.name, shown.sheets.title
        period, revision, suffix = shown.period, shown.sheets.revision, f".{shown.sheets.suffix}"
        folders = tuple(dict.fromkeys([*self._folders, *self._last_folder()]))

        def work(progress: Progress) -> tuple[list[Goal], tuple[str, str]]:
            from app.services import exporting

            names = exporting.names(office, period, title, revision, suffix)
            goals = [Goal(stick.path, stick.name, stick, _there(stick.path, names)) for stick in exporting.sticks()]
            known = {goal.path for goal in goals}
            goals += [
                Goal(folder, "这台电脑上", None, _there(folder, names))
                for folder in folders
                if folder.is_dir() and folder not in known and not any(folder.is_relative_to(path) for path in known)
            ]
            return goals, names

        def done(found: tuple[list[Goal], tuple[str, str]]) -> None:
            if self.shown is shown:
                self.send.show_goals(*found, exported_words(shown.sheets.info) if shown.sheets.info else "")
                self.show_bar()
                focus = self.window().focusWidget()
                lost = focus is None or not (self.send.isAncestorOf(focus) or self.bar.isAncestorOf(focus))
                if lost and self.step == SEND and self.isVisible() and not self._in_margin() and self.send.first:
                    self.send.first.setFocus(Qt.FocusReason.OtherFocusReason)

        self.context.jobs.read(work, done, channel="monthly-sticks", owner=self)

    def _in_margin(self) -> bool:
        return self.margin.isAncestorOf(self.window().focusWidget() or self)

    def _last_folder(self) -> list[Path]:
        kept = self.context.settings.window.export_folder
        return [Path(kept)] if kept else [_documents()]

    def _elsewhere_by_key(self) -> None:
        if self.elsewhere.isVisible():
            self.ask_where()

    def ask_where(self) -> None:
        """The system's own dialog for a folder; what is chosen is written to at once."""
        start = self.context.settings.window.export_folder or str(_documents())
        chosen = QFileDialog.getExistingDirectory(self.window(), "写到哪个文件夹", start)
        if chosen:
            self._folders.append(Path(chosen))
            self.write_to(Path(chosen))

    # -- writing ---------------------------------------------------------------------------------------
    def _write_chosen(self) -> None:
        goal = self.send.goal
        if goal is not None:
            self.write_to(goal.path)

    def write_to(self, folder: Path) -> None:
        """Write workbook and PDF into ``folder``, read them again, say what became of it."""
        shown, services = self.shown, self.context.services
        if shown is None or not shown.sheets.sealed or (self.write.off and folder not in self._folders):
            return
        day, by, office = today_of(self.context), periods.person(self.context), self.context.office.name
        self.failed = False
        panel = self.send.show_progress(folder.name or str(folder))
        self.show_bar()

        def work(progress: Progress) -> Exported:
            from app.services.exporting import export

            return export(
                services.returns, shown.template, shown.period, folder,
                office=office, title=shown.sheets.title, today=day, by=by, progress=progress,
            )  # fmt: skip

        def done(found: Exported) -> None:
            self._writing = None
            self.context.settings.change(export_folder=str(folder))
            self.exported.add((shown.template, shown.period.text, found.revision))
            self.send.show_done(found, on_stick=self._is_stick(folder))
            self.context.tell(f"写好了：{found.workbook.name}")
            self.look_for_sticks()
            self._show_steps()
            self.show_bar()

        def failed(error: AppError) -> None:
            self._writing = None
            self.failed = True
            self.send.show_error(error, folder)
            self.context.tell(error.message)
            self._show_steps()
            self.show_bar()

        def cancelled() -> None:
            self._writing = None
            self.send.show_choose()
            self.tell("没有写", "写了一半的已经删掉。", "note")
            self.show_bar()

        self._writing = self.context.jobs.write(
            work, done, failed=failed, cancelled=cancelled, progress=panel.show_step, changes={"return"}, owner=self
        )
        job = self._writing
        panel.cancelled.connect(lambda: job.cancel())

    def _is_stick(self, folder: Path) -> bool:
        return any(goal.stick is not None and folder.is_relative_to(goal.path) for goal in self.send.goals)

    def _leave_error(self) -> None:
        self.send.show_choose()
        self.look_for_sticks()
        self.show_bar()
        self.take_focus()

    # -- the notice ------------------------------------------------------------------------------------
    def tell(self, title: str, text: str, tone: Tone, actions: tuple[Button, ...] = ()) -> None:
        """Say something on top of the body; it stays until it is settled."""
        self.clear_notice()
        settle = Button("知道了", "quiet", on=self.clear_notice)
        banner = Banner(title, text, tone=tone, actions=(*actions, settle), stacked=True)
        self._notice = banner
        self.notices.put(banner)
        (actions[0] if actions else settle).setFocus(Qt.FocusReason.OtherFocusReason)
        self.context.tell(f"{title}。{text}")

    def clear_notice(self) -> None:
        """Take the notice away."""
        if self._notice is None:
            return
        focused = self._notice.isAncestorOf(self.window().focusWidget() or self)
        self.notices.removeWidget(self._notice)
        self._notice.hide()
        self._notice.deleteLater()
        self._notice = None
        if focused:
            self.take_focus()

    def show_error(self, error: AppError) -> bool:
        self.tell("这一步没有做成", f"{error.message}（号码 {error.number}）", "error")
        return True


def _there(folder: Path, names: tuple[str, str]) -> tuple[str, ...]:
    """Which of the files stand in ``folder`` already."""
    try:
        return tuple(name for name in names if (folder / name).exists())
    except OSError:
        return ()


def _documents() -> Path:
    """Where people of this PC keep papers."""
    home = Path.home()
    return next((folder for name in ("Documents", "文档") if (folder := home / name).is_dir()), home)
