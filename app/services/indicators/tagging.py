"""Tags for many cases at once: one change with one revision, told in the history of every case, taken back as one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from app.errors import AppError, Issue
from app.models import Change, Complaint, ComplaintTag
from app.models.base import new_id, now

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: The field's name in the history.
FIELD = "tags"
_LONGEST = 40
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Tagged:
    """What tagging many cases did. ``id`` takes it back; ``already`` had the tag (or did not have it) before."""

    id: str
    tag: str
    changed: tuple[str, ...]
    already: int
    in_bin: int
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class TagFace:
    """A tag in use and how many cases carry it."""

    tag: str
    count: int


def understood(text: str) -> str:
    """The tag that was typed. Raises ``indicator.needs_tag``, ``indicator.long_tag``."""
    tag = " ".join(text.split())
    if not tag:
        raise AppError("indicator.needs_tag")
    if len(tag) > _LONGEST or re.search(r"[、,，;；|]", tag):
        raise AppError("indicator.long_tag", tag=tag[:_LONGEST])
    return tag


def tags_in_use(session: Session) -> tuple[TagFace, ...]:
    """All tags of cases that are not in the bin, the commonest first."""
    rows = session.execute(
        select(ComplaintTag.tag, func.count())
        .join(Complaint, Complaint.pk == ComplaintTag.complaint_pk)
        .where(Complaint.deleted_at.is_(None))
        .group_by(ComplaintTag.tag)
        .order_by(func.count().desc(), ComplaintTag.tag)
    )
    return tuple(TagFace(tag, number) for tag, number in rows)


def set_tag(session: Session, ids: Sequence[str], tag: str, *, on: bool, by: str) -> Tagged:
    """Put ``tag`` on cases, or take it off. Raises ``indicator.nothing_to_tag`` when none would change."""
    revision = new_id()
    changed: list[str] = []
    already = in_bin = 0
    for chunk in _chunks(ids):
        rows = _cases(session, chunk)
        tags = _tags(session, [pk for _, pk, _, _, _ in rows])
        wanted = []
        for row in rows:
            has = tag in tags.get(row[1], ())
            if row[4] is not None:
                in_bin += 1
            elif has == on:
                already += 1
            else:
                wanted.append(row)
        fresh = {
            row[1]: tuple(sorted({*tags.get(row[1], ()), tag} if on else {*tags.get(row[1], ())} - {tag}))
            for row in wanted
        }
        _write(session, wanted, tags, fresh, revision, by)
        changed += [row[0] for row in wanted]
    if not changed:
        raise AppError("indicator.nothing_to_tag", what="贴上标签" if on else "去掉标签")
    return Tagged(revision, tag, tuple(changed), already, in_bin)


def take_back(session: Session, id: str, by: str) -> Tagged:
    """Take a whole tagging back where the tags of a case have not been changed since. Raises ``indicator.no_tagging``.

    Every case it takes back shows it in its history; what was changed since stays and is counted in a remark.
    """
    lines = session.execute(
        select(Change.entity_id, Change.was, Change.after).where(Change.revision == id, Change.field == FIELD)
    ).all()
    if not lines:
        raise AppError("indicator.no_tagging")
    revision = new_id()
    before = {entity: tuple(json.loads(was)) if was else () for entity, was, _ in lines}
    after = {entity: said for entity, _, said in lines}
    changed: list[str] = []
    kept = in_bin = 0
    for chunk in _chunks(list(before)):
        rows = _cases(session, chunk)
        tags = _tags(session, [row[1] for row in rows])
        wanted = [row for row in rows if row[4] is None and _words(tags.get(row[1], ())) == after[row[0]]]
        in_bin += sum(1 for row in rows if row[4] is not None)
        kept += sum(1 for row in rows if row[4] is None) - len(wanted)
        fresh = {row[1]: before[row[0]] for row in wanted}
        _write(session, wanted, tags, fresh, revision, by, takes_back=id)
        changed += [row[0] for row in wanted]
    issues = (Issue("warning", "indicator.tag_kept", {"count": kept}),) if kept else ()
    if not changed and not issues:
        raise AppError("indicator.no_tagging")
    return Tagged(revision, "", tuple(changed), kept, in_bin, issues)


def _cases(session: Session, ids: Sequence[str]) -> list[Any]:
    """(id, row number, revision, version, when deleted) in the order asked for."""
    rows = session.execute(
        select(Complaint.id, Complaint.pk, Complaint.revision, Complaint.version, Complaint.deleted_at).where(
            Complaint.id.in_(ids)
        )
    )
    found = {row[0]: row for row in rows}
    return [found[id] for id in ids if id in found]


def _tags(session: Session, pks: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for pk, tag in session.execute(
        select(ComplaintTag.complaint_pk, ComplaintTag.tag)
        .where(ComplaintTag.complaint_pk.in_(pks))
        .order_by(ComplaintTag.complaint_pk, ComplaintTag.tag)
    ):
        found[pk] = (*found.get(pk, ()), tag)
    return found


def _write(
    session: Session,
    rows: Sequence[Any],
    before: dict[int, tuple[str, ...]],
    after: dict[int, tuple[str, ...]],
    revision: str,
    by: str,
    takes_back: str | None = None,
) -> None:
    if not rows:
        return
    session.execute(delete(ComplaintTag).where(ComplaintTag.complaint_pk.in_([row[1] for row in rows])))
    tagged = [{"complaint_pk": pk, "tag": tag} for pk, tags in after.items() for tag in tags]
    if tagged:
        session.execute(insert(ComplaintTag), tagged)
    table = Complaint.__table__
    session.connection().execute(
        update(table)  # type: ignore[arg-type]
        .where(table.c.pk == bindparam("case_pk"))
        .values(
            revision=revision,
            parent_revision=bindparam("was_revision"),
            version=bindparam("next_version"),
            changed_at=now(),
        ),
        [{"case_pk": row[1], "was_revision": row[2], "next_version": row[3] + 1} for row in rows],
    )
    lines = []
    for row in rows:
        line = {"by": by, "entity": "complaint", "entity_id": row[0], "revision": revision}
        old = before.get(row[1], ())
        lines.append(
            line | {"field": FIELD, "before": _words(old), "after": _words(after[row[1]]), "was": json.dumps(old)}
        )
        if takes_back is not None:
            lines.append(line | {"field": "took_back", "before": None, "after": takes_back, "was": None})
    session.execute(insert(Change), lines)


def _words(tags: Sequence[str]) -> str | None:
    return "、".join(tags) or None


def _chunks(ids: Iterable[str]) -> list[list[str]]:
    each = list(dict.fromkeys(ids))
    return [each[at : at + _CHUNK] for at in range(0, len(each), _CHUNK)]
