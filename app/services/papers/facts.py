"""What a paper can know: the case with its steps, the office, the letter, what was issued before."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.errors import AppError
from app.models import Complaint, Document, Event, Letter, Setting
from app.services import codelists, offices
from app.services.complaints import group
from app.services.complaints.record import Record, read_one

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.codelists import CodeLists
    from app.services.offices import Home

#: The setting with the word of the office in its numbers.
HEADING = "papers.heading"
_PRACTICE = "（练习）"
_DIVISION = re.compile(r"[^省市县区旗州盟]{1,8}[省市县区旗州盟]")
_TITLES = (("消费者协会", "消协"), ("消协", "消协"), ("消委", "消委"), ("消费者委员会", "消委"))


@dataclass(frozen=True, slots=True)
class Step:
    """A live step of the case."""

    kind: str
    on: date
    assumed: bool
    reason: str | None
    to_whom: str
    note: str
    due_on: date | None
    recovered: int | None


@dataclass(frozen=True, slots=True)
class Before:
    """A paper that was issued before and stands."""

    kind: str
    title: str
    number: str
    recipient: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """The letter a paper belongs to."""

    pk: int
    to_whom: str
    subject: str
    body: str
    trader: str
    answer_due: date | None
    sent_on: date


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it. ``pk`` and ``record`` are None for a letter that belongs to no case; ``letter`` is its row."""

    home: Home
    lists: CodeLists
    heading: str
    handler: str
    pk: int | None = None
    record: Record | None = None
    steps: tuple[Step, ...] = ()
    members: tuple[group.Member, ...] = ()
    before: tuple[Before, ...] = ()
    letter: LetterFacts | None = None

    @property
    def office(self) -> str:
        """The office's name as it stands on paper."""
        return self.home.office.name.removesuffix(_PRACTICE)

    def last(self, *kinds: str) -> Step | None:
        """The latest live step of one of ``kinds``."""
        return next((step for step in reversed(self.steps) if step.kind in kinds), None)


def read(session: Session, wanted: str, letter: str = "") -> Facts:
    """The facts about the case ``wanted`` ("" for none) and the letter with the id ``letter``.

    Raises ``complaint.not_found``, ``paper.in_bin``, ``paper.no_such_letter``.
    """
    from app.services.complaints.records import find_one
    from app.services.deadlines.gathering import handler

    home = offices.read_home(session)
    heading = session.scalar(select(Setting.value).where(Setting.name == HEADING))
    facts = Facts(home, codelists.load(session), heading or usual_heading(home.office.name), handler(session))
    if letter:
        facts = _with_letter(session, facts, letter)
        if not wanted and facts.pk is not None:
            return _with_case(session, facts, facts.pk)
    if not wanted:
        return facts
    pk, record = find_one(session, wanted)
    if record.deleted:
        raise AppError("paper.in_bin", number=record.number)
    return _with_case(session, facts, pk)


def _with_letter(session: Session, facts: Facts, letter: str) -> Facts:
    row = session.scalar(select(Letter).where(Letter.id == letter, Letter.deleted_at.is_(None)))
    if row is None:
        raise AppError("paper.no_such_letter")
    told = LetterFacts(row.pk, row.to_whom, row.subject, row.body, row.trader, row.answer_due, row.sent_on)
    live = row.complaint_pk is not None and session.scalar(
        select(Complaint.pk).where(Complaint.pk == row.complaint_pk, Complaint.deleted_at.is_(None))
    )
    return replace(facts, letter=told, pk=row.complaint_pk if live else None)


def _with_case(session: Session, facts: Facts, pk: int) -> Facts:
    return replace(
        facts,
        pk=pk,
        record=read_one(session, pk),
        steps=tuple(
            Step(e.kind, e.on_date, e.assumed, e.reason, e.to_whom, e.note, e.due_on, e.recovered)
            for e in session.scalars(
                select(Event)
                .where(Event.complaint_pk == pk, Event.revoked_on.is_(None), Event.deleted_at.is_(None))
                .order_by(Event.round, Event.on_date, Event.pk)
            )
        ),
        members=group.read(session, pk),
        before=tuple(
            Before(d.kind, d.title, d.number, d.recipient, d.issued_on)
            for d in session.scalars(
                select(Document)
                .where(Document.complaint_pk == pk, Document.revoked_on.is_(None), Document.deleted_at.is_(None))
                .order_by(Document.issued_on, Document.pk)
            )
        ),
    )


def usual_heading(office: str) -> str:
    """The word of an office in its numbers, from its name: 青溪县消保委 → 青消保, 澄江市莲都区消费者协会 → 莲消协."""
    name = office.removesuffix(_PRACTICE)
    title = next((short for words, short in _TITLES if words in name), "消保")
    place = _DIVISION.findall(name)
    return (place[-1][0] if place else name[:1]) + title
