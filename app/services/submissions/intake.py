"""Files named by a person: folders opened, known bytes recognised, originals kept by their hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.durable import write_durably
from app.errors import AppError
from app.paths import DataFolder

#: What a return may be called; anything else in a folder is passed over.
ENDINGS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".zip", ".rar", ".7z", ".htm", ".html", ".xml"})
_LARGEST = 64 * 1024 * 1024


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files meant: named ones as they are, of folders every workbook below, in order of names.

    Raises ``file.not_found`` for a path that is not there.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.is_file() and p.suffix.lower() in ENDINGS)
            found.extend(p for p in inside if not p.name.startswith(("~$", ".")))
        elif path.is_file():
            found.append(path)
        else:
            raise AppError("file.not_found", path=path)
    return list(dict.fromkeys(found))


def read_bytes(path: Path) -> bytes:
    """A file's bytes; raises ``file.not_readable`` or ``submission.too_large``."""
    try:
        if path.stat().st_size > _LARGEST:
            raise AppError("submission.too_large", file=path.name)
        return path.read_bytes()
    except OSError as error:
        raise AppError("file.not_readable", path=path, reason=error.strerror or "") from error


def digest_of(data: bytes) -> str:
    """The SHA-256 a file is known by."""
    return hashlib.sha256(data).hexdigest()


def keep(folder: DataFolder, sha256: str, suffix: str, data: bytes) -> Path:
    """Keep a file as it came; what is there already is not written again."""
    place = folder.originals / sha256[:2]
    target = place / f"{sha256}{suffix.lower()}"
    if not target.exists():
        place.mkdir(parents=True, exist_ok=True)
        write_durably(target, data)
    return target


def original(folder: DataFolder, sha256: str) -> Path | None:
    """Where a file is kept, if it is."""
    found: Sequence[Path] = sorted((folder.originals / sha256[:2]).glob(f"{sha256}.*"))
    return found[0] if found else None
