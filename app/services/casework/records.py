"""Use cases on the way of a case: which moves fit, making one, taking it back, its story, its group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from app.errors import AppError, Issue
from app.services import codelists, offices
from app.services.casework import members, moving, reading, story, taking_back
from app.services.casework.members import Member
from app.services.casework.offered import Move, offered, verb_of
from app.services.casework.story import Told
from app.services.complaints import group
from app.services.complaints.record import Record, read_one
from app.services.complaints.records import find_one
from app.services.complaints.standing import STATE_WORDS
from app.services.parsing.text import one_line

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.codelists import CodeLists
    from app.services.database import Database
    from app.services.offices import Home
    from app.services.returns.late_reports import LateWay

#: The step that gives a case its place in the archive.
_FILED = "filed"


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
        self._lists: CodeLists | None = None
        self._home: Home | None = None

    def moves(self, wanted: str, *, today: date) -> tuple[Move, ...]:
        """The moves that are sensible now, likeliest first; what stands beside the way comes last."""
        with self._database.read() as session:
            return offered(find_one(session, wanted)[1], today)

    def move(
        self,
        wanted: str,
        key: str,
        raw: Mapping[str, str],
        *,
        today: date,
        by: str = "",
        version: int | None = None,
        late: LateWay = "",
    ) -> Moved:
        """Make a move from what was typed; ``version`` guards against a change meanwhile.

        ``late`` decides about a day of a sealed return, see :mod:`app.services.returns.late_reports`.

        Raises ``complaint.not_found``, ``complaint.in_bin``, ``complaint.changed_meanwhile``,
        ``casework.not_offered``, and ``casework.not_taken`` with every error as an issue.
        """
        with self._database.write() as session:
            pk, record = _standing(session, wanted, version)
            fitting = offered(record, today)
            move = next((each for each in fitting if each.key == key), None)
            if move is None:
                raise AppError(
                    "casework.not_offered",
                    number=record.number,
                    state=STATE_WORDS[record.state],
                    verb=verb_of(key),
                    offered="、".join(each.verb for each in fitting) or "撤回上一步",
                )
            lists, home = self._known(session)
            filled = reading.read(move, raw, lists, today)
            event, issues = moving.make(
                session, pk, record, move, filled, lists=lists, home=home, today=today, by=by, late=late
            )
            if key == _FILED:
                from app.services.archive import keeping

                keeping.moved(session, self._database.journal, home, lists, record.id, on=filled.on, by=by)
            return Moved(read_one(session, pk), event, issues)

    def take_back(self, wanted: str, event: str | None = None, *, reason: str, today: date, by: str = "") -> Moved:
        """Take back the latest step of the way, or one that stands beside it; the reason stays with it.

        Raises ``complaint.not_found``, ``complaint.in_bin``, ``casework.reason_missing``,
        ``casework.nothing_to_take_back``, ``casework.no_event``, ``casework.taken_back_already``,
        ``casework.later_step``, ``complaint.changed_since``, ``archive.destroyed_stays``.
        """
        why = one_line(reason)
        if not why:
            raise AppError("casework.reason_missing")
        with self._database.write() as session:
            pk, record = _standing(session, wanted)
            lists, home = self._known(session)
            step, issues = taking_back.take_back(
                session, pk, record, event, why, lists=lists, home=home, by=by, today=today
            )
            after = read_one(session, pk)
            if record.state == _FILED != after.state:
                from app.services.archive import filing

                filing.leave(session, pk, by=by)
            return Moved(after, step, issues)

    def story(self, wanted: str) -> tuple[Told, ...]:
        """Everything that happened to a case, oldest first, what was taken back included."""
        with self._database.read() as session:
            return story.tell(session, find_one(session, wanted)[0], self._known(session)[0])

    def members(self, wanted: str) -> tuple[Member, ...]:
        """The people of a group complaint, in their order."""
        with self._database.read() as session:
            return group.read(session, find_one(session, wanted)[0])

    def put_members(
        self, wanted: str, rows: Sequence[Mapping[str, str]], *, today: date, by: str = ""
    ) -> tuple[Member, ...]:
        """Make ``rows`` (name, phone, address, amount, recovered, note as typed) the people of a group complaint.

        A row with the ``id`` of somebody stands for him. Raises ``casework.members_not_taken`` with every error.
        """
        people, issues = members.understand(rows)
        errors = [issue for issue in issues if issue.severity == "error"]
        if errors:
            raise AppError(
                "casework.members_not_taken", issues=tuple(issues), count=len(errors), first=errors[0].message
            )
        with self._database.write() as session:
            pk, record = _standing(session, wanted)
            lists, home = self._known(session)
            members.put(session, pk, record, people, lists=lists, home=home, by=by)
            return group.read(session, pk)

    def _known(self, session: Session) -> tuple[CodeLists, Home]:
        if self._lists is None:
            self._lists = codelists.load(session)
        if self._home is None:
            self._home = offices.read_home(session)
        return self._lists, self._home


def _standing(session: Session, wanted: str, version: int | None = None) -> tuple[int, Record]:
    """A case that may be worked on: not in the bin, and not changed meanwhile."""
    pk, record = find_one(session, wanted)
    if record.deleted:
        raise AppError("complaint.in_bin", number=record.number)
    if version is not None and version != record.version:
        raise AppError("complaint.changed_meanwhile")
    return pk, record
