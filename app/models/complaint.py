"""A complaint (or report, or suggestion) as taken in, its tags, and the traders it may be linked to."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Money, Row, RowNumber, Travelling, one_of

INTAKE_KINDS = ("complaint", "report", "suggestion", "reconciliation")
STATES = (
    "registered",
    "papers_asked",
    "accepted",
    "refused",
    "transferred",
    "answered",
    "mediating",
    "paused",
    "settled",
    "terminated",
    "withdrawn",
    "reconciled",
    "advised_elsewhere",
    "performed",
    "followed_up",
    "filed",
)

#: What lists are narrowed and sorted by besides the day.
LISTED = (
    "state",
    "kind",
    "category",
    "nature",
    "channel",
    "amount",
    "recovered",
    "closed_on",
    "station",
    "item",
    "complainant",
    "trader",
)


class Trader(Travelling, Base):
    """A trader the office knows. The words as written stay with each complaint; the link is optional."""

    __tablename__ = "trader"

    name: Mapped[str] = mapped_column(String(120), index=True)
    phone: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    code: Mapped[str] = mapped_column(String(18), default="")

    __table_args__ = (CheckConstraint("name <> ''", name="has_name"),)


class Complaint(Travelling, Base):
    """One dispute of one consumer (or a group: still one) with one trader.

    Money is in fen. ``office_pk`` is who handles it and counts it, ``registered_pk`` who wrote it down.
    ``state`` and the outcome columns follow from the events and are kept for lists. ``supervised`` marks a major case
    under supervision (督办). A reconciliation (和解) is a dispute that a trader's own service point settled: it is
    written down here, and counted apart.
    """

    __tablename__ = "complaint"

    number: Mapped[str] = mapped_column(String(24), unique=True)
    paper_number: Mapped[str] = mapped_column(String(60), default="")
    register_number: Mapped[str | None] = mapped_column(String(60))
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    occurrence: Mapped[int] = mapped_column(default=1)
    batch_pk: Mapped[int | None] = mapped_column(RowNumber, ForeignKey("import_batch.pk"), index=True)

    kind: Mapped[str] = mapped_column(String(12), default="complaint")
    state: Mapped[str] = mapped_column(String(20), default="registered")
    registered_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("office.pk"))
    office_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("office.pk"))
    station: Mapped[str] = mapped_column(String(80), default="")
    received_on: Mapped[date]

    complainant: Mapped[str] = mapped_column(String(80), default="")
    sex: Mapped[str | None] = mapped_column(String(20))
    age: Mapped[int | None]
    phone: Mapped[str] = mapped_column(String(60), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    id_kind: Mapped[str | None] = mapped_column(String(20))
    id_number: Mapped[str] = mapped_column(String(40), default="")
    consent_publish: Mapped[bool | None]
    consent_mediation: Mapped[bool | None]
    group_size: Mapped[int] = mapped_column(default=1)

    trader: Mapped[str] = mapped_column(String(120), default="")
    trader_contact: Mapped[str] = mapped_column(String(40), default="")
    trader_phone: Mapped[str] = mapped_column(String(60), default="")
    trader_address: Mapped[str] = mapped_column(String(200), default="")
    trader_code: Mapped[str] = mapped_column(String(40), default="")
    trader_pk: Mapped[int | None] = mapped_column(RowNumber, ForeignKey("trader.pk"), index=True)

    category: Mapped[str | None] = mapped_column(String(10))
    nature: Mapped[str | None] = mapped_column(String(20))
    item: Mapped[str] = mapped_column(String(80), default="")
    item_code: Mapped[str | None] = mapped_column(String(10))
    brand: Mapped[str] = mapped_column(String(80), default="")
    quantity: Mapped[str] = mapped_column(String(40), default="")
    amount: Mapped[int | None] = mapped_column(Money)
    amount_approx: Mapped[str] = mapped_column(String(2), default="")
    disputed: Mapped[int | None] = mapped_column(Money)
    purchased_on: Mapped[date | None]
    happened_on: Mapped[date | None]
    buying: Mapped[str | None] = mapped_column(String(20))
    channel: Mapped[str | None] = mapped_column(String(20))
    source: Mapped[str | None] = mapped_column(String(20))
    facts: Mapped[str] = mapped_column(Text, default="")
    demand: Mapped[str] = mapped_column(String(80), default="")

    mediation_way: Mapped[str | None] = mapped_column(String(20))
    result: Mapped[str | None] = mapped_column(String(20))
    recovered: Mapped[int | None] = mapped_column(Money)
    punitive: Mapped[int | None] = mapped_column(Money)
    closed_on: Mapped[date | None]
    summary: Mapped[str] = mapped_column(Text, default="")
    satisfaction: Mapped[str | None] = mapped_column(String(20))
    supervised: Mapped[bool] = mapped_column(default=False, server_default=false())

    __table_args__ = (
        one_of("kind", INTAKE_KINDS),
        one_of("state", STATES),
        one_of("sex", ("0", "1", "2", "9")),
        CheckConstraint("age IS NULL OR age BETWEEN 0 AND 130", name="age_possible"),
        CheckConstraint("amount IS NULL OR amount >= 0", name="amount_not_negative"),
        CheckConstraint("disputed IS NULL OR disputed >= 0", name="disputed_not_negative"),
        CheckConstraint("recovered IS NULL OR recovered >= 0", name="recovered_not_negative"),
        CheckConstraint("punitive IS NULL OR punitive >= 0", name="punitive_not_negative"),
        CheckConstraint("group_size >= 1", name="group_size_positive"),
        CheckConstraint("category IS NULL OR length(category) = 10", name="category_shape"),
        CheckConstraint("received_on BETWEEN '1985-01-01' AND '2199-12-31'", name="received_possible"),
        CheckConstraint("closed_on IS NULL OR closed_on >= received_on", name="closed_after_received"),
        CheckConstraint("(deleted_at IS NULL) = (deleted_by IS NULL)", name="deleted_whole"),
        CheckConstraint("occurrence >= 1", name="occurrence_positive"),
        UniqueConstraint("origin", "register_number"),
        # The list: in its order, and with all that narrows or sorts it, so that counting and sorting a long one
        # reads these 100 bytes of a case and not the case.
        Index("ix_complaint_list", "deleted_at", "received_on", "pk", *LISTED),
        Index("ix_complaint_fingerprint", "origin", "fingerprint", "occurrence"),
        Index("ix_complaint_phone", "phone"),
        Index("ix_complaint_complainant", "complainant"),
        Index("ix_complaint_trader", "trader"),
        Index("ix_complaint_paper", "paper_number"),
    )


class ComplaintTag(Base):
    """An activity tag of a complaint: 3·15, a campaign."""

    __tablename__ = "complaint_tag"

    complaint_pk: Mapped[int] = mapped_column(
        RowNumber, ForeignKey("complaint.pk", ondelete="CASCADE"), primary_key=True
    )
    tag: Mapped[str] = mapped_column(String(40), primary_key=True)

    __table_args__ = (CheckConstraint("tag <> ''", name="has_tag"), Index("ix_complaint_tag_tag", "tag"))


class NumberSeries(Row, Base):
    """The last serial issued for a number's prefix (office, station, day, machine)."""

    __tablename__ = "number_series"

    prefix: Mapped[str] = mapped_column(String(20), unique=True)
    last: Mapped[int]

    __table_args__ = (CheckConstraint(text("last >= 1"), name="last_positive"),)
