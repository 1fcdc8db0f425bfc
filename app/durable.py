"""Writing files so that a power cut leaves either the old file or the whole new one."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from app.errors import EXIT_STORAGE, AppError


def write_durably(path: Path, data: bytes) -> None:
    """Write ``data`` beside ``path``, fsync, rename over it, fsync the folder.

    Raises ``file.no_space``, ``file.no_permission``, ``file.folder_missing`` or ``file.not_written``; the
    old file, if any, is then untouched and nothing half-written is left.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise storage_error(error, path) from error


@contextlib.contextmanager
def written_durably(path: Path) -> Iterator[BinaryIO]:
    """A stream to write what shall stand at ``path``: as :func:`write_durably`, for what is too large for memory.

    Leaving the block with an exception leaves the old file, if any, untouched.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("x+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise storage_error(error, path) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` last. Windows cannot open folders and needs no such call."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def storage_error(error: OSError, path: Path) -> AppError:
    """The expected problem behind an ``OSError`` met while writing ``path``."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return AppError("file.no_space", exit_code=EXIT_STORAGE, path=path)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return AppError("file.no_permission", exit_code=EXIT_STORAGE, path=path)
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return AppError("file.folder_missing", exit_code=EXIT_STORAGE, path=path)
    return AppError("file.not_written", exit_code=EXIT_STORAGE, path=path, reason=error.strerror or str(error))
