"""What happened to a case, and when: the things that statistics count."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Money, RowNumber, Travelling, one_of

EVENT_KINDS = (
    "registered",
    "papers_asked",
    "papers_received",
    "accepted",
    "refused",
    "transferred",
    "mediating",
    "paused",
    "resumed",
    "settled",
    "terminated",
    "withdrawn",
    "advised_elsewhere",
    "reconciled",
    "arbitration",
    "supported_lawsuit",
    "performed",
    "followed_up",
    "upheld",
    "reopened",
    "filed",
    "transferred_in",
    "answered",
    "supervised",
    "supervision_ended",
)
ONCE = ("registered", "accepted", "refused")
_LIVE = "revoked_on IS NULL AND deleted_at IS NULL"
#: What moves or adds a time limit, so that the cases of a long register with such events are found at once.
MOVES_A_LIMIT = (
    "(due_on IS NOT NULL OR kind = 'papers_asked' OR kind = 'papers_received' OR kind = 'paused' "
    "OR kind = 'resumed' OR kind = 'reopened' OR kind = 'answered')"
)


class Event(Travelling, Base):
    """``on_date`` is the legal date, ``counts_on`` the statistical one. ``office_pk`` is who it counts for.

    ``closes`` marks the one event that closed the case: settled, terminated, withdrawn, or transferred
    after acceptance. ``assumed`` says that the date was not written down but follows by rule. ``round`` is 2 and more
    for what happened after a closed case was taken up again. ``due_on`` is the day by which somebody was asked to
    answer (papers, a transfer, supervision).
    """

    __tablename__ = "event"

    complaint_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("complaint.pk", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    on_date: Mapped[date]
    counts_on: Mapped[date]
    office_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("office.pk"))
    round: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    due_on: Mapped[date | None]
    closes: Mapped[bool] = mapped_column(default=False)
    assumed: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None] = mapped_column(String(20))
    way: Mapped[str | None] = mapped_column(String(20))
    recovered: Mapped[int | None] = mapped_column(Money)
    punitive: Mapped[int | None] = mapped_column(Money)
    to_whom: Mapped[str] = mapped_column(String(120), default="")
    satisfaction: Mapped[str | None] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    revoked_on: Mapped[date | None]
    revoked_reason: Mapped[str] = mapped_column(String(200), default="")
    revoked_by: Mapped[str] = mapped_column(String(40), default="", server_default=text("''"))

    __table_args__ = (
        one_of("kind", EVENT_KINDS),
        CheckConstraint("recovered IS NULL OR recovered >= 0", name="recovered_not_negative"),
        CheckConstraint("punitive IS NULL OR punitive >= 0", name="punitive_not_negative"),
        CheckConstraint("round >= 1", name="round_positive"),
        CheckConstraint("kind <> 'refused' OR reason IS NOT NULL", name="refused_with_reason"),
        CheckConstraint(
            "NOT closes OR (kind = 'settled' OR kind = 'terminated' OR kind = 'withdrawn' OR kind = 'transferred')",
            name="closing_kind",
        ),
        CheckConstraint(
            "closes OR (kind <> 'settled' AND kind <> 'terminated' AND kind <> 'withdrawn')", name="closing_marked"
        ),
        Index(
            "uq_event_once",
            "complaint_pk",
            "kind",
            unique=True,
            sqlite_where=text(f"{_LIVE} AND (kind = 'registered' OR kind = 'accepted' OR kind = 'refused')"),
            postgresql_where=text(f"{_LIVE} AND (kind = 'registered' OR kind = 'accepted' OR kind = 'refused')"),
        ),
        Index(
            "uq_event_closing",
            "complaint_pk",
            unique=True,
            sqlite_where=text(f"closes AND {_LIVE}"),
            postgresql_where=text(f"closes AND {_LIVE}"),
        ),
        Index("ix_event_complaint", "complaint_pk"),
        Index("ix_event_counted", "counts_on", "kind", "complaint_pk"),
        Index(
            "ix_event_moves_a_limit",
            "complaint_pk",
            sqlite_where=text(MOVES_A_LIMIT),
            postgresql_where=text(MOVES_A_LIMIT),
        ),
    )
