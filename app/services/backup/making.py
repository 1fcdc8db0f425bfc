"""Writing backups, finding them, and keeping their number in bounds."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app import __version__
from app.durable import storage_error, sync_folder
from app.errors import EXIT_STORAGE, AppError
from app.paths import DataFolder
from app.progress import SILENT, Progress
from app.services.backup import container
from app.services.backup.container import BackupInfo, Manifest, Member
from app.services.backup.thinning import thin

if TYPE_CHECKING:
    from app.services.database import Database

NAME = "消保台账备份"
_FILE = re.compile(rf"{NAME}-(\w*)-(\d{{8}}-\d{{6}})(?:-\d+)?{re.escape(container.SUFFIX)}")
_BUILDING = ".building-"


def backup(
    database: Database, to: Path | None = None, *, progress: Progress = SILENT, now: datetime | None = None
) -> BackupInfo:
    """Back the open ``database``'s folder up into the folder ``to`` (its own ``backups`` when None).

    The file is written beside, read again and checked (every hash, the database's pages, the number of rows),
    then renamed. Others go on working meanwhile. Raises ``file.folder_missing``, ``file.no_space``,
    ``file.no_permission``, ``file.not_written``, ``database.damaged``, ``backup.not_equal``; ``Cancelled`` when the
    person asked to stop. In each case nothing is left behind.
    """
    return make(database.folder, to, progress=progress, now=now)


def make(
    folder: DataFolder, to: Path | None = None, *, progress: Progress = SILENT, now: datetime | None = None
) -> BackupInfo:
    """:func:`backup` for a folder whose lock the caller holds (migration, restore)."""
    from app.services.database import snapshot

    made_at = (now or datetime.now(UTC)).astimezone()
    if not folder.database.exists():
        raise AppError("database.missing", exit_code=EXIT_STORAGE, path=folder.root)
    if to is not None and not to.is_dir():
        raise AppError("file.folder_missing", exit_code=EXIT_STORAGE, path=to)
    target = to or folder.backups
    with _telling(target):
        target.mkdir(exist_ok=True)
    with building(folder) as room, _telling(target):
        copy = room / container.DATABASE
        snapshot.copy_whole(folder.database, copy, progress)
        facts = snapshot.look_over(copy, thorough=False)
        files = [(container.DATABASE, copy), *_beside(folder, room)]

        def describe(members: list[Member]) -> Manifest:
            return Manifest(
                container.FORMAT,
                __version__,
                facts.schema,
                facts.office,
                facts.office_name,
                made_at.replace(microsecond=0),
                facts.counts,
                members,
            )

        part = target / f".{NAME}-{secrets.token_hex(4)}.part"
        try:
            with part.open("xb") as stream:
                written = container.pack(stream, files, describe, made_at, progress)
                stream.flush()
                os.fsync(stream.fileno())
            copy.unlink()
            _prove(part, room / "again.db", written, progress)
            final = _free_name(target, facts.office, made_at)
            part.replace(final)
            sync_folder(target)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise
    return container.info_of(final, written)


def automatic(folder: DataFolder, *, progress: Progress = SILENT, now: datetime | None = None) -> BackupInfo | None:
    """The backup of the day: made once a day at most (None when there is one), then old ones are thinned out.

    Raises like :func:`backup`; ``database.in_use`` while a restore or a migration has the folder.
    """
    from app.services.database.lock import FolderLock

    moment = (now or datetime.now(UTC)).astimezone()
    if any(info.made_at.astimezone(moment.tzinfo).date() == moment.date() for info in listed(folder)):
        return None
    hold = FolderLock(folder.lock)
    hold.shared()
    try:
        made = make(folder, progress=progress, now=moment)
    finally:
        hold.release()
    for old in thin(listed(folder), moment):
        with contextlib.suppress(OSError):  # one more backup than needed harms nobody; the next day tries again
            old.path.unlink()
    return made


def listed(folder: DataFolder) -> tuple[BackupInfo, ...]:
    """The readable backups in the folder's own ``backups``, oldest first; what is none is passed over."""
    found = []
    for path in candidates(folder):
        with contextlib.suppress(AppError):
            found.append(inspect(path))
    return tuple(sorted(found, key=lambda info: (info.made_at, info.path.name)))


def candidates(folder: DataFolder) -> tuple[Path, ...]:
    """The files that are named like backups of ours, readable or not."""
    if not folder.backups.is_dir():
        return ()
    return tuple(sorted(path for path in folder.backups.iterdir() if _FILE.fullmatch(path.name)))


def last_made(folder: DataFolder) -> datetime | None:
    """When the newest readable backup of the folder was made."""
    return max((info.made_at for info in listed(folder)), default=None)


def inspect(path: Path) -> BackupInfo:
    """What a backup says about itself, without reading it through. Raises as ``container.read_manifest``."""
    return container.info_of(path, container.read_manifest(path))


def verify(path: Path, *, progress: Progress = SILENT) -> BackupInfo:
    """Read a backup through: every hash, the database's pages, the number of rows.

    Raises ``file.not_found``, ``backup.not_a_backup``, ``backup.damaged``, ``backup.newer``.
    """
    import tempfile

    from app.services.database import snapshot

    with tempfile.TemporaryDirectory(prefix="xiaobao-") as room, _telling(Path(room)):
        database = Path(room) / container.DATABASE
        manifest = _read_back(path, database, progress)
        try:
            facts = snapshot.look_over(database)
        except AppError as error:
            raise AppError("backup.damaged", file=path.name) from error
        if facts.counts != manifest.counts or facts.schema != manifest.schema:
            raise AppError("backup.damaged", file=path.name)
    return container.info_of(path, manifest)


@contextmanager
def building(folder: DataFolder) -> Iterator[Path]:
    """A room in the data folder for half-made files; gone afterwards, as are those a crash left behind."""
    _sweep(folder)
    room = folder.root / f"{_BUILDING}{secrets.token_hex(4)}"
    with _telling(room):
        room.mkdir()
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _sweep(folder: DataFolder) -> None:
    yesterday = datetime.now(UTC).timestamp() - 86400
    with contextlib.suppress(OSError):
        for room in folder.root.glob(f"{_BUILDING}*"):
            if room.stat().st_mtime < yesterday:
                shutil.rmtree(room, ignore_errors=True)
        for part in folder.backups.glob(f".{NAME}-*.part"):
            if part.stat().st_mtime < yesterday:
                part.unlink(missing_ok=True)


def whole_lines(data: bytes) -> bytes:
    """``data`` without a last line that is still being written."""
    return data[: data.rfind(b"\n") + 1]


def _beside(folder: DataFolder, room: Path) -> list[tuple[str, Path]]:
    """The journal as it is now (never older than the copied database), the drafts and the kept files."""
    from app.services.database import snapshot

    files: list[tuple[str, Path]] = []
    if folder.journal.exists():
        journal = room / container.JOURNAL
        journal.write_bytes(whole_lines(folder.journal.read_bytes()))
        files.append((container.JOURNAL, journal))
    if folder.drafts.exists():
        drafts = room / container.DRAFTS
        with contextlib.suppress(AppError):  # a broken file of drafts must not keep the register from being backed up
            snapshot.copy_whole(folder.drafts, drafts)
            files.append((container.DRAFTS, drafts))
    for name, base in (("originals", folder.originals), ("attachments", folder.attachments), ("seals", folder.seals)):
        if base.is_dir():
            files.extend(
                (f"{name}/{path.relative_to(base).as_posix()}", path)
                for path in sorted(base.rglob("*"))
                if path.is_file() and not path.name.startswith(".")
            )
    return files


def _prove(part: Path, again: Path, written: Manifest, progress: Progress) -> None:
    """What was just written reads back as it was meant, and its database is sound."""
    from app.services.database import snapshot

    try:
        read = _read_back(part, again, progress)
    except AppError as error:
        raise AppError("backup.not_equal", exit_code=EXIT_STORAGE, path=part.parent) from error
    facts = snapshot.look_over(again)
    if read != written or facts.counts != written.counts or facts.schema != written.schema:
        raise AppError("backup.not_equal", exit_code=EXIT_STORAGE, path=part.parent)


def _read_back(path: Path, database: Path, progress: Progress) -> Manifest:
    return container.read_all(
        path, lambda member: database if member.name == container.DATABASE else None, progress, "核对备份文件"
    )


def _free_name(target: Path, office: str, made_at: datetime) -> Path:
    stem = f"{NAME}-{office}-{made_at:%Y%m%d-%H%M%S}"
    path = target / f"{stem}{container.SUFFIX}"
    count = 1
    while path.exists():
        count += 1
        path = target / f"{stem}-{count}{container.SUFFIX}"
    return path


@contextmanager
def _telling(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise storage_error(error, place) from error
