"""待补全: the forms of which something is left on the paper, of one pile or of all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.common import parties, today_of
from app.ui.pages.piles.layout import words_of
from app.ui.tables.columns import Cell
from app.ui.tables.columns import Column as TableColumn
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import EmptyState

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.piles.records import Owing

#: Room for an icon before a word, in design pixels.
_ICON = 30

KEYS = (
    ("↑↓", "选一份"),
    ("回车", "去补全，停在缺的第一格"),
    ("F9", "纸上没有别的了，算齐"),
    ("Esc", "回到前一页"),
)


class OwingPage(Page):
    """Return opens a case on the first field that is missing."""

    watches = frozenset({"complaint", "pile"})
    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context, "pile-owing", "待补全", scrolls=False)
        self._pile = ""
        self._rows: tuple[Owing, ...] = ()
        self.model = RowsModel(self._columns())
        self.table = Table("待补全的各份", self.model)
        self.table.opened.connect(self._complete)
        self.card = TableCard(self.table)
        self.empty = EmptyState(
            "没有要补全的",
            "快录的那些都补好了。以后快录的，缺什么都列在这里。",
            (Button("回到各摞", "primary", icon="stack", on=lambda: context.go("piles")),),
        )
        held = QWidget()
        self._stack = QStackedLayout(held)
        self._stack.addWidget(self.card)
        self._stack.addWidget(self.empty)
        self.body.put(held, stretch=1)
        self.settle_button = Button("纸上没有别的了", icon="check", main=True, key="F9", short="算齐", on=self._settle)
        self.complete_button = Button(
            "去补全", "primary", icon="pencil-simple", main=True, key="F10", on=lambda: self._complete(None)
        )
        self.bar.keep(self.settle_button, self.complete_button)

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "complete_button"):
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "complete_button"):
            self._fit()

    def _columns(self) -> tuple[TableColumn, ...]:
        """The columns, each as wide as what stands in it; names only where quick keying left any."""
        where = max((_wide(self._where(row)) for row in self._rows), default=0)
        missing = max((_wide(words_of(row.form.missing)) for row in self._rows), default=0) + _ICON
        columns = [
            TableColumn("where", "哪一摞", self._where, where, line=1),
            TableColumn("position", "第几份", lambda row: f"第 {row.form.position} 份", 84, bold=True, line=1),
            TableColumn("paper", "编号", lambda row: row.form.record.paper_number, 90, line=1),
            TableColumn("who", "谁投诉谁", _who, 160, 1, 1, line=0),
            TableColumn("missing", "还缺", _missing, missing, 2, line=2),
        ]
        return tuple(column for column in columns if column.key != "who" or any(_who(row) for row in self._rows))

    def _fit(self) -> None:
        """What is missing goes to a line of its own where there is no room for all of it beside the rest."""
        needed = sum(look().px(column.width + 16) for column in self.model.columns if not column.priority)
        room = self.table.viewport().width()
        self.table.set_two_lines(self.breadth.width == "narrow" or needed + look().px(24) > room)

    def _where(self, row: Owing) -> str:
        year = f"{today_of(self.context).year}年"
        return f"{row.pile.station} · {row.pile.month_label.removeprefix(year)}"

    def arrive(self, **how: Any) -> None:
        if "pile" in how:
            self._pile = how["pile"]
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.table if self._rows else None

    def refresh(self) -> None:
        piles, pile = self.context.services.piles, self._pile

        def work(progress: Progress) -> tuple[Owing, ...]:
            return piles.owing(pile)

        self.context.jobs.read(work, self._show, channel="owing", owner=self)

    def _show(self, rows: tuple[Owing, ...]) -> None:
        at = max(0, self.table.currentIndex().row())
        first = not self._rows and bool(rows)
        self._rows = rows
        self.model.set_columns(self._columns())
        self.model.set_rows(rows)
        self.table.restyle()
        self._stack.setCurrentWidget(self.card if rows else self.empty)
        self._fit()
        self.head.say("待补全", f"{len(rows)} 份还缺东西" if rows else "")
        self.bar.set_buttons([self.settle_button] if rows else [], [self.complete_button] if rows else [])
        if rows:
            self.table.choose(min(at, len(rows) - 1))
            if first and self.isVisible():
                self.table.setFocus()

    def _complete(self, row: Owing | None) -> None:
        row = row or self.table.current_row()
        if row is not None:
            self.context.go("change", case=row.form.record.id, focus=row.form.missing[0])

    def _settle(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        piles, pile, position = self.context.services.piles, row.pile.id, row.form.position
        self.context.jobs.write(lambda progress: piles.settle(pile, position), changes={"pile"}, owner=self)


def _wide(text: str) -> int:
    """The room a text needs, in design pixels."""
    return math.ceil(look().metrics("body").horizontalAdvance(text) / look().px(100) * 100) + 2


def _who(row: Owing) -> str:
    record = row.form.record
    return parties(record.complainant, record.trader) if record.complainant or record.trader else ""


def _missing(row: Owing) -> Cell:
    return Cell(words_of(row.form.missing), "circle-half", "plain")
