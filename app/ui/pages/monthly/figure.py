"""One number in the margin: how large it is, how it was counted, from what, and the records behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.services.parsing.counts import parse_count
from app.ui.pages.common import state_cell
from app.ui.tables.columns import Cell
from app.ui.tables.columns import Column as TableColumn
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.field import Field
from app.ui.widgets.layouts import Column, Flow, Row
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.complaints.finding import Hit
    from app.services.returns.behind import Explanation
    from app.services.returns.compute import CellValue
    from app.services.values import Value

_ORIGINS = {
    "counted": "按台账数出来的",
    "typed": "手填的",
    "adopted": "沿用的历史数",
    "derived": "由别的数算出来的",
    "ledger": "工作台账加出来的",
    "roster": "名册里数出来的",
    "formula": "由表上的公式算出来的",
    "reported": "从报过的报表里取的",
    "missing": "还没有数",
}


#: The first columns of the records behind a number; the last says how each stands.
COLUMNS = (
    TableColumn("day", "登记日", lambda row: f"{row.received_on.month}月{row.received_on.day}日", 96, line=2),
    TableColumn("who", "投诉人", lambda row: row.complainant or "（没写）", 88, bold=True, line=1),
    TableColumn("trader", "商家", lambda row: row.trader, 80, stretch=1, priority=2, line=2),
)


class BigNumber(QWidget):
    """A value as large as the page has, its unit small beside it, and what to compare it with at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = Words("", "number", bold=True, colour="pine", wrap=False)
        self.unit = Words("", wrap=False)
        self.beside = Words("", "small", colour="ink2", align=Qt.AlignmentFlag.AlignRight)
        row = Row(self, spacing=10)
        row.put(self.number)
        row.addWidget(self.unit, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.beside, 1, Qt.AlignmentFlag.AlignVCenter)

    def say(self, value: Value, unit: str) -> None:
        """Show ``value``; what is no number stands in words."""
        words = {"blank": "没填", "na": "不适用", "error": "看不懂"}.get(value.state, "")
        self.number.set_look(size="section" if words or len(str(value)) > 9 else "number")
        self.number.setText(words or _grouped(value))
        self.unit.setText("" if words else unit)
        self.number.setMinimumWidth(0)

    def compare(self, lines: Sequence[str]) -> None:
        self.beside.setText("\n".join(lines))


def _grouped(value: Value) -> str:
    number = value.number
    if number is None:
        return str(value)
    text = f"{number:,f}"
    return f"近{text}" if value.approx == "近" else f"{text}{value.approx}"


