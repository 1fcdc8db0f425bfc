"""The list of cases on paper: whose it is, what it was narrowed to, the columns chosen, page n of m."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from app.progress import SILENT, Progress
from app.services.reports import fonts
from app.services.reports.lines import broken

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_A4 = (595.28, 841.89)
_MARGIN = 36.0
_LARGEST, _LEAST = 10.5, 6.5
#: With so small letters upright the paper is turned.
_TURNED = 9.0
_LEADING = 1.3
_ASCENT = 0.88
_PAD = 3.0
_EVERY = 200


@dataclass(frozen=True, slots=True)
class PrintColumn:
    """A column: its title, how many Chinese characters it is wide, whether its words stand at the right."""

    title: str
    characters: float
    right: bool = False


@dataclass(frozen=True, slots=True)
class ListHead:
    """What stands above the list: whose it is, its title, and lines in small letters."""

    office: str
    title: str
    lines: tuple[str, ...]


def render(
    head: ListHead,
    columns: Sequence[PrintColumn],
    rows: Iterable[Sequence[str]],
    total: int,
    progress: Progress = SILENT,
    *,
    signatures: Sequence[str] = (),
) -> bytes:
    """The list as a PDF on A4; upright while its letters stay readable, else turned. ``total`` rows are expected.

    Nothing is cut: what does not fit into a column's width goes on below. ``signatures`` name places to sign below
    the last row.
    """
    from reportlab.pdfgen.canvas import Canvas

    fonts.register()
    paper, size, widths = _measures(columns)
    pages = _Pages(paper, size, widths, head)
    for number, row in enumerate(rows):
        if number % _EVERY == 0:
            progress.step(number, 2 * total, "排版")
        pages.add(row)
    leaves = pages.leaves(_signing(signatures))
    stream = io.BytesIO()
    usual: Any = fonts.REGULAR  # reportlab's own hints take it for a number
    canvas = Canvas(stream, paper, initialFontName=usual, pageCompression=1, lang="zh-CN")
    canvas.setTitle(head.title)
    canvas.setCreator("消保台账")
    canvas.setProducer("消保台账")
    done = 0
    for number, leaf in enumerate(leaves, 1):
        progress.step(total + done, 2 * total, "排版")
        end = _draw(canvas, paper, size, widths, columns, head if number == 1 else None, leaf, number, len(leaves))
        if number == len(leaves):
            _sign(canvas, paper, signatures, end)
        done += len(leaf)
        canvas.showPage()
    canvas.save()
    progress.step(2 * total, 2 * total, "排版")
    return stream.getvalue()


def _measures(columns: Sequence[PrintColumn]) -> tuple[tuple[float, float], float, list[float]]:
    """The paper, the size of the letters, and how wide the columns are."""
    characters = sum(max(column.characters, len(column.title)) for column in columns)
    paper = _A4
    room = paper[0] - 2 * _MARGIN - 2 * _PAD * len(columns)
    if room / characters < _TURNED:
        paper = (_A4[1], _A4[0])
        room = paper[0] - 2 * _MARGIN - 2 * _PAD * len(columns)
    size = max(_LEAST, min(_LARGEST, room / characters))
    share = room / characters
    return paper, size, [max(column.characters, len(column.title)) * share + 2 * _PAD for column in columns]


Lines = list[list[str]]


class _Pages:
    """Rows broken into lines, and pages of as many as fit."""

    def __init__(self, paper: tuple[float, float], size: float, widths: Sequence[float], head: ListHead) -> None:
        self._size = size
        self._widths = widths
        self._room = paper[1] - 2 * _MARGIN - _head_height(size) - 6
        self._free = self._room - _above(head)
        self._leaves: list[list[Lines]] = [[]]
        self._broken = lru_cache(4096)(self._break)

    def add(self, row: Sequence[str]) -> None:
        lines = [self._broken(text, width) for text, width in zip(row, self._widths, strict=True)]
        height = _height(lines, self._size)
        if height > self._free and self._leaves[-1]:
            self._leaves.append([])
            self._free = self._room
        self._leaves[-1].append(lines)
        self._free -= height

    def leaves(self, below: float = 0.0) -> list[list[Lines]]:
        """The pages; the last one has room for ``below`` points under its rows."""
        if self._free < below and self._leaves[-1]:
            self._leaves.append(self._leaves[-1][-1:])
            del self._leaves[-2][-1]
        return self._leaves

    def _break(self, text: str, width: float) -> list[str]:
        if not text:
            return []
        return broken(text, width - 2 * _PAD + 0.01, partial(fonts.width, bold=False, size=self._size))


def _height(lines: Lines, size: float) -> float:
    deep = max((len(cell) for cell in lines), default=1) or 1
    return deep * size * _LEADING + 2 * _PAD


def _head_height(size: float) -> float:
    return size * _LEADING + 3 * _PAD


def _above(head: ListHead) -> float:
    return 52.0 + 14.0 * len(head.lines)


def _draw(
    canvas: Canvas,
    paper: tuple[float, float],
    size: float,
    widths: Sequence[float],
    columns: Sequence[PrintColumn],
    head: ListHead | None,
    rows: Sequence[Lines],
    number: int,
    total: int,
) -> float:
    """One page; gives how far down its rows reach."""
    width, height = paper
    y = height - _MARGIN
    canvas.setFillColor("#000000")
    if head is not None:
        canvas.setFont(fonts.REGULAR, 11)
        canvas.drawCentredString(width / 2, y - 11, head.office)
        canvas.setFont(fonts.BOLD, 17)
        canvas.drawCentredString(width / 2, y - 34, head.title)
        canvas.setFont(fonts.REGULAR, 9)
        for at, line in enumerate(head.lines):
            canvas.drawString(_MARGIN, y - 54 - 14 * at, line)
        y -= _above(head)
    top = y
    deep = _head_height(size)
    canvas.setFillColor("#E6E6E6")
    canvas.rect(_MARGIN, y - deep, sum(widths), deep, stroke=0, fill=1)
    canvas.setFillColor("#000000")
    canvas.setFont(fonts.BOLD, size)
    x = _MARGIN
    for column, wide in zip(columns, widths, strict=True):
        if column.right:
            canvas.drawRightString(x + wide - _PAD, y - 1.5 * _PAD - size * _ASCENT, column.title)
        else:
            canvas.drawString(x + _PAD, y - 1.5 * _PAD - size * _ASCENT, column.title)
        x += wide
    edges = [y, y - deep]
    y -= deep
    canvas.setFont(fonts.REGULAR, size)
    for lines in rows:
        x = _MARGIN
        for column, wide, cell in zip(columns, widths, lines, strict=True):
            foot = y - _PAD - size * _ASCENT
            for line in cell:
                if column.right:
                    canvas.drawRightString(x + wide - _PAD, foot, line)
                else:
                    canvas.drawString(x + _PAD, foot, line)
                foot -= size * _LEADING
            x += wide
        y -= _height(lines, size)
        edges.append(y)
    canvas.setStrokeColor("#000000")
    canvas.setLineWidth(0.4)
    for edge in edges:
        canvas.line(_MARGIN, edge, _MARGIN + sum(widths), edge)
    x = _MARGIN
    for wide in (0.0, *widths):
        x += wide
        canvas.line(x, top, x, y)
    canvas.setFont(fonts.REGULAR, 9)
    canvas.drawCentredString(width / 2, 20, f"第 {number} 页 共 {total} 页")
    return y


def _signing(signatures: Sequence[str]) -> float:
    return 34.0 * ((len(signatures) + 1) // 2) + 14 if signatures else 0.0


def _sign(canvas: Canvas, paper: tuple[float, float], signatures: Sequence[str], y: float) -> None:
    """Places to sign, two in a row, below ``y``."""
    half = (paper[0] - 2 * _MARGIN) / 2
    canvas.setFont(fonts.REGULAR, 10.5)
    for at, words in enumerate(signatures):
        x, foot = _MARGIN + at % 2 * half, y - 14 - 34 * (at // 2) - 18
        canvas.drawString(x, foot, f"{words}：")
        start = x + fonts.width(f"{words}：", False, 10.5)
        canvas.line(start, foot - 3, x + half - 16, foot - 3)
