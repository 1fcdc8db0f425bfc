"""Offices: the one this data folder belongs to, and those it knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.errors import EXIT_STORAGE, AppError
from app.paths import DataFolder
from app.services import codelists

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import Office as OfficeRow
    from app.services.database import Database

LEVEL_NAMES = {"city": "市级", "county": "县(市、区)", "station": "站点"}
_DEPTH = {"city": 0, "county": 1, "station": 2}


@dataclass(frozen=True, slots=True)
class Office:
    """An office as services and pages know it."""

    pk: int
    code: str
    name: str
    level: str
    parent: str | None = None
    contact: str = ""
    phone: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    successors: tuple[str, ...] = ()

    @property
    def short_name(self) -> str:
        """The name without the office's title: 青溪县消保委 → 青溪县; a city's own figures are 市本级.

        Offices of the practice city end with （练习）, which is no part of it either.
        """
        title = r"(消费者权益保护委员会|消费者协会|消保委|消委会|消协)?(（练习）)?$"
        return re.sub(title, "", self.name) or self.name

    def exists_on(self, day: date) -> bool:
        """Whether the office worked on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True, slots=True)
class Home:
    """The office of this data folder and what was fixed at set-up.

    ``records_from`` is the day its own records begin; recounts before it are missing, not 0. ``practice`` is empty
    for a real office, ``"desk"`` for an office's own practice folder, ``"1"`` for an office of the practice city.
    """

    office: Office
    machine: str
    records_from: date | None
    practice: str = ""


def create(
    folder: DataFolder,
    *,
    level: str,
    name: str,
    code: str,
    parent: str | None = None,
    machine: str = "01",
    records_from: date | None = None,
    practice: str = "",
    parent_name: str = "",
    templates: Sequence[tuple[str, bytes]] = (),
) -> Home:
    """Make a data folder the home of an office: database, code lists, templates, the office itself.

    ``templates`` are (mapping, workbook) beside the shipped ones. Raises ``database.exists``, ``office.bad_code``,
    ``office.bad_level``, ``office.bad_machine``.
    """
    from app.durable import storage_error
    from app.services.database import Database
    from app.services.database.lock import FolderLock

    check_new(level, name, code, parent, machine)
    if folder.database.exists():
        raise AppError("database.exists", path=folder.root)
    try:
        folder.root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(error, folder.root) from error
    alone = FolderLock(folder.lock)
    alone.exclusive()
    try:
        if folder.database.exists():
            raise AppError("database.exists", path=folder.root)
        _build(folder, level, name, code, parent, machine, records_from, practice, parent_name, templates)
    finally:
        alone.release()
    database = Database(folder)
    try:
        return home(database)
    finally:
        database.close()


def _build(
    folder: DataFolder,
    level: str,
    name: str,
    code: str,
    parent: str | None,
    machine: str,
    records_from: date | None,
    practice: str,
    parent_name: str,
    brought: Sequence[tuple[str, bytes]],
) -> None:
    """Make the whole database beside, then put it in place: there is never half an office."""
    from sqlalchemy.orm import Session

    from app.durable import sync_folder
    from app.services import templates
    from app.services.database import engine, schema, snapshot

    building = folder.database.with_suffix(".new")
    for ending in ("", "-wal", "-shm"):
        building.with_name(building.name + ending).unlink(missing_ok=True)
    schema.migrate(building)
    made = engine.connect(building)
    try:
        writer = made.execution_options(xiaobao_write=True)
        with engine.telling_storage_errors(), Session(writer) as session, session.begin():
            codelists.synchronise(session)
            templates.synchronise(session)
            for mapping, workbook in brought:
                templates.put(session, mapping, workbook)
            if parent is not None:
                _add_parent(session, parent, level, parent_name)
            _add(session, code=code, name=name, level=level, parent=parent)
            _set(session, "home", code)
            _set(session, "machine", machine)
            if records_from is not None:
                _set(session, "records_from", records_from.isoformat())
            if practice:
                _set(session, "practice", practice)
    finally:
        made.dispose()
    if not snapshot.settle(building):
        raise AppError("database.not_opened", exit_code=EXIT_STORAGE)
    building.replace(folder.database)
    sync_folder(folder.root)


def home(database: Database) -> Home:
    """The office this data folder belongs to; raises ``office.no_home``."""
    with database.read() as session:
        return read_home(session)


def read_home(session: Session) -> Home:
    """:func:`home` inside a transaction."""
    from sqlalchemy import select

    from app.models import Setting

    beside = (~Setting.name.like("reference.%"), ~Setting.name.like("sent.%"))
    settings = {row.name: row.value for row in session.scalars(select(Setting).where(*beside))}
    if "home" not in settings:
        raise AppError("office.no_home")
    begin = settings.get("records_from")
    return Home(
        by_code(session, settings["home"]),
        settings.get("machine", "01"),
        date.fromisoformat(begin) if begin else None,
        settings.get("practice", ""),
    )


def listed(database: Database) -> tuple[Office, ...]:
    """All offices this folder knows, by code."""
    with database.read() as session:
        return read_all(session)


