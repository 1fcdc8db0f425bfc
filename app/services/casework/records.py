"""Use cases on the way of a case: which moves fit, making one, taking it back, its story, its group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from app.errors import Issue
from app.services.casework.members import Member
from app.services.casework.offered import Move, offered
from app.services.casework.story import Told
from app.services.complaints.record import Record
from app.services.complaints.records import find_one

if TYPE_CHECKING:
    from app.services.database import Database


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move gave: the case, the id of the event it wrote or took back, and remarks that did not stop it."""

    record: Record
    event: str
    issues: tuple[Issue, ...] = field(default_factory=tuple)


class Casework:
    """The way of the cases of one data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def moves(self, wanted: str, *, today: date) -> tuple[Move, ...]:
        """The moves that are sensible now, likeliest first; what stands beside the way comes last."""
        with self._database.read() as session:
            return offered(find_one(session, wanted)[1], today)

    def move(
        self, wanted: str, key: str, raw: Mapping[str, str], *, today: date, by: str = "", version: int | None = None
    ) -> Moved:
        """Make a move from what was typed; ``version`` guards against a change meanwhile.

        Raises ``complaint.not_found``, ``complaint.in_bin``, ``complaint.changed_meanwhile``,
        ``casework.not_offered``, and ``casework.not_taken`` with every error as an issue.
        """
        raise NotImplementedError

    def take_back(self, wanted: str, event: str | None = None, *, reason: str, today: date, by: str = "") -> Moved:
        """Take back the latest step of the way, or one that stands beside it; the reason stays with it."""
        raise NotImplementedError

    def story(self, wanted: str) -> tuple[Told, ...]:
        """Everything that happened to a case, oldest first, what was taken back included."""
        raise NotImplementedError

    def members(self, wanted: str) -> tuple[Member, ...]:
        """The people of a group complaint, in their order."""
        raise NotImplementedError

    def put_members(
        self, wanted: str, rows: Sequence[Mapping[str, str]], *, today: date, by: str = ""
    ) -> tuple[Member, ...]:
        """Make ``rows`` (name, phone, address, amount, recovered, note as typed) the people of a group complaint."""
        raise NotImplementedError
