"""Bringing the search index of a large older register up to date while the window is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from app.progress import Progress
    from app.ui.context import Context

#: A pause between two steps, in milliseconds, so that other changes come in between.
_PAUSE = 20


class IndexKeeper(QObject):
    """One step after the other in the writer's lane. ``moved`` when :attr:`share` changed."""

    moved = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._begun = False
        #: How much is done in per cent; None when nothing is left to do.
        self.share: int | None = None
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(_PAUSE)
        self._next.timeout.connect(self._step)

    def begin(self) -> None:
        """Look whether something is to be done, once, and do it."""
        if self._begun:
            return
        self._begun = True
        from app.services.database import reindexing

        database = self._context.services.database

        def work(progress: Progress) -> bool:
            return reindexing.is_current(database)

        self._context.jobs.read(work, lambda current: None if current else self._next.start(), owner=self)

    def _step(self) -> None:
        from app.services.database import reindexing

        database = self._context.services.database

        def work(progress: Progress) -> tuple[int, int]:
            return reindexing.step(database)

        self._context.jobs.write(work, self._done, failed=lambda error: None, owner=self)

    def _done(self, reached: tuple[int, int]) -> None:
        done, total = reached
        share = None if done >= total else 100 * done // max(1, total)
        if share is not None:
            self._next.start()
        if share != self.share:
            self.share = share
            self.moved.emit()
