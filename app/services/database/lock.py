"""Who may use a data folder: everyone shares it, restore and migration have it alone.

The lock is SQLite's own: a shared or an exclusive lock on a tiny database file. It works the same on every
system and a crash releases it.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from app.errors import EXIT_STORAGE, AppError


class FolderLock:
    """One process's hold on a data folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def shared(self) -> None:
        """Use the folder beside others; raises ``database.in_use`` while someone has it alone."""
        self._take("BEGIN", wait=5.0)

    def exclusive(self) -> None:
        """Have the folder alone; raises ``database.in_use`` while anyone else uses it."""
        self._take("BEGIN EXCLUSIVE", wait=1.0)

    def release(self) -> None:
        """Give the hold up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _take(self, begin: str, wait: float) -> None:
        self.release()
        try:
            connection = sqlite3.connect(self._path, timeout=wait, isolation_level=None, check_same_thread=False)
        except sqlite3.OperationalError as error:
            raise AppError("database.not_opened", exit_code=EXIT_STORAGE, path=self._path) from error
        try:
            # two small files opened first by two processes at once may both try to make the table
            with contextlib.suppress(sqlite3.OperationalError):
                connection.execute("CREATE TABLE IF NOT EXISTS hold (nobody INTEGER)")
            connection.execute(begin)
            connection.execute("SELECT * FROM hold").fetchall()
        except sqlite3.OperationalError as error:
            connection.close()
            raise AppError("database.in_use", exit_code=EXIT_STORAGE) from error
        self._connection = connection
