"""Strangers' pictures and PDF: measured, turned upright, drawn; and those that would eat the PC are not."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from app.errors import AppError
from app.services.attachments.kinds import KINDS
from app.services.attachments.previews import Drawer, ForeignPages
from app.services.rasters import MOST_PIXELS, Raster
from tests.services.attachments import files

JPEG, PNG, TIFF, PDF = (KINDS[f"{name}"] for name in ("image/jpeg", "image/png", "image/tiff", "application/pdf"))


@pytest.fixture(scope="module")
def drawer() -> Iterator[Drawer]:
    with Drawer(seconds=8) as made:
        yield made


def pixel(raster: Raster, x: float, y: float) -> tuple[int, ...]:
    """The colour at a place given in parts of the whole."""
    column, row = int(x * (raster.width - 1)), int(y * (raster.height - 1))
    at = (row * raster.width + column) * 3
    return tuple(raster.rgb[at : at + 3])


def is_red(colour: tuple[int, ...]) -> bool:
    return colour[0] > 150 and max(colour[1:]) < 90


def is_blue(colour: tuple[int, ...]) -> bool:
    return colour[2] > 150 and max(colour[:2]) < 90


def code_of(drawer: Drawer, data: bytes, kind: str) -> str:
    with pytest.raises(AppError) as refused:
        drawer.sizes(data, KINDS[kind])
    return refused.value.code


def test_a_photo_lying_on_its_side_is_shown_upright(drawer: Drawer) -> None:
    """Orientation 6: the camera was turned; the red third of the stored picture, at its left, is on top."""
    data = files.photo(800, 600, orientation=6)
    (size,) = drawer.sizes(data, JPEG)
    assert (size.width, size.height) == (450.0, 600.0)
    shown = drawer.page(data, JPEG, 0, 48)
    assert (shown.width, shown.height) == (300, 400)
    assert is_red(pixel(shown, 0.5, 0.1)) and is_blue(pixel(shown, 0.4, 0.95))
    small = drawer.small(data, JPEG, 100)
    assert (small.width, small.height) == (75, 100) and is_red(pixel(small, 0.5, 0.05))
    straight = drawer.page(files.photo(), JPEG, 0, 96)
    assert (straight.width, straight.height) == (800, 600) and is_red(pixel(straight, 0.1, 0.5))


def test_every_page_of_a_scan_is_there(drawer: Drawer) -> None:
    data = files.scan(3)
    assert len(drawer.sizes(data, TIFF)) == 3
    assert [pixel(drawer.page(data, TIFF, n, 48), 0.5, 0.5)[0] for n in range(3)] == [255, 235, 215]


def test_what_shines_through_is_white(drawer: Drawer) -> None:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    assert pixel(drawer.page(out.getvalue(), PNG, 0, 96), 0.5, 0.5) == (255, 255, 255)


def test_pages_of_a_pdf(drawer: Drawer) -> None:
    data = files.pdf(3)
    sizes = drawer.sizes(data, PDF)
    assert len(sizes) == 3 and sizes[0].width == pytest.approx(595.3, abs=0.1)
    shown = drawer.page(data, PDF, 2, 72)
    assert (shown.width, shown.height) in ((595, 842), (596, 842)) and min(shown.rgb) < 50
    assert drawer.small(data, PDF, 120).height == 120


def test_broken_off_files_are_found_out(drawer: Drawer) -> None:
    whole = files.photo()
    assert code_of(drawer, whole[: len(whole) // 2], "image/jpeg") == "raster.not_a_picture"
    png = files.photo(kind="PNG")
    assert code_of(drawer, png[: len(png) // 2], "image/png") == "raster.not_a_picture"
    assert code_of(drawer, files.pdf()[:400], "application/pdf") == "raster.not_a_pdf"
    assert code_of(drawer, files.pdf(password="secret"), "application/pdf") == "raster.locked"


def test_a_picture_that_claims_too_many_pixels_is_not_opened(drawer: Drawer) -> None:
    assert code_of(drawer, files.picture_bomb(), "image/png") == "raster.too_many_pixels"
    assert code_of(drawer, files.picture_bomb(10_000), "image/png") == "raster.not_a_picture"  # its rows are missing


def test_a_page_of_kilometres_is_drawn_coarsely(drawer: Drawer) -> None:
    data = files.huge_page()
    (size,) = drawer.sizes(data, PDF)
    assert size.width <= 14400
    shown = drawer.page(data, PDF, 0, 300)
    assert shown.width * shown.height <= MOST_PIXELS * 1.01


def test_so_many_pages_are_not_all_looked_at(drawer: Drawer) -> None:
    assert 0 < len(drawer.sizes(files.many_pages(), PDF)) <= 2000


def test_a_page_that_takes_for_ever_is_given_up() -> None:
    """Ten to the eighth triangles in three kilobytes: the child is ended, and the next question gets another."""
    with Drawer(seconds=1.5) as drawer:
        begun = time.monotonic()
        with pytest.raises(AppError) as refused:
            drawer.page(files.slow_page(), PDF, 0, 96)
        assert refused.value.code == "raster.too_heavy" and time.monotonic() - begun < 10
        assert drawer.page(files.pdf(1), PDF, 0, 36).width in (298, 299)


def test_memory_is_bounded() -> None:
    with Drawer(memory=200 << 20) as drawer, pytest.raises(AppError) as refused:
        drawer.sizes(files.photo(10_000, 9_000, kind="PNG"), PNG)
    assert refused.value.code in ("raster.too_heavy", "raster.not_a_picture")


def test_pages_are_looked_at_again_after_closing() -> None:
    pages = ForeignPages(files.pdf(2), PDF)
    assert len(pages.sizes) == 2 and pages.raster(1, 36).width in (298, 299)
    pages.close()
    assert pages.raster(0, 36).width in (298, 299)
    pages.close()
