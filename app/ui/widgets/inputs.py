"""What one types into: one line, the search box, several lines. None of them acts while an input method composes."""

from __future__ import annotations

import re
import string

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from app.ui import icons
from app.ui.theme import look

_LETTERS = frozenset(string.ascii_letters)
_BREAKS = re.compile(r"\s*[\r\n\u2028\u2029]+\s*")
_WIDE_DIGITS = {ord("０") + digit: str(digit) for digit in range(10)}
#: How long one pauses typing before a search begins, in milliseconds.
_PAUSE = 250
_STAYING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


def one_line(text: str) -> str:
    """What a pad, a microphone or the clipboard brings, fit for one line.

    Line breaks go; so does the full stop a pad puts behind a whole phrase (not one that is typed on its own).
    """
    text = _BREAKS.sub(_joined, text.strip("\r\n\u2028\u2029"))
    return text[:-1] if len(text) > 1 and text.endswith("。") else text


def _joined(found: re.Match[str]) -> str:
    """A break between Latin words leaves a space, any other one nothing."""
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    return " " if before.isascii() and after.isascii() and before and after else ""


class TextInput(QLineEdit):
    """One line of text. ``edited(text)`` never fires while an input method is composing.

    ``entered`` is Return (with nothing composing, once a press), ``moved(±1)`` the up and down keys.

    With :attr:`digits_choose` on it is the input of a list beside it: ``digit(n)`` is a digit, which chooses and is
    not typed; ``turned(±1)`` the left and right keys while there is no text to walk in; letters that an input
    method wants to compose are taken as letters. A choice put in with :meth:`show_choice` is one thing: a key
    for erasing takes all of it, the next character takes its place.
    """

    edited = Signal(str)
    entered = Signal()
    left = Signal()
    came = Signal()
    moved = Signal(int)
    digit = Signal(int)
    turned = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.composing = False
        self._digits_choose = False
        #: The up and down keys were used since the last character: the list has the left and right keys.
        self.walking = False
        self._choices: dict[str, str] = {}
        self._resetting = False
        self.setAttribute(Qt.WidgetAttribute.WA_MacShowFocusRect, False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.textEdited.connect(self._text_edited)

    @property
    def digits_choose(self) -> bool:
        """It is the input of a list beside it."""
        return self._digits_choose

    @digits_choose.setter
    def digits_choose(self, on: bool) -> None:
        # Of all hints this is the one every input method follows: it lets letters through as they are typed, and
        # what a pad or a microphone commits still comes. What is typed is shown all the same.
        hints = Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhNoPredictiveText
        self._digits_choose = on
        self.setInputMethodHints(hints if on else Qt.InputMethodHint.ImhNone)

    # -- texts ----------------------------------------------------------------------------------------
    def put(self, text: str) -> None:
        """Replace the text so that Ctrl+Z brings the old one back; emits nothing of its own."""
        if text == self.text():
            return
        self.selectAll()
        self.insert(text) if text else self.del_()

    def show_choice(self, text: str, means: str = "") -> None:
        """Show what was chosen, which stands for ``means``; Ctrl+Z brings back what stood there."""
        self._choices[text] = means or text
        self.put(text)
        self.walking = False

    def set_choice(self, text: str, means: str = "") -> None:
        """:meth:`show_choice` without a way back, as :meth:`setText` has none."""
        self._choices[text] = means or text
        self.setText(text)
        self.walking = False

    @property
    def choice(self) -> str:
        """What the choice shown stands for; empty when something was typed."""
        return self._choices.get(self.text(), "")

    @property
    def is_choice(self) -> bool:
        """What stands there was put in by :meth:`show_choice`."""
        return self.text() in self._choices

    @property
    def all_seen(self) -> bool:
        """There is room for the whole text."""
        return self.room_for(self.text())

    def room_for(self, text: str) -> bool:
        """There is room for the whole of ``text``."""
        padding = 2 * look().px(14) + look().px(4)
        return self.fontMetrics().horizontalAdvance(text) <= self.width() - padding

    def _text_edited(self, text: str) -> None:
        if not self.composing:
            self.walking = False
            self.edited.emit(text)

    # -- input methods --------------------------------------------------------------------------------
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if self._resetting:
            return  # the letters were taken already; the input method hands them over once more
        preedit, commit = event.preeditString(), event.commitString()
        if self.digits_choose and preedit and not commit and self._letters(preedit):
            self._take_letters(self._letters(preedit))
            return
        if self.digits_choose and commit and not preedit:
            digit = commit.strip().translate(_WIDE_DIGITS)
            if len(digit) == 1 and digit.isascii() and digit.isdigit():
                self.digit.emit(int(digit))
                return
        if commit and self.is_choice:
            self.selectAll()
        self.composing = bool(preedit)
        if commit and one_line(commit) != commit:
            tidy = QInputMethodEvent(preedit, event.attributes())
            tidy.setCommitString(one_line(commit), event.replacementStart(), event.replacementLength())
            event = tidy
        super().inputMethodEvent(event)

    @staticmethod
    def _letters(preedit: str) -> str:
        """The letters of a composition that is nothing but letters, e.g. «s'j»; empty for any other."""
        bare = preedit.replace("'", "").replace(" ", "").replace("\u2019", "")
        return bare if bare and _LETTERS.issuperset(bare) else ""

    def _take_letters(self, letters: str) -> None:
        self.composing = False
        self._resetting = True
        try:
            QGuiApplication.inputMethod().reset()
        finally:
            self._resetting = False
        if self.is_choice:
            self.selectAll()
        self.insert(letters)
        self.walking = False
        self.edited.emit(self.text())

    # -- keys -----------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.composing and (self._common_key(event) or (self.digits_choose and self._list_key(event))):
            return
        super().keyPressEvent(event)

    def _common_key(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if not event.isAutoRepeat():
                    self.entered.emit()
                return True
            case Qt.Key.Key_Up | Qt.Key.Key_Down if plain:
                self.walking = True
                self.moved.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
                return True
        if event.matches(QKeySequence.StandardKey.Paste):
            self.insert(one_line(QGuiApplication.clipboard().text()))
            self._text_edited(self.text())
            return True
        return False

    def _list_key(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        key, text = event.key(), event.text()
        if plain and text.isascii() and text.isdigit():
            if not event.isAutoRepeat():
                self.digit.emit(int(text))
            return True
        if plain and key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and (self.walking or not self.text() or self.is_choice):
            self.turned.emit(-1 if key == Qt.Key.Key_Left else 1)
            return True
        if self.is_choice:
            if key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
                self.put("")
                self._text_edited("")
                return True
            if text and text.isprintable():
                self.selectAll()
        return False

    # -- focus ----------------------------------------------------------------------------------------
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.came.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _STAYING:
            self.left.emit()


class SearchInput(TextInput):
    """The tall search box with its glass. ``asked`` once a person pauses and the words are others than before.

    ``words`` are those last asked for.
    """

    asked = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "search")
        self.setAccessibleName(name)
        self.words = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.ask)
        self.edited.connect(lambda _: self._pause.start())

    def ask(self) -> None:
        """Ask now for what stands here, if it is anything new."""
        self._pause.stop()
        words = self.text().strip()
        if words != self.words:
            self.words = words
            self.asked.emit()

    def ask_at_last(self) -> None:
        """Do not wait any longer for the end of a pause."""
        if self._pause.isActive():
            self.ask()

    def forget(self) -> None:
        """Empty, without asking."""
        self._pause.stop()
        self.clear()
        self.words = ""

    @staticmethod
    def belongs_here(event: QKeyEvent) -> bool:
        """Whether a key pressed in the list is a letter that goes on in the search box."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        return bool(event.text().isprintable() and event.text().strip() and plain)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        px = look().px
        painter = QPainter(self)
        icons.draw(painter, "magnifying-glass", QRectF(px(14), 0, px(24), self.height()), look().colour("ink"))


class TextArea(QPlainTextEdit):
    """Several lines. Return breaks the line (once a press), Tab goes on; ``rows`` is the height in lines of text."""

    edited = Signal(str)
    left = Signal()
    came = Signal()

    def __init__(self, rows: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.composing = False
        self._rows = rows
        self._said = ""
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

    def set_rows(self, rows: int) -> None:
        """Another height, in lines of text."""
        if rows != self._rows:
            self._rows = rows
            self.restyle()

    def put(self, text: str) -> None:
        """Replace the text so that Ctrl+Z brings the old one back."""
        cursor = self.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(text)

    def _text_changed(self) -> None:
        text = self.toPlainText()
        if not self.composing and text != self._said:  # the widget also speaks up when only its looks changed
            self._said = text
            self.edited.emit(text)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        if not self.composing:
            self._text_changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.isAutoRepeat() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
        if not held:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.came.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _STAYING:
            self.left.emit()
