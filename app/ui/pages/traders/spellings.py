"""How a trader is written: its spellings, names that may be it too; made one and parted again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.ui.context import Context
from app.ui.pages.common import clerk_of, today_of
from app.ui.widgets.buttons import Button
from app.ui.widgets.field import Field
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.memory import KnownTrader

_MOST = 6


class SpellingsPanel(QWidget):
    """Shows the spellings of one trader.

    ``joined(name)`` is the name that was made a spelling of it, ``parted(name, rest)`` the one taken out and a name
    that stays; the trader is to be read again after either.
    """

    joined = Signal(str)
    parted = Signal(str, str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._name = ""
        self._own: tuple[str, ...] = ()
        self._holder: QWidget | None = None
        self._found: QWidget | None = None
        self._column = Column(self, spacing=8)
        self.other = Field("别的写法", stays=True)
        self.other.entered.connect(self._look_up)
        self._column.put(Words("名称怎么写", "section", bold=True), self.other)

    def show_trader(self, trader: KnownTrader, likely: Sequence[str]) -> None:
        """Show ``trader`` and names that are ``likely`` other spellings of it."""
        self._name, self._own = trader.name, trader.spellings
        self._drop_found()
        self.other.set_text("")
        self.other.say("打几个字，按回车")
        if self._holder is not None:
            self._column.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = QWidget()
        column = Column(self._holder, spacing=8)
        if len(trader.spellings) > 1:
            column.put(Words("这几个写法算一家：", "small", colour="ink2"))
            for spelling in trader.spellings:
                column.put(self._line(spelling, "分开", "link-simple-break", self.part))
        if likely:
            column.put(Words("这些可能也是它：", "small", colour="ink2"))
            for spelling in likely:
                column.put(self._line(spelling, "是一家", "check", self._join))
        if len(trader.spellings) == 1 and not likely:
            column.put(Words("只有这一个写法。", "small", colour="ink2"))
        self._column.insertWidget(1, self._holder)

    def _line(self, spelling: str, verb: str, icon: str, act: Callable[[str], None]) -> QWidget:
        held = QWidget()
        row = Row(held, spacing=8)
        row.put(Words(spelling), stretch=1)
        button = Button(verb, icon=icon)
        button.setAccessibleName(f"{verb}：{spelling}")
        button.chosen.connect(lambda: act(spelling))
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return held

    # -- finding another ------------------------------------------------------------------------------
    def _look_up(self) -> None:
        words = self.other.text().strip()
        if not words:
            return
        traders, today = self._context.services.traders, today_of(self._context)
        self._context.jobs.read(
            lambda progress: traders.find(words, today=today, limit=_MOST),
            self._show_found,
            channel="trader-spelling",
            owner=self,
        )

    def _show_found(self, found: Sequence[KnownTrader]) -> None:
        self._drop_found()
        others = [trader.name for trader in found if trader.name not in self._own]
        if not others:
            self.other.say("台账里没有写过别的这样的名称", "question")
            return
        self.other.say("是同一家的，按“是一家”")
        self._found = QWidget()
        column = Column(self._found, spacing=8)
        for name in others:
            column.put(self._line(name, "是一家", "check", self._join))
        self._column.put(self._found)

    def _drop_found(self) -> None:
        if self._found is not None:
            self._column.removeWidget(self._found)
            self._found.hide()
            self._found.deleteLater()
            self._found = None

    # -- joining --------------------------------------------------------------------------------------
    def _join(self, other: str) -> None:
        memory, name, by = self._context.services.memory, self._name, clerk_of(self._context)
        self._context.jobs.write(
            lambda progress: memory.join([other], name, by),
            lambda _: self.joined.emit(other),
            changes={"trader", "complaint"},
            owner=self,
        )

    def part(self, spelling: str) -> None:
        """Take a spelling out of the trader."""
        memory, name, by = self._context.services.memory, self._name, clerk_of(self._context)
        rest = next((each for each in self._own if each != spelling), name)
        self._context.jobs.write(
            lambda progress: memory.part(spelling, by),
            lambda _: self.parted.emit(spelling, rest if spelling == name else name),
            changes={"trader", "complaint"},
            owner=self,
        )
