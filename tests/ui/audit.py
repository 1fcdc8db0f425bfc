"""What would stop a person of 68 on a page: text cut off or too faint, targets too small, controls out of reach.

Each function looks at a real window and gives its faults as sentences; no faults, an empty list. Contrast is computed
from the pixels as drawn; text that was cut is found by watching the drawing itself.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from types import FrameType
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QFontMetricsF, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app.ui import text
from app.ui.shell.focus_order import focusable
from app.ui.shell.main_window import MainWindow
from app.ui.theme import look
from app.ui.widgets.frame import PageFrame

#: Parts whose cells are the city's own workbook: it says how wide they are.
_SHEETS = ("SheetView", "SheetCanvas", "_Canvas")
#: Text must be this much lighter or darker than its ground; large or bold text of 24 px and more, half of it.
TEXT_CONTRAST = 7.0
#: Design pixels of the smallest target, and of the lines of a workbook.
TARGET = 44


# -- cut off ------------------------------------------------------------------------------------------
@contextmanager
def watching_cuts() -> Iterator[list[str]]:
    """Notes every text that is drawn with an ellipsis meanwhile: «owner: text»."""
    cut: list[str] = []

    class Probe(QFontMetricsF):
        def elidedText(self, words: str, *rest: Any) -> str:  # noqa: N802  # Qt's name
            shown = super().elidedText(words, *rest)
            if shown != words:
                cut.append(f"{_drawer()}: {words!r} → {shown!r}")
            return shown

    # The one module that cuts text looks the name up each time.
    text._cache.clear()
    setattr(text, "QFontMetricsF", Probe)  # noqa: B010
    try:
        yield cut
    finally:
        setattr(text, "QFontMetricsF", QFontMetricsF)  # noqa: B010
        text._cache.clear()


def _drawer() -> str:
    """Whose painting this is: the innermost widget or delegate on the stack."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        owner = frame.f_locals.get("self")
        if isinstance(owner, QWidget) or type(owner).__name__.endswith("Delegate"):
            return type(owner).__name__
        frame = frame.f_back
    return "?"


def cut_off(window: MainWindow) -> list[str]:
    """Texts that show an ellipsis, are lower than their lines, or reach beyond the window."""
    with watching_cuts() as cut:
        window.grab()
    faults = [words for words in dict.fromkeys(cut) if not words.startswith(_SHEETS)]
    for label in window.findChildren(QLabel):
        if not _seen(label) or not label.text():
            continue
        if label.hasHeightForWidth() and label.heightForWidth(label.width()) > label.height() + 1:
            faults.append(f"too low: {label.text()!r} ({label.height()} of {label.heightForWidth(label.width())})")
    for widget in focusable([window]):
        box = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
        if box.left() < 0 or box.right() > window.width():
            faults.append(f"beyond the window: {_called(widget)}")
    return faults


# -- size, reach, names -------------------------------------------------------------------------------
def too_small(window: MainWindow) -> list[str]:
    """Controls smaller than a finger or an unsteady hand needs."""
    least = look().px(TARGET) - 1
    faults = []
    for widget in _controls(window):
        if isinstance(widget, QAbstractItemView | QPlainTextEdit):
            continue
        if widget.height() < least or widget.width() < least:
            size = f"{widget.width()}×{widget.height()}"
            faults.append(f"small: {_called(widget)} {size}, at least {look().px(TARGET)}")
    return faults


def unreachable(window: MainWindow) -> list[str]:
    """Controls that Tab never comes to, and groups of them without a stop.

    A button for the pen, which leaves the focus where it is, must say which key does the same.
    """
    stops = set(focusable([window]))
    faults = []
    for widget in _controls(window):
        if widget in stops or widget.focusProxy() in stops:
            continue
        if isinstance(widget, QAbstractButton) and _in_group_with(widget, stops):
            continue
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus and "键盘上是" in widget.accessibleDescription():
            continue
        faults.append(f"Tab never comes to {_called(widget)}")
    return faults


