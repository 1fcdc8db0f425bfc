"""Files are what their bytes say; programs are refused under any name."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from app.errors import AppError
from app.services.attachments.kinds import KINDS, fitting_name, identify
from tests.services.attachments import files


def kind_of(tmp_path: Path, data: bytes, name: str) -> str:
    path = tmp_path / "file"
    path.write_bytes(data)
    return identify(path, name).media


def refusal(tmp_path: Path, data: bytes, name: str) -> str:
    with pytest.raises(AppError) as refused:
        kind_of(tmp_path, data, name)
    assert name in refused.value.message
    return refused.value.code


def test_what_is_taken(tmp_path: Path) -> None:
    def found(data: bytes, name: str) -> str:
        return kind_of(tmp_path, data, name)

    assert found(files.photo(), "发票.jpg") == found(files.photo(), "发票.png") == "image/jpeg"
    for kind, media in (("PNG", "png"), ("GIF", "gif"), ("BMP", "bmp"), ("WEBP", "webp"), ("TIFF", "tiff")):
        assert found(files.photo(kind=kind), "x.dat") == f"image/{media}"
    assert found(files.pdf(), "合同.pdf") == found(b"\n\n" + files.pdf(), "合同") == "application/pdf"
    assert found(files.docx(), "说明.docx") == "application/docx"
    assert found("三月五日买的手机".encode("gb18030"), "说明.txt") == "text/plain"
    assert found(("很长的说明" * 2000).encode(), "说明.txt") == "text/plain"
    assert found(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧.doc") == "application/office"
    assert found(b"\0\0\0\x18ftypmp42" + bytes(50), "录像.mp4") == "video/mp4"
    assert found(b"\0\0\0\x18ftypheic" + bytes(50), "IMG_1.HEIC") == "image/heic"
    assert found(b"#!AMR\n" + bytes(50), "电话.amr") == "audio/amr"
    assert found(b"ID3\x03" + bytes(50), "电话.mp3") == "audio/mpeg"


def test_programs_are_not_taken_whatever_they_are_called(tmp_path: Path) -> None:
    for data in (
        b"MZ\x90\0" + bytes(60),
        b"\x7fELF" + bytes(60),
        b"#!/bin/sh\nrm",
        b"L\0\0\0\x01\x14\x02\0" + bytes(60),
    ):
        for name in ("发票.jpg", "发票.pdf.exe", "发票"):
            assert refusal(tmp_path, data, name) == "attachment.program"
    assert refusal(tmp_path, b"del *.*", "清理.bat") == "attachment.program"
    assert refusal(tmp_path, files.docx(macros=True), "报价.docx") == "attachment.program"


def test_other_kinds_are_refused_with_what_can_be_done(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"", "空.jpg") == "attachment.empty"
    assert refusal(tmp_path, b"Rar!\x1a\x07\0" + bytes(60), "资料.rar") == "attachment.wrong_kind"
    assert refusal(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "x.msi") == "attachment.program"
    assert refusal(tmp_path, b"PK\x03\x04" + bytes(60), "说明.docx") == "attachment.damaged"
    assert refusal(tmp_path, b"not a photo", "发票.jpg") == "attachment.wrong_kind"
    assert refusal(tmp_path, b"<svg/>", "图.svg") == "attachment.wrong_kind"


def packed(mime: bytes) -> bytes:
    """A zip file that says of itself in its first part what it is."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("mimetype", mime)
    return stream.getvalue()


def test_a_part_that_unpacks_to_very_much_is_not_unpacked(tmp_path: Path) -> None:
    assert kind_of(tmp_path, packed(b"application/vnd.oasis.opendocument.text"), "说明.odt") == "application/odf"
    bomb = packed(bytes(60 << 20))
    tracemalloc.start()
    try:
        assert refusal(tmp_path, bomb, "说明.odt") == "attachment.wrong_kind"
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


def test_a_part_whose_bytes_are_no_packing_is_damaged(tmp_path: Path) -> None:
    whole = packed(b"application/vnd.oasis.opendocument.text" * 20)
    start = 30 + len("mimetype")
    assert refusal(tmp_path, whole[:start] + b"\xff" * 12 + whole[start + 12 :], "说明.odt") == "attachment.damaged"


def test_names_tell_the_kind_and_fit() -> None:
    jpeg, pdf = KINDS["image/jpeg"], KINDS["application/pdf"]
    assert fitting_name("发票.JPG", jpeg) == "发票.JPG"
    assert fitting_name("发票.exe", jpeg) == "发票.jpg" and fitting_name("合同", pdf) == "合同.pdf"
    assert fitting_name("C:\\照片\\a.jpeg", jpeg) == "a.jpeg" and fitting_name("../../x.pdf", pdf) == "x.pdf"
    assert fitting_name("..", jpeg) == "附件.jpg"
    long = fitting_name("很长的名字" * 40 + ".pdf", pdf)
    assert len(long) == 120 and long.endswith(".pdf")
