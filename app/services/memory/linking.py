"""The link from a case to its trader: it follows from the words of the case and the spellings that were joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select, update

from app.models import Complaint, TraderSpelling

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def trader_of(session: Session, words: str) -> int | None:
    """The row of the trader that ``words`` are a known spelling of."""
    if not words:
        return None
    return session.scalar(select(TraderSpelling.trader_pk).where(TraderSpelling.spelling == words))


def link_from(session: Session, first: int) -> None:
    """Link the cases from row ``first`` on, which came many at once."""
    if not session.scalar(select(exists().where(TraderSpelling.pk > 0))):
        return
    spelling = select(TraderSpelling.trader_pk).where(TraderSpelling.spelling == Complaint.trader).scalar_subquery()
    session.execute(
        update(Complaint)
        .where(Complaint.pk >= first, Complaint.trader.in_(select(TraderSpelling.spelling)))
        .values(trader_pk=spelling),
        execution_options={"synchronize_session": False},
    )
