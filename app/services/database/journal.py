"""The journal: issued numbers and seals, append-only and hash-chained, beside the database.

A database restored from an older backup has forgotten numbers it gave out; the journal has not. Each line
is a JSON object with ``prev`` (the hash of the line before) and ``hash`` (of itself). Format::

    {"at": "...Z", "kind": "numbers", "prefix": "...", "first": 1, "last": 3, "prev": "...", "hash": "..."}
    {"at": "...Z", "kind": "seal", "office": "...", "template": "...", "period": "...", "revision": 1, ...}
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.durable import storage_error

_FIRST = "0" * 64
_TAIL = 65536


class Journal:
    """Appends under the database's write lock, so two processes never interleave."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, entries: list[dict[str, Any]]) -> None:
        """Write ``entries`` durably, each chained to the one before it."""
        if not entries:
            return
        previous = self._last_hash()
        lines = []
        stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        for entry in entries:
            row = {"at": stamp, **entry, "prev": previous}
            previous = row["hash"] = _hash(row)
            lines.append(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
        try:
            torn = self._ends_torn()
            with self._path.open("ab") as stream:
                stream.write(b"\n" * torn + ("\n".join(lines) + "\n").encode())
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise storage_error(error, self._path) from error

    def numbers(self, since: int = 0) -> dict[str, int]:
        """The highest serial issued for each prefix; ``since`` as for :meth:`rows`."""
        highest: dict[str, int] = {}
        for row in self.rows(since):
            if row.get("kind") == "numbers":
                highest[row["prefix"]] = max(highest.get(row["prefix"], 0), int(row["last"]))
        return highest

    def end(self) -> int:
        """How long the journal is, in bytes."""
        return self._path.stat().st_size if self._path.exists() else 0

    def rows(self, since: int = 0) -> Iterator[dict[str, Any]]:
        """All whole lines, in order. A line torn by a power cut was never acknowledged and is passed over.

        ``since`` passes over the first so many bytes (an earlier :meth:`end`); a journal that is shorter than
        that is another one and is read whole.
        """
        if not self._path.exists():
            return
        with self._path.open("rb") as stream:
            if 0 < since <= self.end():
                stream.seek(since)
            for line in stream:
                try:
                    row = json.loads(line)
                except ValueError:
                    continue
                if isinstance(row, dict):
                    yield row

    def broken_at(self) -> int | None:
        """The first line (from 1) whose chain does not hold, or None when the journal is whole."""
        previous = _FIRST
        for number, row in enumerate(self.rows(), 1):
            if row.get("prev") != previous or row.get("hash") != _hash(row):
                return number
            previous = row["hash"]
        return None

    def _last_hash(self) -> str:
        if not self._path.exists():
            return _FIRST
        with self._path.open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            window = min(size, _TAIL)
            while True:
                stream.seek(size - window)
                for line in reversed(stream.read().splitlines()):
                    try:
                        return str(json.loads(line)["hash"])
                    except (ValueError, KeyError, TypeError):
                        continue
                if window == size:
                    return _FIRST
                window = min(size, window * 16)  # a line longer than the window

    def _ends_torn(self) -> bool:
        if not self._path.exists() or self._path.stat().st_size == 0:
            return False
        with self._path.open("rb") as stream:
            stream.seek(-1, os.SEEK_END)
            return stream.read(1) != b"\n"


def _hash(row: dict[str, Any]) -> str:
    body = {name: value for name, value in row.items() if name != "hash"}
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
