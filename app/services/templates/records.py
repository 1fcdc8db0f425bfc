"""The versions of templates as the database keeps them: putting one in, finding the one that is valid."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from app.errors import AppError
from app.paths import resources
from app.services.excel.definition import Definition, load_definition
from app.services.periods import parse_period

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import Template as Row
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
    #: ``shipped`` with the program, ``bound`` here, or ``installed`` from a file of another office.
    source: str = "shipped"
    #: The city's own format: ``xlsx``, ``xlsm``, ``xls`` or ``et``.
    suffix: str = "xlsx"
    #: The day of the month its periods end on; 0: the calendar's.
    cut_off: int = 0


@dataclass(frozen=True, slots=True)
class Template:
    """A template with its workbook's bytes and its mapping; ``original`` is the city's own file when ``workbook``
    was converted from it."""

    info: TemplateInfo
    definition: Definition
    workbook: bytes
    original: bytes | None = None
    mapping: str = ""


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


def put(
    session: Session,
    mapping: str,
    workbook: bytes,
    *,
    source: str = "shipped",
    suffix: str = "",
    original: bytes | None = None,
) -> bool:
    """Put one version of a template into the database; a version that was already used is never replaced.

    ``suffix`` is the city's own format, by default the one the mapping says.

    Returns whether anything was written. Raises what :func:`load_definition` raises.
    """
    from sqlalchemy import select

    from app.models import Template as Row

    head = load_definition(mapping).template
    digest = digest_of(mapping, workbook, original)
    row = session.scalar(select(Row).where(Row.template == head.id, Row.template_version == head.version))
    if row is not None and row.sha256 == digest:
        return False
    if row is None:
        row = Row(template=head.id, template_version=head.version)
        session.add(row)
    elif is_used(session, head.id, head.version):
        return False
    row.title, row.mapping, row.workbook, row.sha256 = head.title, mapping, workbook, digest
    row.valid_from, row.valid_until = head.valid_from or "", head.valid_until or ""
    row.source, row.suffix, row.original = source, suffix or head.suffix, original
    session.flush()
    return True


def digest_of(mapping: str, workbook: bytes, original: bytes | None = None) -> str:
    """What tells two versions of a template apart: SHA-256 over mapping, workbook and the city's own file."""
    return hashlib.sha256(mapping.encode() + workbook + (original or b"")).hexdigest()


def is_used(session: Session, template: str, version: str) -> bool:
    """Whether a return was made or received with this version: then it is never replaced."""
    from sqlalchemy import select

    from app.models import Return, Submission

    return any(
        session.scalar(select(table.pk).where(table.template == template, table.template_version == version).limit(1))
        is not None
        for table in (Return, Submission)
    )


def version_order(version: str) -> tuple[tuple[int, str], ...]:
    """How versions follow each other: numbers as numbers, so that 2026.10 is newer than 2026.9."""
    parts = re.findall(r"\d+|[^\d.\-_ ]+", version)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def files(session: Session) -> tuple[tuple[str, bytes], ...]:
    """The newest version of every template as (mapping, workbook): what another office needs to fill it in."""
    from sqlalchemy import select

    from app.models import Template as Row

    newest: dict[str, tuple[str, int]] = {}
    for pk, template, version in session.execute(select(Row.pk, Row.template, Row.template_version)):
        if template not in newest or version_order(version) > version_order(newest[template][0]):
            newest[template] = (version, pk)
    chosen = [pk for _version, pk in newest.values()]
    rows = session.execute(select(Row.mapping, Row.workbook).where(Row.pk.in_(chosen)).order_by(Row.template))
    return tuple((row[0], row[1]) for row in rows)


def listed(database: Database) -> tuple[TemplateInfo, ...]:
    """All versions of all templates, newest version of each first."""
    from sqlalchemy import select

    from app.models import Template as Row

    with database.read() as session:
        rows = session.scalars(select(Row)).all()
        found = [_info(row) for row in rows]
    found.sort(key=lambda info: version_order(info.version), reverse=True)
    return tuple(sorted(found, key=lambda info: info.id))


def get(session: Session, template: str, version: str | None = None, period: Period | None = None) -> Template:
    """A template by id: the version named, else the newest valid for ``period``, else the newest.

    Raises ``template.unknown``, ``template.wrong_period`` (the template is not filled for such a period).
    """
    from sqlalchemy import select

    from app.models import Template as Row

    rows = list(session.scalars(select(Row).where(Row.template == template)))
    rows.sort(key=lambda row: version_order(row.template_version), reverse=True)
    if version is not None:
        rows = [row for row in rows if row.template_version == version]
    if not rows:
        raise AppError("template.unknown", template=template, version=version or "")
    if version is None and period is not None:
        rows = [row for row in rows if is_valid(row.valid_from, row.valid_until, period)] or rows
    row = rows[0]
    definition = _definition(row.mapping)
    if period is not None and not _fits(definition, period):
        raise AppError("template.wrong_period", template=row.title, period=period.label)
    return Template(_info(row), definition, row.workbook, row.original, row.mapping)


def read(database: Database, template: str, version: str | None = None, period: Period | None = None) -> Template:
    """:func:`get` in a transaction of its own."""
    with database.read() as session:
        return get(session, template, version, period)


def is_valid(valid_from: str, valid_until: str, period: Period) -> bool:
    """Whether a template valid from one period until another (either may be blank) is the one for ``period``."""
    meant = parse_period(period.text)  # a month that ends on the 25th is valid like the calendar's
    return (not valid_from or parse_period(valid_from).start <= meant.start) and (
        not valid_until or meant.end <= parse_period(valid_until).end
    )


_KINDS = {"months": "range", "days": "range", "named": "range"}


def _fits(definition: Definition, period: Period) -> bool:
    return _KINDS.get(period.kind, period.kind) in definition.template.periods


def _info(row: Row) -> TemplateInfo:
    head = _definition(row.mapping).template
    return TemplateInfo(
        id=row.template,
        version=row.template_version,
        title=row.title,
        sha256=row.sha256,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        periods=tuple(head.periods),
        due_day=head.due_day,
        source=row.source,
        suffix=row.suffix,
        cut_off=head.cut_off,
    )
