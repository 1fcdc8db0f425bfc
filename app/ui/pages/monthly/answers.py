"""核对: what the checks found, each with a place for the person's reason right below it.

A question wants a reason. A rule of the city's that is itself wrong may be set aside, with a signed reason the city
reads. Errors have neither: they are mended in their cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.pages.monthly.remarks import ANSWERED, MOST, Remark, RemarkCard, in_order
from app.ui.widgets.buttons import Button
from app.ui.widgets.field import Field
from app.ui.widgets.layouts import Column
from app.ui.widgets.words import Words

_FIGURES = re.compile(r"[\d.,]+")

Kind = Literal["explained", "set_aside"]
#: What names a remark from one check to the next: (code, sheet, cell, its sentence without the figures in it).
RemarkKey = tuple[str, str, str, str]
#: Checks of the city's own rules; only such can be wrong themselves.
RULES = frozenset({"return.rule_broken", "return.rule_required", "return.rule_together", "return.rule_exclusive"})


@dataclass(frozen=True, slots=True)
class Answered:
    """What a person says to a remark: why it is right, or why the rule is not. An empty reason is no answer yet."""

    kind: Kind
    reason: str


Answers = Mapping[RemarkKey, Answered]


def key_of(remark: Remark) -> RemarkKey:
    """The name of a remark."""
    return remark.code, remark.sheet, remark.cell, _FIGURES.sub("#", remark.message)


def settled(remark: Remark, answers: Answers) -> bool:
    """Whether a remark no longer stands in the way: a note, or one that was answered as its severity asks."""
    if remark.severity == "note" or remark.code in ANSWERED:
        return True
    answer = answers.get(key_of(remark))
    if answer is None or not answer.reason.strip():
        return False
    return answer.kind == "set_aside" if remark.severity == "error" else True


def open_counts(remarks: Sequence[Remark], answers: Answers) -> tuple[int, int]:
    """How many errors and how many questions still stand in the way."""
    still = [remark for remark in remarks if not settled(remark, answers)]
    errors = sum(1 for remark in still if remark.severity == "error")
    return errors, len(still) - errors


class AnswerCard(QWidget):
    """A remark with its reason below. ``chosen`` goes to the cell, ``answered(kind, reason)`` while typing."""

    chosen = Signal()
    answered = Signal(str, str)
    went_on = Signal()

    def __init__(self, remark: Remark, answer: Answered | None, signer: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.remark = remark
        self.card = RemarkCard(remark)
        self.card.clicked.connect(self.chosen)
        column = Column(self, spacing=8)
        column.put(self.card)
        self.field: Field | None = None
        self.aside: Button | None = None
        self._signer = signer
        set_aside = answer is not None and answer.kind == "set_aside"
        self._kind: Kind = "set_aside" if set_aside or remark.severity == "error" else "explained"
        if remark.severity == "note" or remark.code in ANSWERED:
            return
        asks = remark.severity == "warning" or remark.code in RULES
        if not asks:
            return
        self.field = Field("理由", stays=True)
        self.field.input.setAccessibleDescription(remark.message)
        column.put(self.field)
        if remark.code in RULES:
            self.aside = Button("这条规则本身不对", "quiet", icon="prohibit", on=self._turn)
            column.put(self.aside)
        if answer is not None:
            self.field.set_text(answer.reason)
        self.field.edited.connect(lambda text: self._typed(text))
        self.field.entered.connect(self.went_on)
        self._show_kind(remark.severity == "error" and not set_aside and not (answer and answer.reason))

    def _typed(self, text: str) -> None:
        self._say()
        self.answered.emit(self._kind, text)

    def _turn(self) -> None:
        """From «the figure is right» to «the rule is wrong», and back for a warning."""
        assert self.field is not None
        if self.remark.severity == "warning":
            self._kind = "explained" if self._kind == "set_aside" else "set_aside"
        self._show_kind(False)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.answered.emit(self._kind, self.field.text())

    def _show_kind(self, folded: bool) -> None:
        assert self.field is not None
        self.field.setVisible(not folded)
        if self.aside is not None:
            back = self.remark.severity == "warning" and self._kind == "set_aside"
            self.aside.set_text("规则没有错，是数特殊" if back else "这条规则本身不对")
            self.aside.setVisible(folded or self.remark.severity == "warning")
        self._say()

    def _say(self) -> None:
        assert self.field is not None
        given = bool(self.field.text().strip())
        if self._kind == "set_aside" and given:
            self.field.say(f"署名 {self._signer}，和报表一起报给市里", "note", shorter=f"署名 {self._signer}")
        elif self._kind == "set_aside":
            self.field.say("规则哪里不对？写明了就不再拦您", "note", shorter="规则哪里不对？")
        elif given:
            self.field.say("和报表一起报给市里", "neutral", "check", shorter="报给市里")
        else:
            self.field.say("数没有错就写一句为什么，错了就去改", "neutral", shorter="为什么？错了就去改")


class AnswerList(QWidget):
    """All cards. ``chosen(Remark)`` for one with a cell; ``answered(RemarkKey, Answered)`` while a reason is typed."""

    chosen = Signal(object)
    answered = Signal(object, object)
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._nothing = Words("没有要看的，都对得上。", colour="done", icon="check-circle")
        self._more = Words("", "small", colour="ink2")
        self._more.hide()
        self._notes = Words("", "small", colour="ink2", icon="info")
        self._notes.hide()
        self.cards: list[AnswerCard] = []
        self._remarks: tuple[Remark, ...] = ()
        self._column = Column(self, spacing=16)
        self._held = Column(spacing=16)
        self._column.put(self._nothing)
        self._column.addLayout(self._held)
        self._column.put(self._more, self._notes, None)

    def show_remarks(self, remarks: Sequence[Remark], answers: Answers, signer: str) -> None:
        """Show ``remarks``, the worst first. The same ones stay as they stand, half-typed reasons and focus too."""
        ordered = tuple(remark for remark in in_order(remarks) if remark.severity != "note")
        notes = len(remarks) - len(ordered)
        self._notes.setText(f"另有 {notes} 处说明（如沿用的历史数），走到那一格就看得到。")
        self._notes.setVisible(bool(notes))
        if ordered == self._remarks and self.cards:
            return
        focus = next((card for card in self.cards if card.isAncestorOf(self.window().focusWidget() or self)), None)
        before, self.cards, self._remarks = self.cards, [], ordered
        for remark in ordered[:MOST]:
            card = AnswerCard(remark, answers.get(key_of(remark)), signer, self)
            card.chosen.connect(lambda remark=remark: self.chosen.emit(remark))
            card.answered.connect(
                lambda kind, reason, remark=remark: self.answered.emit(key_of(remark), Answered(kind, reason))
            )
            card.went_on.connect(lambda card=card: self._next(card))
            self._held.put(card)
            card.show()
            self.cards.append(card)
        if focus is not None and self.cards:
            same = next((card for card in self.cards if card.remark == focus.remark), None)
            at = min(before.index(focus), len(self.cards) - 1)
            target = same or self.cards[at]
            inside = focus.field is not None and focus.field.input.hasFocus()
            (target.field if inside and target.field is not None else target.card).setFocus(
                Qt.FocusReason.OtherFocusReason
            )
        for card in before:
            self._held.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._nothing.setVisible(not ordered)
        rest = len(ordered) - MOST
        self._more.setText(f"另外还有 {rest} 处，先把上面的看完。")
        self._more.setVisible(rest > 0)

    def forget(self) -> None:
        """Draw all cards anew next time: the reasons came from elsewhere."""
        self._remarks = ()

    def take_focus(self, answers: Answers) -> bool:
        """To the first card that still stands in the way, else to the first; False when there is none."""
        card = next((card for card in self.cards if not settled(card.remark, answers)), None) or next(
            iter(self.cards), None
        )
        if card is not None:
            card.card.setFocus(Qt.FocusReason.OtherFocusReason)
        return card is not None

    def current(self) -> int:
        """The card with the focus, -1 for none."""
        inside = QApplication.focusWidget()
        return next((n for n, card in enumerate(self.cards) if inside is not None and card.isAncestorOf(inside)), -1)

    def _next(self, card: AnswerCard) -> None:
        """Return in a reason: on to the next one that asks for one; after the last they are done."""
        for other in self.cards[self.cards.index(card) + 1 :]:
            if other.field is not None and not other.field.isHidden() and not other.field.text().strip():
                other.field.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.finished.emit()
