"""The time limit that a list shows of a case, and the filters past it and near it.

What is due and when is reckoned by :mod:`app.services.deadlines`; here it is put beside the cases of a list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement

from app.services.deadlines import gathering, listing
from app.services.deadlines.faces import What
from app.services.deadlines.reckoning import MEDIATED, UNDECIDED, Reckoned, Reckoner, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

#: Late: the last day is over. Soon: it is today or within three days.
Nearness = Literal["late", "soon"]

__all__ = ["MEDIATED", "UNDECIDED", "Due", "Limits", "Nearness", "What"]


@dataclass(frozen=True, slots=True)
class Due:
    """What presses most in a case: ``on`` is its last day, ``label`` says what it is («决定是否受理»)."""

    what: What
    on: date
    label: str = ""


class Limits:
    """The time limits of the home office, as they stand on one day in one transaction."""

    def __init__(self, session: Session, reckoner: Reckoner, today: date) -> None:
        self._session, self._reckoner, self._today = session, reckoner, today

    @classmethod
    def load(cls, session: Session, today: date | None = None) -> Limits:
        """As they stand in the database on ``today`` (today's date without it)."""
        return cls(session, gathering.reckoner(session), today or date.today())

    def condition(self, near: Nearness) -> ColumnElement[bool]:
        """Cases whose most pressing time limit is ``near``."""
        moved = gathering.moved(self._session, self._reckoner, self._today)
        return listing.condition(self._reckoner, moved, near, self._today)

    def of(self, rows: Iterable[Mapping[str, Any]]) -> dict[int, Due]:
        """What presses most in cases, by row number; ``rows`` tell ``pk``, ``kind``, ``state`` and ``received_on``.

        Without an entry: nothing is due, or it is somebody else's turn.
        """
        cases = {row["pk"]: Standing(row["kind"], row["state"], row["received_on"]) for row in rows}
        found: dict[int, Due] = {}
        for pk, happened in gathering.happened_where_limited(self._session, cases).items():
            due = self._reckoner.due(cases[pk], happened, self._today)
            if due and (one := self._ours(due[0])) is not None:
                found[pk] = one
        return found

    def _ours(self, one: Reckoned) -> Due | None:
        if one.due_on is None or one.group(self._today) in ("waiting", "follow_up"):
            return None
        return Due(one.what, one.due_on, one.label)