class FigurePanel(QWidget):
    """The explanation of one cell.

    ``record_opened(Hit)`` on Return in the list, ``typed(str)`` when a person typed a figure (``na``, ``blank`` or
    what stands in the field). ``show_cell`` shows at once what is known; ``show_explanation`` and ``show_records``
    follow when they were read.
    """

    record_opened = Signal(object)
    typed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.value = BigNumber()
        self.origin = Words("", "small", colour="ink2")
        self.remark = Words("", "small", colour="question", icon="warning")
        self.remark.hide()
        self.field = Field("填数", stays=True)
        self.na = Button("不适用", "plain")
        self.clear = Button("不填", "quiet")
        self._typing = QWidget()
        typing = Column(self._typing, spacing=4)
        typing.put(self.field, Flow(self.na, self.clear, spacing=8))
        self.rule = Words("", "small")
        self.parts = Words("", "small", colour="ink2")
        card = Card(hairline=False)
        inside = Column(card, margins=(16, 12, 16, 14), spacing=4)
        inside.put(Words("怎么数的", bold=True), self.rule, self.parts)
        self._card = card
        self.heading = Words("", bold=True, wrap=False)
        self.keys = Words("↑ ↓ 选", "small", colour="ink2", wrap=False)
        self._heading = QWidget()
        heading = Row(self._heading, spacing=8)
        heading.put(self.heading, None, self.keys)
        self._marks: dict[str, Cell] = {}
        self.model = RowsModel((*COLUMNS, TableColumn("state", "现在", self._state, 110, priority=1, line=1)))
        self.table = Table("这个数背后的投诉", self.model, row_height=46)
        self._none = Words("", "small", colour="ink2")
        column = Column(self, spacing=12)
        column.put(self.value, self.origin, self.remark, self._typing, card, self._heading, self._none)
        column.put(self.table, stretch=1)
        self._rest = QWidget()
        column.put(self._rest, stretch=1)
        self.field.entered.connect(lambda: self.typed.emit(self.field.text().strip() or "blank"))
        self.na.chosen.connect(lambda: self.typed.emit("na"))
        self.clear.chosen.connect(lambda: self.typed.emit("blank"))
        self.table.opened.connect(self.record_opened)
        #: The page that holds the lines or entries behind a work figure, and how it is asked to show them.
        self.ledger: tuple[str, dict[str, object]] | None = None
        self._unit = ""
        self.field.edited.connect(self.echo)
        self.show_records(())
        look().follow(self)

    def restyle(self) -> None:
        self.table.setMinimumHeight(look().px(46 * 4))

    # -- what is shown --------------------------------------------------------------------------------
    def show_cell(self, item: CellValue, remark: str, types: bool) -> None:
        """What is known of a cell without asking. ``types``: a person may type it in now."""
        self.value.say(item.value, item.cell.unit)
        self.value.compare(())
        self.origin.setText(_ORIGINS.get(item.origin, "") if not types else "")
        self.origin.setVisible(not types)
        self.remark.setText(remark)
        self.remark.setVisible(bool(remark))
        self._typing.setVisible(types)
        if types:
            number = item.value
            self.field.set_text(str(number) if number.number is not None else "")
            self._unit = item.cell.unit
            self.echo(self.field.text())
        self.ledger = None
        self.rule.setText("正在看……")
        self.parts.setText("")
        self.parts.hide()
        self.show_records(())
        self._none.setText("")

    def echo(self, text: str) -> None:
        """Say below the field what was understood."""
        if not text.strip():
            self.field.say("没有发生写 0；空着就是没填", "neutral", shorter="没有就写 0")
            return
        read = parse_count(text, self._unit)
        value = read.value.value if read.ok and read.value is not None else None
        if value is None or value.number is None:
            self.field.say("要写数，如 12、3100余", "neutral", shorter="要写数")
        else:
            self.field.say(f"{_grouped(value)} {self._unit}".strip(), "neutral", "check")

    def show_explanation(self, found: Explanation) -> None:
        """The rule in words and the parts."""
        self.rule.setText(found.rule)
        lines = [f"{part.name}：{str(part.value) or '没填'}" for part in found.parts]
        if found.now is not None and found.origin == "sealed" and found.now != found.value:
            lines.append(f"封存的是 {found.value}，现在数出来是 {found.now}。")
        self.parts.setText("\n".join(lines))
        self.parts.setVisible(bool(lines))
        if found.source and found.origin == "adopted":
            self.origin.setText(f"沿用的历史数：{found.source}")

    def _state(self, row: Hit) -> Cell:
        return self._marks.get(row.id) or state_cell(row.state)

    def show_records(
        self, rows: Sequence[Hit], total: int = 0, note: str = "", came: Sequence[str] = (), gone: Sequence[str] = ()
    ) -> None:
        """The records counted; ``total`` may be more than are listed.

        ``came`` are those counted only now, ``gone`` those no longer counted, of a figure that was sealed.
        """
        self._marks = {id: Cell("后来加的", "plus", "note") for id in came}
        self._marks |= {id: Cell("现在不算", "minus", "question") for id in gone}
        self.model.set_rows(rows)
        self._heading.setVisible(bool(rows))
        self.table.setVisible(bool(rows))
        self._rest.setVisible(not rows)
        self.heading.setText(f"这 {total or len(rows)} 件")
        self._none.setText(note)
        self._none.setVisible(bool(note) and not rows)

    def refuse(self, why: str) -> None:
        """The figure typed was not taken: it stays as typed, and the reason stands below."""
        self.field.say(why, "error")

    @property
    def types(self) -> bool:
        """The field for typing shows."""
        return not self._typing.isHidden()

    @property
    def has_records(self) -> bool:
        return self.model.rowCount() > 0
