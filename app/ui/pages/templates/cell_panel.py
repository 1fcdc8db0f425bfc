"""What the current cell, or the cells chosen, are taken for: in words, why, and line by line to be changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.ui.breadth import Breadth
from app.ui.pages.templates.properties import PROPERTIES, common, option_word, shown, value_of
from app.ui.pages.templates.wording import shortened
from app.ui.sheets.drawing import STATE_WORDS, FaceState
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.theme import look
from app.ui.widgets.layouts import Column as ColumnLayout
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.binding import Proposal

STATE_LOOKS: dict[str, tuple[str, str]] = {
    "sure": ("check", "done"),
    "ask": ("question", "question"),
    "unbound": ("circle-dashed", "error"),
    "unneeded": ("minus", "ink2"),
}
#: The last line, which unfolds what is rarely needed.
MORE = "more"
_ROW = 46


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: a property and what is said in it."""

    key: str
    word: str
    says: str
    differs: bool = False


#: How many characters of what is said there is room for; all of it stands above.
_WORDS = {"wide": 10, "medium": 5, "narrow": 20}


class CellPanel(QWidget):
    """``opened(property)`` when a person wants to change one thing; ``left()`` when they go back to the sheet."""

    opened = Signal(str)
    left = Signal()

    def __init__(self, words_of: Callable[[str, str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words_of = words_of
        self._proposals: tuple[Proposal, ...] = ()
        self._rare = False
        self.state = Words("", bold=True)
        self.taken = Words("")
        self.why = Words("", "small", colour="ink2")
        self._most = _WORDS["wide"]
        self.model = RowsModel(
            (
                Column("word", "说的是", lambda line: line.word, 96, line=1),
                Column("says", "现在是", self._cell, 120, stretch=1, line=1),
            )
        )
        self.table = Table("这一格的说法", self.model, row_height=_ROW)
        self.table.horizontalHeader().hide()
        self.table.opened.connect(self._opened)
        self.table.clicked.connect(lambda index: self._opened(self.model.row(index.row())))
        self.card = TableCard(self.table)
        self.keys = Words("打拼音换指标，回车逐条改；\n空格：就是这样；Delete：不用填", "small", colour="ink2")
        ColumnLayout(self, spacing=8).put(self.state, self.taken, self.why, self.card, self.keys, None)
        look().follow(self)

    def _cell(self, line: Line) -> Cell:
        if line.key == MORE:
            return Cell(line.says, "caret-down", quiet=True)
        if line.differs:
            return Cell("各不相同", quiet=True)
        return Cell(shortened(line.says, self._most) or "—", bold=bool(line.says), quiet=not line.says)

    def set_breadth(self, breadth: Breadth) -> None:
        """The room for what is said."""
        self._most = _WORDS[breadth.width]
        self.table.viewport().update()

    def restyle(self) -> None:
        height = look().px(_ROW * max(1, self.model.rowCount()) + 10)
        self.card.setFixedHeight(height)

    def show_cells(self, proposals: Sequence[Proposal]) -> None:
        """Explain these cells; what they agree in stands in the lines."""
        same = {(each.sheet, each.cell) for each in proposals} == {(each.sheet, each.cell) for each in self._proposals}
        if not same:
            self._rare = False
        self._proposals = tuple(proposals)
        self._say(proposals)
        self._show_lines()

    def _say(self, proposals: Sequence[Proposal]) -> None:
        states: dict[FaceState, int] = {}
        for each in proposals:
            states[each.state] = states.get(each.state, 0) + 1
        worst = next((state for state in ("unbound", "ask", "unneeded", "sure") if state in states), "sure")
        icon, colour = STATE_LOOKS[worst]
        self.state.set_look(icon=icon, colour=colour)
        if len(proposals) == 1:
            only = proposals[0]
            self.state.setText(STATE_WORDS[only.state])
            self.taken.setText(f"当作：{only.name}" if only.key and only.state != "unneeded" else "")
            self.why.setText(only.why)
        else:
            self.state.setText("，".join(f"{STATE_WORDS[state]} {many} 格" for state, many in states.items()))
            names = list(dict.fromkeys(each.name for each in proposals if each.key))
            self.taken.setText("当作：" + "；".join(names[:2]) + ("……" if len(names) > 2 else "") if names else "")
            self.why.setText("改一样，选中的格一起改，别的各不动。")
        self.taken.setVisible(bool(self.taken.text()))
        self.why.setVisible(bool(self.why.text()))

    def _show_lines(self) -> None:
        at = self.table.currentIndex().row()
        lines = []
        listed = shown(PROPERTIES, self._proposals, self._rare)
        bound = any(each.key for each in self._proposals)
        for prop in listed:
            if not bound and prop.key != "indicator":
                continue
            value, agreed = common(self._proposals, prop.key)
            words = option_word(prop, value) if prop.options else self._words_of(prop.key, value)
            lines.append(Line(prop.key, prop.word, words, not agreed))
        folded = [prop for prop in PROPERTIES if prop not in listed]
        if bound and folded:
            lines.append(Line(MORE, "少用的", f"还有 {len(folded)} 样"))
        self.model.set_rows(lines)
        if lines:
            self.table.choose(min(max(at, 0), len(lines) - 1))
        self.restyle()

    def value(self, name: str) -> str:
        """What all of them say in ``name``; empty when they differ."""
        return common(self._proposals, name)[0]

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        return self._proposals

    def begin(self) -> None:
        """Take the focus."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _opened(self, line: Line | None) -> None:
        if line is None:
            return
        if line.key == MORE:
            self._rare = True
            self._show_lines()
        else:
            self.opened.emit(line.key)


def title_of(proposal: Proposal) -> str:
    """A cell as its row and column call it: «食品类 · 已处理»; rows of units are left out."""
    from app.ui.pages.monthly.workbook import plain_label

    words = (_without_unit(proposal.row_label, proposal.unit), _without_unit(proposal.column_label, proposal.unit))
    return " · ".join(plain_label(word) for word in words if word)


def _without_unit(label: str, unit: str) -> str:
    return "/".join(part for part in label.split("/") if part.strip() != unit) or label


def short_of(proposal: Proposal, indicator: str) -> str:
    """What stands in the cell itself while it is bound: the indicator, and the time when it is not the period."""
    from app.ui.pages.templates.properties import ENDING_WORDS, SPAN_WORDS

    if proposal.state in ("unbound", "unneeded") or not proposal.key:
        return ""
    span, ending = value_of(proposal, "span"), value_of(proposal, "ending")
    if ending:
        return ENDING_WORDS[ending]
    return indicator if span in ("", "current") else SPAN_WORDS[span]
