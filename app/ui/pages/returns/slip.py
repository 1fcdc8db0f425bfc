"""退回单: what the city said about a return, item by item; each leads to its cell, all to the next revision."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from app.errors import AppError
from app.services.periods import parse_period
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.monthly import periods
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.slips import Slip, SlipItem

KEYS = (
    ("F3", "打开退回单"),
    ("回车", "看这一份；再按到那一格"),
    ("F10", "重开，做下一版"),
    ("Esc", "回到退回单的列表"),
)


def _label(slip: Slip) -> str:
    return f"{parse_period(slip.period).label}第 {slip.revision} 版"


def _cell(item: SlipItem) -> str:
    return f"{item.sheet} {item.cell}".strip() or "整张表"


class SlipPage(Page):
    """All slips, or the items of one. ``arrive(slip=id)`` or ``arrive(path=Path)``."""

    watches = frozenset({"return", "slip"})
    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context, "slip", "市里退回来的", scrolls=False)
        self.slip: Slip | None = None
        self._slips: tuple[Slip, ...] = ()
        self._wanted = ""
        self.all_model = RowsModel(
            (
                Column("label", "哪一期", _label, 190, bold=True, line=1),
                Column("reason", "为什么退回", lambda row: row.reason, 200, stretch=1, line=2),
                Column("many", "", lambda row: f"{len(row.items)} 处" if row.items else "", 80, line=1),
            )
        )
        self.all = Table("退回单", self.all_model)
        self.all.opened.connect(self._show_slip)
        self.item_model = RowsModel(
            (
                Column("place", "哪一格", _cell, 170, bold=True, line=1),
                Column("found", "报的", lambda row: str(row.found), 80, priority=1, align="right", line=1),
                Column("expected", "应当", lambda row: Cell(str(row.expected), bold=True), 80, priority=1,
                       align="right", line=1),
                Column("says", "市里说", lambda row: row.says, 200, stretch=1, line=2),
            )
        )  # fmt: skip
        self.items = Table("退回的各处", self.item_model)
        self.items.opened.connect(self._go_to_cell)
        self.items.current_changed.connect(lambda _: self._show_margin())
        opening = Button("打开退回单", "primary", icon="folder-open", on=self._pick)
        self.empty = EmptyState(
            "还没有退回来的", "市里退回报表时会带一份退回单，从 U 盘打开它，就知道是哪几格要改。", (opening,)
        )
        self.views = QStackedWidget()
        for view in (self.empty, TableCard(self.all), TableCard(self.items)):
            self.views.addWidget(view)
        self.body.put(self.views, stretch=1)
        self.use_margin()
        self.pick = Button("打开退回单", icon="folder-open", key="F3", main=True, short="打开", on=self._pick)
        self.list = Button("所有退回单", icon="list", main=True, short="列表", on=self._show_all)
        self.again = Button("重开，做下一版", "primary", icon="lock-open", key="F10", main=True, on=self._reopen)
        self.bar.keep(self.pick, self.list, self.again)

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        self._wanted = str(how.get("slip", ""))
        path = how.get("path")
        if isinstance(path, Path):
            self.open_file(path)
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return (None, self.all, self.items)[self.views.currentIndex()]

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "items"):
            self.all.set_two_lines(breadth.width != "wide")
            self.items.set_two_lines(breadth.width != "wide")

    def refresh(self) -> None:
        returns = self.context.services.returns

        def work(progress: Progress) -> tuple[Slip, ...]:
            return returns.slips()

        def done(found: tuple[Slip, ...]) -> None:
            self._slips = found
            wanted, self._wanted = self._wanted or (self.slip.id if self.slip is not None else ""), ""
            slip = next((one for one in found if one.id == wanted), None)
            if slip is not None:
                self._show_slip(slip)
            else:
                self._show_all()

        self.context.jobs.read(work, done, channel="slips", owner=self)

    def _show_all(self) -> None:
        self.slip = None
        self.head.say("市里退回来的", f"一共 {len(self._slips)} 份" if self._slips else "")
        self.all_model.set_rows(self._slips)
        self.views.setCurrentIndex(1 if self._slips else 0)
        if self._slips:
            self.all.choose(0)
            self.all.setFocus(Qt.FocusReason.OtherFocusReason)
        self.bar.set_buttons([self.pick] if self._slips else [], [])
        self.margin.clear()
        self.margin.say("退回单" if self._slips else "")
        if self._slips:
            self.margin.column.put(Words("回车打开一份，看市里说了什么。"), None)

    def _show_slip(self, slip: Slip) -> None:
        same = self.slip is not None and self.slip.id == slip.id
        self.slip = slip
        self.head.say("市里退回来的", _label(slip))
        if not same or self.item_model.rowCount() != len(slip.items):
            self.item_model.set_rows(slip.items)
        self.views.setCurrentIndex(2)
        if slip.items and not same:
            self.items.choose(0)
        self.items.setFocus(Qt.FocusReason.OtherFocusReason)
        self.bar.set_buttons([self.list, self.pick], [self.again])
        self._show_margin()

    def _show_margin(self) -> None:
        slip = self.slip
        if slip is None:
            return
        item: SlipItem | None = self.items.current_row()
        self.margin.clear()
        self.margin.say(_label(slip), above="退回的理由")
        column = self.margin.column
        column.put(Words(slip.reason or "没有写理由。"))
        if item is not None:
            column.put(8, Words(_cell(item), bold=True), Words(item.says, "small"))
            if item.cell:
                column.put(Words("回车到这一格，看它是怎么数的。", "small", colour="ink2"))
        column.put(8, Words("改完台账以后按 F10 重开，做下一版；退回的理由已经替您写在里面。", "small", colour="ink2"))
        column.put(None)

    # -- acting ---------------------------------------------------------------------------------------
    def _go_to_cell(self, item: SlipItem) -> None:
        slip = self.slip
        if slip is None or not item.cell:
            return
        self.context.go("monthly", template=slip.template, period=slip.period, sheet=item.sheet, cell=item.cell)

    def _reopen(self) -> None:
        slip = self.slip
        if slip is not None:
            reason = f"市里退回：{slip.reason}".rstrip("：")[:200]
            self.context.go(
                "monthly", template=slip.template, period=slip.period, step="seal", reopen=reason, slip=slip.id
            )

    def _pick(self) -> None:
        from app.services.exporting import sticks

        start = next((str(stick.path) for stick in sticks()), "") or self.context.settings.window.export_folder
        pattern = "退回单 (*.xbhd);;所有文件 (*)"
        chosen, _ = QFileDialog.getOpenFileName(self.window(), "打开退回单", start or str(Path.home()), pattern)
        if chosen:
            self.open_file(Path(chosen))

    def open_file(self, path: Path) -> None:
        """Take a slip in and show it."""
        returns, by = self.context.services.returns, periods.person(self.context)
        self.show_banner(None)

        def done(slip: Slip) -> None:
            self._wanted = slip.id
            self.refresh()

        def failed(error: AppError) -> None:
            again = Button("另选一个", icon="folder-open", on=self._pick)
            banner = Banner(
                "这份退回单打不开", f"{error.message}（号码 {error.number}）", tone="error", actions=(again,)
            )
            self.show_banner(banner)
            again.setFocus(Qt.FocusReason.OtherFocusReason)

        self.context.jobs.write(
            lambda progress: returns.open_slip(path, by=by), done, changes={"slip"}, failed=failed, owner=self
        )

    def escape(self) -> bool:
        if self.slip is None or not self._slips:
            return False
        self._show_all()
        return True
