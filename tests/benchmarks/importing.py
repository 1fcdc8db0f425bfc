"""Importing a register of 100,000 rows, against SQLAlchemy Core inserting the same rows, already understood."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from app.models import Complaint
from app.models.base import new_id, now
from app.services.database import Database
from app.services.offices import read_home
from app.services.register.applying import apply
from app.services.register.planning import plan
from tests.benchmarks.ground import FIRST, LAST, TODAY, Ground
from tests.benchmarks.measure import Result, timed
from tests.cases import plausible

_CHUNK = 5000


def run(ground: Ground) -> list[Result]:
    """Read, recognise, check and plan; then write cases, events, numbers and search index. One run of each."""
    path, many = ground.register, ground.many(100_000)
    rows = [dict(case) for case in plausible(many, FIRST, LAST, seed=2)]
    bare = Database(ground.office("bare"))
    baseline = timed(lambda: _insert(bare, rows))
    bare.close()
    database = Database(ground.office("imported"))
    plans: list[Any] = []
    planning = timed(lambda: plans.append(plan(database, path, today=TODAY)))
    if plans[0].new != many:
        raise RuntimeError(f"{plans[0].new} of {many} rows would be imported: {plans[0].issues[:3]}")
    writing = timed(lambda: apply(database, plans[0], by="bench"))
    database.close()
    against = "SQLAlchemy Core, bulk insert"
    return [
        Result(f"import: {many:,} rows, all", planning + writing, against, baseline),
        Result("import: understanding the file", planning, against, baseline),
        Result("import: writing", writing, against, baseline),
    ]


def _insert(database: Database, cases: list[dict[str, Any]]) -> None:
    with database.write() as session:
        office = read_home(session).office
        connection = session.connection()
        stamp = now()
        for at in range(0, len(cases), _CHUNK):
            rows = [
                {
                    "recovered": None, "result": None, "closed_on": None, **case, "id": new_id(), "revision": new_id(),
                    "origin": office.code, "number": f"B{at + n:07d}", "registered_pk": office.pk,
                    "office_pk": office.pk, "created_at": stamp, "changed_at": stamp,
                }
                for n, case in enumerate(cases[at : at + _CHUNK])
            ]  # fmt: skip
            connection.execute(insert(Complaint), rows)
