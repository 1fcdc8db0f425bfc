"""A marked workbook is the sender's own: nothing but the marks differs, and other programs read them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from app.errors import AppError
from app.paths import resources
from app.services.excel.grid import read_grid
from app.services.excel.marking import Mark, mark, mark_anew
from app.services.excel.package import Package
from app.services.excel.refs import cell_name
from tests.libreoffice import convert
from tests.services.excel.workbooks import change_parts, template

SAMPLES = Path(__file__).parents[5] / "shared" / "samples"


def parts(data: bytes) -> dict[str, bytes]:
    """Every part of a workbook by its name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def plain(rows: int = 5) -> bytes:
    """A plain register."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    bold, day = book.add_format({"bold": True, "border": 1}), book.add_format({"num_format": "yyyy-mm-dd"})
    page = book.add_worksheet("台账")
    page.write_row(0, 0, ["登记日期", "投诉人", "金额"], bold)
    for row in range(1, rows):
        page.write_number(row, 0, 46000 + row, day)
        page.write_string(row, 1, f"张{row}")
    book.add_worksheet("说明").write(0, 0, "填表说明")
    book.close()
    return stream.getvalue()


def commented() -> bytes:
    """Two comments of the sender's own, in a workbook of openpyxl."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "台账"
    page.append(["登记日期", "投诉人"])
    page.append(["2月30日", "张三"])
    page["A1"].comment = Comment("原来的话", "王")
    page["A2"].comment = Comment("别动我的话 <&>", "王")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(data: bytes, sheet: str = "台账") -> dict[str, tuple[str, str]]:
    """Cell → (ground, comment) as openpyxl reads them, of cells with either."""
    page = openpyxl.load_workbook(io.BytesIO(data))[sheet]
    found = {}
    for row in page.iter_rows():
        for cell in row:
            ground = cell.fill.fgColor.rgb if cell.fill.patternType == "solid" else ""
            if ground or cell.comment:
                found[cell.coordinate] = (str(ground), cell.comment.text if cell.comment else "")
    return found


def test_cells_get_a_ground_and_a_comment_and_keep_what_they_hold() -> None:
    data = plain()
    marked = mark(
        data,
        [
            Mark("台账", "A2", "没有这一天。", "error"),
            Mark("台账", "A2", "还有一句 <&>。", "warning"),
            Mark("台账", "C3", "没有单位。", "warning"),
        ],
    )
    assert read(marked) == {
        "A2": ("FFFFC7CE", "没有这一天。\n还有一句 <&>。"),
        "C3": ("FFFFEB9C", "没有单位。"),
    }
    before = openpyxl.load_workbook(io.BytesIO(data))["台账"]
    after = openpyxl.load_workbook(io.BytesIO(marked))["台账"]
    assert [[c.value for c in row] for row in before.iter_rows()] == [
        [c.value for c in row] for row in after.iter_rows()
    ]
    assert after["A2"].number_format == "yyyy-mm-dd"
    assert after["A1"].font.bold


def test_every_other_part_keeps_its_bytes() -> None:
    data = template()
    marked = mark(data, [Mark("投诉处理情况表", "B8", "核对", "error")])
    before, after = parts(data), parts(marked)
    changed = {name for name in after if before.get(name) != after[name]}
    assert changed == {
        "[Content_Types].xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml",
    }  # fmt: skip
    assert before.keys() <= after.keys()


def test_comments_of_the_sender_stay() -> None:
    marked = mark(commented(), [Mark("台账", "A2", "没有这一天。", "error"), Mark("台账", "B2", "核对。", "warning")])
    found = read(marked)
    assert found["A1"] == ("", "原来的话")
    assert found["A2"] == ("FFFFC7CE", "别动我的话 <&>\n\n没有这一天。")
    assert found["B2"][1] == "核对。"
    (drawing,) = [part for name, part in parts(marked).items() if name.endswith(".vml")]
    ids = re.findall(rb'id="_x0000_s(\d+)"', drawing)
    assert len(ids) == len(set(ids)) >= 1
    assert len(re.findall(rb"<\w+:Row>", drawing)) == 3
    assert b'data="1,2"' in drawing


def test_marking_twice_says_both() -> None:
    once = mark(plain(), [Mark("台账", "A2", "一", "warning")])
    twice = read(mark(once, [Mark("台账", "A2", "二", "error"), Mark("台账", "B3", "三", "error")]))
    assert twice == {"A2": ("FFFFC7CE", "一\n\n二"), "B3": ("FFFFC7CE", "三")}


def test_a_merged_area_is_marked_at_its_first_cell() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    page = book.add_worksheet("台账")
    page.merge_range("A2:A4", "2月30日")
    book.close()
    assert list(read(mark(stream.getvalue(), [Mark("台账", "A3", "没有这一天。", "error")]))) == ["A2"]


