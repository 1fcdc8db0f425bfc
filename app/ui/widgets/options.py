"""Choosing from a few words: option rows, segments, chips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QPushButton, QRadioButton, QSizePolicy, QWidget

from app.ui import icons
from app.ui.text import draw_line
from app.ui.theme import look


class _Face:
    """What a check box and a radio button share: a cell with digit and word."""

    def __init__(self) -> None:
        self.digit = ""

    def face_size(self, word: str) -> QSize:
        px = look().px
        width = look().metrics("body", True).horizontalAdvance(word) + px(26)
        if self.digit:
            width += px(22)
        return QSize(round(width), px(look().size.control))

    def face_paint(self, button: QAbstractButton) -> None:
        px = look().px
        colour = look().colour
        painter = QPainter(button)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = button.isChecked()
        width = px(2) if on else max(1, px(1))
        box = QRectF(button.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setPen(QPen(colour("pine" if on else "border"), width))
        painter.setBrush(colour("done_tint" if on else "celadon2" if button.underMouse() else "field"))
        painter.drawRoundedRect(box, px(look().size.radius), px(look().size.radius))
        left = px(14)
        if self.digit:
            font = look().font("body", True)
            draw_line(painter, self.digit, QRectF(px(11), 0, px(22), box.height()), font, colour("pine"))
            left = px(33)
        ink = colour("pine" if on else "ink")
        rest = QRectF(left, 0, button.width() - left - px(6), button.height())
        draw_line(painter, button.text(), rest, look().font("body", on), ink)


class _Check(QCheckBox, _Face):
    def __init__(self, word: str, digit: str, parent: QWidget) -> None:
        QCheckBox.__init__(self, word, parent)
        _Face.__init__(self)
        self.digit = digit

    def sizeHint(self) -> QSize:
        return self.face_size(self.text())

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        self.face_paint(self)


class _Radio(QRadioButton, _Face):
    def __init__(self, word: str, digit: str, parent: QWidget) -> None:
        QRadioButton.__init__(self, word, parent)
        _Face.__init__(self)
        self.digit = digit

    def sizeHint(self) -> QSize:
        return self.face_size(self.text())

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        self.face_paint(self)


class OptionRow(QWidget):
    """A row of words to choose from, wrapping where room is scarce; digits choose, arrows move.

    ``options`` are (key, word); ``several`` allows more than one. ``changed(keys: tuple[str, ...])``.
    ``entered`` is Return, which also goes on to what follows the row unless ``stays``.
    """

    changed = Signal(tuple)
    came = Signal()
    entered = Signal()

    def __init__(
        self,
        name: str,
        options: Sequence[tuple[str, str]],
        *,
        several: bool = False,
        digits: bool = True,
        stays: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._stays = stays
        self._buttons: dict[str, _Check | _Radio] = {}
        make = _Check if several else _Radio
        for index, (key, word) in enumerate(options, start=1):
            button = make(word, str(index % 10) if digits and index <= 10 else "", self)
            button.setAccessibleName(f"{name}：{word}")
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.toggled.connect(self._toggled)
            self._buttons[key] = button
        if self._buttons:
            self.setFocusProxy(next(iter(self._buttons.values())))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look().follow(self)

    def restyle(self) -> None:
        self.updateGeometry()
        self._place(self.width(), True)

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all options, in the order shown."""
        return tuple(self._buttons)

    def chosen(self) -> tuple[str, ...]:
        """Keys of what is chosen, in the order shown."""
        return tuple(key for key, button in self._buttons.items() if button.isChecked())

    def choose(self, keys: Iterable[str]) -> None:
        """Choose exactly ``keys`` without emitting ``changed``."""
        wanted = set(keys)
        for key, button in self._buttons.items():
            button.blockSignals(True)
            button.setAutoExclusive(False)
            button.setChecked(key in wanted)
            button.setAutoExclusive(isinstance(button, _Radio))
            button.blockSignals(False)
            button.update()

    def _toggled(self, on: bool) -> None:
        sender = self.sender()
        if not on and isinstance(sender, _Radio):
            return
        self.changed.emit(self.chosen())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        for button in self._buttons.values():
            if button.digit and event.text() == button.digit:
                button.setFocus(Qt.FocusReason.ShortcutFocusReason)
                button.click()
                return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
            if not self._stays:
                last = list(self._buttons.values())[-1]
                if isinstance(last, _Check):
                    last.setFocus(Qt.FocusReason.TabFocusReason)
                self.focusNextChild()
            return
        super().keyPressEvent(event)

    def _place(self, width: int, move: bool) -> int:
        gap = look().px(8)
        x = y = 0
        height = look().px(look().size.control)
        for button in self._buttons.values():
            wanted = min(button.sizeHint().width(), max(width, 1))
            if x and x + wanted > width:
                x, y = 0, y + height + gap
            if move:
                button.setGeometry(QRect(x, y, wanted, height))
            x += wanted + gap
        return y + height

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place(self.width(), True)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(width, False)

    def sizeHint(self) -> QSize:
        gap = look().px(8)
        width = sum(button.sizeHint().width() + gap for button in self._buttons.values()) - gap
        return QSize(max(width, 0), look().px(look().size.control))

    def minimumSizeHint(self) -> QSize:
        widest = max((button.sizeHint().width() for button in self._buttons.values()), default=0)
        return QSize(min(widest, look().px(120)), look().px(look().size.control))


