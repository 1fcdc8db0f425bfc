"""Drawing a printed form: cells with a label, words that shrink to fit, boxes with ticks, dotted places to write."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.services.reports import fonts
from app.services.reports.lines import broken

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_LEADING = 1.35
_ASCENT = 0.88
_PAD = 4.0
_LINE = 0.6
_OUTLINE = 1.1
_INK = "#000000"
_QUIET = "#555555"


@dataclass(frozen=True, slots=True)
class Boxes:
    """Options with a box each: (code, word); those of ``ticked`` carry a tick. ``after`` follows them."""

    options: Sequence[tuple[str, str]]
    ticked: Collection[str] = ()
    after: str = ""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Words as lines of one size; ``rest`` did not fit."""

    size: float
    lines: tuple[str, ...]
    rest: str = ""


def fitted(text: str, width: float, height: float, largest: float, least: float) -> Fitted:
    """``text`` in the largest letters with which it fits, else as much of it as fits in the smallest."""
    size = largest
    while True:
        lines = broken(text, width, partial(fonts.width, bold=False, size=size))
        most = max(1, int((height + (_LEADING - 1) * size) / (size * _LEADING)))
        if len(lines) <= most:
            return Fitted(size, tuple(lines))
        if size <= least:
            return Fitted(size, tuple(lines[:most]), _behind(text, lines[:most]))
        size = max(least, size - 0.5)


def _behind(text: str, lines: Sequence[str]) -> str:
    """What of ``text`` comes after ``lines``, with its own line ends."""
    seen = sum(not character.isspace() for line in lines for character in line)
    for at, character in enumerate(text):
        if not seen and not character.isspace():
            return text[at:]
        seen -= not character.isspace()
    return ""


class FormPen:
    """Draws on one page; ``y`` counts down from the top, in points."""

    def __init__(self, canvas: Canvas, height: float) -> None:
        self._canvas, self._height = canvas, height

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        *,
        bold: bool = False,
        place: float = 0.0,
        quiet: bool = False,
    ) -> None:
        """One line; ``y`` is where its letters stand, ``place`` 0 left of, 0.5 around, 1 right of ``x``."""
        self._canvas.setFillColor(_QUIET if quiet else _INK)
        self._canvas.setFont(fonts.BOLD if bold else fonts.REGULAR, size)
        self._canvas.drawString(x - place * fonts.width(words, bold, size), self._height - y, words)

    def frame(self, x: float, y: float, width: float, height: float, *, heavy: bool = False) -> None:
        """An empty cell."""
        self._canvas.setStrokeColor(_INK)
        self._canvas.setLineWidth(_OUTLINE if heavy else _LINE)
        self._canvas.rect(x, self._height - y - height, width, height, stroke=1, fill=0)

    def line(self, x: float, y: float, width: float) -> None:
        """A line to write on."""
        self._canvas.setStrokeColor(_INK)
        self._canvas.setLineWidth(_LINE)
        self._canvas.line(x, self._height - y, x + width, self._height - y)

    def label(self, x: float, y: float, width: float, height: float, words: str) -> None:
        """A cell with its name in the middle."""
        self.frame(x, y, width, height)
        size = min(10.0, 10.0 * (width - 4) / max(1.0, fonts.width(words, False, 10)))
        self.text(x + width / 2, y + height / 2 + size * 0.36, words, size, place=0.5)

    def upright(self, x: float, y: float, width: float, height: float, words: str) -> None:
        """A cell with its name written downwards."""
        self.frame(x, y, width, height)
        step = min(14.0, (height - 6) / len(words))
        size = min(10.5, step)
        top = y + (height - step * len(words)) / 2
        for at, character in enumerate(words):
            self.text(x + width / 2, top + at * step + step * 0.5 + size * 0.36, character, size, bold=True, place=0.5)

    def words(self, x: float, y: float, width: float, height: float, words: str, *, least: float = 7.5) -> str:
        """A cell with words in its middle height; gives what did not fit."""
        self.frame(x, y, width, height)
        fit = fitted(words, width - 2 * _PAD, height - 3, 10.5, least)
        deep = fit.size * (_LEADING * (len(fit.lines) - 1) + 1)
        self._lines(x + _PAD, y + (height - deep) / 2, fit)
        return fit.rest

    def story(self, x: float, y: float, width: float, height: float, words: str, *, more: str = "") -> str:
        """Words from the top of a cell; gives what did not fit, and writes ``more`` at its foot then."""
        fit = fitted(words, width - 4 * _PAD, height - 3 * _PAD, 10.5, 8.5)
        if fit.rest and more:
            fit = fitted(words, width - 4 * _PAD, height - 3 * _PAD - 10, 8.5, 8.5)
            self.text(x + width - 2 * _PAD, y + height - _PAD, more, 8, place=1, quiet=True)
        self._lines(x + 2 * _PAD, y + 1.5 * _PAD, fit)
        return fit.rest

    def _lines(self, x: float, top: float, fit: Fitted) -> None:
        for at, line in enumerate(fit.lines):
            self.text(x, top + at * fit.size * _LEADING + fit.size * _ASCENT, line, fit.size)

    def boxes(self, x: float, y: float, width: float, height: float, boxes: Boxes) -> None:
        """Boxes one beside the other, in smaller letters or two lines where they are many."""
        size, rows = 10.0, self._box_rows(boxes, width, 10.0)
        while (len(rows) > 1 and size > 8.5) or (len(rows) * size * 1.45 > height and size > 6.5):
            size -= 0.5
            rows = self._box_rows(boxes, width, size)
        deep = size * (1.45 * (len(rows) - 1) + 1)
        for at, row in enumerate(rows):
            left = x + _PAD
            foot = y + (height - deep) / 2 + at * size * 1.45 + size * _ASCENT
            for code, word in row:
                if code is not None:
                    self.text(left, foot, "□", size * 1.1)
                    if code in boxes.ticked:
                        self.text(left + size * 0.12, foot - size * 0.08, "✓", size * 1.25, bold=True)
                    left += size * 1.2
                self.text(left, foot, word, size)
                left += fonts.width(word, False, size) + size * 0.9

    @staticmethod
    def _box_rows(boxes: Boxes, width: float, size: float) -> list[list[tuple[str | None, str]]]:
        items: list[tuple[str | None, str]] = [*boxes.options, *([(None, boxes.after)] if boxes.after else [])]
        rows: list[list[tuple[str | None, str]]] = [[]]
        used = 0.0
        for code, word in items:
            wide = fonts.width(word, False, size) + size * (2.1 if code is not None else 0.9)
            if rows[-1] and used + wide > width - 2 * _PAD + size * 0.9:
                rows.append([])
                used = 0.0
            rows[-1].append((code, word))
            used += wide
        return rows
