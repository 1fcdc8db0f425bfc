"""The piles: those being keyed on top, then those that are finished."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedLayout, QWidget

from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.common import short_day, today_of
from app.ui.tables.columns import Cell
from app.ui.tables.columns import Column as TableColumn
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import EmptyState

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.piles import Pile

KEYS = (
    ("↑↓", "选一摞"),
    ("回车", "接着录这一摞"),
    ("F10", "新开一摞"),
    ("Esc", "回到前一页"),
)
_WHY = (
    "站点把一个月的登记表用纸送来，就在这里一份接一份地录。先点一点有几份，开一摞；"
    "录的时候一直看得见还差几份，录错的随时能改，录到一半放下也不会丢。"
)


class PilesPage(Page):
    """Lists piles; Return goes on with one."""

    watches = frozenset({"complaint", "pile"})
    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context, "piles", "集中录入", scrolls=False)
        self._piles: tuple[Pile, ...] = ()
        self.model = RowsModel(
            (
                TableColumn("station", "站点", lambda pile: pile.station, 170, 3, bold=True, line=1),
                TableColumn("month", "月份", lambda pile: pile.month_label, 120, line=1),
                TableColumn("count", "录了", lambda pile: f"{pile.keyed} / {pile.forms} 份", 120, align="right"),
                TableColumn("rest", "怎么样", _state, 170, 1, line=2),
                TableColumn("at", "开的日子", self._day, 110, priority=2, line=0),
                TableColumn("by", "谁开的", lambda pile: pile.by, 90, priority=3, line=0),
            )
        )
        self.table = Table("各摞纸", self.model)
        self.table.opened.connect(lambda pile: self.context.go("pile", pile=pile.id))
        self.card = TableCard(self.table)
        self.empty = EmptyState("还没有开过一摞", _WHY, (self._begin_button(main=False),))
        held = QWidget()
        self._stack = QStackedLayout(held)
        self._stack.addWidget(self.card)
        self._stack.addWidget(self.empty)
        self.body.put(held, stretch=1)
        self.owing_button = Button(
            "待补全", icon="circle-half", main=True, on=lambda: context.go("pile-owing", pile="")
        )
        self.go_button = Button("接着录", icon="arrow-right", main=True, key="回车", on=self._open)
        self.begin_button = self._begin_button(main=True)
        self.bar.keep(self.go_button, self.owing_button, self.begin_button)

    def _begin_button(self, *, main: bool) -> Button:
        key = "F10" if main else ""
        return Button("新开一摞", "primary", icon="plus", main=main, key=key, on=lambda: self.context.go("pile-begin"))

    def _day(self, pile: Pile) -> str:
        return short_day(pile.at.astimezone().date(), today_of(self.context))

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "begin_button"):
            self.table.set_two_lines(breadth.width == "narrow")

    def arrive(self, **how: Any) -> None:
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.table if self._piles else None

    def refresh(self) -> None:
        piles = self.context.services.piles

        def work(progress: Progress) -> tuple[Pile, ...]:
            return piles.listed()

        self.context.jobs.read(work, self._show, channel="piles", owner=self)

    def _show(self, piles: tuple[Pile, ...]) -> None:
        first = not self._piles and bool(piles)
        current = self.table.current_row()
        self._piles = piles
        self.model.set_rows(piles)
        self._stack.setCurrentWidget(self.card if piles else self.empty)
        owing = sum(pile.incomplete for pile in piles)
        self.head.say("集中录入", self._fact(piles))
        self.owing_button.set_text(f"待补全 {owing} 份")
        if piles:
            left = [self.go_button, self.owing_button] if owing else [self.go_button]
            self.bar.set_buttons(left, [self.begin_button])
            at = next((at for at, pile in enumerate(piles) if current is not None and pile.id == current.id), 0)
            self.table.choose(at)
        else:
            self.bar.set_buttons([], [])
        if first and self.isVisible():
            self.table.setFocus()

    def _fact(self, piles: tuple[Pile, ...]) -> str:
        going = [pile for pile in piles if pile.closed_at is None]
        if not piles:
            return "站点用纸送来的登记表，一份接一份地录"
        return f"正在录 {len(going)} 摞" if going else "都收尾了"

    def _open(self) -> None:
        pile = self.table.current_row()
        if pile is not None:
            self.context.go("pile", pile=pile.id)


def _state(pile: Pile) -> Cell:
    if pile.closed_at is None:
        word = (
            f"还差 {pile.left} 份" if pile.left > 0 else "录齐了，没收尾" if pile.left == 0 else f"多了 {-pile.left} 份"
        )
        return Cell(word, "pencil-simple", "question" if pile.left < 0 else "note")
    if pile.incomplete:
        return Cell(f"待补全 {pile.incomplete}", "circle-half", "plain")
    return Cell("收尾了", "check-circle", "done")
