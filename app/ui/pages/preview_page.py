"""样子: anything on paper, looked at in the window as it will be, and from there printed or stored.

Every page may come here: ``context.go("preview", title=…, make=…, name=…)``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from app.durable import write_durably
from app.errors import AppError
from app.services.rasters import OwnPages, PageSource
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.jobs import Job
from app.ui.pages.base import Page
from app.ui.pages.register.paper import open_file, place_for
from app.ui.printing import Fit, PrintRun, printers
from app.ui.theme import Tone, look
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState
from app.ui.widgets.layouts import Row
from app.ui.widgets.paper_view import Mode, PaperView
from app.ui.widgets.progress import ProgressPanel
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from app.progress import Progress

Make = Callable[["Progress"], "bytes | PageSource"]
Save = Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class PreviewAction:
    """One more thing to do with what is shown: the button's words and icon, its key, and what it does."""

    text: str
    on: Callable[[], object]
    icon: str = ""
    key: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the page was asked to show. ``save`` writes the file when its bytes are not those of our own PDF."""

    title: str
    fact: str
    make: Make
    name: str
    actions: Sequence[PreviewAction]
    save: Save | None
    picture: bool


class PreviewPage(Page):
    """``arrive(title=, make=, name=, fact="", actions=(), save=None, picture=False)``.

    ``make(progress)`` runs in the long lane and gives our own PDF, or the pages of something else; ``name`` is the
    file's name when it is stored. For something else ``save(path)`` stores it. ``picture``: it has no size on paper.
    Without words the page shows what it showed before.
    """

    key_card = (
        ("F8", "打印"),
        ("F9", "存成文件"),
        ("F7", "用别的程序打开"),
        ("+ −", "大一点、小一点；0 是纸上大小"),
        ("PgDn", "往下翻；PgUp 往上翻"),
        ("Esc", "回去；正在打印就停下"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "preview", "打印前看一看", scrolls=False)
        self._shown: _Shown | None = None
        self._source: PageSource | None = None
        self._job: Job | None = None
        self._run: PrintRun | None = None
        self._more: list[Button] = []
        self.where = Words("", wrap=False)
        self.smaller = Button("小一点", icon="minus", key="-", short="小", on=lambda: self.view.zoom_by(-1))
        self.larger = Button("大一点", icon="plus", key="+", short="大", on=lambda: self.view.zoom_by(1))
        self.size_button = Button("满宽", icon="arrows-clockwise", key="0", on=self._other_size)
        self._tools = QWidget()
        row = Row(self._tools, spacing=12)
        row.put(self.where, stretch=1)
        row.put(self.smaller, self.larger, self.size_button)
        self.view = PaperView("这一份", context.jobs)
        self.view.page_changed.connect(lambda page, pages: self._say_where())
        self.view.zoom_changed.connect(lambda percent: self._say_where())
        self.panel = ProgressPanel("正在准备", cancel="停下", effect="停下以后，什么都没有变。")
        self.panel.cancelled.connect(self._stop)
        self.empty = EmptyState("还没有要看的", "在投诉、台账、待办里选「打印」，就在这里先看样子。")
        self.body.put(self.panel, self._tools)
        self.body.put(self.view, stretch=1000)
        self.body.put(self.empty, stretch=1000)
        self.body.put(None)  # a notice alone keeps its height
        self.print_button = Button("打印", "primary", icon="printer", main=True, key="F8", on=self._print)
        self.save_button = Button("存成文件", icon="floppy-disk", main=True, key="F9", short="存", on=self._ask_where)
        self.open_button = Button(
            "用别的程序打开", icon="arrow-square-out", main=True, key="F7", short="别的程序", on=self._open
        )
        self.back_button = Button("回去", icon="arrow-left", main=True, key="Esc", bound=False, on=self._back)
        self.bar.keep(self.print_button, self.save_button, self.open_button, self.back_button)
        self._show_bar(())
        self._nothing()

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        if "make" not in how:
            return
        if self._job is not None:
            self._job.drop()
            self._job = None
        self._stop()
        self._let_go()
        shown = _Shown(
            str(how.get("title", "")),
            str(how.get("fact", "")),
            how["make"],
            str(how.get("name", "")) or "文件.pdf",
            tuple(how.get("actions", ())),
            how.get("save"),
            bool(how.get("picture", False)),
        )
        self._shown = shown
        self.head.say(shown.title, shown.fact)
        self.setAccessibleName(shown.title)
        self.show_banner(None)
        self._make()

    def first_focus(self) -> QWidget | None:
        return self.view.sheet if self._source is not None else None

    def escape(self) -> bool:
        if self._run is not None:
            self._run.cancel()
            return True
        return False

    def _back(self) -> None:
        if not self.escape():
            self.context.back()

    def _make(self) -> None:
        """Have it made in the long lane, and show it."""
        shown = self._shown
        assert shown is not None

        def work(progress: Progress) -> PageSource:
            made = shown.make(progress)
            return OwnPages(made) if isinstance(made, bytes) else made

        self._show_bar(shown.actions)
        self._nothing()
        self.empty.hide()
        self.panel.start()
        self.panel.show()
        self._job = self.context.jobs.read(
            work,
            self._made,
            long=True,
            channel="preview-pages",
            progress=self.panel.show_step,
            failed=self._not_made,
            cancelled=self.context.back,
            owner=self,
        )

    def _made(self, source: PageSource) -> None:
        shown = self._shown
        self._job = None
        self._source = source
        assert shown is not None
        self.panel.hide()
        self._tools.show()
        self.view.show()
        mode: Mode = "whole" if shown.picture else "real"
        self.view.show_pages(source, shown.title, mode=mode, long=not isinstance(source, OwnPages))
        self._say_where()
        self._set_off("")
        if self.isVisible():
            self.view.sheet.setFocus(Qt.FocusReason.OtherFocusReason)
            self.context.tell(f"{shown.title}，{self.view.pages} 页")

    def _not_made(self, error: AppError) -> None:
        self._job = None
        self._nothing()
        again = Button("再试一次", icon="arrow-clockwise", on=self._make_again)
        self._say("没有做出来", f"{error.message}（号码 {error.number}）", "error", again)
        stored = self._shown is not None and self._shown.save is not None
        self.save_button.set_off("")
        self.bar.set_buttons([self.back_button], [self.save_button] if stored else [])

    def _make_again(self) -> None:
        self.show_banner(None)
        self._make()

    def _nothing(self) -> None:
        """Nothing is shown."""
        self._source = None
        self.view.clear()
        for part in (self.view, self._tools, self.panel):
            part.hide()
        self.empty.setVisible(self._shown is None)
        self._set_off("还没有要看的" if self._shown is None else "正在准备")

    def _stop(self) -> None:
        """Stop making or printing."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if self._run is not None:
            self._run.cancel()

    def _let_go(self) -> None:
        """End the process that draws a stranger's file; a page that is shown again starts another."""
        close = getattr(self._source, "close", None)
        if close is not None and not self.context.jobs.closed:
            self.context.jobs.read(lambda progress: close(), long=True)
        elif close is not None:
            close()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._let_go()

    # -- what is said ---------------------------------------------------------------------------------
    def _show_bar(self, actions: Sequence[PreviewAction]) -> None:
        more = [
            Button(a.text, "primary" if a.primary else "plain", icon=a.icon, main=True, key=a.key, on=a.on)
            for a in actions
        ]
        led = any(action.primary for action in actions)
        self.print_button.kind = "plain" if led else "primary"
        self.bar.set_buttons([self.back_button], [self.open_button, self.save_button, self.print_button, *more])
        self._more = more

    def _set_off(self, reason: str) -> None:
        for button in (self.print_button, self.save_button, self.open_button, *self._more):
            button.set_off(reason)
        self.bar.refresh()

    def _say_where(self) -> None:
        page = f"第 {self.view.current + 1} 页，共 {self.view.pages} 页 · "
        alone = self._shown is not None and self._shown.picture and self.view.pages == 1
        self.where.setText(f"{'' if alone else page}{self.view.percent}%" if self.view.pages else "")
        at_real = self.view.mode == "real" and self.view.percent == 100
        self.size_button.set_text(*self._sizes[not at_real])
        self._fit_tools()

    @property
    def _sizes(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """The words for the width of the window and for the size on paper, each also short."""
        picture = self._shown is not None and self._shown.picture
        return ("满宽", "满宽"), ("原来大小", "原大") if picture else ("纸上大小", "纸大")

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "size_button"):
            self._fit_tools()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_tools()

    def _fit_tools(self) -> None:
        """Shorten the words of the small buttons where the line is too short for all of them."""
        buttons = (self.smaller, self.larger, self.size_button)
        words = look().metrics("body").horizontalAdvance(self.where.text()) + look().px(24)
        room = self.view.width() - words - look().px(12) * len(buttons)
        level = next((step for step in (0, 1) if sum(button.width_at(step) for button in buttons) <= room), 2)
        for button in buttons:
            button.set_cramped(level)

    def _other_size(self) -> None:
        at_real = self.view.mode == "real" and self.view.percent == 100
        self.view.set_mode("width" if at_real else "real")
        self._say_where()

    # -- printing -------------------------------------------------------------------------------------
    def _print(self) -> None:
        if self._source is None or self._run is not None:
            return
        if not printers():
            self._no_printer()
            return
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(Path(self._shown.name).stem if self._shown is not None else "")
        dialog = QPrintDialog(printer, self.window())
        dialog.setWindowTitle("打印")
        dialog.setMinMax(1, self.view.pages)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, True)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile, False)
        accepted = dialog.exec() == QPrintDialog.DialogCode.Accepted
        dialog.deleteLater()
        if accepted:
            self.print_on(printer)

    def _no_printer(self) -> None:
        error = AppError("printing.no_printer")
        save = Button("存成文件", "primary", icon="floppy-disk", on=self._ask_where)
        self._say("没有打印机", f"{error.message}（号码 {error.number}）", "question", save)
        save.setFocus(Qt.FocusReason.OtherFocusReason)

    def print_on(self, printer: QPrinter) -> None:
        """Print what is shown, page by page, without keeping the window from answering."""
        source, shown = self._source, self._shown
        if source is None or shown is None:
            return
        fit: Fit = "picture" if shown.picture else "paper"
        run = self._run = PrintRun(source, printer, self.context.jobs, fit=fit, parent=self)
        run.stepped.connect(self.panel.show_step)
        run.finished.connect(self._printed)
        run.failed.connect(self._not_printed)
        run.stopped.connect(lambda: self._print_over("停下了，没有打完", "", "note"))
        self._quiet()
        self.panel.start()
        self.panel.show()
        self._set_off("正在打印")
        run.start()

    def _printed(self, pages: int) -> None:
        self._print_over(f"送到打印机了，{pages} 页", "纸出来了请核对一下张数。", "done")

    def _not_printed(self, error: AppError) -> None:
        self._print_over("没有打印", f"{error.message}（号码 {error.number}）", "error")

    def _print_over(self, title: str, text: str, tone: Tone) -> None:
        run, self._run = self._run, None
        if run is not None:
            run.deleteLater()
        self.panel.hide()
        self._set_off("")
        self._say(title, text, tone)

    # -- storing --------------------------------------------------------------------------------------
    def _ask_where(self) -> None:
        shown = self._shown
        if shown is None:
            return
        ending = Path(shown.name).suffix.lower() or ".pdf"
        folder = Path(self.context.settings.window.export_folder or Path.home())
        word = "PDF 文件" if ending == ".pdf" else "文件"
        path, _ = QFileDialog.getSaveFileName(
            self.window(), "存到哪里", str(folder / shown.name), f"{word} (*{ending})"
        )
        if path:
            target = Path(path)
            self.context.settings.change(export_folder=str(target.parent))
            self.store(target if target.suffix.lower() == ending else target.with_name(f"{target.name}{ending}"))

    def store(self, path: Path) -> None:
        """Write the file to ``path`` and say so."""
        folder = Button("打开文件夹", icon="folder-open", on=lambda: open_file(path.parent))
        again = Button("打开", icon="arrow-square-out", on=lambda: open_file(path))
        self._written(path, lambda: self._say("存好了", str(path), "done", again, folder))

    def _open(self) -> None:
        shown = self._shown
        if shown is None:
            return
        root = self.context.folder.root

        def opened(path: Path) -> None:
            if open_file(path):
                self._say("在别的窗口里打开了", "看完关掉那个窗口就行。", "done")
            else:
                self._say("这台电脑没有打开它的程序", f"可以「存成文件」。文件现在在：{path}", "note")

        path = place_for(root, shown.name)
        if path.exists():
            with suppress(OSError):  # a viewer holds the one before
                path.unlink()
        if path.exists():
            path = path.with_stem(f"{path.stem} {id(shown) % 1_000_000}")
        self._written(path, lambda: opened(path))

    def _written(self, path: Path, done: Callable[[], object]) -> None:
        shown, source = self._shown, self._source
        if shown is None:
            return

        def work(progress: Progress) -> None:
            if shown.save is not None:
                shown.save(path)
            elif isinstance(source, OwnPages):
                write_durably(path, source.pdf)

        self.context.jobs.read(work, lambda _: done(), long=True, failed=self._not_stored, owner=self)

    def _say(self, title: str, text: str, tone: Tone, *actions: Button) -> None:
        """A notice on top; where the window is too low for both it takes the place of the pages until it is read."""
        shown = self._source is not None
        if shown and self.breadth.low:
            actions = (*actions, Button("接着看", icon="eye", on=self._quiet))
            for part in (self.view, self._tools):
                part.hide()
        narrow = self.breadth.width == "narrow"
        self.show_banner(Banner(title, text, tone=tone, actions=actions, stacked=narrow))
        if actions and not self.view.isVisible():
            actions[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.context.tell(f"{title}。{text}")

    def _quiet(self) -> None:
        """No notice any more; the pages are there again."""
        self.show_banner(None)
        if self._source is not None:
            for part in (self._tools, self.view):
                part.show()
            self.view.sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    def _not_stored(self, error: AppError) -> None:
        self._say("没有存成", f"{error.message}（号码 {error.number}）", "error")
