"""Set-up files: what a county gives its stations (and a city its counties) so that the first start asks nothing.

A set-up file (``.xbset``) is a zip with ``setup.toml`` and the templates in use:

    [setup]
    format = 1
    level = "station"            # county or station
    code = "331122003"           # 6 digits, a station's 9
    name = "城关消费维权监督站"
    parent = "331122"            # the office above, with its name
    parent_name = "青溪县消保委"
    machine = "02"               # two digits, one for each PC of the office
    scale = 1.5                  # letter size, 1.0 to 2.0
    # templates/0.toml + templates/0.xlsx, templates/1.toml + …

It holds no personal data and no records.
"""

from __future__ import annotations

import io
import os
import re
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.config import to_toml
from app.durable import write_durably
from app.errors import AppError
from app.paths import DataFolder

if TYPE_CHECKING:
    from app.services.database import Database
    from app.services.offices import Home

ENDING = ".xbset"
FORMAT = 1
SCALES = (1.0, 1.25, 1.5, 1.75, 2.0)
#: More than a city's workbooks ever need; what is larger is no set-up file.
_LARGEST = 40_000_000
_MOST_PARTS = 60


@dataclass(frozen=True, slots=True)
class SetUp:
    """What a first start needs to know. ``templates`` are (mapping, workbook); ``machine`` is two digits."""

    level: str
    code: str
    name: str
    parent: str
    parent_name: str
    machine: str = "01"
    scale: float = 1.0
    templates: tuple[tuple[str, bytes], ...] = ()


def propose(
    database: Database, *, code: str, name: str, level: str = "station", machine: str = "01", scale: float = 1.5
) -> SetUp:
    """A set-up for an office below this one, with this folder's templates.

    Raises ``office.bad_code``, ``office.bad_level``, ``office.no_name``, ``office.bad_parent``,
    ``office.bad_machine``, ``setup.bad_scale``.
    """
    from app.services import offices, templates

    with database.read() as session:
        home = offices.read_home(session).office
        made = SetUp(level, code.strip(), name.strip(), home.code, home.name, machine, scale, templates.files(session))
    _check(made)
    return made


def write(path: Path, made: SetUp) -> None:
    """Write the set-up file; raises the ``file.*`` errors of :func:`write_durably`."""
    head = {
        "format": FORMAT,
        "level": made.level,
        "code": made.code,
        "name": made.name,
        "parent": made.parent,
        "parent_name": made.parent_name,
        "machine": made.machine,
        "scale": made.scale,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _part(archive, "setup.toml", to_toml({"setup": head}).encode())
        for at, (mapping, workbook) in enumerate(made.templates):
            _part(archive, f"templates/{at}.toml", mapping.encode())
            _part(archive, f"templates/{at}.xlsx", workbook)
    write_durably(path, out.getvalue())


def _part(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    # A fixed time, so that the same set-up is the same file.
    archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def read(path: Path) -> SetUp:
    """What a set-up file says; raises ``setup.not_readable``, ``setup.newer``, ``setup.incomplete`` and what
    :func:`propose` raises for an office that cannot be."""
    try:
        if path.stat().st_size > _LARGEST:
            raise AppError("setup.not_readable", path=path.name)
        with zipfile.ZipFile(path) as archive:
            parts = _parts(archive, path)
        head = tomllib.loads(parts["setup.toml"].decode("utf-8")).get("setup", {})
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, RuntimeError) as error:
        raise AppError("setup.not_readable", path=path.name) from error
    if not isinstance(head, dict) or not isinstance(head.get("format"), int):
        raise AppError("setup.not_readable", path=path.name)
    if head["format"] > FORMAT:
        raise AppError("setup.newer", path=path.name)
    words = {name: head.get(name, "") for name in ("level", "code", "name", "parent", "parent_name", "machine")}
    missing = [name for name, word in words.items() if not isinstance(word, str) or not word]
    scale = head.get("scale", 1.0)
    if missing or not isinstance(scale, int | float) or isinstance(scale, bool):
        raise AppError("setup.incomplete", path=path.name, missing="、".join(missing) or "scale")
    made = SetUp(**words, scale=float(scale), templates=_templates(parts))
    _check(made)
    return made


def _parts(archive: zipfile.ZipFile, path: Path) -> dict[str, bytes]:
    members = archive.infolist()
    if len(members) > _MOST_PARTS or sum(member.file_size for member in members) > _LARGEST:
        raise AppError("setup.not_readable", path=path.name)
    return {member.filename: archive.read(member) for member in members if not member.is_dir()}


def _templates(parts: dict[str, bytes]) -> tuple[tuple[str, bytes], ...]:
    found = []
    for name in sorted(parts):
        workbook = parts.get(re.sub(r"\.toml$", ".xlsx", name))
        if re.fullmatch(r"templates/[0-9]+\.toml", name) and workbook is not None:
            found.append((parts[name].decode("utf-8"), workbook))
    return tuple(found)


def _check(made: SetUp) -> None:
    from app.services import offices
    from app.services.practice import MACHINE as PRACTICE_MACHINE

    offices.check_new(made.level, made.name, made.code, made.parent, made.machine)
    if made.machine == PRACTICE_MACHINE:
        raise AppError("office.machine_of_practice")
    if not SCALES[0] <= made.scale <= SCALES[-1]:
        raise AppError("setup.bad_scale", found=made.scale)


def begin(folder: DataFolder, made: SetUp) -> Home:
    """Make ``folder`` the home of the office the set-up names, with the templates it brings.

    Raises what :func:`app.services.offices.create` raises, and ``excel.bad_definition`` for a broken template;
    then nothing was made.
    """
    from app.services import offices
    from app.services.excel.definition import load_definition

    for mapping, _ in made.templates:
        load_definition(mapping)
    return offices.create(
        folder,
        level=made.level,
        name=made.name,
        code=made.code,
        parent=made.parent,
        parent_name=made.parent_name,
        machine=made.machine,
        templates=made.templates,
    )


def nearby(folder: DataFolder) -> tuple[Path, ...]:
    """Set-up files where people put them: beside the data, beside the program, on the desktop, on USB sticks."""
    found: dict[Path, None] = {}
    for place in _places(folder):
        try:
            here = sorted(entry for entry in place.iterdir() if entry.suffix.lower() == ENDING and entry.is_file())
        except OSError:
            continue
        found.update(dict.fromkeys(here))
    return tuple(found)


def _places(folder: DataFolder) -> Iterable[Path]:
    yield folder.root
    yield folder.root.parent
    yield Path(sys.executable).parent if getattr(sys, "frozen", False) else Path.cwd()
    home = Path.home()
    for name in ("Desktop", "桌面", "Downloads", "下载"):
        yield home / name
    if os.name == "nt":
        yield from (Path(f"{letter}:\\") for letter in "DEFGHIJKL")
        return
    for mounts in (Path("/media") / home.name, Path("/run/media") / home.name, Path("/media")):
        try:
            yield from sorted(entry for entry in mounts.iterdir() if entry.is_dir())
        except OSError:
            continue
