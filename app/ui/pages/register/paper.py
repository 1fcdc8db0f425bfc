"""Paper out of the register: forms shown in the window, and files handed to another program of this PC.

Such files hold personal data; what was made before today is taken away when the next one is made.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

if TYPE_CHECKING:
    from app.progress import Progress
    from app.ui.context import Context

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


def show_forms(context: Context, ids: Sequence[str], title: str, name: str, fact: str = "") -> None:
    """Show the registration forms of cases (an empty one for no ids) as they will be printed, as file ``name``."""
    printing = context.services.printing

    def make(progress: Progress) -> bytes:
        return printing.forms(ids, progress=progress)[0]

    context.go("preview", title=title, fact=fact, make=make, name=name)
