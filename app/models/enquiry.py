"""Enquiries and visits: counted in 人次, not cases."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, RowNumber, Travelling


class Enquiry(Travelling, Base):
    """``people`` persons asked on ``on_date`` through ``channel``."""

    __tablename__ = "enquiry"

    office_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("office.pk"))
    on_date: Mapped[date]
    counts_on: Mapped[date]
    channel: Mapped[str | None] = mapped_column(String(20))
    people: Mapped[int] = mapped_column(default=1)
    topic: Mapped[str | None] = mapped_column(String(20))
    category: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        CheckConstraint("people >= 1", name="people_positive"),
        Index("ix_enquiry_counts_on", "counts_on"),
    )
