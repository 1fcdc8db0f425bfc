"""The file store: bytes kept under their own SHA-256 in the data folder, whole or not at all.

The same bytes are kept once, whatever they were called; no name of a person is ever a file's name here. A file
stays as long as a row of the database names its hash (see :mod:`app.services.stored`).
"""

from __future__ import annotations

import contextlib
import hashlib
import math
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from app.durable import storage_error, sync_folder, write_durably
from app.errors import EXIT_STORAGE, AppError
from app.progress import SILENT, Progress

#: Bytes that stay free on the disk of the data folder: the register must be able to go on.
RESERVE = 500 * 1024 * 1024
#: Seconds after which what a broken-off copy left behind is swept away.
_STALE = 86400
_CHUNK = 1 << 20
_HASH = re.compile(r"[0-9a-f]{64}")


class Store:
    """Kept files below ``root``: ``root/<first two digits>/<sha256>``. Safe from several threads and processes."""

    def __init__(self, root: Path, *, reserve: int = RESERVE) -> None:
        self.root = root
        self._reserve = reserve

    def put(self, data: bytes) -> str:
        """Keep ``data``; returns its SHA-256. Raises ``file.no_space`` and the like."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        if not self._kept_already(sha256):
            self._make_place(target)
            write_durably(target, data)
        return sha256

    def put_file(self, source: Path, progress: Progress = SILENT, *, at_most: int | None = None) -> str:
        """Copy a file in; returns its SHA-256.

        Copied beside, flushed to the disk, then renamed: a stick pulled out half way leaves nothing. Raises
        ``file.not_found``, ``store.interrupted`` (the source cannot be read on), ``store.nearly_full``,
        ``file.no_space`` and the like, ``attachment.too_large`` when it turns out longer than ``at_most`` bytes,
        and ``Cancelled``.
        """
        try:
            size = source.stat().st_size
        except FileNotFoundError as error:
            raise AppError("file.not_found", path=source) from error
        except OSError as error:
            raise _interrupted(source, error) from error
        self.room_for(size)
        beside = self.root / f".{secrets.token_hex(8)}.part"
        try:
            self._make_place(beside)
            sha256 = self._copied(source, beside, size, progress, at_most)
            target = self.path(sha256)
            if self._kept_already(sha256):
                beside.unlink()
            else:
                self._make_place(target)
                _moved(beside, target)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
        return sha256

    def path(self, sha256: str) -> Path:
        """Where the file of a hash is or would be. Raises ``ValueError`` for what is no hash."""
        if not _HASH.fullmatch(sha256):
            raise ValueError("not a SHA-256")
        return self.root / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether a file of this hash is there (not whether it is whole)."""
        return self.path(sha256).is_file()

    def read(self, sha256: str) -> bytes:
        """The bytes, proved to be those that were kept. Raises ``store.missing``, ``store.damaged``,
        ``file.not_readable``."""
        path = self.path(sha256)
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise AppError("store.missing", exit_code=EXIT_STORAGE, short=sha256[:8]) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise AppError("file.not_readable", exit_code=EXIT_STORAGE, path=path, reason=reason) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise AppError("store.damaged", exit_code=EXIT_STORAGE, short=sha256[:8])
        return data

    def whole(self, sha256: str) -> bool:
        """Whether the file of a hash is there and its bytes are those of the hash."""
        try:
            with self.path(sha256).open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() == sha256
        except OSError:
            return False

    def _kept_already(self, sha256: str) -> bool:
        """Whether it is there and whole; then it counts as new again for :meth:`hashes`."""
        if not self.whole(sha256):
            return False
        with contextlib.suppress(OSError):
            os.utime(self.path(sha256))
        return True

    def remove(self, sha256: str) -> int:
        """Remove a file nobody names any more; returns the bytes freed. What is gone or held open is left."""
        path = self.path(sha256)
        try:
            size = path.stat().st_size
            path.unlink()
        except OSError:
            return 0  # the next sweep tries again
        return size

    def hashes(self, *, older: float = 0) -> Iterator[str]:
        """The hashes of all files that are there, or of those that came more than ``older`` seconds ago."""
        if not self.root.is_dir():
            return
        until = time.time() - older
        for folder in sorted(self.root.iterdir()):
            if folder.is_dir() and len(folder.name) == 2:
                for path in sorted(folder.iterdir()):
                    if _HASH.fullmatch(path.name) and (not older or _came(path) < until):
                        yield path.name

    def size(self, sha256: str) -> int:
        """Bytes of a kept file; 0 when it is not there."""
        try:
            return self.path(sha256).stat().st_size
        except OSError:
            return 0

    def room_for(self, size: int) -> None:
        """Raises ``store.nearly_full`` when ``size`` more bytes would not leave the reserve."""
        near = next(place for place in (self.root, *self.root.parents) if place.exists())
        free = shutil.disk_usage(near).free
        if free - size < self._reserve:
            raise AppError(
                "store.nearly_full",
                exit_code=EXIT_STORAGE,
                free=in_words(free),
                size=in_words(size),
                reserve=in_words(self._reserve),
            )

    def sweep_halves(self) -> None:
        """Remove what copies broken off by a power cut left behind."""
        if not self.root.is_dir():
            return
        for part in (*self.root.glob(".*.part"), *self.root.glob("*/.*.part")):
            with contextlib.suppress(OSError):
                if time.time() - part.stat().st_mtime > _STALE:
                    part.unlink()

    def _copied(self, source: Path, beside: Path, size: int, progress: Progress, at_most: int | None) -> str:
        """Copy, flush; returns the hash."""
        digest = hashlib.sha256()
        done = 0
        with _reading(source) as stream, _writing(beside) as target:
            while chunk := _chunk(stream, source):
                done += len(chunk)
                if at_most is not None and done > at_most:
                    raise AppError(
                        "attachment.too_large", file=source.name, size=in_words(done), most=in_words(at_most)
                    )
                progress.step(done, max(size, done), "存文件")
                digest.update(chunk)
                with _telling(beside):
                    target.write(chunk)
            with _telling(beside):
                target.flush()
                os.fsync(target.fileno())
        return digest.hexdigest()

    def _make_place(self, target: Path) -> None:
        with _telling(target):
            target.parent.mkdir(parents=True, exist_ok=True)


