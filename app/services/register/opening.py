"""Opening a register: its bytes, and every sheet as rows of cells, read once and looked at as often as needed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.progress import SILENT, Progress

if TYPE_CHECKING:
    from app.services.excel.grid import Grid

    Reading = Callable[[bytes, str], tuple[Grid, ...]]

#: A register of 100,000 rows is large but honest.
_MEMORY, _SECONDS = 3 << 30, 180.0


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was when it was opened: its name without folders, its bytes and their hash, its sheets."""

    file: str
    sha256: str
    data: bytes = field(repr=False)
    grids: tuple[Grid, ...] = field(repr=False)


def open_register(path: Path, progress: Progress = SILENT, read_grid: Reading | None = None) -> Source:
    """Read ``path``. ``read_grid`` (bytes, file name) replaces the reader process, for callers that have one.

    Raises ``file.*`` and ``excel.*`` for files that cannot be read.
    """
    from app.services.excel.kinds import load

    progress.step(0, 0, "读取文件")
    data, _ = load(path)
    grids = read_grid(data, path.name) if read_grid else _read_apart(data, path.name, progress)
    return Source(path.name, hashlib.sha256(data).hexdigest(), data, grids)


def _read_apart(data: bytes, name: str, progress: Progress) -> tuple[Grid, ...]:
    from app.services.excel.sandbox import ReaderProcess

    with ReaderProcess(memory=_MEMORY, seconds=_SECONDS) as reader:
        reader.waiting = lambda: progress.step(0, 0, "读取文件")
        return reader.read_grid(data, name)
