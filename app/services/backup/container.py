"""The backup file: a zip of a manifest, the database, the journal, and kept files.

Members: ``xiaobao.db``, ``journal.jsonl``, ``drafts.db``, ``originals/…``, ``attachments/…``, ``seals/…`` and, last,
``manifest.json`` with size and SHA-256 of each of them. Format 2; format 1 had no seals. A file of this kind ends in
``.xbk``.
"""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

import msgspec

from app.errors import AppError
from app.progress import SILENT, Progress

FORMAT = 2
SUFFIX = ".xbk"
MANIFEST = "manifest.json"
DATABASE = "xiaobao.db"
JOURNAL = "journal.jsonl"
DRAFTS = "drafts.db"
KEPT = ("originals", "attachments", "seals")
_CHUNK = 1 << 20
_LONGEST_MANIFEST = 64 << 20
_PACKED = frozenset((".xlsx", ".xlsm", ".zip", ".jpg", ".jpeg", ".png", ".pdf", ".docx", ".gz"))
_MEMBER = re.compile(rf"{'|'.join(map(re.escape, (DATABASE, JOURNAL, DRAFTS)))}|(?:{'|'.join(KEPT)})(?:/[^/\\:]+)+")


class Member(msgspec.Struct, frozen=True):
    """One file in the container."""

    name: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What a backup says about itself; ``made_at`` has its offset from UTC."""

    format: int
    program: str
    schema: str | None
    office: str
    office_name: str
    made_at: datetime
    counts: dict[str, int]
    members: list[Member]


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """One backup file. ``counts`` are rows by table; ``size`` is the file's, in bytes."""

    path: Path
    office: str
    office_name: str
    made_at: datetime
    schema: str | None
    size: int
    counts: dict[str, int] = field(hash=False)

    def as_dict(self) -> dict[str, object]:
        """The shape the command line prints."""
        return {
            "file": str(self.path),
            "office": self.office,
            "office_name": self.office_name,
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "schema": self.schema,
            "size": self.size,
            "counts": self.counts,
        }


