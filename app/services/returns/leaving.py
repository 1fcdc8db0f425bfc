"""When a return last left the program, and on what: kept beside it, never where to (a path may name a person).

One row of ``setting`` each, ``sent.<id of the return>``: «2026-04-03T02:11:09+00:00 stick».
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Literal, get_args

from sqlalchemy import select

from app.models import Setting
from app.models.base import now

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import Return as Row

#: A stick, a folder of this PC, or one of the network.
Goal = Literal["stick", "folder", "network"]
_NAME = "sent."


def note(session: Session, row: Row, goal: Goal) -> None:
    """Keep that ``row`` was written to ``goal`` just now."""
    session.merge(Setting(name=f"{_NAME}{row.id}", value=f"{now().isoformat(timespec='seconds')} {goal}"))


def noted(session: Session, ids: Collection[str]) -> dict[str, tuple[datetime, Goal]]:
    """Id of a return → when it last left, and on what; those that never did are not in it."""
    names = {f"{_NAME}{each}": each for each in ids}
    found: dict[str, tuple[datetime, Goal]] = {}
    for row in session.scalars(select(Setting).where(Setting.name.startswith(_NAME, autoescape=True))):
        at, _, goal = row.value.partition(" ")
        if row.name in names and goal in get_args(Goal):
            found[names[row.name]] = (datetime.fromisoformat(at), goal)  # type: ignore[assignment]
    return found
