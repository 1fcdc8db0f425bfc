"""A return onto a stick: its workbook and a PDF of its sheets, written whole, read again, compared.

Both files are made first and counted against the free space; they are written beside their final names, read back
from the stick and only then renamed. Whatever goes wrong, nothing half-written is left and older files stay.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.durable import sync_folder
from app.errors import EXIT_STORAGE, AppError, Issue
from app.progress import SILENT, Progress
from app.services.database.place import on_linux, place_of, unescaped

if TYPE_CHECKING:
    from app.services.periods import Period
    from app.services.returns import Returns
    from app.services.returns.leaving import Goal

#: Bytes a file system needs beside the files themselves (its own tables, the folder's entries).
_SLACK = 64 * 1024
_GONE = frozenset({errno.ENODEV, errno.ENXIO, errno.EIO, errno.ENOENT, errno.ENOTDIR, errno.ESTALE})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_PROTECTED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
#: What Windows says: write-protected, not ready, wrong disk, disk full (twice), no longer there.
_WINDOWS = {19: "protected", 21: "gone", 34: "gone", 39: "full", 112: "full", 433: "gone", 1167: "gone"}
#: Bytes of a name before its ending: what every file system takes.
_LONGEST_NAME = 240
#: Characters no file system of a stick takes.
_FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|', "_"))


@dataclass(frozen=True, slots=True)
class Stick:
    """A stick that is plugged in. ``name`` as its owner called it, ``free`` bytes (None: it does not say)."""

    path: Path
    name: str
    free: int | None
    writable: bool = True


@dataclass(frozen=True, slots=True)
class Exported:
    """A return written to ``folder`` and read back equal. ``cells`` were compared, ``blank`` of them hold nothing."""

    folder: Path
    workbook: Path
    pdf: Path | None
    sha256: str
    revision: int
    cells: int
    blank: int
    issues: tuple[Issue, ...] = ()


def sticks() -> tuple[Stick, ...]:
    """The sticks plugged in now, in the order of the system. Bounded: reads a list of mounts, nothing of the sticks."""
    if sys.platform == "win32":
        return tuple(_windows_sticks())
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ()
    return tuple(linux_sticks(mounts, Path("/sys")))


def linux_sticks(mountinfo: str, sysfs: Path) -> Iterator[Stick]:
    """:func:`sticks` from the text of ``/proc/self/mountinfo`` and the tree of ``/sys``."""
    seen: set[Path] = set()
    for line in mountinfo.splitlines():
        before = line.partition(" - ")[0].split()
        if len(before) < 6:
            continue
        point = Path(unescaped(before[4]))
        if point in seen or point == Path("/") or not point.is_dir():
            continue
        if on_linux(point, mountinfo, sysfs) == "removable":
            seen.add(point)
            yield Stick(point, point.name, free_on(point), "ro" not in before[5].split(","))


def free_on(folder: Path) -> int | None:
    """Bytes free where ``folder`` is, None when it cannot be told."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return None
    return usage.free if usage.total else None  # a file system without a size says nothing of room


if sys.platform == "win32":

    def _windows_sticks() -> Iterator[Stick]:
        import ctypes
        import string

        kernel = ctypes.windll.kernel32
        drives = kernel.GetLogicalDrives()
        for at, letter in enumerate(string.ascii_uppercase):
            root = f"{letter}:\\"
            if not drives & (1 << at) or kernel.GetDriveTypeW(root) != 2:
                continue
            name, flags = ctypes.create_unicode_buffer(261), ctypes.c_ulong()
            read = kernel.GetVolumeInformationW(root, name, 261, None, None, ctypes.byref(flags), None, 0)
            if read:  # a card reader without a card is a drive as well
                yield Stick(Path(root), name.value or f"{letter} 盘", free_on(Path(root)), not flags.value & 0x80000)


def names(office: str, period: Period, title: str, revision: int, suffix: str = ".xlsx") -> tuple[str, str]:
    """The names of the workbook and of the PDF: office, period, title, and from the second on the revision."""
    again = f"第{revision}版" if revision > 1 else ""
    said = f"{office}{period.label}{title}".translate(_FORBIDDEN).strip(" .")
    while len((said + again).encode()) > _LONGEST_NAME:
        said = said[:-1]
    stem = said.rstrip(" .") + again
    return f"{stem}{suffix}", f"{stem}.pdf"


