"""What should be looked at, as cards one walks through: place, sentence, and a jump to the cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.errors import Issue
from app.ui import icons
from app.ui.text import Block, broken, draw_block, draw_line
from app.ui.theme import Tone, look
from app.ui.widgets.layouts import Column
from app.ui.widgets.words import Words

_TONES: dict[str, Tone] = {"error": "error", "warning": "question", "note": "note"}
_WORDS = {"error": "错误", "warning": "疑问", "note": "说明"}
_ICONS = {"error": "warning", "warning": "question-mark", "note": "info"}
_ORDER = {"error": 0, "warning": 1, "note": 2}
#: More cards than these help nobody; the rest is counted.
MOST = 40


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark: its sentence and, where it concerns a cell, which one; ``code`` is that of the issue."""

    severity: str
    message: str
    sheet: str = ""
    cell: str = ""
    code: str = ""

    @property
    def place(self) -> str:
        return " ".join(part for part in (self.sheet, self.cell) if part)


def remark_of(issue: Issue) -> Remark:
    """An issue as a remark."""
    return Remark(issue.severity, issue.message, issue.sheet or "", issue.cell or "", issue.code)


#: Remarks that say again what was asked, with the answer that was sealed with the return.
ANSWERED = frozenset({"return.explained", "return.unexplained", "return.set_aside"})


def once(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Without the questions whose sealed answers, which repeat them, are there as well."""
    found = tuple(remarks)
    told = {(remark.sheet, remark.cell) for remark in found if remark.code in ANSWERED}
    return tuple(each for each in found if each.code in ANSWERED or (each.sheet, each.cell) not in told)


def in_order(remarks: Sequence[Remark]) -> list[Remark]:
    """Errors first, then questions, then notes; each in the order found."""
    return sorted(remarks, key=lambda remark: _ORDER.get(remark.severity, 3))


def counted(remarks: Sequence[Remark]) -> str:
    """«1 错 2 疑», or nothing when there is neither."""
    errors = sum(1 for remark in remarks if remark.severity == "error")
    asked = sum(1 for remark in remarks if remark.severity == "warning")
    return " ".join(words for words in (f"{errors} 错" if errors else "", f"{asked} 疑" if asked else "") if words)


class RemarkCard(QPushButton):
    """A remark to look at; pressing it goes to its cell."""

    def __init__(self, remark: Remark, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.remark = remark
        self._tone = _TONES.get(remark.severity, "note")
        self.setAutoDefault(False)
        word = _WORDS.get(remark.severity, "")
        self.setAccessibleName(f"{word}：{remark.message}")
        self.setAccessibleDescription(remark.place)
        if remark.cell:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look().follow(self)

    def restyle(self) -> None:
        self.updateGeometry()

    def _block(self, width: int) -> Block:
        px = look().px
        return broken(self.remark.message, look().font("small"), max(1, width - px(42)), look().line("small"))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._block(width).height) + look().px(62)

    def sizeHint(self) -> QSize:
        width = max(self.width(), look().px(220))
        return QSize(look().px(220), self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(120), look().px(90))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.click()
            case Qt.Key.Key_Down:
                self.focusNextChild()
            case Qt.Key.Key_Up:
                self.focusPreviousChild()
            case _:
                super().keyPressEvent(event)

    def focus_radius(self) -> int:
        return look().px(look().size.radius_banner)

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        c = look().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(box, px(look().size.radius_banner), px(look().size.radius_banner))
        hover = self.underMouse() and self.remark.cell
        painter.fillPath(shape, look().colour("celadon2" if hover else "surface"))
        if c.outlined:
            painter.strokePath(shape, QPen(look().colour("border"), 1))
        painter.save()
        painter.setClipRect(QRectF(0, 0, px(6), self.height()))
        painter.fillPath(shape, QColor(c.edge_of(self._tone)))
        painter.restore()
        ink = QColor(c.text_of(self._tone))
        left, right = px(22), self.width() - px(20)
        head = QRectF(left, px(10), right - left, px(30))
        icons.draw(painter, _ICONS.get(self.remark.severity, "info"), QRectF(left, px(10), px(22), px(30)), ink)
        words = head.adjusted(px(32), 0, 0, 0)
        word = _WORDS.get(self.remark.severity, "")
        wide = draw_line(painter, word, words, look().font("small", True), ink)
        place = words.adjusted(wide + px(12), 0, 0, 0)
        align = Qt.AlignmentFlag.AlignRight
        where = self.remark.place
        if look().metrics("small").horizontalAdvance(where) > place.width():
            where = self.remark.cell  # the sheet is named in the sentence, or shows beside
        draw_line(painter, where, place, look().font("small"), look().colour("ink2"), align)
        body = QRectF(left, px(44), right - left, self.height() - px(50))
        draw_block(painter, self._block(self.width()), body, look().font("small"), look().colour("ink"))


class RemarkList(QWidget):
    """Cards below each other. ``chosen(remark)`` when one with a cell is pressed."""

    chosen = Signal(object)

    def __init__(self, nothing: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._nothing = Words(nothing, colour="done", icon="check-circle")
        self._more = Words("", "small", colour="ink2")
        self._more.hide()
        self.cards: list[RemarkCard] = []
        self._column = Column(self, spacing=12)
        self._held = Column(spacing=12)
        self._column.put(self._nothing)
        self._column.addLayout(self._held)
        self._column.put(self._more, None)

    def show_remarks(self, remarks: Sequence[Remark]) -> None:
        """Show ``remarks``, the worst first. A card with the focus hands it to the one that takes its place."""
        focus = next((index for index, card in enumerate(self.cards) if card.hasFocus()), -1)
        before, self.cards = self.cards, []
        ordered = in_order(remarks)
        for remark in ordered[:MOST]:
            card = RemarkCard(remark, self)
            card.clicked.connect(lambda _=False, remark=remark: self.chosen.emit(remark))
            self._held.put(card)
            card.show()  # at once, not when the layout comes to it: only what is shown can take the focus
            self.cards.append(card)
        if focus >= 0 and self.cards:
            self.cards[min(focus, len(self.cards) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        for card in before:  # only now: hiding the focused one would send the focus elsewhere
            self._held.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._nothing.setVisible(not ordered)
        rest = len(ordered) - MOST
        self._more.setText(f"另外还有 {rest} 处，先把上面的看完。")
        self._more.setVisible(rest > 0)
