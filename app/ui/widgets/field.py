"""Fields: label, input, and a line below that is always there, so that nothing moves when it speaks."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from app.ui import icons
from app.ui.text import draw_line
from app.ui.theme import look
from app.ui.widgets.layouts import Column, Row, set_state
from app.ui.widgets.words import Words

#: neutral = what was understood, note = what is remembered, question and error = what is wrong with it.
HintState = Literal["neutral", "note", "question", "error"]

_HINT_COLOURS = {"neutral": "ink", "note": "note", "question": "question", "error": "error"}
_HINT_ICONS = {"neutral": "", "note": "info", "question": "question", "error": "warning-circle"}


class TextInput(QLineEdit):
    """One line of text. ``edited(text)`` never fires while an input method is composing.

    ``entered`` is Return (with nothing composing), ``escaped`` Esc, ``moved(±1)`` the up and down keys,
    ``digit(n)`` a digit typed while :attr:`digits_choose` is on: it chooses from the margin and is not typed.
    """

    edited = Signal(str)
    entered = Signal()
    left = Signal()
    came = Signal()
    moved = Signal(int)
    digit = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.composing = False
        self.digits_choose = False
        self.setAttribute(Qt.WidgetAttribute.WA_MacShowFocusRect, False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.textEdited.connect(self._text_edited)

    def _text_edited(self, text: str) -> None:
        if not self.composing:
            self.edited.emit(text)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        if event.commitString() and not self.composing:
            self.edited.emit(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.composing:
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            match event.key():
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    self.entered.emit()
                    return
                case Qt.Key.Key_Up if plain:
                    self.moved.emit(-1)
                    return
                case Qt.Key.Key_Down if plain:
                    self.moved.emit(1)
                    return
            if self.digits_choose and plain and event.text().isdigit() and event.text().isascii():
                self.digit.emit(int(event.text()))
                return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.came.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.left.emit()


class SearchInput(TextInput):
    """The tall search box with its glass."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "search")
        self.setAccessibleName(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        px = look().px
        painter = QPainter(self)
        icons.draw(painter, "magnifying-glass", QRectF(px(14), 0, px(24), self.height()), look().colour("ink"))


class TextArea(QPlainTextEdit):
    """Several lines. Return breaks the line, Tab goes on; ``rows`` is the height in lines of text."""

    edited = Signal(str)
    left = Signal()
    came = Signal()

    def __init__(self, rows: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.composing = False
        self._rows = rows
        self.setTabChangesFocus(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._text_changed)
        look().follow(self)

    def restyle(self) -> None:
        self.setCursorWidth(look().px(look().size.caret))
        self.document().setDocumentMargin(look().px(4))
        line = look().metrics().lineSpacing()
        self.setFixedHeight(round(line * self._rows) + look().px(6) * 2 + look().px(8) + look().px(6))

    def _text_changed(self) -> None:
        if not self.composing:
            self.edited.emit(self.toPlainText())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.came.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.left.emit()


class HintLine(QWidget):
    """The reserved line under a field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._state: HintState = "neutral"
        self._icon = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look().follow(self)

    def restyle(self) -> None:
        self.setFixedHeight(look().px(look().size.hint))

    def say(self, text: str, state: HintState, icon: str) -> None:
        self._text, self._state, self._icon = text, state, icon
        self.setAccessibleName(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._text:
            return
        px = look().px
        painter = QPainter(self)
        colour = look().colour(_HINT_COLOURS[self._state])
        box = QRectF(self.rect()).adjusted(px(14), 0, 0, 0)
        if self._icon:
            icons.draw(painter, self._icon, QRectF(box.left(), 0, px(20), box.height()), colour)
            box.setLeft(box.left() + px(28))
        draw_line(painter, self._text, box, look().font("small"), colour)


class Field(QWidget):
    """Label, input and hint.

    ``edited(text)`` while typing, ``left()`` when the focus goes, ``entered()`` on Return (which also goes on to
    the next field unless ``stays``), ``came()`` when the focus arrives. ``label_width`` (design pixels) aligns
    fields below each other. ``rows`` > 1 makes it a text area. ``required`` shows the word 必填 in the hint line
    as long as it has nothing else to say.
    """

    edited = Signal(str)
    entered = Signal()
    left = Signal()
    came = Signal()

    def __init__(
        self,
        label: str,
        *,
        label_width: int = 42,
        rows: int = 1,
        required: bool = False,
        hint: bool = True,
        stays: bool = False,
        width: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._label_width = label_width
        self._width = width
        self._required = required
        self._stays = stays
        self.state: HintState = "neutral"
        self.label = Words(label, bold=True, wrap=False)
        self.input: TextInput | TextArea = TextArea(rows) if rows > 1 else TextInput()
        self.input.setAccessibleName(f"{label}，必填" if required else label)
        self.label.setBuddy(self.input)
        self.setFocusProxy(self.input)
        self._hint = HintLine() if hint else None

        held = Column()
        held.put(self.input)
        if self._hint is not None:
            held.put(self._hint)
        across = Row(self, spacing=14)
        across.addWidget(self.label, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(held, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

        self.input.edited.connect(self.edited)
        self.input.left.connect(self.left)
        self.input.came.connect(self.came)
        if isinstance(self.input, TextInput):
            self.input.entered.connect(self._on_return)
        look().follow(self)
        self.clear_hint()

    def restyle(self) -> None:
        px = look().px
        self.label.setFixedWidth(
            max(px(self._label_width), round(look().metrics("body", True).horizontalAdvance(self.label.text())) + 2)
        )
        self.label.setFixedHeight(px(look().size.control))
        if self._width:
            self.input.setFixedWidth(px(self._width))

    def set_label(self, text: str, width: int) -> None:
        """Call the field something else; ``width`` (design pixels) is the least width of its label."""
        self._label_width = width
        self.label.setText(text)
        self.input.setAccessibleName(f"{text}，必填" if self._required else text)
        self.restyle()

    def _on_return(self) -> None:
        self.entered.emit()
        if not self._stays:
            self.focusNextChild()

    def text(self) -> str:
        """What stands in the field, as typed."""
        return self.input.text() if isinstance(self.input, TextInput) else self.input.toPlainText()

    def set_text(self, text: str) -> None:
        """Put ``text`` in without emitting ``edited``."""
        if isinstance(self.input, TextInput):
            self.input.setText(text)
        else:
            self.input.blockSignals(True)
            self.input.setPlainText(text)
            self.input.blockSignals(False)
        if self._required and self.state == "neutral" and self.hint in ("", "必填"):
            self.clear_hint()

    @property
    def composing(self) -> bool:
        """An input method is composing: do not check or search now."""
        return self.input.composing

    @property
    def hint(self) -> str:
        """What stands below the field."""
        return self.input.accessibleDescription()

    def say(self, text: str, state: HintState = "neutral", icon: str = "") -> None:
        """Say something below the field. The typed text stays as it is, whatever the state."""
        self.state = state
        set_state(self.input, "state", state if state in ("error", "question") else "")
        self.input.setAccessibleDescription(text)
        if self._hint is not None:
            self._hint.say(text, state, icon or _HINT_ICONS[state])

    def clear_hint(self) -> None:
        """Nothing to say (a required empty field says 必填)."""
        self.say("必填" if self._required and not self.text() else "")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.update()

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), look().px(200)), hint.height())


class Labelled(QWidget):
    """Any other input with a label at its left, aligned with fields: option rows, segments."""

    def __init__(self, label: str, input_: QWidget, *, label_width: int = 42, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label_width = label_width
        self.label = Words(label, bold=True, wrap=False)
        self.label.setBuddy(input_)
        self.setFocusProxy(input_)
        across = Row(self, spacing=14)
        across.addWidget(self.label, 0, Qt.AlignmentFlag.AlignTop)
        across.put(input_, stretch=1)
        look().follow(self)

    def set_label(self, text: str, width: int) -> None:
        """Call it something else; ``width`` (design pixels) is the least width of the label."""
        self._label_width = width
        self.label.setText(text)
        self.restyle()

    def restyle(self) -> None:
        px = look().px
        natural = round(look().metrics("body", True).horizontalAdvance(self.label.text())) + 2
        self.label.setFixedSize(max(px(self._label_width), natural), px(look().size.control))
