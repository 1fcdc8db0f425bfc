"""Choices of this PC that the window remembers: letter size, theme, size of the window, last folders.

They stand in the data folder's ``settings.toml``, table ``[window]``. Values that make no sense are passed over.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from app.config import SettingsFile


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """``office``, ``person`` and ``level`` are what the side bar showed last, so that it can paint at once.

    ``clerk`` is who works at this PC: the name under every change; ``clerks`` who has worked here, one a line, the
    last one first. ``list_…`` is how the list of cases was left: columns and sort by their keys, conditions as JSON,
    whether numbers of persons are masked on paper. ``due_group`` is the group of 待办 looked at last,
    ``told_differences`` names the differences of sealed returns that somebody has read about on the first page.
    """

    scale: float = 1.0
    theme: str = "light"
    width: int = 0
    height: int = 0
    maximised: bool = True
    office: str = ""
    person: str = ""
    level: str = ""
    clerk: str = ""
    clerks: str = ""
    export_folder: str = ""
    collect_folder: str = ""
    list_columns: str = ""
    list_sort: str = ""
    list_conditions: str = ""
    list_masked: bool = True
    due_group: str = ""
    told_differences: str = ""


class Settings:
    """The window's settings; ``change`` writes at once."""

    def __init__(self, path: Path) -> None:
        self._file = SettingsFile(path)
        self.window = self._read()

    def _read(self) -> WindowSettings:
        known = {field.name: field for field in fields(WindowSettings)}
        taken: dict[str, Any] = {}
        for name, value in self._file.table("window").items():
            default: object = known[name].default if name in known else None
            if isinstance(default, float) and isinstance(value, int | float):
                taken[name] = float(value)
            elif type(value) is type(default):
                taken[name] = value
        return WindowSettings(**taken)

    def change(self, **values: object) -> None:
        """Remember ``values``, now and, if the disk lets us, for the next time."""
        changed = replace(self.window, **values)  # type: ignore[arg-type]  # names are checked by the dataclass
        if changed == self.window:
            return
        self.window = changed
        self._file.change("window", asdict(changed))
