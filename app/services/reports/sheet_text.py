"""Words inside the cells and text boxes of a printed sheet. Figures are never cut: they become smaller."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.services.reports import fonts
from app.services.reports.lines import broken

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from app.services.excel.layout import CellLayout, TextBox

#: The height of a line and of letters above its foot, in letter sizes.
_LEADING = 1.25
_ASCENT = 0.88
_DESCENT = 0.12
#: The space between a cell's border and its words, and a step of indentation, in points at full size.
_PAD = 2.0
_STEP = 9.0
_LEAST = 4.0
_SIDES = {"left": 0.0, "center": 0.5, "centerContinuous": 0.5, "distributed": 0.5, "right": 1.0, "justify": 0.0}
#: Typefaces that are heavier than the body's, as headings use them.
_HEAVY = ("黑体", "SimHei", "小标宋")


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle on the page in points; ``y`` is its foot."""

    x: float
    y: float
    width: float
    height: float


def draw_words(canvas: Canvas, cell: CellLayout, frame: Frame, spill: tuple[float, float], scale: float) -> None:
    """The words of ``cell``. ``spill`` is the room over empty neighbours to the left and right."""
    style = cell.style
    bold = style.bold or any(name in style.font for name in _HEAVY)
    pad, indent = _PAD * scale, _STEP * style.indent * scale
    space = style.size * 0.25 * scale if cell.kind == "number" and "_" in style.number_format else 0.0
    side = _SIDES.get(style.horizontal, 1.0 if cell.kind == "number" else 0.5 if cell.kind in _CENTRED else 0.0)
    canvas.saveState()
    try:
        if 1 <= style.rotation <= 180:
            frame = _turned(canvas, frame, style.rotation)
            spill = (0.0, 0.0)
        room = frame.width - 2 * pad - indent - space
        text = "\n".join(cell.text) if style.rotation == 255 else cell.text
        size, lines = _fitted(text, bold, style.size * scale, room, frame.height, style.wrap, cell.kind == "number")
        widest = max(fonts.width(line, bold, size) for line in lines)
        beyond = widest - room
        if beyond > 0.01 and len(lines) == 1:
            extra = spill[1] if side == 0 else spill[0] if side == 1 else 2 * min(spill)
            if beyond > extra + pad:
                size = max(_LEAST, size * (room + extra) / widest)
        pads = (pad + (indent if side == 0 else 0), pad + space + (indent if side == 1 else 0))
        _put(canvas, lines, bold, size, frame, pads, side, style.vertical, style.colour)
        if style.underline or style.strike:
            _ruled(canvas, lines, bold, size, frame, side, style.underline)
    finally:
        canvas.restoreState()


_CENTRED = ("error", "boolean")


def _fitted(
    text: str, bold: bool, size: float, room: float, height: float, wrap: bool, figure: bool
) -> tuple[float, list[str]]:
    """Letter size and lines: broken where the cell wraps, and smaller when they would not fit its height."""
    if figure or not (wrap or "\n" in text):
        wide = fonts.width(text, bold, size)
        return (size * room / wide if figure and wide > room > 0 else size), [text]
    for _ in range(12):
        lines = broken(text, room, partial(_width, bold, size))
        if len(lines) * size * _LEADING - size * (_LEADING - 1) <= height or size <= _LEAST:
            break
        size *= 0.94
    return size, lines


def _width(bold: bool, size: float, words: str) -> float:
    return fonts.width(words, bold, size)


def _put(
    canvas: Canvas, lines: list[str], bold: bool, size: float, frame: Frame, pads: tuple[float, float], side: float,
    vertical: str, colour: str,
) -> None:  # fmt: skip
    canvas.setFillColor(colour)
    canvas.setFont(fonts.BOLD if bold else fonts.REGULAR, size)
    block = (len(lines) - 1) * size * _LEADING + size * (_ASCENT + _DESCENT)
    free = frame.height - block
    above = 1.0 if vertical == "top" and free > 2 else free - 1.0 if vertical == "bottom" and free > 2 else free / 2
    base = frame.y + frame.height - above - size * _ASCENT
    for line in lines:
        if line:
            room = frame.width - pads[0] - pads[1] - fonts.width(line, bold, size)
            canvas.drawString(frame.x + pads[0] + room * side, base, line)
        base -= size * _LEADING


def _ruled(canvas: Canvas, lines: list[str], bold: bool, size: float, frame: Frame, side: float, under: bool) -> None:
    """A line under or through a single line of words in the middle of its cell."""
    wide = min(fonts.width(lines[0], bold, size), frame.width)
    x = frame.x + _PAD + (frame.width - 2 * _PAD - wide) * side
    y = frame.y + frame.height / 2 - (size * 0.45 if under else 0)
    canvas.setLineWidth(size / 18)
    canvas.line(x, y, x + wide, y)


def _turned(canvas: Canvas, frame: Frame, rotation: int) -> Frame:
    """Turn the page about the middle of ``frame``: up to 90 upwards, beyond it downwards."""
    degrees = rotation if rotation <= 90 else 90 - rotation
    canvas.translate(frame.x + frame.width / 2, frame.y + frame.height / 2)
    canvas.rotate(degrees)
    if abs(degrees) > 45:
        return Frame(-frame.height / 2, -frame.width / 2, frame.height, frame.width)
    return Frame(-frame.width / 2, -frame.height / 2, frame.width, frame.height)


def draw_box(canvas: Canvas, box: TextBox, frame: Frame, scale: float) -> None:
    """A text box: its ground, its line, its words from the top."""
    canvas.saveState()
    try:
        if box.fill or box.line:
            canvas.setFillColor(box.fill or "#ffffff")
            canvas.setStrokeColor(box.line or "#ffffff")
            canvas.setLineWidth(0.5)
            canvas.rect(
                frame.x, frame.y, frame.width, frame.height, stroke=1 if box.line else 0, fill=1 if box.fill else 0
            )
        pad, rim = 5.5 * scale, 3.0 * scale
        inner = Frame(frame.x, frame.y + rim, frame.width, frame.height - 2 * rim)
        size, lines = _fitted(
            box.text, box.bold, box.size * scale, frame.width - 2 * pad, inner.height, wrap=True, figure=False
        )
        _put(canvas, lines, box.bold, size, inner, (pad, pad), 0.0, "top", box.colour)
    finally:
        canvas.restoreState()
