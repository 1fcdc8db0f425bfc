"""The declarative base, portable column types, and the columns every travelling record has."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CHAR,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    Numeric,
    String,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables. ``pk`` is the local row number, small and fast to join; ``id`` is what travels."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC: text ``YYYY-MM-DD HH:MM:SS.ffffff`` in SQLite, aware datetimes in Python."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("moments are stored in UTC and must know their zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Exact(TypeDecorator[Decimal]):
    """A decimal number kept exactly: canonical text in SQLite (which has only binary floats)."""

    impl = String(40)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(String(40) if dialect.name == "sqlite" else Numeric(30, 8))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return format(value, "f")

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


_uuid_lock = threading.Lock()
_last_stamp = 0


def new_id() -> str:
    """A UUIDv7 (RFC 9562) as 32 hexadecimal digits, increasing within this process.

    48 bits of milliseconds, then 12 bits that count within the millisecond, then 62 random bits.
    """
    return new_ids(1)[0]


def new_ids(count: int) -> list[str]:
    """``count`` ids as :func:`new_id` makes them, in order."""
    global _last_stamp
    with _uuid_lock:
        first = max(time.time_ns() * 4096 // 1_000_000, _last_stamp + 1)
        _last_stamp = first + count - 1
    noise = memoryview(os.urandom(8 * count)).cast("Q")
    return [
        f"{(stamp >> 12) << 16 | 0x7000 | (stamp & 0xFFF):016x}{random & 0x3FFF_FFFF_FFFF_FFFF | 1 << 63:016x}"
        for stamp, random in zip(range(first, first + count), noise, strict=True)
    ]


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


#: Row number: 64 bits on a server, SQLite's own rowid here.
RowNumber = BigInteger().with_variant(Integer, "sqlite")
Id = CHAR(32)
Money = BigInteger


def one_of(column: str, values: tuple[str, ...], name: str | None = None) -> CheckConstraint:
    """A check that ``column`` is null or one of ``values``.

    Spelled with OR: for IN, SQLite builds a table of the values for every row, half the cost of an insert.
    """
    listed = " OR ".join(f"{column} = '{value}'" for value in values)
    return CheckConstraint(f"({listed})", name=name or f"{column}_known")


class Row:
    """Every table's local row number."""

    pk: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)


class Travelling(Row):
    """What a record needs to travel between offices and to be edited by two.

    ``origin`` is the code of the office where it was first written; ``revision`` names its present state and
    ``parent_revision`` the state it came from; ``version`` guards concurrent edits here.
    """

    id: Mapped[str] = mapped_column(Id, unique=True, default=new_id)
    origin: Mapped[str] = mapped_column(String(12))
    revision: Mapped[str] = mapped_column(Id, default=new_id)
    parent_revision: Mapped[str | None] = mapped_column(Id)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    created_by: Mapped[str] = mapped_column(String(40), default="")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_by: Mapped[str | None] = mapped_column(String(40))

    def touch(self) -> None:
        """Give the record a new revision, since it is about to change."""
        self.parent_revision, self.revision = self.revision, new_id()
        self.version = (self.version or 0) + 1
        self.changed_at = now()
