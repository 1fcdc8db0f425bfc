"""Bringing sealed returns back into a database that has lost them, from the files beside the journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from app.errors import AppError, Issue
from app.models import (
    Office,
    Return,
    ReturnEvidence,
    ReturnFile,
    ReturnRemark,
    ReturnValue,
    Setting,
    Submission,
    Template,
)
from app.services.seals import content
from app.services.seals.content import Seal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database

#: The setting that says how far into the journal (in bytes) this database knows its seals.
SEEN = "seals.seen"
#: So much of the journal may be read again at a start without being noted.
_UNNOTED = 64 * 1024

_VALUE = ("sheet", "cell", "key", "unit", "state", "number", "text", "approx", "made_from")
_EVIDENCE = ("key", "name", "rule", "source", "kind", "records")
_REMARK = ("kind", "code", "sheet", "cell", "found", "expected", "message", "reason", "at", "by")

Name = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """``count`` sealed returns came back; ``issues`` tell each of them and what could not be brought back."""

    count: int
    issues: tuple[Issue, ...]


def name_of(row: dict[str, Any]) -> Name:
    """Which return a line of the journal is about: office, template, period, revision."""
    revision = row.get("revision")
    return (
        str(row.get("office")),
        str(row.get("template")),
        str(row.get("period")),
        revision if isinstance(revision, int) else 0,
    )


def lost(session: Session, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sealings of the journal that the database does not have; of one sealed twice, the last."""
    latest = {name_of(row): row for row in rows if row.get("kind") == "seal"}
    have = {
        (office, template, period, number)
        for office, template, period, number in session.execute(
            select(Office.code, Return.template, Return.period, Return.number)
            .join(Office, Office.pk == Return.office_pk)
            .where(Return.state == "sealed")
        )
    }
    return [row for name, row in latest.items() if name not in have]


def put_back(session: Session, folders: Sequence[Path], rows: Iterable[dict[str, Any]]) -> BroughtBack:
    """Bring the lost sealings among the journal's ``rows`` back from the first of ``folders`` that has them."""
    issues: list[Issue] = []
    count = 0
    for row in lost(session, rows):
        about = {"template": row.get("template"), "period": row.get("period"), "revision": row.get("revision")}
        address = row.get("seal")
        if not isinstance(address, str):
            issues.append(Issue("error", "backup.seal_missing", about))
            continue
        try:
            seal, folder = _found(folders, address)
            if (seal.office, seal.template, seal.period, seal.revision) != name_of(row):
                raise AppError("seal.damaged", file=address)
            _put(session, seal, folder)
        except AppError as error:
            issues.append(Issue("error", "seal.not_brought_back", {**about, "why": error.message}))
            continue
        count += 1
        issues.append(Issue("note", "seal.brought_back", about))
    return BroughtBack(count, tuple(issues))


def _found(folders: Sequence[Path], address: str) -> tuple[Seal, Path]:
    problem: AppError | None = None
    for folder in folders:
        try:
            return content.read(folder, address), folder
        except AppError as error:
            if problem is None or problem.code == "seal.missing":
                problem = error
    raise problem or AppError("seal.missing", file=address)


