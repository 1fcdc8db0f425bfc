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
        from app.services.complaints.records import find_one
        from app.services.deadlines import gathering, listing
        from app.services.deadlines.reckoning import Standing

        with self._database.read() as session:
            pk, record = find_one(session, wanted)
            if record.deleted:
                return ()
            standing = Standing(record.kind, record.state, record.received_on)
            due = gathering.reckoner(session).due(standing, gathering.happened(session, [pk])[pk], today)
        case = record.id, record.number, record.complainant, record.trader, record.state
        return tuple(listing.face(one, today, *case) for one in due)

    def list(self, today: date, *, most: int | None = MOST) -> DueList:
        """What is due as of ``today`` in all cases, each once, at most ``most`` of a group (None: all)."""
        from app.services.deadlines import gathering, listing

        with self._database.read() as session:
            reckoner = gathering.reckoner(session)
            moved = gathering.moved(session, reckoner, today)
            begun = {what: gathering.started(session, what, moved) for what in gathering.LIMITED}
            counts = listing.counted(reckoner, gathering.plain_of(session, begun, moved, today), moved, today)
            shown = listing.candidates(session, reckoner, begun, moved, today, most)
            letters = listing.letters(session, today)
            cases = tuple(listing.faces(session, reckoner, shown, today))
            return DueList(cases, listing.with_letters(counts, letters), most, letters)

    def counts(self, today: date) -> DueCounts:
        """How many cases and letters :meth:`list` tells of, group by group."""
        from app.services.deadlines import gathering, listing

        with self._database.read() as session:
            reckoner = gathering.reckoner(session)
            moved = gathering.moved(session, reckoner, today)
            counts = listing.counted(reckoner, gathering.plain(session, moved, today), moved, today)
            return listing.with_letters(counts, listing.letters(session, today))
