"""LibreOffice recalculates every kind of workbook the program hands out, and prints it on as many pages as meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.paths import DataFolder
from app.services import offices
from app.services.database import Database
from app.services.figures import Figures
from app.services.merging import Merging
from app.services.periods import Period, parse_period
from app.services.reports.sheets_pdf import render
from app.services.returns import Returns
from app.services.submissions import Submissions
from tests.cases import put
from tests.libreoffice import convert, differences, formulas, without_results
from tests.services.excel.workbooks import change_parts

pytestmark = [pytest.mark.libreoffice, pytest.mark.slow]

PERIODS = {"monthly": parse_period("2026-03"), "analysis": parse_period("2026Q1")}
TODAY = date(2026, 4, 7)
PAGES = {"monthly": 3, "analysis": 4}


@dataclass(frozen=True)
class Made:
    """Bytes of workbooks by name: ``filled-monthly``, ``merged-monthly``, ``companion-monthly`` …"""

    books: dict[str, bytes]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Two small counties fill their returns, their city (with cases of its own) merges them."""
    root = tmp_path_factory.mktemp("whole-way")
    city = _office(root, "city", "澄江市消保委", "331100", None)
    returned = []
    books: dict[str, bytes] = {}
    for seed, (code, name) in enumerate({"331122": "青溪县消保委", "331123": "云和县消保委"}.items(), 1):
        county = _office(root, "county", name, code, "331100")
        put(county, 700 * seed, date(2025, 1, 1), date(2026, 3, 31), seed=seed)
        Figures(county).set(PERIODS["monthly"], {"leaflets": "3100余", "volunteers": "0"})
        offices.add(city, code=code, name=name, level="county", parent="331100")
        for template, period in PERIODS.items():
            out = root / f"{template}-{code}.xlsx"
            Returns(county).fill(template, period, out, today=TODAY)
            books[f"filled-{template}-{seed}"] = out.read_bytes()
            returned.append(out)
        county.close()
    put(city, 60, date(2025, 1, 1), date(2026, 3, 31), seed=9)
    submissions = Submissions(city)
    for file in submissions.collect(returned, today=TODAY):
        assert file.state in ("taken", "questioned"), [issue.message for issue in file.issues]
        assert file.office is not None and file.template is not None
        submissions.accept(file.office, file.template, PERIODS[file.template], by="王五")
    for template, period in PERIODS.items():
        books |= _merged(city, template, period, root)
    city.close()
    return Made(books)


def _office(root: Path, level: str, name: str, code: str, parent: str | None) -> Database:
    folder = DataFolder(root / code)
    offices.create(folder, level=level, name=name, code=code, parent=parent)
    return Database(folder)


def _merged(city: Database, template: str, period: Period, root: Path) -> dict[str, bytes]:
    done = Merging(city).merge(template, period, root / f"汇总-{template}.xlsx", today=TODAY)
    assert len(done.offices) == 3
    return {f"merged-{template}": done.out.read_bytes(), f"companion-{template}": done.companion.read_bytes()}


def test_every_stored_result_is_what_libreoffice_computes(made: Made, tmp_path: Path) -> None:
    assert len(made.books) == 8
    assert differences(made.books, tmp_path) == {name: [] for name in made.books}


@pytest.mark.parametrize("name", ["filled-monthly-1", "merged-monthly", "companion-monthly"])
def test_a_wrong_stored_result_is_found(made: Made, tmp_path: Path, name: str) -> None:
    """The comparison itself is worth something: one result made wrong by one is the one it finds."""
    changed: list[str] = []

    def change(part: str, content: bytes) -> bytes:
        if part != "xl/worksheets/sheet1.xml":
            return content
        found = re.search(rb'<c r="([A-Z]+\d+)"[^>]*><f>[^<]*</f><v>(\d+)(?:\.\d+)?</v>', content)
        assert found is not None
        changed.append(found[1].decode())
        wrong = str(int(found[2]) + 1).encode()
        return content[: found.start(2)] + wrong + content[found.end(2) :]

    found = differences({name: change_parts(made.books[name], change)}, tmp_path)[name]
    assert [place.split("!")[1].split()[0] for place in found] == changed


def test_results_are_really_removed_before_libreoffice_computes(made: Made) -> None:
    bare = without_results(made.books["merged-monthly"])
    assert formulas(bare) == formulas(made.books["merged-monthly"])
    assert len(bare) < len(made.books["merged-monthly"])


@pytest.mark.parametrize("printer", ["LibreOffice", "own"])
def test_filled_returns_print_on_one_page_a_sheet(made: Made, tmp_path: Path, printer: str) -> None:
    books = {name: data for name, data in made.books.items() if name.startswith(("filled", "merged"))}
    if printer == "own":
        files = {name: tmp_path / f"{name}.pdf" for name in books}
        for name, path in files.items():
            path.write_bytes(render(books[name]))
    else:
        files = convert(books, "pdf", tmp_path)
    pages = {name: len(PdfReader(path).pages) for name, path in files.items()}
    assert pages == {name: PAGES[name.split("-")[1]] for name in books}
