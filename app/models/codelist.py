"""Shared reference data, known by code: code lists, time-limit rules, working days."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Row, one_of


class Code(Row, Base):
    """One entry of a list. The code is the identity; the label is data with validity dates.

    ``aliases`` are accepted spellings, separated by ``|``. ``owner`` is the office that added it ("" = shipped).
    """

    __tablename__ = "code"

    list: Mapped[str] = mapped_column(String(24))
    code: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(80))
    parent: Mapped[str] = mapped_column(String(20), default="")
    kind: Mapped[str] = mapped_column(String(16), default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    aliases: Mapped[str] = mapped_column(String(400), default="")
    sort: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str] = mapped_column(String(12), default="")

    __table_args__ = (
        UniqueConstraint("list", "code", "valid_from"),
        CheckConstraint("code <> '' AND label <> ''", name="whole"),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="dates"),
    )


class TimeLimit(Row, Base):
    """How long who may take, from when: days to decide (from receipt) and to mediate (from acceptance).

    ``papers`` says what asking for papers does to the time to decide: it begins again when they come (``restart``),
    or runs on (``run``). ``owner`` is the office that added or changed the rule ("" = shipped).
    """

    __tablename__ = "time_limit"

    handler: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(40), default="")
    region: Mapped[str] = mapped_column(String(12), default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    decide_days: Mapped[int]
    decide_unit: Mapped[str] = mapped_column(String(8))
    mediate_days: Mapped[int]
    mediate_unit: Mapped[str] = mapped_column(String(8))
    papers: Mapped[str] = mapped_column(String(8), default="restart", server_default=text("'restart'"))
    owner: Mapped[str] = mapped_column(String(12), default="", server_default=text("''"))

    __table_args__ = (
        UniqueConstraint("handler", "region", "valid_from"),
        one_of("papers", ("restart", "run")),
        one_of("decide_unit", ("working", "calendar")),
        one_of("mediate_unit", ("working", "calendar")),
        CheckConstraint("decide_days > 0 AND mediate_days > 0", name="days_positive"),
    )


class CalendarDay(Base):
    """A day that differs from its weekday: a holiday, or a weekend day worked."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(40), default="")
    source: Mapped[str] = mapped_column(String(40), default="")

    __table_args__ = (one_of("kind", ("holiday", "workday")),)
