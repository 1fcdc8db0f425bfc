"""Filling changes what it says it changes and nothing else: on workbooks with everything people put into them."""

from __future__ import annotations

import io
import re
import shutil
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from app.services.excel.definition import load_definition
from app.services.excel.manifest import Manifest
from app.services.excel.patcher import fill
from app.services.excel.recalculation import Recalculation
from app.services.excel.returned import read_return
from app.services.excel.scan import scan_workbook
from app.services.values import Value
from tests import libreoffice
from tests.services.excel.workbooks import MAPPING, SHEET, change_parts, change_text, parts_of, template

DEFINITION = load_definition(MAPPING)
MANIFEST = Manifest("monthly", "2026.1", "330109", "萧山区消保委", "2026-03")
WORDS = {"office": "萧山区消保委", "period": "2026年3月"}
#: The parts that may change at all, besides the sheets that hold bound cells.
NAMED = {"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "docProps/custom.xml"}
_CELL = re.compile(rb'<(?:\w+:)?c (?:[^>]*? )?r="([A-Z]+\d+)"[^>]*?(?:/>|>.*?</(?:\w+:)?c>)', re.DOTALL)


def picture() -> bytes:
    """A red dot."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00\xff\x00\x00")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def with_text_boxes(book: xlsxwriter.Workbook) -> None:
    sheet = book.get_worksheet_by_name(SHEET)
    sheet.insert_textbox("H8", "注意：本表每月 5 日前报", {"fill": {"color": "#FFFF00"}})


def with_pictures(book: xlsxwriter.Workbook) -> None:
    sheet = book.get_worksheet_by_name(SHEET)
    sheet.insert_image("H12", "seal.png", {"image_data": io.BytesIO(picture())})
    sheet.set_header("&C&G", {"image_center": "seal.png", "image_data_center": io.BytesIO(picture())})


def with_charts(book: xlsxwriter.Workbook) -> None:
    sheet = book.get_worksheet_by_name(SHEET)
    for kind, at in (("column", "H15"), ("pie", "H30")):
        chart = book.add_chart({"type": kind})
        chart.add_series({"categories": f"={SHEET}!$A$7:$A$12", "values": f"={SHEET}!$B$7:$B$12"})
        sheet.insert_chart(at, chart)


def with_buttons_and_comments(book: xlsxwriter.Workbook) -> None:
    sheet = book.get_worksheet_by_name(SHEET)
    sheet.insert_button("H2", {"macro": "Count", "caption": "核对"})
    sheet.write_comment("B8", "按受理日期统计")


def with_sparklines(book: xlsxwriter.Workbook) -> None:
    sheet = book.get_worksheet_by_name(SHEET)
    sheet.add_sparkline("G8", {"range": f"{SHEET}!B8:F8", "markers": True})
    sheet.add_sparkline("G9", {"range": f"{SHEET}!B9:F9", "type": "column"})


def with_new_formats(book: xlsxwriter.Workbook) -> None:
    sheet = book.get_worksheet_by_name(SHEET)
    sheet.conditional_format("B8:B12", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})
    sheet.conditional_format("C8:C12", {"type": "icon_set", "icon_style": "3_arrows"})
    sheet.conditional_format("D8:D12", {"type": "3_color_scale"})
    sheet.data_validation("E8:E12", {"validate": "list", "source": ["1", "2"]})


def with_rich_text(book: xlsxwriter.Workbook) -> None:
    sheet = book.get_worksheet_by_name(SHEET)
    red = book.add_format({"color": "red", "bold": True})
    sheet.write_rich_string("A20", "本表", red, "必须", "加盖公章", book.add_format({"text_wrap": True}))
    sheet.write_url("A21", "internal:说明!A1", string="说明")


def with_macros(book: xlsxwriter.Workbook) -> None:
    book.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0 a project nobody opens here" + bytes(500)), True)
    with_buttons_and_comments(book)


def with_new_validations(data: bytes) -> bytes:
    """A validation of the newer kind, whose list stands on another sheet; xlsxwriter writes the older one."""
    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    more = (
        f'<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{x14}"><x14:dataValidations '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1"><x14:dataValidation type="list">'
        "<x14:formula1><xm:f>说明!$A$1:$A$9</xm:f></x14:formula1><xm:sqref>C8</xm:sqref></x14:dataValidation>"
        "</x14:dataValidations></ext></extLst></worksheet>"
    )
    return change_text(data, "xl/worksheets/sheet1.xml", "</worksheet>", more)


def as_wps_saves(data: bytes) -> bytes:
    """What WPS does differently: a dimension of one cell, absolute targets, properties of its own."""
    data = change_text(data, "xl/worksheets/sheet1.xml", r'<dimension ref="[^"]*"/>', '<dimension ref="A1:A1"/>')
    data = change_text(data, "xl/_rels/workbook.xml.rels", 'Target="worksheets/', 'Target="/xl/worksheets/', count=0)
    data = change_text(data, "_rels/.rels", 'Target="xl/workbook.xml"', 'Target="/xl/workbook.xml"')
    return change_text(data, "xl/workbook.xml", "<bookViews>", '<bookViews xmlns:wps="http://wps.cn">')


def without_styles(data: bytes) -> bytes:
    """A workbook whose styles are missing, as some exporting programs leave it."""
    data = change_parts(data, lambda name, part: None if name == "xl/styles.xml" else part)
    data = change_text(data, "[Content_Types].xml", r'<Override PartName="/xl/styles.xml"[^>]*/>', "")
    data = change_text(data, "xl/_rels/workbook.xml.rels", r'<Relationship [^>]*styles.xml"/>', "")
    return change_parts(
        data, lambda name, part: re.sub(rb' s="\d+"', b"", part) if name.startswith("xl/worksheets/") else part
    )


Draw = Callable[[xlsxwriter.Workbook], None]

DRAWN: dict[str, Draw] = {
    "text boxes": with_text_boxes,
    "pictures": with_pictures,
    "charts": with_charts,
    "form buttons and comments": with_buttons_and_comments,
    "sparklines": with_sparklines,
    "data bars, icons and lists": with_new_formats,
    "rich text and links": with_rich_text,
    "macros": with_macros,
}
CHANGED: dict[str, Callable[[bytes], bytes]] = {
    "validations of the newer kind": with_new_validations,
    "saved by WPS": as_wps_saves,
    "without styles": without_styles,
}


def workbooks() -> dict[str, bytes]:
    made = {name: template(more=draw) for name, draw in DRAWN.items()}
    made |= {name: change(template(more=with_sparklines)) for name, change in CHANGED.items()}

    def everything(book: xlsxwriter.Workbook) -> None:
        for name, draw in DRAWN.items():
            if name != "form buttons and comments":
                draw(book)

    made["everything at once"] = with_new_validations(template(more=everything))
    return made


WORKBOOKS = workbooks()


def filled(workbook: bytes) -> bytes:
    values = {cell.key: Value.of(number) for number, cell in enumerate(DEFINITION.plain_cells, start=1)}
    return fill(workbook, DEFINITION, values, WORDS, MANIFEST).data


def assert_nothing_else_changed(before: bytes, after: bytes) -> None:
    """Compares every part of the zip, and inside the sheets every byte that is not one of the named cells."""
    old, new = parts_of(before), parts_of(after)
    assert [name for name in new if name not in old] in ([], ["docProps/custom.xml"])
    assert [name for name in new if name in old] == list(old)
    facts = scan_workbook(before)
    sheets = {sheet.part: sheet.name for sheet in facts.sheets}
    allowed = named_cells(before)
    for name, content in old.items():
        if name in sheets:
            assert_only_cells(content, new[name], {cell for sheet, cell in allowed if sheet == sheets[name]})
        elif name not in NAMED:
            assert new[name] == content, name
    book = re.compile(rb"<(?:\w+:)?calcPr[^>]*/>")
    assert book.sub(b"", old["xl/workbook.xml"]) == book.sub(b"", new["xl/workbook.xml"])
    for name, end in (("[Content_Types].xml", b"</Types>"), ("_rels/.rels", b"</Relationships>")):
        kept = [piece for piece in re.split(rb"(?=<)", old[name]) if piece and piece.strip() != end]
        assert all(piece in new[name] for piece in kept)


def named_cells(before: bytes) -> set[tuple[str, str]]:
    """Bound cells, headings, and formulas that depend on them."""
    facts = scan_workbook(before)
    bound = {(cell.sheet, cell.cell) for cell in DEFINITION.plain_cells}
    headings = {(heading.sheet, heading.cell) for heading in DEFINITION.heading}
    written = {(c.sheet, c.cell): None for c in DEFINITION.bound_cells(facts) if c.role == "figure"}
    return bound | headings | set(Recalculation(facts, written).results())


def assert_only_cells(before: bytes, after: bytes, allowed: set[str]) -> None:
    old, new = _CELL.split(before), _CELL.split(after)
    assert old[0::2] == new[0::2]  # everything between the cells, and before and after them
    assert old[1::2] == new[1::2]
    for one, other in zip(_CELL.finditer(before), _CELL.finditer(after), strict=True):
        if one[1].decode() not in allowed:
            assert one[0] == other[0]
        assert re.findall(rb' s="\d+"', one[0]) == re.findall(rb' s="\d+"', other[0])
        assert re.findall(rb"<f.*?(?:/>|</f>)", one[0]) == re.findall(rb"<f.*?(?:/>|</f>)", other[0])


@pytest.mark.parametrize("name", sorted(WORKBOOKS))
def test_filling_changes_only_what_it_names(name: str) -> None:
    before = WORKBOOKS[name]
    after = filled(before)
    assert_nothing_else_changed(before, after)
    reading = read_return(after, DEFINITION)
    assert not [cell for cell in reading.cells if cell.question]
    assert reading.changed == ()


@pytest.mark.parametrize("name", sorted(WORKBOOKS))
def test_filling_again_changes_only_what_it_names(name: str) -> None:
    once = filled(WORKBOOKS[name])
    values = {cell.key: Value.of(number * 10) for number, cell in enumerate(DEFINITION.plain_cells, start=1)}
    assert_nothing_else_changed(once, fill(once, DEFINITION, values, WORDS, MANIFEST).data)


def test_the_workbooks_hold_what_they_are_named_for() -> None:
    """A test of the test: what would be lost is there to be lost."""
    marks = {
        "text boxes": b"xdr:txBody", "pictures": b"\x89PNG", "charts": b"c:chartSpace",
        "form buttons and comments": b"ObjectType=\"Button\"", "sparklines": b"x14:sparkline",
        "data bars, icons and lists": b"x14:conditionalFormatting", "rich text and links": b"<r><rPr>",
        "macros": b"a project nobody opens", "validations of the newer kind": b"x14:dataValidation ",
        "saved by WPS": b'ref="A1:A1"', "everything at once": b"c:chartSpace",
    }  # fmt: skip
    for name, mark in marks.items():
        assert any(mark in part for part in parts_of(WORKBOOKS[name]).values()), name
    assert "xl/styles.xml" not in parts_of(WORKBOOKS["without styles"])
    assert "xl/vbaProject.bin" in parts_of(WORKBOOKS["macros"])


def test_another_way_of_saving_would_be_noticed() -> None:
    """openpyxl loses what it does not know: the comparison must see that."""
    before = WORKBOOKS["sparklines"]
    with pytest.warns(UserWarning, match="Sparkline"):
        book = openpyxl.load_workbook(io.BytesIO(before))
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(AssertionError):
        assert_nothing_else_changed(before, stream.getvalue())


def test_one_byte_outside_the_named_cells_would_be_noticed() -> None:
    before = WORKBOOKS["charts"]
    after = change_text(
        filled(before), "xl/worksheets/sheet1.xml", '<pageMargins left="0.7"', '<pageMargins left="0.8"'
    )
    with pytest.raises(AssertionError):
        assert_nothing_else_changed(before, after)


@pytest.mark.libreoffice
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice Calc is not installed: it cannot save a workbook")
def test_a_workbook_saved_by_libreoffice_is_filled_as_carefully(tmp_path: Path) -> None:
    given = {"drawn": WORKBOOKS["charts"], "rich": WORKBOOKS["rich text and links"]}
    for name, path in libreoffice.convert(given, "xlsx", tmp_path).items():
        before = path.read_bytes()
        after = filled(before)
        assert_nothing_else_changed(before, after)
        assert not [cell for cell in read_return(after, DEFINITION).cells if cell.question], name
