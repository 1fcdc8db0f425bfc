"""Bringing the search index of an older database to what this program writes: a little at a time, beside other work.

Every step is one short transaction. What is not reached yet is found as the older program found it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.progress import SILENT, Progress
from app.services.database import search_index
from app.services.database.search_index import FIELDS, STATE, VERSION

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database.engine import Database

#: So many cases a step: a fraction of a second, so that whoever saves meanwhile hardly waits.
CHUNK = 1000
#: Registers up to this row number are done at once when they are opened.
SMALL = 5000
_WHAT = "整理查找用的索引"


def is_current(database: Database) -> bool:
    """Whether the index is what this program writes."""
    with database.read() as session:
        return _state(session) == VERSION


def step(database: Database, count: int = CHUNK) -> tuple[int, int]:
    """Index the next ``count`` row numbers anew; gives how far it is and where it ends. Both equal: all is done."""
    from sqlalchemy import func, select, text

    from app.models import Complaint, Setting

    with database.write() as session:
        last = session.scalar(select(func.max(Complaint.pk))) or 0
        state = _state(session)
        if state == VERSION:
            return last, last
        begun, _, reached = state.partition(":")
        first = int(reached) + 1 if begun == VERSION else 1
        until = min(first + count - 1, last)
        columns = [getattr(Complaint, name) for name in FIELDS]
        rows: list[Any] = list(
            session.execute(select(Complaint.pk, *columns).where(Complaint.pk.between(first, until)))
        )
        session.execute(
            text("DELETE FROM complaint_text WHERE rowid BETWEEN :first AND :until"), {"first": first, "until": until}
        )
        search_index.add(session, [(row.pk, row._mapping) for row in rows])
        session.merge(Setting(name=STATE, value=VERSION if until >= last else f"{VERSION}:{until}"))
        return until, last


def bring_up_to_date(database: Database, progress: Progress = SILENT) -> None:
    """All steps that are left; cancelling keeps what is done."""
    done, total = 0, 1
    while done < total:
        done, total = step(database, CHUNK)
        progress.step(done, total, _WHAT)


def refresh_small(database: Database) -> None:
    """Bring a small or new register up to date at once; a large one is left to be done beside other work."""
    from sqlalchemy import func, select

    from app.models import Complaint

    with database.read() as session:
        if _state(session) == VERSION:
            return
        last = session.scalar(select(func.max(Complaint.pk))) or 0
    if last <= SMALL:
        step(database, SMALL)


def _state(session: Session) -> str:
    from app.models import Setting

    known = session.get(Setting, STATE)
    return known.value if known is not None else ""
