"""The file of a seal: made from the database, read back and verified. Format: README.md beside this module."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import zlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.durable import storage_error, write_durably
from app.errors import EXIT_STORAGE, AppError
from app.models import Office, Return, ReturnEvidence, ReturnFile, ReturnRemark, ReturnValue, Template

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.paths import DataFolder

FORMAT = 1
SUFFIX = ".json.gz"
_LARGEST = 256 << 20


class SealedFile(msgspec.Struct, frozen=True):
    """The workbook as it was written."""

    name: str
    suffix: str
    sha256: str
    made_at: datetime
    data: bytes


class Seal(msgspec.Struct, frozen=True, tag="return", tag_field="kind"):
    """A sealed return with everything that was kept with it; ``book`` names the file of its template."""

    format: int
    office: str
    office_name: str
    id: str
    template: str
    version: str
    period: str
    start: date
    until: date
    revision: int
    reason: str
    made_at: datetime
    made_by: str
    sealed_at: datetime
    sealed_by: str | None
    zero: bool
    revised_base: bool
    values: list[tuple[str, str, str, str, str, str | None, str, str, str]]
    evidence: list[tuple[str, str, str, str, str, bytes]]
    remarks: list[tuple[str, str, str, str, str, str, str, str, datetime, str]]
    file: SealedFile | None
    book: str


class SealedTemplate(msgspec.Struct, frozen=True, tag="template", tag_field="kind"):
    """The version of a template that a sealed return was made with."""

    template: str
    version: str
    title: str
    mapping: str
    workbook: bytes
    original: bytes | None
    sha256: str
    valid_from: str
    valid_until: str
    source: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Made:
    """A seal ready to be written: its address and the files it consists of, by address."""

    sha256: str
    files: dict[str, bytes]


def make(session: Session, return_pk: int) -> Made:
    """The files of a sealed return, from what the database has. The same return always gives the same files."""
    row = session.get_one(Return, return_pk)
    office = session.get_one(Office, row.office_pk)
    book = session.scalars(
        select(Template)
        .where(Template.template == row.template, Template.template_version == row.template_version)
        .options(undefer(Template.workbook), undefer(Template.original))
    ).one()
    template = {
        "kind": "template",
        "template": book.template,
        "version": book.template_version,
        "title": book.title,
        "mapping": book.mapping,
        "workbook": _text(book.workbook),
        "original": None if book.original is None else _text(book.original),
        "sha256": book.sha256,
        "valid_from": book.valid_from,
        "valid_until": book.valid_until,
        "source": book.source,
        "suffix": book.suffix,
    }
    template_address, template_bytes = _addressed(template)
    assert row.sealed_at is not None  # the table has it so
    content = {
        "kind": "return",
        "format": FORMAT,
        "office": office.code,
        "office_name": office.name,
        "id": row.id,
        "template": row.template,
        "version": row.template_version,
        "period": row.period,
        "start": row.start.isoformat(),
        "until": row.until.isoformat(),
        "revision": row.number,
        "reason": row.reason,
        "made_at": _moment(row.made_at),
        "made_by": row.made_by,
        "sealed_at": _moment(row.sealed_at),
        "sealed_by": row.sealed_by,
        "zero": row.zero,
        "revised_base": row.revised_base,
        "values": _values(session, return_pk),
        "evidence": _evidence(session, return_pk),
        "remarks": _remarks(session, return_pk),
        "file": _file(session, return_pk),
        "book": template_address,
    }
    address, data = _addressed(content)
    return Made(address, {template_address: template_bytes, address: data})


def _values(session: Session, return_pk: int) -> list[list[str | None]]:
    rows = session.scalars(
        select(ReturnValue).where(ReturnValue.return_pk == return_pk).order_by(ReturnValue.sheet, ReturnValue.cell)
    )
    return [
        [
            v.sheet,
            v.cell,
            v.key,
            v.unit,
            v.state,
            None if v.number is None else format(v.number, "f"),
            v.text,
            v.approx,
            v.made_from,
        ]
        for v in rows
    ]


def _evidence(session: Session, return_pk: int) -> list[list[str]]:
    rows = session.scalars(
        select(ReturnEvidence).where(ReturnEvidence.return_pk == return_pk).order_by(ReturnEvidence.key)
    )
    return [[e.key, e.name, e.rule, e.source, e.kind, _text(e.records)] for e in rows]


def _remarks(session: Session, return_pk: int) -> list[list[str]]:
    rows = session.scalars(select(ReturnRemark).where(ReturnRemark.return_pk == return_pk).order_by(ReturnRemark.pk))
    return [
        [r.kind, r.code, r.sheet, r.cell, r.found, r.expected, r.message, r.reason, _moment(r.at), r.by] for r in rows
    ]


def _file(session: Session, return_pk: int) -> dict[str, str] | None:
    row = session.get(ReturnFile, return_pk, options=[undefer(ReturnFile.data)])
    if row is None:
        return None
    return {
        "name": row.name,
        "suffix": row.suffix,
        "sha256": row.sha256,
        "made_at": _moment(row.made_at),
        "data": _text(row.data),
    }


def _addressed(content: dict[str, Any]) -> tuple[str, bytes]:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(text).hexdigest(), gzip.compress(text, 6, mtime=0)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def where(folder: Path, sha256: str) -> Path:
    """Where the file of an address stands in the folder of seals."""
    return folder / f"{sha256}{SUFFIX}"


def keep(folder: DataFolder, made: Made) -> None:
    """Write the files durably; what is there already is not written again. Raises ``file.*``."""
    try:
        folder.seals.mkdir(exist_ok=True)
    except OSError as error:
        raise storage_error(error, folder.seals) from error
    for address, data in made.files.items():
        path = where(folder.seals, address)
        if not whole(folder.seals, address):
            write_durably(path, data)


def whole(folder: Path, sha256: str) -> bool:
    """Whether the file of an address is there and is what its name says."""
    try:
        _content(folder, sha256)
    except AppError:
        return False
    return True


def read(folder: Path, sha256: str) -> Seal:
    """A seal by its address. Raises ``seal.missing``, ``seal.damaged``, ``seal.newer``."""
    text = _content(folder, sha256)
    try:
        form = msgspec.json.decode(text, type=_Form)
        if form.format > FORMAT:
            raise AppError("seal.newer", exit_code=EXIT_STORAGE, file=sha256)
        return msgspec.json.decode(text, type=Seal)
    except msgspec.MsgspecError as error:
        raise AppError("seal.damaged", exit_code=EXIT_STORAGE, file=sha256) from error


def read_template(folder: Path, sha256: str) -> SealedTemplate:
    """The template of a seal by its address. Raises as :func:`read`."""
    try:
        return msgspec.json.decode(_content(folder, sha256), type=SealedTemplate)
    except msgspec.MsgspecError as error:
        raise AppError("seal.damaged", exit_code=EXIT_STORAGE, file=sha256) from error


class _Form(msgspec.Struct):
    format: int


def _content(folder: Path, sha256: str) -> bytes:
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise AppError("seal.missing", exit_code=EXIT_STORAGE, file=sha256)
    path = where(folder, sha256)
    try:
        with gzip.open(path) as stream:
            text = stream.read(_LARGEST)
    except FileNotFoundError as error:
        raise AppError("seal.missing", exit_code=EXIT_STORAGE, file=sha256) from error
    except (OSError, EOFError, zlib.error) as error:
        raise AppError("seal.damaged", exit_code=EXIT_STORAGE, file=sha256) from error
    if hashlib.sha256(text).hexdigest() != sha256:
        raise AppError("seal.damaged", exit_code=EXIT_STORAGE, file=sha256)
    return text
