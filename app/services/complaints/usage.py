"""How often each code was chosen lately, so that long lists can begin with what this office needs most."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.services.complaints.record import TABLE

if TYPE_CHECKING:
    from app.services.database import Database

#: Fields of one code each that the entry form offers as lists.
COUNTED = ("category", "nature", "channel", "source", "buying", "id_kind", "result", "termination", "refusal")


def most_used(database: Database, today: date) -> dict[str, dict[str, int]]:
    """By field: how many cases of the twelve full months before this one have each code.

    Full months only, so that the order of a list, and with it the digits, holds for a month at least.
    """
    until = today.replace(day=1)
    start = until.replace(year=until.year - 1)
    found: dict[str, dict[str, int]] = {}
    with database.read() as session:
        for name in COUNTED:
            if name not in TABLE.c:
                continue
            column = TABLE.c[name]
            rows = session.execute(
                select(column, func.count())
                .where(
                    TABLE.c.received_on >= start,
                    TABLE.c.received_on < until,
                    TABLE.c.deleted_at.is_(None),
                    column.is_not(None),
                )
                .group_by(column)
            )
            found[name] = {str(code): int(count) for code, count in rows}
    return found
