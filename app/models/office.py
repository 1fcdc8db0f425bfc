"""Offices, the people who work in them, and the settings of this data folder."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Row, RowNumber, one_of

LEVELS = ("city", "county", "station")
OFFICE_KINDS = ("committee", "branch", "complaint_station", "liaison_station", "other")


class Office(Row, Base):
    """A committee, branch or station. Known by ``code``: 6 digits, a station's 9; never reused."""

    __tablename__ = "office"

    code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    level: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20), default="committee")
    parent_pk: Mapped[int | None] = mapped_column(ForeignKey("office.pk"), index=True)
    contact: Mapped[str] = mapped_column(String(40), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]

    __table_args__ = (
        one_of("level", LEVELS),
        one_of("kind", OFFICE_KINDS),
        CheckConstraint("length(code) IN (6, 9)", name="code_length"),
        CheckConstraint("name <> ''", name="has_name"),
        CheckConstraint("valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from", name="dates"),
        CheckConstraint("parent_pk IS NULL OR parent_pk <> pk", name="not_own_parent"),
    )


class OfficeSuccessor(Base):
    """``successor`` took over (part of) ``office``'s work: districts merge and split."""

    __tablename__ = "office_successor"

    office_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("office.pk"), primary_key=True)
    successor_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("office.pk"), primary_key=True)

    __table_args__ = (CheckConstraint("office_pk <> successor_pk", name="not_itself"),)


class Person(Row, Base):
    """Someone who uses the program: clerk, secretary or city staff."""

    __tablename__ = "person"

    name: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(12))
    office_pk: Mapped[int] = mapped_column(ForeignKey("office.pk"))
    active: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (one_of("role", ("clerk", "secretary", "city")), UniqueConstraint("office_pk", "name"))


class Setting(Base):
    """Facts of this data folder: home office, machine number, first day of its records, data versions."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(400))