def _in_group_with(button: QAbstractButton, stops: set[QWidget]) -> bool:
    parent = button.parentWidget()
    if parent is None or not button.isCheckable():
        return False
    group = parent.findChildren(QAbstractButton, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return any(other in stops for other in group)


def nameless(window: MainWindow) -> list[str]:
    """Controls that a screen reader has no name or no role for, asked through the accessibility interface."""
    faults = []
    for widget in _controls(window):
        face = QAccessible.queryAccessibleInterface(widget)
        if not face.text(QAccessible.Text.Name).strip():
            faults.append(f"no name: {type(widget).__name__} in {type(widget.parentWidget()).__name__}")
        if face.role() in (QAccessible.Role.NoRole, QAccessible.Role.Client):
            faults.append(f"no role: {_called(widget)}")
    return faults


def out_of_order(window: MainWindow) -> list[str]:
    """Neighbours in the order of Tab that a reader would come to the other way round, region by region."""
    frame = window.stack.currentWidget()
    faults = []
    if not isinstance(frame, PageFrame):
        return []
    for region in (frame.head, frame.content, frame.margin.content, frame.margin.bar, frame.bar):
        stops = focusable([region])
        for first, second in pairwise(stops):
            one, two = (QRect(each.mapTo(window, QPoint(0, 0)), each.size()) for each in (first, second))
            same_line = one.top() < two.center().y() < one.bottom() or two.top() < one.center().y() < two.bottom()
            wrong = two.left() < one.left() if same_line else two.top() < one.top()
            if wrong:
                faults.append(f"read the other way round: {_called(first)} before {_called(second)}")
    return faults


# -- contrast -----------------------------------------------------------------------------------------
def too_faint(window: MainWindow) -> list[str]:
    """Texts that do not stand out enough from what is behind them, by the pixels drawn."""
    picture = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    ratio = picture.width() / window.width()
    faults = []
    for widget in window.findChildren(QWidget):
        words = _words_of(widget)
        if not words or not _seen(widget) or widget.visibleRegion().boundingRect() != widget.rect():
            continue  # what is scrolled away is seen when it is scrolled to
        box = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()).intersected(window.rect())
        if not _on_top(window, widget, box):
            continue
        found = _contrast(picture, QRect(box.topLeft() * ratio, box.size() * ratio))
        if found < TEXT_CONTRAST:
            faults.append(f"faint: {words!r} {found:.1f}:1")
    return faults


def _words_of(widget: QWidget) -> str:
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    if isinstance(widget, QLineEdit):
        return widget.text()
    return widget.toPlainText() if isinstance(widget, QPlainTextEdit) else ""


def _on_top(window: MainWindow, widget: QWidget, box: QRect) -> bool:
    """Whether the middle of ``widget`` is drawn by it, not by something over it."""
    at = window.childAt(box.center())
    return at is not None and (at is widget or widget.isAncestorOf(at))


def _contrast(picture: QImage, box: QRect) -> float:
    """The contrast between the most frequent colour and the one that stands out most from it."""
    counts: Counter[int] = Counter()
    step = max(1, round((box.width() * box.height() / 40_000) ** 0.5))
    for y in range(box.top(), box.bottom() + 1, 1):
        for x in range(box.left(), box.right() + 1, step):
            counts[picture.pixel(x, y)] += 1
    if not counts:
        return 21.0
    ground = counts.most_common(1)[0][0]
    behind = _luminance(ground)
    best = 1.0
    for colour, many in counts.items():
        if many >= 2:
            light = _luminance(colour)
            best = max(best, (max(light, behind) + 0.05) / (min(light, behind) + 0.05))
    return best


def _luminance(colour: int) -> float:
    def linear(part: int) -> float:
        value = part / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour >> 16 & 255) + 0.7152 * linear(colour >> 8 & 255) + 0.0722 * linear(colour & 255)


# -- shared -------------------------------------------------------------------------------------------
def _controls(window: MainWindow) -> list[QWidget]:
    """Everything one can press, write in or choose from."""
    kinds = QAbstractButton | QLineEdit | QPlainTextEdit | QAbstractItemView
    return [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, kinds) and not isinstance(widget, QHeaderView) and _seen(widget) and widget.isEnabled()
    ]


def _seen(widget: QWidget) -> bool:
    return widget.isVisible() and widget.width() > 0 and widget.height() > 0


def _called(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName() or _words_of(widget)!r}"


def everything(window: MainWindow) -> list[str]:
    """All faults of the page as it stands."""
    QApplication.processEvents()
    return [
        *cut_off(window),
        *too_small(window),
        *unreachable(window),
        *nameless(window),
        *out_of_order(window),
        *too_faint(window),
    ]
