"""The city's workbooks and their mappings, kept whole so that an old return can always be read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Row, UtcDateTime, now


class Template(Row, Base):
    """One version of one template: the workbook's bytes and the mapping's text."""

    __tablename__ = "template"

    template: Mapped[str] = mapped_column(String(40))
    template_version: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(80))
    mapping: Mapped[str] = mapped_column(Text)
    workbook: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    valid_from: Mapped[str] = mapped_column(String(24), default="")
    valid_until: Mapped[str] = mapped_column(String(24), default="")
    installed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    __table_args__ = (UniqueConstraint("template", "template_version"),)