def export(
    returns: Returns,
    template: str,
    period: Period,
    folder: Path,
    *,
    office: str,
    title: str,
    today: date,
    by: str = "",
    pdf: bool = True,
    progress: Progress = SILENT,
) -> Exported:
    """Write the return of ``period`` into ``folder``: the workbook, and unless ``pdf`` is False its sheets as a PDF.

    The workbook has the city's own format (.xls, .et, .xlsm); a sealed return is written as it was sealed. Raises
    ``export.full`` (with what is left and what is needed), ``export.gone``, ``export.protected``, ``export.not_equal``
    and ``file.not_written``, ``Cancelled`` up to the moment the files get their names, and what filling raises. That it
    left is kept with the return (``exported_at``).
    """
    from app.services.reports.sheets_pdf import render

    progress.step(0, 5, "算出要写的表")
    with tempfile.TemporaryDirectory(prefix="export-") as made:
        filled = returns.fill(template, period, Path(made) / "return", today=today, by=by)
        data = filled.out.read_bytes()
    book_name, pdf_name = names(office, period, title, filled.revision, f".{filled.suffix}")
    parts = [(folder / book_name, data)]
    if pdf:
        progress.step(1, 5, "画出打印用的 PDF")
        parts.append((folder / pdf_name, render(filled.workbook, title=f"{office} {title} {period.label}")))
    write_all(folder, parts, progress)
    returns.note_exported(template, period, filled.revision, goal_of(folder))
    written = folder / pdf_name if pdf else None
    return Exported(
        folder, folder / book_name, written, filled.sha256, filled.revision, filled.cells, filled.blank, filled.issues
    )


def goal_of(folder: Path) -> Goal:
    """Onto what something written to ``folder`` goes: a stick, this PC, or another one."""
    place = place_of(folder)
    return "stick" if place == "removable" else "network" if place == "network" else "folder"


def write_all(folder: Path, parts: Sequence[tuple[Path, bytes]], progress: Progress = SILENT) -> None:
    """Write all files of ``parts`` into ``folder`` or none: written beside, read back, compared, then renamed."""
    need = sum(len(data) for _, data in parts) + _SLACK
    if not folder.is_dir():
        raise AppError("export.gone", exit_code=EXIT_STORAGE, place=_called(folder))
    beside = [(path.with_name(f".{secrets.token_hex(6)}.part"), path, data) for path, data in parts]
    try:
        left = free_on(folder)
        if left is not None and left < need:
            raise _full(folder, need)
        for at, (part, path, data) in enumerate(beside):
            progress.step(2 + at, 5, f"写 {path.name}")
            _put(part, data)
        progress.step(4, 5, "重新读一遍，和这里的核对")
        for part, path, data in beside:
            if not _same(part, data):
                raise AppError("export.not_equal", exit_code=EXIT_STORAGE, file=path.name, place=_called(folder))
        for part, path, _data in beside:
            part.replace(path)
        sync_folder(folder)
    except OSError as error:
        raise _told(error, folder, need) from error
    finally:
        for part, _path, _data in beside:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
    progress.step(5, 5, "写好了")


def _put(path: Path, data: bytes) -> None:
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _same(path: Path, data: bytes) -> bool:
    """Whether what stands at ``path`` is ``data``; read from the stick itself where the system can be asked to."""
    with path.open("rb", buffering=0) as stream:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(stream, "sha256").digest() == hashlib.sha256(data).digest()


def _told(error: OSError, folder: Path, need: int) -> AppError:
    """The expected problem behind an ``OSError`` met while writing to a stick."""
    kind = _WINDOWS.get(getattr(error, "winerror", None) or 0, "")
    if kind == "full" or error.errno in _FULL:
        return _full(folder, need)
    if not folder.is_dir() or kind == "gone" or (not kind and error.errno in _GONE):
        return AppError("export.gone", exit_code=EXIT_STORAGE, place=_called(folder))
    if kind == "protected" or error.errno in _PROTECTED:
        return AppError("export.protected", exit_code=EXIT_STORAGE, place=_called(folder))
    return AppError("file.not_written", exit_code=EXIT_STORAGE, path=folder, reason=error.strerror or str(error))


def _full(folder: Path, need: int) -> AppError:
    left = free_on(folder)
    words = "几乎没有地方了" if left is None else f"还剩 {megabytes(left)}"
    return AppError("export.full", exit_code=EXIT_STORAGE, place=_called(folder), left=words, need=megabytes(need))


def megabytes(size: int) -> str:
    """A size as people say it: «0.3 MB», «14 GB»."""
    if size >= 1 << 30:
        return f"{size / (1 << 30):.1f} GB"
    return f"{max(size, 0) / (1 << 20):.1f} MB"


def _called(folder: Path) -> str:
    return folder.name or str(folder)
