"""What was typed and is not finished: drafts in a small database of their own, beside the register.

A draft is durable when :meth:`Drafts.put` returns, and a draft never waits behind a long change of the register.
A damaged file is set aside with a sentence (:meth:`Drafts.remarks`) and what could still be read is carried over;
it never keeps anybody from working.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from app.errors import EXIT_STORAGE, AppError, Issue

T = TypeVar("T")

#: Kept in ``user_version``; a file of a later one is left alone.
FORMAT = 1
_BUSY_SECONDS = 5.0
_TABLE = """
CREATE TABLE IF NOT EXISTS draft (
    id TEXT PRIMARY KEY CHECK (id <> ''),
    kind TEXT NOT NULL CHECK (kind <> ''),
    at TEXT NOT NULL,
    words TEXT NOT NULL,
    content TEXT NOT NULL
)
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """Something unfinished. ``words`` tell a person what it is, ``content`` is what the page gave (plain JSON).

    The id of a new case's draft becomes the id of the case, so that a draft whose case was stored is known.
    """

    id: str
    kind: str
    at: datetime
    words: str
    content: Mapping[str, Any] = field(hash=False)


def fresh_id() -> str:
    """An id for something new: 32 hexadecimal digits, as records have them."""
    from app.models.base import new_id

    return new_id()


