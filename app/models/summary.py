"""Written summaries (工作总结, 投诉分析): what was edited, the figures they speak of, the file that was made."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, RowNumber, Travelling, UtcDateTime, now


class Summary(Travelling, Base):
    """One summary of a period. ``texts``: the parts a person wrote; ``figures``: every figure named in it (JSON)."""

    __tablename__ = "summary"

    office_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("office.pk"))
    kind: Mapped[str] = mapped_column(String(16))
    period: Mapped[str] = mapped_column(String(24))
    start: Mapped[date]
    until: Mapped[date]
    title: Mapped[str] = mapped_column(String(120))
    texts: Mapped[str] = mapped_column(Text, default="{}")
    figures: Mapped[str] = mapped_column(Text, default="{}")
    docx: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    made_on: Mapped[date | None]

    __table_args__ = (CheckConstraint("until >= start", name="days_in_order"),)


class SummaryTemplate(Base):
    """The office's own version of a summary's template: a .docx that stands in for the shipped one."""

    __tablename__ = "summary_template"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    docx: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_by: Mapped[str] = mapped_column(String(40), default="")
