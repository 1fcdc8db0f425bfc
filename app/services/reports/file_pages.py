"""The pages of a whole file that are no papers of the case themselves: cover, contents, tables, stories, notices."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from app.services.reports import fonts
from app.services.reports.form_pen import FormPen, fitted
from app.services.reports.lines import broken

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.28, 841.89
_LEFT, _TOP, _BOTTOM = 56.0, 56.0, 44.0
_ROOM = WIDTH - 2 * _LEFT
_SIZE, _LEADING, _ASCENT, _PAD = 10.5, 1.4, 0.88, 4.0


@dataclass(frozen=True, slots=True)
class Heading:
    """A title in the middle of the page's width; ``large`` opens a part."""

    words: str
    large: bool = True


@dataclass(frozen=True, slots=True)
class Story:
    """Paragraphs across the page."""

    words: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Pairs:
    """Rows of a word and what is to be said to it."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: titles with their share of the width, rows of words. Its head stands on every page."""

    columns: Sequence[tuple[str, float]]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Signing:
    """Places to sign, one below the other."""

    words: Sequence[str]


Block = Heading | Story | Pairs | Grid | Signing


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on the cover: whose file, what it is, its number, facts, and a line at its foot."""

    office: str
    title: str
    number: str
    facts: Sequence[tuple[str, str]]
    foot: str = ""


def cover(face: Cover) -> bytes:
    """The cover, one page."""
    canvas, stream = _canvas()
    pen = FormPen(canvas, HEIGHT)
    pen.text(WIDTH / 2, 110, face.office, _within(face.office, 18), place=0.5)
    pen.text(WIDTH / 2, 176, face.title, _within(face.title, 34), bold=True, place=0.5)
    if face.number:
        pen.text(WIDTH / 2, 222, face.number, 15, place=0.5)
    side, y = 92.0, 270.0
    room = (HEIGHT - 130 - y) / max(1, len(face.facts))
    for word, text in face.facts:
        fit = fitted(text, _ROOM - side - 20, min(room - 6, 110), 13, 7)
        deep = max(34.0, len(fit.lines) * fit.size * _LEADING + 12)
        pen.label(_LEFT, y, side, deep, word)
        pen.frame(_LEFT + side, y, _ROOM - side, deep)
        top = y + (deep - fit.size * (1.35 * (len(fit.lines) - 1) + 1)) / 2
        for at, line in enumerate(fit.lines):
            pen.text(_LEFT + side + 10, top + at * fit.size * 1.35 + fit.size * _ASCENT, line, fit.size)
        y += deep
    for at, line in enumerate(broken(face.foot, _ROOM, partial(fonts.width, bold=False, size=11))):
        pen.text(WIDTH / 2, HEIGHT - 92 + at * 17, line, 11, place=0.5)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def pages(blocks: Sequence[Block]) -> tuple[bytes, int]:
    """Blocks one below the other on as many pages as they need, and how many those are."""
    canvas, stream = _canvas()
    flow = _Flow(canvas)
    for block in blocks:
        flow.put(block)
    count = flow.close()
    canvas.save()
    return stream.getvalue(), count


def _canvas() -> tuple[Canvas, io.BytesIO]:
    from reportlab.pdfgen.canvas import Canvas

    fonts.register()
    stream = io.BytesIO()
    usual: Any = fonts.REGULAR  # reportlab's own hints take it for a number
    canvas = Canvas(stream, (WIDTH, HEIGHT), initialFontName=usual, pageCompression=1, lang="zh-CN")
    canvas.setAuthor("")
    return canvas, stream


def _within(words: str, size: float) -> float:
    return min(size, size * _ROOM / max(1.0, fonts.width(words, True, size)))


class _Flow:
    """Blocks running down the pages."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas, self._pen = canvas, FormPen(canvas, HEIGHT)
        self._y, self._pages = _TOP, 1

    def put(self, block: Block) -> None:
        match block:
            case Heading():
                self._heading(block)
            case Story():
                self._story(block)
            case Pairs():
                self._grid([("", 0.17), ("", 0.83)], [[word, text] for word, text in block.rows], headed=False)
            case Grid():
                self._grid(block.columns, block.rows, headed=True)
            case Signing():
                self._signing(block)

    def close(self) -> int:
        self._canvas.showPage()
        return self._pages

    @property
    def _room(self) -> float:
        return HEIGHT - _BOTTOM - self._y

    def _turn(self) -> None:
        self._canvas.showPage()
        self._y = _TOP
        self._pages += 1

    def _heading(self, block: Heading) -> None:
        size = _within(block.words, 20.0 if block.large else 13.0)
        if self._room < size * 2 + 60:
            self._turn()
        self._y += 0 if self._y == _TOP else 12
        if block.large:
            self._pen.text(WIDTH / 2, self._y + size, block.words, size, bold=True, place=0.5)
        else:
            self._pen.text(_LEFT, self._y + size, block.words, size, bold=True)
        self._y += size + (18 if block.large else 10)

    def _story(self, block: Story) -> None:
        for line in broken(block.words, _ROOM, partial(fonts.width, bold=block.bold, size=_SIZE)):
            if self._room < _SIZE * _LEADING:
                self._turn()
            self._pen.text(_LEFT, self._y + _SIZE * _ASCENT, line, _SIZE, bold=block.bold)
            self._y += _SIZE * _LEADING
        self._y += 8

    def _grid(self, columns: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]], *, headed: bool) -> None:
        widths = [share * _ROOM for _, share in columns]
        if headed:
            self._head(columns, widths)
        for row in rows:
            cells = [
                broken(text, width - 2 * _PAD, partial(fonts.width, bold=False, size=_SIZE))
                for text, width in zip(row, widths, strict=True)
            ]
            while any(cells):
                cells = self._row(cells, widths, columns if headed else None)
        self._y += 10

    def _row(
        self, cells: list[list[str]], widths: Sequence[float], again: Sequence[tuple[str, float]] | None
    ) -> list[list[str]]:
        """A row, or as much of it as fits on this page; gives what is left of it."""
        step = _SIZE * _LEADING
        most = int((self._room - 2 * _PAD) // step)
        deep = max(len(cell) for cell in cells)
        if most < min(deep, 3):
            self._turn()
            if again is not None:
                self._head(again, widths)
            most = int((self._room - 2 * _PAD) // step)
        now, rest = [cell[:most] for cell in cells], [cell[most:] for cell in cells]
        height = max(len(cell) for cell in now) * step + 2 * _PAD
        x = _LEFT
        for cell, width in zip(now, widths, strict=True):
            self._pen.frame(x, self._y, width, height)
            for at, line in enumerate(cell):
                self._pen.text(x + _PAD, self._y + _PAD + at * step + _SIZE * _ASCENT, line, _SIZE)
            x += width
        self._y += height
        return rest

    def _head(self, columns: Sequence[tuple[str, float]], widths: Sequence[float]) -> None:
        x, height = _LEFT, _SIZE * _LEADING + 2 * _PAD
        if self._room < height * 3:
            self._turn()
        for (title, _), width in zip(columns, widths, strict=True):
            self._canvas.setFillColor("#E6E6E6")
            self._canvas.rect(x, HEIGHT - self._y - height, width, height, stroke=0, fill=1)
            self._pen.frame(x, self._y, width, height)
            self._pen.text(x + width / 2, self._y + _PAD + _SIZE * _ASCENT, title, _SIZE, bold=True, place=0.5)
            x += width
        self._y += height

    def _signing(self, block: Signing) -> None:
        if self._room < 34 * len(block.words):
            self._turn()
        for words in block.words:
            self._y += 30
            start = WIDTH - _LEFT - 190
            self._pen.text(start, self._y, f"{words}：", 11, place=1)
            self._pen.line(start, self._y + 3, 190)
