"""Characters of names copy out of a PDF as they went in, also those beyond U+FFFF."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from app.services.reports import fonts


def written(text: str) -> str:
    fonts.register()
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.setFont(fonts.REGULAR, 12)
    canvas.drawString(72, 720, text)
    canvas.setFont(fonts.BOLD, 12)
    canvas.drawString(72, 700, text)
    canvas.save()
    return PdfReader(stream).pages[0].extract_text()


@pytest.mark.parametrize("name", ["张䶮", "李𬱖", "𣲘水镇", "王㛃", "投诉ABC123，（万元）"])
def test_copies_as_written(name: str) -> None:
    assert written(name).split() == [name, name]


def test_more_characters_than_one_block_of_the_map_holds() -> None:
    many = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 400)) + "𬱖"
    assert written(many).split() == [many, many]


def test_a_block_of_the_map_is_never_longer_than_the_format_allows() -> None:
    blocks = re.findall(r"(\d+) beginbfchar", fonts.unicode_map("F", range(0x4E00, 0x4E00 + 250)))
    assert blocks == ["100", "100", "50"]


def test_a_character_beyond_the_first_plane_is_a_surrogate_pair() -> None:
    assert "<01> <D873DC56>" in fonts.unicode_map("F", [0x20, 0x2CC56])


def test_widths_are_of_the_bundled_faces() -> None:
    fonts.register()
    assert fonts.width("投诉", False, 10) == 20
    assert fonts.width("12", False, 10) < 12 < fonts.width("mm", True, 10)
