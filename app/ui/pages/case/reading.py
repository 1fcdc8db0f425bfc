"""Everything the page of a case shows, read at once in a lane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.services.complaints import standing
from app.ui.pages.case.detail import CaseFacts, read_case

if TYPE_CHECKING:
    from app.bootstrap import Services
    from app.services.casework import Member, Move, Told
    from app.services.complaints.record import Record
    from app.services.deadlines import CaseDue
    from app.services.duplicates import Link
    from app.services.letters import Letter
    from app.services.papers import IssuedPaper, PaperKind


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as its page shows it: its facts, what is due, which moves fit, its story, and what hangs on it."""

    facts: CaseFacts
    dues: tuple[CaseDue, ...]
    moves: tuple[Move, ...]
    story: tuple[Told, ...]
    offered: tuple[PaperKind, ...]
    issued: tuple[IssuedPaper, ...]
    members: tuple[Member, ...]
    links: tuple[Link, ...]
    letters: tuple[Letter, ...]

    @property
    def record(self) -> Record:
        """The case itself."""
        return self.facts.record

    @property
    def supervised(self) -> bool:
        """A major case under supervision."""
        return self.record.supervised


def read_view(services: Services, wanted: str, today: date) -> CaseView:
    """Read it all; raises ``complaint.not_found``."""
    facts = read_case(services, wanted, today)
    id = facts.record.id
    return CaseView(
        facts,
        services.deadlines.of_case(id, today=today),
        services.casework.moves(id, today=today),
        services.casework.story(id),
        () if facts.record.deleted else services.papers.offered(id, today=today),
        services.papers.issued(id),
        services.casework.members(id),
        tuple(link for link in services.duplicates.of(id) if link.kind == "linked"),
        services.letters.find(case=id, today=today).rows,
    )


def latest_step(kind: str, story: Sequence[Told]) -> str:
    """The id of the step of the way that was made last and stands; empty when nothing but registering was done."""
    way = [
        told
        for told in story
        if told.kind == "event" and not told.taken_back and standing.leads_to(kind, told.key) is not None
    ]
    last = way[-1] if way else None
    return last.id if last is not None and last.key != "registered" else ""


def can_be_taken_back(kind: str, told: Told, latest: str) -> bool:
    """The latest step of the way can, and what stands beside the way, at any time."""
    if told.kind != "event" or told.taken_back:
        return False
    return told.id == latest or standing.leads_to(kind, told.key) is None
