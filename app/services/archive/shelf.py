"""Reading and changing files of the archive, within the session of the caller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from app.errors import AppError
from app.models import ArchiveFile, Complaint, Event
from app.services.archive.filing import FILED, note_change
from app.services.archive.rules import RETENTION_WORDS
from app.services.archive.shapes import Shelf, ShelfFile
from app.services.parsing.counts import parse_count
from app.services.parsing.text import clean, normal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.archive.rules import Rules

_LONGEST_BOX = 20
_LONGEST_TITLE = 200
_MOST_PAGES = 100_000
_CHUNK = 500
#: Taking the step back in another way takes a case out of the archive too.
_FILED = select(Complaint.pk).where(Complaint.state == FILED)
#: Which files there are.
THERE = and_(ArchiveFile.deleted_at.is_(None), ArchiveFile.complaint_pk.in_(_FILED))
_IN_ORDER = (ArchiveFile.year, ArchiveFile.serial)


def find(session: Session, wanted: str) -> ArchiveFile:
    """A file by number or id, or by the number or id of its case; raises ``archive.not_found``."""
    words = wanted.strip()
    rows = session.scalars(
        select(ArchiveFile)
        .join(Complaint, Complaint.pk == ArchiveFile.complaint_pk)
        .where(
            THERE,
            or_(ArchiveFile.id == words, ArchiveFile.number == words, Complaint.id == words, Complaint.number == words),
        )
        .limit(2)
    ).all()
    if len(rows) != 1:
        raise AppError("archive.not_found", wanted=wanted)
    return rows[0]


def by_pk(session: Session, pks: Sequence[int]) -> tuple[ShelfFile, ...]:
    """Files by row number, in that order, those taken out among them."""
    found: dict[int, ShelfFile] = {}
    for at in range(0, len(pks), _CHUNK):
        found |= _read(session, _faces().where(ArchiveFile.pk.in_(pks[at : at + _CHUNK])))
    return tuple(found[pk] for pk in pks if pk in found)


def listed(session: Session, year: int | None, words: str, box: str, limit: int) -> Shelf:
    """Files of a year (None: of all), narrowed by words and box."""
    conditions: list[Any] = [THERE]
    if year is not None:
        conditions.append(ArchiveFile.year == year)
    if box:
        conditions.append(ArchiveFile.box == box)
    for word in normal(words).split():
        like = f"%{word.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
        conditions.append(
            or_(
                *(
                    column.ilike(like, escape="!")
                    for column in (
                        ArchiveFile.number,
                        ArchiveFile.title,
                        ArchiveFile.box,
                        Complaint.number,
                        Complaint.complainant,
                        Complaint.trader,
                    )
                )
            )
        )
    counted = select(func.count()).select_from(ArchiveFile).join(Complaint).where(*conditions)
    query = _faces().where(*conditions).order_by(*_IN_ORDER).limit(limit)
    return Shelf(tuple(_read(session, query).values()), session.scalar(counted) or 0)


def of_year(session: Session, year: int, box: str = "") -> tuple[ShelfFile, ...]:
    """All files of a year in their order, of one box if named."""
    query = _faces().where(THERE, ArchiveFile.year == year)
    if box:
        query = query.where(ArchiveFile.box == box)
    return tuple(_read(session, query.order_by(*_IN_ORDER)).values())


def count(session: Session, year: int) -> int:
    """How many files a year has."""
    return session.scalar(select(func.count()).select_from(ArchiveFile).where(THERE, ArchiveFile.year == year)) or 0


def boxes(session: Session, year: int) -> tuple[tuple[str, int], ...]:
    """The boxes of a year, numbers in the order of numbers."""
    rows = session.execute(
        select(ArchiveFile.box, func.count()).where(THERE, ArchiveFile.year == year).group_by(ArchiveFile.box)
    )
    return tuple(sorted(((box, many) for box, many in rows), key=lambda one: box_order(one[0])))


def box_order(box: str) -> tuple[int, str]:
    """What boxes are sorted by: «2» before «10»."""
    digits = "".join(character for character in box if character.isascii() and character.isdigit())
    return int(digits or 0), box


def due(session: Session, today: date) -> tuple[ShelfFile, ...]:
    """Files whose last day to be kept is past."""
    query = _faces().where(THERE, ArchiveFile.destroyed_on.is_(None), ArchiveFile.destroy_after < today)
    return tuple(_read(session, query.order_by(*_IN_ORDER)).values())


def destroyed(session: Session) -> tuple[ShelfFile, ...]:
    """Files whose papers were destroyed, the latest first."""
    query = _faces().where(THERE, ArchiveFile.destroyed_on.is_not(None))
    return tuple(_read(session, query.order_by(ArchiveFile.destroyed_on.desc(), *_IN_ORDER)).values())


def change(session: Session, row: ArchiveFile, raw: Mapping[str, str], rules: Rules, by: str) -> None:
    """Write what was typed for a file."""
    before = {name: getattr(row, name) for name in ("box", "retention", "pages", "title")}
    if "box" in raw:
        row.box = checked_box(raw["box"])
    if "pages" in raw:
        row.pages = _pages(raw["pages"])
    if "title" in raw and clean(raw["title"]):
        row.title = clean(raw["title"])[:_LONGEST_TITLE]
    if "retention" in raw:
        row.retention = checked_retention(raw["retention"])
        row.destroy_after = rules.last_day(row.retention, _ended(session, row))
    if any(getattr(row, name) != value for name, value in before.items()):
        row.touch()
        for name, value in before.items():
            note_change(session, row, name, value, getattr(row, name), by)
    session.flush()


def checked_box(text: str) -> str:
    """The box as kept; raises ``archive.box_too_long``."""
    words = clean(text)
    if len(words) > _LONGEST_BOX:
        raise AppError("archive.box_too_long", found=text)
    return words


def checked_retention(text: str) -> str:
    """The code of a retention, given as a word or a code; raises ``archive.no_such_retention``."""
    words = clean(text)
    for code, word in RETENTION_WORDS.items():
        if words in (code, word):
            return code
    raise AppError("archive.no_such_retention", found=text)


def _pages(text: str) -> int:
    read = parse_count(text)
    number = read.value.value.number if read.ok and read.value else None
    if number is None or number != int(number) or not 0 <= number <= _MOST_PAGES:
        raise AppError("archive.bad_pages", found=text)
    return int(number)


def _ended(session: Session, row: ArchiveFile) -> date:
    return (
        session.scalar(
            select(func.max(Event.on_date)).where(
                Event.complaint_pk == row.complaint_pk,
                Event.kind != FILED,
                Event.revoked_on.is_(None),
                Event.deleted_at.is_(None),
            )
        )
        or row.filed_on
    )


def _faces() -> Any:
    ended = (
        select(func.max(Event.on_date))
        .where(
            Event.complaint_pk == Complaint.pk,
            Event.kind != FILED,
            Event.revoked_on.is_(None),
            Event.deleted_at.is_(None),
        )
        .scalar_subquery()
    )
    return select(
        ArchiveFile, Complaint.id, Complaint.number, Complaint.complainant, Complaint.trader, Complaint.received_on,
        ended,
    ).join(Complaint, Complaint.pk == ArchiveFile.complaint_pk)  # fmt: skip


def _read(session: Session, query: Any) -> dict[int, ShelfFile]:
    return {
        row.pk: ShelfFile(
            id=row.id,
            case=case,
            case_number=number,
            number=row.number,
            year=row.year,
            serial=row.serial,
            title=row.title,
            complainant=complainant,
            trader=trader,
            box=row.box,
            retention=row.retention,
            filed_on=row.filed_on,
            destroy_after=row.destroy_after,
            pages=row.pages,
            received_on=received_on,
            ended_on=ended or received_on,
            destroyed_on=row.destroyed_on,
            destroyed_reason=row.destroyed_reason,
        )
        for row, case, number, complainant, trader, received_on, ended in session.execute(query)
    }
