"""Filling a workbook: what changes, what must not, and that stored results are right."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import AppError
from app.services.excel.definition import load_definition
from app.services.excel.manifest import Manifest, read_manifest
from app.services.excel.package import Package
from app.services.excel.patcher import Filled, fill
from app.services.excel.scan import scan_workbook
from app.services.values import BLANK, NA, Value
from tests.services.excel.workbooks import MAIN, MAPPING, SHEET, change_text, parts_of, template

DEFINITION = load_definition(MAPPING)
TEMPLATE = template()
MANIFEST = Manifest("monthly", "2026.1", "330109", "萧山区消保委", "2026-03")
WORDS = {"office": "萧山区消保委", "period": "2026年3月"}
SHEET_PART = "xl/worksheets/sheet1.xml"


def values(start: int = 1) -> dict[str, Value]:
    return {cell.key: Value.of(start + number) for number, cell in enumerate(DEFINITION.plain_cells)}


def filled(workbook: bytes = TEMPLATE, **changes: Value) -> Filled:
    return fill(workbook, DEFINITION, {**values(), **changes}, WORDS, MANIFEST)


def test_only_the_named_parts_differ() -> None:
    before, after = parts_of(TEMPLATE), parts_of(filled().data)
    assert list(after) == [*before, "docProps/custom.xml"]
    differ = {name for name in before if before[name] != after[name]}
    assert differ <= {
        "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", SHEET_PART, "xl/worksheets/sheet2.xml",
    }  # fmt: skip


def test_untouched_entries_keep_their_compressed_bytes() -> None:
    old, new = Package(TEMPLATE), Package(filled().data)
    for name in ("xl/styles.xml", "xl/theme/theme1.xml", "xl/sharedStrings.xml", "xl/drawings/drawing1.xml"):
        before, after = old.entry(name), new.entry(name)
        assert before is not None and after is not None
        assert old.packed(before) == new.packed(after)
        assert before.date_time == after.date_time


def test_filling_twice_gives_the_same_bytes() -> None:
    assert filled().data == filled().data


def test_only_bound_and_heading_cells_and_totals_change_in_a_sheet() -> None:
    pattern = re.compile(r'<c r="([A-Z]+\d+)".*?(?:/>|</c>)', re.DOTALL)
    before, after = parts_of(TEMPLATE)[SHEET_PART].decode(), parts_of(filled().data)[SHEET_PART].decode()
    cells = {cell.cell for cell in DEFINITION.plain_cells if cell.sheet == SHEET} | {"A2", "D2"}
    assert pattern.split(before)[0::2] == pattern.split(after)[0::2]
    for old, new in zip(pattern.finditer(before), pattern.finditer(after), strict=True):
        assert old[1] == new[1]
        assert old[0] == new[0] or old[1] in cells
        assert re.findall(r' s="\d+"', old[0]) == re.findall(r' s="\d+"', new[0])


def test_stored_results_are_computed_across_sheets() -> None:
    data = filled().data
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    sheet = book[SHEET]
    assert sheet["B7"].value == sheet["B8"].value + sheet["B9"].value
    assert sheet["B6"].value == sheet["B7"].value + sheet["B10"].value
    assert book[MAIN]["B4"].value == sheet["B6"].value
    rate = Decimal(sheet["C6"].value * 100) / sheet["B6"].value
    assert Decimal(str(book[MAIN]["B5"].value)) == round(rate, 2)
    formulas = openpyxl.load_workbook(io.BytesIO(data))
    assert formulas[SHEET]["B6"].value == "=B7+B10"
    assert formulas[MAIN]["B4"].value == f"={SHEET}!B6"


def test_the_workbook_calculates_once_when_opened() -> None:
    for workbook in (
        TEMPLATE,
        change_text(TEMPLATE, "xl/workbook.xml", r"<calcPr[^>]*/>", ""),
        change_text(TEMPLATE, "xl/workbook.xml", r"<calcPr[^>]*/>", '<calcPr calcId="1" calcMode="manual"></calcPr>'),
    ):
        text = parts_of(filled(workbook).data)["xl/workbook.xml"].decode()
        root = ElementTree.fromstring(text)
        names = [element.tag.split("}")[1] for element in root]
        assert names.count("calcPr") == 1
        assert names.index("calcPr") == names.index("definedNames") + 1
        calc = root[names.index("calcPr")]
        assert calc.get("fullCalcOnLoad") == "1"


def test_a_formula_that_is_not_understood_loses_its_result() -> None:
    odd = change_text(TEMPLATE, SHEET_PART, r"<f>SUM\(B8:B9\)</f>", "<f>SUBTOTAL(9,B8:B9)</f>")
    result = filled(odd)
    sheet = scan_workbook(result.data).by_name[SHEET]
    assert sheet.content("B7").state == "uncalculated"
    assert sheet.content("B6").state == "uncalculated"
    assert sheet.content("C7").state == "number"
    assert {issue.cell for issue in result.issues if issue.code == "excel.not_recalculated"} == {"B7", "B6", "B4", "B5"}


def test_shared_formulas_of_a_template_are_computed() -> None:
    text = change_text(TEMPLATE, SHEET_PART, r"<f>SUM\(B8:B9\)</f>", '<f t="shared" ref="B7:C7" si="0">SUM(B8:B9)</f>')
    text = change_text(text, SHEET_PART, r"<f>SUM\(C8:C9\)</f>", '<f t="shared" si="0"/>')
    sheet = scan_workbook(filled(text).data).by_name[SHEET]
    assert sheet.content("C7").number == (sheet.content("C8").number or 0) + (sheet.content("C9").number or 0)


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-5", "@SUM(A1)", " 前后有空格 ", 'a<b&"c"', "一\n二", "_x000D_", "\x07"]
)
def test_text_stays_text(text: str) -> None:
    mapping = MAPPING.replace('pattern = "填报单位（盖章）：{}"', 'pattern = "{}"')
    data = fill(TEMPLATE, load_definition(mapping), values(), {**WORDS, "office": text}, MANIFEST).data
    content = scan_workbook(data).by_name[SHEET].content("A2")
    assert (content.state, content.text) == ("text", text)
    cell = openpyxl.load_workbook(io.BytesIO(data))[SHEET]["A2"]
    assert cell.data_type == "s"


def test_blank_and_not_applicable_leave_the_styled_cell_empty() -> None:
    first = DEFINITION.plain_cells[10]
    full = filled().data
    for value in (BLANK, NA):
        result = fill(full, DEFINITION, {**values(), first.key: value}, WORDS, MANIFEST)
        assert '<c r="B8" s="2"/>' in parts_of(result.data)[SHEET_PART].decode()
    mapping = load_definition(MAPPING.replace('id = "monthly"', 'id = "monthly"\nnot_applicable = "/"'))
    result = fill(full, mapping, {**values(), first.key: NA}, WORDS, MANIFEST)
    assert scan_workbook(result.data).by_name[SHEET].content("B8").text == "/"


def test_missing_cells_and_rows_are_inserted_in_order() -> None:
    bare = change_text(TEMPLATE, SHEET_PART, r'<c r="B8"[^>]*/><c r="C8"[^>]*/>', "")
    bare = change_text(bare, SHEET_PART, r'<row r="9".*?</row>', "")
    bare = change_text(
        bare, SHEET_PART, r'<row r="11"([^>]*)>.*?</row>', r'<row r="11" spans="1:1" customFormat="1" s="3"/>'
    )
    text = parts_of(filled(bare).data)[SHEET_PART].decode()
    ElementTree.fromstring(text)
    rows = [int(number) for number in re.findall(r'<row r="(\d+)"', text)]
    assert rows == sorted(rows) and {9, 11} <= set(rows)
    for row in (8, 9, 11):
        inside = re.search(rf'<row r="{row}".*?</row>', text, re.DOTALL)
        assert inside
        assert re.findall(r'<c r="([B-F])', inside[0]) == list("BCDEF")
    assert re.search(r'<row r="11" customFormat="1" s="3"><c r="B11" s="3"><v>', text)
    assert scan_workbook(filled(bare).data).by_name[SHEET].content("B7").number is not None


def test_prefixed_and_pretty_printed_sheets_are_filled() -> None:
    prefixed = change_text(TEMPLATE, SHEET_PART, r"<(/?)(?=[a-zA-Z])", r"<\1x:", count=0)
    prefixed = change_text(prefixed, SHEET_PART, r'xmlns="', 'xmlns:x="')
    prefixed = change_text(prefixed, SHEET_PART, r"><", ">\n  <", count=0)
    data = filled(prefixed).data
    ElementTree.fromstring(parts_of(data)[SHEET_PART])
    assert scan_workbook(data).by_name[SHEET].cells["B6"].text == str(filled().cells[0].value.number)


def test_foreign_properties_and_order_of_the_zip_are_kept() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in reversed(parts_of(filled().data).items()):
            if name == "docProps/custom.xml":
                own = b'<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="77"'
                own += b' name="KSOProductBuildVer"><vt:lpwstr>2052</vt:lpwstr></property>'
                content = content.replace(b"</Properties>", own + b"</Properties>")
            archive.writestr(name, content)
    again = fill(stream.getvalue(), DEFINITION, values(), WORDS, MANIFEST)
    assert list(parts_of(again.data)) == list(reversed(parts_of(filled().data)))
    custom = parts_of(again.data)["docProps/custom.xml"].decode()
    pids = re.findall(r'pid="(\d+)"', custom)
    assert custom.count("KSOProductBuildVer") == 1 and custom.count("xiaobao.template") == 1
    assert len(pids) == len(set(pids))


def test_the_manifest_is_read_back() -> None:
    manifest = read_manifest(Package(filled().data))
    assert manifest is not None
    assert (manifest.template, manifest.office_name, manifest.period) == ("monthly", "萧山区消保委", "2026-03")
    assert manifest.roles.count("t") == 16 and manifest.roles.count("r") == 1
    assert len(manifest.digests) == 4 * len(DEFINITION.plain_cells)
    custom = parts_of(filled().data)["docProps/custom.xml"].decode()
    assert max(len(text) for text in re.findall(r"<vt:lpwstr>(.*?)<", custom)) <= 240
    assert read_manifest(Package(TEMPLATE)) is None


def test_what_is_missing_or_disagrees_is_reported() -> None:
    given = values()
    del given["enquiries@current"]
    result = fill(TEMPLATE, DEFINITION, {**given, "stations@current": Value.of(3, "余")}, WORDS, MANIFEST)
    codes = {(issue.code, issue.cell) for issue in result.issues}
    assert {("excel.value_missing", "B6"), ("excel.approx_dropped", "B9"), ("excel.total_differs", "B4")} <= codes
    assert all(issue.message for issue in result.issues)


def test_a_workbook_that_cannot_be_filled_is_refused() -> None:
    utf16 = parts_of(TEMPLATE)[SHEET_PART].decode().replace("UTF-8", "UTF-16").encode("utf-16")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts_of(TEMPLATE).items():
            archive.writestr(name, utf16 if name == SHEET_PART else content)
    with pytest.raises(AppError, match="encoding"):
        filled(stream.getvalue())
    with pytest.raises(AppError, match="text_too_long"):
        fill(TEMPLATE, DEFINITION, values(), {"office": "长" * 40_000}, MANIFEST)


figures = st.one_of(
    st.just(BLANK),
    st.decimals(min_value=-(10**9), max_value=10**9, places=2).map(Value.of),
    st.integers(min_value=0, max_value=10**12).map(Value.of),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(figures, min_size=42, max_size=42), st.text(max_size=40))
def test_whatever_is_filled_reads_the_same(numbers: list[Value], office: str) -> None:
    given_values = {cell.key: value for cell, value in zip(DEFINITION.plain_cells, numbers, strict=True)}
    result = fill(TEMPLATE, DEFINITION, given_values, {"office": office, "period": "2026年3月"}, MANIFEST)
    facts = scan_workbook(result.data)
    for cell, reading in zip(DEFINITION.bound_cells(facts), result.cells, strict=True):
        content = facts.by_name[cell.sheet].content(cell.cell)
        if cell.role == "figure":
            assert reading.value == given_values[cell.key]
            assert content.number == given_values[cell.key].number
        elif reading.value.number is not None:
            assert content.number == reading.value.number
    for name, part in parts_of(result.data).items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(part)
    expected = f"填报单位（盖章）：{office}".encode("utf-8", "replace").decode()
    assert facts.by_name[SHEET].content("A2").text.replace("�", "?") == expected.replace("�", "?").replace(
        "\uffff", "?"
    ).replace("\ufffe", "?")
