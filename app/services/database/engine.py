"""Connections and transactions: one factory, SQLite in WAL mode with full durability."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.errors import EXIT_STORAGE, AppError
from app.paths import DataFolder
from app.services.database.journal import Journal
from app.services.database.lock import FolderLock
from app.services.database.sql import gb_order

BUSY_SECONDS = 15.0


class Database:
    """The database of one data folder. Thread-safe; each ``read`` or ``write`` is one transaction."""

    def __init__(self, folder: DataFolder, *, create: bool = False) -> None:
        """Open; raises ``database.missing`` when there is none and ``create`` is false."""
        if not create and not folder.database.exists():
            raise AppError("database.missing", exit_code=EXIT_STORAGE, path=folder.root)
        self.folder = folder
        self.journal = Journal(folder.journal)
        self.lock = FolderLock(folder.lock)
        self.lock.shared()
        self.engine = connect(folder.database)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent view; nothing can be changed in it."""
        with telling_storage_errors(), Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session
            session.rollback()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """The one writer: takes the write lock at once, commits at the end, rolls back on any exception."""
        writer = self.engine.execution_options(xiaobao_write=True)
        with telling_storage_errors(), Session(writer, expire_on_commit=False) as session, session.begin():
            session.connection()
            yield session

    def close(self) -> None:
        """Close all connections and release the folder."""
        self.engine.dispose()
        self.lock.release()


def connect(path: Path) -> Engine:
    """An engine on ``path``: foreign keys on, WAL, ``synchronous=FULL``, explicit BEGIN."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        pool_size=4,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("PRAGMA cache_size=-65536")
        connection.create_function("pinyin_order", 1, gb_order, deterministic=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("xiaobao_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


@contextmanager
def telling_storage_errors() -> Iterator[None]:
    """Turn a full disk, a locked or a damaged database into expected problems."""
    try:
        yield
    except DBAPIError as error:
        told = storage_problem(str(error.orig))
        if told is None:
            raise
        raise AppError(told, exit_code=EXIT_STORAGE) from error


def storage_problem(text: str) -> str | None:
    """The message code behind SQLite's words; None when they tell of a bug of ours."""
    for words, code in (
        ("database or disk is full", "database.full"),
        ("database is locked", "database.busy"),
        ("malformed", "database.damaged"),
        ("not a database", "database.damaged"),
        ("disk I/O error", "database.disk"),
        ("readonly database", "database.readonly"),
        ("unable to open database", "database.not_opened"),
    ):
        if words in text:
            return code
    return None
