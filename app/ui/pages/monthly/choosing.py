"""Choosing which return to see, in the margin: the template, then the period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.pages.monthly.periods import RANGE, Form, PeriodLine, read_range
from app.ui.tables.columns import Cell
from app.ui.tables.columns import Column as TableColumn
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table
from app.ui.theme import look
from app.ui.widgets.field import Field
from app.ui.widgets.layouts import Column
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words


def _state(row: PeriodLine) -> Cell:
    match row.state:
        case "sealed":
            return Cell(f"封存 第 {row.revision} 版", "lock", "done")
        case "open":
            return Cell(f"在做 第 {row.revision} 版", "pencil-simple", "note")
        case _:
            return Cell("")


_COLUMNS = (
    TableColumn("period", "报告期", lambda row: row.period.label, 110, stretch=1, bold=True, line=1),
    TableColumn("state", "", _state, 150, priority=1, line=1),
)


class ChoosingPanel(QWidget):
    """``form_chosen(key)`` for another template or kind of period, ``period_chosen(Period)`` on Return."""

    form_chosen = Signal(str)
    period_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = Column(self, spacing=12)
        self._forms: OptionRow | None = None
        self._offered: list[tuple[str, str]] = []
        self.model = RowsModel(_COLUMNS)
        self.table = Table("报告期", self.model, row_height=46)
        self._column.put(Words("↑ ↓ 选，回车打开", "small", colour="ink2"))
        self._column.put(self.table, stretch=1)
        self.range = Field("另一段", stays=True)
        self._column.put(self.range)
        self.range.edited.connect(self._echo)
        self.range.entered.connect(self._take_range)
        self._day = date.min
        self.table.opened.connect(lambda row: self.period_chosen.emit(row.period))
        self.table.clicked.connect(lambda index: self.period_chosen.emit(self.model.row(index.row()).period))
        self.table.installEventFilter(self)
        look().follow(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A digit chooses what is filled, also while one walks the periods."""
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            digit = int(event.text()) if event.text().isascii() and event.text().isdigit() else 0
            if 1 <= digit <= len(self._offered) and self._forms is not None:
                key = self._offered[digit - 1][0]
                self._forms.choose([key])
                self.form_chosen.emit(key)
                return True
        return super().eventFilter(watched, event)

    def restyle(self) -> None:
        self.table.setMinimumHeight(look().px(46 * 6))

    def set_forms(self, forms: Sequence[Form], chosen: str) -> None:
        """What can be filled; with a single one nothing is asked."""
        offered = [(form.key, form.title) for form in forms]
        if self._forms is not None and self._offered != offered:
            self._column.removeWidget(self._forms)
            self._forms.hide()
            self._forms.deleteLater()
            self._forms = None
        if self._forms is None and len(forms) > 1:
            self._forms = OptionRow("表样", offered)
            self._forms.changed.connect(lambda keys: self.form_chosen.emit(keys[0]) if keys else None)
            self._column.insertWidget(0, self._forms)
        self._offered = offered
        if self._forms is not None:
            self._forms.choose([chosen])

    def set_lines(self, rows: Sequence[PeriodLine], current: str, kind: str, day: date) -> None:
        """The periods of ``kind``; ``current`` (its text) is the one shown. A range can be typed as well."""
        self._day = day
        self.range.setVisible(kind == RANGE)
        self.range.set_text("")
        self._echo("")
        self.model.set_rows(rows)
        at = next((index for index, row in enumerate(rows) if row.period.text == current), 0)
        self.table.choose(at)

    def _echo(self, text: str) -> None:
        found = read_range(text, self._day)
        if found is not None:
            self.range.say(f"{found.label}，回车打开", "neutral", "check", shorter="回车打开")
        else:
            self.range.say("例如 1月到5月，或 3月9日到3月15日", shorter="例如 1月到5月")

    def _take_range(self) -> None:
        found = read_range(self.range.text(), self._day)
        if found is None:
            self.range.say("没看懂。写成 1月到5月，或 3月9日到3月15日", "error", shorter="没看懂，如 1月到5月")
        else:
            self.period_chosen.emit(found)

    def take_focus(self) -> None:
        if not self.model.rowCount() and not self.range.isHidden():
            self.range.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
