"""Two cases become one: what lies with the one that goes is carried over to the one that stays, and back again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def carry_over(session: Session, source: int, target: int) -> dict[str, list[str]]:
    """Give files, issued papers and letters of the case ``source`` (row number) to ``target``.

    Returns the ids that moved by table, for :func:`carry_back`. A file that ``target`` has already stays behind.
    """
    from sqlalchemy import select, update

    from app.models import Attachment

    moved: dict[str, list[str]] = {}
    have = select(Attachment.sha256).where(Attachment.complaint_pk == target, Attachment.deleted_at.is_(None))
    for name, table in _tables().items():
        wanted = select(table.id).where(table.complaint_pk == source)
        if table is Attachment:
            wanted = wanted.where(Attachment.deleted_at.is_(None), Attachment.sha256.not_in(have))
        ids = list(session.scalars(wanted.order_by(table.pk)))
        if ids:
            session.execute(update(table).where(table.id.in_(ids)).values(complaint_pk=target))
            moved[name] = ids
    return moved


def carry_back(session: Session, moved: Mapping[str, Sequence[str]], source: int) -> None:
    """Give back to ``source`` what :func:`carry_over` took from it."""
    from sqlalchemy import update

    for name, table in _tables().items():
        ids = list(moved.get(name, ()))
        if ids:
            session.execute(update(table).where(table.id.in_(ids)).values(complaint_pk=source))


def _tables() -> dict[str, Any]:
    from app.models import Attachment, Document, Letter

    return {"attachment": Attachment, "document": Document, "letter": Letter}
