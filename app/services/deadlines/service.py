"""The service: what is due in one case, in all cases, and how many."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.services.deadlines.faces import CaseDue, DueCounts, DueList

if TYPE_CHECKING:
    from app.services.database import Database

#: So many cases of a group are shown.
MOST = 300


class Deadlines:
    """What is due in the cases of one data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_case(self, wanted: str, *, today: date) -> tuple[CaseDue, ...]:
        """What is due in one case (its id or number), what presses most first; empty when nothing is.

        Raises ``complaint.not_found``.
        """
        raise NotImplementedError

    def list(self, today: date, *, most: int | None = MOST) -> DueList:
        """What is due as of ``today`` in all cases, each once, at most ``most`` of a group (None: all)."""
        raise NotImplementedError

    def counts(self, today: date) -> DueCounts:
        """How many cases :meth:`list` tells of, group by group."""
        raise NotImplementedError
