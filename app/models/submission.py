"""What counties sent in, with where each value came from, and what was merged from it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Exact, Id, Row, RowNumber, UtcDateTime, new_id, now, one_of

SUBMISSION_STATES = ("taken", "questioned", "refused", "accepted", "sent_back", "superseded")


class Submission(Row, Base):
    """One returned workbook. The file itself is kept by its hash; the same bytes are never taken twice."""

    __tablename__ = "submission"

    id: Mapped[str] = mapped_column(Id, unique=True, default=new_id)
    file: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    office_pk: Mapped[int | None] = mapped_column(RowNumber, ForeignKey("office.pk"))
    template: Mapped[str | None] = mapped_column(String(40))
    template_version: Mapped[str | None] = mapped_column(String(20))
    period: Mapped[str | None] = mapped_column(String(24))
    start: Mapped[date | None]
    until: Mapped[date | None]
    number: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(12))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    received_on: Mapped[date]
    received_by: Mapped[str] = mapped_column(String(40), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str] = mapped_column(String(40), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    issues: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list)

    __table_args__ = (
        one_of("state", SUBMISSION_STATES),
        CheckConstraint(
            "(state <> 'taken' AND state <> 'accepted') OR (office_pk IS NOT NULL AND period IS NOT NULL)",
            name="known_when_taken",
        ),
        Index("ix_submission_where", "template", "period", "office_pk"),
    )


class SubmissionValue(Base):
    """One bound cell as read, and what a person corrected it to (both are kept).

    ``place`` is its sheet and cell in the template, ``sheet`` and ``cell`` where it stood in the file.
    """

    __tablename__ = "submission_value"

    submission_pk: Mapped[int] = mapped_column(
        RowNumber, ForeignKey("submission.pk", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(160))
    place: Mapped[str] = mapped_column(String(64))
    sheet: Mapped[str] = mapped_column(String(40))
    cell: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(8))
    number: Mapped[Decimal | None] = mapped_column(Exact)
    text: Mapped[str] = mapped_column(String(80), default="")
    approx: Mapped[str] = mapped_column(String(2), default="")
    found_by: Mapped[str] = mapped_column(String(8))
    corrected: Mapped[Decimal | None] = mapped_column(Exact)
    correction_reason: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (
        one_of("state", ("value", "blank", "na", "text", "error")),
        CheckConstraint("(state = 'value') = (number IS NOT NULL)", name="number_when_value"),
        CheckConstraint("corrected IS NULL OR correction_reason <> ''", name="corrected_with_reason"),
    )


class Merge(Row, Base):
    """One merging of the returns of a period."""

    __tablename__ = "merge"

    id: Mapped[str] = mapped_column(Id, unique=True, default=new_id)
    template: Mapped[str] = mapped_column(String(40))
    template_version: Mapped[str] = mapped_column(String(20))
    period: Mapped[str] = mapped_column(String(24))
    number: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by: Mapped[str] = mapped_column(String(40), default="")
    missing: Mapped[list[str]] = mapped_column(JSON, default=list)

    __table_args__ = (UniqueConstraint("template", "period", "number"),)


class MergePart(Base):
    """A submission that went into a merge; the city's own return goes in by ``return_pk``."""

    __tablename__ = "merge_part"

    merge_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("merge.pk"), primary_key=True)
    office_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("office.pk"), primary_key=True)
    submission_pk: Mapped[int | None] = mapped_column(RowNumber, ForeignKey("submission.pk"))
    return_pk: Mapped[int | None] = mapped_column(RowNumber, ForeignKey("return.pk"))

    __table_args__ = (CheckConstraint("(submission_pk IS NULL) <> (return_pk IS NULL)", name="one_source"),)


class MergeValue(Base):
    """One merged cell: a sum of its parts, or recomputed from sums."""

    __tablename__ = "merge_value"

    merge_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("merge.pk"), primary_key=True)
    sheet: Mapped[str] = mapped_column(String(40), primary_key=True)
    cell: Mapped[str] = mapped_column(String(24), primary_key=True)
    key: Mapped[str] = mapped_column(String(160))
    state: Mapped[str] = mapped_column(String(8))
    number: Mapped[Decimal | None] = mapped_column(Exact)
    text: Mapped[str] = mapped_column(String(80), default="")
    approx: Mapped[str] = mapped_column(String(2), default="")

    __table_args__ = (
        one_of("state", ("value", "blank", "na", "text", "error")),
        CheckConstraint("(state = 'value') = (number IS NOT NULL)", name="number_when_value"),
    )
