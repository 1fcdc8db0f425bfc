"""What an office did and keeps besides its cases: figures typed or adopted, the work ledger, the rosters."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
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


class WorkEntry(Travelling, Base):
    """One line of the work ledger (工作台账): what was done on a day. ``kind`` is a code of the list ``work_kind``."""

    __tablename__ = "work_entry"

    office_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("office.pk"))
    on: Mapped[date]
    counts_on: Mapped[date]
    kind: Mapped[str] = mapped_column(String(24))
    what: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        CheckConstraint("what <> ''", name="has_what"),
        Index("ix_work_entry_counts_on", "office_pk", "counts_on"),
    )


class WorkMeasure(Base):
    """How much of it, for one typed-in indicator ``key``, in the indicator's own unit."""

    __tablename__ = "work_measure"

    entry_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("work_entry.pk", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    number: Mapped[Decimal] = mapped_column(Exact)
    approx: Mapped[str] = mapped_column(String(2), default="")


ROSTERS = ("network", "volunteer", "title")


class Roster(Travelling, Base):
    """One entry of a roster behind yearly figures: a branch or station, a volunteer, the holder of a title.

    It stands from ``opened_on`` (day opened, joined, granted) up to and without ``closed_on``.
    """

    __tablename__ = "roster"

    office_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("office.pk"))
    register: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(24), default="")
    name: Mapped[str] = mapped_column(String(120))
    person: Mapped[str] = mapped_column(String(80), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    closed_reason: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (
        one_of("register", ROSTERS),
        CheckConstraint("name <> ''", name="has_name"),
        CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="days_in_order"),
        Index("ix_roster_register", "office_pk", "register"),
    )


class RosterEvent(Travelling, Base):
    """Something that happened to an entry on a day: a training, a star given, a review of a title."""

    __tablename__ = "roster_event"

    roster_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("roster.pk", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    on: Mapped[date]
    value: Mapped[str] = mapped_column(String(80), default="")
    number: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
