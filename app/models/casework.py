"""What belongs to a case beside its events: group members, files, letters, issued papers, its place in the archive."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Money, Row, RowNumber, Travelling, UtcDateTime, new_id, now, one_of

LETTER_KINDS = ("query", "rectification", "warning")
RETENTIONS = ("permanent", "long", "short")


class GroupMember(Row, Base):
    """One of several consumers of a group complaint, in the order of ``position``. Money is in fen."""

    __tablename__ = "group_member"

    id: Mapped[str] = mapped_column(Id, unique=True, default=new_id)
    complaint_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("complaint.pk", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str] = mapped_column(String(60), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    amount: Mapped[int | None] = mapped_column(Money)
    recovered: Mapped[int | None] = mapped_column(Money)
    note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        UniqueConstraint("complaint_pk", "position"),
        CheckConstraint("name <> ''", name="has_name"),
        CheckConstraint("amount IS NULL OR amount >= 0", name="amount_not_negative"),
        CheckConstraint("recovered IS NULL OR recovered >= 0", name="recovered_not_negative"),
    )


class Attachment(Travelling, Base):
    """A photo, scan or PDF of a case. Its bytes are a file of the data folder, known by their SHA-256.

    ``pages`` is how many pages can be looked at here (a picture has one); 0: it is kept without a preview.
    """

    __tablename__ = "attachment"

    complaint_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("complaint.pk", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    media: Mapped[str] = mapped_column(String(40))
    suffix: Mapped[str] = mapped_column(String(8), default="")
    pages: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        CheckConstraint("name <> ''", name="has_name"),
        CheckConstraint("length(sha256) = 64", name="sha256_shape"),
        CheckConstraint("size >= 0", name="size_not_negative"),
        CheckConstraint("pages >= 0", name="pages_not_negative"),
    )


class Letter(Travelling, Base):
    """A letter to an authority (查询函), or one that asks a trader to put things right (整改劝喻书) or warns it.

    It may belong to a case, to a trader, or to both. ``answer`` is what came back, in words.
    """

    __tablename__ = "letter"

    kind: Mapped[str] = mapped_column(String(16))
    complaint_pk: Mapped[int | None] = mapped_column(
        RowNumber, ForeignKey("complaint.pk", ondelete="CASCADE"), index=True
    )
    trader_pk: Mapped[int | None] = mapped_column(RowNumber, ForeignKey("trader.pk"), index=True)
    office_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("office.pk"))
    trader: Mapped[str] = mapped_column(String(120), default="", index=True)
    to_whom: Mapped[str] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(60), default="")
    subject: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    sent_on: Mapped[date]
    answer_due: Mapped[date | None]
    answered_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        one_of("kind", LETTER_KINDS),
        CheckConstraint("to_whom <> ''", name="has_addressee"),
        CheckConstraint("answered_on IS NULL OR answered_on >= sent_on", name="answered_after_sent"),
        Index("ix_letter_sent", "sent_on", "kind"),
    )


class Document(Travelling, Base):
    """A paper that was issued, exactly as it was: its PDF is kept by hash, ``fields`` is what was filled in (JSON).

    ``number`` is the number written on the paper, ``series`` and ``serial`` what it was made of. A paper that was
    issued wrongly is revoked, never erased; ``served_on`` and ``served_way`` tell how it reached ``recipient``.
    """

    __tablename__ = "document"

    complaint_pk: Mapped[int | None] = mapped_column(
        RowNumber, ForeignKey("complaint.pk", ondelete="CASCADE"), index=True
    )
    letter_pk: Mapped[int | None] = mapped_column(RowNumber, ForeignKey("letter.pk", ondelete="CASCADE"), index=True)
    event_pk: Mapped[int | None] = mapped_column(RowNumber, ForeignKey("event.pk", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    title: Mapped[str] = mapped_column(String(80))
    number: Mapped[str] = mapped_column(String(60), default="")
    series: Mapped[str] = mapped_column(String(20), default="")
    serial: Mapped[int | None]
    issued_on: Mapped[date]
    recipient: Mapped[str] = mapped_column(String(120), default="")
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    docx_sha256: Mapped[str] = mapped_column(String(64), default="")
    pages: Mapped[int]
    fields: Mapped[str] = mapped_column(Text, default="{}")
    served_on: Mapped[date | None]
    served_way: Mapped[str] = mapped_column(String(20), default="")
    revoked_on: Mapped[date | None]
    revoked_reason: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256_shape"),
        CheckConstraint("pages >= 1", name="has_pages"),
        CheckConstraint("served_on IS NULL OR served_on >= issued_on", name="served_after_issued"),
        Index("ix_document_issued", "issued_on", "kind"),
    )


class ArchiveFile(Travelling, Base):
    """A closed case as a file of the archive: number within its year, how long it is kept, in which box it lies.

    ``destroy_after`` is the last day of its retention (None: permanent).
    """

    __tablename__ = "archive_file"

    complaint_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("complaint.pk", ondelete="CASCADE"), unique=True)
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    box: Mapped[str] = mapped_column(String(20), default="")
    retention: Mapped[str] = mapped_column(String(12))
    filed_on: Mapped[date]
    destroy_after: Mapped[date | None]
    pages: Mapped[int] = mapped_column(default=0)
    destroyed_on: Mapped[date | None]
    destroyed_reason: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (
        UniqueConstraint("origin", "year", "serial"),
        UniqueConstraint("origin", "number"),
        one_of("retention", RETENTIONS),
        CheckConstraint("serial >= 1", name="serial_positive"),
        CheckConstraint("pages >= 0", name="pages_not_negative"),
    )


class PaperTemplate(Base):
    """The office's own version of a paper: a .docx that stands in for the shipped one."""

    __tablename__ = "paper_template"

    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    docx: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_by: Mapped[str] = mapped_column(String(40), default="")