def read_all(session: Session) -> tuple[Office, ...]:
    """:func:`listed` inside a transaction."""
    from sqlalchemy import select

    from app.models import Office as Row
    from app.models import OfficeSuccessor

    rows = session.scalars(select(Row).order_by(Row.code)).all()
    codes = {row.pk: row.code for row in rows}
    followers: dict[int, list[str]] = {}
    for pair in session.scalars(select(OfficeSuccessor)):
        followers.setdefault(pair.office_pk, []).append(codes[pair.successor_pk])
    return tuple(
        _plain(row, codes.get(row.parent_pk) if row.parent_pk else None, sorted(followers.get(row.pk, ())))
        for row in rows
    )


def by_code(session: Session, code: str) -> Office:
    """The office with ``code``; raises ``office.unknown``."""
    for office in read_all(session):
        if office.code == code:
            return office
    raise AppError("office.unknown", code=code)


def below(session: Session, office: Office) -> tuple[int, ...]:
    """Row numbers of ``office`` and every office below it: what it counts."""
    offices = read_all(session)
    wanted = {office.code}
    grown = True
    while grown:
        more = {o.code for o in offices if o.parent in wanted} - wanted
        grown = bool(more)
        wanted |= more
    return tuple(o.pk for o in offices if o.code in wanted)


def reporting_to(session: Session, office: Office, day: date) -> tuple[Office, ...]:
    """The counties that owe ``office`` returns for a period that ends on ``day``."""
    return tuple(o for o in read_all(session) if o.parent == office.code and o.level == "county" and o.exists_on(day))


def add(
    database: Database,
    *,
    code: str,
    name: str,
    level: str,
    parent: str | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    successors: Sequence[str] = (),
    contact: str = "",
    phone: str = "",
) -> Office:
    """Add an office below home (or below ``parent``); a known code is updated, never reused for another.

    Raises ``office.bad_code``, ``office.bad_level``, ``office.unknown`` (parent, successor), ``office.other_name``.
    """
    _check(level, name, code)
    with database.write() as session:
        above = parent or read_home(session).office.code
        _add(
            session,
            code=code,
            name=name,
            level=level,
            parent=None if above == code else above,
            valid_from=valid_from,
            valid_until=valid_until,
            successors=successors,
            contact=contact,
            phone=phone,
        )
        return by_code(session, code)


def _add(
    session: Session,
    *,
    code: str,
    name: str,
    level: str,
    parent: str | None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    successors: Sequence[str] = (),
    contact: str = "",
    phone: str = "",
) -> None:
    from sqlalchemy import select

    from app.models import Office as Row
    from app.models import OfficeSuccessor

    above = by_code(session, parent) if parent else None
    if above is not None and _DEPTH[above.level] >= _DEPTH[level]:
        raise AppError("office.bad_parent", code=code, parent=parent)
    if valid_from and valid_until and valid_until < valid_from:
        raise AppError("office.bad_dates", code=code)
    row = session.scalar(select(Row).where(Row.code == code))
    if row is None:
        row = Row(code=code, name=name, level=level, kind="committee" if level != "station" else "liaison_station")
        session.add(row)
    elif row.level != level:
        raise AppError("office.other_level", code=code, name=row.name)
    row.name = name
    row.parent_pk = above.pk if above else row.parent_pk
    row.valid_from = valid_from or row.valid_from
    row.valid_until = valid_until or row.valid_until
    row.contact, row.phone = contact or row.contact, phone or row.phone
    session.flush()
    for successor in successors:
        session.merge(OfficeSuccessor(office_pk=row.pk, successor_pk=by_code(session, successor).pk))


def _check_parent(parent: str, level: str) -> str:
    """The level above ``level``, whose office ``parent`` is."""
    if _DEPTH[level] == 0:
        raise AppError("office.bad_parent", code="", parent=parent)
    above = "city" if level == "county" else "county"
    _check(above, "x", parent)
    return above


def _add_parent(session: Session, parent: str, level: str, name: str) -> None:
    above = _check_parent(parent, level)
    place = codelists.division_name(session, parent) or parent
    _add(session, code=parent, name=name or f"{place}消保委", level=above, parent=None)


def check_new(level: str, name: str, code: str, parent: str | None, machine: str) -> None:
    """Whether an office may be set up so.

    Raises ``office.bad_level``, ``office.no_name``, ``office.bad_code``, ``office.bad_parent``,
    ``office.bad_machine``.
    """
    _check(level, name, code)
    if parent is not None:
        _check_parent(parent, level)
    if not re.fullmatch(r"[0-9]{2}", machine):
        raise AppError("office.bad_machine", machine=machine)


def _check(level: str, name: str, code: str) -> None:
    if level not in LEVEL_NAMES:
        raise AppError("office.bad_level", level=level)
    if not name.strip():
        raise AppError("office.no_name")
    if not re.fullmatch(r"[0-9]{9}" if level == "station" else r"[0-9]{6}", code):
        raise AppError("office.bad_code", code=code, digits=9 if level == "station" else 6)


def _set(session: Session, name: str, value: str) -> None:
    from app.models import Setting

    session.merge(Setting(name=name, value=value))


def _plain(row: OfficeRow, parent: str | None, successors: list[str]) -> Office:
    return Office(
        row.pk,
        row.code,
        row.name,
        row.level,
        parent,
        row.contact,
        row.phone,
        row.valid_from,
        row.valid_until,
        tuple(successors),
    )
