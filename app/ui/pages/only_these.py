"""A chip that narrows a list to the records behind a figure, and says of which; taking it away shows all again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.widgets.layouts import Flow
from app.ui.widgets.options import Chip


class OnlyThese(Flow):
    """``records`` are the ids a list is narrowed to (None: it is not). ``dropped`` when the chip was taken away."""

    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.records: tuple[str, ...] | None = None
        self.hide()

    def narrow(self, records: tuple[str, ...] | None, about: str = "") -> None:
        """To these records, which stand behind ``about``; None: to none in particular."""
        self.records = records
        chips: list[QWidget] = []
        if records is not None:
            chip = Chip(about)
            chip.clicked.connect(self._drop)
            chips.append(chip)
        self.set_widgets(chips)
        self.setVisible(bool(chips))

    def _drop(self) -> None:
        self.narrow(None)
        self.dropped.emit()
