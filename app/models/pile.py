"""Paper in piles: a station's forms of a month, keyed one after the other, some of them twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Money, Row, RowNumber, UtcDateTime, new_id, now, one_of

RIGHT = ("first", "second", "neither")


class Pile(Row, Base):
    """A pile of paper forms of one station and month.

    ``forms`` is how many sheets were counted, ``quick`` whether only what the return needs is keyed,
    ``sample_percent`` how many of a hundred are keyed a second time (0: none).
    """

    __tablename__ = "pile"

    id: Mapped[str] = mapped_column(Id, unique=True, default=new_id)
    station: Mapped[str] = mapped_column(String(80), default="")
    month: Mapped[str] = mapped_column(String(7))
    forms: Mapped[int]
    quick: Mapped[bool] = mapped_column(default=False)
    sample_percent: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    by: Mapped[str] = mapped_column(String(40), default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("forms >= 1", name="forms_positive"),
        CheckConstraint("sample_percent BETWEEN 0 AND 100", name="sample_possible"),
    )


class PileForm(Row, Base):
    """One form of a pile and the case it became.

    ``complete``: a person said that nothing of the paper is left to key. ``sure`` are the names of the fields, with
    commas between, that a person was asked about and said to be right.
    """

    __tablename__ = "pile_form"

    pile_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("pile.pk", ondelete="CASCADE"))
    position: Mapped[int]
    complaint_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("complaint.pk", ondelete="CASCADE"), unique=True)
    keyed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    keyed_by: Mapped[str] = mapped_column(String(40), default="")
    complete: Mapped[bool] = mapped_column(default=True, index=True)
    sure: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (
        UniqueConstraint("pile_pk", "position"),
        CheckConstraint("position >= 1", name="position_positive"),
    )


class SecondKeying(Base):
    """Amount (fen), category and nature of a form keyed again by someone who did not see the first keying.

    ``first_…`` is what the case said at that moment; ``…_right`` is what a person decided where the two differ: the
    first or the second keying, or neither of them.
    """

    __tablename__ = "second_keying"

    form_pk: Mapped[int] = mapped_column(RowNumber, ForeignKey("pile_form.pk", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    by: Mapped[str] = mapped_column(String(40), default="")
    amount: Mapped[int | None] = mapped_column(Money)
    category: Mapped[str | None] = mapped_column(String(10))
    nature: Mapped[str | None] = mapped_column(String(20))
    first_amount: Mapped[int | None] = mapped_column(Money)
    first_category: Mapped[str | None] = mapped_column(String(10))
    first_nature: Mapped[str | None] = mapped_column(String(20))
    amount_differs: Mapped[bool] = mapped_column(default=False)
    category_differs: Mapped[bool] = mapped_column(default=False)
    nature_differs: Mapped[bool] = mapped_column(default=False)
    amount_right: Mapped[str | None] = mapped_column(String(8))
    category_right: Mapped[str | None] = mapped_column(String(8))
    nature_right: Mapped[str | None] = mapped_column(String(8))
    decided_by: Mapped[str] = mapped_column(String(40), default="")

    __table_args__ = (
        one_of("amount_right", RIGHT),
        one_of("category_right", RIGHT),
        one_of("nature_right", RIGHT),
    )
