"""Files that are broken, hostile, or not what their name says: a right sentence each, and the program lives."""

from __future__ import annotations

import io
import os
import struct
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import AppError
from app.services.excel.definition import load_definition
from app.services.excel.sandbox import ReaderProcess
from tests.services.excel.workbooks import MAPPING, change_parts, change_text, template

DEFINITION = load_definition(MAPPING)
TEMPLATE = template()


@pytest.fixture(scope="module")
def reader() -> Iterator[ReaderProcess]:
    with ReaderProcess() as process:
        yield process


def compound(streams: dict[str, bytes], *, loop: bool = False) -> bytes:
    """A compound file with every stream in full sectors; with ``loop`` the directory's chain never ends."""
    sectors: list[bytes] = []
    table: list[int] = []

    def add(content: bytes) -> int:
        first = len(sectors)
        pieces = [content[at : at + 512].ljust(512, b"\0") for at in range(0, max(len(content), 1), 512)]
        for number, piece in enumerate(pieces, start=first + 1):
            sectors.append(piece)
            table.append(number)
        table[-1] = 0xFFFFFFFE
        return first

    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0)]
    for name, content in streams.items():
        padded = content.ljust(4096, b"\0")
        entries.append(_entry(name, 2, add(padded), len(padded)))
    directory = add(b"".join(entries))
    if loop:
        table[directory] = directory
    sectors.append(b"")
    table.append(0xFFFFFFFD)
    sectors[-1] = struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0") + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    header = header.ljust(44, b"\0") + struct.pack(
        "<IIIIIIIII", 1, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, len(sectors) - 1
    )
    return header.ljust(512, b"\xff") + b"".join(sectors)


def _entry(name: str, kind: int, first: int, size: int) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    entry = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1) + links
    return entry.ljust(116, b"\0") + struct.pack("<IQ", first, size)[:12]


def biff(*records: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in records)