class Drafts:
    """The drafts of one data folder, in the file ``path``. Thread-safe; opened when first used.

    ``finished(ids)`` tells which of some ids became records: the program may have been killed between storing a
    case and dropping its draft. Every method may raise ``draft.not_stored`` (``draft.full`` for a full disk).
    """

    def __init__(self, path: Path, finished: Callable[[Collection[str]], Collection[str]] | None = None) -> None:
        self._path = path
        self._finished = finished
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._remarks: list[Issue] = []

    def put(self, id: str, kind: str, content: Mapping[str, Any], words: str = "") -> datetime:
        """Store the newest state of draft ``id``; on disk when this returns. Gives the moment it was stored."""
        at = datetime.now(UTC)
        told = words.encode("utf-8", "replace").decode("utf-8")
        row = (id, kind, at.isoformat(), told, json.dumps(dict(content)))  # half a character is kept as it came
        self._run(lambda connection: _write(connection, [row]))
        return at

    def waiting(self, kind: str | None = None) -> tuple[Draft, ...]:
        """The drafts that wait, newest first; only those of ``kind`` if one is named."""
        found = self._run(lambda connection: list(_read(connection, "ORDER BY at DESC, id DESC")))
        if self._finished is not None and found:
            done = set(self._finished([draft.id for draft in found]))
            for draft in found:
                if draft.id in done:
                    self.drop(draft.id)
            found = [draft for draft in found if draft.id not in done]
        return tuple(draft for draft in found if kind is None or draft.kind == kind)

    def get(self, id: str) -> Draft | None:
        """One draft, or None when there is none of this id."""
        return self._run(lambda connection: next(_read(connection, "WHERE id = ?", id), None))

    def drop(self, id: str) -> None:
        """Forget a draft: it was finished, or thrown away on purpose. Nothing happens if there is none."""

        def forget(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM draft WHERE id = ?", (id,))

        self._run(forget)

    def take_in(self, other: Path) -> int:
        """Add the drafts of the file ``other`` that are not here (a restored backup's); gives how many."""
        read = _salvage(other)

        def add(connection: sqlite3.Connection) -> int:
            before = connection.total_changes
            _write(connection, read, "OR IGNORE")
            return connection.total_changes - before

        return self._run(add)

    def remarks(self) -> tuple[Issue, ...]:
        """What a person should know about the file itself (it was damaged and set aside …); said once."""
        with self._lock:
            told, self._remarks = tuple(self._remarks), []
        return told

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    # -- the one way to the file ----------------------------------------------------------------------
    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with self._lock:
            try:
                return work(self._opened())
            except sqlite3.DatabaseError as error:
                self.close()
                if not _is_broken(error):
                    raise _told(error) from error
            self._set_aside("damaged")
            try:
                return work(self._opened())
            except sqlite3.DatabaseError as error:
                self.close()
                raise _told(error) from error

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = _connect(self._path)
            version = _version(self._connection)
            if version > FORMAT:
                self._connection.close()
                self._set_aside("newer")
                self._connection = _connect(self._path)
            if version != FORMAT:
                self._connection.execute(_TABLE)
                self._connection.execute(f"PRAGMA user_version={FORMAT}")
        return self._connection

    def _set_aside(self, why: str) -> None:
        """Move the file out of the way, carry over what can still be read, and remember to say so."""
        aside = _free_name(self._path, why)
        try:
            for ending in ("", "-wal", "-shm"):
                part = self._path.with_name(self._path.name + ending)
                if part.exists():
                    part.replace(aside.with_name(aside.name + ending))
        except OSError as error:
            raise AppError("draft.not_stored", exit_code=EXIT_STORAGE) from error
        kept = _salvage(aside)
        with closing(_connect(self._path)) as connection:
            connection.execute(_TABLE)
            connection.execute(f"PRAGMA user_version={FORMAT}")
            _write(connection, kept)
        code = "draft.newer" if why == "newer" else "draft.damaged"
        self._remarks.append(Issue("warning", code, {"count": len(kept), "name": aside.name}))


_Line = tuple[str, str, str, str, str]
_COLUMNS = "id, kind, at, words, content"


def _connect(path: Path) -> sqlite3.Connection:
    """WAL and full durability, as the register itself; what is dropped is overwritten."""
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "journal_size_limit=1048576"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _write(connection: sqlite3.Connection, rows: Iterable[_Line], otherwise: str = "OR REPLACE") -> None:
    with _transaction(connection):
        connection.executemany(f"INSERT {otherwise} INTO draft ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)", rows)


def _read(connection: sqlite3.Connection, rest: str, *values: str) -> Iterator[Draft]:
    for row in connection.execute(f"SELECT {_COLUMNS} FROM draft {rest}", values).fetchall():
        try:
            yield _draft(row)
        except (ValueError, TypeError) as error:  # what nobody can read is damage like any other
            raise sqlite3.DatabaseError("malformed draft") from error


def _draft(row: _Line) -> Draft:
    id, kind, at, words, content = row
    read = json.loads(content)
    if not isinstance(read, dict):
        raise TypeError("a draft is a table of fields")
    return Draft(id, kind, datetime.fromisoformat(at), words, read)


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.DatabaseError):
            connection.execute("ROLLBACK")
        raise


def _salvage(path: Path) -> list[_Line]:
    """Every draft in ``path`` that can be read, from both ends of the table; none where there is no reading."""
    found: dict[str, _Line] = {}
    if not path.exists():
        return []
    for order in ("ASC", "DESC"):
        with (
            contextlib.suppress(sqlite3.DatabaseError),
            closing(sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)) as connection,
        ):
            for row in connection.execute(f"SELECT {_COLUMNS} FROM draft ORDER BY rowid {order}"):
                with contextlib.suppress(ValueError, TypeError):
                    _draft(row)
                    found.setdefault(row[0], row)
    return list(found.values())


def _free_name(path: Path, why: str) -> Path:
    stem = f"{path.stem}-{why}-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    free, count = path.with_name(f"{stem}{path.suffix}"), 1
    while free.exists():
        count += 1
        free = path.with_name(f"{stem}-{count}{path.suffix}")
    return free


def _is_broken(error: sqlite3.DatabaseError) -> bool:
    words = str(error)
    return "malformed" in words or "not a database" in words or "no such column" in words or "no such table" in words


def _told(error: sqlite3.DatabaseError) -> AppError:
    code = "draft.full" if "disk is full" in str(error) else "draft.not_stored"
    return AppError(code, exit_code=EXIT_STORAGE)
