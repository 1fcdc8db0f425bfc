"""Indicators an office adds to the catalogue: typed ones, and computed ones made of conditions."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Travelling, one_of


class OwnIndicator(Travelling, Base):
    """One indicator of the office's own; ``kind`` as in the catalogue (A counted, B typed in, D derived).

    ``definition`` is JSON with the catalogue's other fields (event, measure, intake, where, formula), ``synonyms`` a
    JSON list. One that is retired keeps its key: sealed returns speak of it.
    """

    __tablename__ = "own_indicator"

    key: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(80))
    synonyms: Mapped[str] = mapped_column(Text, default="[]")
    section: Mapped[str] = mapped_column(String(24), default="own")
    unit: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(1))
    over_time: Mapped[str] = mapped_column(String(10), default="sum")
    over_offices: Mapped[str] = mapped_column(String(10), default="sum")
    decimals: Mapped[int | None]
    rule: Mapped[str] = mapped_column(Text)
    definition: Mapped[str] = mapped_column(Text, default="{}")
    retired_on: Mapped[date | None]

    __table_args__ = (
        UniqueConstraint("key"),
        one_of("kind", ("A", "B", "D")),
        one_of("over_time", ("sum", "last", "recompute")),
        one_of("over_offices", ("sum", "recompute")),
        CheckConstraint("name <> ''", name="has_name"),
        CheckConstraint("rule <> ''", name="has_rule"),
    )
