"""Putting a backup back: checked first, the present state saved first, replaced in one step."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.durable import storage_error, sync_folder, write_durably
from app.errors import EXIT_STORAGE, AppError, Issue
from app.paths import DataFolder
from app.progress import SILENT, Progress
from app.services.backup import container, making
from app.services.backup.container import BackupInfo, Manifest, Member

#: Telling signs that the present database cannot be backed up because it is broken.
_BROKEN = frozenset(("database.damaged", "database.disk", "database.not_opened"))


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did. ``before`` is the backup of the state before it (None when there was none).

    ``put_aside`` is where a present database too damaged to back up was kept; ``moved`` how many number series
    go on behind what the journal knows.
    """

    info: BackupInfo
    before: BackupInfo | None
    put_aside: Path | None
    migrated: bool
    moved: int
    issues: tuple[Issue, ...] = field(default_factory=tuple)


@dataclass(slots=True)
class _Known:
    """What the folder knows besides the backup: numbers given out, seals."""

    numbers: dict[str, int]
    seals: list[dict[str, Any]]


def restore(folder: DataFolder, file: Path, *, progress: Progress = SILENT, now: datetime | None = None) -> Restored:
    """Replace the state of ``folder`` by the backup ``file``. The caller has closed its ``Database``.

    Nothing is changed unless everything about the file is right: ``file.not_found``, ``backup.not_a_backup``,
    ``backup.damaged``, ``backup.newer`` (a later program's), ``backup.other_office``, ``database.in_use``. No number
    is issued twice afterwards: series go on behind the journal. Seals the journal knows and the backup does not
    are issues. Cancelling is possible until the replacement.
    """
    from app.services.database import schema
    from app.services.database.lock import FolderLock

    manifest = container.read_manifest(file)
    _check_schema(file, manifest)
    _check_office(folder, manifest)
    made_root = not folder.root.exists()
    try:
        folder.root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(error, folder.root) from error
    done = False
    alone = FolderLock(folder.lock)
    alone.exclusive()
    try:
        with making.building(folder) as room:
            try:
                _unpack(file, room, manifest, progress)
                database = room / container.DATABASE
                migrated = manifest.schema != schema.HEAD
                if migrated:
                    schema.migrate(database)
                known = _known(folder, room)
                moved, issues = _catch_up(database, known, (folder.seals, room / "seals"))
                progress.step(0, 0, "备份现在的台账")
                before, aside = _save_present(folder, progress, now)
                _keep_files(folder, room, manifest)
                progress.step(0, 0, "换上备份")
                _replace(folder, room, aside)
                done = True
                issues += _add_drafts(folder, room)
            except OSError as error:
                raise storage_error(error, folder.root) from error
            _write_down(folder, file, manifest, known)
    finally:
        alone.release()
        if made_root and not done:
            shutil.rmtree(folder.root, ignore_errors=True)
    if aside is not None:
        issues.append(Issue("warning", "backup.put_aside", {"path": aside}))
    return Restored(container.info_of(file, manifest), before, aside, migrated, moved, tuple(issues))


def _check_schema(file: Path, manifest: Manifest) -> None:
    from app.services.database import schema

    if manifest.schema is None:
        raise AppError("backup.not_a_backup", file=file.name)
    if manifest.schema not in schema.known_revisions():
        raise AppError("backup.newer", file=file.name)


def _check_office(folder: DataFolder, manifest: Manifest) -> None:
    from app.services.database import snapshot

    if not folder.database.exists():
        return
    try:
        present = snapshot.look_over(folder.database, thorough=False)
    except AppError as error:
        if error.code in _BROKEN:
            return
        raise
    if present.office and present.office != manifest.office:
        raise AppError(
            "backup.other_office",
            found=manifest.office_name or manifest.office,
            present=present.office_name or present.office,
        )


