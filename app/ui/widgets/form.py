"""Forms that reflow: rows of fields, and the thread their parts hang on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.breadth import Breadth
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.steps import StepBar, StepInfo, StepState, ThreadKnot


class FieldRow(QWidget):
    """Fields side by side on wide windows, below each other otherwise."""

    def __init__(self, *fields: QWidget, spacing: int = 22, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = Row(self, spacing=spacing)
        for field in fields:
            self._row.put(field, stretch=1)
        self._spacing = spacing

    def set_shares(self, *shares: int) -> None:
        """How much of the line each field gets, side by side."""
        for at, share in enumerate(shares):
            self._row.setStretch(at, share)

    def put_below(self, field: QWidget, widget: QWidget) -> None:
        """Show ``widget`` right below ``field``, where the fields stand below each other."""
        self._row.removeWidget(widget)
        self._row.insertWidget(self._row.indexOf(field) + 1, widget)

    def set_breadth(self, breadth: Breadth) -> None:
        wide = breadth.width == "wide"
        directions = Row.Direction
        self._row.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        self._row.set_design(spacing=self._spacing if wide else 0)


class ThreadForm(QWidget):
    """The parts of a form on their thread: beside them on wide windows, lying flat above otherwise.

    ``parts`` are (word, content). The part with the focus shows the pencil; :meth:`set_state` says how the others
    stand.
    """

    def __init__(self, name: str, parts: Sequence[tuple[str, QWidget]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = [word for word, _ in parts]
        self._contents = [content for _, content in parts]
        self._states: list[StepState] = ["later"] * len(parts)
        self._now = 0
        self._left_out: set[int] = set()
        self._wide = True
        self._flat = StepBar(name)
        self._flat.set_short(True)
        self._flat.hide()
        self._knots: list[ThreadKnot] = []
        column = Column(self)
        column.put(self._flat)
        for index, (word, content) in enumerate(parts):
            across = Row()
            knot = ThreadKnot(word, first=index == 0, last=index == len(parts) - 1)
            self._knots.append(knot)
            across.put(knot)
            across.put(content, stretch=1)
            column.put(across)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_changed)
        self._flat.chosen.connect(self._go_to)
        self._show()

    def set_breadth(self, breadth: Breadth) -> None:
        wide = breadth.width == "wide"
        self._flat.setVisible(not wide and not (breadth.low and breadth.width == "narrow"))
        self._wide = wide
        for index, knot in enumerate(self._knots):
            knot.setVisible(wide and index not in self._left_out)
        for row in self.findChildren(FieldRow):
            row.set_breadth(breadth)

    def set_state(self, part: int, state: StepState) -> None:
        """How part ``part`` stands: done, later, error or question."""
        self._states[part] = state
        self._show()

    def leave_out(self, part: int, out: bool) -> None:
        """Hide part ``part``, one of the last, or show it again."""
        (self._left_out.add if out else self._left_out.discard)(part)
        self._contents[part].setVisible(not out)
        shown = [index for index in range(len(self._words)) if index not in self._left_out]
        for index, knot in enumerate(self._knots):
            knot.setVisible(self._wide and index in shown)
            knot.set_last(index == shown[-1])
        self._show()

    @property
    def now(self) -> int:
        """The part that has the focus, or had it last."""
        return self._now

    def _focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is None:
            return
        for index, content in enumerate(self._contents):
            if content.isAncestorOf(new) and index != self._now:
                self._now = index
                self._show()

    def _go_to(self, part: int) -> None:
        for child in self._contents[part].findChildren(QWidget):
            if child.isVisible() and child.focusPolicy() & Qt.FocusPolicy.TabFocus:
                child.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _show(self) -> None:
        states: list[StepState] = list(self._states)
        if states and states[self._now] != "error":
            states[self._now] = "now"
        for knot, state in zip(self._knots, states, strict=True):
            knot.set_state(state)
        steps = [StepInfo(word, state) for word, state in zip(self._words, states, strict=True)]
        self._flat.set_steps([step for index, step in enumerate(steps) if index not in self._left_out])
