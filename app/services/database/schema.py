"""The schema: its revision, creating it, and migrating with a backup first."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app import paths
from app.errors import EXIT_STORAGE, AppError
from app.services.database.lock import FolderLock

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

#: The revision this program writes; a test holds it against the migrations.
HEAD = "0004"


def revision_of(path: Path) -> str | None:
    """The schema revision of a database, with one statement and without SQLAlchemy; None when it has none."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=15)
    except sqlite3.OperationalError as error:
        raise AppError("database.not_opened", exit_code=EXIT_STORAGE) from error
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        return None
    except sqlite3.DatabaseError as error:
        raise AppError("database.damaged", exit_code=EXIT_STORAGE) from error
    finally:
        connection.close()
    return str(row[0]) if row else None


def bring_up_to_date(path: Path, lock: Path, before: Callable[[], object] | None = None) -> bool:
    """Migrate the database to :data:`HEAD` if it is older; ``before`` makes the backup.

    Returns whether anything was done. Raises ``database.newer`` for a database of a later program and
    ``database.in_use`` when someone else uses the folder.
    """
    found = revision_of(path)
    if found == HEAD:
        return False
    if found is not None and found not in known_revisions():
        raise AppError("database.newer", exit_code=EXIT_STORAGE, found=found, known=HEAD)
    alone = FolderLock(lock)
    alone.exclusive()
    try:
        if before is not None and found is not None:
            before()
        migrate(path)
    finally:
        alone.release()
    return True


def migrate(path: Path, target: str = "head") -> None:
    """Run the migrations on ``path`` in one transaction, foreign keys off (a table rebuild would cascade)."""
    from alembic import command
    from sqlalchemy import URL, create_engine, event

    engine = create_engine(URL.create("sqlite", database=str(path)))

    @event.listens_for(engine, "connect")
    def prepare(raw: sqlite3.Connection, _record: object) -> None:
        raw.isolation_level = None
        for pragma in ("foreign_keys=OFF", "journal_mode=WAL", "synchronous=FULL"):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN EXCLUSIVE")

    try:
        with engine.connect() as connection, connection.begin():
            command.upgrade(_config(connection), target)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise AppError("database.damaged", exit_code=EXIT_STORAGE)
    finally:
        engine.dispose()


@cache
def known_revisions() -> frozenset[str]:
    """Every revision this program can migrate from."""
    from alembic.script import ScriptDirectory

    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def _config(connection: Connection | None = None) -> Config:
    from alembic.config import Config

    # Its own default is whatever standard output was at import; what it says is for nobody, and ours is for JSON.
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(paths.migrations()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