BOF = (0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
EOF = (0x0A, b"")


def bomb(part: str) -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    doctype = f'<!DOCTYPE x [<!ENTITY a0 "哈哈哈哈">{entities}]>'

    def change(name: str, content: bytes) -> bytes:
        return content.replace(b"?>", b"?>" + doctype.encode(), 1) if name == part else content

    return change_parts(TEMPLATE, change)


def other_zip(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return stream.getvalue()


def damaged(part: bytes) -> bytes:
    """A few compressed bytes of a part overwritten."""
    at = TEMPLATE.index(part) + len(part) + 40
    return TEMPLATE[:at] + b"\0" * 20 + TEMPLATE[at + 20 :]


SHEET1 = "xl/worksheets/sheet1.xml"
XML_2003 = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
FAR_SHEET = (0x85, struct.pack("<IBB", 1 << 30, 0, 0) + b"\1\0A")
HUGE = change_text(TEMPLATE, "xl/worksheets/sheet1.xml", "</sheetData>", "</sheetData><!--" + " " * 80_000_000 + "-->")

STRANGERS = {
    "网页.xls": (b"\n <html><body><table></table></body></html>", "excel.html"),
    "表格.xls": (XML_2003, "excel.xml2003"),
    "密码.xlsx": (compound({"EncryptionInfo": b"", "EncryptedPackage": b"x"}), "excel.password"),
    "旧密码.xls": (compound({"Workbook": biff(BOF, (0x2F, b"\0" * 6))}), "excel.password"),
    "循环.xls": (compound({"Workbook": biff(BOF, EOF)}, loop=True), "excel.corrupt"),
    "越界.xls": (compound({"Workbook": biff(BOF, FAR_SHEET, EOF)}), "excel.corrupt"),
    "文档.doc": (compound({"WordDocument": b"x"}), "excel.not_spreadsheet"),
    "截断.xlsx": (TEMPLATE[: len(TEMPLATE) // 2], "excel.truncated"),
    "改坏.xlsx": (damaged(b"xl/worksheets/sheet1.xml"), "excel.corrupt"),
    "空.xlsx": (b"", "excel.empty"),
    "照片.xlsx": (b"\xff\xd8\xff\xe0....", "excel.not_spreadsheet"),
    "文档.docx": (other_zip(word__document_xml="<w/>"), "excel.not_spreadsheet"),
    "压缩.zip": (other_zip(a="1"), "excel.not_spreadsheet"),
    "炸弹.xlsx": (bomb("xl/sharedStrings.xml"), "excel.unsafe"),
    "炸弹二.xlsx": (bomb("xl/workbook.xml"), "excel.unsafe"),
    "炸弹三.xlsx": (bomb("xl/worksheets/sheet2.xml"), "excel.unsafe"),
    "撑大.xlsx": (HUGE, "excel.too_big"),
    "不成形.xlsx": (change_text(TEMPLATE, "xl/worksheets/sheet1.xml", "</sheetData>", ""), "excel.corrupt"),
    "乱指.xlsx": (change_text(TEMPLATE, SHEET1, '(<c r="A1"[^>]*><v>)0', r"\g<1>99999"), "excel.corrupt"),
}  # fmt: skip


@pytest.mark.parametrize("name", STRANGERS)
def test_a_stranger_is_refused_with_the_right_sentence(name: str, reader: ReaderProcess, tmp_path: Path) -> None:
    data, code = STRANGERS[name]
    path = tmp_path / name
    path.write_bytes(data)
    begun = time.monotonic()
    with pytest.raises(AppError) as refusal:
        reader.read_return(path, DEFINITION)
    assert refusal.value.code == code
    assert name in refusal.value.message and "(未知)" not in refusal.value.message
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("name", ["炸弹.xlsx", "炸弹二.xlsx", "炸弹三.xlsx"])
def test_entities_are_refused_in_registers_too(name: str, reader: ReaderProcess) -> None:
    with pytest.raises(AppError, match="unsafe"):
        reader.read_grid(STRANGERS[name][0])


def test_a_count_that_makes_a_parser_ask_for_terabytes_is_survived(reader: ReaderProcess) -> None:
    greedy = change_text(TEMPLATE, "xl/sharedStrings.xml", r'uniqueCount="\d+"', 'uniqueCount="99999999999"')
    with pytest.raises(AppError, match="too_heavy"):
        reader.read_grid(greedy)
    assert len(reader.read_return(greedy, DEFINITION).cells) == len(DEFINITION.plain_cells)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet1.xml", 'r="B8"', 'r="B0"'),
        ("xl/worksheets/sheet1.xml", '<mergeCell ref="[^"]*"', '<mergeCell ref="#REF!"'),
        ("xl/worksheets/sheet1.xml", "<mergeCell ref", "<mergeCell rex"),
        ("xl/worksheets/sheet1.xml", '<row r="8"', '<row r="zwei"'),
        ("xl/workbook.xml", 'encoding="UTF-8"', 'encoding="klingon"'),
        ("xl/workbook.xml", 'r:id="rId2"', 'r:id="rId77"'),
    ],
)
def test_senseless_attributes_are_a_broken_file(part: str, old: str, new: str, reader: ReaderProcess) -> None:
    for read in (lambda data: reader.read_return(data, DEFINITION), reader.read_layout):
        try:
            read(change_text(TEMPLATE, part, old, new))
        except AppError as refusal:
            assert refusal.code == "excel.corrupt"


def test_a_sheet_of_millions_of_cells_far_out_is_bounded(reader: ReaderProcess) -> None:
    far = change_text(
        TEMPLATE,
        "xl/worksheets/sheet1.xml",
        "</sheetData>",
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
    )
    reading = reader.read_return(far, DEFINITION)
    assert len(reading.cells) == len(DEFINITION.plain_cells)


SAMPLES = Path(os.environ.get("XIAOBAO_SAMPLES") or Path(__file__).resolve().parents[4] / "shared" / "samples")

EXPECTED = {
    "calamine__pass_protected.xlsx": "excel.password",
    "edr__Test_Issue_12556_corrupt.xls": "excel.corrupt",
    "localdebt_数据.xls": "excel.html",
    "phpss__oleloop.xls": "excel.corrupt",
    "poi__poc-xmlbomb.xlsx": "excel.unsafe",
    "poi__xor-encryption-abc.xls": "excel.password",
}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder of third-party samples is not here")
def test_every_sample_is_read_or_refused_with_a_sentence(reader: ReaderProcess) -> None:
    seen: dict[str, str] = {}
    for path in sorted(SAMPLES.glob("*.xls*")):
        for read in (lambda p: reader.read_return(p, DEFINITION), reader.read_grid):
            begun = time.monotonic()
            try:
                read(path)
            except AppError as refusal:
                assert refusal.message
                if read == reader.read_grid or refusal.code != "excel.template_unknown":
                    assert seen.setdefault(path.name, refusal.code) == refusal.code
            assert time.monotonic() - begun < 5
    assert seen == EXPECTED


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder of third-party samples is not here")
def test_samples_of_registers(reader: ReaderProcess) -> None:
    (stale,) = reader.read_grid(SAMPLES / "edr__Uncalculated.xls")
    assert stale.uncalculated == ((2, 5),) and stale.value(2, 5) is None
    wrong = reader.read_grid(SAMPLES / "edr__Test_git_issue_271_InvalidDimension.xlsx")[0]
    assert wrong.value(9, 2) == 2
    standard = reader.read_grid(SAMPLES / "flysafely_录入标准表.xlsx")[0]
    assert standard.width == 31
    gaps = reader.read_grid(SAMPLES / "magicodes_管轴导入数据带有空行.xlsx")[0]
    assert [row == [] for row in gaps.rows][:8] == [False, False, False, False, False, True, False, True]
    merged = reader.read_grid(SAMPLES / "magicodes_合并行.xlsx")[0]
    assert (2, 3, 9, 3) in merged.merges
