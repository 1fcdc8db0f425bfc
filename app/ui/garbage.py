"""Python's cycle collector, kept to the GUI thread.

Pages, signals and closures form cycles. Left alone, Python collects them in whichever thread happens to allocate,
and a QObject freed in a worker takes the process down. So automatic collection is off while workers exist, and a
timer of the GUI thread collects with Python's own thresholds.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY = 250


class GuiGarbage(QObject):
    """Collects in the thread it lives in; :meth:`stop` gives the job back to Python."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation that is due."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return

    def stop(self) -> None:
        """No workers any more: collecting may happen anywhere again."""
        self._timer.stop()
        if self._was_enabled:
            gc.enable()
