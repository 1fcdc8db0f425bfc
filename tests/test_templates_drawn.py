"""The shipped templates: what is drawn, what is mapped, and that the two fit each other and the catalogue."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import tomllib
import zipfile
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.errors import AppError
from app.paths import resources
from app.services.excel.checking import check_definition
from app.services.excel.definition import BoundCell, Definition, Row, load_definition
from app.services.excel.facts import SheetFacts, WorkbookFacts
from app.services.excel.formulas import parse_formula
from app.services.excel.recalculation import Recalculation
from app.services.excel.refs import cell_name, column_number, plain, split_cell, split_range
from app.services.excel.scan import scan_workbook
from app.services.keys import parse_key
from tests.libreoffice import convert

IDS = ("monthly", "analysis")
SHEETS = {
    "monthly": ("投诉处理情况表", "主要指标表", "工作情况表"),
    "analysis": ("投诉性质变化表", "商品大类变化表", "服务大类变化表", "前十位"),
}
PLACES = [(template, sheet) for template in IDS for sheet in SHEETS[template]]
ENDINGS = ("_change_rate", "_change_pp", "_change")
#: Figures of the lists of ten: counted by rank, not by an indicator of their own.
RANKED = re.compile(r"top_(goods|services|risers)(_share)?")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def folder() -> Path:
    return resources() / "templates"


@lru_cache
def mapping(template: str) -> Definition:
    return load_definition((folder() / f"{template}.toml").read_text(encoding="utf-8"))


@lru_cache
def workbook(template: str) -> WorkbookFacts:
    return scan_workbook(folder() / f"{template}.xlsx")


@lru_cache
def bound(template: str) -> tuple[BoundCell, ...]:
    return mapping(template).bound_cells(workbook(template))


def part(template: str, sheet: str, kind: str) -> ElementTree.Element:
    """The XML of a sheet (``worksheets/sheet``) or of its drawing (``drawings/drawing``)."""
    number = SHEETS[template].index(sheet) + 1
    with zipfile.ZipFile(folder() / f"{template}.xlsx") as archive:
        return ElementTree.fromstring(archive.read(f"xl/{kind}{number}.xml"))


def one(root: ElementTree.Element, path: str) -> ElementTree.Element:
    found = root.find(path)
    assert found is not None, path
    return found


def codes(name: str) -> dict[str, set[str]]:
    """Code → every name it has or had, of a shipped code list."""
    names: dict[str, set[str]] = {}
    with (resources() / "codelists" / f"{name}.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            names.setdefault(row["code"], set()).add(row["label"])
    return names


def test_the_script_draws_what_is_shipped(tmp_path: Path) -> None:
    script = Path(__file__).parent.parent / "packaging" / "draw_templates.py"
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True)
    for template in IDS:
        with (
            zipfile.ZipFile(tmp_path / f"{template}.xlsx") as drawn,
            zipfile.ZipFile(folder() / f"{template}.xlsx") as shipped,
        ):
            assert drawn.namelist() == shipped.namelist()
            for name in drawn.namelist():
                assert drawn.read(name) == shipped.read(name), f"{template}: {name}"


@pytest.mark.parametrize("template", IDS)
def test_the_mapping_fits_the_drawing(template: str) -> None:
    assert check_definition(mapping(template), workbook(template)) == ()
    assert tuple(sheet.name for sheet in workbook(template).sheets) == SHEETS[template]
    assert mapping(template).sheets == SHEETS[template]


@pytest.mark.parametrize("template", IDS)
def test_every_bound_cell_has_a_known_figure(template: str) -> None:
    known: set[str] = set()
    for path in (resources() / "indicators").glob("*.toml"):
        known |= {entry["key"] for entry in tomllib.loads(path.read_text("utf-8")).get("indicator", [])}
    for cell in bound(template):
        key = parse_key(cell.key)
        assert str(key) == cell.key
        stem = next((key.indicator.removesuffix(e) for e in ENDINGS if key.indicator.endswith(e)), key.indicator)
        assert stem in known or key.indicator in known or RANKED.fullmatch(stem), cell
        assert cell.unit and cell.decimals is not None, cell


def test_shape_of_the_monthly_return() -> None:
    cells = {cell.place: cell for cell in bound("monthly")}
    first = [cell for cell in cells.values() if cell.sheet == "投诉处理情况表"]
    assert len(first) == 27 * 14
    assert cells["投诉处理情况表!E10"].key == "recovered|category=0103000000@current"
    assert cells["投诉处理情况表!E10"].unit == "万元"
    assert cells["投诉处理情况表!F6"].key == "accepted|nature=N01@current"
    assert cells["主要指标表!H6"].key == "accepted_change@last-year"
    assert cells["主要指标表!I6"].key == "accepted_change_rate@last-year"
    assert (cells["主要指标表!H15"].key, cells["主要指标表!H15"].unit) == (
        "settle_rate_change_pp@last-year",
        "百分点",
    )
    assert "主要指标表!I15" not in cells
    assert cells["工作情况表!E5"].key == "leaflets@ytd"


def test_shape_of_the_analysis() -> None:
    cells = {cell.place: cell for cell in bound("analysis")}
    share = cells["商品大类变化表!C6"]
    assert share.key == "accepted_share|category=0101000000@current"
    assert (share.denominator, share.share_change, share.rounding, share.decimals) == ("all", "rounded", "half-up", 2)
    assert cells["投诉性质变化表!F6"].key == "accepted_share_change|nature=N01@last-year"
    assert cells["前十位!C6"].key == "top_goods|rank=1@current"
    names = {heading.what: heading.cell for heading in mapping("analysis").heading}
    assert (names["top.goods.1"], names["top.services.10"], names["top.risers.3"]) == ("B6", "G15", "L8")


@pytest.mark.parametrize("template", IDS)
@pytest.mark.parametrize(("dimension", "codelist"), [("category", "categories"), ("nature", "natures")])
def test_labels_say_what_the_codes_mean(template: str, dimension: str, codelist: str) -> None:
    names = codes(codelist)
    seen = 0
    for block in mapping(template).block:
        lines = [(line.key, line.label) for line in block.row] + [(line.key, line.label) for line in block.column]
        for key, label in lines:
            found = re.search(rf"\|{dimension}=([^|@]+)", key)
            if found:
                seen += 1
                last = plain(label).rpartition("/")[2].removesuffix("合计")
                assert last in {plain(name) for name in names[found[1]]}, (key, label)
    assert seen


@pytest.mark.parametrize("template", IDS)
def test_headings_stand_where_they_are_written(template: str) -> None:
    for heading in mapping(template).heading:
        sheet = workbook(template).by_name[heading.sheet]
        assert plain(sheet.content(heading.cell).text) == plain(heading.pattern.replace("{}", "")), heading
    for sheet_name in SHEETS[template]:
        here = {heading.what for heading in mapping(template).heading if heading.sheet == sheet_name}
        assert here >= {"office", "office_code", "period", "head", "statistician", "filled_by", "contact", "made_on"}


@pytest.mark.parametrize("template", IDS)
def test_totals_add_the_rows_below_them(template: str) -> None:
    """A formula adds exactly the rows of the classes under its own; the stored result of nothing is 0."""
    by_row: dict[tuple[str, int], str] = {}
    for block in mapping(template).block:
        for row in block.row:
            found = re.search(r"(?:category|nature)=(\w+)", row.key)
            by_row[block.sheet, row.at] = found[1] if found else ""
    totals = [cell for cell in bound(template) if cell.role == "total"]
    assert {cell.sheet for cell in totals} == (set(SHEETS[template]) - {"主要指标表", "工作情况表", "前十位"})
    for cell in totals:
        raw = workbook(template).by_name[cell.sheet].cells[cell.cell]
        assert raw.formula is not None and raw.text == "0", cell
        at, column = split_cell(cell.cell)
        added: set[int] = set()
        for area in re.findall(r"[A-Z]+\d+(?::[A-Z]+\d+)?", raw.formula.text):
            top, left, bottom, right = split_range(area)
            assert left == right == column, cell
            assert added.isdisjoint(range(top, bottom + 1)), cell
            added |= set(range(top, bottom + 1))
        own = by_row[cell.sheet, at]
        if own:
            wanted = {
                row
                for (sheet, row), code in by_row.items()
                if sheet == cell.sheet and code.startswith(own[:2]) and code != own
            }
        elif cell.sheet == "投诉性质变化表":
            wanted = {row for (sheet, row), code in by_row.items() if sheet == cell.sheet and code}
        else:
            roots = {"0100000000", "0200000000", "9900000000"}
            wanted = {row for (sheet, row), code in by_row.items() if sheet == cell.sheet and code in roots}
        assert added == wanted, cell


@pytest.mark.parametrize("template", IDS)
def test_rules_are_understood_and_hold_for_an_empty_table(template: str) -> None:
    facts = workbook(template)
    empty = Recalculation(facts, {(c.sheet, c.cell): None for c in bound(template) if c.role == "figure"})
    assert mapping(template).rule
    for rule in mapping(template).rule:
        for row in rule.rows or (0,):
            for column in rule.columns or ("",):
                expression = rule.expression.replace("{row}", str(row)).replace("{column}", column)
                assert empty.value(rule.sheet, parse_formula(expression)) is True, expression


@pytest.mark.parametrize("template", IDS)
def test_names_cover_their_cells(template: str) -> None:
    facts, named = workbook(template), 0
    for block in mapping(template).block:
        columns = [column_number(column.at) for column in block.column]
        parts: list[tuple[str, tuple[Row, ...]]] = [(row.name, (row,)) for row in block.row]
        for name, rows in [*parts, (block.name, block.row)]:
            if name:
                named += 1
                box = (rows[0].at, min(columns), rows[-1].at, max(columns))
                assert facts.area(name) == (block.sheet, box), name
    assert named


@pytest.mark.parametrize(("template", "sheet"), PLACES)
def test_notes_cover_no_cell(template: str, sheet: str) -> None:
    root = part(template, sheet, "drawings/drawing")
    (anchor,) = root.iter(f"{DRAWING}twoCellAnchor")
    assert next(anchor.iter(f"{DRAWING}cNvSpPr")).get("txBox") == "1"
    words = "".join(text.text or "" for text in anchor.iter(f"{TEXT}t"))
    assert words.startswith("填表说明：") and "1．" in words
    first = int(one(anchor, f"{DRAWING}from/{DRAWING}row").text or 0) + 1
    last = int(one(anchor, f"{DRAWING}to/{DRAWING}row").text or 0) + 1
    facts = workbook(template).by_name[sheet]
    assert all(not first <= split_cell(cell)[0] <= last for cell in facts.cells)
    assert all(bottom < first for _top, _left, bottom, _right in facts.merges)


@pytest.mark.parametrize(("template", "sheet"), PLACES)
def test_print_set_up(template: str, sheet: str) -> None:
    root = part(template, sheet, "worksheets/sheet")
    page = one(root, f"{MAIN}pageSetup")
    assert (page.get("paperSize"), page.get("orientation"), page.get("fitToHeight", "1")) == ("9", "landscape", "1")
    assert one(root, f"{MAIN}sheetPr/{MAIN}pageSetUpPr").get("fitToPage") == "1"
    assert one(root, f"{MAIN}sheetViews/{MAIN}sheetView/{MAIN}pane").get("state") == "frozen"
    footer = one(root, f"{MAIN}headerFooter/{MAIN}oddFooter").text or ""
    assert "第 &P 页" in footer and "共 &N 页" in footer
    names = workbook(template).names
    assert any(name.endswith("_xlnm.Print_Titles") and sheet in text for name, text in names.items())
    assert any(name.endswith("_xlnm.Print_Area") and sheet in text for name, text in names.items())


@pytest.mark.parametrize(("template", "sheet"), PLACES)
def test_numbers_typed_in_are_checked(template: str, sheet: str) -> None:
    """Every cell a person fills in, except differences and rates, takes numbers from 0 on only."""
    checked: dict[str, str] = {}
    for rule in part(template, sheet, "worksheets/sheet").iter(f"{MAIN}dataValidation"):
        assert rule.get("operator") == "greaterThanOrEqual" and one(rule, f"{MAIN}formula1").text == "0"
        for area in (rule.get("sqref") or "").split():
            top, left, bottom, right = split_range(area)
            for row in range(top, bottom + 1):
                checked |= {cell_name(row, column): rule.get("type") or "" for column in range(left, right + 1)}
    for cell in bound(template):
        if cell.sheet != sheet or cell.role != "figure" or "%" in cell.unit or cell.unit == "百分点":
            continue
        if "_change" in cell.key:
            continue
        assert checked.get(cell.cell) == ("decimal" if cell.decimals else "whole"), cell
    assert all(cell.cell not in checked for cell in bound(template) if cell.sheet == sheet and cell.role == "total")


@pytest.mark.parametrize("template", IDS)
def test_the_workbook_carries_a_property_of_its_own(template: str) -> None:
    with zipfile.ZipFile(folder() / f"{template}.xlsx") as archive:
        custom = archive.read("docProps/custom.xml").decode()
    assert 'name="表式版本"' in custom and mapping(template).template.version in custom


def test_the_ending_of_a_column_is_checked() -> None:
    text = (folder() / "monthly.toml").read_text(encoding="utf-8")
    with pytest.raises(AppError, match=r"excel\.bad_definition|suffix"):
        load_definition(text.replace('suffix = "_change"', 'suffix = "change @x"'))


def texts(sheet: SheetFacts) -> str:
    return "".join(raw.text or "" for raw in sheet.cells.values())


@pytest.mark.parametrize("template", IDS)
def test_chinese_words_have_chinese_punctuation(template: str) -> None:
    for sheet in workbook(template).sheets:
        assert not re.search(r"[\u4e00-\u9fff][,:;()]|[,:;()][\u4e00-\u9fff]", texts(sheet)), sheet.name


@pytest.mark.slow
@pytest.mark.libreoffice
def test_every_sheet_prints_on_one_page(tmp_path: Path) -> None:
    from pypdf import PdfReader

    made = convert({template: (folder() / f"{template}.xlsx").read_bytes() for template in IDS}, "pdf", tmp_path)
    for template in IDS:
        pages = PdfReader(made[template]).pages
        assert len(pages) == len(SHEETS[template])
        assert all(round(page.mediabox.width) == 842 and round(page.mediabox.height) == 595 for page in pages)
