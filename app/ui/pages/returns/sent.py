"""One revision of a return, exactly as it was sent: its sheets, each number with its rule and records as they were."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from app.errors import AppError
from app.services.periods import Period, parse_period
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.monthly.explaining import MOST_RECORDS
from app.ui.pages.monthly.figure import FigurePanel
from app.ui.pages.monthly.margin_page import MarginPage
from app.ui.pages.monthly.workbook import Shown, Spot, title_of
from app.ui.sheets.drawing import address, place_of
from app.ui.sheets.panel import SheetPanel
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress

KEYS = (("F9", "存一份到 U 盘或文件夹"), ("F8", "打印，或看 PDF"), ("回车", "看背后的记录"), ("Esc", "回去"))


class SentPage(MarginPage):
    """``arrive(template=, period=, revision=, sheet=, cell=)``."""

    watches = frozenset({"return"})
    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context, "return", "报出去的报表")
        self.shown: Shown | None = None
        self.revision = 1
        self._spot: Spot | None = None
        self._wanted: Spot | None = None
        self.panel = SheetPanel("报出去的报表")
        self.empty = EmptyState("正在打开……")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.panel)
        self.body.put(self.stack, stretch=1)
        self.figure = FigurePanel()
        self.plain = Words("", colour="ink2")
        self.use_margin()
        self.set_modes({"figure": self.figure, "plain": self.plain})
        self.print_button = Button("打印", icon="printer", key="F8", main=True, on=self._print)
        self.save = Button("存一份", "primary", icon="usb", key="F9", main=True, on=self._ask_where)
        self.bar.set_buttons([self.print_button], [self.save])
        self.panel.current_changed.connect(self._cell_changed)
        self.panel.opened.connect(self._cell_opened)
        self.figure.record_opened.connect(lambda hit: context.go("case", case=hit.id))
        self.breadth_changed.connect(self._fit)
        for sequence, by in (("Ctrl+PgUp", -1), ("Ctrl+PgDown", 1)):
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.activated.connect(lambda by=by: self._turn_sheet(by))

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        if "template" not in how:
            return
        period = parse_period(str(how["period"]))
        revision = int(how.get("revision", 1))
        sheet, cell = how.get("sheet"), how.get("cell")
        self._wanted = (sheet, cell) if isinstance(sheet, str) and isinstance(cell, str) else None
        self._read(str(how["template"]), period, revision)

    def _read(self, template: str, period: Period, revision: int) -> None:
        services = self.context.services
        self.shown, self.revision = None, revision
        self.show_banner(None)
        self.empty.say("正在打开……")
        self.stack.setCurrentWidget(self.empty)

        def work(progress: Progress) -> Shown:
            from app.services.excel.layout import read_layout
            from app.ui.sheets.from_layout import drawings

            sheets = services.returns.sheets_of(template, period, revision)
            cells = {(item.cell.sheet, item.cell.cell): item for item in sheets.cells}
            return Shown(template, period, sheets, drawings(read_layout(sheets.workbook)), cells)

        def failed(error: AppError) -> None:
            self.empty.say("这一版打不开", f"{error.message}（号码 {error.number}）")

        self.context.jobs.read(work, self._loaded, channel="return-sent", failed=failed, owner=self)

    def _loaded(self, shown: Shown) -> None:
        self.shown = shown
        title = f"{shown.period.label}第 {self.revision} 版"
        self.rename(title)
        self.head.say(title, f"{shown.sheets.title} · 和报出去的一样，不能改")
        self.panel.show_workbook(shown.drawings, shown.faces())
        self.stack.setCurrentWidget(self.panel)
        self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._wanted is not None:
            sheet, cell = self._wanted
            self._wanted = None
            self.panel.go_to(sheet, place_of(cell))
        self._cell_changed(self.panel.sheet, *self.panel.view.current)

    def first_focus(self) -> QWidget | None:
        return self.panel.view if self.stack.currentWidget() is self.panel else None

    def _fit(self, breadth: Breadth) -> None:
        self.panel.set_breadth(breadth)
        self.head.fact.setVisible(breadth.width == "wide")

    def _turn_sheet(self, by: int) -> None:
        tabs = self.panel.tabs
        if tabs.count():
            tabs.setCurrentIndex((tabs.currentIndex() + by) % tabs.count())

    # -- what stands behind a number -------------------------------------------------------------------
    def _cell_changed(self, sheet: str, row: int, column: int) -> None:
        shown = self.shown
        if shown is None:
            return
        spot = (sheet, address((row, column)))
        self._spot = spot
        item = shown.cells.get(spot)
        if item is None:
            self.show_mode("plain")
            self.margin.say(spot[1], above=sheet)
            self.plain.setText(self.panel.view.model_.text((row, column)).strip() or "这一格没有内容。")
            return
        self.show_mode("figure")
        said = "；".join(
            f"{remark.message}理由：{remark.reason}"
            for remark in shown.sheets.remarks
            if (remark.sheet, remark.cell) == spot
        )
        self.margin.say(title_of(item.cell) or spot[1], above=f"{sheet} {spot[1]}")
        self.figure.show_cell(item, said, False)
        services, revision = self.context.services, self.revision

        def work(progress: Progress) -> tuple[Any, tuple[Any, ...]]:
            found = services.returns.explain(shown.template, shown.period, spot, revision=revision)
            if found.kind != "complaint":
                return found, ()
            return found, services.complaints.hits(found.records[:MOST_RECORDS])

        def done(result: tuple[Any, tuple[Any, ...]]) -> None:
            if self._spot == spot and self.shown is shown:
                found, hits = result
                self.figure.show_explanation(found)
                self.figure.show_records(hits, len(found.records))

        self.context.jobs.read(work, done, channel="return-explain", owner=self)

    def _cell_opened(self, sheet: str, row: int, column: int) -> None:
        if self.shown is None or (sheet, address((row, column))) not in self.shown.cells:
            return
        self.show_margin()
        if self.figure.has_records:
            self.figure.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def escape(self) -> bool:
        if not self.margin_alone and not self.margin.isAncestorOf(self.window().focusWidget() or self):
            return False
        self.hide_margin()
        self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    # -- paper and files -------------------------------------------------------------------------------
    def _pdf_title(self) -> str:
        assert self.shown is not None
        return f"{self.context.office.name} {self.shown.sheets.title} {self.shown.period.label}"

    def _print(self) -> None:
        shown = self.shown
        if shown is None:
            return
        title, revision = self._pdf_title(), self.revision

        def make(progress: Progress) -> bytes:
            from app.services.reports.sheets_pdf import render

            return render(shown.sheets.workbook, title=title)

        again = f"第{revision}版" if revision > 1 else ""
        self.context.go("preview", title=f"{shown.period.label}第 {revision} 版", make=make, name=f"{title}{again}.pdf")

    def _ask_where(self) -> None:
        from app.services.exporting import sticks

        start = next((str(stick.path) for stick in sticks()), "") or self.context.settings.window.export_folder
        chosen = QFileDialog.getExistingDirectory(self.window(), "存到哪里", start or str(Path.home()))
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, folder: Path) -> None:
        """Write the file as it was sent, and a PDF of it, into ``folder``."""
        shown, services, revision = self.shown, self.context.services, self.revision
        if shown is None:
            return
        title, office = self._pdf_title(), self.context.office.name

        def work(progress: Progress) -> Path:
            from app.services import exporting
            from app.services.reports.sheets_pdf import render

            sent = services.returns.file_of(shown.template, shown.period, revision)
            suffix = sent.suffix if sent.suffix.startswith(".") else f".{sent.suffix}"
            book, pdf = exporting.names(office, shown.period, shown.sheets.title, revision, suffix)
            parts = [(folder / book, sent.data), (folder / pdf, render(shown.sheets.workbook, title=title))]
            exporting.write_all(folder, parts, progress)
            services.returns.note_exported(shown.template, shown.period, revision, exporting.goal_of(folder))
            return folder / book

        def done(path: Path) -> None:
            self.context.settings.change(export_folder=str(folder))
            self._say(Banner("存好了", f"{path.name} 和打印用的 PDF 在 {folder}，和报出去的一样。", tone="done"))

        def failed(error: AppError) -> None:
            again = Button("换个地方", icon="folder-open", on=self._ask_where)
            self._say(Banner("没有存成", f"{error.message}（号码 {error.number}）", tone="error", actions=(again,)))
            again.setFocus(Qt.FocusReason.OtherFocusReason)

        self.context.jobs.write(work, done, failed=failed, changes={"return"}, owner=self)

    def _say(self, banner: Banner) -> None:
        self.show_banner(banner)
        self.context.tell(f"{banner.title.text()}。{banner.text.text()}")
