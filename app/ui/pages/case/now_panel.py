"""现在该做什么: what is due when and why, and the moves that fit now, each at one digit."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.pages.common import distance, short_day
from app.ui.widgets.layouts import Column
from app.ui.widgets.offers import OfferList, Suggestion
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.casework import Move
    from app.services.deadlines import CaseDue
    from app.ui.pages.case.reading import CaseView

#: Keys of numbered lists.
DIGITS = tuple("123456789")
#: So many limits are told; the rest stands in the list of what is due.
_LIMITS = 3


class NowPanel(QWidget):
    """``chosen(key)`` is a move. Key 0 turns to the moves that stand beside the way, and back."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moves: tuple[Move, ...] = ()
        self._beside = False
        self._dues: QWidget | None = None
        self.rest = Words("", colour="ink2")
        self.list = OfferList("现在可以办的")
        self.list.taken.connect(self.chosen)
        self.more = OfferList("还可以办的")
        self.more.taken.connect(lambda _: self.turn())
        self._column = Column(self, spacing=10)
        self._column.put(self.rest, self.list, self.more)

    def show_case(self, view: CaseView, today: date) -> None:
        """Show what to do about a case."""
        self._moves, self._beside = view.moves, False
        if self._dues is not None:
            self._column.removeWidget(self._dues)
            self._dues.hide()
            self._dues.deleteLater()
            self._dues = None
        if view.dues:
            self._dues = QWidget()
            inner = Column(self._dues, spacing=2)
            for at, due in enumerate(view.dues[:_LIMITS]):
                if at:
                    inner.put(8)
                inner.put(*_told(due, today))
            self._column.insertWidget(0, self._dues)
        self._show()
        said = ""
        if view.record.deleted:
            said = "这一件在回收站里，恢复以后才能办。"
        elif not [move for move in self._moves if not move.beside]:
            said = "都办完了，没有要做的了。"
        self.rest.setText(said)
        self.rest.setVisible(bool(said))

    @property
    def first(self) -> QWidget | None:
        """What has the focus first: the likeliest move."""
        return self.list.first or self.more.first

    @property
    def shown(self) -> tuple[str, ...]:
        """Keys of the moves that stand there now."""
        return tuple(offer.key for offer in self.list.offers)

    def turn(self) -> None:
        """To what stands beside the way, or back to the way."""
        self._beside = not self._beside
        focused = self.isAncestorOf(QApplication.focusWidget() or self)
        self._show()
        wanted = self.first
        if focused and wanted is not None:
            wanted.setFocus()

    def back(self) -> bool:
        """From what stands beside the way to the way; False when it stands there already."""
        if self._beside and [move for move in self._moves if not move.beside]:
            self.turn()
            return True
        return False

    def _show(self) -> None:
        way = [move for move in self._moves if not move.beside]
        beside = [move for move in self._moves if move.beside]
        self._beside = self._beside or not way
        moves = (beside if self._beside else way)[: len(DIGITS)]
        primary = next((at for at, move in enumerate(moves) if move.primary), 0 if moves and not self._beside else -1)
        self.list.set_offers(
            [Suggestion(move.key, move.verb, "", move.explains) for move in moves], DIGITS, primary=primary, why="ink2"
        )
        others = "、".join(move.verb for move in beside[:4])
        word = Suggestion("more", "还可以", "", f"{others}{'……' if len(beside) > 4 else ''}")
        back = Suggestion("more", "回到要办的")
        turned = [back if self._beside else word] if beside and way else []
        self.more.set_offers(turned, ("0",), why="ink2")


def _told(due: CaseDue, today: date) -> list[QWidget]:
    """«3月10日前决定是否受理», how far that is, and why that day."""
    tone = "error" if due.overdue else "question" if due.group in ("today", "soon") else "ink"
    icon = "clock" if tone != "ink" else ""
    if due.due_on is None:
        lines: list[QWidget] = [Words(due.label, bold=True, colour=tone, icon=icon)]
    else:
        lines = [Words(f"{short_day(due.due_on, today)}前{due.label}", bold=True, colour=tone, icon=icon)]
        if due.overdue:
            far = f"已经过了 {-(due.days_left or 0)} 天"
        else:
            far = "就是今天" if due.days_left == 0 else distance(due.due_on, today)
        lines.append(Words("，".join(filter(None, (far, due.rule))), "small", colour=tone if tone != "ink" else "ink2"))
    if due.due_on is None and due.rule:
        lines.append(Words(due.rule, "small", colour="ink2"))
    return [*lines, *(Words(issue.message, "small", colour="question") for issue in due.issues)]


def due_sentence(dues: tuple[CaseDue, ...], today: date) -> str:
    """What is due next in one sentence; empty when nothing is."""
    due = next((due for due in dues if due.due_on is not None), None)
    if due is None or due.due_on is None:
        return ""
    rule = f"（{due.rule}）" if due.rule else ""
    return f"接下来：{short_day(due.due_on, today)}前{due.label}{rule}。"
