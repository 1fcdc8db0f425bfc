"""看表样: the sheets of a template in use, each bound cell with what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.errors import AppError
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.monthly.margin_page import MarginPage
from app.ui.pages.monthly.workbook import title_of
from app.ui.pages.templates.properties import BASIS_WORDS
from app.ui.pages.templates.wording import key_words
from app.ui.sheets.drawing import CellFace, Place, SheetDrawing, address, place_of
from app.ui.sheets.panel import SheetPanel
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.layouts import Column
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.excel.definition import BoundCell
    from app.services.templates import Template

KEYS = (("方向键", "走到一格，右边说它是什么"), ("F7", "勾稽关系"), ("Esc", "回去"))
_ROLES = {"figure": "程序填数", "total": "表里的公式算，程序不改公式", "rate": "表里的公式算，程序不改公式"}
_ROUNDING = {"half-up": "四舍五入", "truncate": "去尾", "balance-last": "末行凑足 100"}


class ViewPage(MarginPage):
    """One version of a template. ``arrive(template=, version=, sheet=, cell=)``."""

    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context, "template-view", "看表样", scrolls=False)
        self.book: Template | None = None
        self._cells: dict[tuple[str, str], tuple[BoundCell, str]] = {}
        self._wanted: tuple[str, str] | None = None
        self.panel = SheetPanel("表样")
        self.empty = EmptyState("正在打开……", "")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.panel)
        self.body.put(self.stack, stretch=1)
        self.held = QWidget()
        self.said = Words("", bold=True)
        self.more = Words("", colour="ink2")
        Column(self.held, spacing=10).put(self.said, self.more, None)
        self.use_margin()
        self.set_modes({"cell": self.held})
        self.show_mode("cell")
        self.panel.current_changed.connect(self._cell_changed)
        self.panel.opened.connect(lambda *_: self.show_margin())
        back = Button("回去", icon="arrow-left", main=True, key="Esc", on=self._back)
        rules = Button("勾稽关系", icon="scales", main=True, key="F7", on=self._rules)
        self.bar.set_buttons([back], [rules])
        for sequence, by in (("Ctrl+PgUp", -1), ("Ctrl+PgDown", 1)):
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.activated.connect(lambda by=by: self._turn_sheet(by))

    def arrive(self, **how: Any) -> None:
        template, version = how.get("template"), how.get("version")
        sheet, cell = how.get("sheet"), how.get("cell")
        self._wanted = (sheet, cell) if isinstance(sheet, str) and isinstance(cell, str) and cell else None
        if not isinstance(template, str):
            return
        services = self.context.services

        def work(
            progress: Progress,
        ) -> tuple[Template, tuple[SheetDrawing, ...], dict[tuple[str, str], tuple[BoundCell, str]]]:
            from app.services.excel.layout import read_layout
            from app.services.returns.compute import bound_cells
            from app.ui.sheets.from_layout import drawings

            book = services.templates.read(template, version if isinstance(version, str) and version else None)
            catalogue = services.indicators.book()
            cells = {
                (each.sheet, each.cell): (each, key_words(each.key, catalogue, services.lists))
                for each in bound_cells(book)
            }
            return book, drawings(read_layout(book.workbook)), cells

        self.context.jobs.read(
            work, lambda found: self._show(*found), channel="template-view", failed=self._failed, owner=self
        )

    def _show(
        self,
        book: Template,
        pictures: tuple[SheetDrawing, ...],
        cells: dict[tuple[str, str], tuple[BoundCell, str]],
    ) -> None:
        self.book, self._cells = book, cells
        faces: dict[str, dict[Place, CellFace]] = {}
        for (sheet, cell), (bound, words) in cells.items():
            faces.setdefault(sheet, {})[place_of(cell)] = CellFace("", "sure", title_of(bound), bound.unit, words)
        self.head.say("看表样", f"《{book.info.title}》第 {book.info.version} 版")
        self.panel.show_workbook(pictures, faces)
        self.stack.setCurrentWidget(self.panel)
        if self._wanted is not None:
            self.panel.go_to(self._wanted[0], place_of(self._wanted[1]))
            self._wanted = None
        if self.isVisible():
            self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._cell_changed(self.panel.sheet, *self.panel.view.current)

    def _cell_changed(self, sheet: str, row: int, column: int) -> None:
        cell = address((row, column))
        found = self._cells.get((sheet, cell))
        if found is None:
            self.margin.say(cell, above=sheet)
            written = self.panel.view.model_.text((row, column)).strip()
            self.said.setText("")
            self.more.setText(f"“{written}”，是表里写的字。" if written else "这一格程序不填。")
            return
        bound, words = found
        self.margin.say(title_of(bound) or cell, above=f"{sheet} {cell}")
        self.said.setText(words)
        lines = [_ROLES.get(bound.role, "")]
        if bound.unit:
            lines.append(f"单位：{bound.unit}")
        if bound.decimals:
            lines.append(f"{bound.decimals} 位小数，{_ROUNDING[bound.rounding]}")
        if bound.basis != "flow":
            lines.append(f"数的是{BASIS_WORDS[bound.basis]}")
        self.more.setText("\n".join(line for line in lines if line))

    def first_focus(self) -> QWidget | None:
        return self.panel.view if self.stack.currentWidget() is self.panel else None

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "panel"):
            self.panel.set_breadth(breadth)

    def escape(self) -> bool:
        if self.margin_alone:
            self.hide_margin()
            self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    def _turn_sheet(self, by: int) -> None:
        tabs = self.panel.tabs
        if tabs.count():
            tabs.setCurrentIndex((tabs.currentIndex() + by) % tabs.count())

    def _back(self) -> None:
        if not self.escape():
            self.context.back()

    def _rules(self) -> None:
        if self.book is not None:
            self.context.go("template-rules", template=self.book.info.id, version=self.book.info.version)

    def _failed(self, error: AppError) -> None:
        back = Button("回到表样", "primary", icon="arrow-left", on=lambda: self.context.go("templates"))
        self.empty.say(f"这份表样打不开（号码 {error.number}）", error.message, () if self.breadth.low else (back,))
        self.stack.setCurrentWidget(self.empty)
