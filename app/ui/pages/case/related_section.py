"""相关: the people of a group complaint, cases that belong together, and the letters of a case."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.pages.common import list_day, parties, yuan
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.layouts import Column, Flow, Row
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.casework import Member
    from app.services.duplicates import Link
    from app.services.letters import Letter
    from app.ui.pages.case.reading import CaseView


class RelatedSection(QWidget):
    """``wanted(act, id)``: ``case`` opens another case, ``unlink`` takes a link back, ``letter`` opens a letter."""

    wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held: QWidget | None = None
        #: The buttons, by what they do and the id they do it with.
        self.buttons: dict[tuple[str, str], Button] = {}
        self._column = Column(self)

    @property
    def first(self) -> QWidget | None:
        """What has the focus first."""
        return next(iter(self.buttons.values()), None)

    def show_case(self, view: CaseView, today: date) -> None:
        """Show what hangs together with a case."""
        focused = next((key for key, button in self.buttons.items() if button.hasFocus()), None)
        if self._held is not None:
            self._column.removeWidget(self._held)
            self._held.hide()
            self._held.deleteLater()
        self._held, self.buttons = QWidget(), {}
        column = Column(self._held, spacing=12)
        many = len(view.members)
        group = f"群体投诉，{many} 人" if many else "只有一位投诉人。几个人一起来的，把名单写进去，仍算一件。"
        if not many and view.record.group_size > 1:
            group = f"群体投诉，{view.record.group_size} 人，名单还没有写。"
        column.put(self._card("投诉的人", group, [_member(member) for member in view.members]))
        said = "" if view.links else "没有关联别的投诉。同一家、同一批人的，可以关联起来，各算各的。"
        column.put(self._card("相关的投诉", said, [self._link(link, today) for link in view.links]))
        said = "" if view.letters else "没有写过查询函、劝喻书。"
        column.put(self._card("查询函、劝喻书", said, [self._letter(letter, today) for letter in view.letters]))
        column.put(None)
        self._column.put(self._held)
        if focused in self.buttons:
            self.buttons[focused].setFocus()

    @staticmethod
    def _card(title: str, said: str, rows: list[QWidget]) -> QWidget:
        card = Card()
        inner = Column(card, margins=(20, 14, 20, 16), spacing=8)
        inner.put(Words(title, "small", bold=True, colour="pine"))
        if said:
            inner.put(Words(said, colour="ink2"))
        inner.put(*rows)
        return card

    def _link(self, link: Link, today: date) -> QWidget:
        words = parties(link.complainant, link.trader)
        told = (
            f"{list_day(link.received_on, today)}登记 · {link.number[-4:]} 号{' · 在回收站里' if link.in_bin else ''}"
        )
        return _line(
            words,
            told,
            self._button("case", link.other, "打开", "folder-open", words),
            self._button("unlink", link.id, "取消关联", "link-simple-break", words),
        )

    def _letter(self, letter: Letter, today: date) -> QWidget:
        from app.services.letters import KIND_WORDS

        words = f"{KIND_WORDS.get(letter.kind, '')} · {letter.to_whom}"
        told = "，".join(
            filter(None, (letter.subject, f"{list_day(letter.sent_on, today)}发出", letter.standing(today)))
        )
        return _line(words, told, self._button("letter", letter.id, "打开", "folder-open", words))

    def _button(self, act: str, id: str, word: str, icon: str, about: str) -> Button:
        button = Button(word, icon=icon, on=lambda: self.wanted.emit(act, id))
        button.setAccessibleName(f"{word}：{about}")
        self.buttons[(act, id)] = button
        return button


def _line(words: str, told: str, *buttons: Button) -> QWidget:
    held = QWidget()
    column = Column(held, spacing=4)
    column.put(Words(words, bold=True), Words(told, "small", colour="ink2"), Flow(*buttons, spacing=10))
    return held


def _member(member: Member) -> QWidget:
    held = QWidget()
    row = Row(held, spacing=10)
    row.put(Words(f"{member.position}", "small", colour="ink2", wrap=False))
    facts = [
        member.phone,
        member.address,
        f"涉案 {yuan(member.amount)}" if member.amount is not None else "",
        f"挽回 {yuan(member.recovered)}" if member.recovered is not None else "",
        member.note,
    ]
    text = Column(spacing=0)
    text.put(Words(member.name, bold=True))
    if any(facts):
        text.put(Words(" · ".join(filter(None, facts)), "small", colour="ink2"))
    row.addLayout(text, 1)
    return held