def test_several_sheets_do_not_share_numbers_of_shapes() -> None:
    book = openpyxl.Workbook()
    for name in ("甲", "乙"):
        page = book.create_sheet(name)
        page["A1"] = 1
        page["B1"].comment = Comment("旧", "王")
    stream = io.BytesIO()
    book.save(stream)
    marks = [Mark(name, "A1", name, "error") for name in ("甲", "乙")]
    drawings = [part for name, part in parts(mark(stream.getvalue(), marks)).items() if name.endswith(".vml")]
    blocks = [{int(n) // 1024 for n in re.findall(rb"_x0000_s(\d{4,})", part)} for part in drawings]
    assert len(drawings) == 2
    assert blocks[0] and blocks[1]
    added = [max(block) for block in blocks]
    assert added[0] != added[1]


@pytest.mark.parametrize(
    "change",
    [
        lambda name, part: part.replace(b"<fills ", b"<fills  ") if name == "xl/styles.xml" else part,
        lambda name, part: re.sub(rb' (spans|ht|customHeight)="[^"]*"', b"", part) if "sheet1" in name else part,
        lambda name, part: re.sub(rb"<fills.*?</fills>", b"", part) if name == "xl/styles.xml" else part,
        lambda name, part: re.sub(rb' r="[A-Z]\d+"', b"", part) if "sheets/sheet1" in name else part,
    ],
)
def test_other_ways_of_writing_the_same(change: Callable[[str, bytes], bytes]) -> None:
    marked = mark(
        change_parts(plain(), change), [Mark("台账", "B2", "核对。", "error"), Mark("台账", "C2", "空的。", "error")]
    )
    assert read(marked) == {"B2": ("FFFFC7CE", "核对。"), "C2": ("FFFFC7CE", "空的。")}


def test_elements_with_prefixes_and_no_styles_at_all() -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    written = {
        "[Content_Types].xml": f'{head}<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/s.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="{package}/relationships"><Relationship Id="a" '
        f'Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'{head}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{relation}/worksheet" Target="s.xml"/></Relationships>',
        "xl/workbook.xml": f'{head}<x:workbook xmlns:x="{space}" xmlns:r="{relation}"><x:sheets>'
        '<x:sheet name="台账" sheetId="1" r:id="rId1"/></x:sheets></x:workbook>',
        "xl/s.xml": f'{head}<x:worksheet xmlns:x="{space}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c>'
        '</x:row><x:row r="2"/></x:sheetData></x:worksheet>',
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in written.items():
            archive.writestr(name, text)
    marked = mark(stream.getvalue(), [Mark("台账", "A1", "一", "error"), Mark("台账", "C2", "二", "warning")])
    assert read(marked) == {"A1": ("FFFFC7CE", "一"), "C2": ("FFFFEB9C", "二")}
    Package(marked)


def test_what_is_no_xlsx_is_written_anew(tmp_path: Path) -> None:
    text = "登记日期,投诉人\n2月30日,张三\n"
    path = tmp_path / "台账.csv"
    path.write_text(text, "gb18030")
    with pytest.raises(AppError) as refused:
        mark(path.read_bytes(), [Mark("台账", "A2", "一", "error")])
    assert refused.value.code == "excel.cannot_mark"
    marked = mark_anew(
        read_grid(path), [Mark("台账", "A2", "没有这一天。", "error"), Mark("台账", "C2", "缺", "error")]
    )
    assert read(marked) == {"A2": ("FFFFC7CE", "没有这一天。"), "C2": ("FFFFC7CE", "缺")}
    (grid,) = read_grid(marked)
    assert grid.rows == read_grid(path)[0].rows


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)
places = st.tuples(st.integers(1, 9), st.integers(1, 5))


@settings(max_examples=30)
@given(st.dictionaries(places, words, min_size=1, max_size=12), st.sampled_from(["plain", "commented"]))
def test_only_the_marks_differ(marks: dict[tuple[int, int], str], kind: str) -> None:
    data = plain(10) if kind == "plain" else commented()
    marked = mark(data, [Mark("台账", cell_name(*place), text, "error") for place, text in marks.items()])
    before, after = parts(data), parts(marked)
    for name, part in before.items():
        touched = name.endswith(("styles.xml", ".vml", ".rels", "Types].xml")) or "comment" in name or "sheet1" in name
        assert touched or after[name] == part, name
    assert [grid.rows for grid in read_grid(data)] == [grid.rows for grid in read_grid(marked)]
    found = read(marked)
    there = {int(n) for n in re.findall(rb'<row r="(\d+)"', before["xl/worksheets/sheet1.xml"])}
    for place, text in marks.items():
        if place[0] in there:
            assert text in found[cell_name(*place)][1]


@pytest.mark.parametrize("name", ["monthly.xlsx", "analysis.xlsx"])
def test_real_workbooks_open_without_repair(name: str, tmp_path: Path) -> None:
    data = (resources() / "templates" / name).read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(data))
    marks = [Mark(page.title, cell, "请核对。", "error") for page in book for cell in ("A1", "B7", "C9")]
    marked = mark(data, marks)
    made = convert(
        {"marked": marked, "own": mark(commented(), [Mark("台账", "B2", "核对。", "error")])}, "xlsx", tmp_path
    )
    again = openpyxl.load_workbook(made["marked"])
    assert any(
        "请核对。" in cell.comment.text for page in again for row in page.iter_rows() for cell in row if cell.comment
    )
    page = openpyxl.load_workbook(made["own"])["台账"]
    assert page["A2"].comment is not None and "别动我的话" in page["A2"].comment.text
    assert page["B2"].comment is not None and page["B2"].comment.text == "核对。"
    assert convert({"marked": marked}, "pdf", tmp_path)["marked"].read_bytes().startswith(b"%PDF")


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not part of the project")
@pytest.mark.parametrize(
    "name",
    [
        "flysafely_录入标准表.xlsx", "magicodes_合并行.xlsx", "magicodes_管轴导入数据带有空行.xlsx",
        "edr__Test_git_issue_271_InvalidDimension.xlsx",
    ],
)  # fmt: skip
def test_workbooks_of_strangers(name: str) -> None:
    data = (SAMPLES / name).read_bytes()
    sheet = read_grid(data)[0].sheet
    marked = mark(data, [Mark(sheet, "A1", "请核对。", "error"), Mark(sheet, "B3", "请核对。", "warning")])
    assert "请核对。" in {text for _, text in read(marked, sheet).values()}
    before, after = parts(data), parts(marked)
    same = [part for part in before if before[part] == after[part]]
    assert len(same) >= len(before) - 6
