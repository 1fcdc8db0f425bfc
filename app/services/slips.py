"""Return slips: what the city sends back about a return, cell by cell, so that the county knows what to mend.

A slip is one JSON object in UTF-8, its file name ends in ``.xbhd``::

    {"format": 1, "kind": "slip", "template": "...", "title": "...", "version": "...", "period": "2026-03",
     "revision": 1, "office": "331122", "office_name": "...", "from": "3311", "from_name": "...", "reason": "...",
     "at": "2026-04-07", "by": "...", "file": "...", "file_sha256": "...",
     "items": [{"sheet": "...", "cell": "B6", "key": "accepted@current", "found": "...", "expected": "...",
                "says": "...", "kind": "error" | "warning"}],
     "sha256": "<SHA-256 of the object without this name, sorted keys, no spaces, in UTF-8>"}
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from app.durable import write_durably
from app.errors import AppError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database

FORMAT = 1
SUFFIX = ".xbhd"
_LARGEST = 4 << 20


@dataclass(frozen=True, slots=True)
class SlipItem:
    """One cell in question; ``kind`` is error or warning, ``says`` the city's sentence."""

    sheet: str
    cell: str
    key: str
    found: str
    expected: str
    says: str
    kind: str


@dataclass(frozen=True, slots=True)
class Slip:
    """What came back about one revision. ``answered_by``: the revision that was opened because of it."""

    id: str
    template: str
    period: str
    revision: int
    reason: str
    items: tuple[SlipItem, ...]
    title: str = ""
    office: str = ""
    from_name: str = ""
    by: str = ""
    at: date | None = None
    received_at: datetime | None = None
    answered_by: int | None = None
    known: bool = True


class _Item(msgspec.Struct, frozen=True):
    sheet: str = ""
    cell: str = ""
    key: str = ""
    found: str = ""
    expected: str = ""
    says: str = ""
    kind: str = "warning"


class _Slip(msgspec.Struct, frozen=True):
    """A slip as it is written."""

    format: int
    kind: str
    template: str
    period: str
    revision: int
    office: str
    reason: str
    sha256: str
    title: str = ""
    version: str = ""
    office_name: str = ""
    from_name: str = ""
    at: date | None = None
    by: str = ""
    items: tuple[_Item, ...] = ()


class Slips:
    """The return slips of one data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def listed(self) -> tuple[Slip, ...]:
        """What came back from the city, newest first."""
        return listed(self._database)

    def open(self, path: Path, *, by: str = "") -> Slip:
        """Read and keep a slip. Raises as :func:`take_in`."""
        return take_in(self._database, path, by)


def write(out: Path, content: dict[str, Any], items: Sequence[SlipItem]) -> str:
    """Write a slip; ``content`` are the names at the head of this module without format, kind, items and checksum.

    Gives its checksum. Raises ``file.*``.
    """
    whole = {"format": FORMAT, "kind": "slip", **content, "items": [asdict(item) for item in items]}
    digest = _digest(whole)
    text = json.dumps({**whole, "sha256": digest}, ensure_ascii=False, indent=1)
    write_durably(out, text.encode())
    return digest


def read(path: Path) -> tuple[_Slip, str]:
    """A slip and its text. Raises ``file.not_found``, ``file.not_readable``, ``slip.not_a_slip``, ``slip.damaged``,
    ``slip.newer``."""
    try:
        if not path.is_file():
            raise AppError("file.not_found", path=path)
        if path.stat().st_size > _LARGEST:
            raise AppError("slip.not_a_slip", file=path.name)
        data = path.read_bytes()
    except OSError as error:
        raise AppError("file.not_readable", path=path, reason=error.strerror or "") from error
    try:
        raw = json.loads(data)
        text = data.decode("utf-8-sig")
    except (ValueError, RecursionError) as error:
        code = "slip.damaged" if path.suffix.lower() == SUFFIX else "slip.not_a_slip"
        raise AppError(code, file=path.name) from error
    if not isinstance(raw, dict) or raw.get("kind") != "slip" or not isinstance(raw.get("format"), int):
        raise AppError("slip.not_a_slip", file=path.name)
    if raw["format"] > FORMAT:
        raise AppError("slip.newer", file=path.name)
    told = raw.pop("sha256", "")
    if told != _digest(raw):
        raise AppError("slip.damaged", file=path.name)
    try:
        return msgspec.convert({**raw, "sha256": told}, _Slip), text
    except msgspec.ValidationError as error:
        raise AppError("slip.damaged", file=path.name) from error


def _digest(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def take_in(database: Database, path: Path, by: str = "") -> Slip:
    """Read a slip and keep it; one that was opened before is only shown again.

    Raises as :func:`read`, and ``slip.other_office`` when it is about another office's return.
    """
    from sqlalchemy import select

    from app.models import Return, ReturnSlip
    from app.services import offices

    slip, text = read(path)
    with database.write() as session:
        home = offices.read_home(session)
        if slip.office != home.office.code:
            raise AppError("slip.other_office", found=slip.office_name or slip.office, present=home.office.name)
        row = session.scalar(select(ReturnSlip).where(ReturnSlip.sha256 == slip.sha256))
        if row is None:
            about = session.scalar(
                select(Return.pk).where(
                    Return.office_pk == home.office.pk,
                    Return.template == slip.template,
                    Return.period == slip.period,
                    Return.number == slip.revision,
                )
            )
            row = ReturnSlip(
                return_pk=about,
                template=slip.template[:40],
                period=slip.period[:24],
                number=max(slip.revision, 1),
                sha256=slip.sha256,
                content=text,
                received_by=by,
            )
            session.add(row)
            session.flush()
        return _plain(row)


def listed(database: Database) -> tuple[Slip, ...]:
    """What came back from the city, newest first."""
    from sqlalchemy import select

    from app.models import ReturnSlip

    with database.read() as session:
        return tuple(_plain(row) for row in session.scalars(select(ReturnSlip).order_by(ReturnSlip.pk.desc())))


def answer(session: Session, id: str, revision: int) -> None:
    """Write down that ``revision`` was opened because of a slip. Raises ``slip.unknown``."""
    from sqlalchemy import select

    from app.models import ReturnSlip

    row = session.scalar(select(ReturnSlip).where(ReturnSlip.id == id))
    if row is None:
        raise AppError("slip.unknown")
    row.answered_by = revision


def _plain(row: Any) -> Slip:
    content = json.loads(row.content.removeprefix("\ufeff"))
    slip = msgspec.convert(content, _Slip)
    return Slip(
        row.id,
        row.template,
        row.period,
        row.number,
        slip.reason,
        tuple(SlipItem(**msgspec.structs.asdict(item)) for item in slip.items),
        slip.title,
        slip.office,
        slip.from_name,
        slip.by,
        slip.at,
        row.received_at,
        row.answered_by,
        row.return_pk is not None,
    )
