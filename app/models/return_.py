"""A statistical return of this office: revisions and the value of every bound cell."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Exact, Id, Row, RowNumber, UtcDateTime, new_id, now, one_of


class Return(Row, Base):
    """Revision ``number`` of an office's return. A sealed one never changes; triggers guard its values."""

    __tablename__ = "return"

    id: Mapped[str] = mapped_column(Id, unique=True, default=new_id)
    office_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("office.pk"))
    template: Mapped[str] = mapped_column(String(40))
    template_version: Mapped[str] = mapped_column(String(20))
    period: Mapped[str] = mapped_column(String(24))
    start: Mapped[date]
    until: Mapped[date]
    number: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(8), default="draft")
    reason: Mapped[str] = mapped_column(String(200), default="")
    file_sha256: Mapped[str | None] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by: Mapped[str] = mapped_column(String(40), default="")
    sealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sealed_by: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (
        UniqueConstraint("office_pk", "template", "period", "number"),
        one_of("state", ("draft", "sealed")),
        CheckConstraint("number >= 1", name="number_positive"),
        CheckConstraint("(state = 'sealed') = (sealed_at IS NOT NULL)", name="sealed_when"),
        CheckConstraint("number = 1 OR reason <> ''", name="revised_with_reason"),
    )


class ReturnValue(Base):
    """What one bound cell says, in the cell's unit, rounded as the template asks.

    ``made_from``: counted, typed, adopted, reported (from a sealed return), derived, formula, or missing.
    """

    __tablename__ = "return_value"

    return_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("return.pk"), primary_key=True)
    sheet: Mapped[str] = mapped_column(String(40), primary_key=True)
    cell: Mapped[str] = mapped_column(String(24), primary_key=True)
    key: Mapped[str] = mapped_column(String(160))
    unit: Mapped[str] = mapped_column(String(8), default="")
    state: Mapped[str] = mapped_column(String(8))
    number: Mapped[Decimal | None] = mapped_column(Exact)
    text: Mapped[str] = mapped_column(String(80), default="")
    approx: Mapped[str] = mapped_column(String(2), default="")
    made_from: Mapped[str] = mapped_column(String(10), default="counted")

    __table_args__ = (
        one_of("state", ("value", "blank", "na", "text", "error")),
        CheckConstraint("(state = 'value') = (number IS NOT NULL)", name="number_when_value"),
    )
