"""Fields: label, input, and a line below that is always there, so that nothing moves when it speaks."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import icons
from app.ui.text import draw_line
from app.ui.theme import look
from app.ui.widgets.inputs import SearchInput, TextArea, TextInput
from app.ui.widgets.layouts import Column, Row, set_state
from app.ui.widgets.words import Words

__all__ = ["Field", "HintLine", "HintState", "Labelled", "SearchInput", "TextArea", "TextInput"]

#: neutral = what was understood, note = what is remembered, question and error = what is wrong with it.
HintState = Literal["neutral", "note", "question", "error"]

_HINT_COLOURS = {"neutral": "ink", "note": "note", "question": "question", "error": "error"}
_HINT_ICONS = {"neutral": "", "note": "info", "question": "question", "error": "warning-circle"}


class HintLine(QWidget):
    """The reserved line under a field.

    It lies under the label too: a sentence wider than the field begins further left rather than lose its end. Of
    several ``wordings`` the first that has room is shown.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wordings: tuple[str, ...] = ()
        self._state: HintState = "neutral"
        self._icon = ""
        self._indent = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look().follow(self)

    def restyle(self) -> None:
        self.setFixedHeight(look().px(look().size.hint))

    def set_indent(self, indent: int) -> None:
        """Where the field begins, in device-independent pixels."""
        self._indent = indent
        self.update()

    def say(self, wordings: tuple[str, ...], state: HintState, icon: str) -> None:
        self._wordings, self._state, self._icon = wordings, state, icon
        self.setAccessibleName(wordings[0] if wordings else "")
        self.update()

    @property
    def shown(self) -> str:
        """The wording there is room for."""
        room = self.width() - (look().px(28) if self._icon else 0)
        metrics = look().metrics("small")
        for text in self._wordings:
            if metrics.horizontalAdvance(text) <= room:
                return text
        return self._wordings[-1] if self._wordings else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        text = self.shown
        if not text:
            return
        px = look().px
        painter = QPainter(self)
        colour = look().colour(_HINT_COLOURS[self._state])
        needed = look().metrics("small").horizontalAdvance(text) + 1 + (px(28) if self._icon else 0)
        box = QRectF(self.rect())
        box.setLeft(max(0.0, min(float(self._indent + px(14)), box.width() - needed)))
        if self._icon:
            icons.draw(painter, self._icon, QRectF(box.left(), 0, px(20), box.height()), colour)
            box.setLeft(box.left() + px(28))
        draw_line(painter, text, box, look().font("small"), colour)


class Field(QWidget):
    """Label, input and hint.

    ``edited(text)`` while typing, ``left()`` when the focus goes, ``entered()`` on Return (which also goes on to
    the next field unless ``stays``), ``came()`` when the focus arrives. ``label_width`` (design pixels) aligns
    fields below each other. ``rows`` > 1 makes it a text area; ``input_`` brings one of its own kind.
    ``required`` shows the word 必填 in the hint line as long as it has nothing else to say. ``above`` puts a small
    label over the input instead of beside it, for fields that stand side by side as cells do.
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
        input_: TextInput | TextArea | None = None,
        above: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._label_width = label_width
        self._above = above
        self._width = width
        self._required = required
        self._stays = stays
        self.state: HintState = "neutral"
        self.label = Words(label, "small" if above else "body", bold=True, wrap=False)
        self.input: TextInput | TextArea = input_ or (TextArea(rows) if rows > 1 else TextInput())
        self.input.setAccessibleName(f"{label}，必填" if required else label)
        self.label.setBuddy(self.input)
        self.setFocusProxy(self.input)
        self._hint = HintLine() if hint else None

        held = Column(self)
        if above:
            held.put(self.label, self.input)
        else:
            across = Row(spacing=14)
            across.addWidget(self.label, 0, Qt.AlignmentFlag.AlignTop)
            across.put(self.input, stretch=1)
            held.put(across)
        if self._hint is not None:
            held.put(self._hint)
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
        if self._above:
            self.label.setFixedHeight(round(look().line("small")))
            return
        self.label.setFixedWidth(
            max(px(self._label_width), round(look().metrics("body", True).horizontalAdvance(self.label.text())) + 2)
        )
        self.label.setFixedHeight(px(look().size.control))
        if self._hint is not None:
            self._hint.set_indent(self.label.width() + px(14))
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
        """What stands in the field, as typed; what a choice stands for."""
        if isinstance(self.input, TextInput):
            return self.input.choice or self.input.text()
        return self.input.toPlainText()

    def set_text(self, text: str) -> None:
        """Put ``text`` in without emitting ``edited``."""
        if isinstance(self.input, TextInput):
            self.input.setText(text)
        else:
            self.input.blockSignals(True)
            self.input.setPlainText(text)
            self.input.blockSignals(False)
        self._mark_required()

    def put_text(self, text: str) -> None:
        """Put ``text`` in without emitting ``edited``, so that Ctrl+Z takes it out again."""
        self.input.blockSignals(True)
        self.input.put(text)
        self.input.blockSignals(False)
        self._mark_required()

    def _mark_required(self) -> None:
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

    def say(self, text: str, state: HintState = "neutral", icon: str = "", shorter: str = "") -> None:
        """Say something below the field, ``shorter`` where there is no room for all of it.

        The typed text stays as it is, whatever the state.
        """
        self.state = state
        set_state(self.input, "state", state if state in ("error", "question") else "")
        self.input.setAccessibleDescription(text)
        if self._hint is not None:
            wordings = tuple(words for words in (text, shorter) if words)
            self._hint.say(wordings, state, icon or _HINT_ICONS[state])

    @property
    def hint_line(self) -> HintLine | None:
        """The line below, where there is one."""
        return self._hint

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
