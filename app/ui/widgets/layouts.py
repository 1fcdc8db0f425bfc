"""Layouts and small helpers whose lengths are design pixels and follow the letter size."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLayout, QSizePolicy, QWidget

from app.ui.theme import look

Margins = tuple[int, int, int, int]
NONE: Margins = (0, 0, 0, 0)


class _Box(QBoxLayout):
    def __init__(self, direction: QBoxLayout.Direction, parent: QWidget | None, margins: Margins, spacing: int) -> None:
        # A None parent must not be passed on: Qt takes it for a widget.
        if parent is None:
            super().__init__(direction)
        else:
            super().__init__(direction, parent)
        self._margins = margins
        self._space = spacing
        look().follow(self)

    def restyle(self) -> None:
        px = look().px
        self.setContentsMargins(*(px(side) for side in self._margins))
        self.setSpacing(px(self._space))

    def set_design(self, margins: Margins | None = None, spacing: int | None = None) -> None:
        """Change margins (left, top, right, bottom) or spacing, in design pixels."""
        self._margins = margins or self._margins
        self._space = self._space if spacing is None else spacing
        self.restyle()

    def put(self, *items: QWidget | QLayout | int | None, stretch: int = 0) -> None:
        """Add widgets and layouts in order; a number is a gap in design pixels, None a stretch."""
        for item in items:
            match item:
                case None:
                    self.addStretch(1)
                case int():
                    self.addWidget(Gap(item, self.direction()))
                case QLayout():
                    self.addLayout(item, stretch)
                case _:
                    self.addWidget(item, stretch)


class Column(_Box):
    """Top to bottom. ``margins`` are left, top, right, bottom; all lengths design pixels."""

    def __init__(self, parent: QWidget | None = None, *, margins: Margins = NONE, spacing: int = 0) -> None:
        super().__init__(QBoxLayout.Direction.TopToBottom, parent, margins, spacing)


class Row(_Box):
    """Left to right."""

    def __init__(self, parent: QWidget | None = None, *, margins: Margins = NONE, spacing: int = 0) -> None:
        super().__init__(QBoxLayout.Direction.LeftToRight, parent, margins, spacing)


class Grid(QGridLayout):
    """A grid with spacings in design pixels."""

    def __init__(
        self, parent: QWidget | None = None, *, margins: Margins = NONE, across: int = 0, down: int = 0
    ) -> None:
        if parent is None:
            super().__init__()
        else:
            super().__init__(parent)
        self._design = (margins, across, down)
        look().follow(self)

    def restyle(self) -> None:
        px = look().px
        margins, across, down = self._design
        self.setContentsMargins(*(px(side) for side in margins))
        self.setHorizontalSpacing(px(across))
        self.setVerticalSpacing(px(down))


class Gap(QWidget):
    """Empty room of a fixed length along the layout's direction."""

    def __init__(self, length: int, direction: QBoxLayout.Direction) -> None:
        super().__init__()
        self._length = length
        self._across = direction in (QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.RightToLeft)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Minimum)
        look().follow(self)

    def restyle(self) -> None:
        length = look().px(self._length)
        if self._across:
            self.setFixedWidth(length)
        else:
            self.setFixedHeight(length)


class Flow(QWidget):
    """Widgets side by side that go on in the next line where room is scarce: chips, small buttons.

    ``middle``: those of a line stand on one middle line, however high they are.
    """

    def __init__(
        self, *widgets: QWidget, spacing: int = 8, middle: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._spacing = spacing
        self._middle = middle
        self._widgets: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_widgets(widgets)
        look().follow(self)

    def set_widgets(self, widgets: Sequence[QWidget]) -> None:
        """Replace what flows; widgets left out are deleted."""
        for old in self._widgets:
            if old not in widgets:
                old.hide()
                old.deleteLater()
        self._widgets = list(widgets)
        for widget in widgets:
            widget.setParent(self)
            widget.show()
        self.restyle()

    def restyle(self) -> None:
        self.updateGeometry()
        self._place(self.width(), True)

    def _place(self, width: int, move: bool) -> int:
        gap = look().px(self._spacing)
        x = y = tall = 0
        line: list[tuple[QWidget, int, int, int]] = []

        def set_line() -> None:
            for each, left, wide, high in line if move else ():
                each.setGeometry(left, y + ((tall - high) // 2 if self._middle else 0), wide, high)
            line.clear()

        for widget in self._widgets:
            if widget.isHidden():
                continue
            hint = widget.sizeHint()
            wide = min(hint.width(), max(1, width))
            if x and x + wide > width:
                set_line()
                x, y, tall = 0, y + tall + gap, 0
            line.append((widget, x, wide, hint.height()))
            x += wide + gap
            tall = max(tall, hint.height())
        set_line()
        return y + tall

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place(self.width(), True)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(width, False)

    def sizeHint(self) -> QSize:
        gap = look().px(self._spacing)
        shown = [widget.sizeHint() for widget in self._widgets if not widget.isHidden()]
        width = sum(hint.width() + gap for hint in shown)
        return QSize(width, max((hint.height() for hint in shown), default=0))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(110), self.sizeHint().height())


def ground(widget: QWidget, token: str) -> QWidget:
    """Give ``widget`` a ground: ``paper``, ``surface`` or ``celadon``."""
    widget.setProperty("ground", token)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return widget


def set_state(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property the stylesheet looks at and let it take effect."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
