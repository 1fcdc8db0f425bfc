"""Catalogues, lists and labels: what stands in them, and millimetres that are millimetres."""

from __future__ import annotations

import io
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from app.errors import AppError
from app.services.archive import Archive
from app.services.reports.archive_labels import Measures, places
from tests.services.archive.conftest import Closed

LONG = "青溪县宏发移动通信设备技术服务有限责任公司城南街道第二十三营业部𣲘（个体工商户）"


def text_of(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.fixture
def filed(archive: Archive, closed: Closed, today: date) -> Archive:
    """Forty files in two boxes, one with a long name of rare characters."""
    cases = [closed(complainant=f"李{number}") for number in range(39)] + [closed(complainant="䶮𬱖", trader=LONG)]
    numbers = [file.number for file in archive.file(cases, today=today).files]
    archive.put_in_box(numbers[:20], "1")
    archive.put_in_box(numbers[20:], "2")
    return archive


def test_the_catalogue_names_every_file(filed: Archive, tmp_path: Path) -> None:
    text = text_of(filed.catalogue(2026))
    assert all(f"2026-消调-{number:04}" in text for number in range(1, 41))
    assert f"䶮𬱖投诉{LONG}" in text and "共40卷" in text
    assert filed.write_catalogue(2026, tmp_path / "a.xlsx") == 40
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert len(rows) == 40 and rows[39][:2] == (40, "2026-消调-0040") and rows[39][2] == f"䶮𬱖投诉{LONG}（质量）"


def test_what_may_be_destroyed_has_places_to_sign(filed: Archive, tmp_path: Path) -> None:
    later = date(2037, 1, 1)
    text = text_of(filed.due_list(today=later))
    assert "档案鉴定销毁清单" in text and "监销人（签名）" in text and "2026-消调-0040" in text
    filed.write_due_list(tmp_path / "a.xlsx", today=later)
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    words = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert any(word.startswith("负责人（签名）") for word in words)
    with pytest.raises(AppError) as error:
        filed.due_list(today=date(2026, 4, 7))
    assert error.value.code == "archive.nothing_listed"


def test_a_label_for_every_file_and_a_spine_for_every_box(filed: Archive) -> None:
    envelopes = PdfReader(io.BytesIO(filed.labels(2026)))
    assert len(envelopes.pages) == 5  # eight on a sheet
    assert f"䶮𬱖投诉{LONG}" in "".join("".join(page.extract_text().split()) for page in envelopes.pages)
    box = envelopes.pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4, 1), round(float(box.height) / 72 * 25.4, 1)) == (210.0, 297.0)
    spines = text_of(filed.labels(2026, "spine"))
    assert "20卷" in spines and "2026-消调-0020" in spines and "2026-消调-0021" in spines
    assert "0021" not in text_of(filed.labels(2026, "spine", box="1"))
    with pytest.raises(AppError) as error:
        filed.labels(2026, "stamp")
    assert error.value.code == "archive.no_such_label"


@pytest.mark.parametrize(
    "size", [Measures(30, 220, 4), Measures(90, 60, 4), Measures(250, 400, 0), Measures(10, 10, 2)]
)
def test_labels_lie_beside_each_other_on_the_sheet(size: Measures) -> None:
    spots = places(size)
    assert spots
    for left, top in spots:
        if size.width <= 194 and size.height <= 281:
            assert left >= 8 and top >= 8
            assert left + size.width <= 202.001 and top + size.height <= 289.001
    corners = sorted(spots)
    for (x, y), (u, v) in pairwise(corners):
        assert u - x >= size.width + size.gap - 0.001 or v - y >= size.height + size.gap - 0.001
