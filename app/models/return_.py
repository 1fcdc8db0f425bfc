"""A statistical return of this office: revisions, the value of every bound cell, and what was behind it when sealed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
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
    #: The office says in so many words that nothing happened.
    zero: Mapped[bool] = mapped_column(default=False)
    #: Earlier figures are those of the newest revision; otherwise those of the first, as they were reported.
    revised_base: Mapped[bool] = mapped_column(default=False)

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


class ReturnEvidence(Base):
    """What stood behind a figure when its return was sealed: the rule in words, and the records that were counted.

    ``records`` is JSON packed with zlib, see ``services.returns.evidence``; ``kind`` says what the records are.
    """

    __tablename__ = "return_evidence"

    return_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("return.pk"), primary_key=True)
    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    rule: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(12), default="complaint")
    records: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (one_of("kind", ("complaint", "enquiry", "work", "roster")),)


class ReturnRemark(Row, Base):
    """A remark of the check that a person answered: why a warning is right, or why a rule of the city's is not."""

    __tablename__ = "return_remark"

    return_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("return.pk"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(60))
    sheet: Mapped[str] = mapped_column(String(40), default="")
    cell: Mapped[str] = mapped_column(String(24), default="")
    found: Mapped[str] = mapped_column(String(80), default="")
    expected: Mapped[str] = mapped_column(String(80), default="")
    message: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(String(400))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    by: Mapped[str] = mapped_column(String(40), default="")

    __table_args__ = (
        one_of("kind", ("explained", "set_aside")),
        CheckConstraint("reason <> ''", name="has_reason"),
        CheckConstraint("kind <> 'set_aside' OR \"by\" <> ''", name="set_aside_signed"),
    )


class ReturnFile(Base):
    """The workbook of a revision exactly as it was written when it was sealed, in the city's own format."""

    __tablename__ = "return_file"

    return_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("return.pk"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    suffix: Mapped[str] = mapped_column(String(8))
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    __table_args__ = (CheckConstraint("length(sha256) = 64", name="sha256_shape"),)


class ReturnSlip(Row, Base):
    """What came back from the city about one revision. ``content`` is the slip as it was read (JSON)."""

    __tablename__ = "return_slip"

    id: Mapped[str] = mapped_column(Id, unique=True, default=new_id)
    return_pk: Mapped[int | None] = mapped_column(RowNumber, ForeignKey("return.pk"), index=True)
    template: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(24))
    number: Mapped[int] = mapped_column(default=1)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    content: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    received_by: Mapped[str] = mapped_column(String(40), default="")
    answered_by: Mapped[int | None]

    __table_args__ = (CheckConstraint("number >= 1", name="number_positive"),)
