"""Which figures go with a kind of work: what is shipped (``resources/worklog``), then what lines of it named before."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.models import WorkEntry, WorkMeasure
from app.paths import resources
from app.services.worklog.face import Proposal, measurable

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.indicators.catalogue import Catalogue

#: So many figures are asked for with a kind, at most.
MOST = 8


@cache
def shipped() -> dict[str, tuple[tuple[str, str], ...]]:
    """By kind: (key, what one line usually stands for), in order."""
    with (resources() / "worklog" / "measures.csv").open(encoding="utf-8", newline="") as stream:
        rows = sorted(csv.DictReader(stream), key=lambda row: (row["kind"], int(row["sort"])))
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        found.setdefault(row["kind"], []).append((row["key"], row["usual"]))
    return {kind: tuple(keys) for kind, keys in found.items()}


def proposals(session: Session, book: Catalogue, kind: str) -> tuple[Proposal, ...]:
    """What the form asks for with ``kind``."""
    usual = dict(shipped().get(kind, ()))
    named = session.scalars(
        select(WorkMeasure.key)
        .join(WorkEntry, WorkEntry.pk == WorkMeasure.entry_pk)
        .where(WorkEntry.kind == kind, WorkEntry.deleted_at.is_(None))
        .group_by(WorkMeasure.key)
        .order_by(func.count().desc(), WorkMeasure.key)
        .limit(MOST)
    )
    offered = {each.key for each in book.offered if measurable(each)}
    keys = [key for key in dict.fromkeys([*usual, *named]) if key in offered]
    return tuple(Proposal(key, book.get(key).name, book.get(key).unit, usual.get(key, "")) for key in keys[:MOST])
