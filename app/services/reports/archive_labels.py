"""Labels of the archive in exact millimetres on A4, with marks to cut along: box spines, envelopes of files."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from app.progress import SILENT, Progress
from app.services.reports import fonts
from app.services.reports.form_pen import FormPen, fitted
from app.services.reports.lines import broken

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

MM = 72 / 25.4
_WIDTH, _HEIGHT = 210.0, 297.0
_LEAST_MARGIN = 8.0
#: How long a mark is and how far from the corner it begins, millimetres.
_MARK, _OFF = 3.0, 0.5


@dataclass(frozen=True, slots=True)
class Measures:
    """A label's size and the gap between two, in millimetres."""

    width: float
    height: float
    gap: float


@dataclass(frozen=True, slots=True)
class Spine:
    """What stands on the back of a box."""

    office: str
    year: str
    box: str
    first: str
    last: str
    files: int
    kept: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands on the envelope of a file."""

    office: str
    number: str
    title: str
    span: str
    kept: str
    box: str
    pages: int


Label = Spine | Envelope


def places(size: Measures) -> list[tuple[float, float]]:
    """Where labels lie on a sheet: left and top corner in millimetres, row by row, the whole in the middle."""
    across = _fitting(_WIDTH, size.width, size.gap)
    down = _fitting(_HEIGHT, size.height, size.gap)
    left = (_WIDTH - across * size.width - (across - 1) * size.gap) / 2
    top = (_HEIGHT - down * size.height - (down - 1) * size.gap) / 2
    return [
        (left + column * (size.width + size.gap), top + row * (size.height + size.gap))
        for row in range(down)
        for column in range(across)
    ]


def _fitting(room: float, length: float, gap: float) -> int:
    return max(1, int((room - 2 * _LEAST_MARGIN + gap) // (length + gap)))


def render(labels: Sequence[Label], size: Measures, title: str, progress: Progress = SILENT) -> bytes:
    """The sheets as a PDF. Print them at their actual size, else the millimetres are no millimetres."""
    from reportlab.pdfgen.canvas import Canvas

    fonts.register()
    stream = io.BytesIO()
    usual: Any = fonts.REGULAR  # reportlab's own hints take it for a number
    canvas = Canvas(stream, (_WIDTH * MM, _HEIGHT * MM), initialFontName=usual, pageCompression=1, lang="zh-CN")
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setCreator("消保台账")
    canvas.setProducer("消保台账")
    canvas.setViewerPreference("PrintScaling", "None")
    spots = places(size)
    for at, label in enumerate(labels):
        progress.step(at, len(labels), "排标签")
        if at and at % len(spots) == 0:
            canvas.showPage()
        left, top = spots[at % len(spots)]
        _marks(canvas, left, top, size)
        _draw(canvas, label, left * MM, top * MM, size.width * MM, size.height * MM)
    canvas.showPage()
    canvas.save()
    progress.step(len(labels), len(labels), "排标签")
    return stream.getvalue()


def _marks(canvas: Canvas, left: float, top: float, size: Measures) -> None:
    """Two short lines outside each corner; between labels they are half the gap at most."""
    canvas.setLineWidth(0.3)
    canvas.setStrokeColor("#000000")
    length = min(_MARK, max(0.5, size.gap / 2 - _OFF))
    for x, outwards in ((left, -1), (left + size.width, 1)):
        for y, downwards in ((top, -1), (top + size.height, 1)):
            flip = _HEIGHT - y
            canvas.line((x + outwards * _OFF) * MM, flip * MM, (x + outwards * (_OFF + length)) * MM, flip * MM)
            canvas.line(x * MM, (flip - downwards * _OFF) * MM, x * MM, (flip - downwards * (_OFF + length)) * MM)


def _draw(canvas: Canvas, label: Label, x: float, y: float, width: float, height: float) -> None:
    pen = FormPen(canvas, _HEIGHT * MM)
    inside = 2.2 * MM
    pen.frame(x + inside, y + inside, width - 2 * inside, height - 2 * inside)
    room = (x + inside, y + inside, width - 2 * inside, height - 2 * inside)
    if isinstance(label, Spine):
        _spine(pen, label, *room)
    else:
        _envelope(pen, label, *room)


def _spine(pen: FormPen, label: Spine, x: float, y: float, width: float, height: float) -> None:
    """From the top: year, box, whose, the first and last number, how many, how long they are kept."""
    cells = (
        ("年度", label.year, 15.0, 16.0, True),
        ("盒号", label.box or "　", 22.0, 26.0, True),
        ("单位", label.office, 0.0, 12.0, True),
        ("案卷号", f"{label.first}\n至\n{label.last}" if label.first != label.last else label.first, 34.0, 10.0, False),
        ("卷数", f"{label.files} 卷", 14.0, 12.0, False),
        ("保管期限", label.kept, 22.0, 9.5, False),
    )
    free = height - sum(deep * MM for _, _, deep, _, _ in cells) - 7 * MM * len(cells)
    for word, text, deep, size, bold in cells:
        pen.frame(x, y, width, 7 * MM)
        pen.text(x + width / 2, y + 5 * MM, word, 9, place=0.5)
        y += 7 * MM
        tall = deep * MM or free
        pen.frame(x, y, width, tall)
        if word == "单位":
            _downwards(pen, text, x, y, width, tall, size)
        else:
            _centred(pen, text, x, y, width, tall, size, bold)
        y += tall


def _downwards(pen: FormPen, text: str, x: float, y: float, width: float, height: float, size: float) -> None:
    """Words written downwards, in as many columns (from the right) as they need."""
    step = size * 1.35
    a_column = max(1, int((height - 8) // step))
    columns = [text[at : at + a_column] for at in range(0, len(text), a_column)]
    for at, column in enumerate(columns):
        centre = x + width / 2 + ((len(columns) - 1) / 2 - at) * step
        top = y + (height - len(column) * step) / 2
        for place, character in enumerate(column):
            pen.text(centre, top + (place + 1) * step - size * 0.35, character, size, bold=True, place=0.5)


def _centred(pen: FormPen, text: str, x: float, y: float, width: float, height: float, size: float, bold: bool) -> None:
    while True:
        lines = broken(text, width - 6, partial(fonts.width, bold=bold, size=size))
        widest = max((fonts.width(line, bold, size) for line in lines), default=0.0)
        if size <= 5 or (len(lines) * size * 1.3 <= height - 4 and widest <= width - 6 and _kept_whole(text, lines)):
            break
        size -= 0.5
    top = y + (height - len(lines) * size * 1.3) / 2
    for at, line in enumerate(lines):
        pen.text(x + width / 2, top + (at + 1) * size * 1.3 - size * 0.35, line, size, bold=bold, place=0.5)


def _kept_whole(text: str, lines: Sequence[str]) -> bool:
    """Whether no number was cut into two lines."""
    return len(lines) == len(text.split("\n")) or not any(character.isdigit() for character in text)


def _envelope(pen: FormPen, label: Envelope, x: float, y: float, width: float, height: float) -> None:
    head = 9.0 * MM
    pen.text(x + width / 2, y + head * 0.68, label.office, _size_for(label.office, width - 8, 11), place=0.5)
    side = 17 * MM
    rows = (("案卷号", label.number, 8.0, 14.0), ("题名", label.title, 0.0, 11.0), ("起止日期", label.span, 7.0, 9.5))
    foot = 7 * MM
    free = height - head - foot - sum(deep * MM for _, _, deep, _ in rows)
    at = y + head
    for word, text, deep, size in rows:
        tall = deep * MM or free
        pen.label(x, at, side, tall, word)
        pen.frame(x + side, at, width - side, tall)
        fit = fitted(text, width - side - 8, tall - 4, size, 5.5)
        top = at + (tall - fit.size * (1.35 * (len(fit.lines) - 1) + 1)) / 2
        for line_at, line in enumerate(fit.lines):
            pen.text(x + side + 4, top + line_at * fit.size * 1.35 + fit.size * 0.88, line, fit.size)
        at += tall
    pages = f"{label.pages} 页" if label.pages else "　　页"
    third = width / 3
    for place, words in enumerate((label.kept, f"盒号 {label.box}" if label.box else "盒号", pages)):
        pen.frame(x + place * third, at, third, foot)
        pen.text(x + place * third + third / 2, at + foot * 0.66, words, _size_for(words, third - 6, 9), place=0.5)


def _size_for(words: str, room: float, size: float) -> float:
    return min(size, size * room / max(1.0, fonts.width(words, False, size)))
