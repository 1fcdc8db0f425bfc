"""What ties records to each other: spellings of one trader, cases that are, or are not, the same dispute."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Row, RowNumber, UtcDateTime, new_id, now, one_of

LINK_KINDS = ("linked", "merged", "dismissed")


class TraderSpelling(Row, Base):
    """One way an office writes the name of a trader it knows; each spelling belongs to one trader."""

    __tablename__ = "trader_spelling"

    trader_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("trader.pk", ondelete="CASCADE"), index=True)
    spelling: Mapped[str] = mapped_column(String(120), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    by: Mapped[str] = mapped_column(String(40), default="")

    __table_args__ = (CheckConstraint("spelling <> ''", name="has_spelling"),)


class ComplaintLink(Row, Base):
    """Two cases a person compared: linked (same matter, both stay), merged (``other`` went to the bin, what it
    knew was added to ``complaint``), dismissed (not the same; never asked again).

    For ``merged``, ``revision`` is the revision that the kept case got by it and ``before`` the fields it had, as
    JSON, so that it can be taken back. ``linked`` and ``dismissed`` have the smaller row number first.
    """

    __tablename__ = "complaint_link"

    id: Mapped[str] = mapped_column(Id, unique=True, default=new_id)
    complaint_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("complaint.pk", ondelete="CASCADE"))
    other_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("complaint.pk", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    by: Mapped[str] = mapped_column(String(40), default="")
    revision: Mapped[str | None] = mapped_column(Id)
    before: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        one_of("kind", LINK_KINDS),
        CheckConstraint("complaint_pk <> other_pk", name="of_two"),
        UniqueConstraint("complaint_pk", "other_pk"),
        Index("ix_complaint_link_other_pk", "other_pk"),
    )
