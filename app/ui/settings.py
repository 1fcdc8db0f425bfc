"""Choices of this PC that the window remembers: letter size, theme, size of the window, last folders.

They stand in the data folder's ``settings.toml``, one table ``[window]``; other tables are kept as they are.
A file that cannot be read is no reason not to start: the defaults hold and the file is written anew.
"""

from __future__ import annotations

import logging
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from app.durable import write_durably
from app.errors import AppError

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """``office``, ``person`` and ``level`` are what the side bar showed last, so that it can paint at once."""

    scale: float = 1.0
    theme: str = "light"
    width: int = 0
    height: int = 0
    maximised: bool = True
    office: str = ""
    person: str = ""
    level: str = ""
    export_folder: str = ""
    collect_folder: str = ""


class Settings:
    """The settings file; ``change`` writes at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._others: dict[str, object] = {}
        self.window = self._read()

    def _read(self) -> WindowSettings:
        try:
            table = tomllib.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return WindowSettings()
        except (OSError, ValueError) as error:
            _log.warning("settings not readable: %s", type(error).__name__)
            return WindowSettings()
        mine = table.pop("window", {})
        self._others = table
        known = {field.name: field for field in fields(WindowSettings)}
        taken: dict[str, Any] = {}
        for name, value in (mine if isinstance(mine, dict) else {}).items():
            default: object = known[name].default if name in known else None
            if isinstance(default, float) and isinstance(value, int | float):
                taken[name] = float(value)
            elif type(value) is type(default):
                taken[name] = value
        return WindowSettings(**taken)

    def change(self, **values: object) -> None:
        """Remember ``values``. A disk that refuses costs the memory, not the work: it is only logged."""
        changed = replace(self.window, **values)  # type: ignore[arg-type]  # names are checked by the dataclass
        if changed == self.window:
            return
        self.window = changed
        text = _toml({**self._others, "window": asdict(changed)})
        try:
            write_durably(self._path, text.encode())
        except AppError as error:
            _log.warning("settings not written: %s", error.code)


def _toml(table: dict[str, object]) -> str:
    """TOML of scalars and of tables of scalars or lists of scalars, which is all a settings file holds."""
    loose = [f"{key} = {_value(value)}" for key, value in table.items() if not isinstance(value, dict)]
    lines = [*loose, ""] if loose else []
    for name, inner in table.items():
        if isinstance(inner, dict):
            lines += [f"[{name}]", *(f"{key} = {_value(value)}" for key, value in inner.items()), ""]
    return "\n".join(lines)


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case list():
            return "[" + ", ".join(_value(item) for item in value) + "]"
        case _:
            escaped = "".join(_escape(character) for character in str(value))
            return f'"{escaped}"'


def _escape(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if ord(character) < 32 or ord(character) == 127:
        return f"\\u{ord(character):04x}"
    return character
