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


def may_be_taken_back(record: Record, story: Sequence[Told]) -> frozenset[str]:
    """Ids of the steps that can be taken back: the latest of the way, and what stands beside the way at any time."""
    if record.deleted or record.kind == "reconciliation":
        return frozenset()
    way = [step for step in standing.in_order(record.kind, record.events) if step.kind != "registered"]
    latest = [event.id for event in reversed(record.events) if way and event == way[-1]][:1]
    beside = {
        told.id
        for told in story
        if told.kind == "event" and not told.taken_back and standing.leads_to(record.kind, told.key) is None
    }
    return frozenset({*latest, *beside})
