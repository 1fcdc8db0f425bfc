"""Photos and scans on A4: one a page, upright, as large as fits, with a line above that says which file it is."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from app.services.reports import fonts
from app.services.reports.file_pages import HEIGHT, WIDTH
from app.services.reports.form_pen import FormPen, fitted

_SIDE, _ABOVE, _BELOW = 40.0, 66.0, 44.0
_QUALITY = 85
#: How fine pictures are printed; finer ones only make the file large.
DOTS_PER_INCH = 200


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture: RGB rows without padding."""

    width: int
    height: int
    rgb: bytes


def most_pixels() -> tuple[int, int]:
    """Width and height in pixels beyond which a picture gains nothing on this paper."""
    dots = DOTS_PER_INCH / 72
    return int((WIDTH - 2 * _SIDE) * dots), int((HEIGHT - _ABOVE - _BELOW) * dots)


def page(picture: Picture, caption: str) -> bytes:
    """The page of one picture as a PDF."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    fonts.register()
    image = Image.frombytes("RGB", (picture.width, picture.height), picture.rgb)
    packed = io.BytesIO()
    image.save(packed, "JPEG", quality=_QUALITY)
    packed.seek(0)
    stream = io.BytesIO()
    usual: Any = fonts.REGULAR  # reportlab's own hints take it for a number
    canvas = Canvas(stream, (WIDTH, HEIGHT), initialFontName=usual, pageCompression=1)
    canvas.setAuthor("")
    pen = FormPen(canvas, HEIGHT)
    fit = fitted(caption, WIDTH - 2 * _SIDE, 30, 10.5, 7.5)
    for at, line in enumerate(fit.lines):
        pen.text(_SIDE, 36 + at * fit.size * 1.35, line, fit.size)
    room, depth = WIDTH - 2 * _SIDE, HEIGHT - _ABOVE - _BELOW
    points = min(room / picture.width, depth / picture.height, 72 / 96)
    wide, high = picture.width * points, picture.height * points
    canvas.drawImage(ImageReader(packed), (WIDTH - wide) / 2, HEIGHT - _ABOVE - high, wide, high)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()
