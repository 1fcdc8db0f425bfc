"""Binding a whole cross table: what its rows are, what its columns are, and which figure stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.ui.pages.templates.chooser import PropertyChooser
from app.ui.pages.templates.properties import BY_KEY
from app.ui.widgets.layouts import Column
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.binding import Area, Choice
    from app.services.codelists import CodeLists

#: The direction whose labels are names of figures themselves.
INDICATOR = "indicator"


class DirectionsPanel(QWidget):
    """``entered()`` when everything is said, ``gone()`` when the person thinks better of it."""

    entered = Signal()
    gone = Signal()

    def __init__(self, lists: CodeLists, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: OptionRow | None = None
        self._columns: OptionRow | None = None
        self._indicator = ""
        self._options: tuple[tuple[str, str], ...] = ()
        self._held = QWidget()
        self._across = Column(self._held, spacing=8)
        self.said = Words("")
        self.hint = Words("", "small", colour="error", icon="warning-circle")
        self.hint.hide()
        self.chooser = PropertyChooser(lists)
        self.chooser.taken.connect(self._taken)
        self.chooser.gone.connect(self.gone)
        self.chooser.hide()
        self._keys = Words("数字选，回车往下；说完了整块一起对", "small", colour="ink2")
        self.chooser.keys.hide()
        Column(self, spacing=8).put(self.said, self._keys, self._held, self.hint, self.chooser, None)

    def set_options(self, options: Sequence[tuple[str, str]], choices: Sequence[Choice]) -> None:
        """What a direction can be, and the figures that can stand in a table."""
        self._options = tuple(options)
        self.chooser.set_indicators([choice for choice in choices if choice.key[:1] not in "|@"])
        if self._rows is not None:
            return
        self._rows, self._columns = OptionRow("行是", options, stays=True), OptionRow("列是", options, stays=True)
        self._across.put(Words("每一行是", bold=True), self._rows, 4, Words("每一列是", bold=True), self._columns)
        for row in (self._rows, self._columns):
            row.changed.connect(lambda _: self._changed())
        self._rows.entered.connect(lambda: self._columns.setFocus(Qt.FocusReason.TabFocusReason))
        self._columns.entered.connect(self._go_on)

    def show_area(self, area: Area) -> None:
        """Ask about ``area``, saying what the program thinks."""
        words = "，".join(f"{word}像是{said}" for word, said in (("行", area.rows), ("列", area.columns)) if said)
        self.said.setText(words or "程序看不出这一块的行和列。")
        self._indicator = ""
        self._held.show()
        self._keys.show()
        self.hint.hide()
        self.chooser.hide()
        for row in (self._rows, self._columns):
            if row is not None:
                row.choose(())

    @property
    def rows(self) -> str:
        """What the rows are said to be; empty for nothing yet."""
        return next(iter(self._rows.chosen()), "") if self._rows is not None else ""

    @property
    def columns(self) -> str:
        """What the columns are said to be."""
        return next(iter(self._columns.chosen()), "") if self._columns is not None else ""

    @property
    def indicator(self) -> str:
        """The figure that stands in every cell, where neither direction names figures."""
        return self._indicator

    @property
    def wants_indicator(self) -> bool:
        """Neither direction names figures, and none was said."""
        return INDICATOR not in (self.rows, self.columns) and not self._indicator

    def begin(self) -> None:
        if self._rows is not None:
            self._rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self) -> None:
        """Say what is still missing, and go there."""
        if self.rows and self.columns and self.rows != self.columns:
            self.chooser.show_property(BY_KEY["indicator"], "")
            words = dict(self._options)
            self.said.setText(f"行是{words[self.rows]}，列是{words[self.columns]}。每一格数的是：")
            self._held.hide()
            self._keys.hide()
            self.chooser.show()
            self.chooser.begin()
            return
        same = bool(self.rows) and self.rows == self.columns
        self.hint.setText("行和列不能是一样的" if same else "行和列都要选一样")
        self.hint.show()
        row = self._columns if self.rows else self._rows
        if row is not None:
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    def _changed(self) -> None:
        self.hint.hide()

    def _go_on(self) -> None:
        self.entered.emit()

    def _taken(self, _: str, key: str) -> None:
        self._indicator = key
        self.entered.emit()
