"""试填: the new template filled with last month's figures, what stays unbound and why, and 「用起来」."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.errors import AppError
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.common import clerk_of, today_of
from app.ui.pages.monthly import periods as listed_periods
from app.ui.pages.monthly.margin_page import MarginPage
from app.ui.pages.monthly.workbook import Faces, state_of, title_of
from app.ui.pages.templates.leftover import LeftoverList
from app.ui.sheets.drawing import CellFace, SheetDrawing, address, place_of
from app.ui.sheets.panel import SheetPanel
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState
from app.ui.widgets.layouts import Column
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.binding import Draft, Trial
    from app.services.periods import Period
    from app.services.returns.compute import CellValue
    from app.services.templates import TemplateInfo

KEYS = (
    ("方向键", "走到一格，右边说它从哪里来"),
    ("F4", "没认出的格，和为什么"),
    ("回车", "回去改这一格"),
    ("F10", "用起来"),
    ("Esc", "上一步"),
)


class TrialPage(MarginPage):
    """The sheets with last month's figures; in the margin the current figure, or what stays empty."""

    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context, "bind-trial", "试填")
        self.draft: Draft | None = None
        self.period: Period | None = None
        self._cells: dict[tuple[str, str], CellValue] = {}
        self.notices = Column(spacing=8)
        self.panel = SheetPanel("试填的表")
        self.empty = EmptyState("正在试填……", "")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.panel)
        self.body.addLayout(self.notices)
        self.body.put(self.stack, stretch=1)
        self.value = Words("", "page", bold=True, colour="pine")
        self.figure = QWidget()
        self.said = Words("")
        Column(self.figure, spacing=8).put(self.value, self.said, None)
        self.left = LeftoverList()
        self.left.chosen.connect(self._open_cell)
        self.use_margin()
        self.set_modes({"figure": self.figure, "left": self.left})
        self.panel.current_changed.connect(self._cell_changed)
        self.panel.opened.connect(lambda sheet, row, column: self._open_cell(sheet, address((row, column))))
        back = Button("上一步", icon="arrow-left", main=True, key="Esc", on=self.escape)
        self.left_button = Button("没认出的", icon="circle-dashed", key="F4", main=True, on=self.show_left)
        self.use_button = Button("用起来", "primary", icon="check", key="F10", main=True, on=self.use)
        self.bar.set_buttons([back], [self.left_button, self.use_button])
        for sequence, by in (("Ctrl+PgUp", -1), ("Ctrl+PgDown", 1)):
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.activated.connect(lambda by=by: self._turn_sheet(by))

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        draft = how.get("draft")
        if not isinstance(draft, str):
            return
        self._tell(None)
        self.empty.say("正在试填……", "用上一期的记录填一遍，看看像不像。什么也不会报出去。")
        self.stack.setCurrentWidget(self.empty)
        binding, today, by = self.context.services.binding, today_of(self.context), clerk_of(self.context)

        def work(progress: Progress) -> tuple[Draft, Period, Trial, tuple[SheetDrawing, ...]]:
            from app.services.excel.layout import read_layout
            from app.ui.sheets.from_layout import drawings

            found = binding.draft(draft)
            kind = next((kind for kind in found.head.periods if kind != "range"), "month")
            period = listed_periods.last_full(kind, today)
            trial = binding.trial(draft, period, today=today, by=by)
            return found, period, trial, drawings(read_layout(trial.workbook))

        self.context.jobs.read(
            work, lambda found: self._show(*found), long=True, channel="bind-trial", failed=self._not_filled, owner=self
        )

    def _not_filled(self, error: AppError) -> None:
        back = Button("回到对格子", "primary", icon="arrow-left", on=lambda: self._go("bind"))
        told = "\n".join(issue.message for issue in error.issues[:4]) or error.message
        self.empty.say(f"试填没有做成（号码 {error.number}）", told, (back,))
        self.stack.setCurrentWidget(self.empty)

    def _show(self, draft: Draft, period: Period, trial: Trial, pictures: tuple[SheetDrawing, ...]) -> None:
        self.draft, self.period = draft, period
        self._cells = {(item.cell.sheet, item.cell.cell): item for item in trial.cells}
        faces: Faces = {}
        drawn = {drawing.name: drawing for drawing in pictures}
        for (sheet, cell), item in self._cells.items():
            if sheet not in drawn:
                continue
            place = place_of(cell)
            text = drawn[sheet].cells[place].text if place in drawn[sheet].cells else ""
            face = CellFace(text or str(item.value), state_of(item, False), title_of(item.cell), item.cell.unit)
            faces.setdefault(sheet, {})[place] = face
        self.head.say("第 4 步 试填", f"《{draft.head.title}》 填的是{period.label}")
        self.panel.show_workbook(pictures, faces)
        self.stack.setCurrentWidget(self.panel)
        self.left.show_left(draft)
        many = len(self.left.rows)
        self.left_button.set_text(f"不填的 {many} 格" if many else "每格都填", "不填的")
        waiting = sum(not area.confirmed for area in draft.areas)
        if waiting:
            self._tell(
                Banner(
                    f"还有 {waiting} 块没有看过", "要看的格现在先空着。按 Esc 回去看完，或者就这样用。", stacked=True
                )
            )
        self.bar.refresh()
        if self.isVisible():
            self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._cell_changed(self.panel.sheet, *self.panel.view.current)

    def first_focus(self) -> QWidget | None:
        return self.panel.view if self.stack.currentWidget() is self.panel else None

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "panel"):
            self.panel.set_breadth(breadth)

    # -- the margin -----------------------------------------------------------------------------------
    def _cell_changed(self, sheet: str, row: int, column: int) -> None:
        cell = address((row, column))
        item = self._cells.get((sheet, cell))
        self.show_mode("figure")
        if item is None:
            proposal = self.draft.cell(sheet, cell) if self.draft is not None else None
            self.margin.say(cell, above=sheet)
            self.value.setText("")
            written = self.panel.view.model_.text((row, column)).strip()
            why = proposal.why if proposal is not None else ""
            self.said.setText(why or (f"“{written}”，是表里写的字。" if written else "这一格程序不填。"))
            return
        self.margin.say(title_of(item.cell) or cell, above=f"{sheet} {cell}")
        self.value.setText({"blank": "没有数", "na": "不适用"}.get(item.value.state, f"{item.value} {item.cell.unit}"))
        proposal = self.draft.cell(sheet, cell) if self.draft is not None else None
        self.said.setText(f"当作：{proposal.name}" if proposal is not None else "")

    def show_left(self) -> None:
        """What stays empty, and why."""
        self.show_mode("left")
        many = len(self.left.rows)
        self.margin.say("程序不填的格", f"{many} 格" if many else "")
        self.show_margin()
        self.left.begin()

    def escape(self) -> bool:
        if self.margin_alone or self.left.isVisible():
            self.hide_margin()
            self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
            self._cell_changed(self.panel.sheet, *self.panel.view.current)
        else:
            self._back()
        return True

    def _turn_sheet(self, by: int) -> None:
        tabs = self.panel.tabs
        if tabs.count():
            tabs.setCurrentIndex((tabs.currentIndex() + by) % tabs.count())

    # -- going on -------------------------------------------------------------------------------------
    def _go(self, page: str, **how: Any) -> None:
        if self.draft is not None:
            self.context.go(page, draft=self.draft.id, **how)
        else:
            self.context.go("templates")

    def _back(self) -> None:
        self._go("template-rules")

    def _open_cell(self, sheet: str, cell: str) -> None:
        self._go("bind", sheet=sheet, cell=cell)

    def use(self) -> None:
        """Put the template in use."""
        if self.draft is None or self.use_button.off:
            return
        binding, draft, version = self.context.services.binding, self.draft.id, self.draft.head.version
        by = clerk_of(self.context)

        def done(info: TemplateInfo) -> None:
            self.draft = None
            self.context.go(
                "templates",
                template=info.id,
                said=f"《{info.title}》第 {info.version} 版用起来了",
                more="以后在“月报”里选它，数会自己填好。要给下面的单位用，按 F8 做成一份。",
            )

        self.context.jobs.write(
            lambda progress: binding.finish(draft, version=version, by=by),
            done,
            changes={"template"},
            failed=self._failed,
            owner=self,
        )

    def _failed(self, error: AppError) -> None:
        told = "\n".join(issue.message for issue in error.issues[:4]) or error.message
        self._tell(Banner("没有用起来", f"{told}（号码 {error.number}）", tone="error", stacked=True))

    def _tell(self, banner: Banner | None) -> None:
        self.show_banner(banner, column=self.notices)
        if banner is not None:
            self.context.tell(banner.accessibleName())