def _unpack(file: Path, room: Path, manifest: Manifest, progress: Progress) -> None:
    from app.services.database import snapshot

    if shutil.disk_usage(room).free < 2 * sum(member.size for member in manifest.members):
        raise AppError("file.no_space", exit_code=EXIT_STORAGE, path=room.parent)

    def place(member: Member) -> Path:
        path = room.joinpath(*member.name.split("/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    container.read_all(file, place, progress)
    try:
        facts = snapshot.look_over(room / container.DATABASE)
    except AppError as error:
        raise AppError("backup.damaged", file=file.name) from error
    if facts.counts != manifest.counts or facts.schema != manifest.schema or facts.office != manifest.office:
        raise AppError("backup.damaged", file=file.name)


def _known(folder: DataFolder, room: Path) -> _Known:
    """Numbers and seals from the present journal, the backup's journal and the present database."""
    import sqlite3

    from app.services.database.journal import Journal

    journals = [Journal(folder.journal), Journal(room / container.JOURNAL)]
    numbers: dict[str, int] = {}
    issued = [journal.numbers() for journal in journals]
    if folder.database.exists():
        try:
            with closing(sqlite3.connect(folder.database)) as connection:
                issued.append(dict(connection.execute("SELECT prefix, last FROM number_series")))
        except sqlite3.DatabaseError:
            pass  # a broken database tells nothing; the journal does
    for table in issued:
        for prefix, last in table.items():
            numbers[prefix] = max(numbers.get(prefix, 0), last)
    # the journal here goes on from the one in the backup, so that its lines come last and count
    seals = [row for journal in reversed(journals) for row in journal.rows() if row.get("kind") == "seal"]
    return _Known(numbers, seals)


def _catch_up(database: Path, known: _Known, seals: tuple[Path, ...]) -> tuple[int, list[Issue]]:
    """Move the number series of the unpacked database on, bring back what was sealed since, name what it lacks."""
    from sqlalchemy import delete, select
    from sqlalchemy.orm import Session

    from app.models import NumberSeries, Setting
    from app.services import seals as sealings
    from app.services.complaints import numbers
    from app.services.database import snapshot
    from app.services.database.engine import connect
    from app.services.seals.bringing_back import SEEN as SEALS_SEEN

    issues: list[Issue] = []
    engine = connect(database)
    try:
        with Session(engine.execution_options(xiaobao_write=True)) as session, session.begin():
            have = {row.prefix: row.last for row in session.scalars(select(NumberSeries))}
            lost = sum(max(0, last - have.get(prefix, 0)) for prefix, last in known.numbers.items())
            moved = numbers.catch_up(session, known.numbers)
            session.execute(delete(Setting).where(Setting.name.in_((numbers.SEEN, SEALS_SEEN))))
            brought = sealings.put_back(session, seals, known.seals)
    finally:
        engine.dispose()
    if not snapshot.settle(database):
        raise AppError("database.damaged", exit_code=EXIT_STORAGE)
    if lost:
        issues.append(Issue("warning", "backup.numbers_ahead", {"count": lost}))
    return moved, [*issues, *brought.issues]


def _save_present(
    folder: DataFolder, progress: Progress, now: datetime | None
) -> tuple[BackupInfo | None, Path | None]:
    """A backup of what is there now; of a database too damaged for one, a copy of its files as they are."""
    if not folder.database.exists():
        return None, None
    try:
        return making.make(folder, progress=progress, now=now), None
    except AppError as error:
        if error.code not in _BROKEN:
            raise
    stamp = (now or datetime.now(UTC)).astimezone()
    aside = folder.backups / f"坏台账-{stamp:%Y%m%d-%H%M%S}"
    aside.mkdir(parents=True)
    shutil.copyfile(folder.database, aside / folder.database.name)
    return None, aside


def _keep_files(folder: DataFolder, room: Path, manifest: Manifest) -> None:
    """Put back kept files that are missing or no longer what they were; nothing is taken away."""
    import hashlib

    for member in manifest.members:
        if member.name in (container.DATABASE, container.JOURNAL, container.DRAFTS):
            continue
        path = folder.root.joinpath(*member.name.split("/"))
        if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == member.sha256:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, room.joinpath(*member.name.split("/")).read_bytes())


def _replace(folder: DataFolder, room: Path, aside: Path | None) -> None:
    """The one step that counts. No write-ahead log of the old database may meet the new one."""
    from app.services.database import snapshot

    journal = room / container.JOURNAL
    if journal.exists() and not folder.journal.exists():
        write_durably(folder.journal, journal.read_bytes())
    settled = not folder.database.exists() or snapshot.settle(folder.database)
    for ending in ("-wal", "-shm"):
        rest = folder.database.with_name(folder.database.name + ending)
        if not rest.exists():
            continue
        if aside is not None:
            rest.replace(aside / rest.name)
        elif settled:
            rest.unlink()
        else:
            raise AppError("database.in_use", exit_code=EXIT_STORAGE)
    database = room / container.DATABASE
    with database.open("rb+") as stream:
        os.fsync(stream.fileno())
    database.replace(folder.database)
    sync_folder(folder.root)


def _add_drafts(folder: DataFolder, room: Path) -> list[Issue]:
    """The drafts of the backup wait beside those that wait here: what is unfinished now is not undone by a restore.

    One whose case is in the restored register is forgotten when drafts are next read.
    """
    from app.services.drafts import Drafts

    unpacked = room / container.DRAFTS
    if not unpacked.exists():
        return []
    drafts = Drafts(folder.drafts)
    try:
        drafts.take_in(unpacked)
    except AppError as error:
        return [Issue("warning", error.code)]
    finally:
        drafts.close()
    return list(drafts.remarks())


def _write_down(folder: DataFolder, file: Path, manifest: Manifest, known: _Known) -> None:
    """The journal learns of the restore, and of numbers that only the backup or the database knew."""
    from app.services.database.journal import Journal

    journal = Journal(folder.journal)
    mine = journal.numbers()
    entries: list[dict[str, Any]] = [
        {"kind": "numbers", "prefix": prefix, "first": mine.get(prefix, 0) + 1, "last": last}
        for prefix, last in sorted(known.numbers.items())
        if last > mine.get(prefix, 0)
    ]
    database = next(member for member in manifest.members if member.name == container.DATABASE)
    entries.append(
        {
            "kind": "restore",
            "file": file.name,
            "made_at": manifest.made_at.isoformat(timespec="seconds"),
            "sha256": database.sha256,
        }
    )
    journal.append(entries)
