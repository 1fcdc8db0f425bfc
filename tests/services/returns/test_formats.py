"""The file of a return in the city's own format: on the stick, by name, and while an office program takes its time."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from app.bootstrap import Services
from app.errors import AppError
from app.progress import Progress
from app.services import exporting, templates
from app.services.database import Database
from app.services.excel.returned import read_return
from app.services.returns import formats
from app.services.templates import converters
from app.services.templates.converters import Converter
from tests.services.city_fixtures import MARCH, PHONE, TODAY, fill_register, take

FOUND = [one for one in converters.found() if one.kind == "soffice"]
needs_libreoffice = pytest.mark.skipif(not FOUND, reason="LibreOffice Calc is not installed: nothing can convert here")
OLD = b"\xd0\xcf\x11\xe0"  # the compound file an .xls is


def office_of(county: Database, suffix: str) -> Services:
    """A county whose city wants its monthly in format ``suffix``."""
    services = Services(county)
    fill_register(services, 5, 3)
    book = templates.read(county, "monthly")
    with county.write() as session:
        mapping = book.mapping.replace('id = "monthly"', 'id = "old"')
        assert mapping != book.mapping
        templates.put(session, mapping, book.workbook, source="bound", suffix=suffix, original=b"")
    return services


def codes(issues: Sequence[object]) -> set[str]:
    return {str(getattr(issue, "code", "")) for issue in issues}


def seal(office: Services) -> None:
    office.returns.seal("old", MARCH, today=TODAY, by="陈秘书", insist=False)


@needs_libreoffice
@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", ["xls", "et"])
def test_the_stick_gets_the_city_s_own_format(county: Database, tmp_path: Path, suffix: str) -> None:
    office = office_of(county, suffix)
    book = templates.read(office.database, "old")
    for sealed in (False, True):
        if sealed:
            seal(office)
        stick = tmp_path / f"stick-{sealed}"
        stick.mkdir()
        found = exporting.export(office.returns, "old", MARCH, stick, office="青溪县", title="月报", today=TODAY)
        assert found.workbook.suffix == f".{suffix}"
        data = found.workbook.read_bytes()
        assert data.startswith(OLD) and hashlib.sha256(data).hexdigest() == found.sha256
        assert found.pdf is not None and found.pdf.read_bytes().startswith(b"%PDF")
        shown = {c.cell.place: c.value.number for c in office.returns.preview("old", MARCH, today=TODAY).cells}
        path = stick / "read.xls"
        path.write_bytes(data)
        read = read_return(path, book.definition)
        assert read.cells and {c.place: c.value.number for c in read.cells} == shown
    sent = office.returns.file_of("old", MARCH)
    assert (sent.suffix, sent.data) == (suffix, data)
    assert office.returns.sheets_of("old", MARCH).suffix == suffix


@needs_libreoffice
@pytest.mark.libreoffice
def test_the_name_of_the_file_decides_and_another_format_is_said(county: Database, tmp_path: Path) -> None:
    office = office_of(county, "xls")
    for sealed in (False, True):
        if sealed:
            seal(office)
        new = office.returns.fill("old", MARCH, tmp_path / f"{sealed}.xlsx", today=TODAY)
        assert new.out.read_bytes().startswith(b"PK") and new.suffix == "xlsx"
        assert {i.code: i.severity for i in new.issues}["return.other_format"] == "note"
        old = office.returns.fill("old", MARCH, tmp_path / f"{sealed}.XLS", today=TODAY)
        assert old.out.read_bytes().startswith(OLD) and old.suffix == "xls"
        assert "return.other_format" not in codes(old.issues)
        assert old.workbook == new.workbook
    sent = office.returns.file_of("old", MARCH)
    assert old.out.read_bytes() == sent.data
    assert {info.file_sha256 for info in office.returns.listed("old")} == {sent.sha256}
    # the other way round: the city takes .xlsx, the name asks for .xls
    other = office.returns.fill("monthly", MARCH, tmp_path / "other.xls", today=TODAY)
    assert other.out.read_bytes().startswith(OLD)
    assert "return.other_format" in codes(other.issues)


def test_without_an_office_program(county: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converters, "found", lambda: ())
    office = office_of(county, "xls")
    with pytest.raises(AppError) as refused:
        office.returns.fill("old", MARCH, tmp_path / "x.xls", today=TODAY)
    assert refused.value.code == "template.no_converter"
    assert not (tmp_path / "x.xls").exists()
    seal(office)
    stick = tmp_path / "stick"
    stick.mkdir()
    found = exporting.export(office.returns, "old", MARCH, stick, office="青溪县", title="月报", today=TODAY)
    assert found.workbook.suffix == ".xlsx"
    (kept,) = [issue for issue in found.issues if issue.code == "return.format_kept"]
    assert ".xls" in kept.message and "另存为" in kept.message
    assert found.workbook.read_bytes() == office.returns.file_of("old", MARCH).data


def test_a_workbook_with_macros_is_not_named_as_one_without(county: Database, tmp_path: Path) -> None:
    office = office_of(county, "xlsm")
    assert codes(office.returns.fill("old", MARCH, tmp_path / "x.xlsm", today=TODAY).issues).isdisjoint(
        {"return.name_misleads", "return.other_format"}
    )
    wrong = office.returns.fill("old", MARCH, tmp_path / "x.xlsx", today=TODAY)
    assert wrong.suffix == "xlsm"
    assert {i.code: i.severity for i in wrong.issues}["return.name_misleads"] == "warning"


@pytest.mark.parametrize(("name", "suffix"), [("a.XLS", "xls"), ("a.et", "et"), ("a.part", ""), ("a", "")])
def test_what_a_name_asks_for(name: str, suffix: str) -> None:
    assert formats.wanted(Path(name)) == suffix


@needs_libreoffice
@pytest.mark.libreoffice
def test_others_write_while_the_office_program_works_and_what_they_wrote_is_sealed(
    county: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = office_of(county, "xls")
    written: list[str] = []

    class Busy(Converter):
        def convert(
            self, data: bytes, suffix: str, wanted: str, shown: str, progress: Progress, seconds: float = 120.0
        ) -> bytes:
            if not written:  # somebody else writes a case of March down meanwhile
                writer = threading.Thread(target=lambda: written.append(take(office, 30, PHONE)))
                writer.start()
                writer.join(20)
                assert written, "the writer waits for the office program"
            return super().convert(data, suffix, wanted, shown, progress, seconds)

    monkeypatch.setattr(converters, "found", lambda: (Busy(FOUND[0].name, FOUND[0].kind, FOUND[0].program),))
    seal(office)
    cell = next(c for c in office.returns.sheets_of("old", MARCH).cells if c.cell.key == "accepted@current")
    assert cell.value.number == 9
    assert office.returns.check("old", MARCH, today=date(2026, 4, 4)) is not None
    assert not office.returns.changed_since()