class Segments(QWidget):
    """Two or three views of the same page: 短表 全表. ``changed(key)``."""

    changed = Signal(str)

    def __init__(self, name: str, options: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._buttons: dict[str, _Segment] = {}
        for key, word in options:
            button = _Segment(word, self)
            button.setAccessibleName(f"{name}：{word}")
            button.toggled.connect(lambda on, key=key: self.changed.emit(key) if on else None)
            self._buttons[key] = button
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().follow(self)

    def restyle(self) -> None:
        px = look().px
        x = px(4)
        for button in self._buttons.values():
            if button.isHidden():
                continue
            width = button.sizeHint().width()
            button.setGeometry(x, 0, width, px(look().size.control))
            x += width
        self.setFixedSize(x + px(4), px(look().size.control))

    def choose(self, key: str) -> None:
        """Show ``key`` as chosen without emitting ``changed``."""
        button = self._buttons[key]
        button.blockSignals(True)
        button.setChecked(True)
        button.blockSignals(False)
        self.update()

    def chosen(self) -> str:
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def show_option(self, key: str, shown: bool) -> None:
        """Leave ``key`` out of the row, or take it in again."""
        if self._buttons[key].isHidden() == shown:
            self._buttons[key].setVisible(shown)
            self.restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outlined = look().colours.outlined
        painter.setPen(QPen(look().colour("border"), 1) if outlined else Qt.PenStyle.NoPen)
        painter.setBrush(look().colour("celadon"))
        radius = look().px(look().size.radius)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


class _Segment(QRadioButton):
    def sizeHint(self) -> QSize:
        width = round(look().metrics("body", True).horizontalAdvance(self.text())) + look().px(44)
        return QSize(width, look().px(look().size.control))

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset = look().px(3) + 0.5
        box = QRectF(self.rect()).adjusted(0.5, inset, -0.5, -inset)
        on = self.isChecked()
        if on:
            painter.setPen(QPen(look().colour("pine"), max(1, look().px(1))))
            painter.setBrush(look().colour("field"))
            radius = look().px(look().size.radius_cell)
            painter.drawRoundedRect(box, radius, radius)
        ink = look().colour("pine" if on else "ink")
        draw_line(painter, self.text(), box, look().font("body", on), ink, Qt.AlignmentFlag.AlignHCenter)


class Pill(QRadioButton):
    """One of a few groups, fully round: 商品 服务 其他."""

    def __init__(self, word: str, parent: QWidget | None = None) -> None:
        super().__init__(word, parent)
        self.setAccessibleName(word)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def _wide(self, pad: int) -> QSize:
        width = round(look().metrics("body", True).horizontalAdvance(self.text())) + look().px(pad)
        return QSize(width, look().px(look().size.control))

    def sizeHint(self) -> QSize:
        return self._wide(44)

    def minimumSizeHint(self) -> QSize:
        return self._wide(20)

    def hitButton(self, pos: object) -> bool:
        return True

    def focus_radius(self) -> int:
        return self.height() // 2

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        on = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen if on else QPen(look().colour("border"), max(1, look().px(1))))
        if on:
            painter.setBrush(look().colour("primary"))
        else:
            painter.setBrush(look().colour("celadon2") if self.underMouse() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        ink = look().colour("on_primary" if on else "ink")
        draw_line(painter, self.text(), box, look().font("body", on), ink, Qt.AlignmentFlag.AlignHCenter)


class Chip(QPushButton):
    """A condition in force, «字段 值 ×»; pressing any of it removes it (``clicked``)."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAutoDefault(False)
        self.setAccessibleName(f"去掉条件：{text}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(110), look().px(look().size.control))

    def sizeHint(self) -> QSize:
        px = look().px
        return QSize(round(look().metrics().horizontalAdvance(self.text())) + px(66), px(look().size.control))

    def focus_radius(self) -> int:
        return self.height() // 2

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        if event.key() in keys:
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(look().colour("border"), max(1, px(1))))
        painter.setBrush(look().colour("celadon2" if self.underMouse() else "celadon"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        words = box.adjusted(px(16), 0, -px(40), 0)
        draw_line(painter, self.text(), words, look().font(), look().colour("ink"))
        icons.draw(painter, "x", QRectF(box.right() - px(36), 0, px(18), self.height()), look().colour("ink"))
