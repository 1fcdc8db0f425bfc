"""What a person decided about two cases: linked (one matter, both count), dismissed (not the same), merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from sqlalchemy import insert, or_, select

from app.errors import AppError
from app.models import Complaint, ComplaintLink
from app.models.base import new_id, now

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LinkKind = Literal["linked", "merged", "dismissed"]


@dataclass(frozen=True, slots=True)
class Link:
    """A decision as seen from one case. ``id`` takes it back.

    ``other`` is the other case's id. ``kept``: of a merge, whether this case is the one that stayed.
    """

    id: str
    kind: LinkKind
    at: datetime
    by: str
    other: str
    number: str
    received_on: date
    complainant: str
    trader: str
    in_bin: bool
    kept: bool


def of(session: Session, pk: int) -> tuple[Link, ...]:
    """All decisions about a case, the latest first."""
    rows = session.scalars(
        select(ComplaintLink)
        .where(or_(ComplaintLink.complaint_pk == pk, ComplaintLink.other_pk == pk))
        .order_by(ComplaintLink.at.desc(), ComplaintLink.pk.desc())
    ).all()
    return tuple(_told(session, row, pk) for row in rows)


def told(session: Session, row: int, pk: int) -> Link:
    """The decision of that row as seen from the case ``pk``."""
    return _told(session, session.get_one(ComplaintLink, row), pk)


def _told(session: Session, row: ComplaintLink, pk: int) -> Link:
    columns = (
        Complaint.id, Complaint.number, Complaint.received_on, Complaint.complainant, Complaint.trader,
        Complaint.deleted_at,
    )  # fmt: skip
    other_pk = row.other_pk if row.complaint_pk == pk else row.complaint_pk
    other = session.execute(select(*columns).where(Complaint.pk == other_pk)).one()
    return Link(
        row.id,
        row.kind,  # type: ignore[arg-type]  # the column is constrained to these
        row.at,
        row.by,
        other.id,
        other.number,
        other.received_on,
        other.complainant,
        other.trader,
        other.deleted_at is not None,
        row.kind == "merged" and row.complaint_pk == pk,
    )


def find(session: Session, one: int, other: int) -> ComplaintLink | None:
    """The decision about two cases, whichever stands first."""
    return session.scalar(
        select(ComplaintLink).where(
            or_(
                (ComplaintLink.complaint_pk == one) & (ComplaintLink.other_pk == other),
                (ComplaintLink.complaint_pk == other) & (ComplaintLink.other_pk == one),
            )
        )
    )


def decide(session: Session, one: int, other: int, kind: Literal["linked", "dismissed"], by: str) -> int:
    """Keep that two cases are linked or are not the same; a later decision replaces an earlier one.

    Returns the row of the decision. Raises ``duplicate.with_itself``, ``duplicate.merged_already``.
    """
    if one == other:
        raise AppError("duplicate.with_itself")
    known = find(session, one, other)
    if known is not None:
        if known.kind == "merged":
            raise AppError("duplicate.merged_already")
        if known.kind != kind:
            known.kind, known.by, known.at = kind, by, now()
            session.flush()
        return known.pk
    first, second = sorted((one, other))
    row = {"id": new_id(), "complaint_pk": first, "other_pk": second, "kind": kind, "by": by}
    return session.scalars(insert(ComplaintLink).returning(ComplaintLink.pk), [row]).one()


def decide_new(session: Session, pk: int, linked: Sequence[str], dismissed: Sequence[str], by: str) -> None:
    """Keep what was decided about a case while it was still being written; ids that are gone are left out."""
    kinds: tuple[tuple[Literal["linked", "dismissed"], Sequence[str]], ...]
    kinds = (("dismissed", dismissed), ("linked", linked))
    for kind, ids in kinds:
        if ids:
            for other in session.scalars(select(Complaint.pk).where(Complaint.id.in_(ids), Complaint.pk != pk)).all():
                decide(session, pk, other, kind, by)
