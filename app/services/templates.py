"""Templates: the workbooks an office fills in, with their mappings. Every version ever used is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from app.errors import AppError
from app.paths import resources
from app.services.excel.definition import Definition, load_definition

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database
    from app.services.periods import Period


@dataclass(frozen=True, slots=True)
class TemplateInfo:
    """One version of a template, without its workbook."""

    id: str
    version: str
    title: str
    sha256: str
    valid_from: str
    valid_until: str
    periods: tuple[str, ...]
    due_day: int | None


@dataclass(frozen=True, slots=True)
class Template:
    """A template with its workbook's bytes and its mapping."""

    info: TemplateInfo
    definition: Definition
    workbook: bytes


@lru_cache(maxsize=16)
def _definition(mapping: str) -> Definition:
    return load_definition(mapping)


def synchronise(session: Session) -> int:
    """Put the shipped templates into the database; a version that was already used is never replaced."""
    touched = 0
    for path in sorted((resources() / "templates").glob("*.toml")):
        mapping = path.read_text(encoding="utf-8")
        workbook = path.with_name(load_definition(mapping).template.workbook).read_bytes()
        touched += put(session, mapping, workbook)
    return touched


def put(session: Session, mapping: str, workbook: bytes) -> bool:
    """Put one version of a template into the database; a version that was already used is never replaced.

    Returns whether anything was written. Raises what :func:`load_definition` raises.
    """
    from sqlalchemy import select

    from app.models import Return, Submission
    from app.models import Template as Row

    head = load_definition(mapping).template
    digest = hashlib.sha256(mapping.encode() + workbook).hexdigest()
    row = session.scalar(select(Row).where(Row.template == head.id, Row.template_version == head.version))
    if row is not None and row.sha256 == digest:
        return False
    if row is None:
        row = Row(template=head.id, template_version=head.version)
        session.add(row)
    else:
        used = [
            session.scalar(
                select(table.pk).where(table.template == head.id, table.template_version == head.version).limit(1)
            )
            for table in (Return, Submission)
        ]
        if any(pk is not None for pk in used):
            return False
    row.title, row.mapping, row.workbook, row.sha256 = head.title, mapping, workbook, digest
    row.valid_from, row.valid_until = head.valid_from or "", head.valid_until or ""
    return True


def files(session: Session) -> tuple[tuple[str, bytes], ...]:
    """The newest version of every template as (mapping, workbook): what another office needs to fill it in."""
    from sqlalchemy import select

    from app.models import Template as Row

    found: dict[str, tuple[str, bytes]] = {}
    for row in session.execute(
        select(Row.template, Row.mapping, Row.workbook).order_by(Row.template, Row.template_version.desc())
    ):
        found.setdefault(row[0], (row[1], row[2]))
    return tuple(found.values())


def listed(database: Database) -> tuple[TemplateInfo, ...]:
    """All versions of all templates, newest version of each first."""
    from sqlalchemy import select

    from app.models import Template as Row

    with database.read() as session:
        rows = session.execute(
            select(
                Row.template, Row.template_version, Row.title, Row.sha256, Row.valid_from, Row.valid_until, Row.mapping
            ).order_by(Row.template, Row.template_version.desc())
        ).all()
    return tuple(_info(*row) for row in rows)


def get(session: Session, template: str, version: str | None = None, period: Period | None = None) -> Template:
    """A template by id: the version named, else the newest valid for ``period``, else the newest.

    Raises ``template.unknown``, ``template.wrong_period`` (the template is not filled for such a period).
    """
    from sqlalchemy import select

    from app.models import Template as Row

    rows = session.scalars(select(Row).where(Row.template == template).order_by(Row.template_version.desc())).all()
    if version is not None:
        rows = [row for row in rows if row.template_version == version]
    if not rows:
        raise AppError("template.unknown", template=template, version=version or "")
    if version is None and period is not None:
        fitting = [
            row
            for row in rows
            if (not row.valid_from or row.valid_from <= period.text)
            and (not row.valid_until or period.text <= row.valid_until)
        ]
        rows = fitting or rows
    row = rows[0]
    definition = _definition(row.mapping)
    if period is not None and not _fits(definition, period):
        raise AppError("template.wrong_period", template=row.title, period=period.label)
    info = _info(
        row.template, row.template_version, row.title, row.sha256, row.valid_from, row.valid_until, row.mapping
    )
    return Template(info, definition, row.workbook)


def read(database: Database, template: str, version: str | None = None, period: Period | None = None) -> Template:
    """:func:`get` in a transaction of its own."""
    with database.read() as session:
        return get(session, template, version, period)


_KINDS = {"months": "range", "days": "range", "named": "range"}


def _fits(definition: Definition, period: Period) -> bool:
    return _KINDS.get(period.kind, period.kind) in definition.template.periods


def _info(
    template: str, version: str, title: str, sha256: str, valid_from: str, valid_until: str, mapping: str
) -> TemplateInfo:
    head = _definition(mapping).template
    return TemplateInfo(template, version, title, sha256, valid_from, valid_until, tuple(head.periods), head.due_day)
