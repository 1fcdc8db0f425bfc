"""What the program offers beside a field, each with its key and the reason: taken with one press, or by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.ui.text import Block, broken, draw_block, draw_line
from app.ui.theme import look
from app.ui.widgets.buttons import draw_key_cap
from app.ui.widgets.layouts import Column

#: F4 opens the calendar, F1 the help.
OFFER_KEYS = ("F2", "F3", "F5")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A likely choice: ``group`` stands beside it in grey, ``why`` below: «因为写了 手机、黑屏»."""

    key: str
    word: str
    group: str = ""
    why: str = ""


class OfferCard(QPushButton):
    """One offer: its key, its word, and why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offer = Suggestion("", "")
        self.cap = ""
        self.current = False
        #: Drawn as the one main button of its page.
        self.primary = False
        #: The colour of the reason below the word.
        self.why_colour = "note"
        #: Its key is being pressed, rather than itself.
        self.by_key = False
        self._shortcut: QShortcut | None = None
        self._left = 0
        self._beside = 0.0
        self._word = Block((), 0.0, 0.0)
        self._why: Block | None = None
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look().follow(self)

    def show_offer(self, offer: Suggestion, cap: str) -> None:
        """Show ``offer``; ``cap`` names the key that takes it (empty: none)."""
        self.offer = offer
        self.setText(offer.word)
        self.setAccessibleName(f"{cap} {offer.word} {offer.group}".strip())
        self.setAccessibleDescription(offer.why)
        if cap != self.cap:
            self.cap = cap
            if self._shortcut is not None:
                self._shortcut.setKey(QKeySequence(cap))
            elif cap:
                self._shortcut = QShortcut(QKeySequence(cap), self)
                self._shortcut.setAutoRepeat(False)
                self._shortcut.activated.connect(self._press_key)
        self.restyle()
        self.update()

    def _press_key(self) -> None:
        self.by_key = True
        self.click()
        self.by_key = False

    def set_current(self, current: bool) -> None:
        """Whether Return takes this one."""
        self.current = current
        self.update()

    def restyle(self) -> None:
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        """Break the words into lines, nothing is cut; the height follows."""
        px = look().px
        left = px(14)
        if self.cap:
            left += round(max(look().metrics("small", True).horizontalAdvance(self.cap) + px(16), px(30))) + px(8)
        room = max(float(px(60)), self.width() - left - px(10.0))
        bold, small = look().font("body", True), look().font("small")
        self._left = left
        self._word = broken(self.offer.word, bold, room, px(28))
        beside = look().metrics("body", True).horizontalAdvance(self.offer.word) + px(10)
        apart = look().metrics("small").horizontalAdvance(self.offer.group)
        self._beside = beside if self.offer.group and beside + apart <= room else 0.0
        below = self.offer.why
        if self.offer.group and not self._beside:
            below = f"{self.offer.group}\n{below}".strip()
        self._why = broken(below, small, room, px(25)) if below else None
        height = self._word.height + (self._why.height if self._why is not None else 0)
        self.setFixedHeight(max(px(look().size.control), round(height) + px(8)))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of a double click does nothing."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        colour = look().colour
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        main = self.primary and not self.current
        ink = colour("on_primary" if main else "ink")
        beside, below = (ink, ink) if main else (colour("ink2"), colour(self.why_colour))
        painter.setPen(Qt.PenStyle.NoPen if main else QPen(colour("border"), max(1, px(1))))
        if main:
            painter.setBrush(colour("primary_pressed" if self.underMouse() or self.isDown() else "primary"))
        else:
            painter.setBrush(colour("sel" if self.current else "celadon2" if self.underMouse() else "field"))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, px(8), px(8))
        if self.current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("focus"))
            painter.drawRoundedRect(QRectF(box.left(), box.top() + px(6), px(5), box.height() - px(12)), px(1), px(1))
        if self.cap:
            cap = max(look().metrics("small", True).horizontalAdvance(self.cap) + px(16), px(30))
            draw_key_cap(painter, self.cap, px(12) + cap, box.center().y(), ink, not main)
        height = self._word.height + (self._why.height if self._why is not None else 0)
        top = QRectF(self._left, (self.height() - height) / 2, self.width() - self._left, self._word.height)
        draw_block(painter, self._word, top, look().font("body", True), ink)
        if self._beside:
            line = QRectF(self._left + self._beside, top.top(), self.width(), self._word.line)
            draw_line(painter, self.offer.group, line, look().font("small"), beside)
        if self._why is not None:
            rest = top.adjusted(0, self._word.height, 0, self._why.height)
            draw_block(painter, self._why, rest, look().font("small"), below)


class OfferList(QWidget):
    """Offers below each other. ``taken(key)`` when one is taken: by its key, by Return on the current one, by hand."""

    taken = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._cards: list[OfferCard] = []
        self._shown = 0
        self._current = -1
        #: Whether the offer being taken was taken by its F-key: then Return goes on as after any key, not the taking.
        self.by_key = False
        self._column = Column(self, spacing=6)
        self.hide()

    def set_offers(
        self, offers: Sequence[Suggestion], keys: Sequence[str] = OFFER_KEYS, *, primary: int = -1, why: str = "note"
    ) -> None:
        """Show ``offers``; the first ones have ``keys``. None of them is current.

        The one at ``primary`` is drawn as the main button of the page; ``why`` is the colour of the reasons.
        """
        while len(self._cards) < len(offers):
            card = OfferCard(self)
            card.clicked.connect(lambda _=False, card=card: self._take(card))
            self._cards.append(card)
            self._column.put(card)
        for at, card in enumerate(self._cards):
            card.setVisible(at < len(offers))
            if at < len(offers):
                card.primary, card.why_colour = at == primary, why
                card.show_offer(offers[at], keys[at] if at < len(keys) else "")
        self._shown = len(offers)
        self._point(-1)
        self.setVisible(bool(offers))

    @property
    def offers(self) -> tuple[Suggestion, ...]:
        """What is offered now."""
        return tuple(card.offer for card in self._cards[: self._shown])

    @property
    def first(self) -> QWidget | None:
        """The first offer as a button; None without one."""
        return self._cards[0] if self._shown else None

    @property
    def current_key(self) -> str:
        """Key of the offer the arrow keys came to; empty when none."""
        return self._cards[self._current].offer.key if 0 <= self._current < self._shown else ""

    def move(self, by: int) -> None:  # type: ignore[override]  # widgets are placed by layouts, never moved
        """The current offer up or down; up from the first leaves the list."""
        self._point(max(-1, min(self._shown - 1, self._current + by)))

    def _point(self, at: int) -> None:
        self._current = at
        for index, card in enumerate(self._cards):
            card.set_current(index == at)

    def _take(self, card: OfferCard) -> None:
        self.by_key = card.by_key
        self.taken.emit(card.offer.key)
        self.by_key = False
