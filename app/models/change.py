"""The memory of changes: who changed which field when, imports as batches, tombstones of what was purged."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Row, RowNumber, UtcDateTime, new_id, now, one_of


class Change(Row, Base):
    """One field of one record changed. Values are kept as text a person would read.

    ``was`` is the value before as JSON, so that the change can be taken back to the letter (None: not kept).
    """

    __tablename__ = "change"

    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    by: Mapped[str] = mapped_column(String(40), default="")
    entity: Mapped[str] = mapped_column(String(20))
    entity_id: Mapped[str] = mapped_column(Id)
    field: Mapped[str] = mapped_column(String(40))
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    was: Mapped[str | None] = mapped_column(Text)
    revision: Mapped[str] = mapped_column(Id)
    batch_pk: Mapped[int | None] = mapped_column(RowNumber, ForeignKey("import_batch.pk"))

    __table_args__ = (Index("ix_change_entity", "entity_id", "pk"),)


class ImportBatch(Row, Base):
    """One import. It can be listed and undone."""

    __tablename__ = "import_batch"

    id: Mapped[str] = mapped_column(Id, unique=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(12))
    file: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    by: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[str] = mapped_column(String(8), default="applied")
    new: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)

    __table_args__ = (one_of("state", ("applied", "undone")), one_of("kind", ("register", "figures")))


class ImportRow(Base):
    """A record that an import changed, with its revision afterwards: undo touches it only if still the same."""

    __tablename__ = "import_row"

    batch_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("import_batch.pk"), primary_key=True)
    complaint_pk: Mapped[int] = mapped_column(
        RowNumber, ForeignKey("complaint.pk", ondelete="CASCADE"), primary_key=True, index=True
    )
    revision: Mapped[str] = mapped_column(Id)
    before: Mapped[str] = mapped_column(Text, default="")


class Tombstone(Base):
    """A record that is gone for good; its id is never used again and its deletion can travel."""

    __tablename__ = "tombstone"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    entity: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    by: Mapped[str] = mapped_column(String(40), default="")
