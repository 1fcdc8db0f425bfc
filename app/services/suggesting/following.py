"""Reading the register: the newest cases once, afterwards only what came or changed, from the record of changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.models import Change, Complaint, Tombstone
from app.progress import Progress
from app.services.complaints.record import TABLE
from app.services.suggesting.cleaning import Told

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.codelists import CodeLists
    from app.services.suggesting.learned import Learned

#: The newest cases are enough, and an old PC is through with them in half a minute beside other work.
MOST_CASES = 20_000
_CHUNK = 100
#: Work, then leave the processor to whoever types: seconds.
_WORK, _REST = 0.004, 0.004
_COLUMNS = ("category", "nature", "facts", "item", "brand", "trader", "demand", "buying", "complainant")
_READ = tuple(TABLE.c[name] for name in ("pk", *_COLUMNS, "trader_contact", "deleted_at"))
_FOLLOWED_FIELDS = frozenset({*_COLUMNS, "trader_contact", "deleted"})
#: More changes a case than these hardly happen at once.
_FIELDS_A_CASE = 20
_IN_BIN = "回收站"


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the register was read: the first and last case, the last change, how many records were gone for good.

    The ids tell whether it is still the same register: row numbers alone begin again after a restore.
    """

    first: int = 0
    last: int = 0
    last_id: str = ""
    change: int = 0
    change_revision: str = ""
    gone: int = 0


def pacing() -> Callable[[], None]:
    """A function to call often in long work: it rests when the work has run for a while."""
    begun = time.monotonic()

    def rest() -> None:
        nonlocal begun
        if time.monotonic() - begun >= _WORK:
            time.sleep(_REST)
            begun = time.monotonic()

    return rest


def read_all(session: Session, learned: Learned, progress: Progress, most: int = MOST_CASES) -> Mark:
    """Teach ``learned`` the newest ``most`` cases outside the bin; gives how far that was."""
    mark = here(session)
    rest = pacing()
    below, done, first = mark.last + 1, 0, mark.last + 1
    total = min(most, session.scalar(select(func.count()).select_from(TABLE)) or 0)
    while done < most:
        query = select(*_READ).where(TABLE.c.pk < below).order_by(TABLE.c.pk.desc()).limit(min(_CHUNK, most - done))
        rows = session.execute(query).all()
        if not rows:
            break
        for row in rows:
            if row.deleted_at is None:
                learned.learn(None, _told(row))
            rest()
        done += len(rows)
        below = first = rows[-1].pk
        progress.step(done, total, "学习台账用词")
    return replace(mark, first=first)


def here(session: Session) -> Mark:
    """The end of the register as it stands."""
    last = session.execute(select(Complaint.pk, Complaint.id).order_by(Complaint.pk.desc()).limit(1)).first()
    change = session.execute(select(Change.pk, Change.revision).order_by(Change.pk.desc()).limit(1)).first()
    gone = session.scalar(select(func.count()).select_from(Tombstone)) or 0
    return Mark(
        1,
        last[0] if last else 0,
        last[1] if last else "",
        change[0] if change else 0,
        change[1] if change else "",
        gone,
    )


def same_register(session: Session, mark: Mark) -> bool:
    """Whether what was read up to ``mark`` is still the beginning of this register."""
    if mark.last and session.scalar(select(Complaint.id).where(Complaint.pk == mark.last)) != mark.last_id:
        return False
    revision = session.scalar(select(Change.revision).where(Change.pk == mark.change)) if mark.change else ""
    return revision == mark.change_revision


def since(
    session: Session, mark: Mark, lists: CodeLists, most: int
) -> tuple[list[tuple[Told | None, Told | None]], Mark] | None:
    """What came and changed since ``mark``, as (before, after), and the new mark; None: more than ``most``."""
    now = here(session)
    if now == replace(mark, first=now.first):
        return [], mark
    if max(now.last - mark.last, now.gone - mark.gone, (now.change - mark.change) // _FIELDS_A_CASE) > most:
        return None
    befores: dict[str, dict[str, str | None]] = {}
    for id_, name, before in session.execute(
        select(Change.entity_id, Change.field, Change.before)
        .where(Change.pk > mark.change, Change.entity == "complaint")
        .order_by(Change.pk)
    ):
        if name in _FOLLOWED_FIELDS:
            befores.setdefault(id_, {}).setdefault(name, before)
    if len(befores) > most:
        return None
    moved: list[tuple[Told | None, Told | None]] = []
    ids = list(befores)
    for at in range(0, len(ids), _CHUNK):
        query = select(*_READ, TABLE.c.id).where(
            TABLE.c.id.in_(ids[at : at + _CHUNK]), TABLE.c.pk.between(mark.first, mark.last)
        )
        moved.extend(
            (_before(row, befores[row.id], lists), None if row.deleted_at else _told(row))
            for row in session.execute(query)
        )
    new = select(*_READ).where(TABLE.c.pk > mark.last, TABLE.c.deleted_at.is_(None)).order_by(TABLE.c.pk)
    moved.extend((None, _told(row)) for row in session.execute(new))
    return moved, replace(now, first=mark.first)


def _told(row: Any) -> Told:
    return Told(
        category=row.category,
        nature=row.nature,
        facts=row.facts,
        item=row.item,
        brand=row.brand,
        trader=row.trader,
        demand=tuple(filter(None, row.demand.split(","))),
        buying=row.buying or "",
        complainant=row.complainant,
        contact=row.trader_contact,
    )


def _before(row: Any, before: dict[str, str | None], lists: CodeLists) -> Told | None:
    """The case as it was before its first change since the mark; None when it was in the bin."""
    was_in_bin = before["deleted"] == _IN_BIN if "deleted" in before else row.deleted_at is not None
    if was_in_bin:
        return None
    told = _told(row)
    values: dict[str, Any] = {}
    for name, words in before.items():
        if name in ("category", "nature"):
            values[name] = lists.code(name, words) if words else None
        elif name == "buying":
            values[name] = (lists.code(name, words) or "") if words else ""
        elif name == "demand":
            values[name] = codes(lists, "demand", (words or "").split("、"))
        elif name == "trader_contact":
            values["contact"] = words or ""
        elif name != "deleted":
            values[name] = words or ""
    return replace(told, **values)


def codes(lists: CodeLists, name: str, words: Iterable[str]) -> tuple[str, ...]:
    """The codes that the words of a list stand for; what is none of it is left out."""
    return tuple(code for word in words if word and (code := lists.code(name, word)))
