"""Which fields of a paper form are keyed, and what is still missing of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.complaints.outcome import CLOSED_AS

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from app.services.complaints import Record

#: What the return counts by and practically every form has, beside the paper's own number.
QUICK = (
    "paper_number",
    "received_on",
    "accepted_on",
    "category",
    "nature",
    "amount",
    "channel",
    "result",
    "closed_on",
    "recovered",
)
#: What the return counts by, too, and few forms have.
RARE = ("kind", "group_size", "mediation_way", "punitive", "refused_on", "refusal", "termination")
#: The whole form, in the order of the paper; :data:`RARE` fields that it has of its own are among them.
WHOLE = (
    "paper_number",
    "received_on",
    "accepted_on",
    "channel",
    "complainant",
    "phone",
    "sex",
    "age",
    "address",
    "trader",
    "trader_phone",
    "trader_address",
    "item",
    "category",
    "nature",
    "amount",
    "purchased_on",
    "facts",
    "demand",
    "result",
    "closed_on",
    "mediation_way",
    "recovered",
    "punitive",
)

#: Without these a return cannot count the case.
NEEDED = ("category", "nature", "channel")
#: What the paper says beside that, and quick keying leaves for later.
REST = ("complainant", "phone", "trader", "item", "facts", "demand")
#: Reports and suggestions have no trader to be mediated with, and no class that is counted.
_OTHER_KINDS = ("complainant", "facts")


def missing(record: Record, quick: bool) -> tuple[str, ...]:
    """The fields of a form that are still to be keyed; ``quick`` piles owe what was left out at first."""
    if record.kind != "complaint":
        return tuple(name for name in _OTHER_KINDS if quick and not getattr(record, name))
    wanted = NEEDED + (REST if quick else ())
    found = [name for name in wanted if not getattr(record, name)]
    if record.refused_on is None and record.refusal is None:
        if record.result in CLOSED_AS and record.closed_on is None:
            found.append("closed_on")
        if record.result is None and (record.closed_on is not None or record.recovered):
            found.append("result")
    return tuple(found)


def is_missing() -> ColumnElement[bool]:
    """:func:`missing` as a condition on ``Complaint`` joined with ``Pile``."""
    from sqlalchemy import and_, exists, or_

    from app.models import Complaint, Event, Pile

    def empty(name: str) -> ColumnElement[bool]:
        column = getattr(Complaint, name)
        return or_(column.is_(None), column == "")

    refused = exists().where(
        Event.complaint_pk == Complaint.pk,
        Event.kind == "refused",
        Event.revoked_on.is_(None),
        Event.deleted_at.is_(None),
    )
    closing = or_(
        and_(Complaint.result.in_(tuple(CLOSED_AS)), Complaint.closed_on.is_(None)),
        and_(Complaint.result.is_(None), or_(Complaint.closed_on.is_not(None), Complaint.recovered > 0)),
    )
    return or_(
        and_(Complaint.kind != "complaint", Pile.quick, or_(*(empty(name) for name in _OTHER_KINDS))),
        and_(
            Complaint.kind == "complaint",
            or_(
                *(empty(name) for name in NEEDED),
                and_(Pile.quick, or_(*(empty(name) for name in REST))),
                and_(~refused, closing),
            ),
        ),
    )
