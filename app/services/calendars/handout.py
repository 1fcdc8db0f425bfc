"""The file with which a city hands out holidays and time limits: written, read back, refused when it is damaged.

The format is described in ``resources/calendar/README.md``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.durable import write_durably
from app.errors import EXIT_STORAGE, AppError
from app.services.calendars import years
from app.services.calendars.faces import Holiday
from app.services.calendars.rules import FIELDS, Values

FORMAT, VERSION = "xiaobao-calendar", 1
SUFFIX = ".xbcal"
_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Handout:
    """What a file holds. ``issued_by`` is an office's name; ``rules`` are values by field."""

    issued_by: str
    issued_on: date
    years: Mapping[int, tuple[Holiday, ...]]
    rules: tuple[Values, ...] = ()


def write(path: Path, handout: Handout) -> None:
    """Write the file durably. Raises ``file.*``."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "issued_by": handout.issued_by,
        "issued_on": handout.issued_on.isoformat(),
        "years": {str(year): [_plain(one) for one in known] for year, known in sorted(handout.years.items())},
        "rules": [{name: _text(rule[name]) for name in FIELDS} for rule in handout.rules],
    }
    whole = {**content, "sha256": checksum(content)}
    write_durably(path, (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode())


def read(path: Path) -> Handout:
    """Read a file.

    Raises ``file.not_found``, ``file.not_readable``; ``calendar.file_other`` for a file of another kind,
    ``calendar.file_newer`` for one of a newer program, ``calendar.file_damaged`` for one that is not as it was written.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise AppError("calendar.file_other", file=path.name)
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise AppError("file.not_found", path=path) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise AppError("file.not_readable", exit_code=EXIT_STORAGE, path=path, reason=why) from error
    try:
        whole = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        code = "calendar.file_damaged" if FORMAT.encode() in data else "calendar.file_other"
        raise AppError(code, file=path.name) from error
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise AppError("calendar.file_other", file=path.name)
    if isinstance(whole.get("version"), int) and whole["version"] > VERSION:
        raise AppError("calendar.file_newer", file=path.name)
    try:
        if whole.pop("sha256", None) != checksum(whole):
            raise ValueError("checksum")
        return _understood(whole)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise AppError("calendar.file_damaged", file=path.name) from error


def checksum(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content as JSON with sorted names and without spaces, in UTF-8. ``ValueError`` for half of a
    character, which only a damaged file has."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _understood(whole: Mapping[str, Any]) -> Handout:
    known = {int(year): tuple(_holiday(one) for one in held) for year, held in whole["years"].items()}
    for year, held in known.items():
        if any(issue.severity == "error" for issue in years.check(year, held)):
            raise ValueError(f"holidays of {year}")
    given = tuple({name: str(rule[name]) for name in FIELDS} for rule in whole["rules"])
    return Handout(str(whole["issued_by"]), date.fromisoformat(whole["issued_on"]), known, given)


def _holiday(one: Mapping[str, Any]) -> Holiday:
    worked = tuple(date.fromisoformat(day) for day in one["worked"])
    return Holiday(str(one["name"]), date.fromisoformat(one["first"]), date.fromisoformat(one["last"]), worked)


def _plain(one: Holiday) -> dict[str, Any]:
    return {
        "name": one.name,
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "worked": [day.isoformat() for day in one.worked],
    }


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def chosen(wanted: Sequence[int]) -> tuple[int, ...]:
    """The years to hand out, each once; raises ``calendar.no_years``."""
    if not wanted:
        raise AppError("calendar.no_years")
    return tuple(sorted(set(wanted)))
