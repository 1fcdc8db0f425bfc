"""Reading a text with headings, numbered steps and pictures; the page around it scrolls.

Every piece is a label of its own, so that a screen reader goes from one to the next: steps say their number, pictures
their words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.text import Block, broken, draw_block
from app.ui.theme import look
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.marks import Ball
from app.ui.widgets.words import Words

#: Lines of text are no longer than this, in design pixels, or the eye loses the next one.
_LINE = 860
#: Between a picture and the words below it.
_GAP = 6

#: Reads the picture at a path, that many pixels wide, and gives it to the callable, sooner or later, while the label
#: that wants it lives.
Fetch = Callable[[QLabel, Path, int, Callable[[QImage], None]], None]


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of the text. ``size`` is that of the picture in pixels."""

    kind: Literal["heading", "paragraph", "step", "picture"]
    text: str
    number: int = 0
    picture: Path | None = None
    size: tuple[int, int] = (0, 0)


class Picture(QLabel):
    """A picture as wide as there is room, at most as wide as it is at the letter size in force; its words below."""

    def __init__(self, piece: Piece, fetch: Fetch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._piece = piece
        self._fetch = fetch
        self._asked = 0
        self.setAccessibleName(piece.text)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look().follow(self)

    def restyle(self) -> None:
        self.updateGeometry()
        self._ask()

    def _drawn(self, width: int) -> QSize:
        """The size of the picture where there are ``width`` device-independent pixels."""
        natural = self._piece.size
        wide = min(width, look().px(natural[0]))
        return QSize(wide, round(wide * natural[1] / natural[0]))

    def _words(self, width: int) -> Block:
        return broken(self._piece.text, look().font("small"), max(1, width), look().line("small"))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._drawn(width).height() + look().px(_GAP) + round(self._words(width).height)

    def sizeHint(self) -> QSize:
        width = look().px(self._piece.size[0])
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(120), look().px(80))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ask()

    def _ask(self) -> None:
        """Have the picture read at the width it has now."""
        width = round(self._drawn(self.width()).width() * self.devicePixelRatioF())
        if width > 0 and width != self._asked and self._piece.picture is not None:
            self._asked = width
            self._fetch(self, self._piece.picture, width, self._show_picture)

    def _show_picture(self, image: QImage) -> None:
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self.setPixmap(pixmap)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(QPointF(0, 0), QSizeF(self._drawn(self.width())))
        if self.pixmap().isNull():
            painter.fillRect(box, look().colour("head"))
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(box, self.pixmap(), QRectF(self.pixmap().rect()))
        painter.setPen(QPen(look().colour("border"), max(1, look().px(1))))
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        below = QRectF(self.rect()).adjusted(0, box.height() + look().px(_GAP), 0, 0)
        draw_block(painter, self._words(self.width()), below, look().font("small"), look().colour("ink2"))


class Reader(QWidget):
    """Shows pieces one below the other. The first one takes the focus: it is where reading begins."""

    def __init__(self, fetch: Fetch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._held: QWidget | None = None
        self._column = Column(self)
        #: What has the focus while one reads.
        self.start: QWidget = self

    def show_pieces(self, name: str, pieces: Sequence[Piece]) -> None:
        """Show ``pieces`` instead of those before; a screen reader is told ``name`` where reading begins."""
        if self._held is not None:
            self._column.removeWidget(self._held)
            self._held.hide()
            self._held.deleteLater()
        self._held = QWidget()
        self.setAccessibleName(name)
        column = Column(self._held, spacing=12)
        for at, piece in enumerate(pieces):
            widget = self._made(piece)
            if at == 0:
                self.start = widget
                widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                widget.setAccessibleName(f"{name}。{piece.text}")
            elif piece.kind == "heading":
                column.put(12)
            column.put(widget)
        self._column.put(self._held)

    def _made(self, piece: Piece) -> QWidget:
        match piece.kind:
            case "picture":
                return Picture(piece, self._fetch)
            case "step":
                return _Step(piece)
            case "heading":
                words = _Prose(piece.text, heading=True)
                words.setAccessibleDescription("小标题")
                return words
            case _:
                return _Prose(piece.text)


class _Step(QWidget):
    """A numbered ball and what to do."""

    def __init__(self, piece: Piece) -> None:
        super().__init__()
        row = Row(self, spacing=14)
        words = _Prose(piece.text)
        words.setAccessibleName(f"第 {piece.number} 步，{piece.text}")
        row.addWidget(Ball(str(piece.number)), 0, Qt.AlignmentFlag.AlignTop)
        row.put(words, stretch=1)


class _Prose(Words):
    """Text whose lines are no longer than the eye follows, however wide the room."""

    def __init__(self, text: str, *, heading: bool = False) -> None:
        super().__init__(text, "section" if heading else "body", bold=heading)

    def _block(self, width: float) -> Block:
        return super()._block(min(width, look().px(_LINE)))
