"""The parts of a summary that a person writes: a large field each, kept as one types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.ui.widgets.inputs import TextArea
from app.ui.widgets.layouts import Column
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.summaries import Part, TypicalCase

_ROWS = 7
#: Milliseconds after the last key until it is kept.
_PAUSE = 900


class Writing(QWidget):
    """Fields of several lines under their headings. ``written(key, text)`` a moment after the last key, and on leaving.

    ``pending``: something typed was not handed over yet (:meth:`flush` does it).
    """

    written = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = Column(self, spacing=8)
        self._held: QWidget | None = None
        self.areas: dict[str, TextArea] = {}
        self._typed: set[str] = set()
        self._own: set[str] = set()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.flush)

    def show_fields(self, fields: Sequence[tuple[str, str, str, str]]) -> None:
        """Fields as (key, heading, hint, text). One that was typed into keeps what stands in it: what is read back
        may be older than the last key."""
        if self._held is not None and tuple(self.areas) == tuple(field[0] for field in fields):
            for key, _, _, text in fields:
                if key not in self._own and self.areas[key].toPlainText() != text:
                    self._set(key, text)
            return
        kept = {key: self.areas[key].toPlainText() for key in self._own if key in self.areas}
        if self._held is not None:
            self._column.removeWidget(self._held)
            self._held.hide()
            self._held.deleteLater()
        self._held = QWidget()
        self.areas = {}
        column = Column(self._held, spacing=4)
        for key, heading, hint, text in fields:
            area = TextArea(_ROWS)
            area.setAccessibleName(heading)
            area.setAccessibleDescription(hint)
            area.setPlainText(kept.get(key, text))
            area.edited.connect(lambda _, key=key: self._edited(key))
            area.left.connect(self.flush)
            self.areas[key] = area
            column.put(Words(heading, "section", bold=True))
            if hint:
                column.put(Words(hint, "small", colour="ink2"))
            column.put(area, 16)
        self._column.put(self._held)

    def forget(self) -> None:
        """Fields of something else come next."""
        self.flush()
        self._own = set()
        self.areas = {}

    def _set(self, key: str, text: str) -> None:
        self.areas[key].blockSignals(True)
        self.areas[key].setPlainText(text)
        self.areas[key].blockSignals(False)

    def _edited(self, key: str) -> None:
        self._typed.add(key)
        self._own.add(key)
        self._pause.start()

    @property
    def pending(self) -> bool:
        """Something typed was not handed over yet."""
        return bool(self._typed)

    def flush(self) -> None:
        """Hand over what was typed, now."""
        self._pause.stop()
        typed, self._typed = self._typed, set()
        for key in sorted(typed & set(self.areas)):
            self.written.emit(key, self.areas[key].toPlainText())


def part_fields(parts: Sequence[Part], texts: dict[str, str]) -> list[tuple[str, str, str, str]]:
    """The parts left to write as fields."""
    return [(part.key, part.title, part.hint, texts.get(part.key, "")) for part in parts]


def case_fields(cases: Sequence[TypicalCase]) -> list[tuple[str, str, str, str]]:
    """The words of the chosen cases as fields."""
    return [
        (case.id, f"案例{at}　{case.title}", "姓名已经换成代称，字句可以改。", case.text)
        for at, case in enumerate(cases, 1)
    ]
