"""One file of a case: its small picture, what it is, what is written about it, and what one does with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.services.rasters import Raster
from app.ui import icons
from app.ui.pages.common import short_day
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.field import Field
from app.ui.widgets.layouts import Column, Flow, Row
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.attachments import AttachmentFace

#: Side of a small picture, in design pixels.
SMALL = 112


class Thumb(QLabel):
    """A small picture, or the sign of a kind of file. A label, so that a screen reader knows it for a picture."""

    def __init__(self, face: AttachmentFace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = "file-pdf" if face.media == "application/pdf" else "file-text"
        if face.media == "application/xlsx":
            self._icon = "file-xls"
        self._raster: Raster | None = None
        self._image = QImage()
        self.setAccessibleName(f"{face.kind}的小图" if face.pages else face.kind)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().follow(self)

    def restyle(self) -> None:
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(look().px(SMALL), look().px(SMALL))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_raster(self, raster: Raster) -> None:
        """Show a picture."""
        self._raster = raster
        stride = raster.width * 3
        self._image = QImage(raster.rgb, raster.width, raster.height, stride, QImage.Format.Format_RGB888)
        self.update()

    @property
    def shown(self) -> bool:
        """Whether there is a picture."""
        return self._raster is not None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        ground = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(look().colour("line"), 1))
        painter.setBrush(look().colour("head"))
        painter.drawRoundedRect(ground, look().px(4), look().px(4))
        inset = look().px(4)
        box = ground.adjusted(inset, inset, -inset, -inset)
        if self._raster is None:
            side = look().px(40)
            spot = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
            icons.draw(painter, self._icon, spot, look().colour("ink2"))
            return
        scale = min(box.width() / self._raster.width, box.height() / self._raster.height, 1.0)
        width, height = self._raster.width * scale, self._raster.height * scale
        spot = QRectF(box.center().x() - width / 2, box.center().y() - height / 2, width, height)
        painter.drawImage(spot, self._image)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(spot)


class FileCard(Card):
    """``wanted(act)``: ``look``, ``save``, ``open`` or ``remove``; ``noted(words)`` when another note was written."""

    wanted = Signal(str)
    noted = Signal(str)

    def __init__(
        self, face: AttachmentFace, today: date, *, fixed: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self.face = face
        self.thumb = Thumb(face)
        self.buttons: dict[str, Button] = {}
        added = face.at.astimezone().date()
        facts = (
            face.kind,
            f"{face.pages} 页" if face.pages > 1 else "",
            face.size_words,
            f"{short_day(added, today)}{face.by}存入",
        )
        self.note = Field("说明", hint=False, stays=True, parent=self)
        self.note.input.setAccessibleName(f"说明：{face.name}")
        self.note.set_text(face.note)
        self.note.entered.connect(self._entered)
        self.note.left.connect(self.flush)
        self.note.setVisible(not fixed)
        inner = Row(self, margins=(16, 14, 20, 14), spacing=16)
        inner.addWidget(self.thumb, 0, Qt.AlignmentFlag.AlignTop)
        column = Column(spacing=6)
        inner.put(column, stretch=1)
        column.put(Words(face.name, bold=True), Words(" · ".join(filter(None, facts)), "small", colour="ink2"))
        if fixed:
            if face.note:
                column.put(Words(face.note))
        else:
            column.put(self.note)
        first = ("look", "看、打印", "eye") if face.pages else ("open", "用别的程序打开", "arrow-square-out")
        ways = [first, ("save", "存成文件", "floppy-disk")]
        if not fixed:
            ways.append(("remove", "拿掉", "trash"))
        column.put(2, Flow(*(self._button(*way) for way in ways), spacing=10))

    def _button(self, act: str, word: str, icon: str) -> Button:
        wanted: Callable[[], object] = lambda: self.wanted.emit(act)  # noqa: E731
        button = self.buttons[act] = Button(word, icon=icon, on=wanted)
        button.setAccessibleName(f"{word}：{self.face.name}")
        return button

    @property
    def first(self) -> Button:
        """What has the focus first: looking at it."""
        return next(iter(self.buttons.values()))

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What Tab comes to, in order."""
        return (self.note.input, *self.buttons.values()) if self.note.isVisibleTo(self) else (*self.buttons.values(),)

    def flush(self) -> None:
        """Hand the note over when it says something else than before."""
        words = self.note.text().strip()
        if words != self.face.note:
            self.noted.emit(words)

    def _entered(self) -> None:
        self.flush()
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)
