"""Piles and their forms as they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from app.errors import AppError, Issue
from app.services.complaints.record import Record, read_many
from app.services.periods import parse_period
from app.services.piles import doubts, sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from app.models import Pile as PileRow
    from app.models import PileForm

State = Literal["complete", "incomplete", "question", "deleted"]

#: The fields that a sample is keyed for a second time.
TWICE = ("amount", "category", "nature")


@dataclass(frozen=True, slots=True)
class Pile:
    """A pile and how far it is. ``keyed`` are the forms that stand, ``deleted`` those taken out again.

    ``incomplete`` of them still miss something.
    """

    id: str
    station: str
    month: str
    forms: int
    quick: bool
    sample_percent: int
    at: datetime
    by: str
    closed_at: datetime | None
    keyed: int
    deleted: int
    incomplete: int

    @property
    def month_label(self) -> str:
        """«2026年3月»."""
        return parse_period(self.month).label

    @property
    def left(self) -> int:
        """How many forms are still to be keyed; below 0 when there are more than were counted."""
        return self.forms - self.keyed

    @property
    def count(self) -> str:
        """«已录 17 / 共 50 份，还差 33»."""
        rest = f"，还差 {self.left}" if self.left > 0 else f"，多了 {-self.left}" if self.left else "，录齐了"
        return f"已录 {self.keyed} / 共 {self.forms} 份{rest}"


@dataclass(frozen=True, slots=True)
class Form:
    """One form. ``missing`` are names of fields, ``doubts`` what a person has to look at.

    ``lag`` is the number of days between the paper's day and its keying, whatever became of the case.
    """

    position: int
    record: Record
    state: State
    missing: tuple[str, ...]
    doubts: tuple[Issue, ...]
    sure: tuple[str, ...]
    keyed_at: datetime
    keyed_by: str
    deleted_by: str = ""
    deleted_at: datetime | None = None

    @property
    def lag(self) -> int:
        """Days from the day of the paper to the day it was keyed."""
        return (self.keyed_at.astimezone().date() - self.record.received_on).days


@dataclass(frozen=True, slots=True)
class PileView:
    """A pile with its forms in their order. ``gone`` are positions of which nothing is left (purged from the bin)."""

    pile: Pile
    forms: tuple[Form, ...]
    gone: tuple[int, ...]


def find(session: Session, wanted: str) -> PileRow:
    """The pile's row; raises ``pile.not_found``."""
    from sqlalchemy import select

    from app.models import Pile as PileRow

    row = session.scalar(select(PileRow).where(PileRow.id == wanted.strip()))
    if row is None:
        raise AppError("pile.not_found", wanted=wanted)
    return row


def find_form(session: Session, pile: PileRow, position: int) -> PileForm:
    """A form's row; raises ``pile.no_such_form``."""
    from sqlalchemy import select

    from app.models import PileForm

    row = session.scalar(select(PileForm).where(PileForm.pile_pk == pile.pk, PileForm.position == position))
    if row is None:
        raise AppError("pile.no_such_form", position=position)
    return row


def read_piles(session: Session, rows: Sequence[PileRow]) -> tuple[Pile, ...]:
    """Piles with their counts; two queries however many they are."""
    from sqlalchemy import and_, case, func, select

    from app.models import Complaint, PileForm
    from app.models import Pile as PileRow

    pks = [row.pk for row in rows]
    alive = Complaint.deleted_at.is_(None)
    owes = and_(alive, ~PileForm.complete, sheet.is_missing())
    counted = session.execute(
        select(
            PileForm.pile_pk,
            func.sum(case((alive, 1), else_=0)),
            func.sum(case((alive, 0), else_=1)),
            func.sum(case((owes, 1), else_=0)),
        )
        .join(Complaint, Complaint.pk == PileForm.complaint_pk)
        .join(PileRow, PileRow.pk == PileForm.pile_pk)
        .where(PileForm.pile_pk.in_(pks))
        .group_by(PileForm.pile_pk)
    )
    counts = {pk: (int(keyed), int(deleted), int(incomplete)) for pk, keyed, deleted, incomplete in counted}
    return tuple(
        Pile(
            row.id,
            row.station,
            row.month,
            row.forms,
            row.quick,
            row.sample_percent,
            row.at,
            row.by,
            row.closed_at,
            *counts.get(row.pk, (0, 0, 0)),
        )
        for row in rows
    )


def read_view(session: Session, row: PileRow) -> PileView:
    """A pile with all its forms."""
    from sqlalchemy import select

    from app.models import PileForm

    forms = session.scalars(select(PileForm).where(PileForm.pile_pk == row.pk).order_by(PileForm.position)).all()
    shown = tuple(read_forms(session, row, forms))
    there = {form.position for form in shown}
    gone = tuple(at for at in range(1, max(there, default=0) + 1) if at not in there)
    return PileView(read_piles(session, [row])[0], shown, gone)


def read_forms(session: Session, pile: PileRow, rows: Sequence[PileForm]) -> list[Form]:
    """Forms of one pile; a bounded number of queries."""
    from sqlalchemy import select

    from app.models import Complaint, SecondKeying

    pks = [row.complaint_pk for row in rows]
    records = read_many(session, pks)
    known = doubts.with_number(session, [record.paper_number for record in records.values()])
    deleted: dict[int, tuple[datetime | None, str | None]] = {}
    second: dict[int, Any] = {}
    for at in range(0, len(rows), 500):
        part = rows[at : at + 500]
        for pk, when, by in session.execute(
            select(Complaint.pk, Complaint.deleted_at, Complaint.deleted_by).where(
                Complaint.pk.in_([row.complaint_pk for row in part]), Complaint.deleted_at.is_not(None)
            )
        ):
            deleted[pk] = (when, by)
        for keying in session.scalars(select(SecondKeying).where(SecondKeying.form_pk.in_([row.pk for row in part]))):
            second[keying.form_pk] = keying
    return [
        _form(row, records[row.complaint_pk], pile, known, deleted.get(row.complaint_pk), second.get(row.pk))
        for row in rows
    ]


def _form(
    row: PileForm,
    record: Record,
    pile: PileRow,
    known: Mapping[str, Sequence[doubts.Known]],
    deleted: tuple[datetime | None, str | None] | None,
    second: Any,
) -> Form:
    sure = tuple(filter(None, row.sure.split(",")))
    missing = () if row.complete else sheet.missing(record, pile.quick)
    found = doubts.of_days({name: getattr(record, name) for name in doubts.DAYS}, pile.month)
    others = [one for one in known.get(record.paper_number, ()) if one.pk != row.complaint_pk]
    if record.paper_number:
        found += doubts.of_number(record.paper_number, others, pile.pk, record.station, record.received_on)
    found = [issue for issue in found if issue.params["name"] not in sure]
    found += undecided(second)
    state: State = "question" if found else "incomplete" if missing else "complete"
    if deleted is not None:
        state, missing, found = "deleted", (), []
    by, at = (deleted[1] or "", deleted[0]) if deleted else ("", None)
    return Form(row.position, record, state, missing, tuple(found), sure, row.keyed_at, row.keyed_by, by, at)


def undecided(second: Any) -> list[Issue]:
    """What the two keyings of a form differ in and nobody decided yet."""
    from app.services.complaints.fields import FIELDS

    if second is None:
        return []
    return [
        Issue("warning", "pile.keyings_differ", {"name": name, "field": FIELDS[name].label})
        for name in TWICE
        if getattr(second, f"{name}_differs") and getattr(second, f"{name}_right") is None
    ]
