"""The city's workbooks and their mappings, kept whole so that an old return can always be read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Row, UtcDateTime, new_id, now


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
    #: Where it is from: shipped with the program, bound here, or taken from a file of another office.
    source: Mapped[str] = mapped_column(String(10), default="shipped")
    #: The city's own format; ``original`` is its file when ``workbook`` was converted from it.
    suffix: Mapped[str] = mapped_column(String(8), default="xlsx")
    original: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    installed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    __table_args__ = (UniqueConstraint("template", "template_version"),)


class TemplateDraft(Row, Base):
    """A workbook that is being bound: what the person has said about its cells so far, so that nothing is lost.

    ``state`` is JSON, its shape that of :mod:`app.services.binding`.
    """

    __tablename__ = "template_draft"

    id: Mapped[str] = mapped_column(Id, unique=True, default=new_id)
    title: Mapped[str] = mapped_column(String(80))
    file_name: Mapped[str] = mapped_column(String(200))
    suffix: Mapped[str] = mapped_column(String(8), default="xlsx")
    workbook: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    original: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    state: Mapped[str] = mapped_column(Text, default="{}")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_by: Mapped[str] = mapped_column(String(40), default="")
