"""One figure of a summary in the margin: what it says, how it is counted, what it is made of, its records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.pages.common import state_cell
from app.ui.tables.columns import Column as TableColumn
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table
from app.ui.theme import look
from app.ui.widgets.cards import Card
from app.ui.widgets.layouts import Column
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.complaints.finding import Hit
    from app.services.summaries import ExplainedFigure, NamedFigure

_ORIGINS = {
    "counted": "按台账数出来的",
    "typed": "手填的",
    "adopted": "沿用的历史数",
    "derived": "由别的数算出来的",
    "ledger": "工作台账加出来的",
    "roster": "名册里数出来的",
    "reported": "已经报出去的数",
    "missing": "还没有数",
    "none": "没有数，不能比",
}
_KINDS = {"enquiry": "条咨询，在咨询页里看", "work": "笔工作，在工作台账里看", "roster": "条登记，在名册里看"}
COLUMNS = (
    TableColumn("day", "登记日", lambda row: f"{row.received_on.month}月{row.received_on.day}日", 78, line=2),
    TableColumn("who", "投诉人", lambda row: row.complainant or "（没写）", 88, bold=True, line=1),
    TableColumn("trader", "商家", lambda row: row.trader, 80, stretch=1, priority=2, line=2),
    TableColumn("state", "现在", lambda row: state_cell(row.state), 110, priority=1, line=1),
)


class SummaryFigurePanel(QWidget):
    """The explanation of one figure; ``record_opened(Hit)`` on Return in the list of its cases."""

    record_opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = Words("", "section", bold=True, colour="pine")
        self.origin = Words("", "small", colour="ink2")
        self.rule = Words("", "small")
        self.parts = Words("", "small", colour="ink2")
        card = Card(hairline=False)
        Column(card, margins=(16, 12, 16, 14), spacing=4).put(Words("怎么数的", bold=True), self.rule, self.parts)
        self.heading = Words("", bold=True)
        self.model = RowsModel(COLUMNS)
        self.table = Table("这个数背后的投诉", self.model, row_height=46)
        self.table.opened.connect(self.record_opened)
        column = Column(self, spacing=12)
        column.put(self.number, self.origin, card, self.heading)
        column.put(self.table, stretch=1)
        self._rest = QWidget()
        column.put(self._rest, stretch=1)
        self.show_records((), "", 0)
        look().follow(self)

    def restyle(self) -> None:
        self.table.setMinimumHeight(look().px(46 * 4))

    def show_figure(self, figure: NamedFigure) -> None:
        """What is known at once."""
        self.number.setText(figure.text)
        source = f"，{figure.source}" if figure.source and figure.origin in ("adopted", "reported") else ""
        self.origin.setText(f"{_ORIGINS.get(figure.origin, '')}{source}；写的是{figure.period_label}")
        self.rule.setText(figure.rule)
        self.parts.setText("")
        self.show_records((), "", 0)

    def show_explained(self, found: ExplainedFigure, hits: Sequence[Hit]) -> None:
        """What was read meanwhile."""
        self.rule.setText(found.rule)
        self.parts.setText("\n".join(f"{part.name}：{part.text}" for part in found.parts))
        self.show_records(hits, found.kind, len(found.records))

    def show_records(self, hits: Sequence[Hit], kind: str, count: int) -> None:
        """The cases behind it; of other records how many there are."""
        words = f"背后有 {count} {_KINDS.get(kind, '件投诉')}" if count else ""
        if len(hits) < count and hits:
            words += f"，列出前 {len(hits)} 件"
        self.heading.setText(words)
        self.heading.setVisible(bool(words))
        self.model.set_rows(tuple(hits))
        self.table.setVisible(bool(hits))
        self._rest.setVisible(not hits)