def in_words(size: int) -> str:
    """A number of bytes as a person reads it: «380 KB», «4.2 MB»."""
    if size < 1024:
        return f"{size} 字节"
    if size < 1024 * 1024:
        return f"{size / 1024:.0f} KB"
    if size < 10 * 1024 * 1024:
        return f"{size / 1024 / 1024:.1f} MB"
    if size < 10 * 1024 * 1024 * 1024:
        return f"{size / 1024 / 1024:.0f} MB"
    return f"{size / 1024 / 1024 / 1024:.0f} GB"


def _came(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return math.inf


def _interrupted(source: Path, error: OSError) -> AppError:
    return AppError("store.interrupted", file=source.name, reason=error.strerror or str(error))


@contextlib.contextmanager
def _reading(source: Path) -> Iterator[BinaryIO]:
    try:
        stream = source.open("rb")
    except FileNotFoundError as error:
        raise AppError("file.not_found", path=source) from error
    except OSError as error:
        raise _interrupted(source, error) from error
    try:
        yield stream
    finally:
        with contextlib.suppress(OSError):
            stream.close()


@contextlib.contextmanager
def _writing(beside: Path) -> Iterator[BinaryIO]:
    with _telling(beside):
        stream = beside.open("xb")
    try:
        yield stream
    finally:
        with contextlib.suppress(OSError):
            stream.close()


def _chunk(stream: BinaryIO, source: Path) -> bytes:
    try:
        return stream.read(_CHUNK)
    except OSError as error:
        raise _interrupted(source, error) from error


def _moved(beside: Path, target: Path) -> None:
    with _telling(target):
        beside.replace(target)
        sync_folder(target.parent)


@contextlib.contextmanager
def _telling(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise storage_error(error, place) from error
