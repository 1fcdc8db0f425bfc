"""LibreOffice as a second opinion on workbooks: what it computes, and how many pages it prints.

It echoes stored results even when told to recalculate, so it is given copies whose formula results were removed.
A machine without it fails the tests that need it; they are never skipped in silence.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from app.services.excel.scan import scan_workbook
from tests.services.excel.workbooks import change_parts

_RESULT = re.compile(rb"(</f>|<f\b[^>]*/>)<v>[^<]*</v>")
#: How far apart two results may be, of the larger.
_TOLERANCE = Decimal("1e-9")


def convert(files: Mapping[str, bytes], kind: str, folder: Path) -> dict[str, Path]:
    """The workbooks (by name without ending) as ``xlsx`` or ``pdf``; one start of LibreOffice for all of them."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.fail("LibreOffice Calc is missing; on Debian: apt-get install --no-install-recommends libreoffice-calc")
    source, out = folder / "given", folder / kind
    source.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, data in files.items():
        path = source / f"{name}.xlsx"
        path.write_bytes(data)
        paths.append(str(path))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--norestore", "--convert-to", kind, "--outdir", str(out), *paths]
    done = subprocess.run(command, capture_output=True, timeout=300, check=False)
    made = {name: out / f"{name}.{kind}" for name in files}
    lost = [name for name, path in made.items() if not path.exists()]
    assert not lost, f"LibreOffice did not convert {lost}: {done.stderr.decode(errors='replace')}"
    return made


def without_results(data: bytes) -> bytes:
    """The workbook with the stored result of every formula removed."""
    return change_parts(
        data, lambda name, part: _RESULT.sub(rb"\1", part) if name.startswith("xl/worksheets/") else part
    )


def formulas(data: bytes) -> list[tuple[str, str]]:
    """(sheet, cell) of every formula of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def differences(files: Mapping[str, bytes], folder: Path) -> dict[str, list[str]]:
    """By workbook, the formulas whose stored result is not what LibreOffice computes: ``表!B7 5 ≠ 6``."""
    bare = {name: without_results(data) for name, data in files.items()}
    for name, data in bare.items():
        assert not _stored(data, formulas(data)), f"{name}: results are still there"
    made = convert(bare, "xlsx", folder)
    wrong: dict[str, list[str]] = {}
    for name, data in files.items():
        places = formulas(data)
        assert places, f"{name} has no formulas"
        ours, theirs = _stored(data, places), _stored(made[name].read_bytes(), places)
        wrong[name] = [
            f"{sheet}!{cell} {mine} ≠ {other}"
            for sheet, cell in places
            if not _equal(mine := ours.get((sheet, cell)), other := theirs.get((sheet, cell)))
        ]
    return wrong


def _stored(data: bytes, places: list[tuple[str, str]]) -> dict[tuple[str, str], Decimal | str]:
    """Stored results; formulas without one are not in it, an empty text is nothing."""
    facts = scan_workbook(data)
    found: dict[tuple[str, str], Decimal | str] = {}
    for sheet, cell in places:
        content = facts.by_name[sheet].content(cell)
        if content.number is not None:
            found[sheet, cell] = content.number
        elif content.state != "uncalculated" and content.text:
            found[sheet, cell] = content.text
    return found


def _equal(one: Decimal | str | None, other: Decimal | str | None) -> bool:
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return abs(one - other) <= _TOLERANCE * max(abs(one), abs(other), Decimal(1))
    return one == other
