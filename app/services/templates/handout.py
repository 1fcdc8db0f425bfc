"""The one file that carries a template to another office: written, read back, refused when it is damaged.

The format is described in ``resources/templates/README.md``. A file is somebody else's: its parts are read within
limits, and its workbook is looked at in the reader process before anything is believed.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.durable import write_durably
from app.errors import EXIT_STORAGE, AppError
from app.services.excel.definition import Definition, load_definition

FORMAT, VERSION = "xiaobao-template", 1
SUFFIX = ".xbmb"
_HEAD = "template.json"
_MAPPING = "mapping.toml"
_INDICATORS = "indicators.json"
_OWN, _SUFFIXES = ("xlsx", "xlsm"), ("xlsx", "xlsm", "xls", "et")
_MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Handout:
    """What a file holds: the mapping's text, the workbook, the city's own file when it is .xls or .et, and the issuing
    office's own indicators that the mapping speaks of (as :func:`indicators.own.carried` gives them)."""

    issued_by: str
    issued_on: date
    mapping: str
    workbook: bytes
    suffix: str = "xlsx"
    original: bytes | None = None
    indicators: tuple[dict[str, Any], ...] = ()

    @property
    def definition(self) -> Definition:
        """The mapping, understood."""
        return load_definition(self.mapping)


def write(path: Path, handout: Handout) -> bytes:
    """Write the file durably; gives its bytes. The same template gives the same file. Raises ``file.*``."""
    head = handout.definition.template
    parts = {_MAPPING: handout.mapping.encode(), "workbook.xlsx": handout.workbook}
    if handout.original is not None:
        parts[f"original.{handout.suffix}"] = handout.original
    if handout.indicators:
        parts[_INDICATORS] = json.dumps(handout.indicators, ensure_ascii=False, indent=1, sort_keys=True).encode()
    content = {
        "format": FORMAT,
        "version": VERSION,
        "template": head.id,
        "template_version": head.version,
        "title": head.title,
        "valid_from": head.valid_from,
        "valid_until": head.valid_until,
        "periods": list(head.periods),
        "suffix": handout.suffix,
        "issued_by": handout.issued_by,
        "issued_on": handout.issued_on.isoformat(),
        "parts": {
            name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in parts.items()
        },
    }
    whole = json.dumps({**content, "sha256": checksum(content)}, ensure_ascii=False, indent=1) + "\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {_HEAD: whole.encode(), **parts}.items():
            # a fixed time, so that the same template is the same file
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    write_durably(path, out.getvalue())
    return out.getvalue()


def read(path: Path) -> Handout:
    """Read a file.

    Raises ``file.not_found``, ``file.not_readable``; ``template.file_other`` for a file of another kind,
    ``template.file_newer`` for one of a newer program, ``template.file_damaged`` for one that is not as it was written.
    """
    data = _bytes_of(path)
    if not data.startswith(b"PK"):
        raise AppError("template.file_other", file=path.name)
    try:
        parts = _parts(data)
        whole = json.loads(parts[_HEAD].decode("utf-8"))
    except (KeyError, ValueError, RecursionError, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        # a broken zip that still names our first part is ours, cut or scratched on the stick
        code = "template.file_damaged" if data[:200].find(_HEAD.encode()) > 0 else "template.file_other"
        raise AppError(code, file=path.name) from error
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise AppError("template.file_other", file=path.name)
    if isinstance(whole.get("version"), int) and whole["version"] > VERSION:
        raise AppError("template.file_newer", file=path.name)
    try:
        return _understood(whole, parts)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise AppError("template.file_damaged", file=path.name) from error


def checksum(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content as JSON with sorted names and without spaces, in UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise AppError("template.file_other", file=path.name)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise AppError("file.not_found", path=path) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise AppError("file.not_readable", exit_code=EXIT_STORAGE, path=path, reason=why) from error


def _parts(data: bytes) -> dict[str, bytes]:
    """The parts of the zip. Raises ``ValueError`` for what is too much or not a whole zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > 8 or sum(member.file_size for member in members) > _MOST_BYTES:
                raise ValueError("too much")
            return {member.filename: archive.read(member) for member in members}
    except (zipfile.BadZipFile, zlib.error) as error:
        raise ValueError("not a whole zip") from error


def _understood(whole: dict[str, Any], parts: Mapping[str, bytes]) -> Handout:
    if whole.pop("sha256", None) != checksum(whole):
        raise ValueError("checksum")
    told: dict[str, Any] = whole["parts"]
    if {_HEAD, *told} != set(parts):
        raise ValueError("parts")
    for name, about in told.items():
        if about["sha256"] != hashlib.sha256(parts[name]).hexdigest():
            raise ValueError(name)
    suffix = str(whole["suffix"])
    if suffix not in _SUFFIXES or (suffix not in _OWN and f"original.{suffix}" not in parts):
        raise ValueError("suffix")
    mapping = parts[_MAPPING].decode("utf-8")
    try:
        head = load_definition(mapping).template
    except AppError as error:
        raise ValueError("mapping") from error
    if (head.id, head.version) != (whole["template"], whole["template_version"]):
        raise ValueError("another mapping")
    return Handout(
        issued_by=str(whole["issued_by"]),
        issued_on=date.fromisoformat(whole["issued_on"]),
        mapping=mapping,
        workbook=parts["workbook.xlsx"],
        suffix=suffix,
        original=parts.get(f"original.{suffix}"),
        indicators=tuple(dict(one) for one in json.loads(parts.get(_INDICATORS, b"[]"))),
    )
