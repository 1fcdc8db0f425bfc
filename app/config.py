"""Settings of this PC: a small TOML file of tables, written durably. Not data of the office.

Who has settings reads and changes one table of his own; the other tables of the file stay as they are. A file
that cannot be read is no reason not to start: it counts as empty and is written anew.
"""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Mapping
from pathlib import Path

from app.durable import write_durably
from app.errors import AppError

_log = logging.getLogger(__name__)


class SettingsFile:
    """One settings file. Values are truth values, numbers, text, and lists of these."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def table(self, name: str) -> dict[str, object]:
        """The table ``name`` as it stands in the file now; empty when there is none."""
        found = self._read().get(name)
        return dict(found) if isinstance(found, dict) else {}

    def change(self, name: str, values: Mapping[str, object]) -> bool:
        """Set ``values`` in the table ``name``. A disk that refuses costs the memory, not the work: False."""
        tables = self._read()
        old = tables.get(name)
        tables[name] = {**(old if isinstance(old, dict) else {}), **values}
        return self._write(tables)

    def replace(self, name: str, values: Mapping[str, object]) -> bool:
        """Make ``values`` all there is in the table ``name``; answers as :meth:`change`."""
        tables = self._read()
        tables.pop(name, None)
        tables[name] = dict(values)
        return self._write(tables)

    def _write(self, tables: Mapping[str, object]) -> bool:
        try:
            write_durably(self._path, to_toml(tables).encode())
        except AppError as error:
            _log.warning("settings not written: %s", error.code)
            return False
        return True

    def _read(self) -> dict[str, object]:
        try:
            return tomllib.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            _log.warning("settings not readable: %s", type(error).__name__)
            return {}


def to_toml(tables: Mapping[str, object]) -> str:
    """TOML of values and of tables of values, which is all a settings file holds."""
    loose = [f"{_key(key)} = {_value(value)}" for key, value in tables.items() if not isinstance(value, dict)]
    lines = [*loose, ""] if loose else []
    for name, inner in tables.items():
        if isinstance(inner, dict):
            lines += [f"[{_key(name)}]", *(f"{_key(key)} = {_value(value)}" for key, value in inner.items()), ""]
    return "\n".join(lines)


def _key(name: str) -> str:
    return name if name and all(c.isascii() and (c.isalnum() or c in "-_") for c in name) else _value(name)


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case list() | tuple():
            return "[" + ", ".join(_value(item) for item in value) + "]"
        case _:
            return '"' + "".join(_escape(character) for character in str(value)) + '"'


def _escape(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if ord(character) < 32 or ord(character) == 127:
        return f"\\u{ord(character):04x}"
    return character