def _put(session: Session, seal: Seal, folder: Path) -> None:
    office = session.scalar(select(Office).where(Office.code == seal.office))
    if office is None:
        raise AppError("seal.no_office", office=seal.office_name or seal.office)
    _put_template(session, seal, folder)
    row = session.scalar(
        select(Return).where(
            Return.office_pk == office.pk,
            Return.template == seal.template,
            Return.period == seal.period,
            Return.number == seal.revision,
        )
    )
    if row is None:
        row = Return(office_pk=office.pk, template=seal.template, period=seal.period, number=seal.revision)
        session.add(row)
    row.id, row.template_version = seal.id, seal.version
    row.start, row.until, row.reason = seal.start, seal.until, seal.reason
    row.made_at, row.made_by = seal.made_at, seal.made_by
    row.zero, row.revised_base = seal.zero, seal.revised_base
    row.state, row.sealed_at = "draft", None
    row.file_sha256 = seal.file.sha256 if seal.file is not None else None
    session.flush()
    for table in (ReturnValue, ReturnEvidence, ReturnRemark, ReturnFile):
        session.execute(delete(table).where(table.return_pk == row.pk))
    for table, names, told in (
        (ReturnValue, _VALUE, [(*v[:5], None if v[5] is None else Decimal(v[5]), *v[6:]) for v in seal.values]),
        (ReturnEvidence, _EVIDENCE, seal.evidence),
        (ReturnRemark, _REMARK, seal.remarks),
    ):
        if told:
            rows = [dict(zip(names, each, strict=True)) | {"return_pk": row.pk} for each in told]
            session.execute(insert(table), rows)
    if seal.file is not None:
        kept = seal.file
        session.execute(
            insert(ReturnFile),
            [
                {
                    "return_pk": row.pk,
                    "name": kept.name,
                    "suffix": kept.suffix,
                    "data": kept.data,
                    "sha256": kept.sha256,
                    "made_at": kept.made_at,
                }
            ],
        )
    row.state, row.sealed_at, row.sealed_by = "sealed", seal.sealed_at, seal.sealed_by
    session.flush()


def _put_template(session: Session, seal: Seal, folder: Path) -> None:
    """The template the return was made with; one of the same name and another content gives way unless it is used."""
    book = content.read_template(folder, seal.book)
    row = session.scalar(
        select(Template).where(Template.template == book.template, Template.template_version == book.version)
    )
    if row is not None and (row.mapping, row.workbook, row.original) == (book.mapping, book.workbook, book.original):
        return
    if row is None:
        row = Template(template=book.template, template_version=book.version)
        session.add(row)
    elif _used(session, book.template, book.version):
        raise AppError("seal.other_template", template=book.title, version=book.version)
    row.title, row.mapping, row.workbook, row.original = book.title, book.mapping, book.workbook, book.original
    row.sha256, row.valid_from, row.valid_until = book.sha256, book.valid_from, book.valid_until
    row.source, row.suffix = book.source, book.suffix
    session.flush()


def _used(session: Session, template: str, version: str) -> bool:
    queries = (
        select(Return.pk).where(
            Return.template == template, Return.template_version == version, Return.state == "sealed"
        ),
        select(Submission.pk).where(Submission.template == template, Submission.template_version == version),
    )
    return any(session.scalar(query.limit(1)) is not None for query in queries)


def heal(database: Database) -> tuple[Issue, ...]:
    """When a folder is opened: bring back what the database has lost since it last knew the journal, and make files
    again that are gone. Costs one look at a setting when there is nothing new.
    """
    journal, folder = database.journal, database.folder
    end = journal.end()
    with database.read() as session:
        setting = session.get(Setting, SEEN)
        seen = int(setting.value) if setting else 0
        if seen == end:
            return ()
        rows = [row for row in journal.rows(seen if seen <= end else 0) if row.get("kind") == "seal"]
        missing = lost(session, rows)
        _remake(session, database, [row for row in rows if row not in missing])
    if not missing and 0 <= end - seen < _UNNOTED:
        return ()
    with database.write() as session:
        done = put_back(session, (folder.seals,), rows)
        session.merge(Setting(name=SEEN, value=str(journal.end())))
    return done.issues


def _remake(session: Session, database: Database, rows: Sequence[dict[str, Any]]) -> None:
    """Files that are gone, made again from the database; one that would not come out the same stays away."""
    for row in rows:
        address = row.get("seal")
        if not isinstance(address, str) or content.where(database.folder.seals, address).exists():
            continue
        office, template, period, number = name_of(row)
        pk = session.scalar(
            select(Return.pk)
            .join(Office, Office.pk == Return.office_pk)
            .where(Office.code == office, Return.template == template, Return.period == period, Return.number == number)
        )
        made = content.make(session, pk) if pk is not None else None
        if made is not None and made.sha256 == address:
            content.keep(database.folder, made)
