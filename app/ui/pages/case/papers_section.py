"""文书: the papers issued in a case, each with what one does with it; those that may be issued stand in the margin."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.codelists import CodeLists
from app.ui.pages.common import short_day
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.layouts import Column, Flow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.papers import IssuedPaper
    from app.ui.pages.case.reading import CaseView


class PapersSection(QWidget):
    """``wanted(act, paper)``: ``look``, ``serve``, ``revoke`` or ``word``, with the :class:`IssuedPaper`.

    ``whole`` and ``redacted`` ask for the whole file of the case instead, and come without a paper.
    """

    wanted = Signal(str, object)

    def __init__(self, lists: CodeLists, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lists = lists
        self._held: QWidget | None = None
        #: The buttons, by what they do and the id of their paper.
        self.buttons: dict[tuple[str, str], Button] = {}
        self._column = Column(self)

    @property
    def first(self) -> QWidget | None:
        """What has the focus first."""
        return next(iter(self.buttons.values()), None)

    def show_case(self, view: CaseView, today: date) -> None:
        """Show the papers of a case, the latest first."""
        focused = next((key for key, button in self.buttons.items() if button.hasFocus()), None)
        if self._held is not None:
            self._column.removeWidget(self._held)
            self._held.hide()
            self._held.deleteLater()
        self._held, self.buttons = QWidget(), {}
        column = Column(self._held, spacing=12)
        if not view.issued:
            card = Card()
            inner = Column(card, margins=(20, 16, 20, 18), spacing=4)
            inner.put(Words("还没有发出过文书", bold=True))
            inner.put(Words("要出哪一份，按它前面的数字。看好了样子再发出，发出时才给编号。", colour="ink2"))
            column.put(card)
        for paper in reversed(view.issued):
            column.put(self._card(paper, today))
        column.put(self._whole(), None)
        self._column.put(self._held)
        if focused in self.buttons:
            self.buttons[focused].setFocus()

    def _card(self, paper: IssuedPaper, today: date) -> QWidget:
        gone = paper.revoked_on is not None
        card = Card()
        inner = Column(card, margins=(20, 14, 20, 14), spacing=4)
        inner.put(Words(f"《{paper.title}》", bold=True, colour="ink2" if gone else "ink", struck=gone))
        facts = [paper.number, f"{short_day(paper.issued_on, today)}发出", f"{paper.pages} 页", paper.by]
        inner.put(Words(" · ".join(filter(None, facts)), "small", colour="ink2"))
        if paper.recipient:
            inner.put(Words(f"给{paper.recipient}", "small"))
        if paper.served_on is not None:
            way = self._lists.label("served_way", paper.served_way) or paper.served_way
            said = f"{short_day(paper.served_on, today)}送达{f'，{way}' if way else ''}"
            inner.put(Words(said, "small", colour="done", icon="check"))
        if paper.revoked_on is not None:
            said = f"{short_day(paper.revoked_on, today)}作废：{paper.revoked_reason}"
            inner.put(Words(said, "small", colour="question", icon="prohibit"))
        ways = [("look", "看、打印", "printer"), ("word", "存成 Word", "file-text")]
        if not gone:
            if paper.served_on is None:
                ways.append(("serve", "送达", "paper-plane-tilt"))
            ways.append(("revoke", "作废", "prohibit"))
        buttons = [self._button(act, word, icon, paper) for act, word, icon in ways]
        inner.put(6, Flow(*buttons, spacing=10))
        return card

    def _whole(self) -> QWidget:
        card = Card()
        inner = Column(card, margins=(20, 14, 20, 14), spacing=4)
        inner.put(Words("整卷材料", bold=True))
        inner.put(Words("登记表、文书、函件、附件合成一份，前面有目录。", "small", colour="ink2"))
        whole = Button("看整卷", icon="files", key="F7", on=lambda: self.wanted.emit("whole", None))
        hidden = Button("看遮蔽版", icon="lock", on=lambda: self.wanted.emit("redacted", None))
        hidden.setAccessibleDescription("姓名、电话、住址都换掉")
        self.buttons |= {("whole", ""): whole, ("redacted", ""): hidden}
        inner.put(6, Flow(whole, hidden, spacing=10))
        return card

    def _button(self, act: str, word: str, icon: str, paper: IssuedPaper) -> Button:
        button = Button(word, icon=icon, on=lambda: self.wanted.emit(act, paper))
        button.setAccessibleName(f"{word}：{paper.title}")
        self.buttons[(act, paper.id)] = button
        return button
