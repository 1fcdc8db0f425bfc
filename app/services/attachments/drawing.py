"""The confined child's side: strangers' pictures and PDF measured and drawn. Nothing here is trusted with the rest.

Answers are plain tuples. Problems are ``raster.…``; whatever else a decoder raises is told as a damaged file.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from app.errors import AppError
from app.services import rasters

#: The most pixels a picture may have: a photo of a good camera has 50 million. JPEG is decoded small at once.
MOST_PIXELS = 120_000_000
MOST_JPEG_PIXELS = 250_000_000
#: Pages of one file that are looked at.
MOST_PAGES = 2000

Drawn = tuple[int, int, bytes]
_P = ParamSpec("_P")
_R = TypeVar("_R")


def _told(draw: Callable[_P, _R]) -> Callable[_P, _R]:
    """Whatever a picture decoder trips over is a damaged picture; memory is not."""

    @wraps(draw)
    def drawing(*args: _P.args, **more: _P.kwargs) -> _R:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return draw(*args, **more)
        except (AppError, MemoryError):
            raise
        except Exception as error:
            raise AppError("raster.not_a_picture") from error

    return drawing


def measure(data: bytes, look: str) -> tuple[tuple[float, float], ...]:
    """The sizes of all pages (the first :data:`MOST_PAGES`) in points; a picture counts 96 dots to the inch.

    The whole of a picture is decoded: a broken-off one is found out here. Raises ``raster.not_a_pdf``,
    ``raster.locked``, ``raster.not_a_picture``, ``raster.too_many_pixels``.
    """
    if look == "pdf":
        return tuple((size.width, size.height) for size in rasters.page_sizes(data, MOST_PAGES))
    return _picture_sizes(data)


def draw(data: bytes, look: str, number: int, dots_per_inch: float) -> Drawn:
    """Page ``number`` (from 0) as width, height and RGB bytes."""
    if look == "pdf":
        raster = rasters.page(data, number, dots_per_inch)
        return raster.width, raster.height, raster.rgb
    return _picture(data, number, dots_per_inch / 96, None)


def small(data: bytes, look: str, longest: int) -> Drawn:
    """The first page, its longer side ``longest`` pixels or less."""
    if look == "pdf":
        size = rasters.page_sizes(data, 1)[0]
        return draw(data, look, 0, longest * rasters.POINTS / max(size.width, size.height))
    return _picture(data, 0, None, longest)


@_told
def _picture_sizes(data: bytes) -> tuple[tuple[float, float], ...]:
    sizes = []
    with _opened(data) as image:
        for number in range(_frames(image)):
            image.seek(number)
            width, height = _upright(image)
            if image.format == "JPEG":
                image.draft("RGB", (256, 256))
            image.load()
            sizes.append((max(width * 0.75, 1.0), max(height * 0.75, 1.0)))
    return tuple(sizes)


@_told
def _picture(data: bytes, number: int, scale: float | None, longest: int | None) -> Drawn:
    from PIL import Image, ImageOps

    with _opened(data) as image:
        image.seek(number)
        if scale is None:
            assert longest is not None
            scale = min(1.0, longest / max(image.size))
        scale = min(scale, (rasters.MOST_PIXELS / (image.width * image.height)) ** 0.5)
        wanted = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        if image.format == "JPEG" and scale < 1:
            image.draft("RGB", wanted)
        upright: Image.Image = ImageOps.exif_transpose(image)
        turned = upright.size != image.size and upright.width == image.height
        upright = _on_white(upright)
        sides = (wanted[1], wanted[0]) if turned else wanted
        if upright.size != sides:
            upright = upright.resize(sides, Image.Resampling.LANCZOS if scale < 1 else Image.Resampling.BICUBIC)
        return upright.width, upright.height, upright.tobytes()


def _opened(data: bytes) -> Any:
    """The picture, not decoded yet; its size is looked at before."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # ours, below, say how large it is
    image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF"))
    most = MOST_JPEG_PIXELS if image.format == "JPEG" else MOST_PIXELS
    if image.width * image.height > most:
        raise AppError("raster.too_many_pixels", width=image.width, height=image.height)
    return image


def _frames(image: Any) -> int:
    """Pages of a scan; a moving picture has one."""
    return min(int(getattr(image, "n_frames", 1)), MOST_PAGES) if image.format == "TIFF" else 1


def _upright(image: Any) -> tuple[int, int]:
    """Width and height as it is to be looked at (EXIF orientation 5 to 8 lies on its side)."""
    width, height = image.size
    return (height, width) if image.getexif().get(0x0112, 1) in (5, 6, 7, 8) else (width, height)


def _on_white(image: Any) -> Any:
    """As RGB; what shines through shows white."""
    from PIL import Image

    if image.mode in ("I;16", "I;16L", "I;16B", "I", "F"):
        return image.convert("I").point(lambda value: value / 257).convert("L").convert("RGB")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return image.convert("RGB")
