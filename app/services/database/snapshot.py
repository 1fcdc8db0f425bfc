"""A whole copy of a database through SQLite's backup API, and looking a database file over without the program.

A file copy of a database in use misses what is still in its write-ahead log; the backup API does not.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import EXIT_STORAGE, AppError
from app.progress import SILENT, Progress
from app.services.database.engine import BUSY_SECONDS, storage_problem

#: Tables whose rows are counted into a backup and compared after it was written.
COUNTED = ("complaint", "event", "enquiry", "figure", "return", "return_value", "submission", "office", "template")
_PAGES = 2048


@dataclass(frozen=True, slots=True)
class Facts:
    """What a database file says about itself. ``office`` is the code of its home ("" before set-up)."""

    schema: str | None
    office: str = ""
    office_name: str = ""
    counts: dict[str, int] = field(default_factory=dict)


def copy_whole(source: Path, target: Path, progress: Progress = SILENT, what: str = "复制数据库") -> None:
    """Copy ``source`` as it is at this moment to the new file ``target``, while others go on writing.

    The copy stands alone (no write-ahead log). Raises ``database.damaged``, ``database.full`` and the like.
    """
    with _told(), closing(_open(source)) as old, closing(_open(target)) as new:
        old.execute("BEGIN")  # one view for all steps: what others write meanwhile neither enters nor restarts
        old.execute("SELECT count(*) FROM sqlite_master").fetchone()

        def told(_status: int, remaining: int, total: int) -> None:
            progress.step(total - remaining, total, what)

        old.backup(new, pages=_PAGES, progress=told)
        new.execute("PRAGMA journal_mode=DELETE").fetchone()
        new.execute("PRAGMA synchronous=FULL")


def look_over(path: Path, *, thorough: bool = True) -> Facts:
    """Check that ``path`` is a sound database and say what is in it; raises ``database.damaged``.

    ``thorough`` reads every page (``quick_check``).
    """
    with _told(), closing(_open(path)) as connection:
        if thorough:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()
            if found is None or found[0] != "ok":
                raise AppError("database.damaged", exit_code=EXIT_STORAGE)
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        schema = None
        if "alembic_version" in tables:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            schema = str(row[0]) if row else None
        office = name = ""
        if {"setting", "office"} <= tables:
            row = connection.execute(
                "SELECT o.code, o.name FROM setting s JOIN office o ON o.code = s.value WHERE s.name = 'home'"
            ).fetchone()
            office, name = row or ("", "")
        counts = {
            table: int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])
            for table in COUNTED
            if table in tables
        }
        return Facts(schema, office, name, counts)


def settle(path: Path) -> bool:
    """Bring everything into the one file ``path``, so that it can be replaced: no write-ahead log is left.

    For use while nobody else has the folder. False when the file is too damaged for that.
    """
    try:
        with closing(_open(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.DatabaseError:
        return False
    return bool(mode) and str(mode[0]) == "delete" and not path.with_name(path.name + "-wal").exists()


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        told = storage_problem(str(error))
        if told is None:
            raise
        raise AppError(told, exit_code=EXIT_STORAGE) from error
