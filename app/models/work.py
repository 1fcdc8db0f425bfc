"""Figures that are not counted from records: typed in each period, or adopted from before the records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Exact, RowNumber, Travelling, one_of


class Figure(Travelling, Base):
    """One figure of one office for the days ``start`` to ``until``. ``key`` has no span.

    ``origin_kind``: ``typed`` (this period's report) or ``adopted`` (history; ``source`` says from where).
    """

    __tablename__ = "figure"

    office_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("office.pk"))
    period: Mapped[str] = mapped_column(String(24))
    start: Mapped[date]
    until: Mapped[date]
    key: Mapped[str] = mapped_column(String(160))
    origin_kind: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(8))
    number: Mapped[Decimal | None] = mapped_column(Exact)
    approx: Mapped[str] = mapped_column(String(2), default="")
    source: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (
        one_of("origin_kind", ("typed", "adopted")),
        one_of("state", ("value", "blank", "na")),
        CheckConstraint("(state = 'value') = (number IS NOT NULL)", name="number_when_value"),
        CheckConstraint("until >= start", name="days_in_order"),
        UniqueConstraint("office_pk", "start", "until", "key", "origin_kind"),
    )