def pack(
    target: IO[bytes],
    files: Sequence[tuple[str, Path]],
    describe: Callable[[list[Member]], Manifest],
    made_at: datetime,
    progress: Progress = SILENT,
) -> Manifest:
    """Write ``files`` (name in the container, path) and the manifest that ``describe`` makes of them.

    A kept file that goes meanwhile is left out: only what no row names any more is ever removed.
    """
    files = [(name, path) for name, path in files if not _is_kept(name) or path.exists()]
    total = sum(_size(path) for _, path in files)
    done = 0
    members: list[Member] = []
    with zipfile.ZipFile(target, "w", compression=zipfile.ZIP_DEFLATED, compresslevel=1) as container:
        for name, path in files:
            info = zipfile.ZipInfo(name, made_at.timetuple()[:6])
            packed = name.startswith(f"{KEPT[1]}/") or path.suffix.lower() in _PACKED
            info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            digest = hashlib.sha256()
            size = 0
            try:
                source = path.open("rb")
            except FileNotFoundError:
                if _is_kept(name):
                    continue
                raise
            with source, container.open(info, "w", force_zip64=True) as sink:
                while chunk := source.read(_CHUNK):
                    progress.step(done + size, total, "写备份文件")
                    digest.update(chunk)
                    sink.write(chunk)
                    size += len(chunk)
            done += size
            members.append(Member(name, size, digest.hexdigest()))
        manifest = describe(members)
        info = zipfile.ZipInfo(MANIFEST, made_at.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        container.writestr(info, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    return manifest


def _is_kept(name: str) -> bool:
    return name.startswith(tuple(f"{folder}/" for folder in KEPT))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def read_manifest(path: Path) -> Manifest:
    """What ``path`` says about itself, without reading it through.

    Raises ``file.not_found``, ``file.not_readable``, ``backup.not_a_backup``, ``backup.damaged``, ``backup.newer``.
    """
    with _opened(path) as container:
        return _manifest(container, path)


def read_all(
    path: Path,
    place: Callable[[Member], Path | None],
    progress: Progress = SILENT,
    what: str = "核对备份文件",
) -> Manifest:
    """Read every member and check its size and hash; ``place`` says where to put it (None: nowhere).

    Raises as :func:`read_manifest`. An ``OSError`` of writing is passed on to the caller, who knows the place.
    """
    with _opened(path) as container:
        manifest = _manifest(container, path)
        total = sum(member.size for member in manifest.members)
        done = 0
        for member in manifest.members:
            to = place(member)
            with _sink(to) as sink:
                for chunk in _chunks(container, path, member):
                    progress.step(done, total, what)
                    sink.write(chunk)
                    done += len(chunk)
        progress.step(done, total, what)
    return manifest


@contextmanager
def _sink(to: Path | None) -> Iterator[IO[bytes]]:
    """A file to write to, on disk when closed; without ``to``, one that forgets."""
    with (to or Path(os.devnull)).open("wb") as stream:
        yield stream
        if to is not None:
            stream.flush()
            os.fsync(stream.fileno())


def info_of(path: Path, manifest: Manifest) -> BackupInfo:
    """``manifest`` as the rest of the program knows it."""
    return BackupInfo(
        path,
        manifest.office,
        manifest.office_name,
        manifest.made_at,
        manifest.schema,
        path.stat().st_size,
        manifest.counts,
    )


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        with path.open("rb") as stream:
            head = stream.read(4)
    except FileNotFoundError as error:
        raise AppError("file.not_found", path=path) from error
    except OSError as error:
        raise AppError("file.not_readable", path=path, reason=error.strerror or "") from error
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _damaged(path) if head == b"PK\x03\x04" else AppError("backup.not_a_backup", file=path.name) from error
    except OSError as error:
        raise AppError("file.not_readable", path=path, reason=error.strerror or "") from error


def _manifest(container: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        entry = container.getinfo(MANIFEST)
    except KeyError as error:
        raise AppError("backup.not_a_backup", file=path.name) from error
    if entry.file_size > _LONGEST_MANIFEST:
        raise AppError("backup.not_a_backup", file=path.name)
    try:
        text = container.read(entry)
        form = msgspec.json.decode(text, type=_Form)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise _damaged(path) from error
    except msgspec.MsgspecError as error:
        raise AppError("backup.not_a_backup", file=path.name) from error
    if form.format > FORMAT:
        raise AppError("backup.newer", file=path.name)
    try:
        manifest = msgspec.json.decode(text, type=Manifest)
    except msgspec.MsgspecError as error:
        raise AppError("backup.not_a_backup", file=path.name) from error
    names = [member.name for member in manifest.members]
    if (
        DATABASE not in names
        or len(set(names)) != len(names)
        or any(not _MEMBER.fullmatch(name) or ".." in name.split("/") for name in names)
        or manifest.made_at.tzinfo is None
    ):
        raise AppError("backup.not_a_backup", file=path.name)
    return manifest


class _Form(msgspec.Struct):
    format: int


def _chunks(container: zipfile.ZipFile, path: Path, member: Member) -> Iterator[bytes]:
    """The bytes of ``member``; raises ``backup.damaged`` when they are not what the manifest says."""
    digest = hashlib.sha256()
    size = 0
    try:
        with container.open(member.name) as source:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                if size > member.size:
                    raise _damaged(path)
                digest.update(chunk)
                yield chunk
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _damaged(path) from error
    except OSError as error:
        raise AppError("file.not_readable", path=path, reason=error.strerror or "") from error
    if size != member.size or digest.hexdigest() != member.sha256:
        raise _damaged(path)


def _damaged(path: Path) -> AppError:
    return AppError("backup.damaged", file=path.name)
