"""Printing from the window: a PDF made beside the data, handed to the program of this PC that shows and prints it.

Such files hold personal data; what was made before today is taken away when the next one is made.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from app.errors import AppError

if TYPE_CHECKING:
    from app.progress import Progress
    from app.ui.context import Context
    from app.ui.jobs import Job

_KEPT = 24 * 3600.0


def open_file(path: Path) -> bool:
    """Have this PC's own program show ``path``; False when there is none."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def place_for(root: Path, name: str) -> Path:
    """Where a PDF that is only to be printed goes; older ones are taken away."""
    folder = root / "prints"
    folder.mkdir(exist_ok=True)
    old = time.time() - _KEPT
    for path in folder.iterdir():
        with suppress(OSError):  # still open in a viewer
            if path.stat().st_mtime < old:
                path.unlink()
    return folder / name


def print_forms(
    context: Context,
    ids: Sequence[str],
    name: str,
    done: Callable[[Path, bool], object],
    failed: Callable[[AppError], object],
    owner: QObject,
) -> Job:
    """Make the forms of cases (an empty one for no ids) and open them: ``done(path, opened)``."""
    printing, root = context.services.printing, context.folder.root

    def work(progress: Progress) -> Path:
        path = place_for(root, name)
        try:
            printing.write_forms(path, ids, progress=progress)
        except AppError:
            if not path.exists():
                raise
            path = path.with_stem(f"{path.stem} {time.time_ns() % 1_000_000}")  # a viewer holds the one before
            printing.write_forms(path, ids, progress=progress)
        return path

    return context.jobs.read(work, lambda path: done(path, open_file(path)), long=True, failed=failed, owner=owner)
