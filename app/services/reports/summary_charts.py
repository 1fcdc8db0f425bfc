"""Charts of a summary: bars of counts, lines over the months; drawn by reportlab, given as PNG for Word and PDF alike.

Black and one green, readable when printed without colour: what is compared with is hatched or dashed, every bar and
point says its number.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.services.reports import fonts

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_INK, _GREEN, _PALE, _LINE = "#1A2421", "#0F4A43", "#B9CFC4", "#9AA39E"
WIDTH = 440.0
_DOTS = 220.0
_TEXT = 11.0


@dataclass(frozen=True, slots=True)
class Bars:
    """Two numbers for each name: now and, where there is one, before."""

    title: str
    rows: Sequence[tuple[str, float, float | None]]
    now: str
    before: str
    unit: str = "件"


@dataclass(frozen=True, slots=True)
class Months:
    """A number for each month and, where there is one, that of the year before."""

    title: str
    months: Sequence[str]
    now: Sequence[float | None]
    before: Sequence[float | None]
    now_word: str
    before_word: str
    unit: str = "件"


def bars(chart: Bars) -> bytes:
    """Lying bars, one group a name, as PNG."""
    step = 32.0
    height = 44.0 + step * max(1, len(chart.rows)) + 8.0
    canvas, stream = _begun(height)
    compared = any(before is not None for _, _, before in chart.rows)
    _legend(canvas, height, chart.title, chart.now, chart.before if compared else "", chart.unit)
    left = 12.0 + max((fonts.width(name, False, _TEXT) for name, _, _ in chart.rows), default=0.0)
    left = min(left, WIDTH * 0.42)
    room = WIDTH - left - 60.0
    most = max((max(now, before or 0.0) for _, now, before in chart.rows), default=1.0) or 1.0
    y = height - 48.0
    for name, now, before in chart.rows:
        _words(canvas, left - 6.0, y - step / 2 + 2.0, name, "right")
        thick = 11.0 if before is not None else 16.0
        top = y - (3.0 if before is not None else 6.0)
        for number, ink in ((now, _GREEN), (before, _PALE)):
            if number is None:
                continue
            long = max(room * number / most, 0.6 if number else 0.0)
            _bar(canvas, left, top - thick, long, thick, ink)
            _words(canvas, left + long + 4.0, top - thick / 2 - 3.6, _number(number))
            top -= thick + 1.5
        y -= step
    _rule(canvas, left, 6.0, left, height - 46.0)
    return _png(canvas, stream)


def months(chart: Months) -> bytes:
    """Standing bars of this year with a dashed line of the year before, as PNG."""
    height = 230.0
    canvas, stream = _begun(height)
    compared = any(number is not None for number in chart.before)
    _legend(canvas, height, chart.title, chart.now_word, chart.before_word if compared else "", chart.unit, line=True)
    floor, roof = 26.0, height - 62.0
    most = max((n for n in (*chart.now, *chart.before) if n is not None), default=1.0) or 1.0
    step = (WIDTH - 24.0) / max(1, len(chart.months))
    line: list[tuple[float, float]] = []
    for at, month in enumerate(chart.months):
        middle = 12.0 + step * (at + 0.5)
        _words(canvas, middle, 10.0, month, "center")
        number, before = chart.now[at], chart.before[at]
        if number is not None:
            high = (roof - floor) * number / most
            thick = min(30.0, step * 0.5)
            _bar(canvas, middle - thick / 2, floor, thick, high, _GREEN, tall=True)
            _words(canvas, middle, floor + high + 4.0, _number(number), "center")
        if before is not None:
            line.append((middle, floor + (roof - floor) * before / most))
    _rule(canvas, 12.0, floor, WIDTH - 12.0, floor)
    if len(line) > 1:
        canvas.setStrokeColor(_INK)
        canvas.setLineWidth(1.4)
        canvas.setDash(5, 3)
        path = canvas.beginPath()
        path.moveTo(*line[0])
        for point in line[1:]:
            path.lineTo(*point)
        canvas.drawPath(path)
        canvas.setDash()
    canvas.setFillColor("#FFFFFF")
    canvas.setStrokeColor(_INK)
    for x, y in line:
        canvas.circle(x, y, 2.6, stroke=1, fill=1)
    return _png(canvas, stream)


def _begun(height: float) -> tuple[Canvas, io.BytesIO]:
    from reportlab.pdfgen.canvas import Canvas

    fonts.register()
    stream = io.BytesIO()
    usual: Any = fonts.REGULAR
    return Canvas(stream, (WIDTH, height), initialFontName=usual, pageCompression=1), stream


def _legend(canvas: Canvas, height: float, title: str, now: str, before: str, unit: str, *, line: bool = False) -> None:
    """Title and what stands for what; ``line``: what was before is drawn as a line."""
    _words(canvas, 0.0, height - 16.0, f"{title}（单位：{unit}）", bold=True)
    if not before:
        return
    x, y = WIDTH - 12.0 - fonts.width(now + before, False, _TEXT) - 48.0, height - 36.0
    for word, ink in ((now, _GREEN), (before, _PALE)):
        if line and ink == _PALE:
            canvas.setStrokeColor(_INK)
            canvas.setLineWidth(1.4)
            canvas.setDash(5, 3)
            canvas.line(x - 5.0, y + 4.0, x + 13.0, y + 4.0)
            canvas.setDash()
        else:
            _bar(canvas, x, y - 1.0, 12.0, 10.0, ink)
        _words(canvas, x + 17.0, y, word)
        x += 31.0 + fonts.width(word, False, _TEXT)


def _bar(canvas: Canvas, x: float, y: float, wide: float, high: float, ink: str, *, tall: bool = False) -> None:
    canvas.setFillColor(ink)
    canvas.setStrokeColor(_INK)
    canvas.setLineWidth(0.5)
    if wide > 0 and (high > 0 or not tall):
        canvas.rect(x, y, wide, high, stroke=1 if ink == _PALE else 0, fill=1)


def _rule(canvas: Canvas, x: float, y: float, to_x: float, to_y: float) -> None:
    canvas.setStrokeColor(_LINE)
    canvas.setLineWidth(0.8)
    canvas.line(x, y, to_x, to_y)


def _words(canvas: Canvas, x: float, y: float, words: str, align: str = "left", *, bold: bool = False) -> None:
    canvas.setFillColor(_INK)
    canvas.setFont(fonts.BOLD if bold else fonts.REGULAR, _TEXT + (1.0 if bold else 0.0))
    {"left": canvas.drawString, "right": canvas.drawRightString, "center": canvas.drawCentredString}[align](x, y, words)


def _number(number: float) -> str:
    return str(int(number)) if number == int(number) else f"{number:.1f}"


def _png(canvas: Canvas, stream: io.BytesIO) -> bytes:
    from PIL import Image

    from app.services import rasters

    canvas.showPage()
    canvas.save()
    raster = rasters.page(stream.getvalue(), 0, _DOTS)
    out = io.BytesIO()
    dots = (round(_DOTS), round(_DOTS))
    Image.frombytes("RGB", (raster.width, raster.height), raster.rgb).save(out, "PNG", optimize=True, dpi=dots)
    return out.getvalue()
