"""Applying a planned import: one transaction, one batch, remembered well enough to be undone."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from app.errors import AppError
from app.progress import SILENT, Progress
from app.services import codelists, offices
from app.services.complaints import outcome
from app.services.complaints.fields import FIELDS
from app.services.register import matching
from app.services.register.matching import Matched, Update
from app.services.register.planning import Plan

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.codelists import CodeLists
    from app.services.complaints.outcome import Course
    from app.services.database import Database
    from app.services.offices import Home
    from app.services.returns.late_reports import LateWay

_STEP = 100


def apply(
    database: Database,
    plan: Plan,
    by: str = "",
    progress: Progress = SILENT,
    *,
    without: Collection[int] = frozenset(),
    late: LateWay = "",
) -> str | None:
    """Write what ``plan`` says; returns the id of the batch, None when there was nothing to write.

    ``without`` are rows of the sheet that a person wants to leave out (those that may be registered already).
    ``late`` decides once about all days of sealed returns, see :mod:`app.services.returns.late_reports`.
    All or nothing: cancelling or failing leaves the database as it was. Raises ``register.outdated`` when cases
    came or changed since the plan was made and it would no longer do what was shown.
    """
    from sqlalchemy import insert, text

    from app.models import ImportBatch
    from app.models.base import new_id
    from app.services.complaints.bulk import insert_cases

    if plan.empty:
        return None
    with database.write() as session:
        home = offices.read_home(session)
        matched = _still(session, home, plan)
        new = [row for row in matched.new if row.at not in without]
        if not new and not matched.updates:
            return None
        cases, updates = [each.case() for each in new], list(matched.updates)
        if late:
            cases, updates = _decided(session, home, cases, updates, late)
        lists = codelists.load(session)
        batch = new_id()
        left_out = len(matched.new) - len(new)
        counts = {
            "new": len(new),
            "changed": plan.changed,
            "unchanged": plan.unchanged,
            "rejected": plan.rejected + left_out,
        }
        row = {"id": batch, "kind": "register", "file": plan.file[:200], "sha256": plan.sha256, "by": by, **counts}
        batch_pk = session.scalars(insert(ImportBatch).returning(ImportBatch.pk), [row]).one()
        insert_cases(
            session,
            database.journal,
            home,
            cases,
            by=by,
            batch_pk=batch_pk,
            total=len(new),
            progress=progress,
        )
        session.execute(
            text(
                "INSERT INTO import_row (batch_pk, complaint_pk, revision, before) "
                "SELECT batch_pk, pk, revision, '' FROM complaint WHERE batch_pk = :batch"
            ),
            {"batch": batch_pk},
        )
        for done, update in enumerate(updates):
            if done % _STEP == 0:
                progress.step(done, len(updates), "改动台账")
            _change(session, update, lists, home, by, batch_pk)
    return batch


def _still(session: Session, home: Home, plan: Plan) -> Matched:
    """The matching of the plan, if it still holds."""
    work = plan.work
    if matching.stamp(session) == work.stamp:
        return work.matched
    now = matching.match(session, home, work.rows)
    if _outline(now) != _outline(work.matched):
        raise AppError("register.outdated", file=plan.file)
    return now


def _decided(
    session: Session, home: Home, cases: list[dict[str, Any]], updates: list[Update], late: LateWay
) -> tuple[list[dict[str, Any]], list[Update]]:
    """Cases and changes with the days their new events count on, as the person decided for the whole batch."""
    from app.services.returns.late_reports import all_decided

    ways = [case.get("course") or outcome.course(case) for case in cases]
    fresh: list[Course] = []
    for update in updates:
        known = {(event.kind, event.on) for event in update.record.events}
        new_ones = tuple(each for each in update.way.happenings if (each.kind, each.on) not in known)
        fresh.append(replace(update.way, happenings=new_ones))
    asked = all_decided(session, home, [*ways, *fresh], late)
    new = [{**case, "course": way} for case, way in zip(cases, asked, strict=False)]
    changed = []
    for update, way in zip(updates, asked[len(cases) :], strict=True):
        put_off = {(each.kind, each.on): each for each in way.happenings}
        happenings = tuple(put_off.get((each.kind, each.on), each) for each in update.way.happenings)
        changed.append(replace(update, way=replace(update.way, happenings=happenings)))
    return new, changed


def _outline(matched: Matched) -> tuple[list[int], list[tuple[int, int, str]]]:
    return (
        [row.at for row in matched.new],
        [(update.row.at, update.pk, update.record.revision) for update in matched.updates],
    )


def _change(session: Session, update: Update, lists: CodeLists, home: Home, by: str, batch_pk: int) -> None:
    from sqlalchemy import insert, select

    from app.models import Complaint, ImportRow
    from app.services.complaints.changing import apply_change

    record = update.record
    before = {
        "revision": record.revision,
        "fingerprint": session.scalar(select(Complaint.fingerprint).where(Complaint.pk == update.pk)),
        "acceptance_assumed": record.acceptance_assumed,
        "values": {name: packed(getattr(record, name)) for name in update.values},
    }
    revision = apply_change(
        session,
        update.pk,
        record,
        update.values,
        update.way,
        lists=lists,
        home=home,
        by=by,
        batch_pk=batch_pk,
        more={"fingerprint": update.row.fingerprint},
    )
    row = {
        "batch_pk": batch_pk,
        "complaint_pk": update.pk,
        "revision": revision,
        "before": json.dumps(before, ensure_ascii=False),
    }
    session.execute(insert(ImportRow), [row])


def packed(value: Any) -> Any:
    """A typed value as JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def unpacked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values by field from what :func:`packed` made."""
    out: dict[str, Any] = {}
    for name, value in values.items():
        if name in FIELDS and FIELDS[name].kind == "date" and value is not None:
            value = date.fromisoformat(value)
        out[name] = tuple(value) if isinstance(value, list) else value
    return out
