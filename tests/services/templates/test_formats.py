"""A city's .xls or .et: converted by a program of this PC, compared, and the return goes back as it came.

Where LibreOffice is missing the tests that need it say so and are skipped; the way without a converter is always shown.
"""

from __future__ import annotations

import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest

from app.bootstrap import Services
from app.errors import AppError
from app.progress import SILENT, Cancelled, Progress
from app.services import templates
from app.services.database import Database
from app.services.excel.definition import load_definition
from app.services.excel.foreign import opened
from app.services.excel.manifest import Manifest
from app.services.excel.patcher import fill
from app.services.excel.scan import scan_workbook
from app.services.templates import converters, formats
from app.services.templates.converters import Converter
from app.services.templates.records import Template, TemplateInfo
from app.services.values import Value
from tests.services.excel.workbooks import MAPPING, SHEET, template

FOUND = [one for one in converters.found() if one.kind == "soffice"]
needs_libreoffice = pytest.mark.skipif(not FOUND, reason="LibreOffice Calc is not installed: nothing can convert here")
DEFINITION = load_definition(MAPPING)
MANIFEST = Manifest("monthly", "2026.1", "330109", "萧山区消保委", "2026-03")


def of_format(suffix: str) -> Template:
    info = TemplateInfo("monthly", "2026.1", "月报", "", "", "", ("month",), 5, "bound", suffix)
    return Template(info, DEFINITION, template())


def filled() -> bytes:
    values = {cell.key: Value.of(number) for number, cell in enumerate(DEFINITION.plain_cells, start=1)}
    return fill(template(), DEFINITION, values, {"office": "萧山区消保委", "period": "2026年3月"}, MANIFEST).data


def playing(tmp_path: Path, script: str) -> Converter:
    """A program that behaves as ``script`` says; the last argument is the file, the one before the folder."""
    path = tmp_path / "program"
    path.write_text(f"#!{sys.executable}\nimport sys, time, pathlib\n{script}\n")
    path.chmod(0o755)
    return Converter("LibreOffice", "soffice", str(path))


@needs_libreoffice
@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", ["xls", "et"])
def test_an_old_workbook_becomes_one_to_work_with_and_goes_back_as_it_came(suffix: str) -> None:
    old = FOUND[0].convert(template(), "xlsx", suffix, "月报.xlsx", SILENT)
    assert old.startswith(b"\xd0\xcf\x11\xe0")  # the compound file both old formats are
    new = formats.to_xlsx(old, suffix, f"月报.{suffix}")
    facts = scan_workbook(new)
    assert [sheet.name for sheet in facts.sheets] == [sheet.name for sheet in scan_workbook(template()).sheets]
    assert facts.by_name[SHEET].cells["B6"].formula is not None
    ending, back = formats.in_city_format(of_format(suffix), filled())
    assert ending == suffix
    with opened(back, "back") as book:
        rows = book.get_sheet_by_name(SHEET).to_python()
    meant = scan_workbook(filled()).by_name[SHEET]
    for cell, row, column in (("B6", 5, 1), ("B8", 7, 1), ("D9", 8, 3), ("F12", 11, 5)):
        assert Decimal(str(rows[row][column])) == meant.content(cell).number


@needs_libreoffice
@pytest.mark.libreoffice
def test_the_service_converts_a_file_of_the_city(county: Database, tmp_path: Path) -> None:
    path = tmp_path / "市里的表.xls"
    path.write_bytes(FOUND[0].convert(template(), "xlsx", "xls", "月报.xlsx", SILENT))
    data = Services(county).templates.convert(path)
    assert scan_workbook(data).by_name[SHEET].text(6, 1).replace(" ", "") == "合计"


@pytest.mark.parametrize("suffix", ["xlsx", "xlsm"])
def test_new_workbooks_are_left_as_they_are(suffix: str) -> None:
    assert formats.to_xlsx(b"bytes", suffix, "x", programs=()) == b"bytes"
    assert formats.in_city_format(of_format(suffix), b"bytes", programs=()) == (suffix, b"bytes")


@pytest.mark.parametrize("suffix", ["xls", "et"])
def test_without_a_program_the_steps_are_told(suffix: str) -> None:
    for attempt in (
        lambda: formats.to_xlsx(b"\xd0\xcf", suffix, f"表.{suffix}", programs=()),
        lambda: formats.in_city_format(of_format(suffix), filled(), programs=()),
    ):
        with pytest.raises(AppError) as refused:
            attempt()
        assert refused.value.code == "template.no_converter"
        assert f".{suffix}" in refused.value.message
        assert "另存为" in refused.value.message


def test_other_endings_are_refused() -> None:
    with pytest.raises(AppError) as refused:
        formats.to_xlsx(b"", "pdf", "x.pdf")
    assert refused.value.code == "template.format_unknown"


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in program is a script with a first line")
def test_a_program_that_fails_or_writes_nothing_is_told(tmp_path: Path) -> None:
    program = playing(tmp_path, "print('source file could not be loaded'); sys.exit(1)")
    with pytest.raises(AppError) as refused:
        formats.to_xlsx(b"x", "xls", "表.xls", programs=[program])
    assert refused.value.code == "template.not_converted"
    assert "could not be loaded" in refused.value.message


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in program is a script with a first line")
def test_a_program_that_hangs_is_stopped(tmp_path: Path) -> None:
    program = playing(tmp_path, f"pathlib.Path({str(tmp_path / 'pid')!r}).write_text('on'); time.sleep(60)")
    began = time.monotonic()
    with pytest.raises(AppError) as refused:
        program.convert(b"x", "xls", "xlsx", "表.xls", SILENT, seconds=1.5)
    assert refused.value.code == "template.converter_slow"
    assert time.monotonic() - began < 10


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in program is a script with a first line")
def test_a_person_may_stop_it(tmp_path: Path) -> None:
    program = playing(tmp_path, "time.sleep(60)")
    with pytest.raises(Cancelled):
        program.convert(b"x", "xls", "xlsx", "表.xls", Progress(cancelled=lambda: True))


@needs_libreoffice
@pytest.mark.libreoffice
def test_a_figure_that_was_changed_on_the_way_back_is_refused(tmp_path: Path) -> None:
    honest = FOUND[0]
    other = fill(template(), DEFINITION, {cell.key: Value.of(7) for cell in DEFINITION.plain_cells}, {}, MANIFEST).data
    (tmp_path / "other.xls").write_bytes(honest.convert(other, "xlsx", "xls", "x", SILENT))
    liar = playing(
        tmp_path,
        f"made = pathlib.Path(sys.argv[-2]) / 'given.xls'\n"
        f"made.write_bytes(pathlib.Path({str(tmp_path / 'other.xls')!r}).read_bytes())",
    )
    with pytest.raises(AppError) as refused:
        formats.in_city_format(of_format("xls"), filled(), programs=[liar])
    assert refused.value.code == "template.converted_differently"
    assert refused.value.params["expected"] != refused.value.params["found"]


def test_templates_know_their_format(county: Database) -> None:
    with county.write() as session:
        templates.put(
            session, MAPPING.replace('id = "monthly"', 'id = "old"'), template(), source="bound", suffix="xls",
            original=b"the city's own",
        )  # fmt: skip
    book = templates.read(county, "old")
    assert (book.info.suffix, book.info.source, book.original) == ("xls", "bound", b"the city's own")
