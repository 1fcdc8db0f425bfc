"""How to save a workbook in another format by hand, in three small pictures: for a PC that cannot convert it itself."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.text import draw_line
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.layouts import Column, Flow
from app.ui.widgets.words import Words

What = Literal["menu", "kind", "save"]
_SAID: dict[What, str] = {
    "menu": "1 打开这份表，点左上角的“文件”，再点“另存为”",
    "kind": "2 类型选“Excel 工作簿(*.xlsx)”",
    "save": "3 点“保存”，回到这里，选新存的那一份",
}
#: Design pixels of a picture.
_WIDE, _HIGH = 190, 128
_MIDDLE = Qt.AlignmentFlag.AlignHCenter


class StepPicture(QLabel):
    """A window of an office program with what to press marked."""

    def __init__(self, what: What, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._what: What = what
        self.setText(_SAID[what])  # what a screen reader says
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().follow(self)

    def restyle(self) -> None:
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(look().px(_WIDE), look().px(_HIGH))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hasHeightForWidth(self) -> bool:
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(look().colour("border"), max(1, px(1))))
        painter.setBrush(look().colour("field"))
        painter.drawRoundedRect(frame, px(8), px(8))
        match self._what:
            case "menu":
                for at, word in enumerate(("文件", "开始", "插入")):
                    self._word(painter, QRectF(px(8 + at * 60), px(8), px(54), px(32)), word, marked=at == 0)
                for at, word in enumerate(("保存", "另存为")):
                    self._word(painter, QRectF(px(8), px(46 + at * 38), px(110), px(34)), word, marked=at == 1)
            case "kind":
                self._word(painter, QRectF(px(6), px(16), px(46), px(40)), "名称")
                self._word(painter, QRectF(px(52), px(16), px(132), px(40)), "月报表", boxed=True)
                self._word(painter, QRectF(px(6), px(70), px(46), px(40)), "类型")
                self._word(painter, QRectF(px(52), px(70), px(132), px(40)), "工作簿(*.xlsx)", marked=True)
            case "save":
                self._word(painter, QRectF(px(16), px(42), px(80), px(44)), "保存", marked=True)
                self._word(painter, QRectF(px(102), px(42), px(76), px(44)), "取消", boxed=True)

    def _word(self, painter: QPainter, box: QRectF, word: str, *, marked: bool = False, boxed: bool = False) -> None:
        if marked or boxed:
            painter.setPen(QPen(look().colour("pine" if marked else "border"), look().px(3 if marked else 1)))
            painter.setBrush(look().colour("done_tint") if marked else look().colour("field"))
            painter.drawRoundedRect(box, look().px(6), look().px(6))
        draw_line(painter, word, box, look().font("small", marked), look().colour("ink"), _MIDDLE)


class SaveAsCard(Card):
    """What went wrong, the three steps with their pictures, and the way back to choosing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(fill="tint", hairline=False, tone="note", edge=True, radius="banner", parent=parent)
        self.title = Words("", bold=True, colour="note", icon="info")
        self.again = Button("选新存的那一份", icon="folder-open")
        self.put_away = Button("知道了", icon="check")
        pictures: list[QWidget] = []
        for what in _SAID:
            held = QWidget()
            column = Column(held, spacing=6)
            words = Words(_SAID[what], "small", colour="note")
            column.put(StepPicture(what), words, None)
            held.setFixedWidth(look().px(_WIDE))
            pictures.append(_Step(held))
        column = Column(self, margins=(26, 14, 20, 14), spacing=10)
        column.put(self.title, Flow(self.again, self.put_away, spacing=12), Flow(*pictures, spacing=12))

    def say(self, message: str) -> None:
        """What could not be converted."""
        self.title.setText(message)
        self.setAccessibleName(message)


class _Step(QWidget):
    """A picture with its words below, as wide as the picture at every letter size."""

    def __init__(self, held: QWidget) -> None:
        super().__init__()
        self._held = held
        Column(self).put(held)
        look().follow(self)

    def restyle(self) -> None:
        self._held.setFixedWidth(look().px(_WIDE))

    def sizeHint(self) -> QSize:
        wide = look().px(_WIDE)
        layout = self._held.layout()
        high = layout.heightForWidth(wide) if layout is not None else 0
        return QSize(wide, max(high, look().px(_HIGH + 90)))
