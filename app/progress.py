"""Progress of long work, and asking it to stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


class Cancelled(Exception):
    """The person asked to stop; the work has been rolled back."""


@dataclass(frozen=True, slots=True)
class Step:
    """``done`` of ``total`` (0 = unknown), and the Chinese words for what is being done now."""

    done: int
    total: int
    what: str


class Progress:
    """Handed to long work. ``step`` reports and raises :class:`Cancelled` when the person asked to stop."""

    def __init__(
        self, report: Callable[[Step], None] | None = None, cancelled: Callable[[], bool] | None = None
    ) -> None:
        self._report = report
        self._cancelled = cancelled

    def step(self, done: int, total: int, what: str) -> None:
        """Report, then stop if asked to. Cheap enough to call for every item of a list."""
        if self._cancelled is not None and self._cancelled():
            raise Cancelled
        if self._report is not None:
            self._report(Step(done, total, what))


SILENT = Progress()
