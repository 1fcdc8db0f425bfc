"""The people of a group complaint as rows: read, written as a whole, told in words for the history."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from app.models import GroupMember
from app.models.base import new_id

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: The line of the history that tells who belongs to a group.
MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Member:
    """One of several consumers of a group complaint, the first at position 1. Money is in fen."""

    id: str
    position: int
    name: str
    phone: str = ""
    address: str = ""
    amount: int | None = None
    recovered: int | None = None
    note: str = ""


def read(session: Session, pk: int) -> tuple[Member, ...]:
    """The people of the group complaint in row ``pk``, in their order."""
    rows = session.scalars(select(GroupMember).where(GroupMember.complaint_pk == pk).order_by(GroupMember.position))
    return tuple(
        Member(row.id, row.position, row.name, row.phone, row.address, row.amount, row.recovered, row.note)
        for row in rows
    )


def write(session: Session, pk: int, members: Sequence[Member]) -> None:
    """Make ``members`` the people of the group complaint in row ``pk``; their positions are those in the list."""
    session.execute(delete(GroupMember).where(GroupMember.complaint_pk == pk))
    rows = [
        asdict(member) | {"id": member.id or new_id(), "complaint_pk": pk, "position": at}
        for at, member in enumerate(members, 1)
    ]
    if rows:
        session.execute(insert(GroupMember), rows)


def words(members: Sequence[Member]) -> str | None:
    """The group in words: «3 人：王建国、李秀英（2,600.00 元）、赵敏»; None for nobody."""
    if not members:
        return None
    return f"{len(members)} 人：" + "、".join(_one(member) for member in members)


def _one(member: Member) -> str:
    more = [member.phone, member.address, _yuan("", member.amount), _yuan("挽回 ", member.recovered), member.note]
    said = "，".join(filter(None, more))
    return f"{member.name}（{said}）" if said else member.name


def _yuan(label: str, fen: int | None) -> str:
    return "" if fen is None else f"{label}{fen // 100:,}.{fen % 100:02d} 元"


def line(before: Sequence[Member], after: Sequence[Member]) -> dict[str, Any]:
    """The line of the history that tells of the change; it keeps the people before."""
    was = json.dumps([asdict(member) for member in before], ensure_ascii=False)
    return {"field": MEMBERS, "before": words(before), "after": words(after), "was": was}


def kept(was: str) -> tuple[Member, ...]:
    """The people before, from a line of the history."""
    return tuple(Member(**row) for row in json.loads(was))
